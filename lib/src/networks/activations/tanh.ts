import { define } from './define.js'
import { logisticSlope } from './sigmoid.js'

/** tanh(z): poles at odd multiples of i pi/2. */
export const tanh = define({
  name: 'tanh',
  formula: 'tanh(z)',
  value: (z) => Math.tanh(z),
  derivative: (z) => 4 * logisticSlope(2 * z),
  secondDerivative: (z) => -8 * Math.tanh(z) * logisticSlope(2 * z),
  parity: 'odd',
  strip: Math.PI / 2,
  imaginaryGrowth: 0,
  sampled: 'hyperbolicTangent'
})
