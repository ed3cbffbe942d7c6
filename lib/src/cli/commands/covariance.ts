import { Command } from 'commander'
import { covarianceEstimatesInPieces } from '../../covariances/infiniteWidthCovariance.js'
import { ensemble } from '../../networks/ensemble.js'
import type { Point } from '../../networks/networkParameters.js'
import {
  addArchitectureOptions,
  networkFlags,
  networkOfOptions,
  type ArchitectureOptions
} from '../networkOptions.js'
import { jsonOption, namingFlagsLater } from '../optionValues.js'
import { withPointFiles } from '../pointFiles.js'
import { addProgressOption, reportingOptions, type ProgressFlags } from '../samplingOptions.js'
import { addTableOptions, printedResult, type TableFlags } from '../tableOutput.js'
import type { Terminal } from '../terminal.js'

const source = 'nnqft covariance'

const examples = `
Examples:
  nnqft covariance --net tanh --sigma-w 1.2 --sigma-b 0.4 --points '[[0.5,-0.3],[0.9,0.4]]'
  nnqft covariance --net '{"expression":"z*erf(z)"}' --points '[[0.2],[0.4]]' | jq .covariance
`

interface CovarianceOptions extends ArchitectureOptions, ProgressFlags, TableFlags {
  readonly points: string
}

/** `nnqft covariance`: the covariance of the outputs, printed as {"covariance": [[…], …], "error": …}. */
export function covarianceCommand(terminal: Terminal): Command {
  const command = new Command('covariance')
    .summary('covariance of the outputs at infinite width')
    .description(
      'Covariance K(x, y) = E[f(x) f(y)] for all pairs of points. Prints {"covariance": [[…], …], ' +
        '"error": …}, where the error bounds that of every entry.'
    )
    .option('--sigma-w <number>', 'standard deviation of the weights, > 0 (default: 1)')
    .requiredOption(
      '--points <JSON>',
      'list of points, each a list of coordinates, or @ and a file of them'
    )
  addTableOptions(command)
  return addProgressOption(addArchitectureOptions(command))
    .addHelpText('after', examples)
    .action(async (options: CovarianceOptions) => {
      const result = await covarianceFromOptions(await withPointFiles(source, options), terminal)
      const rows = () =>
        result.covariance.flatMap((row, i) =>
          row.map((covariance, j) => ({ i, j, covariance, error: result.error }))
        )
      terminal.out(printedResult(options, result, rows))
    })
}

function covarianceFromOptions(options: CovarianceOptions, terminal: Terminal) {
  const rule = 'JSON, a list of points such as [[0.1],[0.25]], or @ and a file'
  const points = jsonOption(source, '--points', options.points, rule) as readonly Point[]
  const compute = async () => {
    const network = ensemble(networkOfOptions(source, options))
    const how = reportingOptions(options, terminal)
    const rows = await covarianceEstimatesInPieces(network, points, how)
    return {
      covariance: rows.map((row) => row.map(({ value }) => value)),
      error: rows.flat().reduce((most, { error }) => Math.max(most, error), 0)
    }
  }
  return namingFlagsLater(source, { ...networkFlags, points: '--points' }, compute)
}
