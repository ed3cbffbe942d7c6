import { namingFlags } from '../optionValues.js'
import { Command } from 'commander'
import { deviationSummary } from '../../correlators/deviationSummary.js'
import { measuredGreenFunction } from '../../correlators/measuredGreenFunction.js'
import { gaussianGreenFunctions } from '../../correlators/gaussianGreenFunction.js'
import { exactDeviation, greenFunctionDeviation } from '../../correlators/greenFunctionDeviation.js'
import { activationNames } from '../../networks/activations/activations.js'
import { requireAffordableTable } from '../../correlators/exactGreenFunction.js'
import { highestOrder } from '../../correlators/finiteWidthTheory.js'
import { highestWickOrder } from '../../correlators/wickContractions.js'
import type { Ensemble } from '../../networks/ensemble.js'
import { estimators } from '../../networks/estimators.js'
import { ParameterError } from '../../numerics/parameterError.js'
import { fieldCombinations } from '../../networks/field.js'
import { tailDiagnosis } from '../../statistics/convergenceSummary.js'
import type { EnsembleMoments } from '../../sampling/ensembleMoments.js'
import { ensembleArgument, sizesOfEnsemble } from '../ensembleArgument.js'
import { addSamplingOptions, samplingOptions, type SamplingFlags } from '../samplingOptions.js'
import type { Terminal } from '../terminal.js'

const source = 'nnqft measure'

const examples = `
The ensemble's JSON has the fields of the library's ensemble(); only "network" has no default:
  network (${activationNames.map((name) => `"${name}"`).join(', ')}), depth, outputs, weights,
  widths, sigmaW, sigmaB, inputs, orders, bags, networksPerBag, seed, estimator. Estimators:
${Object.entries(estimators)
  .map(([name, { description }]) => `  "${name}" ${description}.`)
  .join('\n')}

Printed: {"ensemble": …, "combinations": {"2": …}, "measurements": [{"order", "width",
"converged", "effectiveSampleSize", "largestShare", "mean", "standardError", "background", "free", "deviation",
"summary"}, …]}. What is not "converged" has a tail that this sample does not know. Lists follow
"combinations" (indices of fields: output times the number of inputs, plus the input); "deviation" is null where the free function vanishes.

Examples:
  nnqft measure '{"network":"gauss","sigmaB":0.3,"widths":[10],"networksPerBag":10000}'
  nnqft measure @ensemble.json --exact > measured.json
  cat ensemble.json | nnqft measure - --workers 4
`

interface MeasureOptions extends SamplingFlags {
  readonly exact?: boolean
}

/** `nnqft measure`: samples an ensemble and prints its Green functions and deviations. */
export function measureCommand(terminal: Terminal): Command {
  const command = new Command('measure')
    .summary('Green functions and deviations of a sampled ensemble')
    .description(
      'Samples an ensemble of networks and prints, for each width and order, the measured Green ' +
        'functions on all combinations of the inputs and outputs, the background, and the deviations m_n ' +
        'from the free theory.'
    )
    .argument('<ensemble>', 'JSON of the ensemble, @file, or - for standard input')
    .option('--exact', 'add the exact finite-width deviations (orders up to 10)')
  return addSamplingOptions(command)
    .addHelpText('after', examples)
    .action(async (argument: string, options: MeasureOptions) => {
      const checked = await ensembleArgument(source, argument, terminal)
      // First: as long as nothing listens for the interrupt, it ends the process.
      requireMeasurable(checked, options.exact ?? false)
      const how = samplingOptions(source, options, terminal)
      const { sampleEnsemble } = await import('../../sampling/sampleEnsemble.js')
      const moments = await sampleEnsemble(checked, how)
      terminal.out(`${JSON.stringify(measurementsOf(moments, options.exact ?? false))}\n`)
    })
}

/** Refuses what could be sampled but not compared with the theory: before any sampling. */
function requireMeasurable(ensemble: Ensemble, withExact: boolean): void {
  const highest = withExact ? highestOrder : highestWickOrder
  if (ensemble.orders.some((order) => order > highest)) {
    const rule = `at most ${highest}${withExact ? ' with --exact' : ''}`
    throw new ParameterError(source, 'orders', rule, ensemble.orders)
  }
  const compare = (order: number) => {
    const free = gaussianGreenFunctions(ensemble, order)
    if (!withExact || free.includes(0)) return
    ensemble.widths.forEach((width) => exactDeviation(ensemble, order, width))
  }
  for (const order of ensemble.orders) {
    requireAffordableTable(source, ensemble.inputs, order, ensemble.outputs)
  }
  namingFlags(source, {}, () => ensemble.orders.forEach(compare), sizesOfEnsemble(ensemble))
}

/** Everything measured, ready for JSON: typed arrays become lists. */
function measurementsOf(moments: EnsembleMoments, withExact: boolean) {
  const { ensemble } = moments
  const pairs = ensemble.widths.flatMap((width) =>
    ensemble.orders.map((order) => ({ width, order }))
  )
  return {
    ensemble,
    combinations: Object.fromEntries(
      ensemble.orders.map((order) => [
        order,
        fieldCombinations(ensemble.inputs.length, ensemble.outputs ?? 1, order)
      ])
    ),
    measurements: pairs.map(({ width, order }) => {
      const { mean, standardError, background } = measuredGreenFunction(moments, order, width)
      const free = gaussianGreenFunctions(ensemble, order)
      return {
        order,
        width,
        ...tailDiagnosis(moments, [order], width),
        mean: Array.from(mean),
        standardError: Array.from(standardError),
        background: Array.from(background),
        free: Array.from(free),
        ...deviationsOf(moments, order, width, withExact, free.includes(0))
      }
    })
  }
}

function deviationsOf(
  moments: EnsembleMoments,
  order: number,
  width: number,
  withExact: boolean,
  freeVanishes: boolean
) {
  if (freeVanishes) return { deviation: null, summary: null }
  const { relative, standardError, background } = greenFunctionDeviation(moments, order, width)
  const summary = deviationSummary(moments, order, width)
  const exact = withExact ? exactDeviation(moments.ensemble, order, width) : undefined
  return {
    deviation: {
      value: Array.from(relative),
      standardError: Array.from(standardError),
      background: Array.from(background),
      ...(exact && { exact: Array.from(exact.relative) })
    },
    summary: {
      mean: summary.mean,
      standardError: summary.standardError,
      background: summary.background,
      ...(exact && { exact: exact.mean })
    }
  }
}
