import { requireResult } from '../numerics/parameterError.js'
import type { SchemeFlows } from './schemeFlows.js'

/** Largest |U - U_reference| over the fields, scale by scale. */
export interface SchemeDistance {
  /** Whose potential. */
  readonly scheme: 'wilson' | 'polchinski' | 'wetterich'
  /** The scale. */
  readonly k: number
  /** Largest |U - U_reference| over the fields. */
  readonly distance: number
  /** Sum of the estimated errors of the two. */
  readonly error: number
}

/**
 * Largest distance over the fields of each scheme's effective potential from the ordinary integral (d = 0), or of the other
 * two from Wetterich's (d > 0), at each scale that both reached.
 *
 * @example schemeDistances(schemeFlows({ dimension: 0, couplings: [1, 1], scales: [1], fields: [0, 1] }))
 */
export function schemeDistances(flows: SchemeFlows): SchemeDistance[] {
  const fields = ['scales', 'wilson', 'polchinski', 'wetterich']
  requireResult('schemeDistances', 'flows', flows, fields)
  const reference = flows.integral ?? flows.wetterich
  return (['wilson', 'polchinski', 'wetterich'] as const)
    .filter((scheme) => flows[scheme] !== reference)
    .flatMap((scheme) => {
      const { potentials, errors } = flows[scheme]
      const reached = Math.min(potentials.length, reference.potentials.length)
      return Array.from({ length: reached }, (_, i) => ({
        scheme,
        k: flows.scales[i],
        distance: potentials[i].reduce(
          (most, value, j) => Math.max(most, Math.abs(value - reference.potentials[i][j])),
          0
        ),
        error: errors[i] + reference.errors[i]
      }))
    })
}
