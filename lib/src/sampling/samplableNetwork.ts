import type { Activation } from '../networks/activations/activation.js'
import type { Ensemble } from '../networks/ensemble.js'
import {
  requireSingleLayer,
  type NetworkParameters,
  type Point
} from '../networks/networkParameters.js'
import { ParameterError } from '../numerics/parameterError.js'
import { activationTable, type ActivationTable } from './activationTable.js'
import { largestDraw, largestPreactivation, type SampledWeights } from './weightDraws.js'

/** What computes an activation in the sampler: a function of its own, or a table. */
export type SampledFunction = NonNullable<Activation['sampled']> | 'table'

/** How the sampler computes the activation of a network. */
export interface SampledActivation {
  readonly sampled: SampledFunction
  /** Where `sampled` is `'table'`. */
  readonly table?: ActivationTable
  /** Whether g is divided by exp(variance of z). */
  readonly normalised: boolean
  readonly weights: SampledWeights
}

type SampledNetwork = NetworkParameters &
  Pick<Ensemble, 'inputs'> &
  Partial<Pick<Ensemble, 'estimator'>>

/**
 * How the sampler computes the activation of a network that it can draw.
 *
 * @throws ParameterError for what it cannot draw: more than one hidden layer, layers of their own sigmas or
 *   widths, several outputs where the estimator has one, weights that are not normal where the estimator needs them so, inputs that put preactivations out of the range of the activation, and
 *   activations that no table holds (see `activationTable`)
 */
export function requireSampled(source: string, parameters: SampledNetwork): SampledActivation {
  const { activation, outputs, hidden, readout } = requireSingleLayer(source, parameters)
  const { layers, estimator = 'literal' } = parameters
  if (outputs > 1 && estimator === 'tilted') {
    const rule = '1 for the tilted estimator (the literal and the conditional one take any number)'
    throw new ParameterError(source, 'outputs', rule, outputs)
  }
  if (layers) {
    const rule = 'of equal sigmas and width 1 (the short form) to be sampled'
    throw new ParameterError(source, 'layers', rule, layers)
  }
  const weights = {
    W0: hidden.weights,
    b0: hidden.biases,
    W1: readout.weights,
    b1: readout.biases
  }
  requireNormal(source, estimator, weights)
  requireRange(source, activation, weights, parameters)
  const { sampled, normalised } = activation
  if (sampled) return { sampled, normalised, weights }
  const table = knownTable(source, activation, weights, parameters)
  return { sampled: 'table', table, normalised, weights }
}

/** Wick's theorem in place of W1 and b1 needs those normal; tilted draws shift all. */
function requireNormal(
  source: string,
  estimator: Ensemble['estimator'],
  weights: SampledWeights
): void {
  const kinds = {
    literal: [],
    conditional: ['W1', 'b1'],
    tilted: ['W0', 'b0', 'W1', 'b1']
  } as const
  for (const kind of kinds[estimator]) {
    if (weights[kind] === 'normal') continue
    const rule = `'normal' for the ${estimator} estimator (the literal one draws any distribution)`
    throw new ParameterError(source, `weights.${kind}`, rule, weights[kind])
  }
}

function requireRange(
  source: string,
  activation: Activation,
  weights: SampledWeights,
  parameters: SampledNetwork
): void {
  const { largestPreactivation: limit = Infinity, formula } = activation
  parameters.inputs.forEach((point, k) => {
    if (largestOf(weights, parameters, point) <= limit) return
    const factor = Math.max(largestDraw(weights.W0), largestDraw(weights.b0))
    const rule =
      `such that sigmaB + sigmaW sum |x|/sqrt(dIn) <= ${Math.floor(limit / factor)}, ` +
      `for ${formula} to be in range`
    throw new ParameterError(source, `inputs[${k}]`, rule, point)
  })
}

/** Largest |z| that can be drawn at a point. */
function largestOf(
  weights: SampledWeights,
  { sigmaW, sigmaB }: NetworkParameters,
  point: Point
): number {
  const sum = point.reduce((total, component) => total + Math.abs(component), 0)
  return largestPreactivation(weights, sigmaB, (sigmaW * sum) / Math.sqrt(point.length))
}

/** Tables made last, by activation and by what they are made for. */
const tables = new WeakMap<Activation['value'], Map<string, ActivationTable>>()

function knownTable(
  source: string,
  activation: Activation,
  weights: SampledWeights,
  parameters: SampledNetwork
): ActivationTable {
  const { sigmaW, sigmaB, inputs } = parameters
  const largest = Math.max(...inputs.map((point) => largestOf(weights, parameters, point)))
  const variance = Math.max(
    ...inputs.map((point) => {
      const square = point.reduce((sum, component) => sum + component * component, 0)
      return sigmaB ** 2 + (sigmaW ** 2 * square) / point.length
    })
  )
  const known = tables.get(activation.value) ?? new Map<string, ActivationTable>()
  tables.set(activation.value, known)
  const key = JSON.stringify([activation.kinks, largest, variance])
  const made =
    known.get(key) ??
    activationTable(
      source,
      'network',
      {
        value: (z) => activation.value(z, variance),
        kinks: activation.kinks,
        specification: parameters.network
      },
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
