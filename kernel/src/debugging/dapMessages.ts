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
