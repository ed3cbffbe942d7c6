import type { Activation } from '../networks/activations/activation.js'
import type { Ensemble } from '../networks/ensemble.js'
import type { ActivationSpecification } from '../networks/activations/activations.js'
import { activationOf } from '../networks/activations/activations.js'
import { architectureOf, type AffineMap, type HiddenLayer } from '../networks/architecture.js'
import { estimatorNames, estimators } from '../networks/estimators.js'
import {
  requireNetworkParameters,
  type NetworkParameters,
  type Point
} from '../networks/networkParameters.js'
import { ParameterError } from '../numerics/parameterError.js'
import { activationTable, type ActivationTable } from './activationTable.js'
import { largestDraw, largestPreactivation, type SampledWeights } from './weightDraws.js'

/** What computes an activation in the sampler: a function of its own, or a table. */
export type SampledFunction = NonNullable<Activation['sampled']> | 'table'

/** A hidden layer beyond the first, as the sampler draws it. */
export interface SampledLayer extends AffineMap {
  /** What computes the activation. */
  readonly sampled: SampledFunction
  /** Where `sampled` is `'table'`. */
  readonly table?: ActivationTable
  /** Number of neurons, in units of the ensemble's width N. */
  readonly width: number
}

/** How the sampler draws a network. */
export interface SampledArchitecture {
  /** What computes the activation of the first hidden layer. */
  readonly sampled: SampledFunction
  /** Where `sampled` is `'table'`. */
  readonly table?: ActivationTable
  /** Whether g of the first layer is divided by exp(variance of z). */
  readonly normalised: boolean
  readonly weights: SampledWeights
  readonly first: Pick<HiddenLayer, 'sigmaW' | 'sigmaB' | 'width'>
  readonly later: readonly SampledLayer[]
  readonly readout: Pick<AffineMap, 'sigmaW' | 'sigmaB'>
}

type SampledNetwork = NetworkParameters &
  Pick<Ensemble, 'inputs'> &
  Partial<Pick<Ensemble, 'estimator'>>

/**
 * How the sampler draws a network.
 *
 * @throws ParameterError for what it cannot draw: weights that are not normal where the estimator
 *   needs them so, tilted draws of several hidden layers or of sigmas that differ, inputs or layers that put
 *   preactivations out of the range of an activation, and activations that no table holds (see `activationTable`)
 */
export function requireSampled(source: string, parameters: SampledNetwork): SampledArchitecture {
  requireNetworkParameters(source, parameters)
  const { layers, readout } = architectureOf(source, parameters)
  const { estimator = estimatorNames[0], inputs } = parameters
  const { drawsOutputs, drawsMoments } = estimators[estimator]
  const [hidden, ...later] = layers
  const weights = {
    W0: hidden.weights,
    b0: hidden.biases,
    W1: readout.weights,
    b1: readout.biases
  }
  requireNormal(source, estimator, weights)
  if (!drawsOutputs) requireNormalLayers(source, estimator, later)
  if (drawsMoments) requireShortForm(source, estimator, parameters)
  const activation = activationOf(hidden.activation)
  requireRange(source, activation, weights, hidden, inputs)
  const largest = Math.max(...inputs.map((point) => largestOf(weights, hidden, point)))
  const variance = Math.max(...inputs.map((point) => inputVariance(hidden, point)))
  const first = { activation, specification: hidden.activation, largest, variance }
  return {
    ...computed(source, 'network', first),
    normalised: activation.normalised,
    weights,
    first: hidden,
    later: sampledLayers(source, first, later),
    readout
  }
}

/** An activation on the preactivations that it may meet. */
interface DrawnActivation {
  readonly activation: Activation
  readonly specification: ActivationSpecification
  /** Largest |z|. */
  readonly largest: number
  /** A typical variance of z. */
  readonly variance: number
}

function computed(source: string, parameter: string, drawn: DrawnActivation) {
  const { sampled } = drawn.activation
  if (sampled) return { sampled }
  return { sampled: 'table' as const, table: knownTable(source, parameter, drawn) }
}

/**
 * Given the layer before, a preactivation of normal weights is normal: beyond so many standard deviations it has a
 * probability below 1e-500.
 */
const mostDeviations = 50

/** By Chebyshev's inequality no more than one in 1e16 preactivations is so many typical ones. */
const mostTypical = 1e8

/** Layers beyond the first: |z|^2 is at most mostDeviations^2 (sigmaB^2 + sigmaW^2 max g^2), whatever the width. */
function sampledLayers(
  source: string,
  first: DrawnActivation,
  layers: readonly HiddenLayer[]
): SampledLayer[] {
  let before = first
  return layers.map((layer, l) => {
    const parameter = `layers[${l + 1}].activation`
    const { sigmaW, sigmaB, weights, biases, width } = layer
    const activation = activationOf(layer.activation)
    const size = typicalSize(before.activation, before.variance)
    const variance = sigmaB ** 2 + (sigmaW * size) ** 2
    const bound = Math.hypot(sigmaB, sigmaW * largestFeature(before))
    const deviations = Math.max(mostDeviations, largestDraw(weights), largestDraw(biases))
    const largest = Math.min(deviations * bound, mostTypical * Math.sqrt(variance) || Infinity)
    if (!(largest <= (activation.largestPreactivation ?? Number.MAX_VALUE))) {
      const rule =
        `one whose range holds the preactivations, which may reach ${largest.toPrecision(3)} ` +
        'here: put a bounded activation before it, or take smaller sigmas'
      throw new ParameterError(source, parameter, rule, layer.activation)
    }
    before = { activation, specification: layer.activation, largest, variance }
    const features = computed(source, parameter, before)
    return { ...features, width, sigmaW, sigmaB, weights, biases }
  })
}

/** Largest |g| on the preactivations that a layer may meet. */
function largestFeature({ activation, largest, variance }: DrawnActivation): number {
  const points = 1000
  let most = 0
  for (let i = -points; i <= points; i++) {
    // Closer together near the origin, where a bounded function may have its largest value.
    const z = largest * (i / points) ** 3
    most = Math.max(most, Math.abs(activation.value(z, variance)))
  }
  return most
}

function inputVariance({ sigmaW, sigmaB }: AffineMap, point: Point): number {
  const square = point.reduce((sum, component) => sum + component * component, 0)
  return sigmaB ** 2 + (sigmaW ** 2 * square) / point.length
}

function requireNormalLayers(
  source: string,
  estimator: Ensemble['estimator'],
  layers: readonly HiddenLayer[]
): void {
  layers.forEach((layer, l) => {
    for (const kind of ['weights', 'biases'] as const) {
      if (layer[kind] === 'normal') continue
      const rule = `'normal' for the ${estimator} estimator (the literal one draws any distribution)`
      throw new ParameterError(source, `layers[${l + 1}].${kind}`, rule, layer[kind])
    }
  })
}

function requireShortForm(
  source: string,
  estimator: Ensemble['estimator'],
  { depth = 1, layers }: NetworkParameters
): void {
  if (depth > 1)
    throw new ParameterError(source, 'depth', `1 for the ${estimator} estimator`, depth)
  if (!layers) return
  const rule = `one of equal sigmas and width 1 (the short form) for the ${estimator} estimator`
  throw new ParameterError(source, 'layers', rule, layers)
}

/** Weights that are averaged over or shifted have to be normal. */
function requireNormal(
  source: string,
  estimator: Ensemble['estimator'],
  weights: SampledWeights
): void {
  for (const kind of estimators[estimator].normalWeights) {
    if (weights[kind] === 'normal') continue
    const rule = `'normal' for the ${estimator} estimator (the literal one draws any distribution)`
    throw new ParameterError(source, `weights.${kind}`, rule, weights[kind])
  }
}

function requireRange(
  source: string,
  { largestPreactivation: limit = Infinity, formula }: Activation,
  weights: SampledWeights,
  first: AffineMap,
  inputs: readonly Point[]
): void {
  inputs.forEach((point, k) => {
    if (largestOf(weights, first, point) <= limit) return
    const factor = Math.max(largestDraw(weights.W0), largestDraw(weights.b0))
    const rule =
      `such that sigmaB + sigmaW sum |x|/sqrt(dIn) <= ${Math.floor(limit / factor)}, ` +
      `for ${formula} to be in range`
    throw new ParameterError(source, `inputs[${k}]`, rule, point)
  })
}

/** Largest |z| of the first layer that can be drawn at a point. */
function largestOf(weights: SampledWeights, { sigmaW, sigmaB }: AffineMap, point: Point): number {
  const sum = point.reduce((total, component) => total + Math.abs(component), 0)
  return largestPreactivation(weights, sigmaB, (sigmaW * sum) / Math.sqrt(point.length))
}

/** Tables made last, by activation and by what they are made for. */
const tables = new WeakMap<Activation['value'], Map<string, ActivationTable>>()

function knownTable(
  source: string,
  parameter: string,
  { activation, specification, largest, variance }: DrawnActivation
): ActivationTable {
  const known = tables.get(activation.value) ?? new Map<string, ActivationTable>()
  tables.set(activation.value, known)
  const key = JSON.stringify([activation.kinks, largest, variance])
  const made =
    known.get(key) ??
    activationTable(
      source,
      parameter,
      { value: (z) => activation.value(z, variance), kinks: activation.kinks, specification },
      typicalSize(activation, variance),
      largest
    )
  known.set(key, made)
  return made
}

/** Root of E[g(z)^2], z normal and centred; 1 where that is no number > 0. */
function typicalSize({ value }: Activation, variance: number): number {
  let [sum, weights] = [0, 0]
  for (let t = -8; t <= 8; t += 1 / 64) {
    const weight = Math.exp(-(t * t) / 2)
    weights += weight
    sum += weight * value(t * Math.sqrt(variance), variance) ** 2
  }
  const size = Math.sqrt(sum / weights)
  return size > 0 && Number.isFinite(size) ? size : 1
}
