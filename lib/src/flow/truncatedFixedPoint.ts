import { EigenvalueDecomposition, Matrix, solve } from 'ml-matrix'
import { bracketedRoot } from '../numerics/bracketedRoot.js'
import {
  ParameterError,
  requireFinite,
  requireInteger,
  requireKeys,
  requirePositive
} from '../numerics/parameterError.js'
import { seriesProduct } from '../numerics/powerSeries.js'
import { refusedUnder } from '../numerics/refusedUnder.js'
import { canonicalDimension } from './canonicalDimension.js'
import type { RegulatorName } from './regulator.js'
import { thresholdFunction, type ThresholdFunction } from './thresholdFunction.js'
import { potentialCurvature, potentialSlope } from './potentialSeries.js'
import { betaOf } from './theorySpace.js'
import { loopRate } from './wetterichFlow.js'

/** Which fixed point of which truncation. */
export interface TruncatedFixedPointParameters {
  /** 0 < d < 4. */
  readonly dimension: number
  /** Number n >= 2 of couplings u~_2 … u~_2n that are kept, at most 20. */
  readonly order: number
  /** Default Litim. */
  readonly regulator?: RegulatorName
  /** Number M >= 0 of fields, as many as outputs of the network, not necessarily an integer; default 1. */
  readonly components?: number
}

/** The Wilson-Fisher fixed point of a truncation around phi = 0. */
export interface TruncatedFixedPoint {
  /** Dimension d of space. */
  readonly dimension: number
  /** Shape of the regulator. */
  readonly regulator: RegulatorName
  /** Number M of fields of the O(M) model. */
  readonly components: number
  /** (u~_2, …, u~_2n), in units of k. */
  readonly couplings: Float64Array
  /** Eigenvalues of d(beta)/d(u), t = ln k, by increasing real part. */
  readonly eigenvalues: readonly { readonly real: number; readonly imaginary: number }[]
  /** -1/(the only negative eigenvalue). */
  readonly nu: number
  /** Real part of the second eigenvalue. */
  readonly omega: number
  /** Relevant direction, along which a theory leaves for the infrared, as du~_2j/du~_2: its first entry is 1. */
  readonly relevantDirection: Float64Array
}

/**
 * The Wilson-Fisher fixed point of the flow of n dimensionless couplings (`dimensionlessBeta`), the
 * potential expanded around phi = 0. The flow of u~_2j contains u~_2j+2 linearly, so beta = 0 gives all couplings
 * from u~_2 in turn, and the fixed points are the roots of u~_2n+2(u~_2) = 0. Of those with one relevant
 * direction, the one closest to that of n - 1 is taken. At n = 2 with Litim's regulator it has a closed
 * form: u~_2 = -a/(1 + a), a = eps (M + 2)/(4 (M + 8)), u~_4 = 9 eps (1 + u~_2)^3/(6 V_d (M + 8)), eps = 4 - d.
 *
 * These are the fixed points that a map of theory space shows. With n they converge slowly (d = 3, Litim: five digits at
 * n = 20) or not at all (sharp cutoff), because of singularities of the potential at complex phi (T. R. Morris,
 * hep-th/9405190): for exponents use `fixedPoint`, which expands around the minimum. A truncation has such a point
 * at all 0 < d < 4, also where the theory has none (d = 1).
 *
 * @example truncatedFixedPoint({ dimension: 3, order: 2 }).couplings // -1/13, 7.763
 * @throws ParameterError naming the parameter, or if this truncation has no such point
 */
export function truncatedFixedPoint(
  parameters: TruncatedFixedPointParameters
): TruncatedFixedPoint {
  const points = refusedUnder('truncatedFixedPoint', () => truncatedFixedPoints(parameters))
  return points[points.length - 1]
}

/**
 * The same point in all truncations of 2, 3, …, `order` couplings: how it converges.
 *
 * @example truncatedFixedPoints({ dimension: 3, order: 4, regulator: 'litim' }).map(({ nu }) => nu) // [0.5427219, 0.5932177, 0.6307107]
 * @throws ParameterError as `truncatedFixedPoint`
 */
export function truncatedFixedPoints(
  parameters: TruncatedFixedPointParameters
): TruncatedFixedPoint[] {
  return refusedUnder('truncatedFixedPoints', () => {
    const source = 'truncatedFixedPoint'
    requireKeys(source, 'parameters', parameters, ['dimension', 'order', 'regulator', 'components'])
    const { dimension, order, regulator = 'litim', components = 1 } = parameters
    requireFinite(source, 'components', components, 0)
    requirePositive(source, 'dimension', dimension)
    if (!(dimension < 4)) {
      const rule = '< 4, where the fixed point is Gaussian'
      throw new ParameterError(source, 'dimension', rule, dimension)
    }
    requireInteger(source, 'order', order, 2, 20)
    const model = {
      threshold: refusedUnder(source, () => thresholdFunction(regulator, dimension)),
      components
    }
    const points: TruncatedFixedPoint[] = []
    const leading = ((4 - dimension) * (components + 2)) / (4 * (components + 8))
    let before = -leading / (1 + leading)
    for (let n = 2; n <= order; n++) {
      const distance = ({ couplings }: TruncatedFixedPoint) => Math.abs(couplings[0] - before)
      const [closest] = roots(model, n, before / 8)
        .map((u2) => linearised(model, polished(model, couplingsFrom(model, u2, n).subarray(0, n))))
        .filter(({ eigenvalues }) => eigenvalues[0].real < 0 && eigenvalues[1].real > 0)
        .sort((a, b) => distance(a) - distance(b))
      if (!closest) {
        const rule = 'a truncation that has a Wilson-Fisher fixed point, as have those below it'
        throw new ParameterError(source, 'order', rule, n)
      }
      points.push(closest)
      before = closest.couplings[0]
    }
    return points
  })
}

/** The flow of M components. */
interface FlowModel {
  readonly threshold: ThresholdFunction
  readonly components: number
}

/** (u~_2, …, u~_2n+2) that make the beta functions of the first n vanish, for a given u~_2. */
function couplingsFrom({ threshold, components }: FlowModel, u2: number, n: number): Float64Array {
  const couplings = new Float64Array(n + 1)
  couplings[0] = u2
  const slope = threshold.rate(Float64Array.of(u2), 1, 1)[0]
  let factorial = 1
  for (let j = 0; j < n; j++) {
    // Without u~_2j+4; it adds slope u~_2j+4/(2j + 2)! to the coefficient of phi^(2j+2), per transverse loop a (2j + 3)-th of it.
    const rate = loopRate(threshold, couplings.subarray(0, j + 2), 1, components)[j + 1]
    factorial *= (2 * j + 2) * (2 * j + 1)
    const scaling = canonicalDimension(2 * j + 2, threshold.dimension) * couplings[j]
    couplings[j + 1] = (scaling - factorial * rate) / (slope * (1 + (components - 1) / (2 * j + 3)))
  }
  return couplings
}

/**
 * The same by Newton's method for all couplings together: close to d = 4 each of them is 1/eps times more sensitive to u~_2 than
 * the one before, and the high ones are lost in its rounding.
 */
function polished({ threshold, components }: FlowModel, couplings: Float64Array): Float64Array {
  const beta = betaOf(threshold, components)
  let point = couplings
  let previous = Infinity
  for (let iteration = 0; iteration < 30; iteration++) {
    const flow = Array.from(beta(point))
    const stability = truncatedStability(threshold, point, components)
    // Rows in units of their own: they grow like factorials.
    const units = flow.map((_, i) => Math.max(...stability.getRow(i).map(Math.abs)))
    units.forEach((unit, i) => stability.mulRow(i, 1 / unit))
    const step = solve(stability, Matrix.columnVector(flow.map((value, i) => value / units[i])))
    const change = Math.max(
      ...Array.from(point, (u, i) => Math.abs(step.get(i, 0)) / (Math.abs(u) || 1))
    )
    if (!Number.isFinite(change)) return couplings
    const next = point.map((u, i) => u - step.get(i, 0))
    if (change >= previous / 2 && change < 1e-8) return point
    previous = change
    point = next
  }
  return point
}

/** All u~_2 between the pole of the loop and `nearest` at which the truncation of n couplings has a fixed point. */
function roots(model: FlowModel, n: number, nearest: number): number[] {
  const last = (u2: number) => couplingsFrom(model, u2, n)[n]
  const steps = 256
  // Denser towards 0, where the point is close to d = 4, as far as it may be there.
  const even = Array.from(
    { length: steps - 1 },
    (_, i) => -model.threshold.pole * ((i + 1) / steps) ** 2
  )
  const towards: number[] = []
  for (let u2 = even[0] / 1.2; u2 < nearest; u2 /= 1.2) towards.unshift(u2)
  const grid = [...towards, ...even]
  const values = grid.map(last)
  return grid.flatMap((u2, i) =>
    i > 0 && values[i - 1] * values[i] <= 0 ? [bracketedRoot(last, grid[i - 1], u2)] : []
  )
}

function linearised(model: FlowModel, couplings: Float64Array): TruncatedFixedPoint {
  const { threshold, components } = model
  // In units of the couplings themselves, which grow like factorials, the matrix is well scaled.
  const units = couplings.map((u) => u || 1)
  const matrix = truncatedStability(threshold, couplings, components)
  units.forEach((row, i) =>
    units.forEach((column, j) => matrix.set(i, j, (matrix.get(i, j) * column) / row))
  )
  const spectrum = new EigenvalueDecomposition(matrix)
  const modes = spectrum.realEigenvalues
    .map((real, column) => ({ real, imaginary: spectrum.imaginaryEigenvalues[column], column }))
    .sort((a, b) => a.real - b.real)
  const relevant = spectrum.eigenvectorMatrix.getColumn(modes[0].column)
  return {
    dimension: threshold.dimension,
    regulator: threshold.regulator,
    components,
    couplings,
    eigenvalues: modes.map(({ real, imaginary }) => ({ real, imaginary })),
    nu: -1 / modes[0].real,
    omega: modes[1].real,
    relevantDirection: units.map((unit, i) => (unit * relevant[i]) / (units[0] * relevant[0]))
  }
}

/**
 * Matrix d(beta_i)/d(u~_j) of the truncation around phi = 0, at any couplings.
 *
 * @throws ParameterError if a coupling is not finite
 */
export function truncatedStability(
  threshold: ThresholdFunction,
  couplings: ArrayLike<number>,
  components = 1
): Matrix {
  requireFinite('truncatedStability', 'components', components, 0)
  const n = couplings.length
  const loops = [
    { count: 1, series: potentialCurvature },
    { count: components - 1, series: potentialSlope }
  ].map(({ count, series }) => {
    const expanded = (values: ArrayLike<number>) => {
      const coefficients = new Float64Array(n + 1)
      coefficients.set(series(values))
      return coefficients
    }
    return { count, expanded, slope: threshold.rate(expanded(couplings), 1, 1) }
  })
  const matrix = new Matrix(n, n)
  for (let j = 0; j < n; j++) {
    requireFinite('truncatedStability', `couplings[${j}]`, couplings[j])
    const unit = Float64Array.from(couplings, (_, i) => (i === j ? 1 : 0))
    const responses = loops.map(({ count, expanded, slope }) =>
      seriesProduct(slope, expanded(unit)).map((value) => count * value)
    )
    let factorial = 1
    for (let i = 0; i < n; i++) {
      factorial *= (2 * i + 2) * (2 * i + 1)
      const scaling = i === j ? canonicalDimension(2 * i + 2, threshold.dimension) : 0
      matrix.set(i, j, factorial * (responses[0][i + 1] + responses[1][i + 1]) - scaling)
    }
  }
  return matrix
}
