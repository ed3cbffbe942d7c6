import { Command } from 'commander'
import { resultRows } from '../../figures/tables/resultRows.js'
import { infraredCutoffFlow } from '../../flow/infraredCutoffFlow.js'
import {
  addNetworkOptions,
  cutoffsOption,
  ensembleOfOptions,
  networkFlags,
  type NetworkOptions
} from '../networkOptions.js'
import { jsonOption, namingFlags, numberOption } from '../optionValues.js'
import { withPointFiles } from '../pointFiles.js'
import { addTableOptions, printedResult, type TableFlags } from '../tableOutput.js'
import type { Terminal } from '../terminal.js'
import type { Point } from '../../networks/networkParameters.js'

const source = 'nnqft flow cutoff'

const examples = `
Examples:
  nnqft flow cutoff --net relu --width 10 --cutoffs 7,100,10000
  nnqft flow cutoff --net erf --width 10 --points '[[0.2],[0.4],[0.6],[0.8]]' --cutoffs 10,100
`

interface CutoffOptions extends NetworkOptions, TableFlags {
  readonly width: string
  readonly points: string
  readonly cutoffs: string
}

/** `nnqft flow cutoff`: exact coupling of four or six points against the infrared cutoff. */
export function flowCutoffCommand(terminal: Terminal): Command {
  const command = new Command('cutoff')
    .summary('exact coupling against the infrared cutoff of its integral')
    .description(
      'Exact coupling of the given points for each cutoff. Prints {"cutoffs", "u", "errors", ' +
        '"slope", "slopeError", "localSlopes"}; slope and its error are null if u changes sign.'
    )
  addTableOptions(command)
  return addNetworkOptions(command)
    .requiredOption('--width <N>', 'hidden-layer width, an integer >= 1')
    .option('--sigma-w <number>', 'standard deviation of the weights, > 0 (default: 1)')
    .option(
      '--points <JSON>',
      'four or six points, or @ and a file of them',
      '[[0.2],[0.4],[0.6],[0.8]]'
    )
    .requiredOption('--cutoffs <numbers>', 'cutoffs L, at least two, or hms for its list')
    .addHelpText('after', examples)
    .action(async (given: CutoffOptions) => {
      const options = await withPointFiles(source, given)
      const width = numberOption(source, '--width', options.width)
      const rule = 'JSON, a list of points such as [[0.1],[0.25]], or @ and a file'
      const points = jsonOption(source, '--points', options.points, rule) as readonly Point[]
      const flags = {
        ...networkFlags,
        points: '--points',
        cutoff: '--cutoffs',
        cutoffs: '--cutoffs'
      }
      const setup = namingFlags(source, flags, () => ensembleOfOptions(source, options))
      const cutoffs = cutoffsOption(source, '--cutoffs', options.cutoffs, setup.network)
      const compute = () => infraredCutoffFlow(setup, points, width, cutoffs)
      const flow = namingFlags(source, flags, compute)
      const shown = {
        cutoffs,
        u: flow.couplings.map(({ value }) => value),
        errors: flow.couplings.map(({ error }) => error),
        slope: flow.fit?.exponent ?? null,
        slopeError: flow.fit?.exponentError ?? null,
        localSlopes: Array.from(flow.localSlopes)
      }
      terminal.out(printedResult(options, shown, () => resultRows(flow)))
    })
}
