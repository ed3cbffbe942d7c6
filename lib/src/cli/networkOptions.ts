import type { Command } from 'commander'
import {
  activationNames,
  activations,
  type ActivationSpecification
} from '../networks/activations/activations.js'
import type { GivenNetwork } from '../networks/architecture.js'
import { ensemble, type Ensemble, type EnsembleParameters } from '../networks/ensemble.js'
import type { Point } from '../networks/networkParameters.js'
import {
  publishedCutoffs,
  publishedNames,
  publishedSettings,
  type PublishedName
} from '../networks/publishedSettings.js'
import { ParameterError, requirePositive, requireShort } from '../numerics/parameterError.js'
import { jsonOption, namingFlags, numberListOption, numberOption } from './optionValues.js'

/** Options that say which network is meant. */
export interface ArchitectureOptions {
  /** May be absent where `layers` state their own. */
  readonly net?: string
  readonly sigmaW?: string
  readonly sigmaB?: string
  readonly depth?: string
  readonly layers?: string
  readonly weights?: string
}

/** Options of commands about one ensemble at given data, without sampling. */
export interface NetworkOptions extends ArchitectureOptions {
  readonly inputs?: string
  /** Where a command takes it. */
  readonly dOut?: string
}

/** Flags of an ensemble's parameters, for `namingFlags`. */
export const networkFlags = {
  network: '--net',
  depth: '--depth',
  layers: '--layers',
  weights: '--weights',
  width: '--width',
  sigmaW: '--sigma-w',
  sigmaB: '--sigma-b',
  inputs: '--inputs',
  cutoff: '--cutoff',
  normalisation: '--normalisation',
  order: '--order'
}

const inputsRule = `JSON, a list of points such as [[0.1],[0.25]], or one of ${publishedNames.join(', ')}`

const layersRule = 'JSON, a list of hidden layers such as [{"activation":"tanh"},{"width":2}]'

/** "relu: 0": the activations whose biases are not 1 by default. */
function otherBiases(): string {
  const others = activationNames.filter((name) => activations[name].sigmaB !== 1)
  return others.map((name) => `${name}: ${activations[name].sigmaB}`).join(', ')
}

/** Adds --net, --sigma-b, --depth, --layers and --weights; --sigma-w is one number here and many there. */
export function addArchitectureOptions(command: Command, usual?: string): Command {
  const named = `activation: ${activationNames.join(', ')}`
  if (usual === undefined)
    command.option('--net <name>', `${named}; of --layers where they name none`)
  else command.option('--net <name>', named, usual)
  return command
    .option(
      '--sigma-b <number>',
      `standard deviation of the biases, >= 0 (default: 1, ${otherBiases()})`
    )
    .option('--depth <L>', 'number of hidden layers (default: 1)')
    .option(
      '--layers <JSON>',
      'hidden layers, the first next to the inputs, such as [{"activation":"tanh","width":2},{"activation":"erf","sigmaW":1.5}]; ' +
        'what a layer leaves out is that of the other options, widths are in units of N'
    )
    .option(
      '--weights <distribution>',
      'normal, uniform, laplace, sign or JSON such as {"student":5}, for all or {"W1":"sign"}'
    )
}

/** Adds --net, --sigma-b, --depth, --layers, --weights and --inputs. */
export function addNetworkOptions(command: Command): Command {
  return addArchitectureOptions(command, 'gauss').option(
    '--inputs <JSON>',
    `list of points, @ and a file of them, or ${publishedNames.join(' or ')} for theirs (default: the paper's, one-dimensional)`
  )
}

/** The network that the options describe, for the library to check. @throws ParameterError naming the flag */
export function networkOfOptions(source: string, options: ArchitectureOptions): GivenNetwork {
  const { net, sigmaW, sigmaB, depth, layers, weights } = options
  return {
    ...(net !== undefined && {
      network: wordOrJson(source, '--net', net) as ActivationSpecification
    }),
    ...(sigmaW !== undefined && { sigmaW: numberOption(source, '--sigma-w', sigmaW) }),
    ...(sigmaB !== undefined && { sigmaB: numberOption(source, '--sigma-b', sigmaB) }),
    ...(depth !== undefined && { depth: numberOption(source, '--depth', depth) }),
    ...(layers !== undefined && {
      layers: jsonOption(source, '--layers', layers, layersRule) as GivenNetwork['layers']
    }),
    ...(weights !== undefined && {
      weights: wordOrJson(source, '--weights', weights) as GivenNetwork['weights']
    })
  }
}

/** A published calculation by its name, or points as JSON. */
function pointsOrName(source: string, text: string): EnsembleParameters['inputs'] {
  if (isPublished(text)) return text
  return jsonOption(source, '--inputs', text, inputsRule) as readonly Point[]
}

/** A word stands for itself; JSON starts with a brace. */
function wordOrJson(source: string, flag: string, text: string): unknown {
  if (!text.trimStart().startsWith('{')) return text
  return jsonOption(source, flag, text, 'a name, or JSON')
}

/** The checked ensemble that the options describe. @throws ParameterError naming the flag */
export function ensembleOfOptions(source: string, options: NetworkOptions): Ensemble {
  const { inputs, dOut } = options
  return ensemble({
    ...networkOfOptions(source, options),
    ...(dOut !== undefined && { outputs: numberOption(source, '--d-out', dOut) }),
    ...(inputs !== undefined && {
      inputs: pointsOrName(source, inputs)
    })
  })
}

/** The cutoffs of an option: numbers, or the name of a published calculation for those that it has for the network. */
export function cutoffsOption(
  source: string,
  flag: string,
  text: string,
  network: ActivationSpecification
): readonly number[] {
  if (!isPublished(text)) return numberListOption(source, flag, text)
  return namingFlags(source, { network: '--net' }, () => publishedCutoffs(text, network))
}

/** Standard deviations of the weights: numbers, or the name of a published calculation for its list. */
export function sigmaWList(source: string, text: string): readonly number[] {
  if (isPublished(text)) return publishedSettings[text].sigmaW
  const sigmaW = numberListOption(source, '--sigma-w', text)
  requireShort(source, '--sigma-w', sigmaW.length)
  sigmaW.forEach((value, i) => requirePositive(source, `--sigma-w[${i}]`, value))
  if (new Set(sigmaW).size > 1) return sigmaW
  throw new ParameterError(source, '--sigma-w', 'a list of at least two values', sigmaW)
}

function isPublished(text: string): text is PublishedName {
  return (publishedNames as readonly string[]).includes(text)
}
