import type { EnsembleMoments } from './ensembleMoments.js'

/** How far a sampling run is; one network of width N counts as N + 12 units of work. */
export interface SamplingProgress {
  /** Units of work done, those found in the store included. */
  readonly done: number
  /** Units of work of the whole run. */
  readonly total: number
  /** Bags that are complete at every width, those found in the store included. */
  readonly bags: number
  /** Units of work per second in the later half of the run so far; 0 in its first third of a second; at its end those of the whole. */
  readonly rate: number
  /** Estimated seconds to the end, Infinity as long as the rate is 0. */
  readonly remainingSeconds: number
  /**
   * What is known so far: the moments of the bags that are complete at every width, those of an
   * ensemble with so many bags; undefined before the first. Put together when it is called.
   */
  readonly momentsSoFar: () => EnsembleMoments | undefined
}
