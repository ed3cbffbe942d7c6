/** What a moment may be of at most: the rank of its vectors, or their length, a standard deviation. */
export type MomentLimit = { readonly rank: number } | { readonly deviation: number }

/** A moment of vectors that no method reaches, with what is allowed: whoever knows where they come from can name that. */
export class QuadratureLimit extends RangeError {
  constructor(
    message: string,
    readonly most: MomentLimit
  ) {
    super(message)
  }
}
