import { EigenvalueDecomposition, Matrix } from 'ml-matrix'
import { type Estimate, unitRoundoff } from '../estimate.js'
import { signMoment } from './signMoment.js'

/** E[product of z_i^p_i, all z_i > 0] as a function of the powers p, shape [size]. */
export type TruncatedMoments = (powers: readonly number[]) => Estimate

/**
 * Moments of a centred Gaussian vector over the positive orthant; `covariance` is regular, shape
 * [size][size]. Integration by parts, E[z_i H] = sum_b C_ib E[dH/dz_b], lowers the powers: where
 * z_b occurs it loses one, where only its step function is left that becomes a delta function, and
 * the rest is conditioned on z_b = 0. What remains are orthant probabilities, averages of sign
 * moments. Derived in docs/theory.md, "ReLU-net". Errors are carried along: they grow where covariances are
 * strongly negative, and near a singular covariance.
 */
export function truncatedMoments(covariance: readonly Float64Array[]): TruncatedMoments {
  const size = covariance.length
  const leastEigenvalue = leastCorrelationEigenvalue(covariance)
  const conditional = conditionalCovariances(covariance)
  const known = new Map<string, Estimate>()

  const moment = (mask: number, powers: readonly number[]): Estimate => {
    const key = `${mask}:${powers.join()}`
    const kept = known.get(key)
    if (kept) return kept
    const lowered = powers.findIndex((power) => power > 0)
    const result =
      lowered < 0
        ? orthantProbability(conditional(mask), membersOf(mask, size), leastEigenvalue)
        : byParts(mask, powers, lowered)
    known.set(key, result)
    return result
  }

  const byParts = (mask: number, powers: readonly number[], lowered: number): Estimate => {
    const rest = powers.with(lowered, powers[lowered] - 1)
    const matrix = conditional(mask)
    let value = 0
    let error = 0
    for (const b of membersOf(mask, size)) {
      const derivative = rest[b] > 0
      const factor = derivative ? rest[b] : 1 / Math.sqrt(2 * Math.PI * matrix[b][b])
      const term = derivative
        ? moment(mask, rest.with(b, rest[b] - 1))
        : moment(mask & ~(1 << b), rest)
      const weight = matrix[lowered][b] * factor
      // A covariance is right to about 8 roundings of its scale, over the conditioning.
      const scale = factor * Math.sqrt(matrix[lowered][lowered] * matrix[b][b])
      value += weight * term.value
      error +=
        Math.abs(weight) * term.error +
        ((8 * unitRoundoff) / leastEigenvalue) * scale * Math.abs(term.value)
    }
    return { value, error }
  }

  return (powers) => moment((1 << size) - 1, powers)
}

/** Covariances given that the variables outside the mask vanish, rows and columns kept in place. */
function conditionalCovariances(covariance: readonly Float64Array[]) {
  const size = covariance.length
  const known = new Map<number, readonly Float64Array[]>([[(1 << size) - 1, covariance]])
  const conditional = (mask: number): readonly Float64Array[] => {
    const kept = known.get(mask)
    if (kept) return kept
    let removed = 0
    while (mask & (1 << removed)) removed++
    const given = conditional(mask | (1 << removed))
    const matrix = given.map((row) =>
      row.map((entry, k) => entry - (row[removed] * given[removed][k]) / given[removed][removed])
    )
    known.set(mask, matrix)
    return matrix
  }
  return conditional
}

/** P(all z > 0) = 2^-m times the sum over even subsets of the sign moments. */
function orthantProbability(
  covariance: readonly Float64Array[],
  members: readonly number[],
  leastEigenvalue: number
): Estimate {
  let value = 0
  let error = 0
  for (let subset = 0; subset < 1 << members.length; subset++) {
    const chosen = members.filter((_, k) => subset & (1 << k))
    if (chosen.length % 2) continue
    const sign = signMoment(correlations(covariance, chosen), chosen.length, leastEigenvalue)
    value += sign.value
    error += sign.error + 4 * unitRoundoff
  }
  return { value: value / 2 ** members.length, error: error / 2 ** members.length }
}

function correlations(
  covariance: readonly Float64Array[],
  members: readonly number[]
): Float64Array {
  return Float64Array.from(
    members.flatMap((a) =>
      members.map((b) =>
        a === b ? 1 : covariance[a][b] / Math.sqrt(covariance[a][a] * covariance[b][b])
      )
    )
  )
}

/** The least eigenvalue of the correlation matrix, rounded downwards. */
export function leastCorrelationEigenvalue(covariance: readonly Float64Array[]): number {
  const size = covariance.length
  const all = membersOf((1 << size) - 1, size)
  const matrix = Matrix.from1DArray(size, size, Array.from(correlations(covariance, all)))
  const { realEigenvalues } = new EigenvalueDecomposition(matrix, { assumeSymmetric: true })
  // Rounding can push a vanishing eigenvalue below zero.
  return Math.max(1e-15, Math.min(...realEigenvalues) * (1 - 1e-12))
}

function membersOf(mask: number, size: number): readonly number[] {
  return Array.from({ length: size }, (_, k) => k).filter((k) => mask & (1 << k))
}
