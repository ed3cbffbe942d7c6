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
   */
  constructor(
    readonly source: string,
    readonly parameter: string,
    readonly rule: string,
    readonly value: unknown
  ) {
    super(`${source}: ${parameter} must be ${rule}, got ${describeValue(value)}`)
  }
}

/** Short text of any value on one line: NaN, infinities and undefined survive, long ones are cut. */
function describeValue(value: unknown, depth = 0): string {
  if (typeof value === 'string') return quoted(value)
  if (typeof value === 'bigint') return `${value}n`
  if (ArrayBuffer.isView(value) || Array.isArray(value)) {
    const items = Array.from(value as ArrayLike<unknown>)
    if (depth > 2) return items.length ? '[…]' : '[]'
    const shown = items.slice(0, 8).map((item) => describeValue(item, depth + 1))
    return `[${shown.join(', ')}${items.length > 8 ? `, … ${items.length} items` : ''}]`
  }
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
    const top = maximum === Number.MAX_SAFE_INTEGER ? '' : ` and <= ${maximum}`
    throw new ParameterError(source, parameter, `an integer >= ${minimum}${top}`, value)
  }
}
