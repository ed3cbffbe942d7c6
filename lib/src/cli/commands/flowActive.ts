import { Command } from 'commander'
import { resultRows } from '../../figures/tables/resultRows.js'
import { exactActiveFlow } from '../../flow/activeFlow.js'
import { activeFlowJson } from '../activeFlowJson.js'
import { requireInteger } from '../../numerics/parameterError.js'
import {
  addCouplingOptions,
  couplingOptions,
  prepareActiveFlow,
  type CouplingOptions
} from '../couplingOptions.js'
import {
  addNetworkOptions,
  ensembleOfOptions,
  networkFlags,
  sigmaWList,
  type NetworkOptions
} from '../networkOptions.js'
import { namingFlags, namingFlagsLater, numberOption } from '../optionValues.js'
import { withPointFiles } from '../pointFiles.js'
import { addProgressOption, pieceOptions, type ProgressFlags } from '../samplingOptions.js'
import { addTableOptions, printedResult, type TableFlags } from '../tableOutput.js'
import type { Terminal } from '../terminal.js'

const source = 'nnqft flow active'

/** The points of a table are the inputs. */
const flags = { ...networkFlags, points: '--inputs' }

const examples = `
Examples:
  nnqft flow active --width 1000 --sigma-w 1,2,4,8
  nnqft flow active --width 1000 --order 6 --sigma-w 1,1.5,2 --normalisation canonical --inputs '[[0]]'
`

interface ActiveOptions
  extends Omit<NetworkOptions, 'sigmaW'>, CouplingOptions, ProgressFlags, TableFlags {
  readonly width: string
  readonly order: string
  readonly sigmaW: string
}

/** `nnqft flow active`: exact couplings against sigmaW at fixed data. */
export function flowActiveCommand(terminal: Terminal): Command {
  const command = new Command('active')
    .summary('exact couplings against sigmaW at fixed data')
    .description(
      'Exact coupling, averaged over all combinations of the inputs, for each sigmaW, and the ' +
        'slope of its logarithm. Prints {"sigmaW", "u", "errors", "spreads", ' +
        '"publishedConvention", "slope", "slopeError", "expectedSlope"}, and "logScales" if scaled; "nnqft sweep" measures it.'
    )
  addNetworkOptions(command)
    .requiredOption('--width <N>', 'hidden-layer width, an integer >= 1')
    .option('--order <n>', '4 or 6', '4')
    .requiredOption(
      '--sigma-w <numbers>',
      'standard deviations of the weights, at least two, or els for its list'
    )
  addTableOptions(command)
  addCouplingOptions(command)
  return addProgressOption(command)
    .addHelpText('after', examples)
    .action(async ({ sigmaW, ...given }: ActiveOptions) => {
      const options = await withPointFiles(source, given)
      const number = (flag: string, text: string) => numberOption(source, flag, text)
      const width = number('--width', options.width)
      const order = number('--order', options.order) as 4 | 6
      const values = sigmaWList(source, sigmaW)
      requireInteger(source, '--width', width, 1)
      const named = <T>(compute: () => T) => namingFlags(source, flags, compute)
      const checked = named(() => ensembleOfOptions(source, options))
      const conventions = couplingOptions(source, options, checked.network)
      const prepare = () =>
        prepareActiveFlow(
          [checked, order, width, conventions],
          values,
          pieceOptions(options, terminal)
        )
      await namingFlagsLater(source, flags, prepare)
      const flow = named(() => exactActiveFlow(checked, order, width, values, conventions))
      terminal.out(printedResult(options, activeFlowJson(flow), () => resultRows(flow)))
    })
}
