import { namingFlags, namingFlagsLater } from '../optionValues.js'
import { Command } from 'commander'
import { deviationSummary } from '../../correlators/deviationSummary.js'
import { measuredGreenFunction } from '../../correlators/measuredGreenFunction.js'
import { gaussianGreenFunctions } from '../../correlators/gaussianGreenFunction.js'
import { exactDeviation, greenFunctionDeviation } from '../../correlators/greenFunctionDeviation.js'
import { activationNames } from '../../networks/activations/activations.js'
import {
  exactGreenFunctions,
  prepareGreenFunctions,
  requireAffordableTable
} from '../../correlators/exactGreenFunction.js'
import { measuredConnected } from '../../couplings/measuredConnected.js'
import { requireArchitecture } from '../../networks/networkParameters.js'
import { zScore } from '../../statistics/fieldEntries.js'
import { highestOrder } from '../../correlators/finiteWidthTheory.js'
import { highestWickOrder } from '../../correlators/wickContractions.js'
import type { Ensemble } from '../../networks/ensemble.js'
import { estimators } from '../../networks/estimators.js'
import { ParameterError, requireOneOf } from '../../numerics/parameterError.js'
import { diagnosisOf, type TailDiagnosis } from '../../statistics/convergenceSummary.js'
import type { EnsembleMoments } from '../../sampling/ensembleMoments.js'
import { ensembleArgument } from '../ensembleArgument.js'
import {
  addSamplingOptions,
  pieceOptions,
  refuseUndrawable,
  sampleForTerminal,
  type SamplingFlags
} from '../samplingOptions.js'
import type { PieceOptions } from '../../numerics/inPieces.js'
import { addTableOptions, combinationRows, printedResult, type TableFlags } from '../tableOutput.js'
import type { Terminal } from '../terminal.js'

const source = 'nnqft measure'

/** Parts of the Green functions that can be measured. */
const measuredParts = ['full', 'connected'] as const

const examples = `
The ensemble's JSON has the fields of the library's ensemble(); only "network" has no default:
  network (${activationNames.map((name) => `"${name}"`).join(', ')}), depth, layers, readout, outputs, weights,
  widths, sigmaW, sigmaB, inputs, orders, bags, networksPerBag, seed, estimator. Estimators:
${Object.entries(estimators)
  .map(([name, { description }]) => `  "${name}" ${description}.`)
  .join('\n')}

Printed: {"ensemble": …, "combinations": {"2": …}, "measurements": [{"order", "width",
"converged", "effectiveSampleSize", "largestShare", "mean", "standardError", "background", "free", "deviation",
"summary"}, …]}; with --exact "exact" and "z" = (mean - exact)/standardError too. With --part connected they hold "value" and
"standardError" of the connected functions. Rows (--rows, --csv) have "order", "width", "fields", "value", "error", "exact", "z". What is not "converged" has a tail that this sample does not know. Lists follow
"combinations" (indices of fields: output times the number of inputs, plus the input); "deviation" is null where the free function vanishes.

Examples:
  nnqft measure '{"network":"gauss","sigmaB":0.3,"widths":[10],"networksPerBag":10000}'
  nnqft measure @ensemble.json --exact > measured.json
  nnqft measure @ensemble.json --part connected --exact --csv > connected.csv
  cat ensemble.json | nnqft measure - --workers 4
`

interface MeasureOptions extends SamplingFlags, TableFlags {
  readonly exact?: boolean
  readonly part: string
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
    .option('--part <part>', `${measuredParts.join(' or ')}: of order 4 and more`, 'full')
    .option(
      '--exact',
      'add the exact finite-width values, and z (orders up to 10); of deep networks they are right to the power "exactTo" of 1/N'
    )
  addTableOptions(command)
  return addSamplingOptions(command)
    .addHelpText('after', examples)
    .action(async (argument: string, options: MeasureOptions) => {
      const checked = await ensembleArgument(source, argument, terminal)
      const withExact = options.exact ?? false
      requireOneOf(source, '--part', options.part, measuredParts)
      const connected = options.part === 'connected'
      if (connected) requireConnectable(checked)
      await requireMeasurable(checked, withExact, pieceOptions(options, terminal))
      const moments = await sampleForTerminal(source, checked, options, terminal)
      const tables = measuredTables(moments, connected, withExact)
      const rows = () =>
        tables.flatMap(({ table, exact, exactTo, diagnosis }) =>
          combinationRows(table, exact, {
            ...(exactTo !== undefined && { exactTo }),
            converged: diagnosis.converged
          })
        )
      const result = () =>
        connected ? connectedOf(moments, tables) : measurementsOf(moments, tables)
      terminal.out(printedResult(options, options.rows || options.csv ? undefined : result(), rows))
    })
}

/** Refuses what could be sampled but not compared with the theory: before any sampling. */
async function requireMeasurable(
  ensemble: Ensemble,
  withExact: boolean,
  how: PieceOptions
): Promise<void> {
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
  await refuseUndrawable(source, ensemble)
  const prepare = async () => {
    for (const order of ensemble.orders) await prepareGreenFunctions(ensemble, order, 'full', how)
  }
  if (withExact) await namingFlagsLater(source, {}, prepare)
  namingFlags(source, {}, () => ensemble.orders.forEach(compare))
}

/** Orders of the connected functions that can be measured: the cumulants' recursion needs the even ones below, from 4. */
function connectedOrders({ orders }: Ensemble): readonly number[] {
  return orders.filter((order) => order >= 4 && order % 2 === 0)
}

/** Refuses an ensemble without the moments that its connected functions need, before any sampling. */
function requireConnectable(ensemble: Ensemble): void {
  const wanted = connectedOrders(ensemble)
  if (wanted.length === 0) {
    const rule = 'with an even one >= 4, for a connected function'
    throw new ParameterError(source, 'orders', rule, ensemble.orders)
  }
  const single = requireArchitecture(source, ensemble).layers.length === 1
  for (let order = single ? 4 : 2; order < Math.max(...wanted); order += 2) {
    if (ensemble.orders.includes(order)) continue
    const rule = `with ${order}, for the connected function of order ${Math.max(...wanted)}`
    throw new ParameterError(source, 'orders', rule, ensemble.orders)
  }
}

/** A measured function of one order at one width, beside the exact one where it is wanted. */
interface MeasuredTable {
  readonly table: Parameters<typeof combinationRows>[0]
  readonly background?: Float64Array
  readonly exact?: Float64Array
  /** The highest power of 1/N that those are right to, for deep networks; absent where they are exact at every width. */
  readonly exactTo?: number
  readonly diagnosis: TailDiagnosis
}

function measuredTables(
  moments: EnsembleMoments,
  connected: boolean,
  withExact: boolean
): readonly MeasuredTable[] {
  const { ensemble } = moments
  const orders = connected ? connectedOrders(ensemble) : ensemble.orders
  return ensemble.widths.flatMap((width) =>
    orders.map((order) => {
      const part = connected ? 'connected' : 'full'
      const measured = connected
        ? connectedTable(moments, order, width)
        : fullTable(moments, order, width)
      if (!withExact) return measured
      const { values: exact, exactTo } = exactGreenFunctions(ensemble, order, width, part)
      return { ...measured, exact, ...(exactTo !== undefined && { exactTo }) }
    })
  )
}

function connectedTable(moments: EnsembleMoments, order: number, width: number): MeasuredTable {
  const measured = measuredConnected(moments, order, width)
  const { combinations, values, standardErrors: errors } = measured
  return { table: { order, width, combinations, values, errors }, diagnosis: diagnosisOf(measured) }
}

function fullTable(moments: EnsembleMoments, order: number, width: number): MeasuredTable {
  const measured = measuredGreenFunction(moments, order, width)
  const { combinations, mean: values, standardError: errors, background } = measured
  const table = { order, width, combinations, values, errors }
  return { table, background, diagnosis: diagnosisOf(measured) }
}

/** What every measurement is printed with. */
function measurementOf(
  { table, exact, exactTo, diagnosis }: MeasuredTable,
  name: 'mean' | 'value'
) {
  const values = Array.from(table.values)
  const errors = Array.from(table.errors)
  return {
    order: table.order,
    width: table.width,
    ...diagnosis,
    [name]: values,
    standardError: errors,
    ...(exact && {
      exact: Array.from(exact),
      z: values.map((value, c) => zScore(value, exact[c], errors[c])),
      ...(exactTo !== undefined && { exactTo })
    })
  }
}

/** Fields of the tables by order. */
function combinationsOf(tables: readonly MeasuredTable[]) {
  return Object.fromEntries(tables.map(({ table }) => [table.order, table.combinations]))
}

/** Measured connected functions, ready for JSON. */
function connectedOf({ ensemble }: EnsembleMoments, tables: readonly MeasuredTable[]) {
  return {
    ensemble,
    part: 'connected',
    combinations: combinationsOf(tables),
    measurements: tables.map((one) => measurementOf(one, 'value'))
  }
}

/** Everything measured, ready for JSON: typed arrays become lists. */
function measurementsOf(moments: EnsembleMoments, tables: readonly MeasuredTable[]) {
  const { ensemble } = moments
  return {
    ensemble,
    combinations: combinationsOf(tables),
    measurements: tables.map((one) => {
      const { order, width } = one.table
      const free = gaussianGreenFunctions(ensemble, order)
      return {
        ...measurementOf(one, 'mean'),
        background: Array.from(one.background ?? []),
        free: Array.from(free),
        ...deviationsOf(moments, order, width, one.exact !== undefined, free.includes(0))
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
