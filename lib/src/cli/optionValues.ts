import { mostOutputs } from '../networks/architecture.js'
import { ParameterError, requireInteger } from '../numerics/parameterError.js'
import { refusedUnder } from '../numerics/refusedUnder.js'

/**
 * The number an option was given as text. Finiteness and range are the library's business: NaN and
 * infinities pass, so that its own message names the rule.
 *
 * @throws ParameterError naming the flag if the text is not a number
 */
export function numberOption(source: string, flag: string, text: string): number {
  if (!decimal.test(text)) throw new ParameterError(source, flag, 'a number', text)
  return Number(text)
}

/** Decimal notation: no spaces, no other base, as in JSON, but with signs, bare points, NaN and Infinity. */
const decimal = /^(NaN|[+-]?(Infinity|(\d+\.?\d*|\.\d+)(e[+-]?\d+)?))$/i

/**
 * The numbers an option was given as text, separated by commas.
 *
 * @throws ParameterError naming the flag and the place, for example `--k[1]`
 */
export function numberListOption(source: string, flag: string, text: string): number[] {
  return text.split(',').map((item, i) => numberOption(source, `${flag}[${i}]`, item))
}

/** The outputs of points, indices that were given as text. @throws ParameterError as `numberListOption`, and for no index */
export function outputsOption(source: string, text: string): number[] {
  const outputs = numberListOption(source, '--outputs', text)
  outputs.forEach((o, i) => requireInteger(source, `--outputs[${i}]`, o, 0, mostOutputs - 1))
  return outputs
}

/**
 * The value an option or argument was given as JSON.
 *
 * @param rule what is expected, completing "must be …"
 * @throws ParameterError naming the flag if the text is not JSON
 */
export function jsonOption(source: string, flag: string, text: string, rule: string): unknown {
  let value: unknown
  try {
    // Some editors put a mark of the byte order first.
    value = JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (error) {
    const reason = (error as Error).message.replace(/\s+/g, ' ')
    throw new ParameterError(source, flag, `${rule} (${reason})`, text)
  }
  const repeated = repeatedKey(text)
  if (repeated === undefined) return value
  throw new ParameterError(source, flag, 'free of repeated keys', repeated)
}

/** The first key that an object of a valid JSON text has twice: the parser would take the last silently. */
function repeatedKey(text: string): string | undefined {
  // Long lists of points have no keys.
  if (!text.includes('{')) return undefined
  const open: (Set<string> | undefined)[] = []
  for (const [token, string] of text.matchAll(/("(?:[^"\\]|\\.)*")\s*:?|[[\]{}]/g)) {
    if (token === '{') open.push(new Set())
    else if (token === '[') open.push(undefined)
    else if (token === '}' || token === ']') open.pop()
    else if (token.endsWith(':')) {
      const key = JSON.parse(string) as string
      const keys = open[open.length - 1]
      if (keys?.has(key)) return key
      keys?.add(key)
    }
  }
  return undefined
}

/**
 * Runs `compute`, and lets errors about its parameters name the flags they came from.
 *
 * @param flags flag of each parameter, for example `{ sigmaW: '--sigma-w' }`, or of one of its entries, `'couplings[0]'`
 * @throws ParameterError with the flag and the rest of the path, for example `--points[1][0]`
 */
export function namingFlags<T>(
  source: string,
  flags: Readonly<Record<string, string>>,
  compute: () => T
): T {
  try {
    return compute()
  } catch (error) {
    if (!(error instanceof ParameterError)) return refusedUnder(source, () => rethrown(error))
    const [name] = error.parameter.split(/[.[]/, 1)
    const flag = flags[name] ?? name
    const path =
      name === 'the number of points' && flags.points !== undefined
        ? `the number of ${flags.points}`
        : (flags[error.parameter] ?? flag + error.parameter.slice(name.length))
    throw new ParameterError(source, path, flagsIn(error.rule, flags), error.value)
  }
}

/** A rule that names other parameters, with their flags: those of one word are words of the language too. */
function flagsIn(rule: string, flags: Readonly<Record<string, string>>): string {
  const named = rule.replace(/the option (\w+)/g, '--$1')
  const names = Object.entries(flags).filter(([name]) => /^[a-z]+[A-Z]\w*$/.test(name))
  return names.reduce(
    (text, [name, flag]) => text.replace(new RegExp(`\\b${name}\\b`, 'g'), flag),
    named
  )
}

/** Throws again what was caught, for `namingFlags` to name. */
function rethrown(error: unknown): never {
  throw error
}

/** `namingFlags` of what takes its time. */
export async function namingFlagsLater<T>(
  source: string,
  flags: Readonly<Record<string, string>>,
  compute: () => Promise<T>
): Promise<T> {
  try {
    return await compute()
  } catch (error) {
    return namingFlags(source, flags, () => rethrown(error))
  }
}
