// As a namespace, of which bundles keep what is used: `{ z }` would bring messages in sixty languages.
import * as z from 'zod'
import { ParameterError, requireList, requireShort } from './parameterError.js'

// Schemas are interpreted: pages that forbid compiling text, as JupyterLab's may, load this module too.
z.config({ jitless: true })

/**
 * The value as a schema has it, whose messages are rules that complete "must be …".
 *
 * @throws ParameterError naming the path of the first wrong part, the rule and the part
 */
export function requireSchema<T>(source: string, schema: z.ZodType<T>, value: unknown): T {
  requireShortLists(source, value, '')
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const [{ path, message }] = parsed.error.issues
  const part = path.reduce<unknown>(
    (node, key) => (node as Record<PropertyKey, unknown>)[key],
    value
  )
  throw new ParameterError(source, pathText(path), message, part)
}

/**
 * Refuses lists that are too long, or have holes: a schema would go through all of them, and tell of each entry.
 * @param seen what has been looked at: an object may hold itself
 */
function requireShortLists(
  source: string,
  value: unknown,
  path: string,
  seen = new Set<object>()
): void {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return
  if (seen.has(value)) return
  seen.add(value)
  if (Array.isArray(value)) {
    requireShort(source, path, value.length)
    requireList(source, path, value, 0)
    value.forEach((entry, i) => requireShortLists(source, entry, `${path}[${i}]`, seen))
    return
  }
  for (const [key, entry] of Object.entries(value)) {
    requireShortLists(source, entry, path === '' ? key : `${path}.${key}`, seen)
  }
}

function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((key, i) => (typeof key === 'number' ? `[${key}]` : (i ? '.' : '') + String(key)))
    .join('')
}
