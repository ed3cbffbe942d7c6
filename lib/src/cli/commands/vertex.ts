import { Command } from 'commander'
import { prepareQuarticVertex, quarticVertex } from '../../correlators/quarticVertex.js'
import { ensemble } from '../../networks/ensemble.js'
import { requireOutputs } from '../../networks/field.js'
import { requirePoints, type Point } from '../../networks/networkParameters.js'
import {
  addArchitectureOptions,
  networkFlags,
  networkOfOptions,
  type ArchitectureOptions
} from '../networkOptions.js'
import { jsonOption, namingFlagsLater, outputsOption } from '../optionValues.js'
import { withPointFiles } from '../pointFiles.js'
import { addProgressOption, reportingOptions, type ProgressFlags } from '../samplingOptions.js'
import type { Terminal } from '../terminal.js'

const source = 'nnqft vertex'

const flags = { ...networkFlags, points: '--points', outputs: '--outputs' }

const examples = `
Examples:
  nnqft vertex --net tanh --depth 3 --sigma-w 1.2 --sigma-b 0.4 --points '[[0.5,-0.3],[0.9,0.4],[-0.2,0.7],[0.3,1.1]]'
  nnqft vertex --net relu --depth 2 --points '[[1],[1],[2],[2]]' --outputs 0,0,1,1 | jq .value
`

interface VertexOptions extends ArchitectureOptions, ProgressFlags {
  readonly points: string
  readonly outputs?: string
}

/** `nnqft vertex`: N Gc4 to first order in 1/N, printed as {"value": …, "error": …}. */
export function vertexCommand(terminal: Terminal): Command {
  const command = new Command('vertex')
    .summary('quartic vertex of a network of any depth')
    .description(
      'Quartic vertex N Gc4 of four outputs to first order in 1/N, for any number of hidden layers; exact at every N ' +
        'for one. Prints {"value": …, "error": …}, where the error bounds quadrature and rounding.'
    )
    .option('--sigma-w <number>', 'standard deviation of the weights, > 0 (default: 1)')
    .requiredOption(
      '--points <JSON>',
      'list of four points, each a list of coordinates, or @ and a file of them'
    )
    .option('--outputs <indices>', 'output of each point, such as 0,0,1,1 (default: all 0)')
  return addProgressOption(addArchitectureOptions(command))
    .addHelpText('after', examples)
    .action(async (options: VertexOptions) => {
      const result = await vertexFromOptions(await withPointFiles(source, options), terminal)
      terminal.out(`${JSON.stringify(result)}\n`)
    })
}

function vertexFromOptions(options: VertexOptions, terminal: Terminal) {
  const { outputs } = options
  const indices = outputs === undefined ? undefined : outputsOption(source, outputs)
  const rule = 'JSON, a list of points such as [[0.1],[0.25]], or @ and a file'
  const points = jsonOption(source, '--points', options.points, rule) as readonly Point[]
  const compute = async () => {
    requirePoints(source, points)
    if (indices) requireOutputs(source, indices, points.length)
    const network = ensemble({
      ...networkOfOptions(source, options),
      ...(indices && { outputs: Math.max(...indices) + 1 })
    })
    await prepareQuarticVertex(network, points, indices, reportingOptions(options, terminal))
    return quarticVertex(network, points, indices)
  }
  return namingFlagsLater(source, flags, compute)
}
