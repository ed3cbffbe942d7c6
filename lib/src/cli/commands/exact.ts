import { Command } from 'commander'
import {
  exactGreenFunction,
  greenFunctionParts,
  type GreenFunctionPart
} from '../../correlators/exactGreenFunction.js'
import { ensemble, type NetworkName } from '../../networks/ensemble.js'
import type { Point } from '../../networks/networkParameters.js'
import { jsonOption, namingFlags, numberOption } from '../optionValues.js'
import type { Terminal } from '../terminal.js'

const source = 'nnqft exact'

const flags = {
  network: '--net',
  width: '--width',
  sigmaW: '--sigma-w',
  sigmaB: '--sigma-b',
  points: '--points',
  part: '--part'
}

const examples = `
Examples:
  nnqft exact --net gauss --width 7 --sigma-w 1.3 --sigma-b 0.7 --points '[[0.1],[0.25],[-0.3],[0.4]]'
  nnqft exact --net relu --width 10 --points '[[1,0],[0,1],[1,1],[1,2]]' --part connected
  nnqft exact --net erf --width 2 --points '[[0.2],[0.4]]' | jq .value
`

interface ExactOptions {
  readonly net: string
  readonly width: string
  readonly sigmaW?: string
  readonly sigmaB?: string
  readonly points: string
  readonly part: string
}

/** `nnqft exact`: one exact Green function, printed as {"value": …, "error": …}. */
export function exactCommand(terminal: Terminal): Command {
  return new Command('exact')
    .summary('exact Green function at finite width')
    .description(
      'Exact Green function of a network of finite width; its order is the number of points. ' +
        'Prints {"value": …, "error": …}, where the error bounds quadrature and rounding.'
    )
    .requiredOption('--net <name>', 'architecture: gauss, relu, erf or cos')
    .requiredOption('--width <N>', 'hidden-layer width, an integer >= 1')
    .option('--sigma-w <number>', 'standard deviation of the weights, > 0 (default: 1)')
    .option('--sigma-b <number>', 'standard deviation of the biases, >= 0 (default: 1, relu: 0)')
    .requiredOption('--points <JSON>', 'list of points, each a list of coordinates')
    .option('--part <part>', greenFunctionParts.join(', '), 'full')
    .addHelpText('after', examples)
    .action((options: ExactOptions) => {
      terminal.out(`${JSON.stringify(exactFromOptions(options))}\n`)
    })
}

function exactFromOptions({ net, width, sigmaW, sigmaB, points, part }: ExactOptions) {
  const number = (flag: string, text: string) => numberOption(source, flag, text)
  const rule = 'JSON, a list of points such as [[0.1],[0.25]]'
  const given = {
    network: net as NetworkName,
    ...(sigmaW !== undefined && { sigmaW: number('--sigma-w', sigmaW) }),
    ...(sigmaB !== undefined && { sigmaB: number('--sigma-b', sigmaB) })
  }
  const parsedWidth = number('--width', width)
  const parsedPoints = jsonOption(source, '--points', points, rule) as readonly Point[]
  return namingFlags(source, flags, () =>
    exactGreenFunction(ensemble(given), parsedWidth, parsedPoints, part as GreenFunctionPart)
  )
}
