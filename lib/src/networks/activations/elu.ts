import { define } from './define.js'

/** z for z > 0, exp(z) - 1 below: its second derivative jumps at 0. */
export const elu = define({
  name: 'elu',
  formula: 'z > 0 ? z : exp(z) - 1',
  value: (z) => (z > 0 ? z : Math.expm1(z)),
  derivative: (z) => (z > 0 ? 1 : Math.exp(z)),
  secondDerivative: (z) => (z > 0 ? 0 : Math.exp(z)),
  kinks: [0],
  growth: 1
})
