import erfc from '@stdlib/math-base-special-erfc'
import { define } from './define.js'

const normalDensity = (z: number) => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)

/** z Phi(z), Phi the normal distribution function: entire, growing like the Gaussian along the imaginary axis. */
export const gelu = define({
  name: 'gelu',
  formula: 'z erfc(-z/sqrt(2))/2',
  value: (z) => (z / 2) * erfc(-z * Math.SQRT1_2),
  derivative: (z) => erfc(-z * Math.SQRT1_2) / 2 + z * normalDensity(z),
  secondDerivative: (z) => (2 - z * z) * normalDensity(z),
  growth: 1,
  strip: Infinity,
  imaginaryGrowth: 1
})
