import { Command } from 'commander'
import {
  exactCouplings,
  measuredCouplings,
  type CouplingTable
} from '../../couplings/couplingTable.js'
import { requireAffordableTable } from '../../correlators/exactGreenFunction.js'
import { exactCoupling } from '../../couplings/exactCoupling.js'
import { requireOutputs } from '../../networks/field.js'
import type { Point } from '../../networks/networkParameters.js'
import { ParameterError, requireInteger, requireOneOf } from '../../numerics/parameterError.js'
import {
  addCouplingOptions,
  couplingOptions,
  preparedCouplings,
  type CouplingOptions
} from '../couplingOptions.js'
import { ensembleArgument, requireOrders } from '../ensembleArgument.js'
import {
  addNetworkOptions,
  ensembleOfOptions,
  networkFlags,
  type NetworkOptions
} from '../networkOptions.js'
import {
  jsonOption,
  namingFlags,
  namingFlagsLater,
  numberListOption,
  numberOption,
  outputsOption
} from '../optionValues.js'
import {
  addSamplingOptions,
  pieceOptions,
  refuseUndrawable,
  sampleForTerminal,
  type SamplingFlags
} from '../samplingOptions.js'
import { withPointFiles } from '../pointFiles.js'
import { addTableOptions, combinationRows, printedResult, type TableFlags } from '../tableOutput.js'
import type { Row } from '../../figures/parts/figureRows.js'
import type { Terminal } from '../terminal.js'

const source = 'nnqft couplings'

const flags = { ...networkFlags, order: '--orders', points: '--points', outputs: '--outputs' }

/** Of a table the points are the inputs. */
const tableFlags = { ...flags, points: '--inputs', outputs: '--d-out' }

const examples = `
With --points (four, six or eight) the exact coupling there: {"order", "value", "error", "logMagnitude",
"sign"}. Else, without an ensemble, exact couplings: {"width", "u4": {…}, "u6": {…}}. With one, it is sampled,
and "measurements" lists {"width", "u4": {…}, "u6": {…}} per width. Each coupling is summarised over all
combinations of the inputs: mean, meanError, spread, least, largest, publishedConvention; with --scaled all in units
of exp(logScale). Of several outputs (--d-out, or in the ensemble's JSON) these are the couplings of one output, and
"structures" lists {"structure", "summary"} for every index structure, [2,2] that of f_1 f_1 f_2 f_2; of points
--outputs says which output is where. Combinations whose vertex integral vanishes
have no coupling: they are listed as "undefinedCombinations" (indices), and the summary is of the others.

Examples:
  nnqft couplings --width 100
  nnqft couplings --width 100 --points '[[0],[0.1],[0.2],[0.3]]'
  nnqft couplings --width 100 --points '[[0],[0],[0],[0]]' --outputs 0,0,1,1
  nnqft couplings --width 100 --d-out 3 --orders 4
  nnqft couplings --net relu --width 10 --cutoff 7 --orders 4
  nnqft couplings '{"network":"gauss","sigmaB":0.3,"widths":[10],"networksPerBag":10000}'
`

interface CouplingsOptions extends NetworkOptions, CouplingOptions, SamplingFlags, TableFlags {
  readonly width?: string
  readonly points?: string
  readonly outputs?: string
  readonly orders: string
}

/** `nnqft couplings`: u4 and u6, exact or measured. */
export function couplingsCommand(terminal: Terminal): Command {
  const command = new Command('couplings')
    .summary('couplings u4 and u6, exact or measured')
    .description(
      'Couplings of the effective action Gamma_0 + u4/4! int f^4 + u6/6! int f^6 from exact Green ' +
        'functions at one width, or from those of a sampled ensemble.'
    )
    .argument('[ensemble]', 'JSON of an ensemble to sample, @file, or - for standard input')
  addNetworkOptions(command)
    .option('--width <N>', 'hidden-layer width, for exact couplings')
    .option('--sigma-w <number>', 'standard deviation of the weights, > 0 (default: 1)')
    .option('--points <JSON>', 'the points of one exact coupling, or @ and a file of them')
    .option('--outputs <indices>', 'output of each point, such as 0,0,1,1 (default: all 0)')
    .option('--d-out <count>', 'number of outputs (default: 1)')
    .option('--orders <numbers>', 'orders of the couplings', '4,6')
  addCouplingOptions(command)
  addTableOptions(command)
  return addSamplingOptions(command)
    .addHelpText('after', examples)
    .action(async (argument: string | undefined, given: CouplingsOptions) => {
      const options = await withPointFiles(source, given)
      const { result, rows } =
        argument === undefined
          ? await exactFromOptions(options, terminal)
          : await measuredFromOptions(argument, options, terminal)
      terminal.out(printedResult(options, result, rows))
    })
}

/** What is printed, and the same as rows: one for every combination. */
interface Printed {
  readonly result: unknown
  readonly rows: () => readonly Row[]
}

async function exactFromOptions(options: CouplingsOptions, terminal: Terminal): Promise<Printed> {
  if (options.width === undefined) {
    throw new ParameterError(source, '--width', 'given unless an ensemble is', options.width)
  }
  if (options.workers !== undefined) {
    const rule = 'left out unless an ensemble is given: exact couplings take one thread'
    throw new ParameterError(source, '--workers', rule, options.workers)
  }
  const width = numberOption(source, '--width', options.width)
  const orders = ordersOf(options)
  const points = pointsOf(options)
  const outputs = outputsOf(options)
  const checked = namingFlags(source, points ? flags : tableFlags, () => {
    if (points && outputs) requireOutputs(source, outputs, points.length)
    const given = ensembleOfOptions(source, options)
    const least = Math.max(given.outputs ?? 1, ...(outputs ?? []).map((output) => output + 1))
    return { ...given, outputs: least }
  })
  const conventions = couplingOptions(source, options, checked.network)
  if (points) {
    if (options.inputs !== undefined) {
      throw new ParameterError(source, '--inputs', 'left out beside --points', options.inputs)
    }
    const { scaled, ...others } = conventions
    if (scaled) {
      const rule = 'left out with --points: logMagnitude is printed anyway'
      throw new ParameterError(source, '--scaled', rule, scaled)
    }
    const how = { ...others, ...(outputs && { outputs }) }
    const compute = () => exactCoupling(checked, points, width, how)
    const result = { width, order: points.length, ...namingFlags(source, flags, compute) }
    return { result, rows: () => [result] }
  }
  const tables: CouplingTable[] = []
  const compute = async () => {
    requireInteger(source, 'width', width, 1)
    for (const order of orders) {
      requireAffordableTable(source, checked.inputs, order, checked.outputs)
    }
    const how = pieceOptions(options, terminal)
    for (const order of orders) {
      tables.push(await preparedCouplings([checked, order, width, conventions], how))
    }
  }
  await namingFlagsLater(source, tableFlags, compute)
  return {
    result: { width, ...summaries(tables) },
    rows: () => tables.flatMap((table) => combinationRows(table))
  }
}

async function measuredFromOptions(
  argument: string,
  options: CouplingsOptions,
  terminal: Terminal
): Promise<Printed> {
  refuseBesideEnsemble(options)
  const checked = await ensembleArgument(source, argument, terminal)
  const orders = ordersOf(options)
  orders.forEach((order) => requireOrders(source, checked, order))
  // Options that the couplings would refuse are refused before sampling.
  for (const order of orders) {
    requireAffordableTable(source, checked.inputs, order, checked.outputs)
  }
  await refuseUndrawable(source, checked)
  const conventions = couplingOptions(source, options, checked.network)
  const exact = (width: number) =>
    orders.map((order) => exactCouplings(checked, order, width, conventions))
  const compute = async () => {
    const how = pieceOptions(options, terminal)
    for (const order of orders) {
      await preparedCouplings([checked, order, checked.widths[0], conventions], how)
    }
  }
  const tableOf = { ...flags, points: 'inputs' }
  await namingFlagsLater(source, tableOf, compute)
  const moments = await sampleForTerminal(source, checked, options, terminal)
  const tables = checked.widths.map((width) =>
    namingFlags(source, flags, () =>
      orders.map((order) => measuredCouplings(moments, order, width, conventions))
    )
  )
  const measurements = checked.widths.map((width, i) => ({ width, ...summaries(tables[i]) }))
  const rows = () =>
    checked.widths.flatMap((width, i) => {
      const known = exact(width)
      return tables[i].flatMap((table, j) => {
        // With --scaled each table has its own unit: the measured one's here.
        const unit = Math.exp(known[j].logScale - table.logScale)
        return combinationRows(
          table,
          known[j].values.map((value) => value * unit),
          {
            ...(table.logScale !== 0 && { logScale: table.logScale }),
            ...(table.summary.converged !== undefined && { converged: table.summary.converged })
          }
        )
      })
    })
  return { result: { ensemble: checked, measurements }, rows }
}

/** Options that an ensemble's JSON has fields for, or that only exact couplings have. */
function refuseBesideEnsemble(options: CouplingsOptions): void {
  const { width, points, sigmaW, sigmaB, inputs, outputs, dOut } = options
  const given = {
    '--width': width,
    '--points': points,
    '--sigma-w': sigmaW,
    '--sigma-b': sigmaB,
    '--inputs': inputs,
    '--outputs': outputs,
    '--d-out': dOut
  }
  for (const [flag, value] of Object.entries(given)) {
    if (value !== undefined) {
      const rule = 'left out where an ensemble is given, which is sampled as its JSON says'
      throw new ParameterError(source, flag, rule, value)
    }
  }
}

function ordersOf({ orders }: CouplingsOptions): readonly (4 | 6)[] {
  const numbers = numberListOption(source, '--orders', orders)
  numbers.forEach((order) => requireOneOf(source, '--orders', order, [4, 6]))
  if (new Set(numbers).size < numbers.length) {
    throw new ParameterError(source, '--orders', 'free of repeated values', numbers)
  }
  return numbers as (4 | 6)[]
}

/** Outputs of the points of one coupling. */
function outputsOf({ outputs, points, dOut }: CouplingsOptions): readonly number[] | undefined {
  if (outputs === undefined) return undefined
  if (points === undefined) {
    const rule = 'left out without --points (--d-out is the number of outputs of a table)'
    throw new ParameterError(source, '--outputs', rule, outputs)
  }
  if (dOut !== undefined) {
    throw new ParameterError(source, '--d-out', 'left out beside --outputs', dOut)
  }
  return outputsOption(source, outputs)
}

function pointsOf({ points }: CouplingsOptions): readonly Point[] | undefined {
  const rule = 'JSON, a list of points such as [[0.1],[0.25]], or @ and a file'
  return points === undefined
    ? undefined
    : (jsonOption(source, '--points', points, rule) as readonly Point[])
}

function summaries(tables: readonly CouplingTable[]) {
  return Object.fromEntries(
    tables.map((table) => {
      const { order, summary, logScale, structures, combinations, undefinedCombinations } = table
      const left = undefinedCombinations.map((c) => combinations[c])
      const shown = {
        ...(logScale !== 0 && { logScale }),
        ...summary,
        ...(structures && { structures }),
        ...(left.length > 0 && { undefinedCombinations: left })
      }
      return [`u${order}`, shown]
    })
  )
}
