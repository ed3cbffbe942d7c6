import { define } from './define.js'

/** z for |z| < 1, the nearer of -1 and 1 beyond. */
export const hardTanh = define({
  name: 'hardTanh',
  formula: 'max(-1, min(1, z))',
  value: (z) => Math.max(-1, Math.min(1, z)),
  derivative: (z) => (Math.abs(z) < 1 ? 1 : 0),
  secondDerivative: () => 0,
  parity: 'odd',
  kinks: [-1, 1],
  strip: Infinity,
  imaginaryGrowth: 0
})
