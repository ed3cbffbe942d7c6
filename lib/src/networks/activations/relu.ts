import { doubleFactorial } from '../../numerics/doubleFactorial.js'
import { type Estimate, unitRoundoff } from '../../numerics/estimate.js'
import { gaussLegendre } from '../../numerics/gaussLegendre.js'
import { coneMoment } from '../../numerics/gaussian/coneMoment.js'
import { orthantMoment } from '../../numerics/gaussian/orthantMoment.js'
import { QuadratureLimit } from '../../numerics/gaussian/quadratureLimit.js'
import { type Span, spanCoordinates } from '../../numerics/gaussian/spanCoordinates.js'
import type { PreactivationPair } from '../preactivationPair.js'
import type { PairDerivatives } from './activation.js'
import { define } from './define.js'
import { positiveInputs } from './inputs.js'

/** Highest rank at which cubature over cones is affordable. */
const cubatureRank = 4
/** Relative error up to which integration by parts needs no cubature, which has no cancellation. */
const accuracy = 2e-13

/**
 * E[max(z_1, 0) … max(z_n, 0)]. The product is homogeneous and supported on the cone where all v_a . u > 0, so the radial
 * integral is analytic. Rank r of the v_a:
 * - r = 0 or a zero v_a: 0 (1 for no points);
 * - r = 1: a half-line, closed form, or 0 for opposite points;
 * - r = 2: a trigonometric polynomial on an arc, for which Gauss-Legendre is exact to rounding;
 * - r >= 3: integration by parts down to orthant probabilities (`orthantMoment`); where that loses
 *   digits and r <= 4, smooth cubature over simplicial cones (`coneMoment`). Errors are estimated.
 * Derived in docs/theory.md, "ReLU-net".
 *
 * @throws OutOfReach for preactivations of rank >= 5 that are nearly, but not, linearly dependent
 */
function moment(vectors: readonly Float64Array[]): Estimate {
  if (vectors.length === 0) return { value: 1, error: 0 }
  const lengths = vectors.map((vector) => Math.hypot(...vector))
  if (lengths.includes(0)) return { value: 0, error: 0 }
  const span = spanCoordinates(
    vectors.map((vector, a) => vector.map((component) => component / lengths[a]))
  )
  const scale = lengths.reduce((product, length) => product * length, 1)
  const unit = unitMoment(span)
  // By Hoelder's inequality each left-out component changes the moment by this much at most.
  const leftOut = vectors.length * span.residual * doubleFactorial(vectors.length - 1)
  const rounding = 2 * unitRoundoff * vectors.length * (2 + vectors[0].length) * unit.value
  return { value: scale * unit.value, error: scale * (unit.error + leftOut + rounding) }
}

/** E[product of max(e_a . u, 0)] for unit vectors e_a that span R^rank. */
function unitMoment({ coordinates, rank, conditioning }: Span): Estimate {
  if (rank === 1) return halfLineMoment(coordinates)
  if (rank === 2) return arcMoment(coordinates)
  const byParts = orthantMoment(coordinates, rank)
  if (byParts.error <= accuracy * byParts.value) return byParts
  if (rank <= cubatureRank) {
    const cubature = coneMoment(coordinates, rank, conditioning)
    return cubature.error < byParts.error ? cubature : byParts
  }
  if (byParts.error < Infinity) return byParts
  throw new QuadratureLimit(
    `preactivations of rank ${rank} are too close to linear dependence ` +
      `(relative distance ${1 / conditioning}); this needs rank <= ${cubatureRank}`,
    { rank: cubatureRank }
  )
}

/** E[u^n, u > 0] = (n - 1)!! / 2 times 1 (n even) or sqrt(2 / pi) (n odd). */
function halfLineMoment(directions: readonly Float64Array[]): Estimate {
  const order = directions.length
  if (directions.some(([sign]) => sign !== directions[0][0])) return { value: 0, error: 0 }
  const value = (doubleFactorial(order - 1) / 2) * (order % 2 ? Math.sqrt(2 / Math.PI) : 1)
  return { value, error: 4 * unitRoundoff * value }
}

/** E[|u|^n] / (2 pi) times the integral of the product of cos(phi - phi_a) where all are > 0. */
function arcMoment(directions: readonly Float64Array[]): Estimate {
  const order = directions.length
  const first = directions[0]
  // Angles relative to the first direction: |phi_a| <= pi, and the arc is an interval around 0.
  const angles = directions.map(([x, y]) =>
    Math.atan2(first[0] * y - first[1] * x, first[0] * x + first[1] * y)
  )
  const start = Math.max(...angles) - Math.PI / 2
  const end = Math.min(...angles) + Math.PI / 2
  const length = end - start
  if (length <= 0) return { value: 0, error: 0 }
  const { nodes, weights } = gaussLegendre(16 + order)
  let sum = 0
  nodes.forEach((node, i) => {
    const product = angles.reduce((p, angle) => p * Math.cos(start + length * node - angle), 1)
    sum += weights[i] * product
  })
  const value = ((length * sum) / (2 * Math.PI)) * radialMoment(order, 2)
  // An end point is right to about 4 roundings; the integrand vanishes there.
  return { value, error: unitRoundoff * value * (8 + 2 * order) * (1 + 4 / length) }
}

/** E[|u|^order] for a standard normal u in R^rank, rank even: product over k of (rank + 2k) etc. */
function radialMoment(order: number, rank: 2): number {
  if (order % 2 === 1) return doubleFactorial(order) * Math.sqrt(Math.PI / 2)
  return doubleFactorial(order + rank - 2)
}

/** E[max(z, 0) max(z', 0)]: the arc-cosine covariance of order one, the bracket from the angle to the opposite. */
function pairMoment(pair: PreactivationPair): number {
  const norms = Math.sqrt(pair.varianceX) * Math.sqrt(pair.varianceY)
  if (norms === 0) return 0
  return (norms / (2 * Math.PI)) * arcBracket(Math.atan2(pair.sine(), -pair.covariance / norms))
}

/** (pi - t)/(2 pi), and sqrt(Var(z')/Var(z)) sin t/(4 pi) by the variance of z, t the angle between the preactivations. */
export function reluSlopes(pair: PreactivationPair): PairDerivatives {
  const { varianceX, varianceY, covariance } = pair
  const sine = pair.sine()
  const angle = Math.atan2(sine, -covariance / (Math.sqrt(varianceX) * Math.sqrt(varianceY)))
  return {
    varianceX: rounded((Math.sqrt(varianceY / varianceX) * sine) / (4 * Math.PI)),
    covariance: rounded(angle / (2 * Math.PI)),
    varianceY: rounded((Math.sqrt(varianceX / varianceY) * sine) / (4 * Math.PI))
  }
}

function rounded(value: number): Estimate {
  return { value, error: 8 * unitRoundoff * Math.abs(value) }
}

/** sin t + (pi - t) cos t as a function of s = pi - t in [0, pi]: sin s - s cos s. */
function arcBracket(s: number): number {
  if (s > 0.5) return Math.sin(s) - s * Math.cos(s)
  // sum over k >= 1 of (-1)^(k+1) 2k s^(2k+1) / (2k+1)!, without the cancellation near s = 0
  let term = s
  let sum = 0
  for (let k = 1; k <= 9; k++) {
    term *= (-s * s) / (2 * k * (2 * k + 1))
    sum -= 2 * k * term
  }
  return sum
}

/** ReLU-net of arXiv:2008.08601. */
export const relu = define({
  name: 'relu',
  title: 'ReLU-net',
  formula: 'max(z, 0)',
  value: (z) => Math.max(z, 0),
  derivative: (z) => (z > 0 ? 1 : 0),
  secondDerivative: () => 0,
  kinks: [0],
  homogeneous: true,
  growth: 1,
  bend: 0,
  silent: 0.5,
  sigmaB: 0,
  inputs: positiveInputs,
  pairMoment,
  pairSlopes: reluSlopes,
  moment,
  sampled: 'rectifier'
})
