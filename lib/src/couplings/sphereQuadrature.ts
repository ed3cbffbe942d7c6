import type { Point } from '../networks/networkParameters.js'
import { adaptiveQuadrature } from '../numerics/adaptiveQuadrature.js'
import type { Estimate } from '../numerics/estimate.js'

/**
 * Integral of f over the unit sphere in 1, 2 or 3 dimensions: two points, an angle, or iterated
 * adaptive quadrature over height and angle, the inner ten times tighter than the outer.
 *
 * @param kinks points in whose directions, and opposite to them, f is not smooth (dimension 2)
 */
export function sphereQuadrature(
  f: (x: Point) => number | Estimate,
  dimension: number,
  kinks: readonly Point[]
): Estimate {
  if (dimension === 1) {
    return [-1, 1].map((x) => toEstimate(f([x]))).reduce(sumOfEstimates)
  }
  if (dimension === 2) {
    const angles = kinks.flatMap(([x, y]) => [Math.atan2(y, x), Math.atan2(-y, -x)])
    const breaks = [...new Set([-Math.PI, 0, ...angles, Math.PI])].sort((a, b) => a - b)
    return adaptiveQuadrature((angle) => f([Math.cos(angle), Math.sin(angle)]), breaks)
  }
  const turn = [0, Math.PI / 2, Math.PI, 1.5 * Math.PI, 2 * Math.PI]
  const circle = (z: number) => {
    const s = Math.sqrt((1 - z) * (1 + z))
    return adaptiveQuadrature((angle) => f([s * Math.cos(angle), s * Math.sin(angle), z]), turn, {
      maxIntervals: 30,
      relativeTolerance: 1e-8
    })
  }
  return adaptiveQuadrature(circle, [-1, 0, 1], { maxIntervals: 30, relativeTolerance: 1e-7 })
}

function toEstimate(result: number | Estimate): Estimate {
  if (typeof result !== 'number') return result
  return { value: result, error: 4 * Number.EPSILON * Math.abs(result) }
}

function sumOfEstimates(a: Estimate, b: Estimate): Estimate {
  return { value: a.value + b.value, error: a.error + b.error }
}
