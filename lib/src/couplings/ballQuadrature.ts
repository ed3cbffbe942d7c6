import type { Point } from '../networks/networkParameters.js'
import { adaptiveQuadrature } from '../numerics/adaptiveQuadrature.js'
import type { Estimate } from '../numerics/estimate.js'

/**
 * Integral of f over the ball |x| < radius in 1, 2 or 3 dimensions, iterated adaptive quadrature in
 * Cartesian (1) or polar coordinates, each inner integral ten times tighter than the one around it.
 *
 * @param scales distances from the origin at which f changes character
 */
export function ballQuadrature(
  f: (x: Point) => number | Estimate,
  dimension: number,
  radius: number,
  scales: readonly number[]
): Estimate {
  const inside = [...new Set(scales.filter((s) => s > 0 && s < radius))].sort((a, b) => a - b)
  const breaks = [0, ...inside, radius]
  if (dimension === 1) {
    const mirrored = [
      ...breaks
        .slice(1)
        .reverse()
        .map((s) => -s),
      ...breaks
    ]
    return adaptiveQuadrature((x) => f([x]), mirrored, {
      relativeTolerance: 1e-13,
      maxIntervals: 300
    })
  }
  const turn = [0, Math.PI / 2, Math.PI, 1.5 * Math.PI, 2 * Math.PI]
  const options = { maxIntervals: 60 }
  if (dimension === 2) {
    const ring = (r: number) =>
      adaptiveQuadrature((angle) => f([r * Math.cos(angle), r * Math.sin(angle)]), turn, {
        ...options,
        relativeTolerance: 1e-11
      })
    return adaptiveQuadrature((r) => scaled(ring(r), r), breaks, {
      ...options,
      relativeTolerance: 1e-10
    })
  }
  const circle = (r: number, z: number) => {
    const s = Math.sqrt((1 - z) * (1 + z))
    return adaptiveQuadrature(
      (angle) => f([r * s * Math.cos(angle), r * s * Math.sin(angle), r * z]),
      turn,
      { maxIntervals: 8, relativeTolerance: 1e-7 }
    )
  }
  const sphere = (r: number) =>
    adaptiveQuadrature((z) => circle(r, z), [-1, 0, 1], {
      maxIntervals: 8,
      relativeTolerance: 1e-6
    })
  return adaptiveQuadrature((r) => scaled(sphere(r), r * r), [0, radius], {
    maxIntervals: 8,
    relativeTolerance: 1e-5
  })
}

function scaled({ value, error }: Estimate, factor: number): Estimate {
  return { value: factor * value, error: factor * error }
}
