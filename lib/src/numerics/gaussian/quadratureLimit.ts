import { OutOfReach } from '../outOfReach.js'

/** What a moment may be of at most: the rank of its vectors, or their length, a standard deviation. */
export type MomentLimit = { readonly rank: number } | { readonly deviation: number }

/** A moment of vectors that no method reaches, with what is allowed: whoever knows where they come from can name that. */
export class QuadratureLimit extends OutOfReach {
  constructor(
    reason: string,
    readonly most: MomentLimit
  ) {
    super('featureMoment', reason, 'rank' in most ? 'points' : 'steepest')
  }
}
