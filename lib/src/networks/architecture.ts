import { jsonText } from '../numerics/jsonText.js'
import {
  ParameterError,
  requireFinite,
  requireInteger,
  requireKeys,
  requirePositive,
  requireText
} from '../numerics/parameterError.js'
import {
  canonicalActivation,
  requireActivation,
  type ActivationSpecification
} from './activations/activations.js'
import {
  requireDistribution,
  sameDistribution,
  type WeightDistribution
} from './weights/weightDistribution.js'

/** A weight matrix with its bias vector: z = W y + b, the variance of W divided by the number of entries of y. */
export interface AffineMap {
  /** Standard deviation of the weights times the square root of their number, > 0. */
  readonly sigmaW: number
  /** Standard deviation of the biases, >= 0. */
  readonly sigmaB: number
  /** Distribution of the weights. */
  readonly weights: WeightDistribution
  /** Distribution of the biases. */
  readonly biases: WeightDistribution
}

/** A hidden layer: an affine map and the activation of its result. */
export interface HiddenLayer extends AffineMap {
  /** Activation of the layer. */
  readonly activation: ActivationSpecification
  /** Number of neurons in units of the ensemble's width N, an integer >= 1. */
  readonly width: number
}

/** A network in full: its hidden layers, the first one next to the input, and the affine map to its outputs. */
export interface Architecture {
  /** The hidden layers, from the input on. */
  readonly layers: readonly HiddenLayer[]
  /** The last affine map, from the last hidden layer to the outputs. */
  readonly readout: AffineMap
  /** Number of outputs d_out, >= 1. */
  readonly outputs: number
}

/** Distributions of the first layer (W0, b0) and of all later ones (W1, b1), as in f(x) = W1 g(W0 x + b0) + b1. */
export interface WeightDistributions {
  /** Distribution of the weights of the hidden layers. */
  readonly W0: WeightDistribution
  /** Distribution of the biases of the hidden layers. */
  readonly b0: WeightDistribution
  /** Distribution of the weights of the readout. */
  readonly W1: WeightDistribution
  /** Distribution of the biases of the readout. */
  readonly b1: WeightDistribution
}

/**
 * What determines the distribution of networks apart from their width, in the shortest form: an architecture whose
 * layers differ in nothing but the width of their input is named by the activation, and what has its usual value is
 * left out. Others state `layers` and `readout` too. Every `Ensemble` is one.
 */
export interface NetworkParameters {
  /** Activation of the (first) hidden layer. */
  readonly network: ActivationSpecification
  /** Standard deviation of the weights, > 0: of all layers, or of the readout where `layers` are stated. */
  readonly sigmaW: number
  /** Standard deviation of the biases, >= 0: of all layers, or of the readout where `layers` are stated. */
  readonly sigmaB: number
  /** Number of hidden layers, default 1. */
  readonly depth?: number
  /** Number of outputs d_out, default 1. */
  readonly outputs?: number
  /** Distribution of all weights and biases, or of each kind; default normal. */
  readonly weights?: WeightDistribution | WeightDistributions
  /** Hidden layers, where one line does not say it all. */
  readonly layers?: readonly HiddenLayer[]
  /** The last affine map, from the last hidden layer to the outputs, where `layers` are stated. */
  readonly readout?: AffineMap
}

/** What a user may state: the short form, or layers; the rest has its default. */
export interface GivenNetwork {
  /** Activation of the hidden layers: a name, an expression in z, or a function. */
  readonly network?: ActivationSpecification
  /** The same as `network`. */
  readonly activation?: ActivationSpecification
  /** Standard deviation of the weights, > 0; default 1. */
  readonly sigmaW?: number
  /** Standard deviation of the biases, >= 0; default: the activation's usual one. */
  readonly sigmaB?: number
  /** Number of hidden layers, default 1. */
  readonly depth?: number
  /** Number of outputs d_out, default 1. */
  readonly outputs?: number
  /** Distribution of all weights and biases, or of each kind; default normal. */
  readonly weights?: WeightDistribution | Partial<WeightDistributions>
  /** What a layer does not state is as in the short form. */
  readonly layers?: readonly Partial<HiddenLayer>[]
  /** The last affine map, to the outputs; what it does not state is as in the short form. */
  readonly readout?: Partial<AffineMap>
}

/** All keys of `GivenNetwork`. */
export const networkKeys = [
  'network',
  'activation',
  'sigmaW',
  'sigmaB',
  'depth',
  'outputs',
  'weights',
  'layers',
  'readout'
] as const

/** What an ensemble states besides its network: functions of networks take ensembles too. */
export const samplingKeys = [
  'widths',
  'inputs',
  'orders',
  'bags',
  'networksPerBag',
  'seed',
  'estimator'
] as const

/** All keys of `EnsembleParameters`. */
export const ensembleKeys: readonly string[] = [...networkKeys, ...samplingKeys]

const mapKeys = ['sigmaW', 'sigmaB', 'weights', 'biases'] as const

/** Most hidden layers. */
const deepest = 1000

/** Most outputs. */
export const mostOutputs = 1000

/**
 * The architecture that parameters stand for, every value stated.
 *
 * @example architectureOf('mine', { network: 'relu', depth: 2 }).layers.length // 2
 * @throws ParameterError naming the parameter, the rule and the value
 */
export function architectureOf(source: string, given: GivenNetwork): Architecture {
  requireText('architectureOf', 'source', source)
  requireKeys(source, 'parameters', given, ensembleKeys)
  const name = given.network === undefined ? given.activation : given.network
  if (given.network !== undefined && given.activation !== undefined) {
    const same = jsonText(given.network) === jsonText(given.activation)
    if (!same) {
      throw new ParameterError(
        source,
        'activation',
        'the same as network, or absent',
        given.activation
      )
    }
  }
  const { layers } = given
  if (layers !== undefined && (!Array.isArray(layers) || layers.length === 0)) {
    throw new ParameterError(source, 'layers', 'a list of at least one hidden layer', layers)
  }
  const stands = layers?.[0]?.activation
  const first = stands ?? name
  const named =
    given.network === undefined && given.activation !== undefined ? 'activation' : 'network'
  const parameter = stands === undefined ? named : 'layers[0].activation'
  const activation = requireActivation(source, first as ActivationSpecification, parameter)
  const { sigmaW = 1, sigmaB = activation.sigmaB, outputs = 1, readout: last = {} } = given
  requireMap(source, '', { sigmaW, sigmaB })
  requireInteger(source, 'outputs', outputs, 1, mostOutputs)
  const weights = distributionsOf(source, given.weights === undefined ? 'normal' : given.weights)
  const shared = { sigmaW, sigmaB, weights: weights.W1, biases: weights.b1 }
  const { depth = layers?.length ?? 1 } = given
  requireInteger(source, 'depth', depth, 1, deepest)
  if (layers && layers.length !== depth) {
    throw new ParameterError(
      source,
      'depth',
      `the number of layers, ${layers.length}, or absent`,
      depth
    )
  }
  const hidden = Array.from({ length: depth }, (_, l) => {
    const usual = l === 0 ? { ...shared, weights: weights.W0, biases: weights.b0 } : shared
    return hiddenLayer(source, `layers[${l}]`, layers ? layers[l] : {}, {
      activation: name ?? (first as ActivationSpecification),
      width: 1,
      ...usual
    })
  })
  requireNormalisedFirst(source, hidden, layers === undefined)
  const readout = { ...shared, ...stated(source, 'readout', last, mapKeys) }
  requireMap(source, 'readout.', readout)
  return { layers: hidden, readout, outputs }
}

function hiddenLayer(
  source: string,
  place: string,
  given: Partial<HiddenLayer>,
  usual: HiddenLayer
): HiddenLayer {
  const layer = { ...usual, ...stated(source, place, given, ['activation', 'width', ...mapKeys]) }
  requireActivation(source, layer.activation, `${place}.activation`)
  requireInteger(source, `${place}.width`, layer.width, 1, 1e6)
  requireMap(source, `${place}.`, layer)
  return layer
}

/** The keys of an object that are not undefined. @throws ParameterError for anything else, and for unknown keys */
function stated<T extends object>(
  source: string,
  place: string,
  given: T,
  known: readonly string[]
): T {
  requireKeys(source, place, given, known)
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as T
}

function requireMap(source: string, place: string, map: Partial<AffineMap>): void {
  requirePositive(source, `${place}sigmaW`, map.sigmaW)
  requireFinite(source, `${place}sigmaB`, map.sigmaB, 0)
  if (map.weights !== undefined) requireDistribution(source, `${place}weights`, map.weights)
  if (map.biases !== undefined) requireDistribution(source, `${place}biases`, map.biases)
}

function distributionsOf(
  source: string,
  given: NonNullable<GivenNetwork['weights']>
): WeightDistributions {
  const kinds = ['W0', 'b0', 'W1', 'b1'] as const
  const each = typeof given === 'object' && given !== null && !('student' in given)
  const distributions = each
    ? {
        W0: 'normal',
        b0: 'normal',
        W1: 'normal',
        b1: 'normal',
        ...stated(source, 'weights', given, kinds)
      }
    : { W0: given, b0: given, W1: given, b1: given }
  for (const kind of kinds) {
    requireDistribution(source, each ? `weights.${kind}` : 'weights', distributions[kind])
  }
  return distributions as WeightDistributions
}

/** A normalisation in x belongs to the first hidden layer. */
function requireNormalisedFirst(
  source: string,
  layers: readonly HiddenLayer[],
  short: boolean
): void {
  layers.slice(1).forEach(({ activation }, l) => {
    const { normalised, title } = requireActivation(source, activation)
    if (!normalised) return
    const reason = `that of ${title} is normalised in x and can be the first hidden layer alone`
    if (short) throw new ParameterError(source, 'depth', `1: ${reason}`, layers.length)
    throw new ParameterError(
      source,
      `layers[${l + 1}].activation`,
      `another one: ${reason}`,
      activation
    )
  })
}

/** The shortest parameters that stand for an architecture: two architectures are equal if these are. */
export function shortForm({ layers, readout, outputs }: Architecture): NetworkParameters {
  const [first] = layers
  const common = {
    network: canonicalActivation(first.activation),
    sigmaW: readout.sigmaW,
    sigmaB: readout.sigmaB,
    ...(outputs > 1 && { outputs })
  }
  const later = [...layers.slice(1), readout]
  const uniform =
    layers.every((layer) => layer.width === 1 && sameJson(layer.activation, first.activation)) &&
    [first, ...later].every(
      (map) => map.sigmaW === readout.sigmaW && map.sigmaB === readout.sigmaB
    ) &&
    later.every(
      (map) =>
        sameDistribution(map.weights, readout.weights) &&
        sameDistribution(map.biases, readout.biases)
    )
  if (!uniform)
    return { ...common, layers: layers.map(canonicalLayer), readout: canonicalMap(readout) }
  const weights = {
    W0: first.weights,
    b0: first.biases,
    W1: readout.weights,
    b1: readout.biases
  }
  const all = Object.values(weights)
  const one = all.every((distribution) => sameDistribution(distribution, all[0]))
  return {
    ...common,
    ...(layers.length > 1 && { depth: layers.length }),
    ...(!(one && all[0] === 'normal') && { weights: one ? all[0] : weights })
  }
}

function canonicalMap({ sigmaW, sigmaB, weights, biases }: AffineMap): AffineMap {
  return { sigmaW, sigmaB, weights, biases }
}

function canonicalLayer(layer: HiddenLayer): HiddenLayer {
  const { activation, width } = layer
  return { activation: canonicalActivation(activation), width, ...canonicalMap(layer) }
}

function sameJson(a: ActivationSpecification, b: ActivationSpecification): boolean {
  return JSON.stringify(canonicalActivation(a)) === JSON.stringify(canonicalActivation(b))
}
