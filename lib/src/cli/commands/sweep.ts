import { Command } from 'commander'
import type { Normalisation } from '../../couplings/normalisation.js'
import { exactActiveFlow, measuredActiveFlow } from '../../flow/activeFlow.js'
import { ensemble } from '../../networks/ensemble.js'
import { ParameterError } from '../../numerics/parameterError.js'
import type { EnsembleMoments } from '../../sampling/ensembleMoments.js'
import { activeFlowJson } from '../activeFlowJson.js'
import { ensembleArgument, requireOrders } from '../ensembleArgument.js'
import { networkFlags } from '../networkOptions.js'
import { namingFlags, numberListOption, numberOption } from '../optionValues.js'
import { progressReport, workerCount } from '../samplingOptions.js'
import type { Terminal } from '../terminal.js'

const source = 'nnqft sweep'

const examples = `
Examples:
  nnqft sweep '{"network":"gauss","sigmaB":0.3,"widths":[10],"orders":[2,4]}' --sigma-w 1,2,4
  nnqft sweep @ensemble.json --sigma-w 1,1.5,2,3 --order 6 --normalisation canonical
`

interface SweepOptions {
  readonly sigmaW: string
  readonly order: string
  readonly normalisation: string
  readonly cutoff?: string
  readonly scaled?: boolean
  readonly workers?: string
  readonly progress: boolean
}

/** `nnqft sweep`: the active flow, measured by sampling at every sigmaW. */
export function sweepCommand(terminal: Terminal): Command {
  return new Command('sweep')
    .summary('measured couplings against sigmaW')
    .description(
      'Samples an ensemble at every sigmaW and prints, per width, the measured active flow and the ' +
        'exact one: {"ensemble", "flows": [{"width", "measured": {…}, "exact": {…}}]}.'
    )
    .argument('<ensemble>', 'JSON of the ensemble, @file, or - for standard input')
    .requiredOption('--sigma-w <numbers>', 'standard deviations of the weights, at least two')
    .option('--order <n>', '4 or 6', '4')
    .option('--normalisation <name>', 'raw or canonical (gauss only)', 'raw')
    .option('--cutoff <L>', 'infrared cutoff of the vertex integrals; needed for relu and erf')
    .option('--scaled', 'couplings in units of exp(logScale), for dimensions of several hundred')
    .option('--workers <count>', 'worker threads (default: the cores of this machine)')
    .option('--no-progress', 'say nothing on standard error while sampling')
    .addHelpText('after', examples)
    .action(async (argument: string, options: SweepOptions) => {
      terminal.out(`${JSON.stringify(await sweepFromOptions(argument, options, terminal))}\n`)
    })
}

async function sweepFromOptions(argument: string, options: SweepOptions, terminal: Terminal) {
  const checked = await ensembleArgument(source, argument, terminal)
  const sigmaW = numberListOption(source, '--sigma-w', options.sigmaW)
  if (new Set(sigmaW).size < 2) {
    throw new ParameterError(source, '--sigma-w', 'at least two values', sigmaW)
  }
  const order = numberOption(source, '--order', options.order) as 4 | 6
  const couplingOptions = {
    normalisation: options.normalisation as Normalisation,
    scaled: options.scaled ?? false,
    ...(options.cutoff !== undefined && {
      cutoff: numberOption(source, '--cutoff', options.cutoff)
    })
  }
  requireOrders(source, checked, order)
  // Everything that can be refused is refused here, before any sampling.
  const flows = namingFlags(source, networkFlags, () =>
    checked.widths.map((width) => ({
      width,
      exact: activeFlowJson(exactActiveFlow(checked, order, width, sigmaW, couplingOptions))
    }))
  )
  const ensembles = sigmaW.map((value) => ensemble({ ...checked, sigmaW: value }))
  const samples = await sampleAll(ensembles, options, terminal)
  return {
    ensemble: checked,
    flows: flows.map(({ width, exact }) => ({
      width,
      measured: activeFlowJson(measuredActiveFlow(samples, order, width, couplingOptions)),
      exact
    }))
  }
}

async function sampleAll(
  ensembles: readonly ReturnType<typeof ensemble>[],
  options: SweepOptions,
  terminal: Terminal
): Promise<EnsembleMoments[]> {
  const workers = workerCount(source, options.workers)
  const { sampleEnsemble } = await import('../../sampling/sampleEnsemble.js')
  const samples: EnsembleMoments[] = []
  for (const one of ensembles) {
    if (options.progress) terminal.err(`sigmaW = ${one.sigmaW}\n`)
    samples.push(
      await sampleEnsemble(one, {
        ...(workers && { workers }),
        signal: terminal.signal,
        ...(options.progress && { onProgress: progressReport(terminal) })
      })
    )
  }
  return samples
}
