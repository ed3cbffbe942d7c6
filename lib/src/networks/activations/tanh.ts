import { define } from './define.js'

/** tanh(z): poles at odd multiples of i pi/2. */
export const tanh = define({
  name: 'tanh',
  formula: 'tanh(z)',
  value: (z) => Math.tanh(z),
  parity: 'odd',
  strip: Math.PI / 2,
  imaginaryGrowth: 0
})
