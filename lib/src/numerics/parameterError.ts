/**
 * An argument outside its domain: names the function, the parameter, the rule and the value that
 * broke it, in the message and as fields. A `RangeError`, so that callers who know only the
 * standard classes can catch it.
 */
export class ParameterError extends RangeError {
  override readonly name = 'ParameterError'

  /**
   * @param source the function that refuses, for example `'ensemble'`
   * @param parameter path of the argument, for example `'inputs[2][0]'`
   * @param rule what is allowed, completing "must be …"
   * @param value what was given
   * @param options the error behind it, as of every `Error`
   */
  constructor(
    readonly source: string,
    readonly parameter: string,
    readonly rule: string,
    readonly value: unknown,
    options?: ErrorOptions
  ) {
    super(`${source}: ${parameter} must be ${rule}, got ${describeValue(value)}`, options)
  }
}

/** Short text of any value on one line: NaN, infinities and undefined survive, long ones are cut. */
function describeValue(value: unknown, depth = 0): string {
  if (typeof value === 'string') return quoted(value)
  if (typeof value === 'bigint') return `${value}n`
  if (ArrayBuffer.isView(value) || Array.isArray(value)) {
    const items = value as ArrayLike<unknown>
    if (depth > 2) return items.length ? '[…]' : '[]'
    // Of a list of millions no copy is made.
    const shown = Array.from({ length: Math.min(items.length, 8) }, (_, i) =>
      describeValue(items[i], depth + 1)
    )
    const type = Array.isArray(value) ? '' : `${value.constructor.name} `
    return `${type}[${shown.join(', ')}${items.length > 8 ? `, … ${items.length} items` : ''}]`
  }
  if (value instanceof Promise) return 'a promise (await is missing)'
  if (typeof value === 'object' && value !== null) {
    const keys = Object.keys(value).slice(0, 8)
    const names = keys.map((key) => (/^[\w-]{1,40}$/.test(key) ? key : quoted(key)))
    return `an object with keys ${names.join(', ') || '(none)'}`
  }
  if (typeof value === 'function') return `function ${value.name || '(anonymous)'}`
  return String(value)
}

function quoted(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text)
}

/** Refuses anything but a finite number >= `minimum`. */
export function requireFinite(
  source: string,
  parameter: string,
  value: unknown,
  minimum = -Infinity
): asserts value is number {
  if (typeof value !== 'number' || !Number.isFinite(value) || value < minimum) {
    const rule = minimum === -Infinity ? 'a finite number' : `a finite number >= ${minimum}`
    throw new ParameterError(source, parameter, rule, value)
  }
}

/** Refuses anything but a finite number > 0. */
export function requirePositive(
  source: string,
  parameter: string,
  value: unknown
): asserts value is number {
  if (typeof value !== 'number' || !Number.isFinite(value) || value <= 0) {
    throw new ParameterError(source, parameter, 'a finite number > 0', value)
  }
}

/** Refuses anything but an integer within `[minimum, maximum]`. */
export function requireInteger(
  source: string,
  parameter: string,
  value: unknown,
  minimum: number,
  maximum: number = Number.MAX_SAFE_INTEGER
): asserts value is number {
  if (!Number.isSafeInteger(value) || (value as number) < minimum || (value as number) > maximum) {
    const tooLarge = typeof value === 'number' && Number.isInteger(value) && value > maximum
    const top = maximum === Number.MAX_SAFE_INTEGER && !tooLarge ? '' : ` and <= ${maximum}`
    throw new ParameterError(source, parameter, `an integer >= ${minimum}${top}`, value)
  }
}

/** Refuses anything but an object; a list is none. */
export function requireObject(
  source: string,
  parameter: string,
  value: unknown
): asserts value is object {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ParameterError(source, parameter, 'an object', value)
  }
}

/** Refuses anything but an AbortSignal, of whichever realm. */
export function requireSignal(source: string, parameter: string, value: unknown): void {
  const { throwIfAborted, addEventListener } = Object(value) as Partial<AbortSignal>
  if (typeof throwIfAborted === 'function' && typeof addEventListener === 'function') return
  throw new ParameterError(source, parameter, 'an AbortSignal', value)
}

/** Refuses anything but an object without other keys than those: a misspelt one would be ignored. */
export function requireKeys(
  source: string,
  parameter: string,
  value: unknown,
  keys: readonly string[]
): void {
  requireObject(source, parameter, value)
  const unknown = Object.keys(value).find((key) => !keys.includes(key))
  if (unknown === undefined) return
  const rule = `free of unknown keys (known: ${keys.join(', ')})`
  throw new ParameterError(source, parameter, rule, unknown)
}

/** Refuses anything but a list without holes of at least `least` entries. */
export function requireList(
  source: string,
  parameter: string,
  value: unknown,
  least = 1
): asserts value is readonly unknown[] {
  if (!Array.isArray(value) || value.length < least) {
    const number = ['none', 'one', 'two', 'three'][least] ?? least
    const rule = least > 0 ? `a list of at least ${number}` : 'a list'
    throw new ParameterError(source, parameter, rule, value)
  }
  for (let i = 0; i < value.length; i++) {
    if (!(i in value)) throw new ParameterError(source, `${parameter}[${i}]`, 'there', undefined)
  }
}

/** Refuses anything but a list of at least `least` objects, without holes and of not more than `most`. */
export function requireObjects(
  source: string,
  parameter: string,
  value: unknown,
  least = 1,
  most = longestList
): asserts value is readonly object[] {
  if (Array.isArray(value)) requireShort(source, parameter, value.length, most)
  requireList(source, parameter, value, least)
  value.forEach((entry, i) => requireObject(source, `${parameter}[${i}]`, entry))
}

/** Refuses anything but a result with these fields: another kind of result lacks one of them. */
export function requireResult(
  source: string,
  parameter: string,
  value: unknown,
  fields: readonly string[]
): void {
  requireObject(source, parameter, value)
  for (const field of fields) {
    const part = (value as Readonly<Record<string, unknown>>)[field]
    if (part === undefined || part === null) {
      throw new ParameterError(source, `${parameter}.${field}`, 'there', part)
    }
  }
}

/** Refuses anything but a list of at least one result with these fields. */
export function requireResultList(
  source: string,
  parameter: string,
  list: unknown,
  fields: readonly string[]
): void {
  requireObjects(source, parameter, list)
  list.forEach((entry, i) => requireResult(source, `${parameter}[${i}]`, entry, fields))
}

/** Refuses anything but a list of at least one object with these parts, each a result with its fields; a list has none. */
export function requireResults(
  source: string,
  parameter: string,
  list: unknown,
  parts: Readonly<Record<string, readonly string[]>>
): void {
  requireObjects(source, parameter, list)
  list.forEach((entry, i) => {
    for (const [name, fields] of Object.entries(parts)) {
      const part = (entry as Readonly<Record<string, unknown>>)[name]
      const place = `${parameter}[${i}].${name}`
      if (fields.length > 0) requireResult(source, place, part, fields)
      else if (!ArrayBuffer.isView(part)) requireList(source, place, part)
    }
  })
}

/** Refuses anything but one of a few values. */
export function requireOneOf(
  source: string,
  parameter: string,
  value: unknown,
  allowed: readonly (string | number)[]
): void {
  if ((allowed as readonly unknown[]).includes(value)) return
  const shown = allowed.map((one) => (typeof one === 'string' ? `'${one}'` : String(one)))
  const rule = shown.length > 2 ? `one of ${shown.join(', ')}` : shown.join(' or ')
  throw new ParameterError(source, parameter, rule, value)
}

/** Refuses anything but a text. */
export function requireText(source: string, parameter: string, value: unknown): void {
  if (typeof value !== 'string') throw new ParameterError(source, parameter, 'a text', value)
}

/** Refuses anything but true and false. */
export function requireBoolean(source: string, parameter: string, value: unknown): void {
  if (typeof value === 'boolean') return
  throw new ParameterError(source, parameter, 'true or false', value)
}

/** Refuses anything but a function. */
export function requireFunction(source: string, parameter: string, value: unknown): void {
  if (typeof value === 'function') return
  throw new ParameterError(source, parameter, 'a function', value)
}

/** Refuses anything but a relative tolerance in [1e-15, 1). */
export function requireTolerance(source: string, value: unknown): asserts value is number {
  if (typeof value === 'number' && value >= 1e-15 && value < 1) return
  throw new ParameterError(source, 'relativeTolerance', 'a number in [1e-15, 1)', value)
}

/** Longest list of numbers or points that a flow or a table is computed for, and the most components of a point. */
const longestList = 1e5

/** Refuses lists of more than `most` entries, 100000 unless told. */
export function requireShort(
  source: string,
  parameter: string,
  length: number,
  most = longestList
): void {
  if (length <= most) return
  throw new ParameterError(source, `${parameter}.length`, `at most ${most}`, length)
}

/** Refuses anything but a dimension of points that are made: an integer from 1 to 100000. */
export function requireDimension(source: string, value: unknown): asserts value is number {
  requireInteger(source, 'dIn', value, 1, longestList)
}

/** What a list of numbers has to be besides finite. */
interface ListRule {
  /** Fewest entries; default 1. */
  readonly least?: number
  /** Most entries; default 100000. */
  readonly most?: number
  /** Smallest number. */
  readonly minimum?: number
  /** Whether it may be a typed array too, which has no `map` to other things than numbers. */
  readonly typed?: boolean
}

/** Refuses anything but a list of `least` to `most` finite numbers >= `minimum`; a hole is no number. */
export function requireFiniteList(
  source: string,
  parameter: string,
  value: unknown,
  rule: string,
  { least = 1, most = Infinity, minimum = -Infinity, typed = false }: ListRule = {}
): asserts value is readonly number[] {
  const list = Array.isArray(value) || (typed && ArrayBuffer.isView(value))
  const length = list ? (value as ArrayLike<unknown>).length : NaN
  if (!(length >= least && length <= most)) throw new ParameterError(source, parameter, rule, value)
  requireShort(source, parameter, length)
  for (let i = 0; i < length; i++) {
    requireFinite(source, `${parameter}[${i}]`, (value as ArrayLike<unknown>)[i], minimum)
  }
}
