import type { Command } from 'commander'
import type { FlowScheme } from '../flow/flowScheme.js'
import { regulatorNames, type RegulatorName } from '../flow/regulator.js'
import { ParameterError } from '../numerics/parameterError.js'

const schemes = ['wilson', 'polchinski', 'wetterich'] as const

/** The options of commands that follow one of the three exact equations. */
export interface SchemeOptions {
  readonly scheme: string
  readonly regulator?: string
}

/** Adds --scheme and --regulator. */
export function addSchemeOptions(command: Command): Command {
  return command
    .option('--scheme <name>', 'wilson (momentum shells), polchinski or wetterich', 'wetterich')
    .option(
      '--regulator <name>',
      `${regulatorNames.join(', ')} (default: litim; wilson: sharp, and no other)`
    )
}

/**
 * What the library calls a scheme. Wilson's infinitely thin momentum shells are Wetterich's equation with the
 * sharp regulator (Wegner and Houghton).
 *
 * @throws ParameterError for an unknown scheme, or `--scheme wilson` with another regulator
 */
export function schemeOfOptions(
  source: string,
  { scheme, regulator }: SchemeOptions
): { readonly scheme: FlowScheme; readonly regulator: RegulatorName } {
  if (!(schemes as readonly string[]).includes(scheme)) {
    throw new ParameterError(source, '--scheme', `one of ${schemes.join(', ')}`, scheme)
  }
  if (scheme !== 'wilson') {
    return { scheme: scheme as FlowScheme, regulator: (regulator ?? 'litim') as RegulatorName }
  }
  if (regulator !== undefined && regulator !== 'sharp') {
    const rule = "'sharp', or left out, with --scheme wilson"
    throw new ParameterError(source, '--regulator', rule, regulator)
  }
  return { scheme: 'wetterich', regulator: 'sharp' }
}
