import { type Estimate, unitRoundoff } from '../estimate.js'
import { type QuadratureRule, gaussLegendre } from '../gaussLegendre.js'

/** Digits aimed at, as -log of the relative quadrature error, and those of the check. */
const fineTarget = 38
const coarseTarget = 27
const largestRule = 400

/**
 * E[sign(y_1) … sign(y_n)] for centred Gaussian variables with the given correlation matrix, shape
 * [n][n], whose eigenvalues are all >= `leastEigenvalue` > 0.
 *
 * n odd: zero. n = 2: (2/pi) asin(rho). Above, Plackett's identity along R(t) = 1 + t (R - 1),
 * t from 0 to 1: the derivative is a sum over pairs of rho_ij (2/pi) / sqrt(1 - t^2 rho_ij^2) times
 * the same expectation of the other n - 2 variables, conditioned on y_i = y_j = 0; so n/2 - 1
 * nested one-dimensional integrals, in any dimension of data space. Derived in docs/theory.md, "Weights and biases that are not normal".
 *
 * All singularities lie on the real axis outside (-1/((n-1) q), 1/q), q = 1 - leastEigenvalue.
 * t = c + h sin w maps the plane without them to a strip, so Gauss-Legendre rules in w converge
 * geometrically at a known rate: two orders give the error. Typically 1e-15, growing like
 * 1e-16 / leastEigenvalue.
 */
export function signMoment(
  correlation: Float64Array,
  size: number,
  leastEigenvalue: number
): Estimate {
  if (size === 0) return { value: 1, error: 0 }
  if (size % 2 === 1) return { value: 0, error: 0 }
  const gap = 1 - leastEigenvalue
  const fine = integrate(correlation, size, gap, fineTarget)
  const conditioning = 6 + 2 / leastEigenvalue
  const rounding = unitRoundoff * conditioning * fine.magnitude
  if (size === 2) return { value: fine.value, error: rounding }
  const coarse = integrate(correlation, size, gap, coarseTarget)
  const difference = Math.abs(fine.value - coarse.value)
  // Both rules converge at the rate `gap` dictates; the factor 10 covers what precedes the power.
  const { rate, order } = orderFor(size, gap, fineTarget)
  const saved = 2 * rate * (order - orderFor(size, gap, coarseTarget).order)
  return { value: fine.value, error: rounding + 10 * difference * Math.exp(-saved) }
}

/** The integral, and the sum of the absolute values of all its terms. */
interface SignedSum {
  readonly value: number
  readonly magnitude: number
}

function integrate(
  correlation: Float64Array,
  size: number,
  gap: number,
  target: number
): SignedSum {
  if (size === 2) return arcsine(correlation[1], Math.abs(correlation[1]))
  if (gap <= 0) return { value: 0, magnitude: 0 }
  const { rule, centre, half, start, length } = path(size, gap, target)
  let value = 0
  let magnitude = 0
  for (let node = 0; node < rule.nodes.length; node++) {
    const w = start + length * rule.nodes[node]
    const t = centre + half * Math.sin(w)
    const step = length * rule.weights[node] * half * Math.cos(w)
    for (let i = 1; i < size; i++) {
      for (let j = 0; j < i; j++) {
        const rho = correlation[i * size + j]
        if (rho === 0) continue
        const density = (step * (2 / Math.PI) * rho) / Math.sqrt((1 - t * rho) * (1 + t * rho))
        const rest = conditioned(correlation, size, t, i, j, gap, target)
        value += density * rest.value
        magnitude += Math.abs(density) * rest.magnitude
      }
    }
  }
  return { value, magnitude }
}

/** The expectation of the other signs given y_i = y_j = 0, at R(t). */
function conditioned(
  correlation: Float64Array,
  size: number,
  t: number,
  i: number,
  j: number,
  gap: number,
  target: number
): SignedSum {
  const rho = t * correlation[i * size + j]
  const scale = (t * t) / ((1 - rho) * (1 + rho))
  const rest: number[] = []
  for (let k = 0; k < size; k++) if (k !== i && k !== j) rest.push(k)
  const explained = (k: number, l: number) => {
    const ki = correlation[k * size + i]
    const kj = correlation[k * size + j]
    const li = correlation[l * size + i]
    const lj = correlation[l * size + j]
    return scale * (ki * (li - rho * lj) + kj * (lj - rho * li))
  }
  const width = rest.map((k) => Math.sqrt(1 - explained(k, k)))
  if (size === 4) {
    const [k, l] = rest
    const total = t * correlation[k * size + l]
    const shared = explained(k, l)
    const norm = width[0] * width[1]
    return arcsine((total - shared) / norm, (Math.abs(total) + Math.abs(shared)) / norm)
  }
  const count = rest.length
  const partial = new Float64Array(count * count)
  for (let a = 0; a < count; a++) {
    partial[a * count + a] = 1
    for (let b = 0; b < a; b++) {
      const total = t * correlation[rest[a] * size + rest[b]]
      const value = (total - explained(rest[a], rest[b])) / (width[a] * width[b])
      partial[a * count + b] = partial[b * count + a] = value
    }
  }
  // Conditioning and normalising only raise the least eigenvalue, 1 - t gap at R(t).
  return integrate(partial, count, t * gap, target)
}

function arcsine(correlation: number, magnitude: number): SignedSum {
  const clamped = Math.max(-1, Math.min(1, correlation))
  return { value: (2 / Math.PI) * Math.asin(clamped), magnitude }
}

interface Path {
  readonly centre: number
  readonly half: number
  readonly start: number
  readonly length: number
}

/** The map t = centre + half sin w, and the range of w that covers t in [0, 1]. */
function sinePath(size: number, gap: number): Path {
  // Beyond distance 4 the singularities do not matter, and t would lose digits.
  const low = Math.max(-4, -1 / ((size - 1) * gap))
  const high = Math.min(5, 1 / gap)
  const centre = (low + high) / 2
  const half = (high - low) / 2
  const start = Math.asin(-centre / half)
  return { centre, half, start, length: Math.asin((1 - centre) / half) - start }
}

/** Number of nodes for a relative error exp(-target), and the rate: error ~ exp(-2 rate order). */
function orderFor(size: number, gap: number, target: number): { rate: number; order: number } {
  const { start, length } = sinePath(size, gap)
  const middle = start + length / 2
  const edge = (Math.PI / 2 - Math.abs(middle)) / (length / 2)
  const rate = Math.log(edge + Math.sqrt(Math.max(0, edge * edge - 1)))
  return { rate, order: Math.min(largestRule, 2 + Math.ceil(target / (2 * rate))) }
}

function path(size: number, gap: number, target: number): Path & { rule: QuadratureRule } {
  const rule = gaussLegendre(orderFor(size, gap, target).order)
  return { ...sinePath(size, gap), rule }
}
