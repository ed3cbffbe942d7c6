/**
 * Which exported function made a result, and what it was given: plain JSON, typed arrays, results that note
 * their own origin, or origins themselves.
 */
export class Origin {
  constructor(
    readonly call: string,
    readonly given: readonly unknown[]
  ) {}
}

const origin = Symbol('nnqft.origin')

/**
 * Notes on a fresh result which call made it, so that a figure of it can say how it was made. The note is not
 * enumerable: JSON, tables, copies and comparisons of the result are without it.
 *
 * @example withOrigin({ scales, potentials }, 'schemeFlows', parameters)
 */
export function withOrigin<T extends object>(
  result: T,
  call: string,
  ...given: readonly unknown[]
): T {
  return Object.defineProperty(result, origin, { value: new Origin(call, given) })
}

/** The origins of all results in a value, in lists and objects too, and those of what they were made from. */
export function originsIn(value: unknown): Origin[] {
  if (typeof value !== 'object' || value === null) return []
  const origin = value instanceof Origin ? value : originOf(value)
  if (origin) return [origin, ...origin.given.flatMap(originsIn)]
  if (ArrayBuffer.isView(value)) return []
  return Object.values(value).flatMap(originsIn)
}

/** Where a result comes from; undefined for anything else, copies of results included. */
export function originOf(result: object): Origin | undefined {
  return (result as { readonly [origin]?: Origin })[origin]
}
