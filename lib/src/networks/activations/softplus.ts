import { productMoment } from '../../numerics/gaussian/productMoment.js'
import { define } from './define.js'
import { incrementCumulants } from './incrementCumulants.js'
import { logistic, logisticSlope } from './sigmoid.js'

const analytic = { growth: 1, strip: Math.PI, imaginaryGrowth: 0 } as const

/** ln(1 + exp(z)) - ln 2, with all digits near 0. */
const increment = {
  ...analytic,
  value: (z: number) =>
    z > 1 ? z + Math.log1p(Math.expm1(-z) / 2) : Math.log1p(Math.expm1(z) / 2),
  parity: 'none',
  kinks: [],
  known: true
} as const

/** ln(1 + exp(z)): branch points at odd multiples of i pi. */
export const softplus = define({
  name: 'softplus',
  formula: 'ln(1 + exp(z))',
  value: (z) => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))),
  derivative: logistic,
  secondDerivative: logisticSlope,
  ...analytic,
  cumulants: incrementCumulants(Math.LN2, (vectors) => productMoment(increment, vectors))
})
