import { valueText } from '../language/valueText.js'

/** A finite number, named in the error if it is none. */
export function finite(name: string, value: unknown): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value
  throw new TypeError(`${name} must be a finite number, got ${valueText(value)}`)
}

export function requireFunction(name: string, value: unknown): void {
  if (typeof value === 'function') return
  throw new TypeError(`${name}: a function is needed, got ${valueText(value)}`)
}

/** Fields by their names. */
export function requireFields(name: string, value: unknown): void {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return
  throw new TypeError(`${name} must be an object, got ${valueText(value)}`)
}
