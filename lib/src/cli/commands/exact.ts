import { Command } from 'commander'
import { exactGreenFunction, prepareGreenFunction } from '../../correlators/exactGreenFunction.js'
import {
  greenFunctionParts,
  type GreenFunctionPart
} from '../../correlators/greenFunctionTheory.js'
import { requireOutputs } from '../../networks/field.js'
import { ensemble } from '../../networks/ensemble.js'
import { requirePoints, type Point } from '../../networks/networkParameters.js'
import { requireInteger } from '../../numerics/parameterError.js'
import {
  addArchitectureOptions,
  networkFlags,
  networkOfOptions,
  type ArchitectureOptions
} from '../networkOptions.js'
import { jsonOption, namingFlagsLater, outputsOption, numberOption } from '../optionValues.js'
import { withPointFiles } from '../pointFiles.js'
import { addProgressOption, reportingOptions, type ProgressFlags } from '../samplingOptions.js'
import type { Terminal } from '../terminal.js'

const source = 'nnqft exact'

const flags = { ...networkFlags, points: '--points', part: '--part', outputs: '--outputs' }

const examples = `
Examples:
  nnqft exact --net gauss --width 7 --sigma-w 1.3 --sigma-b 0.7 --points '[[0.1],[0.25],[-0.3],[0.4]]'
  nnqft exact --net relu --width 10 --points '[[1,0],[0,1],[1,1],[1,2]]' --part connected
  nnqft exact --net erf --width 2 --points '[[0.2],[0.4]]' | jq .value
  nnqft exact --net tanh --width 5 --points '[[1],[2],[1],[2]]' --outputs 0,0,1,1 --part connected
  nnqft exact --net tanh --depth 3 --width 50 --points '[[1],[1],[2],[2]]' --part connected
  nnqft exact --net relu --width 5 --weights '{"W1":"sign"}' --points '[[1],[1],[2],[2]]'
`

interface ExactOptions extends ArchitectureOptions, ProgressFlags {
  readonly width: string
  readonly points: string
  readonly part: string
  readonly outputs?: string
}

/** `nnqft exact`: one exact Green function, printed as {"value": …, "error": …}. */
export function exactCommand(terminal: Terminal): Command {
  const command = new Command('exact')
    .summary('exact Green function at finite width')
    .description(
      'Exact Green function of a network of finite width; its order is the number of points. ' +
        'Prints {"value": …, "error": …}, where the error bounds quadrature and rounding. Deeper networks are expanded in ' +
        '1/N: then "exactTo" is the highest power of 1/N that the value is right to.'
    )
    .requiredOption('--width <N>', 'hidden-layer width, an integer >= 1')
    .option('--sigma-w <number>', 'standard deviation of the weights, > 0 (default: 1)')
    .requiredOption(
      '--points <JSON>',
      'list of points, each a list of coordinates, or @ and a file of them'
    )
    .option('--outputs <indices>', 'output of each point, such as 0,0,1,1 (default: all 0)')
    .option('--part <part>', greenFunctionParts.join(', '), 'full')
  return addProgressOption(addArchitectureOptions(command))
    .addHelpText('after', examples)
    .action(async (options: ExactOptions) => {
      const result = await exactFromOptions(await withPointFiles(source, options), terminal)
      terminal.out(`${JSON.stringify(result)}\n`)
    })
}

function exactFromOptions(options: ExactOptions, terminal: Terminal) {
  const { width, points, part, outputs } = options
  const indices = outputs === undefined ? undefined : outputsOption(source, outputs)
  const rule = 'JSON, a list of points such as [[0.1],[0.25]], or @ and a file'
  const parsedWidth = numberOption(source, '--width', width)
  const parsedPoints = jsonOption(source, '--points', points, rule) as readonly Point[]
  const compute = async () => {
    requirePoints(source, parsedPoints)
    if (indices) requireOutputs(source, indices, parsedPoints.length)
    const network = ensemble({
      ...networkOfOptions(source, options),
      ...(indices && { outputs: Math.max(...indices) + 1 })
    })
    requireInteger(source, 'width', parsedWidth, 1)
    const how = reportingOptions(options, terminal)
    await prepareGreenFunction(network, parsedPoints, part as GreenFunctionPart, indices, how)
    return exactGreenFunction(
      network,
      parsedPoints,
      parsedWidth,
      part as GreenFunctionPart,
      indices
    )
  }
  return namingFlagsLater(source, flags, compute)
}
