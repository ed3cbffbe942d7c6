import { type Estimate, unitRoundoff } from '../estimate.js'
import { gaussLegendre } from '../gaussLegendre.js'
import { dot } from './spanCoordinates.js'

/** Variance of the noise: E[sign(z + xi)] = erf(z). */
const noise = 0.5
/** Where the path starts, as the largest variance there: what lies before is its square at most. */
const start = 1e-9
/** Length of a panel in ln t; singularities are pi away from the real axis. */
const panelLength = 2
/** Nodes on a panel, and those of the check. */
const orders = { fine: 14, coarse: 10 }

/**
 * E[sign(z_1 + xi_1) … sign(z_n + xi_n)] = E[erf(z_1) … erf(z_n)], z_a = v_a . u with u standard normal and independent
 * xi_a of variance 1/2, n even: fit for vectors of any length and any rank, parallel or not.
 *
 * Plackett's identity along sqrt(t) v_a, t from 0 to 1, gives the derivative as a sum over pairs of d asin(rho_ij) times
 * the same expectation of the others given y_i = y_j = 0. The noise of the others stays what it is, and the
 * component of u along a v_i that was conditioned on shrinks: no matrix is formed whose digits the noise could drown in. In
 * ln t the integrand is analytic in a strip of half width pi, so Gauss-Legendre panels converge alike at all lengths. Derived
 * in docs/theory.md, "Weights and biases that are not normal".
 */
export function noisySignMoment(vectors: readonly Float64Array[]): Estimate {
  if (vectors.length % 2 === 1) return { value: 0, error: 0 }
  const variables = vectors.map((vector) => ({
    vector,
    slack: 8 * unitRoundoff * (2 + vector.length) * Math.hypot(...vector)
  }))
  const fine = expectation(variables, orders.fine)
  const coarse = expectation(variables, orders.coarse)
  const difference = Math.abs(fine.value - coarse.value)
  return { value: fine.value, error: difference + fine.error + start ** 2 * fine.magnitude }
}

/** A variable z = vector . u whose vector is right to an absolute error of `slack`. */
interface Variable {
  readonly vector: Float64Array
  readonly slack: number
}

/** An integral with the rounding in it, and that of the absolute value. */
interface SignedSum extends Estimate {
  readonly magnitude: number
}

function expectation(variables: readonly Variable[], order: number): SignedSum {
  if (variables.length === 2) return arcsine(variables[0], variables[1])
  const largest = Math.max(...variables.map(({ vector }) => dot(vector, vector)))
  if (largest === 0) return { value: 0, error: 0, magnitude: 0 }
  const from = Math.min(-panelLength, Math.log(start / largest))
  const panels = Math.ceil(-from / panelLength)
  const { nodes, weights } = gaussLegendre(order)
  const step = -from / panels
  let [value, error, magnitude] = [0, 0, 0]
  for (let panel = 0; panel < panels; panel++) {
    nodes.forEach((node, k) => {
      const scale = Math.exp((from + step * (panel + node)) / 2)
      const rate = derivative(scaled(variables, scale), order)
      value += step * weights[k] * rate.value
      error += step * weights[k] * (rate.error + 8 * unitRoundoff * rate.magnitude)
      magnitude += step * weights[k] * rate.magnitude
    })
  }
  return { value, error, magnitude }
}

function scaled(variables: readonly Variable[], scale: number): readonly Variable[] {
  return variables.map(({ vector, slack }) => ({
    vector: vector.map((x) => scale * x),
    slack: scale * slack
  }))
}

/** d/d ln t of the expectation where the vectors are those at t. */
function derivative(variables: readonly Variable[], order: number): SignedSum {
  let [value, error, magnitude] = [0, 0, 0]
  for (let i = 1; i < variables.length; i++) {
    for (let j = 0; j < i; j++) {
      const speed = arcsineSpeed(variables[i], variables[j])
      const first = conditioned(
        variables.filter((_, k) => k !== i),
        variables[i].vector
      )
      const others = conditioned(
        first.filter((_, k) => k !== j),
        first[j].vector
      )
      const rest = expectation(others, order)
      value += speed.value * rest.value
      error += Math.abs(speed.value) * rest.error + speed.error * rest.magnitude
      magnitude += Math.abs(speed.value) * rest.magnitude
    }
  }
  return { value, error, magnitude }
}

/** (2/pi) d asin(rho)/d ln t = (2/pi) c (1/Y_a + 1/Y_b)/(4 sqrt(Y_a Y_b - c^2)), Y the variances with noise. */
function arcsineSpeed(a: Variable, b: Variable): Estimate {
  const { covariance, slack, varianceA, varianceB, root } = pairOf(a, b)
  const factor = (1 / varianceA + 1 / varianceB) / (2 * Math.PI * root)
  const value = covariance * factor
  return { value, error: slack * factor + 16 * unitRoundoff * Math.abs(value) }
}

/** E[sign sign] = (2/pi) asin(rho). */
function arcsine(a: Variable, b: Variable): SignedSum {
  const { covariance, slack, varianceA, varianceB, root } = pairOf(a, b)
  const value = (2 / Math.PI) * Math.atan2(covariance, root)
  const error =
    slack / Math.sqrt(varianceA) / Math.sqrt(varianceB) + 8 * unitRoundoff * Math.abs(value)
  return { value, error, magnitude: Math.abs(value) }
}

/** Covariance and variances, noise included, and sqrt(Y_a Y_b - c^2) without the difference. */
function pairOf(a: Variable, b: Variable) {
  const [aa, bb] = [dot(a.vector, a.vector), dot(b.vector, b.vector)]
  const covariance = dot(a.vector, b.vector)
  const across = aa > 0 ? b.vector.map((x, k) => x - (covariance / aa) * a.vector[k]) : b.vector
  const area = Math.sqrt(aa) * Math.hypot(...across)
  return {
    covariance,
    slack: a.slack * Math.sqrt(bb) + b.slack * Math.sqrt(aa),
    varianceA: aa + noise,
    varianceB: bb + noise,
    root: Math.hypot(area, Math.sqrt(noise * (aa + bb + noise)))
  }
}

/** The variables given that v . u + xi = 0: the component of u along v shrinks to that share. */
function conditioned(variables: readonly Variable[], v: Float64Array): readonly Variable[] {
  const variance = dot(v, v)
  if (variance === 0) return variables
  const lost = 1 - Math.sqrt(noise / (variance + noise))
  return variables.map(({ vector, slack }) => {
    const along = (lost * dot(vector, v)) / variance
    return { vector: vector.map((x, k) => x - along * v[k]), slack }
  })
}
