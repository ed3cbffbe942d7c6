import { define } from './define.js'
import { homogeneousMoments } from './homogeneous.js'

/** |z|. */
export const abs = define({
  name: 'abs',
  formula: '|z|',
  value: (z) => Math.abs(z),
  derivative: (z) => Math.sign(z),
  secondDerivative: () => 0,
  parity: 'even',
  kinks: [0],
  homogeneous: true,
  growth: 1,
  bend: 0,
  sigmaB: 0,
  ...homogeneousMoments(1, 1)
})
