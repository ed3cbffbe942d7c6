import { define } from './define.js'
import { logistic, logisticSlope } from './sigmoid.js'

/** z/(1 + exp(-z)), also called swish: poles at odd multiples of i pi. */
export const silu = define({
  name: 'silu',
  formula: 'z/(1 + exp(-z))',
  value: (z) => z * logistic(z),
  derivative: (z) => logistic(z) + z * logisticSlope(z),
  secondDerivative: (z) => logisticSlope(z) * (2 - z * Math.tanh(z / 2)),
  growth: 1,
  strip: Math.PI,
  imaginaryGrowth: 0
})
