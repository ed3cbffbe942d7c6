import { OutOfReach } from '../numerics/outOfReach.js'
import { activationOf } from '../networks/activations/activations.js'
import type { Activation } from '../networks/activations/activation.js'
import type { AffineMap, Architecture } from '../networks/architecture.js'
import {
  comparePoints,
  hasNormalPreactivations,
  mayUnderflow,
  momentOf,
  requireNormalBiases
} from '../networks/featureMoment.js'
import type { Point } from '../networks/networkParameters.js'
import {
  factorNorms,
  pairDerivatives,
  productDerivatives,
  secondPairDerivatives,
  secondSquareDerivative,
  squareDerivative,
  type FactorNorms,
  type SecondPairDerivatives
} from '../networks/pairDerivatives.js'
import {
  pairOfFeatures,
  pairOfPoints,
  type PreactivationPair
} from '../networks/preactivationPair.js'
import { preactivationVector } from '../networks/preactivationVector.js'
import {
  isExactZero,
  scaled,
  type Estimate,
  unitRoundoff,
  withUnderflow
} from '../numerics/estimate.js'
import { QuadratureLimit } from '../numerics/gaussian/quadratureLimit.js'
import { vectorsOfCovariance } from '../numerics/gaussian/vectorsOfCovariance.js'
import { joinedPieces, pieceOfEach, type Pieces } from '../numerics/inPieces.js'
import { ParameterError } from '../numerics/parameterError.js'
import { remembered, rememberedFromBelow } from '../numerics/remembered.js'

/** A derivative of an entry of one layer's covariance matrix by an entry (a, b) of the matrix before. */
export interface LayerDerivative {
  readonly a: number
  readonly b: number
  readonly slope: Estimate
}

/**
 * The covariance matrices K^(0), …, K^(L) of the preactivations of all layers at infinite width, on a list of points:
 * K^(0) = sigmaB^2 + sigmaW^2 x.y/dIn, K^(l+1) = sigmaB^2 + sigmaW^2 E[g(z_a) g(z_b)], z normal with covariance K^(l); K^(L)
 * is that of the outputs. Entries are computed when they are asked for, and kept; errors of one layer are carried to the
 * next. Derived in docs/theory.md, "Infinite width".
 */
export class LayerCovariances {
  private readonly activations: readonly Activation[]
  private readonly entries = new Map<string, Estimate>()
  private readonly norms = new Map<string, FactorNorms>()
  private readonly moments = new Map<string, Estimate>()
  private readonly slopes = new Map<string, readonly LayerDerivative[]>()
  private readonly curvatures = new Map<string, readonly SecondPairDerivatives[]>()
  private readonly momentSlopes = new Map<string, readonly LayerDerivative[]>()
  private readonly inputs: readonly Float64Array[]

  /** @throws ParameterError for biases of later hidden layers that are not normal */
  constructor(
    private readonly source: string,
    readonly architecture: Architecture,
    readonly points: readonly Point[]
  ) {
    const { layers } = architecture
    requireNormalBiases(source, architecture)
    this.activations = layers.map(({ activation }) => activationOf(activation))
    this.inputs = points.map((x) => preactivationVector(layers[0], x))
  }

  /** Number of hidden layers L. */
  get depth(): number {
    return this.activations.length
  }

  /** The affine map whose result has the covariance K^(layer): that of a hidden layer, or the readout. */
  mapTo(layer: number): AffineMap {
    return layer < this.depth ? this.architecture.layers[layer] : this.architecture.readout
  }

  /** Number of neurons of a hidden layer in units of N, 1 <= layer <= L. */
  widthOf(layer: number): number {
    return this.architecture.layers[layer - 1].width
  }

  /** K^(layer) at points a and b, 0 <= layer <= L. */
  entry(layer: number, a: number, b: number): Estimate {
    const [first, second] = a < b ? [a, b] : [b, a]
    const key = (l: number) => `${l}:${first},${second}`
    return rememberedFromBelow(this.entries, layer, key, (layer) => {
      const { sigmaW, sigmaB } = this.mapTo(layer)
      if (layer === 0) {
        const [x, y] = [this.points[first], this.points[second]]
        const value = pairOfPoints({ sigmaW, sigmaB }, x, y).covariance
        const size = Math.hypot(...this.inputs[first]) * Math.hypot(...this.inputs[second])
        return { value, error: (x.length + 4) * unitRoundoff * size }
      }
      const [scale, bias] = [sigmaW ** 2, sigmaB ** 2]
      const moment = this.moment(layer, [first, second])
      const rounding = 4 * unitRoundoff * (bias + scale * Math.abs(moment.value))
      const entry = {
        value: bias + scale * moment.value,
        error: scale * moment.error + rounding
      }
      return requireRange(this.source, isExactZero(moment) ? entry : withUnderflow(entry))
    })
  }

  /** The joint distribution of the preactivations of a neuron at points a and b, of covariance K^(layer). */
  pair(layer: number, a: number, b: number): PreactivationPair {
    if (layer === 0) {
      return pairOfPoints(this.architecture.layers[0], this.points[a], this.points[b])
    }
    const bias = this.mapTo(layer).sigmaB ** 2
    const part = (c: number, d: number) => this.fromFeatures(layer, c, d).value
    return pairOfFeatures(bias, part(a, a), part(b, b), part(a, b))
  }

  /** K^(layer) without the variance of the biases, layer >= 1. */
  private fromFeatures(layer: number, a: number, b: number): Estimate {
    // From the lowest layer up, so that no depth is too deep.
    this.entry(layer, a, b)
    return scaled(this.moment(layer, [a, b]), this.mapTo(layer).sigmaW ** 2)
  }

  /**
   * The moment E[g(z_a) g(z_b) …] of the features of a hidden layer, 1 <= layer <= L, z of covariance K^(layer - 1), with
   * the errors of that matrix.
   *
   * @throws ParameterError where no method reaches; OutOfReach if the value overflows
   */
  moment(layer: number, indices: readonly number[]): Estimate {
    const sorted = [...indices].sort((a, b) => a - b)
    return this.reached(this.moments, layer, sorted, () => {
      const activation = this.activations[layer - 1]
      const vectors = this.vectors(layer - 1, sorted)
      if (layer === 1) {
        const first = momentOf(this.source, activation, this.architecture.layers[0], vectors)
        return requireRange(this.source, first)
      }
      const moment = activation.moment(vectors)
      const carried =
        sorted.length === 2
          ? this.pairSlopes(layer, sorted[0], sorted[1]).reduce((sum, { a, b, slope }) => {
              const size = Math.abs(slope.value) + slope.error
              return sum + size * this.entry(layer - 1, a, b).error
            }, 0)
          : this.carriedError(layer, sorted)
      const estimate = { value: moment.value, error: moment.error + carried }
      const underflown =
        sorted.some((a) => this.isUnderflown(layer - 1, a)) || mayUnderflow(activation, vectors)
      return requireRange(this.source, underflown ? withUnderflow(estimate) : estimate)
    })
  }

  /** Whether a variance has underflowed: such preactivations are no exact zeros, nor is what is averaged over them. */
  private isUnderflown(layer: number, a: number): boolean {
    const { value, error } = this.entry(layer, a, a)
    return value === 0 && error > 0
  }

  /** Refuses moments of all hidden layers on lists of points that are known to be out of reach, before they take their time. */
  reachPieces(lists: readonly (readonly number[])[]): Pieces {
    const layers = this.activations.map((_, l) => l + 1)
    return joinedPieces(
      ...layers.map((layer) => pieceOfEach(lists, (points) => this.requireReach(layer, points)))
    )
  }

  private requireReach(layer: number, indices: readonly number[]): void {
    const { requireReach } = this.activations[layer - 1]
    const first = this.architecture.layers[0]
    if (!requireReach || (layer === 1 && !hasNormalPreactivations(first))) return
    const sorted = [...indices].sort((a, b) => a - b)
    this.naming(layer, sorted, () => requireReach(this.vectors(layer - 1, sorted)))
  }

  /**
   * Derivatives of K^(layer) at (a, b), layer >= 1, by the entries of K^(layer - 1) that it depends on: (a, a), (a, b) and
   * (b, b), or the one of a = b.
   */
  derivatives(layer: number, a: number, b: number): readonly LayerDerivative[] {
    const scale = this.mapTo(layer).sigmaW ** 2
    return this.pairSlopes(layer, a, b).map(({ slope, ...entry }) => ({
      ...entry,
      slope: scaled(slope, scale)
    }))
  }

  /** Derivatives of the moment E[g(z_a) g(z_b)]: those of K^(layer) before its sigmaW^2, which may underflow. */
  private pairSlopes(layer: number, a: number, b: number): readonly LayerDerivative[] {
    const [first, second] = a < b ? [a, b] : [b, a]
    return this.reached(this.slopes, layer, [first, second], () => {
      const activation = this.activations[layer - 1]
      if (first === second) {
        const variance = this.entry(layer - 1, first, first).value
        return [{ a: first, b: first, slope: squareDerivative(activation, variance) }]
      }
      const slopes = pairDerivatives(activation, this.pair(layer - 1, first, second))
      return [
        { a: first, b: first, slope: slopes.varianceX },
        { a: first, b: second, slope: slopes.covariance },
        { a: second, b: second, slope: slopes.varianceY }
      ]
    })
  }

  /**
   * Second derivatives of K^(layer) at (a, b), layer >= 2, in the order of `derivatives`, in each form that `secondPairDerivatives` has.
   */
  secondDerivatives(layer: number, a: number, b: number): readonly SecondPairDerivatives[] {
    const [first, second] = a < b ? [a, b] : [b, a]
    return this.reached(this.curvatures, layer, [first, second], () => {
      const activation = this.activations[layer - 1]
      const scale = this.mapTo(layer).sigmaW ** 2
      const underflown = [first, second].some((c) => this.isUnderflown(layer - 1, c))
      const known = (estimate: Estimate) => {
        const derivative = scaled(estimate, scale)
        return underflown ? withUnderflow(derivative) : derivative
      }
      if (first === second) {
        const variance = this.entry(layer - 1, first, first).value
        return [{ matrix: [[known(secondSquareDerivative(activation, variance))]], left: [] }]
      }
      return secondPairDerivatives(
        activation,
        this.pair(layer - 1, first, second),
        this.errorsOfPair(layer - 1, first, second)
      ).map(({ matrix, left }) => ({
        matrix: matrix.map((row) => row.map(known)),
        left: left.map(({ bound, ...directions }) => ({ ...directions, bound: scale * bound }))
      }))
    })
  }

  /** Of K^(layer) at (a, a), (a, b) and (b, b) without the variance of the biases, layer >= 1. */
  private errorsOfPair(layer: number, a: number, b: number): readonly number[] {
    return [
      [a, a],
      [a, b],
      [b, b]
    ].map(([c, d]) => {
      const { value, error } = this.fromFeatures(layer, c, d)
      return error + 4 * unitRoundoff * Math.abs(value)
    })
  }

  /**
   * Derivatives of `moment` by the entries of K^(layer - 1), one for every pair of different points and every point.
   *
   * @throws ParameterError where no quadrature reaches; OutOfReach for an activation that jumps
   */
  momentDerivatives(layer: number, indices: readonly number[]): readonly LayerDerivative[] {
    const sorted = [...indices].sort((a, b) => a - b)
    return this.reached(this.momentSlopes, layer, sorted, () => {
      const vectors = this.vectors(layer - 1, sorted)
      const matrix = productDerivatives(this.activations[layer - 1], vectors)
      const slopes = new Map<string, LayerDerivative>()
      sorted.forEach((a, i) => {
        for (let j = 0; j <= i; j++) {
          const [b, term] = [sorted[j], matrix[i][j]]
          const kept = slopes.get(`${b},${a}`)?.slope ?? { value: 0, error: 0 }
          const slope = { value: kept.value + term.value, error: kept.error + term.error }
          slopes.set(`${b},${a}`, { a: b, b: a, slope })
        }
      })
      return [...slopes.values()]
    })
  }

  /** Averages over a hidden layer, kept in `store`. */
  private reached<T>(
    store: Map<string, T>,
    layer: number,
    indices: readonly number[],
    compute: () => T
  ): T {
    return this.naming(layer, indices, () =>
      remembered(store, `${layer}:${indices.join()}`, compute)
    )
  }

  /** Where no method reaches averages over a hidden layer, an error names whose fault it is. */
  private naming<T>(layer: number, indices: readonly number[], compute: () => T): T {
    try {
      return compute()
    } catch (error) {
      if (!(error instanceof QuadratureLimit)) throw error
      const { most } = error
      const which = `the preactivations of hidden layer ${layer}`
      if ('rank' in most) {
        const rule = `fewer different ones: ${which} in one moment may have rank ${most.rank}`
        const points = [...new Set(indices)].map((a) => this.points[a])
        throw new ParameterError(this.source, 'points', rule, points)
      }
      const { sigmaW, sigmaB } = this.mapTo(layer - 1)
      const rule = `smaller: ${which} may have standard deviations of about ${most.deviation.toPrecision(2)} at this many points`
      const name = sigmaB > sigmaW ? 'sigmaB' : 'sigmaW'
      throw new ParameterError(this.source, name, rule, sigmaB > sigmaW ? sigmaB : sigmaW)
    }
  }

  /** Vectors whose inner products are the entries of K^(layer) between the points of a sorted list. */
  private vectors(layer: number, sorted: readonly number[]): readonly Float64Array[] {
    if (layer === 0) {
      return [...sorted]
        .sort((a, b) => comparePoints(this.points[a], this.points[b]))
        .map((a) => this.inputs[a])
    }
    const distinct = [...new Set(sorted)]
    const vectors = vectorsOfCovariance(
      distinct.length,
      (i, j) => this.entry(layer, distinct[i], distinct[j]).value
    )
    return sorted.map((a) => vectors[distinct.indexOf(a)])
  }

  /** How far the errors of K^(layer - 1) can change a moment of more than two features: Hoelder's inequality. */
  private carriedError(layer: number, indices: readonly number[]): number {
    const order = indices.length + (indices.length % 2)
    const norms = indices.map((a) => this.normsOf(layer, a, order))
    const others = (...left: number[]) =>
      norms.reduce((product, { value }, i) => (left.includes(i) ? product : product * value), 1)
    const jump = this.activations[layer - 1].jumps.reduce(
      (sum, { value }) => sum + Math.abs(value),
      0
    )
    let error = 0
    indices.forEach((a, i) => {
      const own = this.entry(layer - 1, a, a)
      let curvature = norms[i].curvature * others(i)
      indices.forEach((b, j) => {
        if (j === i) return
        const covariance = this.entry(layer - 1, a, b)
        let slopes = norms[i].slope * norms[j].slope
        if (jump > 0 && a !== b) slopes += this.jumpSlope(layer - 1, a, b, jump)
        const term = slopes * others(i, j)
        if (own.value > 0) curvature += (Math.abs(covariance.value) / own.value) * term
        if (j > i) error += covariance.error * term
      })
      error += (own.error * curvature) / 2
    })
    return error
  }

  /** A bound on the density at which two preactivations are at jumps together. */
  private jumpSlope(layer: number, a: number, b: number, jump: number): number {
    const { varianceX, varianceY, sine } = this.pair(layer, a, b)
    const area = Math.sqrt(varianceX * varianceY) * sine()
    return area > 0 ? (jump * jump) / (2 * Math.PI * area) : 0
  }

  private normsOf(layer: number, a: number, order: number): FactorNorms {
    return remembered(this.norms, `${layer}:${a}:${order}`, () =>
      factorNorms(this.activations[layer - 1], this.entry(layer - 1, a, a).value, order)
    )
  }
}

function requireRange(source: string, estimate: Estimate): Estimate {
  if (Number.isFinite(estimate.value) && Number.isFinite(estimate.error)) return estimate
  throw new OutOfReach(source, 'the covariance overflows')
}
