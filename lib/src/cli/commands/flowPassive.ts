import { Command } from 'commander'
import { resultRows } from '../../figures/tables/resultRows.js'
import { wilsonianCouplings } from '../../flow/effectiveCouplings.js'
import { passiveFlow, type PassiveFlow } from '../../flow/passiveFlow.js'
import { polchinskiFactors } from '../../flow/polchinskiFlow.js'
import type { RegulatorName } from '../../flow/regulator.js'
import { thresholdFunction } from '../../flow/thresholdFunction.js'
import { ParameterError, requireFinite, requirePositive } from '../../numerics/parameterError.js'
import { namingFlags, numberListOption, numberOption } from '../optionValues.js'
import { addSchemeOptions, schemeOfOptions, type SchemeOptions } from '../schemeOptions.js'
import { addTableOptions, printedResult, type TableFlags } from '../tableOutput.js'
import type { Terminal } from '../terminal.js'

const source = 'nnqft flow passive'

const examples = `
The couplings are those of the canonical field, whose kinetic term is p^2: "nnqft couplings --normalisation canonical"
prints the u4 and u6 of GaussNet that go with u2 = 2 sigmaW^2/dIn (-32.2442 is its u4 at --width 100).

The couplings given and printed are those of the effective average action in every scheme. Polchinski's follows
the Wilsonian action, whose couplings are printed as well: "wilsonian": {"u2", …, "errors"}.

Examples:
  nnqft flow passive --dimension 1 --sigma-w 1 --u4 -32.2442 --u6 50 --k 0.1,1,10
  nnqft flow passive --dimension 1 --u4 -32.2442 --u6 50 --k 0.1,1,10 --scheme polchinski
  nnqft flow passive --dimension 3 --sigma-w 2 --u4 -1 --u6 20 --higher 0,0 --k 1,100 --regulator exponential
  nnqft flow passive --dimension 1 --u2 2 --u4 1 --u6 0 --start 10 --k 1,0.1,0
  nnqft flow passive --dimension 3 --u4 -1 --u6 20 --components 3 --k 1,10
`

interface PassiveOptions extends SchemeOptions, TableFlags {
  readonly dimension: string
  readonly sigmaW: string
  readonly u2?: string
  readonly u4: string
  readonly u6: string
  readonly higher?: string
  readonly k: string
  readonly start: string
  readonly components: string
  readonly tolerance?: string
}

/** `nnqft flow passive`: couplings against the cutoff k, from the infrared upwards. */
export function flowPassiveCommand(terminal: Terminal): Command {
  const command = new Command('passive')
    .summary('couplings against the cutoff at a fixed network')
    .description(
      'Integrates a flow equation in the local potential approximation from k = 0, where ' +
        'u2 = 2 sigmaW^2/dIn, to larger k. Prints {"k", "u2", "u4", "u6", …, "errors": {…}, ' +
        '"sigmaW", "ending"}; "ending" tells a blow-up and its k.'
    )
    .requiredOption('--dimension <d>', 'dimension of data space')
    .option('--sigma-w <number>', 'standard deviation of the weights, > 0', '1')
    .option('--u2 <number>', 'mass squared at the start (default: 2 sigmaW^2/dIn)')
    .requiredOption('--u4 <number>', 'quartic coupling of the canonical field at the start')
    .option('--u6 <number>', 'sextic coupling of the canonical field at the start', '50')
    .option('--higher <numbers>', 'u8,u10,… at the start: raises the order of the truncation')
    .requiredOption('--k <numbers>', 'scales >= 0 that lead away from the start')
    .option('--start <k>', 'scale at which the couplings are given', '0')
    .option('--components <M>', 'fields of the O(M) model, the outputs of the network, >= 0', '1')
  addTableOptions(command)
  return addSchemeOptions(command)
    .option('--tolerance <number>', 'relative tolerance of each step (default: 1e-13)')
    .addHelpText('after', examples)
    .action((options: PassiveOptions) => {
      const flow = passiveFromOptions(options)
      terminal.out(printedResult(options, shown(flow), () => resultRows(flow)))
    })
}

function passiveFromOptions(options: PassiveOptions) {
  const number = (flag: string, text: string) => numberOption(source, flag, text)
  const dimension = number('--dimension', options.dimension)
  requirePositive(source, '--dimension', dimension)
  const effective = startOf(options, dimension)
  const start = number('--start', options.start)
  requireFinite(source, '--start', start, 0)
  const { scheme, regulator } = schemeOfOptions(source, options)
  const flags = {
    dimension: '--dimension',
    scales: '--k',
    start: '--start',
    components: '--components',
    scheme: '--scheme',
    regulator: '--regulator',
    relativeTolerance: '--tolerance',
    mass: '--u2',
    couplings: '--higher',
    'couplings[0]': '--u2',
    'couplings[1]': '--u4',
    'couplings[2]': '--u6'
  }
  const scales = numberListOption(source, '--k', options.k)
  return namingFlags(source, flags, () =>
    passiveFlow({
      dimension,
      couplings:
        scheme === 'polchinski'
          ? wilsonianStart(effective, { dimension, regulator, start })
          : effective,
      scales,
      start,
      components: number('--components', options.components),
      scheme,
      regulator,
      referenceMass: effective[0],
      ...(options.tolerance !== undefined && {
        relativeTolerance: number('--tolerance', options.tolerance)
      })
    })
  )
}

/** The couplings (u2, u4, …) that the options give. */
function startOf(options: PassiveOptions, dimension: number): number[] {
  const number = (flag: string, text: string) => {
    const value = numberOption(source, flag, text)
    requireFinite(source, flag, value)
    return value
  }
  const sigmaW = number('--sigma-w', options.sigmaW)
  requirePositive(source, '--sigma-w', sigmaW)
  const mass = options.u2 === undefined ? (2 * sigmaW ** 2) / dimension : number('--u2', options.u2)
  if (!Number.isFinite(mass)) {
    const rule = 'such that u2 = 2 sigmaW^2/dIn is a finite number, or --u2 given'
    throw new ParameterError(source, '--sigma-w', rule, sigmaW)
  }
  const higher =
    options.higher === undefined ? [] : numberListOption(source, '--higher', options.higher)
  higher.forEach((u, i) => requireFinite(source, `--higher[${i}]`, u))
  return [mass, number('--u4', options.u4), number('--u6', options.u6), ...higher]
}

/** The Wilsonian action with that effective action at the start; its Gaussian has the mass given there. */
function wilsonianStart(
  effective: readonly number[],
  {
    dimension,
    regulator,
    start
  }: { readonly dimension: number; readonly regulator: RegulatorName; readonly start: number }
): number[] {
  const mass = effective[0]
  const { propagator } = polchinskiFactors(thresholdFunction(regulator, dimension), mass)
  return Array.from(wilsonianCouplings(effective, { mass, propagator: propagator(start) }))
}

function shown(flow: PassiveFlow) {
  const { scales, couplings, errors, effective, effectiveErrors, sigmaW, ending } = flow
  const named = (rows: readonly Float64Array[]) =>
    Object.fromEntries(rows.map((row, j) => [`u${2 * j + 2}`, Array.from(row)]))
  return {
    k: Array.from(scales),
    ...named(effective),
    errors: named(effectiveErrors),
    ...(flow.scheme === 'polchinski' && {
      wilsonian: { ...named(couplings), errors: named(errors) }
    }),
    sigmaW: Array.from(sigmaW),
    ending
  }
}
