import type { NetworkParameters } from '../networks/networkParameters.js'
import { arcBracket } from './reluCovariance.js'

/**
 * K_W of points at distances r and s from the origin, their directions the angle `cosine` apart.
 *
 * @param cosine in [-1, 1]
 */
export type RadialCovariance = (r: number, s: number, cosine: number) => number

/**
 * K_W is invariant under rotations of data space, so distances and angle determine it; no vectors are formed. For
 * inner loops over checked parameters. Agrees with `weightCovariance` to rounding.
 */
export function radialCovariance(
  { network, sigmaW, sigmaB }: NetworkParameters,
  dimension: number
): RadialCovariance {
  const slope = sigmaW / Math.sqrt(dimension)
  const square = sigmaW * sigmaW
  const bias = sigmaB * sigmaB
  if (network === 'gauss') {
    return (r, s, cosine) =>
      square * Math.exp(-0.5 * slope * slope * ((r - s) ** 2 + 2 * r * s * (1 - cosine)))
  }
  if (network === 'cos') {
    return (r, s, cosine) => {
      const apart = (r - s) ** 2 + 2 * r * s * (1 - cosine)
      const mirrored = (r - s) ** 2 + 2 * r * s * (1 + cosine)
      const image = Math.exp(-2 * bias - 0.5 * slope * slope * mirrored)
      return (square / 2) * (Math.exp(-0.5 * slope * slope * apart) + image)
    }
  }
  if (network === 'erf') {
    return (r, s, cosine) => {
      const cross = 2 * (bias + slope * slope * r * s * cosine)
      const norms = (1 + 2 * (bias + (slope * r) ** 2)) * (1 + 2 * (bias + (slope * s) ** 2))
      return (2 / Math.PI) * square * Math.asin(cross / Math.sqrt(norms))
    }
  }
  return (r, s, cosine) => {
    const lengthU = Math.sqrt(bias + (slope * r) ** 2)
    const lengthV = Math.sqrt(bias + (slope * s) ** 2)
    if (lengthU === 0 || lengthV === 0) return 0
    // Unit preactivation vectors in the plane of both points; the angle from their sum and difference.
    const [u0, u1] = [sigmaB / lengthU, (slope * r) / lengthU]
    const [v0, v] = [sigmaB / lengthV, (slope * s) / lengthV]
    const [v1, across] = [v * cosine, v * v * (1 - cosine) * (1 + cosine)]
    const towards = Math.sqrt((u0 + v0) ** 2 + (u1 + v1) ** 2 + across)
    const apart = Math.sqrt((u0 - v0) ** 2 + (u1 - v1) ** 2 + across)
    const toOpposite = 2 * Math.atan2(towards, apart)
    return (square / (2 * Math.PI)) * lengthU * lengthV * arcBracket(toOpposite)
  }
}
