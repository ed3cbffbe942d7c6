import { EigenvalueDecomposition, Matrix, inverse } from 'ml-matrix'
import { type Estimate, unitRoundoff } from '../estimate.js'
import { triangulatedCone } from '../triangulatedCone.js'
import { facetSlack } from './facetSlack.js'
import { dot } from './spanCoordinates.js'
import { truncatedMoments } from './truncatedMoment.js'

/** Least eigenvalue of the rays' Gram matrix below which its inverse has no digits to spare. */
const thinnest = 1e-10

/**
 * E[product over a of max(e_a . u, 0)] for a standard normal u in R^rank and unit vectors e_a that
 * span it, at any rank. The cone where all e_a . u > 0 is cut into
 * simplicial cones; on one with rays w_i, u = sum_i s_i w_i, the coordinates s are Gaussian with
 * the inverse of the rays' Gram matrix as covariance, all positive, and each e_a . u is a sum of
 * them with coefficients >= 0: a sum of `truncatedMoments`. Derived in docs/theory.md, "ReLU-net".
 * The error is infinite if a piece is too thin for this, its rays nearly linearly dependent.
 */
export function orthantMoment(directions: readonly Float64Array[], rank: number): Estimate {
  const cones = triangulatedCone(directions, rank, -1)
  const { value, error } = overCones(cones, rank, directions)
  return { value, error: error + facetSlack(directions, cones) }
}

/** P(e_a . u > 0 for all a): the same without factors. */
export function coneVolume(directions: readonly Float64Array[], rank: number): Estimate {
  return overCones(triangulatedCone(directions, rank, -1), rank, [])
}

/** E[product of the factors' e . u, u in one of the simplicial cones]. */
function overCones(
  cones: readonly (readonly Float64Array[])[],
  rank: number,
  factors: readonly Float64Array[]
): Estimate {
  let value = 0
  let error = 0
  for (const rays of cones) {
    const gram = new Matrix(rays.map((w) => rays.map((other) => dot(w, other))))
    if (leastEigenvalue(gram) < thinnest) return { value: 0, error: Infinity }
    const covariance = inverse(gram).to2DArray()
    const moments = truncatedMoments(
      covariance.map((row, i) => Float64Array.from(row, (c, k) => (c + covariance[k][i]) / 2))
    )
    const heights = factors.map((e) => rays.map((w) => positivePart(dot(w, e))))
    for (const { powers, coefficient } of expandedProduct(heights, rank)) {
      const moment = moments(powers)
      value += coefficient * moment.value
      error += coefficient * (moment.error + 4 * factors.length * unitRoundoff * moment.value)
    }
  }
  return { value, error: error + 8 * unitRoundoff * value }
}

function leastEigenvalue(symmetric: Matrix): number {
  const decomposition = new EigenvalueDecomposition(symmetric, { assumeSymmetric: true })
  return Math.min(...decomposition.realEigenvalues)
}

/** Heights of rays over their own facets are zero, or a rounding away from it. */
function positivePart(height: number): number {
  return height > 1e-14 ? height : 0
}

interface Monomial {
  readonly powers: readonly number[]
  readonly coefficient: number
}

/** The product of the linear forms, shape [form][variable], as a sum of monomials. */
function expandedProduct(
  forms: readonly (readonly number[])[],
  variables: number
): readonly Monomial[] {
  const start = { powers: new Array<number>(variables).fill(0), coefficient: 1 }
  let monomials = new Map<string, Monomial>([['', start]])
  for (const form of forms) {
    const next = new Map<string, Monomial>()
    for (const { powers, coefficient } of monomials.values()) {
      form.forEach((height, i) => {
        if (height === 0) return
        const raised = powers.with(i, powers[i] + 1)
        const before = next.get(raised.join())?.coefficient ?? 0
        next.set(raised.join(), { powers: raised, coefficient: before + coefficient * height })
      })
    }
    monomials = next
  }
  return [...monomials.values()]
}
