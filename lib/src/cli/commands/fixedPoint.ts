import { Command } from 'commander'
import { fixedPoint } from '../../flow/fixedPoint.js'
import { namingFlags, numberOption } from '../optionValues.js'
import { addSchemeOptions, schemeOfOptions, type SchemeOptions } from '../schemeOptions.js'
import { addTableOptions, printedResult, type TableFlags } from '../tableOutput.js'
import type { Terminal } from '../terminal.js'

const source = 'nnqft fixed-point'

const examples = `
Examples:
  nnqft fixed-point --dimension 3 --regulator litim
  nnqft fixed-point --dimension 3 --anomalous
  nnqft fixed-point --components 3
  nnqft fixed-point --components Infinity
  nnqft fixed-point --dimension 2.5 --scheme polchinski
  nnqft fixed-point --dimension 3 --scheme wilson
  nnqft fixed-point --dimension 3.5 --regulator exponential --max-order 30
`

interface FixedPointOptions extends SchemeOptions, TableFlags {
  readonly dimension: string
  readonly components: string
  readonly anomalous?: boolean
  readonly maxOrder?: string
}

/** `nnqft fixed-point`: exponents of the Wilson-Fisher fixed point. */
export function fixedPointCommand(terminal: Terminal): Command {
  const command = new Command('fixed-point')
    .summary('critical exponents of the Wilson-Fisher fixed point of O(M) models')
    .description(
      'Critical exponents of the O(M) model in the local potential approximation. Prints {"nu", ' +
        '"nuError", "omega", "omegaError", "eta", "etaError", "kappa", "order"}.'
    )
    .option(
      '--dimension <d>',
      'dimension of space, 2.01 <= d < 4 (exponential: from 2.8, sharp: from 2.9)',
      '3'
    )
    .option(
      '--components <M>',
      'number of fields, one per output of a network: 0 to 1000 (Polchinski: 4), or Infinity',
      '1'
    )
  addTableOptions(command)
  return addSchemeOptions(command)
    .option('--anomalous', "with the anomalous dimension (LPA'), litim or exponential")
    .option('--max-order <n>', 'largest power of phi^2 that is tried, 10 to 60 (default: 48)')
    .addHelpText('after', examples)
    .action(
      ({
        dimension,
        components,
        anomalous,
        maxOrder,
        rows: flat,
        csv,
        ...options
      }: FixedPointOptions) => {
        const flags = {
          dimension: '--dimension',
          components: '--components',
          regulator: '--regulator',
          scheme: '--scheme',
          anomalous: '--anomalous',
          maxOrder: '--max-order'
        }
        const parameters = {
          dimension: numberOption(source, '--dimension', dimension),
          components: numberOption(source, '--components', components),
          ...schemeOfOptions(source, options),
          anomalous: anomalous ?? false,
          ...(maxOrder !== undefined && { maxOrder: numberOption(source, '--max-order', maxOrder) })
        }
        const point = namingFlags(source, flags, () => fixedPoint(parameters))
        const { nu, nuError, omega, omegaError, eta, etaError, kappa, order } = point
        const shown = { nu, nuError, omega, omegaError, eta, etaError, kappa, order }
        const rows = () => [{ ...parameters, ...shown }]
        terminal.out(
          printedResult({ ...(flat && { rows: flat }), ...(csv && { csv }) }, shown, rows)
        )
      }
    )
}
