// As a namespace, of which bundles keep what is used: `{ z }` would bring messages in sixty languages.
import * as z from 'zod'
import { ParameterError } from './parameterError.js'

// Schemas are interpreted: pages that forbid compiling text, as JupyterLab's may, load this module too.
z.config({ jitless: true })

/**
 * The value as a schema has it, whose messages are rules that complete "must be …".
 *
 * @throws ParameterError naming the path of the first wrong part, the rule and the part
 */
export function requireSchema<T>(source: string, schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const [{ path, message }] = parsed.error.issues
  const part = path.reduce<unknown>(
    (node, key) => (node as Record<PropertyKey, unknown>)[key],
    value
  )
  throw new ParameterError(source, pathText(path), message, part)
}

function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((key, i) => (typeof key === 'number' ? `[${key}]` : (i ? '.' : '') + String(key)))
    .join('')
}
