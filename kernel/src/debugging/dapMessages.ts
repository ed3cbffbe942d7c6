/** Messages of the Debug Adapter Protocol, as far as the kernel looks into them. */

/** What a client asks. */
export interface DapRequest {
  readonly seq: number
  readonly command: string
  readonly arguments: Readonly<Record<string, unknown>>
}

/** A name with its value, as the protocol shows it. */
export interface DapVariable {
  readonly name: string
  readonly value: string
  readonly type: string
  /** By which its parts are asked for; 0 if it has none. */
  readonly variablesReference: number
  readonly evaluateName?: string
  readonly indexedVariables?: number
  readonly namedVariables?: number
  readonly presentationHint?: { readonly lazy: true }
}

/** Some of the parts of a value: DAP's paging. */
export interface DapPage {
  readonly start?: number
  readonly count?: number
  readonly filter?: 'indexed' | 'named'
}

/**
 * A field that counts or numbers something; undefined if it is left out.
 * @throws TypeError if it is no integer from zero
 */
export function countIn(field: string, given: unknown): number | undefined {
  if (given === undefined || given === null) return undefined
  if (Number.isInteger(given) && Number(given) >= 0) return Number(given)
  throw new TypeError(`${field} must be an integer from 0, got ${JSON.stringify(given)}`)
}

/** The page that a request asks for. @throws TypeError if a field is none of a page */
export function dapPage({ start, count, filter }: Readonly<Record<string, unknown>>): DapPage {
  const [first, length] = [countIn('start', start), countIn('count', count)]
  const isAny = filter === undefined || filter === null
  if (!isAny && filter !== 'indexed' && filter !== 'named') {
    throw new TypeError(`filter must be indexed or named, got ${JSON.stringify(filter)}`)
  }
  return {
    ...(first !== undefined && { start: first }),
    ...(length !== undefined && { count: length }),
    ...(!isAny && { filter })
  }
}

/** The request in the content of a message of the frontend. @throws TypeError if it is none */
export function dapRequest(content: Readonly<Record<string, unknown>>): DapRequest {
  const { seq, command } = content
  const given = content.arguments ?? {}
  if (typeof seq !== 'number' || typeof command !== 'string') {
    throw new TypeError('a debug_request needs seq, a number, and command, a string')
  }
  if (typeof given !== 'object' || Array.isArray(given)) {
    throw new TypeError('arguments of a debug_request must be an object')
  }
  return { seq, command, arguments: given as DapRequest['arguments'] }
}
