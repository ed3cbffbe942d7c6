import { networkSizes } from '../networks/networkSizes.js'
import type { NetworkParameters, Point } from '../networks/networkParameters.js'
import type { Sizes } from '../numerics/outOfReach.js'

/** What can put couplings out of reach, the dimension too: integrals over d^d x have units to its power. */
export function couplingSizes(
  ensemble: NetworkParameters & { readonly inputs: readonly Point[] },
  cutoff: number | undefined
): Sizes {
  const { inputs } = ensemble
  return networkSizes(ensemble, { inputs, cutoff, 'inputs[0].length': inputs[0].length })
}
