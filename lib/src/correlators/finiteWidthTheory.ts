import { OutOfReach } from '../numerics/outOfReach.js'
import { featureMoment, hasNormalPreactivations } from '../networks/featureMoment.js'
import {
  type NetworkParameters,
  type Point,
  requirePoints,
  requireSingleLayer,
  type SingleLayer
} from '../networks/networkParameters.js'
import type { AffineMap } from '../networks/architecture.js'
import { outputCounts } from '../networks/field.js'
import { pairOfPoints } from '../networks/preactivationPair.js'
import { preactivationVector } from '../networks/preactivationVector.js'
import { standardCumulant, standardMoment } from '../networks/weights/distributionMoments.js'
import { compensatedSum } from '../numerics/compensatedSum.js'
import { isExactZero, type Estimate, unitRoundoff, withUnderflow } from '../numerics/estimate.js'
import type { SubsetEstimates } from '../numerics/gaussian/jointCumulants.js'
import { joinedPieces, pieceOfEach, type Pieces } from '../numerics/inPieces.js'
import { ParameterError } from '../numerics/parameterError.js'
import { partitionWeights } from '../numerics/partitionWeights.js'
import { remembered } from '../numerics/remembered.js'
import { combinationsWithin } from './combinationsWithin.js'
import { evenBlocks } from './evenBlocks.js'
import type { GreenFunctionPart, GreenFunctionTheory } from './greenFunctionTheory.js'

/** Highest order of the exact Green functions. */
export const highestOrder = 10

/**
 * The exact theory of one ensemble at every width, on a fixed list of points. The output is b1 plus
 * a sum over N independent neurons, so its cumulants are
 *   Gc(n) = sigmaW^n kappa_n / N^(n/2 - 1) + sigmaB^n kappa_n(b),
 * with kappa_n the joint cumulant of w_1 g(x_1) … w_n g(x_n), whose moments are those of the weights of each output, for
 * normal ones (n - 1)!!, times the feature moments, and kappa_n(b) that of the bias of one output, for a normal one
 * nothing beyond n = 2. Derived in docs/theory.md, "Exact Green functions at finite width".
 *
 * Combinations are lists of indices of fields, output times the number of points plus the point (see `fieldOf`), so of
 * points where there is one output; repeated ones are allowed; results depend on the
 * multiset alone, are computed once, and serve all widths.
 */
export class FiniteWidthTheory implements GreenFunctionTheory {
  private readonly moments = new Map<string, Estimate>()
  private readonly features = new Map<string, Estimate>()
  private readonly cumulants = new Map<string, Estimate>()
  private readonly expansions = new Map<string, readonly Estimate[]>()
  private readonly network: SingleLayer
  /** W1 and b1. */
  readonly readout: AffineMap
  private readonly vectors: readonly Float64Array[]

  /** @throws ParameterError for parameters or points outside their domain */
  constructor(
    readonly parameters: NetworkParameters,
    readonly points: readonly Point[]
  ) {
    this.network = requireSingleLayer('FiniteWidthTheory', parameters)
    this.readout = this.network.readout
    requirePoints('FiniteWidthTheory', points)
    this.vectors = points.map((x) => preactivationVector(this.network.hidden, x))
  }

  exactTo(): number {
    return Infinity
  }

  /**
   * A part of the Green function of an even number of fields at one width.
   *
   * @throws as `amplitude`
   */
  part(combination: readonly number[], width: number, part: GreenFunctionPart): Estimate {
    if (part === 'connected') {
      const { value, error } = this.amplitude(combination)
      const scale = width ** (1 - combination.length / 2)
      const bias = this.biasCumulant(combination)
      const rounding = 4 * unitRoundoff * scale * Math.abs(value)
      const connected = {
        value: scale * value + bias.value,
        error: scale * error + bias.error + rounding
      }
      return isExactZero({ value, error }) ? connected : withUnderflow(connected)
    }
    const expansion = this.expansion(combination)
    if (part === 'free') return this.free(combination)
    const first = part === 'deviation' ? 1 : 0
    let value = 0
    let error = 0
    for (let k = expansion.length - 1; k >= first; k--) {
      value += expansion[k].value / width ** k
      error += (expansion[k].error + 4e-16 * Math.abs(expansion[k].value)) / width ** k
    }
    const { biases, sigmaB } = this.readout
    if (part === 'full' || biases === 'normal' || sigmaB === 0) return { value, error }
    // The cumulants of such biases stay at infinite width: the function there is not the free one.
    const free = this.free(combination)
    const limit = expansion[0].value - free.value
    return { value: value + limit, error: error + expansion[0].error + free.error }
  }

  /**
   * The moments, those of most fields first, of which powers of one field are the largest: where one is out of reach, it is
   * refused before the others take their time.
   */
  pieces(combinations: readonly (readonly number[])[], part: GreenFunctionPart): Pieces {
    combinations.forEach(({ length }) => requireOrder(length))
    const levels = combinationsWithin(combinations, this.points.length)
    const needed = part === 'free' ? levels.slice(-1) : levels
    const isPower = (fields: readonly number[]) => fields.every((field) => field === fields[0])
    const powersFirst = needed.map((level) =>
      level.toSorted((one, other) => Number(isPower(other)) - Number(isPower(one)))
    )
    return joinedPieces(
      ...powersFirst.map((level) => pieceOfEach(level, (fields) => this.prepare(fields))),
      pieceOfEach(combinations, (fields) => void this.part(fields, 1, part))
    )
  }

  /**
   * Width-independent amplitude of the connected function without `biasCumulant`, N^(n/2 - 1) Gc(n); n even, 2 to 10.
   * For n = 2 it is K, the output bias included.
   *
   * @throws ParameterError for other orders; OutOfReach if a moment overflows
   */
  amplitude(combination: readonly number[]): Estimate {
    const order = combination.length
    requireOrder(order)
    const { sigmaW, sigmaB } = this.network.readout
    const cumulant = this.neuronCumulant(combination)
    const scale = sigmaW ** order
    const bias = order === 2 && this.counts(combination).length === 1 ? sigmaB ** 2 : 0
    const value = scale * cumulant.value + bias
    const rounding = 3 * order * unitRoundoff * (Math.abs(value) + scale * Math.abs(cumulant.value))
    const amplitude = { value, error: scale * cumulant.error + rounding }
    return requireRepresentable(isExactZero(cumulant) ? amplitude : withUnderflow(amplitude))
  }

  /**
   * What the output bias adds to the connected function at every width: sigmaB^n kappa_n(b1) for n >= 4 fields of one
   * output, 0 for normal biases.
   *
   * @throws ParameterError if the moment does not exist
   */
  biasCumulant(combination: readonly number[]): Estimate {
    const order = combination.length
    const { sigmaB, biases } = this.network.readout
    if (order < 4 || sigmaB === 0 || this.counts(combination).length > 1) return exactZero
    const cumulant = biases === 'normal' ? 0 : standardCumulant(source, biases, order)
    const value = sigmaB ** order * cumulant
    return { value, error: 40 * order * unitRoundoff * Math.abs(value) }
  }

  /**
   * Coefficients of the full Green function in powers of 1/N, which end:
   * G(n) = sum over k from 0 to n/2 - 1 of coefficient[k] N^-k. The first is the function at infinite width, which is the
   * free one unless biases of a distribution that is not normal add to it.
   *
   * @throws as `amplitude`
   */
  expansion(combination: readonly number[]): readonly Estimate[] {
    if (combination.length === 0) return [{ value: 1, error: 0 }]
    requireOrder(combination.length)
    const indices = sorted(combination)
    return remembered(this.expansions, indices.join(), () => {
      const values = new Float64Array(indices.length / 2)
      const errors = new Float64Array(indices.length / 2)
      for (const { block, rest } of evenBlocks(indices)) {
        const connected = this.amplitude(block)
        const bias = this.biasCumulant(block)
        this.expansion(rest).forEach((coefficient, k) => {
          const power = k + block.length / 2 - 1
          values[power] += connected.value * coefficient.value
          errors[power] += productError(connected, coefficient)
          values[k] += bias.value * coefficient.value
          errors[k] += productError(bias, coefficient)
        })
      }
      return Array.from(values, (value, k) => requireRepresentable({ value, error: errors[k] }))
    })
  }

  /** The free function: the sum over pairings of products of K. */
  free(combination: readonly number[]): Estimate {
    if (combination.length === 0) return { value: 1, error: 0 }
    let [value, error] = [0, 0]
    for (const { block, rest } of evenBlocks(sorted(combination))) {
      if (block.length > 2) continue
      const [pair, others] = [this.amplitude(block), this.free(rest)]
      value += pair.value * others.value
      error += productError(pair, others)
    }
    return requireRepresentable({ value, error })
  }

  /** How often each output occurs. */
  private counts(combination: readonly number[]): readonly number[] {
    return outputCounts(combination, this.points.length)
  }

  /**
   * Joint cumulant kappa_n of the w g of the given fields, the weights of unit variance.
   *
   * @throws as `amplitude`
   */
  neuronCumulant(combination: readonly number[]): Estimate {
    requireOrder(combination.length)
    const indices = sorted(combination)
    return remembered(this.cumulants, indices.join(), () => {
      const direct = this.directCumulant(indices)
      if (direct) return direct
      let { value, error } = this.neuronMoment(indices)
      for (const { block, rest } of evenBlocks(indices)) {
        if (rest.length === 0) continue
        const connected = this.neuronCumulant(block)
        const moment = this.neuronMoment(rest)
        value -= connected.value * moment.value
        error += productError(connected, moment)
      }
      return { value, error }
    })
  }

  /** The cumulant, where it is known without moments; fields ascending. */
  private directCumulant(indices: readonly number[]): Estimate | undefined {
    const { activation, hidden, readout } = this.network
    const normal = hasNormalPreactivations(hidden)
    const counts = this.counts(indices)
    if (counts.some((count) => count % 2 === 1)) return exactZero
    const points = indices.map((index) => index % this.points.length)
    if (indices.length === 2 && normal && activation.images?.mirrored === 0) {
      return invariantPair(this.network, this.points[points[0]], this.points[points[1]])
    }
    const simple = counts.length === 1 && readout.weights === 'normal' && normal
    const cumulants = simple && activation.cumulants?.(points.map((a) => this.vectors[a]))
    return cumulants ? weightedCumulant(indices.length, cumulants) : undefined
  }

  /** Computes and keeps what only all these fields together need; ascending. */
  private prepare(indices: readonly number[]): void {
    requireOrder(indices.length)
    const key = indices.join()
    if (this.cumulants.has(key)) return
    const direct = this.directCumulant(indices)
    if (direct) this.cumulants.set(key, direct)
    else this.neuronMoment(indices)
  }

  /** The moment of the w g: for each output that of its weight, times the feature moment. */
  private neuronMoment(combination: readonly number[]): Estimate {
    return remembered(this.moments, combination.join(), () => {
      const { weights } = this.network.readout
      const factor = this.counts(combination).reduce(
        (product, count) => product * standardMoment(source, weights, count),
        1
      )
      if (factor === 0) return exactZero
      const { value, error } = this.feature(combination.map((index) => index % this.points.length))
      return { value: factor * value, error: factor * (error + 8 * unitRoundoff * Math.abs(value)) }
    })
  }

  /** The feature moment at points, whatever the outputs. */
  private feature(points: readonly number[]): Estimate {
    const indices = sorted(points)
    return remembered(this.features, indices.join(), () =>
      featureMoment(
        this.parameters,
        indices.map((index) => this.points[index])
      )
    )
  }
}

const source = 'FiniteWidthTheory'

const exactZero: Estimate = { value: 0, error: 0 }

/** E[g(x) g(y)] = exp(-Var(z(x) - z(y))/2), without the cancellation in the moment's exponent. */
function invariantPair({ activation, hidden }: SingleLayer, x: Point, y: Point): Estimate {
  const pair = pairOfPoints(hidden, x, y)
  const roundings = (x.length + 8) * (1 + pair.apart / 2)
  const value = activation.pairMoment(pair)
  return withUnderflow({ value, error: unitRoundoff * roundings * value })
}

/** The cumulant of w g(x_1) … w g(x_n) from those of the features: a sum over set partitions with integer weights. */
function weightedCumulant(size: number, { values, errors }: SubsetEstimates): Estimate {
  let error = 0
  // A hundred thousand terms of one sign.
  const terms = partitionWeights(size).map(({ blocks, weight }) => {
    let [product, bound] = [weight, Math.abs(weight)]
    let exact = bound
    for (const block of blocks) {
      product *= values[block]
      exact *= Math.abs(values[block])
      bound *= Math.abs(values[block]) + errors[block]
    }
    error += bound - exact + unitRoundoff * (2 * size + 4) * exact
    return product
  })
  return withUnderflow({ value: compensatedSum(terms), error })
}

function requireOrder(order: number): void {
  if (order >= 2 && order <= highestOrder && order % 2 === 0) return
  const rule =
    order > highestOrder ? `at most ${highestOrder} for one hidden layer` : 'even and >= 2'
  throw new ParameterError('FiniteWidthTheory', 'the number of points', rule, order)
}

function requireRepresentable(estimate: Estimate): Estimate {
  if (Number.isFinite(estimate.value) && Number.isFinite(estimate.error)) return estimate
  throw new OutOfReach('FiniteWidthTheory', 'the Green function overflows')
}

/** Error of a product and of its addition to a sum. */
function productError(a: Estimate, b: Estimate): number {
  if (isExactZero(a) || isExactZero(b)) return 0
  const value = a.value * b.value
  const error = Math.abs(a.value) * b.error + a.error * (Math.abs(b.value) + b.error)
  return withUnderflow({ value, error: error + 4 * unitRoundoff * Math.abs(value) }).error
}

function sorted(combination: readonly number[]): readonly number[] {
  return [...combination].sort((a, b) => a - b)
}
