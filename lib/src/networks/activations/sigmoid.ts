import { productMoment } from '../../numerics/gaussian/productMoment.js'
import { define } from './define.js'
import { incrementCumulants } from './incrementCumulants.js'

const analytic = { growth: 0, strip: Math.PI, imaginaryGrowth: 0 } as const

/** 1/(1 + exp(-z)) - 1/2. */
const increment = {
  ...analytic,
  value: (z: number) => Math.tanh(z / 2) / 2,
  parity: 'odd',
  kinks: [],
  known: true
} as const

/** 1/(1 + exp(-z)) without overflow. */
export function logistic(z: number): number {
  const small = Math.exp(-Math.abs(z))
  return (z < 0 ? small : 1) / (1 + small)
}

/** The derivative of `logistic`, even, without cancellation. */
export function logisticSlope(z: number): number {
  const small = Math.exp(-Math.abs(z))
  return small / ((1 + small) * (1 + small))
}

/** 1/(1 + exp(-z)): poles at odd multiples of i pi. */
export const sigmoid = define({
  name: 'sigmoid',
  formula: '1/(1 + exp(-z))',
  value: logistic,
  derivative: logisticSlope,
  secondDerivative: (z) => -Math.tanh(z / 2) * logisticSlope(z),
  ...analytic,
  cumulants: incrementCumulants(0.5, (vectors) => productMoment(increment, vectors))
})
