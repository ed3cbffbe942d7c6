/**
 * What user code sends, as JSON text: made where the value comes from, so that the error is its cell's.
 * @param what names the value in the error
 * @throws TypeError for what JSON cannot hold: BigInt, cycles, functions, a `toJSON` that throws
 */
export function jsonText(value: unknown, what: string): string {
  let text: string | undefined
  try {
    text = JSON.stringify(value)
  } catch (cause) {
    throw new TypeError(`${what} must be JSON: ${reasonOf(cause)}`, { cause })
  }
  if (text === undefined) throw new TypeError(`${what} must be JSON, got a ${typeof value}`)
  return text
}

/** The first line: V8 draws a cycle over several. */
function reasonOf(cause: unknown): string {
  try {
    return String(cause instanceof Error ? cause.message : cause).split('\n')[0] ?? ''
  } catch {
    return 'it throws when it is read'
  }
}
