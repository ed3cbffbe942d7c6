import { inspect, types, type InspectOptions } from 'node:util'
import { isNumbers, plainNumbers } from './typedArrays.js'

/** What `read` returns; undefined where it throws, as anything may that user code has made. */
export function attempt<Result>(read: () => Result): Result | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}

/** Most entries that a text shows on all its levels together; with more it shows fewer levels. */
const maximumEntries = 50_000

/** Of an object with more properties than this only the first of them are shown. */
const maximumProperties = 5000
const shownProperties = 1000

/** So many elements of an array are looked at for those that are there. */
const maximumHoles = 10_000

/** Longest text, in UTF-16 units. */
const maximumLength = 100_000

/** How much of a value its text shows. */
export interface ValueTextOptions {
  readonly depth?: number
  readonly maxStringLength?: number
}

/**
 * Any value as plain text, without colour codes, cut where it gets long. Never throws: where the value's
 * own methods do, it is shown without them, and the text says so.
 */
export function valueText(value: unknown, options: ValueTextOptions = {}): string {
  const { depth = 4, maxStringLength = typeof value === 'string' ? 10_000 : 1000 } = options
  const shown = clippedObject(value)
  const given = {
    colors: false,
    depth: fittingDepth(shown, depth),
    maxArrayLength: 100,
    maxStringLength
  }
  try {
    return clippedText(inspect(shown, given))
  } catch (reason) {
    const plain = plainText(shown, given) ?? `[${typeof value}]`
    return `${clippedText(plain)} [its own text failed: ${reasonText(reason)}]`
  }
}

/** Any value in one line of at most so many characters. Runs none of its code but what cannot be told from data. */
export function lineText(value: unknown, length: number): string {
  const shown = clippedObject(value)
  const depth = fittingDepth(shown, 1)
  const given = { depth, breakLength: Infinity, compact: true, maxArrayLength: 8 }
  const text = plainText(shown, { ...given, maxStringLength: length }) ?? `[${typeof value}]`
  return clippedText(text.replace(/\s*\n\s*/g, ' '), length)
}

/** A value as text without its own methods of display; undefined where it cannot be read at all. */
function plainText(value: unknown, options: InspectOptions): string | undefined {
  const given = { ...options, customInspect: false }
  return (
    attempt(() => inspect(value, given)) ??
    attempt(() => inspect(bareCopy(value as object), given)) ??
    attempt(() => inspect(ownData(value as object), given))
  )
}

/** A collection of the language without properties of its own, which may throw. @throws TypeError if it is none */
function bareCopy(value: object): object {
  if (types.isMap(value)) return new Map(Map.prototype.entries.call(value))
  if (types.isSet(value)) return new Set(Set.prototype.values.call(value))
  if (isNumbers(value)) return plainNumbers(value)
  throw new TypeError('no collection')
}

/** Any value as a string: a string as it is, others as text. */
export function plainString(value: unknown): string {
  if (typeof value === 'string') return clippedText(value)
  if (typeof value === 'symbol') return String(value)
  return valueText(value, { depth: 1 })
}

function reasonText(reason: unknown): string {
  const message = attempt(() => (reason as Error).message)
  return typeof message === 'string' ? message : typeof reason
}

/** The text up to `length`, and how much is missing. */
export function clippedText(text: string, length = maximumLength): string {
  if (text.length <= length) return text
  return `${text.slice(0, length)}… ${text.length - length} more characters`
}

/** Own properties that hold values, on an object without a class and without methods of display. */
function ownData(value: unknown): object {
  const copy = Object.create(null) as object
  for (const [key, descriptor] of ownProperties(value as object)) {
    if (typeof key === 'string') attempt(() => Object.defineProperty(copy, key, descriptor))
  }
  return copy
}

/** An object with the first of the properties, if there are too many of them to show. */
function clippedObject(value: unknown): unknown {
  if (!isOpen(value) || Array.isArray(value) || ArrayBuffer.isView(value)) return value
  const keys = attempt(() => Reflect.ownKeys(value)) ?? []
  if (keys.length <= maximumProperties) return value
  const copy = Object.create(Object.getPrototypeOf(value) as object | null) as object
  for (const key of keys.slice(0, shownProperties)) {
    const descriptor = Object.getOwnPropertyDescriptor(value, key)
    if (descriptor) Object.defineProperty(copy, key, descriptor)
  }
  const missing = `[${keys.length - shownProperties} more properties]`
  return Object.defineProperty(copy, '…', { value: missing, enumerable: true })
}

/** The most levels, up to `depth`, on which there are not too many entries to show. */
function fittingDepth(value: unknown, depth: number): number {
  for (let levels = depth; levels > 0; levels--) {
    if (countEntries(value, levels, maximumEntries) < maximumEntries) return levels
  }
  return 0
}

/** Number of entries on so many levels, counted up to `limit`. Runs no code of the value. */
function countEntries(value: unknown, levels: number, limit: number): number {
  if (levels < 0 || !isOpen(value)) return 0
  const entries = attempt(() => shownEntries(value, limit)) ?? []
  let count = entries.length
  for (const entry of entries) {
    if (count >= limit) return limit
    count += countEntries(entry, levels - 1, limit - count)
  }
  return count
}

function shownEntries(value: object, limit: number): readonly unknown[] {
  if (types.isMap(value)) return firstOf(Map.prototype.entries.call(value)).flat()
  if (types.isSet(value)) return firstOf(Set.prototype.values.call(value))
  if (ArrayBuffer.isView(value)) return []
  if (Array.isArray(value)) return shownElements(value)
  const keys = Reflect.ownKeys(value)
  if (keys.length > limit) return Array.from({ length: keys.length })
  return keys.map((key) => Object.getOwnPropertyDescriptor(value, key)?.value as unknown)
}

/** The first elements of an array, as far as they are not too far behind holes: to list the keys of millions takes seconds. */
function shownElements(array: readonly unknown[]): unknown[] {
  const found: unknown[] = []
  for (let i = 0; i < Math.min(array.length, maximumHoles) && found.length < 100; i++) {
    const descriptor = Object.getOwnPropertyDescriptor(array, i)
    if (descriptor) found.push(descriptor.value)
  }
  return found
}

function firstOf<Entry>(entries: Iterator<Entry>): Entry[] {
  const first: Entry[] = []
  for (let next = entries.next(); !next.done && first.length < 100; next = entries.next()) {
    first.push(next.value)
  }
  return first
}

/** An object into which one can look without running code of its own. */
function isOpen(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !types.isProxy(value)
}

/** Own properties with their descriptors, those left out that cannot be read. */
export function ownProperties(value: object): [string | symbol, PropertyDescriptor][] {
  const keys = attempt(() => Reflect.ownKeys(value)) ?? []
  return keys.flatMap((key): [string | symbol, PropertyDescriptor][] => {
    const descriptor = attempt(() => Object.getOwnPropertyDescriptor(value, key))
    return descriptor ? [[key, descriptor]] : []
  })
}
