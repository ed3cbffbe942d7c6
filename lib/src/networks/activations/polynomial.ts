import { OutOfReach } from '../../numerics/outOfReach.js'
import { type Estimate, unitRoundoff, withUnderflow } from '../../numerics/estimate.js'
import { gaussHermite } from '../../numerics/gaussHermite.js'
import { groupedVectors } from '../../numerics/gaussian/groupedVectors.js'
import { spanCoordinates } from '../../numerics/gaussian/spanCoordinates.js'
import { standardMoment } from '../weights/distributionMoments.js'
import type { WeightDistribution } from '../weights/weightDistribution.js'
import type { Activation } from './activation.js'
import { define } from './define.js'
import { incrementCumulants } from './incrementCumulants.js'

/** Most nodes of a rule: a second. */
const mostNodes = 4e6

/**
 * E[product of p(v_a . u)] for a polynomial p: Gauss-Hermite rules of so many nodes that they are exact.
 *
 * @throws OutOfReach beyond 4e6 nodes
 */
function polynomialMoment(
  coefficients: readonly number[],
  vectors: readonly Float64Array[]
): Estimate {
  const degree = coefficients.length - 1
  const p = horner(coefficients)
  // At a node next to a zero the rounding is that of the terms.
  const terms = horner(coefficients.map(Math.abs))
  const lengths = vectors.map((v) => Math.hypot(...v))
  const constant = p(0) ** lengths.filter((length) => length === 0).length
  const kept = vectors.filter((_, a) => lengths[a] > 0)
  if (kept.length === 0 || constant === 0) return { value: constant, error: 0 }
  const sizes = lengths.filter((length) => length > 0)
  const span = spanCoordinates(kept.map((v, a) => v.map((x) => x / sizes[a])))
  const nodes = Math.floor((degree * kept.length) / 2) + 1
  if (nodes ** span.rank > mostNodes) {
    const reason = `${nodes}^${span.rank} nodes at preactivations of rank ${span.rank}, more than ${mostNodes}`
    throw new OutOfReach('featureMoment', reason, 'points')
  }
  const { distinct, counts } = groupedVectors(
    kept.map((_, a) => span.coordinates[a].map((x) => x * sizes[a]))
  )
  const rule = gaussHermite(nodes)
  let [value, magnitude] = [0, 0]
  const descend = (axis: number, base: Float64Array, weight: number): void => {
    if (axis === span.rank) {
      let [term, size] = [weight, Math.abs(weight)]
      for (let a = 0; a < base.length; a++) {
        term *= p(base[a]) ** counts[a]
        size *= terms(Math.abs(base[a])) ** counts[a]
      }
      value += term
      magnitude += size
      return
    }
    for (let i = 0; i < nodes; i++) {
      const next = base.map((z, a) => z + rule.nodes[i] * distinct[a][axis])
      descend(axis + 1, next, weight * rule.weights[i])
    }
  }
  descend(0, new Float64Array(distinct.length), 1)
  // Nodes and weights are right to about ten roundings of their size, the nodes' share grows with the degree.
  const roundings = 20 * (1 + degree * kept.length) + span.residual / unitRoundoff
  return {
    value: constant * value,
    error: Math.abs(constant) * unitRoundoff * roundings * magnitude
  }
}

/** E[product of p(v_a . u)] for independent coordinates: the product as a polynomial in them, and their moments. */
function independentMoment(
  coefficients: readonly number[],
  source: string,
  vectors: readonly Float64Array[],
  distributions: readonly WeightDistribution[]
): Estimate {
  const used = distributions.flatMap((_, k) => (vectors.some((v) => v[k] !== 0) ? [k] : []))
  let product: Polynomial = new Map([[used.map(() => 0).join(), 1]])
  for (const v of vectors) {
    const z: Polynomial = new Map(
      used.flatMap((k, i) =>
        v[k] === 0 ? [] : [[used.map((_, j) => Number(i === j)).join(), v[k]] as const]
      )
    )
    let factor: Polynomial = new Map()
    for (const c of coefficients.toReversed()) {
      factor = times(factor, z)
      if (c === 0) continue
      const one = used.map(() => 0).join()
      factor.set(one, (factor.get(one) ?? 0) + c)
    }
    product = times(product, factor)
  }
  let [value, size, vanishes] = [0, 0, true]
  for (const [powers, coefficient] of product) {
    // A coefficient of even powers that is zero here has underflowed.
    if (powers.split(',').every((power) => Number(power) % 2 === 0)) vanishes = false
    if (coefficient === 0) continue
    const term = powers.split(',').reduce((all, power, i) => {
      const parameter = used[i] === 0 ? 'weights.b0' : 'weights.W0'
      return powers === ''
        ? all
        : all * standardMoment(source, distributions[used[i]], Number(power), parameter)
    }, coefficient)
    value += term
    size += Math.abs(term)
  }
  const roundings = 8 * coefficients.length * vectors.length * (1 + used.length)
  const estimate = { value, error: roundings * unitRoundoff * size }
  return vanishes ? estimate : withUnderflow(estimate)
}

/** Coefficients by the powers of the variables, separated by commas. */
type Polynomial = Map<string, number>

function times(a: Polynomial, b: Polynomial): Polynomial {
  const product: Polynomial = new Map()
  for (const [p, x] of a) {
    const powers = p.split(',')
    for (const [q, y] of b) {
      const others = q.split(',')
      const key = powers.map((power, i) => Number(power) + Number(others[i])).join()
      product.set(key, (product.get(key) ?? 0) + x * y)
    }
  }
  return product
}

const horner = (coefficients: readonly number[]) => (z: number) =>
  coefficients.reduceRight((sum, c) => sum * z + c, 0)

const differentiated = (coefficients: readonly number[]) =>
  coefficients.slice(1).map((c, k) => (k + 1) * c)

/** A polynomial as activation, by its name, formula, coefficients of 1, z, z^2, … */
export function polynomial(
  name: string,
  formula: string,
  coefficients: readonly number[],
  given: Partial<Activation> = {}
): Activation {
  const degree = coefficients.length - 1
  const slope = differentiated(coefficients)
  const [constant] = coefficients
  const increment = coefficients.with(0, 0)
  const odd = coefficients.every((c, k) => c === 0 || k % 2 === 1)
  const even = coefficients.every((c, k) => c === 0 || k % 2 === 0)
  return define({
    name,
    formula,
    value: horner(coefficients),
    derivative: horner(slope),
    secondDerivative: horner(differentiated(slope)),
    parity: odd ? 'odd' : even ? 'even' : 'none',
    growth: degree,
    moment: (vectors) =>
      odd && vectors.length % 2 === 1
        ? { value: 0, error: 0 }
        : polynomialMoment(coefficients, vectors),
    cumulants:
      constant === 0
        ? undefined
        : incrementCumulants(constant, (vectors) => polynomialMoment(increment, vectors)),
    independentMoment: (source, vectors, distributions) =>
      independentMoment(coefficients, source, vectors, distributions),
    ...given
  })
}
