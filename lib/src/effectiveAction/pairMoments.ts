import { groupSize } from '../sampling/blockSampler.js'
import { modeRegulator } from './pointRegulator.js'
import type { RegulatorName } from '../flow/regulator.js'
import { eliminate } from './elimination.js'
import type { FieldModes } from './fieldModes.js'

/** One scale k in the modes of the regulator; arrays have the shape [mode]. */
export interface ModeScale {
  readonly k: number
  /** Inverse variances Lambda of a free theory that is near. */
  readonly free: Float64Array
  /** R_k; infinite at k = Infinity, where f is held at 0. */
  readonly regulator: Float64Array
  /** Its propagator G0 = 1/(Lambda + R). */
  readonly propagator: Float64Array
  /** R G0, from 0 to 1. */
  readonly share: Float64Array
}

/** @param free inverse variances, shape [mode] */
export function modeScale(
  name: RegulatorName,
  { eigenvalues }: FieldModes,
  free: Float64Array,
  k: number
): ModeScale {
  const regulator = eigenvalues.map((lambda) =>
    k === Infinity ? Infinity : modeRegulator(name, lambda, k).value
  )
  const propagator = free.map((value, m) => 1 / (value + regulator[m]))
  const share = regulator.map((value, m) => (value === Infinity ? 1 : value * propagator[m]))
  return { k, free, regulator, propagator, share }
}

/** Weighted sums over networks, and how single ones share in them. */
export interface PairSums {
  /** Sum of w, of w M_p, of w M_p M_q, p <= q, and of w M_p M_q M_r, p <= q <= r; p, q, r pairs of modes. */
  readonly sums: Float64Array
  /** Sum of v, of v^2 and largest v, shape [rank 2, 4, …][2 modes][3]; see `addShares`. */
  readonly shares: Float64Array
}

/**
 * Adds up what the regulated theory needs of every network. Given the hidden layers f is normal with covariance S; with
 * the regulator its covariance is C = (1 + S R)^-1 S and its weight w = det(1 + S R)^(-outputs/2). Both are written
 * relative to the free theory of the scale: C = G0 - G0 M G0, M = (G0 + S R G0)^-1 (1 - S Lambda), and w is taken over
 * that of S = Lambda^-1. Nothing cancels then, from R = 0 to R = Infinity, where M = S^-1 - Lambda. Derived in
 * docs/theory.md, "Field theory on points: the passive flow measured".
 */
export class PairMoments {
  private readonly pairs: number
  private readonly covariance: Float64Array
  private readonly rotated: Float64Array
  /** [G0 + S R G0 | 1 - S Lambda], shape [mode][2 modes]. */
  private readonly system: Float64Array
  private readonly values: Float64Array
  private singular = 0

  /**
   * @param highest 4 or 6: the rank of the highest function
   * @param outputs of the network
   */
  constructor(
    private readonly modes: FieldModes,
    private readonly scales: readonly ModeScale[],
    private readonly outputs: number,
    private readonly highest: 4 | 6
  ) {
    const { points } = modes
    this.pairs = (points * (points + 1)) / 2
    this.covariance = new Float64Array(points * points)
    this.rotated = new Float64Array(points * points)
    this.system = new Float64Array(2 * points * points)
    this.values = new Float64Array(this.pairs)
  }

  /** Sums of zero. */
  empty(): PairSums {
    const { pairs, highest, modes } = this
    const cubes = highest === 6 ? (pairs * (pairs + 1) * (pairs + 2)) / 6 : 0
    return {
      sums: new Float64Array(1 + pairs + (pairs * (pairs + 1)) / 2 + cubes),
      shares: new Float64Array((highest / 2) * 2 * modes.points * 3)
    }
  }

  /** Networks whose S has no inverse where one was needed. */
  get withoutInverse(): number {
    return this.singular
  }

  /**
   * Adds a group of networks to the sums of each scale.
   *
   * @param covariances S, shape [pair of points][128]
   */
  add(covariances: Float64Array, networks: number, sums: readonly PairSums[]): void {
    for (let network = 0; network < networks; network++) {
      this.takeCovariance(covariances, network)
      this.scales.forEach((scale, i) => this.addNetwork(scale, sums[i]))
    }
  }

  /** S of one network in the modes: V S V^T. */
  private takeCovariance(covariances: Float64Array, network: number): void {
    const { points, vectors } = this.modes
    const { covariance, rotated } = this
    let place = network
    for (let a = 0; a < points; a++) {
      for (let b = a; b < points; b++) {
        covariance[a * points + b] = covariance[b * points + a] = covariances[place]
        place += groupSize
      }
    }
    product(vectors, covariance, rotated, points)
    // (V S) V^T: rows of V are columns of its transpose.
    for (let m = 0; m < points; m++) {
      for (let n = 0; n < points; n++) {
        let sum = 0
        for (let b = 0; b < points; b++) sum += rotated[m * points + b] * vectors[n * points + b]
        covariance[m * points + n] = sum
      }
    }
  }

  private addNetwork(scale: ModeScale, into: PairSums): void {
    const { points } = this.modes
    this.fillSystem(scale)
    const determinant = eliminate(this.system, points)
    if (!(determinant > 0)) this.singular++
    let relative = determinant
    let place = 0
    for (let m = 0; m < points; m++) {
      relative *= scale.free[m]
      for (let n = m; n < points; n++) this.values[place++] = this.system[(m * 2 + 1) * points + n]
    }
    const weight = this.outputs === 1 ? 1 / Math.sqrt(relative) : relative ** (-this.outputs / 2)
    this.addProducts(weight, into.sums)
    this.addShares(weight, scale, into.shares)
  }

  private fillSystem({ free, propagator, share }: ModeScale): void {
    const { system, covariance } = this
    const { points } = this.modes
    for (let m = 0; m < points; m++) {
      const row = 2 * m * points
      for (let n = 0; n < points; n++) {
        const value = covariance[m * points + n]
        system[row + n] = value * share[n]
        system[row + points + n] = -value * free[n]
      }
      system[row + m] += propagator[m]
      system[row + points + m] += 1
    }
  }

  private addProducts(weight: number, sums: Float64Array): void {
    const { values, pairs } = this
    sums[0] += weight
    let first = 1
    let second = 1 + pairs
    let third = second + (pairs * (pairs + 1)) / 2
    for (let p = 0; p < pairs; p++) {
      const one = weight * values[p]
      sums[first++] += one
      for (let q = p; q < pairs; q++) {
        const two = one * values[q]
        sums[second++] += two
        if (this.highest === 4) continue
        for (let r = q; r < pairs; r++) sums[third++] += two * values[r]
      }
    }
  }

  /**
   * The tails show in v = w x^(n/2) of every mode, n = 2, 4 and perhaps 6, where x is the variance C, which is large where S is, and
   * R - R C R, which is large where S is small.
   */
  private addShares(weight: number, scale: ModeScale, shares: Float64Array): void {
    const { points } = this.modes
    const { free, propagator, share } = scale
    for (let m = 0; m < points; m++) {
      const value = this.system[(2 * m + 1) * points + m]
      const variance = propagator[m] * (1 - propagator[m] * value)
      const inverse = share[m] * (free[m] + share[m] * value)
      let large = weight
      let small = weight
      for (let n = 0; n < this.highest / 2; n++) {
        large *= variance
        small *= inverse
        const place = 3 * (2 * points * n + 2 * m)
        note(shares, place, large)
        note(shares, place + 3, small)
      }
    }
  }
}

function note(shares: Float64Array, place: number, value: number): void {
  shares[place] += value
  shares[place + 1] += value * value
  if (value > shares[place + 2]) shares[place + 2] = value
}

function product(a: Float64Array, b: Float64Array, target: Float64Array, size: number): void {
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      let sum = 0
      for (let k = 0; k < size; k++) sum += a[i * size + k] * b[k * size + j]
      target[i * size + j] = sum
    }
  }
}
