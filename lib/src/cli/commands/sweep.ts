import { Command } from 'commander'
import { resultRows } from '../../figures/tables/resultRows.js'
import { exactActiveFlow, measuredActiveFlow, type ActiveFlow } from '../../flow/activeFlow.js'
import { ensemble } from '../../networks/ensemble.js'
import { requireOneOf } from '../../numerics/parameterError.js'
import type { Row } from '../../figures/parts/figureRows.js'
import { zScore } from '../../statistics/fieldEntries.js'
import type { EnsembleMoments } from '../../sampling/ensembleMoments.js'
import { activeFlowJson } from '../activeFlowJson.js'
import {
  addCouplingOptions,
  couplingOptions,
  prepareActiveFlow,
  type CouplingOptions
} from '../couplingOptions.js'
import { ensembleArgument, requireOrders } from '../ensembleArgument.js'
import { networkFlags, sigmaWList } from '../networkOptions.js'
import { namingFlags, namingFlagsLater, numberOption } from '../optionValues.js'
import {
  addSamplingOptions,
  pieceOptions,
  refuseUndrawable,
  sampleForTerminal,
  type SamplingFlags
} from '../samplingOptions.js'
import { addTableOptions, printedResult, type TableFlags } from '../tableOutput.js'
import type { Terminal } from '../terminal.js'

const source = 'nnqft sweep'

/** What options give; all else is the ensemble's. */
const { sigmaW, order, normalisation, cutoff } = networkFlags
const flags = { sigmaW, order, normalisation, cutoff, points: 'inputs' }

const examples = `
Examples:
  nnqft sweep '{"network":"gauss","sigmaB":0.3,"widths":[10],"orders":[2,4]}' --sigma-w 1,2,4
  nnqft sweep @ensemble.json --sigma-w 1,1.5,2,3 --order 6 --normalisation canonical
`

interface SweepOptions extends CouplingOptions, SamplingFlags, TableFlags {
  readonly sigmaW: string
  readonly order: string
}

/** `nnqft sweep`: the active flow, measured by sampling at every sigmaW. */
export function sweepCommand(terminal: Terminal): Command {
  const command = new Command('sweep')
    .summary('measured couplings against sigmaW')
    .description(
      'Samples an ensemble at every sigmaW and prints, per width, the measured active flow and the ' +
        'exact one: {"ensemble", "flows": [{"width", "measured": {…}, "exact": {…}}]}.'
    )
    .argument('<ensemble>', 'JSON of the ensemble, @file, or - for standard input')
    .requiredOption(
      '--sigma-w <numbers>',
      'standard deviations of the weights, at least two, or els for its list'
    )
    .option('--order <n>', '4 or 6', '4')
  addCouplingOptions(command)
  addTableOptions(command)
  return addSamplingOptions(command)
    .addHelpText('after', examples)
    .action(async (argument: string, options: SweepOptions) => {
      const { ensemble: checked, flows } = await sweepFromOptions(argument, options, terminal)
      const result = {
        ensemble: checked,
        flows: flows.map(({ width, measured, exact }) => ({
          width,
          measured: activeFlowJson(measured),
          exact: activeFlowJson(exact)
        }))
      }
      terminal.out(printedResult(options, result, () => flows.flatMap(sweepRows)))
    })
}

/** The active flow of one width. */
interface SweptWidth {
  readonly width: number
  readonly measured: ActiveFlow
  readonly exact: ActiveFlow
}

async function sweepFromOptions(argument: string, options: SweepOptions, terminal: Terminal) {
  const checked = await ensembleArgument(source, argument, terminal)
  const sigmaW = sigmaWList(source, options.sigmaW)
  const order = numberOption(source, '--order', options.order) as 4 | 6
  requireOneOf(source, '--order', order, [4, 6])
  const conventions = couplingOptions(source, options, checked.network)
  requireOrders(source, checked, order)
  const ensembles = sigmaW.map((value) => ensemble({ ...checked, sigmaW: value }))
  for (const one of ensembles) await refuseUndrawable(source, one, flags)
  // Everything that can be refused is refused here, before any sampling.
  const prepare = () =>
    prepareActiveFlow(
      [checked, order, checked.widths[0], conventions],
      sigmaW,
      pieceOptions(options, terminal)
    )
  const exactFlows = () =>
    checked.widths.map((width) => ({
      width,
      exact: exactActiveFlow(checked, order, width, sigmaW, conventions)
    }))
  await namingFlagsLater(source, flags, prepare)
  const flows = namingFlags(source, flags, exactFlows)
  const samples = await sampleAll(ensembles, options, terminal)
  return {
    ensemble: checked,
    flows: flows.map(({ width, exact }) => ({
      width,
      measured: measuredActiveFlow(samples, order, width, conventions),
      exact
    }))
  }
}

/** A row for every sigmaW: the measured coupling beside the exact one, and how many standard errors away it is. */
function sweepRows({ width, measured, exact }: SweptWidth): readonly Row[] {
  return resultRows(measured).map((row, i) => {
    // With --scaled each flow has its own units: the measured one's here.
    const value = exact.values[i] * Math.exp(exact.logScales[i] - measured.logScales[i])
    const z = zScore(measured.values[i], value, measured.errors[i])
    return { width, ...row, exact: value, z }
  })
}

async function sampleAll(
  ensembles: readonly ReturnType<typeof ensemble>[],
  options: SweepOptions,
  terminal: Terminal
): Promise<EnsembleMoments[]> {
  const samples: EnsembleMoments[] = []
  for (const one of ensembles) {
    if (options.progress) terminal.err(`sigmaW = ${one.sigmaW}\n`)
    samples.push(await sampleForTerminal(source, one, options, terminal, flags))
  }
  return samples
}
