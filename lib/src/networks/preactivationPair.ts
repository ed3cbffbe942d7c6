import { preactivationVector, type LayerSigmas } from './preactivationVector.js'

/** The joint distribution of the preactivations of one neuron at two inputs, each number right to rounding. */
export interface PreactivationPair {
  readonly varianceX: number
  readonly varianceY: number
  readonly covariance: number
  /** Variance of z(x) - z(y). */
  readonly apart: number
  /** Variance of z(x) + z(y). */
  readonly together: number
  /** Sine of the angle between the preactivations: sqrt(1 - correlation^2). */
  sine(): number
}

/** The preactivations at two points of data space, whose difference is taken before anything is rounded. */
export function pairOfPoints(
  parameters: LayerSigmas,
  x: readonly number[],
  y: readonly number[]
): PreactivationPair {
  let [xx, yy, xy, difference, sum] = [0, 0, 0, 0, 0]
  for (let k = 0; k < x.length; k++) {
    xx += x[k] * x[k]
    yy += y[k] * y[k]
    xy += x[k] * y[k]
    difference += (x[k] - y[k]) ** 2
    sum += (x[k] + y[k]) ** 2
  }
  const bias = parameters.sigmaB ** 2
  const scale = parameters.sigmaW ** 2 / x.length
  return {
    varianceX: bias + scale * xx,
    varianceY: bias + scale * yy,
    covariance: bias + scale * xy,
    apart: scale * difference,
    together: 4 * bias + scale * sum,
    sine: () => sineBetween(preactivationVector(parameters, x), preactivationVector(parameters, y))
  }
}

/** The preactivations of given variances and covariance, whose difference is as right as they are. */
export function pairOfCovariances(
  varianceX: number,
  varianceY: number,
  covariance: number
): PreactivationPair {
  return pairOfFeatures(0, varianceX, varianceY, covariance)
}

/** Those whose variances and covariance are given without that of the biases, which hides how far apart they are where it is large. */
export function pairOfFeatures(
  bias: number,
  squareX: number,
  squareY: number,
  product: number
): PreactivationPair {
  const [varianceX, varianceY] = [bias + squareX, bias + squareY]
  const norms = Math.sqrt(squareX) * Math.sqrt(squareY)
  const correlation = norms > 0 ? Math.max(-1, Math.min(1, product / norms)) : 0
  const apart = Math.max(0, squareX - product + (squareY - product))
  return {
    varianceX,
    varianceY,
    covariance: bias + product,
    apart,
    together: Math.max(0, 4 * bias + (squareX + product + (squareY + product))),
    sine: () => {
      const ofFeatures =
        (squareX / varianceX) * (squareY / varianceY) * (1 - correlation) * (1 + correlation)
      return Math.sqrt((bias / varianceX) * (apart / varianceY) + ofFeatures)
    }
  }
}

/** From unit vectors: |u + v| |u - v| / 2, exact for parallel and for opposite ones. */
function sineBetween(u: Float64Array, v: Float64Array): number {
  const lengthU = Math.hypot(...u)
  const lengthV = Math.hypot(...v)
  let [towards, apart] = [0, 0]
  for (let k = 0; k < u.length; k++) {
    towards += (u[k] / lengthU + v[k] / lengthV) ** 2
    apart += (u[k] / lengthU - v[k] / lengthV) ** 2
  }
  return Math.sqrt(towards * apart) / 2
}

/**
 * The preactivations at two points at distances r and s from the origin, their directions at an angle of the given
 * cosine: one object that `set` fills anew, for inner loops.
 */
export class RadialPair implements PreactivationPair {
  varianceX = 0
  varianceY = 0
  covariance = 0
  apart = 0
  together = 0
  private readonly bias: number
  private readonly slope: number
  private along = 0
  private beside = 0
  private cosine = 0

  constructor(
    private readonly parameters: LayerSigmas,
    dimension: number
  ) {
    this.bias = parameters.sigmaB ** 2
    this.slope = parameters.sigmaW / Math.sqrt(dimension)
  }

  set(r: number, s: number, cosine: number): this {
    const [a, b] = [this.slope * r, this.slope * s]
    this.along = a
    this.beside = b
    this.cosine = cosine
    this.varianceX = this.bias + a * a
    this.varianceY = this.bias + b * b
    this.covariance = this.bias + a * b * cosine
    this.apart = (a - b) ** 2 + 2 * a * b * (1 - cosine)
    this.together = 4 * this.bias + (a - b) ** 2 + 2 * a * b * (1 + cosine)
    return this
  }

  sine(): number {
    const { sigmaB } = this.parameters
    const lengthU = Math.sqrt(this.varianceX)
    const lengthV = Math.sqrt(this.varianceY)
    // Unit preactivation vectors in the plane of both points.
    const [u0, u1] = [sigmaB / lengthU, this.along / lengthU]
    const [v0, v] = [sigmaB / lengthV, this.beside / lengthV]
    const [v1, across] = [v * this.cosine, v * v * (1 - this.cosine) * (1 + this.cosine)]
    const towards = (u0 + v0) ** 2 + (u1 + v1) ** 2 + across
    const apart = (u0 - v0) ** 2 + (u1 - v1) ** 2 + across
    return Math.sqrt(towards * apart) / 2
  }
}
