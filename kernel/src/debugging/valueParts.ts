import { inspect, types } from 'node:util'
import { attempt, clippedText, ownProperties } from '../language/valueText.js'
import { frameTable } from '../protocol/display/tables.js'

/** Longest text of a value in a list, in UTF-16 units. */
const summaryLength = 200

/** Of arrays with more elements than this only the elements are shown. */
const longestArray = 100_000

/** A part of a value, read when it is asked for. */
export interface Part {
  readonly name: string
  /** An accessor, whose code runs when it is read. */
  readonly isAccessor: boolean
  read(): unknown
}

/** A value in one line. Runs none of its code but what cannot be told from data. */
export function summaryOf(value: unknown): string {
  if (typeof value === 'function') return functionSummary(value)
  const table = attempt(() => (isObject(value) ? frameTable(value) : undefined))
  if (table) return `${typeOf(value)}: ${table.length} rows × ${table.columns.length} columns`
  const text = attempt(() =>
    inspect(value, {
      depth: 1,
      breakLength: Infinity,
      compact: true,
      customInspect: false,
      maxArrayLength: 8,
      maxStringLength: summaryLength
    })
  )
  return clippedText((text ?? `[${typeof value}]`).replace(/\s*\n\s*/g, ' '), summaryLength)
}

function functionSummary(value: object): string {
  const text = attempt(() => Function.prototype.toString.call(value)) ?? ''
  if (text.startsWith('class')) return `class ${nameOf(value)}`
  const parameters = /^[^(]*(\([^)]*\))/.exec(text)?.[1] ?? '(…)'
  return clippedText(`ƒ ${nameOf(value)}${parameters.replace(/\s+/g, ' ')}`, summaryLength)
}

const nameOf = (value: object) =>
  String(attempt(() => Object.getOwnPropertyDescriptor(value, 'name')?.value as unknown) ?? '')

/** What a value is while the program runs: `number`, `Float64Array(3)`, the name of a class. */
export function typeOf(value: unknown): string {
  if (value === null) return 'null'
  if (typeof value !== 'object') return typeof value
  if (types.isProxy(value)) return 'Proxy'
  const name = constructorOf(value)
  if (Array.isArray(value)) return `${name}(${value.length})`
  if (isNumbers(value)) return `${name}(${numbersLength(value)})`
  if (types.isMap(value)) return `${name}(${mapSize(value)})`
  return types.isSet(value) ? `${name}(${setSize(value)})` : name
}

/** A getter of the language, whatever a value's own property of that name is. */
function getter<Owner extends object>(owner: object, name: string): (value: Owner) => number {
  const { get } = Object.getOwnPropertyDescriptor(owner, name) ?? {}
  return (value) => Number(get?.call(value))
}

const numbersLength = getter<Numbers>(
  Object.getPrototypeOf(Float64Array.prototype) as object,
  'length'
)
const mapSize = getter<Map<unknown, unknown>>(Map.prototype, 'size')
const setSize = getter<Set<unknown>>(Set.prototype, 'size')

function constructorOf(value: object): string {
  if (types.isModuleNamespaceObject(value)) return 'Module'
  for (let at: object | null = value; at; at = Object.getPrototypeOf(at) as object | null) {
    const made = Object.getOwnPropertyDescriptor(at, 'constructor')?.value as unknown
    if (typeof made === 'function' && nameOf(made)) return nameOf(made)
  }
  return 'Object'
}

type Numbers = object & { readonly length: number } & Readonly<Record<number, unknown>>

/** A typed array, whose numbers count and not its properties. */
const isNumbers = (value: unknown): value is Numbers =>
  ArrayBuffer.isView(value) && !(value instanceof DataView)

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

/** The numbered parts of a value. */
export function indexedParts(value: unknown): readonly unknown[] | Numbers {
  if (!isObject(value) || types.isProxy(value)) return []
  if (Array.isArray(value)) return value as Numbers
  if (isNumbers(value)) return numbersOf(value)
  return types.isSet(value) ? [...Set.prototype.values.call(value)] : []
}

/** The numbers, also where the length is hidden by a property. */
function numbersOf(value: Numbers): Numbers {
  const length = numbersLength(value)
  const isOwn = attempt(() => value.length) === length
  return isOwn ? value : Array.from({ length }, (_, i) => value[i])
}

/** The named parts of a value: own properties, entries of a map. */
export function namedParts(value: unknown): Part[] {
  if ((!isObject(value) && typeof value !== 'function') || types.isProxy(value)) return []
  if (isNumbers(value)) return []
  const isArray = Array.isArray(value)
  // To tell properties from elements takes seconds.
  if (isArray && value.length > longestArray) return []
  const own = ownProperties(value)
    .filter(([key]) => !(isArray && (key === 'length' || /^\d+$/.test(String(key)))))
    .filter(([key]) => typeof value !== 'function' || !functionKeys.has(key))
    .map(([key, descriptor]) => propertyPart(value, key, descriptor))
  if (!types.isMap(value)) return own
  const entries = [...Map.prototype.entries.call(value)] as [unknown, unknown][]
  const ofMap = entries.map(([key, held]) => {
    return { name: summaryOf(key), isAccessor: false, read: () => held }
  })
  return [...ofMap, ...own]
}

/** What every function has. */
const functionKeys = new Set<string | symbol>([
  'length',
  'name',
  'arguments',
  'caller',
  'prototype'
])

function propertyPart(
  value: object,
  key: string | symbol,
  { get, value: held }: PropertyDescriptor
): Part {
  return {
    name: String(key),
    isAccessor: get !== undefined,
    read: () => (get ? (get.call(value) as unknown) : (held as unknown))
  }
}
