import { ParameterError, requireOneOf } from '../numerics/parameterError.js'
import type { ActivationSpecification, NetworkName } from './activations/activations.js'
import { paperInputs } from './paperInputs.js'

/** The settings of a published calculation, for the networks that it has, all with dIn = 1. */
export interface PublishedSettings {
  /** Where they are from. */
  readonly source: string
  /** Inputs, shape [point][1]. */
  readonly inputs: Readonly<Partial<Record<NetworkName, readonly (readonly number[])[]>>>
  /** Infrared cutoffs of the vertex integrals. */
  readonly cutoffs: Readonly<Partial<Record<NetworkName, readonly number[]>>>
  /** Standard deviations of the weights of the active flow. */
  readonly sigmaW: readonly number[]
  readonly widths: readonly number[]
}

const widths = [2, 3, 4, 5, 10, 20, 50, 100, 500, 1000]
const runningCutoffs = [
  7, 10, 15, 20, 30, 40, 50, 70, 100, 200, 500, 1000, 2000, 5000, 7000, 10000, 20000, 40000, 60000,
  80000, 100000
]

const { gauss, relu, erf } = paperInputs

/**
 * What others used, by name. The two disagree on Erf-net: HMS take inputs on both sides of zero, ELS small positive
 * ones, where erf is a straight line.
 */
export const publishedSettings = {
  /** J. Halverson, A. Maiti, K. Stoner, arXiv:2008.08601. */
  hms: {
    source: 'arXiv:2008.08601v2 and github.com/keeganstoner/nn-qft, rg.py',
    inputs: { gauss, relu, erf },
    cutoffs: { gauss: runningCutoffs, relu: runningCutoffs, erf: runningCutoffs },
    sigmaW: [1],
    widths
  },
  /** H. Erbin, V. Lahoche, D. Ousmane Samary, arXiv:2108.01403. */
  els: {
    source: 'github.com/HaroldErbin/nnqft, nnqft.py, of arXiv:2108.01403',
    inputs: { gauss, relu, erf: [0.002, 0.004, 0.006, 0.008, 0.01, 0.012].map((x) => [x]) },
    cutoffs: { relu: [50], erf: [1e5] },
    sigmaW: [
      ...Array.from({ length: 19 }, (_, i) => 1 + i / 2),
      ...Array.from({ length: 9 }, (_, i) => 20 + 10 * i)
    ],
    widths
  }
} as const satisfies Record<string, PublishedSettings>

/** Name of a published calculation. */
export type PublishedName = keyof typeof publishedSettings

/** All names of published calculations. */
export const publishedNames = Object.keys(publishedSettings) as readonly PublishedName[]

/**
 * The inputs of a published calculation for a network.
 *
 * @example publishedInputs('els', 'erf') // [[0.002], [0.004], [0.006], [0.008], [0.01], [0.012]]
 * @throws ParameterError for a name that is none, or a network that the calculation does not have
 */
export function publishedInputs(
  name: PublishedName,
  network: ActivationSpecification
): readonly (readonly number[])[] {
  requireOneOf('publishedInputs', 'name', name, publishedNames)
  const { inputs } = publishedSettings[name]
  return ofNetwork('publishedInputs', 'inputs', name, network, inputs)
}

/**
 * The infrared cutoffs of a published calculation for a network. @throws as `publishedInputs`
 *
 * @example publishedCutoffs('els', 'erf') // [100000]
 */
export function publishedCutoffs(
  name: PublishedName,
  network: ActivationSpecification
): readonly number[] {
  requireOneOf('publishedCutoffs', 'name', name, publishedNames)
  const { cutoffs }: PublishedSettings = publishedSettings[name]
  return ofNetwork('publishedCutoffs', 'cutoffs', name, network, cutoffs)
}

function ofNetwork<T>(
  source: string,
  what: string,
  name: PublishedName,
  network: ActivationSpecification,
  values: Readonly<Partial<Record<NetworkName, T>>>
): T {
  const value =
    typeof network === 'string' && Object.hasOwn(values, network) ? values[network] : undefined
  if (value !== undefined) return value
  const known = Object.keys(values).map((key) => `'${key}'`)
  const rule = `one of ${known.join(', ')}, for which '${name}' has ${what}`
  throw new ParameterError(source, 'network', rule, network)
}
