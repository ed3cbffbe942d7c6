import type { Command } from 'commander'
import { ensemble, type Ensemble, type NetworkName } from '../networks/ensemble.js'
import type { Point } from '../networks/networkParameters.js'
import { jsonOption, numberOption } from './optionValues.js'

/** Options of commands about one ensemble at given data, without sampling. */
export interface NetworkOptions {
  readonly net: string
  readonly sigmaW?: string
  readonly sigmaB?: string
  readonly inputs?: string
}

/** Flags of an ensemble's parameters, for `namingFlags`. */
export const networkFlags = {
  network: '--net',
  width: '--width',
  sigmaW: '--sigma-w',
  sigmaB: '--sigma-b',
  inputs: '--inputs',
  cutoff: '--cutoff',
  normalisation: '--normalisation',
  order: '--order'
}

/** Adds --net, --sigma-b and --inputs. */
export function addNetworkOptions(command: Command): Command {
  return command
    .option('--net <name>', 'architecture: gauss, relu, erf or cos', 'gauss')
    .option('--sigma-b <number>', 'standard deviation of the biases, >= 0 (default: 1, relu: 0)')
    .option('--inputs <JSON>', "list of points (default: the paper's, one-dimensional)")
}

/** The checked ensemble that the options describe. @throws ParameterError naming the flag */
export function ensembleOfOptions(source: string, options: NetworkOptions): Ensemble {
  const { net, sigmaW, sigmaB, inputs } = options
  const rule = 'JSON, a list of points such as [[0.1],[0.25]]'
  return ensemble({
    network: net as NetworkName,
    ...(sigmaW !== undefined && { sigmaW: numberOption(source, '--sigma-w', sigmaW) }),
    ...(sigmaB !== undefined && { sigmaB: numberOption(source, '--sigma-b', sigmaB) }),
    ...(inputs !== undefined && {
      inputs: jsonOption(source, '--inputs', inputs, rule) as readonly Point[]
    })
  })
}
