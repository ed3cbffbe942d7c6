import { types } from 'node:util'

/** A place in a state: names of fields and indices of lists. */
type Path = readonly (string | number)[]

/** A state as it goes over the wire: what is binary stands beside it. */
export interface EncodedState {
  readonly state: Record<string, unknown>
  readonly buffer_paths: readonly Path[]
  readonly buffers: readonly Uint8Array[]
}

/** Key of the method by which a widget says how other models name it. */
export const referenceKey = Symbol('reference of a widget')

/** Takes bytes out of a state and names widgets by their models, as the widget protocol asks. */
export function encodeState(fields: Readonly<Record<string, unknown>>): EncodedState {
  const buffers: Uint8Array[] = []
  const buffer_paths: Path[] = []
  const encode = (value: unknown, path: Path): unknown => {
    const bytes = bytesOf(value)
    if (bytes) {
      buffers.push(bytes)
      buffer_paths.push(path)
      return undefined
    }
    // JSON keeps the place in a list, and leaves the field of an object away.
    if (Array.isArray(value)) return value.map((item, i) => encode(item, [...path, i]))
    const reference = (value as { [referenceKey]?: string } | null | undefined)?.[referenceKey]
    if (reference !== undefined) return reference
    if (!isPlainObject(value)) return value
    const entries = Object.entries(value)
    return Object.fromEntries(entries.map(([name, item]) => [name, encode(item, [...path, name])]))
  }
  return { state: encode({ ...fields }, []) as Record<string, unknown>, buffer_paths, buffers }
}

/** Puts the bytes of a message back into the state that it carries. */
export function decodeState(
  state: Record<string, unknown>,
  paths: readonly Path[],
  buffers: readonly Uint8Array[]
): Record<string, unknown> {
  for (const [i, path] of paths.entries()) {
    const owner = path
      .slice(0, -1)
      .reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], state)
    const last = path.at(-1)
    if (last !== undefined) (owner as Record<string, unknown>)[last] = buffers[i]
  }
  return state
}

function bytesOf(value: unknown): Uint8Array | undefined {
  if (types.isAnyArrayBuffer(value)) return new Uint8Array(value)
  if (!ArrayBuffer.isView(value)) return undefined
  return new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false
  const prototype = Object.getPrototypeOf(value) as unknown
  return prototype === Object.prototype || prototype === null
}
