import type { Command } from 'commander'
import type { CouplingTableOptions } from '../couplings/couplingTable.js'
import type { Normalisation } from '../couplings/normalisation.js'
import { numberOption } from './optionValues.js'

/** Options of commands that print couplings. */
export interface CouplingOptions {
  readonly normalisation: string
  readonly cutoff?: string
  readonly scaled?: boolean
}

/** Adds --normalisation, --cutoff and --scaled. */
export function addCouplingOptions(command: Command): Command {
  return command
    .option(
      '--normalisation <name>',
      'raw: of the output f; canonical: of the field with kinetic term p^2 (gauss only)',
      'raw'
    )
    .option(
      '--cutoff <L>',
      'infrared cutoff of the vertex integrals; needed where K does not decay'
    )
    .option('--scaled', 'couplings in units of exp(logScale), for dimensions of several hundred')
}

/** The library's options, which it checks. @throws ParameterError for a cutoff that is no number */
export function couplingOptions(
  source: string,
  { normalisation, cutoff, scaled }: CouplingOptions
): CouplingTableOptions {
  return {
    normalisation: normalisation as Normalisation,
    scaled: scaled ?? false,
    ...(cutoff !== undefined && { cutoff: numberOption(source, '--cutoff', cutoff) })
  }
}
