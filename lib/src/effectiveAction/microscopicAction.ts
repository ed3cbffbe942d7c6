import { refusedUnderLater } from '../numerics/refusedUnder.js'
import { ensemble as checkedEnsemble, type Ensemble } from '../networks/ensemble.js'
import { multisets } from '../numerics/multisets.js'
import {
  ParameterError,
  requireFiniteList,
  requireInteger,
  requireKeys,
  requireList,
  requireSignal
} from '../numerics/parameterError.js'
import { setPartitions } from '../numerics/setPartitions.js'
import { withOrigin } from '../provenance/origin.js'
import { groupSize } from '../sampling/blockSampler.js'
import { drawCovariances } from '../sampling/drawCovariances.js'
import type { TailDiagnosis } from '../statistics/convergenceSummary.js'
import { looksSampled } from '../statistics/estimatorDiagnostics.js'
import { jackknifeError } from '../statistics/jackknife.js'
import { eliminate } from './elimination.js'
import { combinationPlace, fieldTensor, type FieldTensor } from './fieldTensor.js'

/** S = -log p(f) and its derivatives at one f. */
export interface ActionDerivatives {
  /** S(f). */
  readonly action: number
  /** Of rank 1 … 4: gradient, Hessian and so on. */
  readonly derivatives: readonly FieldTensor[]
}

/** The microscopic action measured at one f; `converged` and its companions speak of p(f), not of derivatives. */
export interface MeasuredAction extends ActionDerivatives, TailDiagnosis {
  /** f at the points. */
  readonly field: readonly number[]
  /** Jackknife over bags, of every number. */
  readonly errors: ActionDerivatives
}

/** Where the action is measured. */
export interface ActionMeasurement {
  /** Values of f at the points, a list for each place: `[[0, 0], [0.1, 0.1]]` is a ray. */
  readonly fields: readonly (readonly number[])[]
  /** Stops the work; default: the signal of the running notebook cell. */
  readonly signal?: AbortSignal
}

const ranks = [1, 2, 3, 4]

/**
 * Measures the microscopic action S(f) = -log p(f) of one output on the inputs of an ensemble, with gradient, Hessian, third
 * and fourth derivatives: p(f) = E[N(f; 0, S)], S the covariance given the hidden layers of each network, so that every
 * network gives a smooth density of which the derivatives are known. Not to be assumed, as the actions of field theory
 * are: the network's. At f = 0 these are the vertices of `measuredVertices` for k -> Infinity. Errors by the jackknife.
 *
 * @example await microscopicAction(ensemble({ network: 'erf', inputs: [[0.4], [1]] }), 20, { fields: [[0, 0], [1, 1]] })
 * @throws ParameterError for arguments outside of their domain and weights W1 or biases b1 that are not normal, and
 *   if a network's S has no inverse: f has no density then
 */
export async function microscopicAction(
  ensemble: Ensemble,
  width: number,
  measurement: ActionMeasurement
): Promise<readonly MeasuredAction[]> {
  const source = 'microscopicAction'
  requireInteger(source, 'width', width, 1)
  const checked = checkedEnsemble({ ...ensemble, outputs: 1 })
  const { bags, inputs, networksPerBag } = checked
  if (bags < 2) throw new ParameterError(source, 'ensemble.bags', '>= 2 to know errors', bags)
  const fields = requireFields(source, measurement, inputs.length)
  const density = new DensitySums(inputs.length, width)
  const sums = Array.from({ length: bags }, () => fields.map(() => density.empty()))
  const { signal } = measurement
  await refusedUnderLater(source, () =>
    drawCovariances(
      checked,
      width,
      (bag, covariances, networks) => density.add(covariances, networks, fields, sums[bag]),
      signal ? { signal } : {}
    )
  )
  const measured = fields.map((field, i) => {
    const ofField = sums.map((ofBag) => ofBag[i])
    const reached = ofField.filter((bag) => bag[logarithmOfUnit] > -Infinity)
    if (reached.length < bags) {
      const rule = 'so small that its square over the variance of f is a number'
      throw new ParameterError(source, `fields[${i}]`, rule, field)
    }
    return { field, ...measuredAction(ofField, density, inputs.length, bags * networksPerBag) }
  })
  return withOrigin(measured, source, checked, width, { fields })
}

function requireFields(source: string, measurement: ActionMeasurement, points: number) {
  requireKeys(source, 'measurement', measurement, ['fields', 'signal'])
  const { fields, signal } = measurement
  requireList(source, 'fields', fields)
  const rule = `a list of ${points} numbers, one for each input`
  fields.forEach((field, i) => {
    requireFiniteList(source, `fields[${i}]`, field, rule, { least: points })
    if (field.length !== points) throw new ParameterError(source, `fields[${i}]`, rule, field)
  })
  if (signal !== undefined) requireSignal(source, 'signal', signal)
  return fields
}

/** Places in the sums of one f. */
const [sumOfDensities, sumOfSquares, largestDensity, logarithmOfUnit, firstHermite] = [
  0, 1, 2, 3, 4
]

/**
 * Of each f: the sum over networks of q = N(f; 0, S), of q^2, the largest q, then sums of q H_n, n = 1 … 4. In units of
 * the largest q so far, whose logarithm is beside them: far in the tail q itself is no double.
 */
class DensitySums {
  readonly tables: readonly (readonly (readonly number[])[])[]
  /** The same, one after the other. */
  private readonly indices: readonly Int32Array[]
  private readonly inverse: Float64Array
  private readonly gradient: Float64Array

  constructor(
    private readonly points: number,
    private readonly width: number
  ) {
    this.tables = ranks.map((rank) => multisets(points, rank))
    this.indices = this.tables.map((table) => Int32Array.from(table.flat()))
    this.inverse = new Float64Array(2 * points * points)
    this.gradient = new Float64Array(points)
  }

  empty(): Float64Array {
    const hermite = this.tables.reduce((sum, table) => sum + table.length, 0)
    const sums = new Float64Array(firstHermite + hermite)
    sums[logarithmOfUnit] = -Infinity
    return sums
  }

  add(
    covariances: Float64Array,
    networks: number,
    fields: readonly (readonly number[])[],
    sums: readonly Float64Array[]
  ): void {
    const { points } = this
    for (let network = 0; network < networks; network++) {
      const determinant = this.invert(covariances, network)
      const logNorm = -(points * Math.log(2 * Math.PI) + Math.log(determinant)) / 2
      fields.forEach((field, i) => this.addField(field, logNorm, sums[i]))
    }
  }

  /** S^-1 of one network; returns det S. */
  private invert(covariances: Float64Array, network: number): number {
    const { points, inverse } = this
    inverse.fill(0)
    let place = network
    for (let a = 0; a < points; a++) {
      inverse[a * 2 * points + points + a] = 1
      for (let b = a; b < points; b++) {
        inverse[a * 2 * points + b] = inverse[b * 2 * points + a] = covariances[place]
        place += groupSize
      }
    }
    const determinant = eliminate(inverse, points)
    if (determinant > 0) return determinant
    const rule =
      'larger, or the points fewer, or the activation nowhere constant: the covariance of a network has no inverse, so ' +
      'that f has no density'
    throw new ParameterError('microscopicAction', 'width', rule, this.width)
  }

  private addField(field: readonly number[], logNorm: number, sums: Float64Array): void {
    const { points, inverse, gradient: u } = this
    let exponent = 0
    for (let a = 0; a < points; a++) {
      u[a] = 0
      for (let b = 0; b < points; b++) u[a] += inverse[a * 2 * points + points + b] * field[b]
      exponent -= (u[a] * field[a]) / 2
    }
    // A square that overflows: this network does not reach f.
    if (!(exponent > -Infinity)) return
    const logDensity = logNorm + exponent
    if (logDensity > sums[logarithmOfUnit]) changeUnit(sums, logDensity)
    const q = Math.exp(logDensity - sums[logarithmOfUnit])
    sums[sumOfDensities] += q
    sums[sumOfSquares] += q * q
    if (q > sums[largestDensity]) sums[largestDensity] = q
    this.addHermite(q, sums)
  }

  /** q H_n(u, X) of all combinations, n = 1 … 4. */
  private addHermite(q: number, sums: Float64Array): void {
    const { points, inverse, gradient: u, indices } = this
    const row = 2 * points
    const [one, two, three, four] = indices
    let place = firstHermite
    for (let i = 0; i < one.length; i++) sums[place++] += q * u[one[i]]
    for (let i = 0; i < two.length; i += 2) {
      const [a, b] = [two[i], two[i + 1]]
      sums[place++] += q * (u[a] * u[b] - inverse[a * row + points + b])
    }
    for (let i = 0; i < three.length; i += 3) {
      const [a, b, c] = [three[i], three[i + 1], three[i + 2]]
      const bc = inverse[b * row + points + c]
      const others = u[b] * inverse[a * row + points + c] + u[c] * inverse[a * row + points + b]
      sums[place++] += q * (u[a] * (u[b] * u[c] - bc) - others)
    }
    for (let i = 0; i < four.length; i += 4) {
      const [a, b, c, d] = [four[i], four[i + 1], four[i + 2], four[i + 3]]
      const [ab, ac] = [inverse[a * row + points + b], inverse[a * row + points + c]]
      const [ad, bc] = [inverse[a * row + points + d], inverse[b * row + points + c]]
      const [bd, cd] = [inverse[b * row + points + d], inverse[c * row + points + d]]
      const first = u[a] * (u[b] * cd + u[c] * bd + u[d] * bc)
      const second = u[b] * (u[c] * ad + u[d] * ac) + u[c] * u[d] * ab
      const free = ab * cd + ac * bd + ad * bc
      sums[place++] += q * (u[a] * u[b] * u[c] * u[d] - first - second + free)
    }
  }
}

function changeUnit(sums: Float64Array, logarithm: number): void {
  const factor = Math.exp(sums[logarithmOfUnit] - logarithm)
  for (let i = 0; i < sums.length; i++) sums[i] *= i === sumOfSquares ? factor * factor : factor
  sums[logarithmOfUnit] = logarithm
}

/** In the larger unit of both. */
function merged(one: Float64Array, other: Float64Array): Float64Array {
  const isLarger = one[logarithmOfUnit] >= other[logarithmOfUnit]
  const [large, small] = isLarger ? [one, other.slice()] : [other, one.slice()]
  changeUnit(small, large[logarithmOfUnit])
  const sums = large.map((value, i) => value + small[i])
  sums[largestDensity] = Math.max(large[largestDensity], small[largestDensity])
  sums[logarithmOfUnit] = large[logarithmOfUnit]
  return sums
}

/** Of no bag, of the first, of the first two and so on. */
function runningSums(bags: readonly Float64Array[], none: Float64Array): Float64Array[] {
  let sums = none
  return [none, ...bags.map((bag) => (sums = merged(sums, bag)))]
}

function measuredAction(
  bags: readonly Float64Array[],
  density: DensitySums,
  points: number,
  networks: number
): Omit<MeasuredAction, 'field'> {
  const { tables } = density
  const perBag = networks / bags.length
  const before = runningSums(bags, density.empty())
  const after = runningSums(bags.toReversed(), density.empty()).reverse()
  // All but one are added up, not subtracted: far out one may be nearly all there is.
  const replicates = bags.map((_, i) =>
    actionOf(merged(before[i], after[i + 1]), networks - perBag, tables, points)
  )
  const total = before[bags.length]
  const value = actionOf(total, networks, tables, points)
  const effectiveSampleSize = total[sumOfDensities] ** 2 / total[sumOfSquares]
  const largestShare = total[largestDensity] / total[sumOfDensities]
  return {
    ...value,
    errors: {
      action: jackknifeError(replicates.map(({ action }) => action)),
      derivatives: value.derivatives.map((tensor, n) => ({
        ...tensor,
        values: tensor.values.map((_, c) =>
          jackknifeError(replicates.map(({ derivatives }) => derivatives[n].values[c]))
        )
      }))
    },
    effectiveSampleSize,
    largestShare,
    converged: looksSampled(effectiveSampleSize, largestShare)
  }
}

/** From sums of densities: derivatives of p over p are (-1)^n <H_n>; those of log p are their cumulants. */
function actionOf(
  sums: Float64Array,
  networks: number,
  tables: DensitySums['tables'],
  points: number
): ActionDerivatives {
  const starts = ranks.map((rank) =>
    tables.slice(0, rank - 1).reduce((sum, table) => sum + table.length, firstHermite)
  )
  const ratio = (indices: readonly number[]) =>
    ((-1) ** indices.length *
      sums[starts[indices.length - 1] + combinationPlace(points, indices)]) /
    sums[sumOfDensities]
  const derivatives = ranks.map((rank) =>
    fieldTensor(rank, points, (combination) =>
      setPartitions(rank).reduce((total, blocks) => {
        const product = blocks.reduce(
          (value, block) => value * ratio(block.map((i) => combination[i])),
          1
        )
        const count = blocks.length - 1
        return total - (-1) ** count * [1, 1, 2, 6][count] * product
      }, 0)
    )
  )
  return {
    action: -sums[logarithmOfUnit] - Math.log(sums[sumOfDensities] / networks),
    derivatives
  }
}
