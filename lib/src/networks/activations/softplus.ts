import { define } from './define.js'
import { logistic, logisticSlope } from './sigmoid.js'

/** ln(1 + exp(z)): branch points at odd multiples of i pi. */
export const softplus = define({
  name: 'softplus',
  formula: 'ln(1 + exp(z))',
  value: (z) => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))),
  derivative: logistic,
  secondDerivative: logisticSlope,
  growth: 1,
  strip: Math.PI,
  imaginaryGrowth: 0
})
