import { Command } from 'commander'
import { passiveFlow, type PassiveFlow } from '../../flow/passiveFlow.js'
import { regulators, type RegulatorName } from '../../flow/regulator.js'
import { requireFinite, requirePositive } from '../../numerics/parameterError.js'
import { namingFlags, numberListOption, numberOption } from '../optionValues.js'
import type { Terminal } from '../terminal.js'

const source = 'nnqft flow passive'

const examples = `
Examples:
  nnqft flow passive --d-in 1 --sigma-w 1 --u4 -1.28 --u6 50 --k 0.1,1,10
  nnqft flow passive --d-in 3 --sigma-w 2 --u4 -1 --u6 20 --higher 0,0 --k 1,100 --regulator exponential
`

interface PassiveOptions {
  readonly dIn: string
  readonly sigmaW: string
  readonly u4: string
  readonly u6: string
  readonly higher?: string
  readonly k: string
  readonly regulator: string
  readonly tolerance?: string
}

/** `nnqft flow passive`: couplings against the cutoff k, from the infrared upwards. */
export function flowPassiveCommand(terminal: Terminal): Command {
  return new Command('passive')
    .summary('couplings against the cutoff at a fixed network')
    .description(
      'Integrates the Wetterich equation in the local potential approximation from k = 0, where ' +
        'u2 = 2 sigmaW^2/dIn, to larger k. Prints {"k", "u2", "u4", "u6", …, "errors": {…}, ' +
        '"sigmaW", "ending"}; "ending" tells a blow-up and its k.'
    )
    .requiredOption('--d-in <d>', 'dimension of data space')
    .option('--sigma-w <number>', 'standard deviation of the weights, > 0', '1')
    .requiredOption('--u4 <number>', 'quartic coupling at k = 0')
    .option('--u6 <number>', 'sextic coupling at k = 0', '50')
    .option('--higher <numbers>', 'u8,u10,… at k = 0: raises the order of the truncation')
    .requiredOption('--k <numbers>', 'increasing scales >= 0, separated by commas')
    .option('--regulator <name>', Object.keys(regulators).join(', '), 'litim')
    .option('--tolerance <number>', 'relative tolerance of each step (default: 1e-13)')
    .addHelpText('after', examples)
    .action((options: PassiveOptions) => {
      terminal.out(`${JSON.stringify(passiveFromOptions(options))}\n`)
    })
}

function passiveFromOptions(options: PassiveOptions) {
  const number = (flag: string, text: string) => numberOption(source, flag, text)
  const dimension = number('--d-in', options.dIn)
  const sigmaW = number('--sigma-w', options.sigmaW)
  requirePositive(source, '--d-in', dimension)
  requirePositive(source, '--sigma-w', sigmaW)
  const interactions = [number('--u4', options.u4), number('--u6', options.u6)]
  interactions.forEach((u, i) => requireFinite(source, ['--u4', '--u6'][i], u))
  const higher =
    options.higher === undefined ? [] : numberListOption(source, '--higher', options.higher)
  higher.forEach((u, i) => requireFinite(source, `--higher[${i}]`, u))
  const couplings = [(2 * sigmaW ** 2) / dimension, ...interactions, ...higher]
  const flags = {
    dimension: '--d-in',
    scales: '--k',
    regulator: '--regulator',
    relativeTolerance: '--tolerance'
  }
  const scales = numberListOption(source, '--k', options.k)
  const flow = namingFlags(source, flags, () =>
    passiveFlow({
      dimension,
      couplings,
      scales,
      regulator: options.regulator as RegulatorName,
      ...(options.tolerance !== undefined && {
        relativeTolerance: number('--tolerance', options.tolerance)
      })
    })
  )
  return shown(flow)
}

function shown({ scales, couplings, errors, sigmaW, ending }: PassiveFlow) {
  const named = (rows: readonly Float64Array[]) =>
    Object.fromEntries(rows.map((row, j) => [`u${2 * j + 2}`, Array.from(row)]))
  return {
    k: Array.from(scales),
    ...named(couplings),
    errors: named(errors),
    sigmaW: Array.from(sigmaW),
    ending: { kind: ending.kind, k: ending.t }
  }
}
