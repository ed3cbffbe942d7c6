import { refusedUnder } from '../numerics/refusedUnder.js'
import { regulators, type RegulatorName } from '../flow/regulator.js'
import { ParameterError, requireFinite, requireOneOf } from '../numerics/parameterError.js'
import { requireModes, type FieldModes } from './fieldModes.js'

/** Power of the exponential that stands for a sharp cutoff. */
const steepness = 8

/** Names of the regulators on points. */
export const pointRegulatorNames: readonly RegulatorName[] = [
  'mass',
  'litim',
  'exponential',
  'sharp'
]

/**
 * The regulator of one mode and its derivative in k: R_k = k r(y), y = lambda/k, with the shapes r of
 * `regulators`; lambda, the eigenvalue of K^-1, is in the place of p^2, so k has its dimension, and that of the momentum
 * flows is its root. `'mass'` is R_k = k. `'sharp'` is r = y/(exp(y^8) - 1), a cutoff within a tenth of k around k that can
 * be differentiated; a step would make a flow of finitely many modes a sequence of jumps.
 *
 * @example modeRegulator('litim', 1, 3).value // 2
 * @throws ParameterError for another name, k < 0, or `'sharp'` at lambda = 0
 */
export function modeRegulator(
  name: RegulatorName,
  lambda: number,
  k: number
): { readonly value: number; readonly slope: number } {
  requireOneOf('modeRegulator', 'name', name, pointRegulatorNames)
  requireFinite('modeRegulator', 'lambda', lambda, 0)
  requireFinite('modeRegulator', 'k', k, 0)
  if (name === 'sharp') return steep(lambda, k)
  const { shape, slope } = regulators[name]
  if (k === 0) return { value: 0, slope: name === 'mass' || lambda === 0 ? 1 : 0 }
  const y = lambda / k
  if (!Number.isFinite(y)) return { value: name === 'mass' ? k : 0, slope: name === 'mass' ? 1 : 0 }
  return { value: k * shape(y), slope: shape(y) - y * slope(y) }
}

function steep(lambda: number, k: number) {
  if (lambda === 0) {
    const rule = "> 0 for 'sharp', which freezes a mode the more the softer it is"
    throw new ParameterError('modeRegulator', 'lambda', rule, lambda)
  }
  if (k === 0) return { value: 0, slope: 0 }
  const t = (lambda / k) ** steepness
  // exp(-t), so that high modes underflow to 0.
  const decayed = -Math.expm1(-t)
  const share = Math.exp(-t) / decayed
  if (share === 0) return { value: 0, slope: 0 }
  return { value: lambda * share, slope: (steepness * lambda * share * (t / decayed)) / k }
}

/** Refuses names that are none, and modes that the regulator does not know: see `modeRegulator`. */
export function requireRegulator(
  source: string,
  name: RegulatorName,
  { eigenvalues }: FieldModes
): void {
  requireOneOf(source, 'regulator', name, pointRegulatorNames)
  if (name !== 'sharp' || !eigenvalues.includes(0)) return
  const rule =
    "another one where a mode has the eigenvalue 0, as on a lattice: 'sharp' freezes a mode the more the softer it is"
  throw new ParameterError(source, 'regulator', rule, name)
}

/** R_k and dR_k/dk on points, row-major, shape [point][point]. */
export interface PointRegulator {
  /** The scale. */
  readonly k: number
  /** R_k. */
  readonly matrix: Float64Array
  /** dR_k/dk. */
  readonly slope: Float64Array
}

/**
 * The regulator matrix of a scale: `modeRegulator` in the given modes.
 *
 * @example
 * const modes = networkModes({ network: 'erf', sigmaW: 1, sigmaB: 0.5 }, [[0.4], [1]])
 * pointRegulator('mass', modes, 2)
 * @throws ParameterError for another name or k < 0
 */
export function pointRegulator(name: RegulatorName, modes: FieldModes, k: number): PointRegulator {
  return refusedUnder('pointRegulator', () => {
    requireModes('pointRegulator', modes)
    requireRegulator('pointRegulator', name, modes)
    const each = Array.from(modes.eigenvalues, (lambda) => modeRegulator(name, lambda, k))
    return {
      k,
      matrix: matrixOfModes(
        modes,
        each.map(({ value }) => value)
      ),
      slope: matrixOfModes(
        modes,
        each.map(({ slope }) => slope)
      )
    }
  })
}

/** sum_m v_m(a) d_m v_m(b). */
export function matrixOfModes(
  { points, vectors }: FieldModes,
  diagonal: ArrayLike<number>
): Float64Array {
  const matrix = new Float64Array(points * points)
  for (let m = 0; m < points; m++) {
    const row = m * points
    for (let a = 0; a < points; a++) {
      for (let b = 0; b < points; b++) {
        matrix[a * points + b] += vectors[row + a] * diagonal[m] * vectors[row + b]
      }
    }
  }
  return matrix
}
