import { define } from './define.js'

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
  strip: Math.PI,
  imaginaryGrowth: 0
})
