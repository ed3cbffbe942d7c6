import erfFunction from '@stdlib/math-base-special-erf'
import { type Estimate, unitRoundoff } from '../../numerics/estimate.js'
import { erfPlaneMoment, erfPlaneNodes } from '../../numerics/gaussian/erfPlaneMoment.js'
import { signProductMoment } from '../../numerics/gaussian/coneProbability.js'
import { noisySignMoment } from '../../numerics/gaussian/noisySignMoment.js'
import { signMoment } from '../../numerics/gaussian/signMoment.js'
import { productMoment } from '../../numerics/gaussian/productMoment.js'
import { QuadratureLimit } from '../../numerics/gaussian/quadratureLimit.js'
import { dot, spanCoordinates } from '../../numerics/gaussian/spanCoordinates.js'
import type { PreactivationPair } from '../preactivationPair.js'
import type { PairDerivatives } from './activation.js'
import { define } from './define.js'

/** From this order on a sum over the plane is cheaper than nested integrals. */
const planeOrder = 6
/** Most nodes in the plane: a tenth of a second. */
const planeNodes = 1e6
/** Highest order of nested integrals: minutes lie above. */
const nestedOrder = 8
/** Relative error from which on another method is tried. */
const accuracy = 1e-12

const steep = {
  value: (z: number) => erfFunction(z),
  parity: 'odd',
  kinks: [],
  strip: Infinity,
  imaginaryGrowth: 2,
  growth: 0,
  known: true
} as const

/**
 * E[erf(z_1) … erf(z_n)]; odd orders vanish. Derived in docs/theory.md, "Erf-net":
 * - nested one-dimensional integrals (`signMoment`) in any dimension: since erf(z) = E[sign(z + xi)]
 *   with xi ~ N(0, 1/2), it is the sign moment of y_a = z_a + xi_a, with covariance c + 1/2 on
 *   the diagonal and c off it; equal points have independent xi, so repetitions are no special case;
 *   up to n = 4 and for large variances along another path, on which the xi keep their digits (`noisySignMoment`);
 * - the trapezoidal rule (`erfPlaneMoment`) from n = 6 on where the preactivations have rank 1 or 2,
 *   as always for dIn = 1, and `productMoment` there for large variances.
 *
 * @throws OutOfReach if n > 8 and the preactivations have a higher rank than 2
 */
function moment(given: readonly Float64Array[]): Estimate {
  if (given.length % 2 === 1) return { value: 0, error: 0 }
  const vectors = given.map(shortened)
  if (vectors.length < planeOrder) return lowOrderMoment(vectors)
  const lengths = vectors.map((vector) => Math.hypot(...vector))
  if (lengths.includes(0)) return { value: 0, error: 0 }
  const span = spanCoordinates(vectors.map((v, a) => v.map((component) => component / lengths[a])))
  const plane = span.coordinates.map((unit, a) => unit.map((component) => component * lengths[a]))
  const inPlane = span.rank <= 2 && span.residual < 1e-15
  if (inPlane && erfPlaneNodes(plane) <= planeNodes) {
    const { value, error } = erfPlaneMoment(plane)
    const inputs = 4 * unitRoundoff * vectors.length * (1 + vectors[0].length) * Math.abs(value)
    return { value, error: error + inputs }
  }
  if (span.rank <= 2) return productMoment(steep, vectors)
  if (vectors.length <= nestedOrder) return bestOf(nestedMoment(vectors), vectors)
  throw new QuadratureLimit(
    `the error function at order ${vectors.length} needs preactivations of rank <= 2, ` +
      `got ${span.rank}; the highest order otherwise is 8`,
    { rank: 2 }
  )
}

/** Length from which erf is a step: E|erf(z) - sign(z)| is the inverse of it, below the rounding of any moment. */
const longest = 1e20

/** The vector, or one in its direction whose squares do not overflow and whose moments are the same. */
function shortened(vector: Float64Array): Float64Array {
  const length = Math.hypot(...vector)
  return length > longest && length < Infinity ? vector.map((x) => (x / length) * longest) : vector
}

/** Two or four factors: for large variances in a form in which the noise does not drown. */
function lowOrderMoment(vectors: readonly Float64Array[]): Estimate {
  if (vectors.length === 2) return noisySignMoment(vectors)
  const nested = nestedMoment(vectors)
  if (nested.error <= accuracy * Math.abs(nested.value)) return nested
  const noisy = noisySignMoment(vectors)
  return noisy.error < nested.error ? noisy : nested
}

/** For large variances the noise is little and nested integrals lose their digits: panels around the steps keep them. */
function bestOf(nested: Estimate, vectors: readonly Float64Array[]): Estimate {
  if (nested.error <= accuracy * Math.abs(nested.value)) return nested
  const different = new Set(vectors.map((v) => v.join())).size
  const rank = Math.min(different, vectors[0].length)
  const others = [limitOfSteps(vectors), ...(rank > 2 ? [] : [productMoment(steep, vectors)])]
  return others.reduce((best, other) => (best.error <= other.error ? best : other), nested)
}

/** The moment of signs, and how far that of erf can be from it: the sum of E[erfc(|z_a|)]. */
function limitOfSteps(vectors: readonly Float64Array[]): Estimate {
  const { value, error } = signProductMoment(vectors)
  const apart = vectors.reduce((sum, v) => {
    return sum + (2 / Math.PI) * Math.atan(Math.SQRT1_2 / Math.hypot(...v))
  }, 0)
  return { value, error: error + apart }
}

function nestedMoment(vectors: readonly Float64Array[]): Estimate {
  const size = vectors.length
  const variances = vectors.map((v) => dot(v, v) + 0.5)
  const correlation = new Float64Array(size * size)
  for (let a = 0; a < size; a++) {
    correlation[a * size + a] = 1
    for (let b = 0; b < a; b++) {
      const value = dot(vectors[a], vectors[b]) / Math.sqrt(variances[a]) / Math.sqrt(variances[b])
      correlation[a * size + b] = correlation[b * size + a] = value
    }
  }
  // The covariance is positive semidefinite, so the noise alone bounds the spectrum from below.
  const leastEigenvalue = 0.5 / Math.max(0.5, ...variances)
  const { value, error } = signMoment(correlation, size, leastEigenvalue)
  // The correlations themselves are rounded: inner products.
  const rounding = unitRoundoff * size * (3 + vectors[0].length)
  const bound = error + (rounding * Math.abs(value)) / leastEigenvalue
  return Number.isFinite(bound) ? { value, error: bound } : { value: 0, error: 1 }
}

/** The derivative, 2 exp(-z^2)/sqrt(pi). */
const bell = (z: number) => (2 * Math.exp(-z * z)) / Math.sqrt(Math.PI)

/** sqrt((1 + 2a)(1 + 2b) - 4c^2) for variances a, b and the covariance c, without the difference. */
function noisyArea(pair: PreactivationPair): number {
  const { varianceX, varianceY } = pair
  const area =
    varianceX > 0 && varianceY > 0 ? 2 * Math.sqrt(varianceX * varianceY) * pair.sine() : 0
  return Math.sqrt(1 + 2 * varianceX + 2 * varianceY + area * area)
}

/** Williams' arcsine, from an angle that keeps all digits. */
function pairMoment(pair: PreactivationPair): number {
  const { varianceX, varianceY, covariance } = pair
  const norms = Math.sqrt(1 + 2 * varianceX) * Math.sqrt(1 + 2 * varianceY)
  const ratio = (2 * covariance) / norms
  if (Math.abs(ratio) < 0.9) return (2 / Math.PI) * Math.asin(ratio)
  return (2 / Math.PI) * Math.atan2(2 * covariance, noisyArea(pair))
}

/** With the area above 4/(pi area), and -4 c/(pi (1 + 2a) area) by the variance a. */
function pairSlopes(pair: PreactivationPair): PairDerivatives {
  const { varianceX, varianceY, covariance } = pair
  const slope = 4 / (Math.PI * noisyArea(pair))
  const rounded = (value: number): Estimate => ({
    value,
    error: 12 * unitRoundoff * Math.abs(value)
  })
  return {
    varianceX: rounded((-slope * covariance) / (1 + 2 * varianceX)),
    covariance: rounded(slope),
    varianceY: rounded((-slope * covariance) / (1 + 2 * varianceY))
  }
}

/** Erf-net of arXiv:2008.08601. */
export const erf = define({
  name: 'erf',
  title: 'Erf-net',
  formula: 'erf(z)',
  value: (z) => erfFunction(z),
  derivative: (z) => bell(z),
  secondDerivative: (z) => -2 * z * bell(z),
  parity: 'odd',
  bend: Math.SQRT1_2,
  strip: Infinity,
  imaginaryGrowth: 2,
  pairMoment,
  pairSlopes,
  moment,
  sampled: 'errorFunction'
})
