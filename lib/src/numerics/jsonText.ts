/**
 * A value as JSON, by its own `toJSON` where it has one. What JSON can't hold is told apart and never thrown: BigInts as 10n; symbols,
 * functions, NaN and infinities by their text; an object within itself as "circular". Fields that are undefined are left out. Names what
 * a caller gave before it is checked, in keys and messages.
 */
export function jsonText(given: unknown, within: readonly object[] = []): string {
  const value = ownJson(given)
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value !== 'object' || value === null) return String(value)
  if (within.includes(value)) return 'circular'
  const inside = [...within, value]
  if (Array.isArray(value)) {
    return `[${Array.from(value, (part) => jsonText(part, inside)).join(',')}]`
  }
  const fields = Object.entries(value).filter(([, part]) => part !== undefined)
  return `{${fields.map(([key, part]) => `${JSON.stringify(key)}:${jsonText(part, inside)}`).join(',')}}`
}

/** Whether a value can be written as JSON: it holds no BigInt, and no object is within itself. */
export function isJson(given: unknown, within: readonly object[] = []): boolean {
  const value = ownJson(given)
  if (typeof value !== 'object' || value === null) return typeof value !== 'bigint'
  if (within.includes(value)) return false
  const inside = [...within, value]
  return Object.values(value).every((part) => isJson(part, inside))
}

/** What an object says that it is in JSON, as dates do. */
function ownJson(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('toJSON' in value)) return value
  return typeof value.toJSON === 'function' ? (value.toJSON as () => unknown)() : value
}
