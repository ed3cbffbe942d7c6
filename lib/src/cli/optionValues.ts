import { ParameterError } from '../numerics/parameterError.js'

/**
 * The number an option was given as text. Finiteness and range are the library's business: NaN and
 * infinities pass, so that its own message names the rule.
 *
 * @throws ParameterError naming the flag if the text is not a number
 */
export function numberOption(source: string, flag: string, text: string): number {
  const value = Number(text)
  if (text.trim() === '' || (Number.isNaN(value) && text.trim() !== 'NaN')) {
    throw new ParameterError(source, flag, 'a number', text)
  }
  return value
}

/**
 * The numbers an option was given as text, separated by commas.
 *
 * @throws ParameterError naming the flag and the place, for example `--k[1]`
 */
export function numberListOption(source: string, flag: string, text: string): number[] {
  return text.split(',').map((item, i) => numberOption(source, `${flag}[${i}]`, item))
}

/**
 * The value an option or argument was given as JSON.
 *
 * @param rule what is expected, completing "must be …"
 * @throws ParameterError naming the flag if the text is not JSON
 */
export function jsonOption(source: string, flag: string, text: string, rule: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new ParameterError(source, flag, rule, text)
  }
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
    if (!(error instanceof ParameterError)) throw error
    const [name] = error.parameter.split(/[.[]/, 1)
    const flag = flags[name] ?? name
    const path = flags[error.parameter] ?? flag + error.parameter.slice(name.length)
    throw new ParameterError(source, path, error.rule, error.value)
  }
}
