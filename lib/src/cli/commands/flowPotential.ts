import { Command } from 'commander'
import { potentialFlow } from '../../flow/potentialFlow.js'
import { ParameterError } from '../../numerics/parameterError.js'
import { namingFlags, numberListOption, numberOption } from '../optionValues.js'
import { addSchemeOptions, schemeOfOptions, type SchemeOptions } from '../schemeOptions.js'
import { addTableOptions, printedResult, type TableFlags } from '../tableOutput.js'
import type { Terminal } from '../terminal.js'

const source = 'nnqft flow potential'

const examples = `
Examples:
  nnqft flow potential --dimension 0 --couplings 1,1 --k 1,0 --field-max 6
  nnqft flow potential --dimension 3 --couplings -0.5,2 --start 5 --k 1,0.3 --field-max 6 --reference-mass 1
  nnqft flow potential --dimension 0 --scheme polchinski --couplings 1,1 --k 0 --field-max 7 --fields 0,1
`

interface PotentialOptions extends SchemeOptions, TableFlags {
  readonly dimension: string
  readonly couplings: string
  readonly k: string
  readonly fieldMax: string
  readonly start?: string
  readonly gridPoints?: string
  readonly referenceMass?: string
  readonly fields?: string
}

/** `nnqft flow potential`: the whole local potential from high to low k. */
export function flowPotentialCommand(terminal: Terminal): Command {
  const command = new Command('potential')
    .summary('the whole local potential, from high to low cutoff')
    .description(
      'Flow of an even local potential on a grid. Prints {"k", "phi", "potential": [per k][per phi], ' +
        '"errors": per k, the largest over these fields, "ending"}. The outermost fields are the least exact.'
    )
    .requiredOption('--dimension <d>', 'dimension, >= 0')
    .requiredOption('--couplings <numbers>', 'u2,u4,… at the start, at least two')
    .requiredOption('--k <numbers>', 'decreasing scales >= 0')
    .requiredOption(
      '--field-max <number>',
      'largest field of the grid; four standard deviations of what is integrated at least, within what the grid resolves'
    )
    .option('--start <k>', 'where the couplings are given (default: Infinity for d <= 1)')
  addTableOptions(command)
  return addSchemeOptions(command)
    .option('--grid-points <n>', 'points on phi > 0 (default: 40)')
    .option('--reference-mass <number>', 'mass squared of the reference Gaussian (default: u2)')
    .option('--fields <numbers>', 'fields to print (default: the grid)')
    .addHelpText('after', examples)
    .action((options: PotentialOptions) => {
      const result = potentialFromOptions(options)
      const rows = () =>
        result.k.flatMap((k, i) =>
          result.phi.map((phi, j) => ({
            k,
            phi,
            U: result.potential[i][j],
            error: result.errors[i]
          }))
        )
      terminal.out(printedResult(options, result, rows))
    })
}

function potentialFromOptions(options: PotentialOptions) {
  const number = (flag: string, text: string) => numberOption(source, flag, text)
  const { start, gridPoints, referenceMass, fields } = options
  const parameters = {
    dimension: number('--dimension', options.dimension),
    couplings: numberListOption(source, '--couplings', options.couplings),
    scales: numberListOption(source, '--k', options.k),
    fieldMax: number('--field-max', options.fieldMax),
    ...schemeOfOptions(source, options),
    ...(start !== undefined && { start: number('--start', start) }),
    ...(gridPoints !== undefined && { gridPoints: number('--grid-points', gridPoints) }),
    ...(referenceMass !== undefined && {
      referenceMass: number('--reference-mass', referenceMass)
    })
  }
  const flags = {
    dimension: '--dimension',
    couplings: '--couplings',
    scales: '--k',
    fieldMax: '--field-max',
    start: '--start',
    scheme: '--scheme',
    regulator: '--regulator',
    gridPoints: '--grid-points',
    referenceMass: '--reference-mass',
    phi: '--fields'
  }
  const wanted = fields === undefined ? undefined : numberListOption(source, '--fields', fields)
  wanted?.forEach((phi, i) => {
    if (Math.abs(phi) <= parameters.fieldMax) return
    throw new ParameterError(source, `--fields[${i}]`, `within ±${options.fieldMax}`, phi)
  })
  return namingFlags(source, flags, () => {
    const flow = potentialFlow(parameters)
    const phi = wanted ?? Array.from(flow.fields)
    const reach = phi.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
    return {
      k: Array.from(flow.scales),
      phi,
      potential: Array.from(flow.scales, (_, i) => phi.map((value) => flow.at(i, value))),
      errors: Array.from(flow.scales, (_, i) => flow.errorAt(i, reach)),
      ending: flow.ending
    }
  })
}
