import { ParameterError } from '../../numerics/parameterError.js'

/**
 * Checks that a figure is given something to draw.
 *
 * @throws ParameterError naming function and parameter if the list is empty
 */
export function requireEntries(
  functionName: string,
  parameter: string,
  entries: readonly unknown[]
): void {
  if (entries.length > 0) return
  throw new ParameterError(functionName, parameter, 'a list of at least one', entries)
}
