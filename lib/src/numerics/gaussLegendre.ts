import { requireInteger } from './parameterError.js'

/** A quadrature rule on [0, 1]: the integral of f is about the sum of weights[i] f(nodes[i]). */
export interface QuadratureRule {
  readonly nodes: Float64Array
  readonly weights: Float64Array
}

const rules = new Map<number, QuadratureRule>()

/**
 * Gauss-Legendre rule of `order` nodes on [0, 1], exact for polynomials of degree 2 order - 1.
 * Nodes by Newton's method on the Legendre recurrence, weights 1 / ((1 - x^2) P'(x)^2): both are
 * right to a few units in the last place up to order 500. Rules are kept; do not change them.
 *
 * @throws ParameterError unless `order` is an integer in [1, 500]
 */
export function gaussLegendre(order: number): QuadratureRule {
  requireInteger('gaussLegendre', 'order', order, 1, 500)
  const known = rules.get(order)
  if (known) return known
  const nodes = new Float64Array(order)
  const weights = new Float64Array(order)
  for (let i = 0; i < (order + 1) >> 1; i++) {
    const mirror = order - 1 - i
    const root = mirror === i ? 0 : legendreRoot(order, i)
    const slope = legendre(order, root).slope
    const weight = 1 / ((1 - root) * (1 + root) * slope * slope)
    nodes[mirror] = (1 + root) / 2
    nodes[i] = (1 - root) / 2
    weights[i] = weights[mirror] = weight
  }
  const rule = { nodes, weights }
  rules.set(order, rule)
  return rule
}

/** The i-th largest root of the Legendre polynomial. */
function legendreRoot(order: number, i: number): number {
  // Tricomi's approximation is close enough for Newton's method to converge in a few steps.
  const first = Math.cos((Math.PI * (i + 0.75)) / (order + 0.5))
  let root = first * (1 - (order - 1) / (8 * order ** 3))
  for (let step = 0; step < 8; step++) {
    const { value, slope } = legendre(order, root)
    const change = value / slope
    root -= change
    if (Math.abs(change) < 1e-16) break
  }
  return root
}

/** P_order(x) and its derivative, |x| < 1. */
function legendre(order: number, x: number): { value: number; slope: number } {
  let before = 1
  let value = x
  for (let k = 2; k <= order; k++) {
    const next = ((2 * k - 1) * x * value - (k - 1) * before) / k
    before = value
    value = next
  }
  return { value, slope: (order * (before - x * value)) / ((1 - x) * (1 + x)) }
}
