import { Origin } from '../provenance/origin.js'
import type { EnsembleMoments } from './ensembleMoments.js'

/** Where moments come from: the ensemble alone determines them, bit by bit. */
export function momentsOrigin({ ensemble }: EnsembleMoments): Origin {
  return new Origin('sampleEnsemble', [ensemble])
}
