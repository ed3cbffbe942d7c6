/**
 * A value as JSON. What JSON can't hold is told apart and never thrown: BigInts as 10n; symbols, functions, NaN and
 * infinities by their text; an object within itself as "circular". Names what a caller gave before it is checked, in keys and messages.
 */
export function jsonText(value: unknown, within: readonly object[] = []): string {
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value !== 'object' || value === null) return String(value)
  if (within.includes(value)) return 'circular'
  const inner = (part: unknown) => jsonText(part, [...within, value])
  if (Array.isArray(value)) return `[${Array.from(value, inner).join(',')}]`
  const fields = Object.entries(value).map(([key, part]) => `${JSON.stringify(key)}:${inner(part)}`)
  return `{${fields.join(',')}}`
}

/** Whether a value can be written as JSON: it holds no BigInt, and no object is within itself. */
export function isJson(value: unknown, within: readonly object[] = []): boolean {
  if (typeof value !== 'object' || value === null) return typeof value !== 'bigint'
  if (within.includes(value)) return false
  return Object.values(value).every((part) => isJson(part, [...within, value]))
}
