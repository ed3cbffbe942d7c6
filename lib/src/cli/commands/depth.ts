import { Command } from 'commander'
import { criticalPoint, depthFixedPoint } from '../../covariances/depthFixedPoint.js'
import { ensemble } from '../../networks/ensemble.js'
import {
  addArchitectureOptions,
  networkFlags,
  networkOfOptions,
  type ArchitectureOptions
} from '../networkOptions.js'
import { namingFlags } from '../optionValues.js'
import type { Terminal } from '../terminal.js'

const source = 'nnqft depth'

const examples = `
Examples:
  nnqft depth --net tanh --sigma-b 0.4
  nnqft depth --net tanh --sigma-w 1.7 --sigma-b 0.4 | jq .xiCorrelation
`

/** `nnqft depth`: where the covariance goes as layers are added, and how fast; at the critical sigmaW by default. */
export function depthCommand(terminal: Terminal): Command {
  const command = new Command('depth')
    .summary('fixed point of the covariance in depth, and the critical line')
    .description(
      'Fixed point of the covariance of a network of equal layers as its depth grows, at sigma-w or, without it, at the ' +
        'critical one. Prints {"sigmaW", "sigmaB", "variance", "chiParallel", "chiPerpendicular", "correlation", ' +
        '"chiCorrelation", "xiParallel", "xiCorrelation"}; null stands for infinity.'
    )
    .option(
      '--sigma-w <number>',
      'standard deviation of the weights, > 0 (default: where chiPerpendicular = 1)'
    )
  return addArchitectureOptions(command)
    .addHelpText('after', examples)
    .action((options: ArchitectureOptions) => {
      const point = namingFlags(source, networkFlags, () => pointOfOptions(options))
      terminal.out(`${JSON.stringify(point)}\n`)
    })
}

function pointOfOptions(options: ArchitectureOptions) {
  const given = ensemble(networkOfOptions(source, options))
  const sigmaW =
    options.sigmaW === undefined ? criticalPoint(given.network, given.sigmaB).sigmaW : given.sigmaW
  const { sigmaB } = given
  return { sigmaW, sigmaB, ...depthFixedPoint({ ...given, sigmaW }) }
}
