import { types } from 'node:util'
import { attempt, clippedText, lineText } from '../language/valueText.js'
import { isNumbers, languageGetter, numbersLength, plainNumbers } from '../language/typedArrays.js'
import { frameTable, type Table } from '../protocol/display/tables.js'

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

/** Parts in their order, of which only those are made that are asked for: there may be millions. */
export interface Parts {
  readonly length: number
  /** What several of them are called. */
  readonly noun: string
  slice(start: number, end: number): Part[]
}

export const noParts: Parts = { length: 0, noun: 'elements', slice: () => [] }

/** A value in one line. Runs none of its code but what cannot be told from data. */
export function summaryOf(value: unknown): string {
  if (typeof value === 'function') return functionSummary(value)
  const table = attempt(() => (isObject(value) ? frameTable(value) : undefined))
  if (table) return `${typeOf(value)}: ${table.length} rows × ${table.columns.length} columns`
  return lineText(value, summaryLength)
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

const mapSize = languageGetter<Map<unknown, unknown>, number>(Map.prototype, 'size')
const setSize = languageGetter<Set<unknown>, number>(Set.prototype, 'size')

function constructorOf(value: object): string {
  if (types.isModuleNamespaceObject(value)) return 'Module'
  for (let at: object | null = value; at; at = Object.getPrototypeOf(at) as object | null) {
    const made = Object.getOwnPropertyDescriptor(at, 'constructor')?.value as unknown
    if (typeof made === 'function' && nameOf(made)) return nameOf(made)
  }
  return 'Object'
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

/** The numbered parts of a value. */
export function indexedParts(value: unknown): Parts {
  if (!isObject(value) || types.isProxy(value)) return noParts
  if (Array.isArray(value)) return elements(value.length, (i) => elementPart(value, i))
  if (isNumbers(value)) {
    const numbers = plainNumbers(value)
    return elements(numbersLength(value), (i) => dataPart(String(i), numbers[i]))
  }
  return types.isSet(value) ? itemsOf(value) : noParts
}

function elements(length: number, at: (index: number) => Part): Parts {
  const slice = (start: number, end: number) =>
    Array.from({ length: Math.max(0, Math.min(end, length) - start) }, (_, i) => at(start + i))
  return { length, noun: 'elements', slice }
}

/** An element of an array: a property, which may be an accessor, and may be missing. */
function elementPart(array: readonly unknown[], index: number): Part {
  const name = String(index)
  return propertyPart(array, name, Object.getOwnPropertyDescriptor(array, name) ?? {})
}

const dataPart = (name: string, held: unknown): Part => {
  return { name, isAccessor: false, read: () => held }
}

function itemsOf(set: Set<unknown>): Parts {
  const slice = (start: number, end: number) =>
    sliced(Set.prototype.values.call(set), start, end).map((held, i) =>
      dataPart(String(start + i), held)
    )
  return { length: setSize(set), noun: 'elements', slice }
}

function entriesOf(map: Map<unknown, unknown>): Parts {
  const slice = (start: number, end: number) =>
    sliced(Map.prototype.entries.call(map), start, end).map(([key, held]) =>
      dataPart(summaryOf(key), held)
    )
  return { length: mapSize(map), noun: 'entries', slice }
}

function sliced<Item>(items: Iterator<Item>, start: number, end: number): Item[] {
  const found: Item[] = []
  for (let i = 0; i < end; i++) {
    const next = items.next()
    if (next.done) break
    if (i >= start) found.push(next.value)
  }
  return found
}

function joined(...lists: readonly Parts[]): Parts {
  const length = lists.reduce((sum, list) => sum + list.length, 0)
  const slice = (start: number, end: number) => {
    let before = 0
    return lists.flatMap((list) => {
      const [first, last] = [Math.max(0, start - before), end - before]
      before += list.length
      return last > 0 && first < list.length ? list.slice(first, last) : []
    })
  }
  return { length, noun: lists.find((list) => list.length > 0)?.noun ?? 'properties', slice }
}

/**
 * The named parts of a value: own properties, and the accessors of its classes, as of every object that has them; before
 * these the entries of a map, and of a frame its shape and its columns.
 */
export function namedParts(value: unknown): Parts {
  if ((!isObject(value) && typeof value !== 'function') || types.isProxy(value)) return noParts
  // To tell properties from elements takes seconds.
  if (isNumbers(value) || (Array.isArray(value) && value.length > longestArray)) return noParts
  const table = attempt(() => frameTable(value))
  const first = types.isMap(value) ? entriesOf(value) : table ? tableParts(table) : noParts
  const shown = new Set(table && first.slice(0, first.length).map(({ name }) => name))
  return joined(first, propertiesOf(value, shown), accessorsOf(value, shown))
}

/** Own properties, without those that are shown already. */
function propertiesOf(value: object, shown: ReadonlySet<string | symbol>): Parts {
  const isArray = Array.isArray(value)
  const keys = (attempt(() => Reflect.ownKeys(value)) ?? [])
    .filter((key) => !(isArray && (key === 'length' || /^\d+$/.test(String(key)))))
    .filter((key) => !shown.has(key) && (typeof value !== 'function' || !functionKeys.has(key)))
  const slice = (start: number, end: number) =>
    keys.slice(start, end).flatMap((key) => {
      const descriptor = attempt(() => Object.getOwnPropertyDescriptor(value, key))
      return descriptor ? [propertyPart(value, key, descriptor)] : []
    })
  return { length: keys.length, noun: 'properties', slice }
}

/** What everything has, or what the type of a value tells already. */
const commonPrototypes = new Set<object>([
  Object.prototype,
  Function.prototype,
  Map.prototype,
  Set.prototype
])

/** The accessors that a value has from its classes, the nearest of each name, without those that are shown already. */
function accessorsOf(value: object, shown: ReadonlySet<string | symbol>): Parts {
  const found = new Map<string | symbol, PropertyDescriptor>()
  const hidden = new Set(shown)
  const isHidden = (key: string | symbol) =>
    found.has(key) || hidden.has(key) || Object.hasOwn(value, key)
  for (let at = prototypeOf(value); at; at = prototypeOf(at)) {
    for (const key of Reflect.ownKeys(at)) {
      const descriptor = Object.getOwnPropertyDescriptor(at, key)
      if (!descriptor || isHidden(key)) continue
      if (descriptor.get) found.set(key, descriptor)
      else hidden.add(key)
    }
  }
  const all = [...found]
  const slice = (start: number, end: number) =>
    all.slice(start, end).map(([key, descriptor]) => propertyPart(value, key, descriptor))
  return { length: all.length, noun: 'properties', slice }
}

/** The next object of the chain that has something of its own kind; null too where a proxy would have to be asked. */
function prototypeOf(value: object): object | null {
  const next = Object.getPrototypeOf(value) as object | null
  return next && !types.isProxy(next) && !commonPrototypes.has(next) ? next : null
}

/** A frame as its reader knows it: shape, index, and columns by name. */
function tableParts({ columns, length, label, cells }: Table): Parts {
  const rows = (of: (row: number) => unknown) => Array.from({ length }, (_, row) => of(row))
  const all: Part[] = [
    dataPart('shape', [length, columns.length]),
    { name: 'index', isAccessor: false, read: () => rows(label) },
    ...columns.map((name, i): Part => {
      return { name: summaryOfName(name), isAccessor: false, read: () => rows((r) => cells(r)[i]) }
    })
  ]
  return {
    length: all.length,
    noun: 'columns',
    slice: (start, end) => all.slice(start, end)
  }
}

const summaryOfName = (name: unknown) => (typeof name === 'string' ? name : summaryOf(name))

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
