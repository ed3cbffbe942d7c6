import type { FeatureCumulants } from '../networks/activations/activation.js'
import { featureMoment } from '../networks/featureMoment.js'
import {
  type NetworkParameters,
  type Point,
  requirePoints,
  requireSingleLayer,
  type SingleLayer
} from '../networks/networkParameters.js'
import { pairOfPoints } from '../networks/preactivationPair.js'
import { preactivationVector } from '../networks/preactivationVector.js'
import { doubleFactorial } from '../numerics/doubleFactorial.js'
import { type Estimate, unitRoundoff } from '../numerics/estimate.js'
import { ParameterError } from '../numerics/parameterError.js'
import { partitionWeights } from '../numerics/partitionWeights.js'
import { evenBlocks } from './evenBlocks.js'

/** Highest order of the exact Green functions. */
export const highestOrder = 10

/**
 * The exact theory of one ensemble at every width, on a fixed list of points. The output is b1 plus
 * a sum over N independent neurons, so its cumulants are
 *   Gc2 = sigmaB^2 + sigmaW^2 kappa_2,  Gc(n) = sigmaW^n kappa_n / N^(n/2 - 1),
 * with kappa_n the joint cumulant of w g(x_1) … w g(x_n), w standard normal, whose moments are
 * (n - 1)!! times the feature moments. Derived in docs/theory.md.
 *
 * Combinations are lists of indices into `points`, repeated ones allowed; results depend on the
 * multiset alone, are computed once, and serve all widths.
 */
export class FiniteWidthTheory {
  private readonly moments = new Map<string, Estimate>()
  private readonly cumulants = new Map<string, Estimate>()
  private readonly expansions = new Map<string, readonly Estimate[]>()
  private readonly network: SingleLayer
  private readonly vectors: readonly Float64Array[]

  /** @throws ParameterError for parameters or points outside their domain */
  constructor(
    readonly parameters: NetworkParameters,
    readonly points: readonly Point[]
  ) {
    this.network = requireSingleLayer('FiniteWidthTheory', parameters)
    requirePoints('FiniteWidthTheory', points)
    this.vectors = points.map((x) => preactivationVector(this.network.hidden, x))
  }

  /**
   * Width-independent amplitude of the connected function, N^(n/2 - 1) Gc(n); n even, 2 to 10. For
   * n = 2 it is K, the output bias included.
   *
   * @throws ParameterError for other orders; RangeError if a moment overflows
   */
  amplitude(combination: readonly number[]): Estimate {
    const order = combination.length
    requireOrder(order)
    const { sigmaW, sigmaB } = this.network.readout
    const cumulant = this.neuronCumulant(sorted(combination))
    const scale = sigmaW ** order
    const value = scale * cumulant.value + (order === 2 ? sigmaB ** 2 : 0)
    const rounding = 3 * order * unitRoundoff * (Math.abs(value) + scale * Math.abs(cumulant.value))
    return requireRepresentable({ value, error: scale * cumulant.error + rounding })
  }

  /**
   * Coefficients of the full Green function in powers of 1/N, which end:
   * G(n) = sum over k from 0 to n/2 - 1 of coefficient[k] N^-k. The first is the free function.
   *
   * @throws as `amplitude`
   */
  expansion(combination: readonly number[]): readonly Estimate[] {
    if (combination.length === 0) return [{ value: 1, error: 0 }]
    requireOrder(combination.length)
    return remembered(this.expansions, sorted(combination), (indices) => {
      const values = new Float64Array(indices.length / 2)
      const errors = new Float64Array(indices.length / 2)
      for (const { block, rest } of evenBlocks(indices)) {
        const connected = this.amplitude(block)
        this.expansion(rest).forEach((coefficient, k) => {
          const power = k + block.length / 2 - 1
          values[power] += connected.value * coefficient.value
          errors[power] += productError(connected, coefficient)
        })
      }
      return Array.from(values, (value, k) => requireRepresentable({ value, error: errors[k] }))
    })
  }

  /** Joint cumulant of w g at the given points, w standard normal. */
  private neuronCumulant(combination: readonly number[]): Estimate {
    return remembered(this.cumulants, combination, (indices) => {
      const { activation } = this.network
      if (indices.length === 2 && activation.images?.mirrored === 0) {
        return invariantPair(this.network, this.points[indices[0]], this.points[indices[1]])
      }
      const cumulants = activation.cumulants?.(indices.map((a) => this.vectors[a]))
      if (cumulants) return weightedCumulant(indices.length, cumulants)
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

  /** (n - 1)!! M: the moment of w g(x_1) … w g(x_n). */
  private neuronMoment(combination: readonly number[]): Estimate {
    return remembered(this.moments, combination, (indices) => {
      const points = indices.map((index) => this.points[index])
      const { value, error } = featureMoment(this.parameters, points)
      const contractions = doubleFactorial(points.length - 1)
      return { value: contractions * value, error: contractions * error }
    })
  }
}

/** E[g(x) g(y)] = exp(-Var(z(x) - z(y))/2), without the cancellation in the moment's exponent. */
function invariantPair({ activation, hidden }: SingleLayer, x: Point, y: Point): Estimate {
  const pair = pairOfPoints(hidden, x, y)
  const roundings = (x.length + 8) * (1 + pair.apart / 2)
  const value = activation.pairMoment(pair)
  return { value, error: unitRoundoff * roundings * value + Number.MIN_VALUE }
}

/** The cumulant of w g(x_1) … w g(x_n) from those of the features: a sum over set partitions with integer weights. */
function weightedCumulant(size: number, { values, errors }: FeatureCumulants): Estimate {
  let [value, error] = [0, 0]
  for (const { blocks, weight } of partitionWeights(size)) {
    let [product, bound] = [weight, Math.abs(weight)]
    let exact = bound
    for (const block of blocks) {
      product *= values[block]
      exact *= Math.abs(values[block])
      bound *= Math.abs(values[block]) + errors[block]
    }
    value += product
    error += bound - exact + unitRoundoff * (2 * size + 4) * exact
  }
  return { value, error }
}

function requireOrder(order: number): void {
  if (order >= 2 && order <= highestOrder && order % 2 === 0) return
  const rule = `an even number in [2, ${highestOrder}]`
  throw new ParameterError('FiniteWidthTheory', 'the number of points', rule, order)
}

function requireRepresentable(estimate: Estimate): Estimate {
  if (Number.isFinite(estimate.value) && Number.isFinite(estimate.error)) return estimate
  throw new RangeError(
    'FiniteWidthTheory: the Green function overflows; use smaller sigmas or points'
  )
}

/** Error of a product and of its addition to a sum. */
function productError(a: Estimate, b: Estimate): number {
  const size = Math.abs(a.value * b.value)
  return (
    Math.abs(a.value) * b.error + a.error * (Math.abs(b.value) + b.error) + 4 * unitRoundoff * size
  )
}

function sorted(combination: readonly number[]): readonly number[] {
  return [...combination].sort((a, b) => a - b)
}

function remembered<T>(
  store: Map<string, T>,
  combination: readonly number[],
  compute: (combination: readonly number[]) => T
): T {
  const key = combination.join()
  const known = store.get(key)
  if (known !== undefined) return known
  const value = compute(combination)
  store.set(key, value)
  return value
}
