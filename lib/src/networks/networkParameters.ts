import {
  ParameterError,
  requireFinite,
  requireKeys,
  requirePositive,
  requireShort
} from '../numerics/parameterError.js'
import { activationOf, requireActivation } from './activations/activations.js'
import type { Activation } from './activations/activation.js'
import {
  architectureOf,
  ensembleKeys,
  shortForm,
  type AffineMap,
  type Architecture,
  type NetworkParameters
} from './architecture.js'

export type { NetworkParameters } from './architecture.js'

/** A point x of data space, shape [dIn]. */
export type Point = readonly number[]

/** Refuses parameters outside their domain, naming them. */
export function requireNetworkParameters(source: string, parameters: NetworkParameters): void {
  requireKeys(source, 'parameters', parameters, ensembleKeys)
  const { network, sigmaW, sigmaB, depth, outputs, weights, layers, readout } = parameters
  requireActivation(source, network)
  requirePositive(source, 'sigmaW', sigmaW)
  requireFinite(source, 'sigmaB', sigmaB, 0)
  // Inner loops come here with the short form of one layer.
  if (depth === undefined && outputs === undefined && weights === undefined && !layers && !readout)
    return
  architectureOf(source, parameters)
}

/** The parameters alone, in their one canonical form, without what else an object holds. */
export function canonicalNetwork(source: string, parameters: NetworkParameters): NetworkParameters {
  requireNetworkParameters(source, parameters)
  return shortForm(architectureOf(source, parameters))
}

/** A network in full. @throws ParameterError for wrong parameters */
export function requireArchitecture(source: string, parameters: NetworkParameters): Architecture {
  requireNetworkParameters(source, parameters)
  return architectureOf(source, parameters)
}

/** A network with one hidden layer. */
export interface SingleLayer {
  readonly activation: Activation
  /** W0 and b0. */
  readonly hidden: AffineMap
  /** W1 and b1. */
  readonly readout: AffineMap
  readonly outputs: number
}

/** The one hidden layer of a network. @throws ParameterError for a network that has more, and for wrong parameters */
export function requireSingleLayer(source: string, parameters: NetworkParameters): SingleLayer {
  const { layers, readout, outputs } = requireArchitecture(source, parameters)
  if (layers.length > 1) throw new ParameterError(source, 'depth', '1 here', layers.length)
  return { activation: activationOf(layers[0].activation), hidden: layers[0], readout, outputs }
}

/** Refuses networks whose layers differ in their sigmas or that have several, for what is defined by one sigmaW alone. */
export function requireOneSigma(source: string, parameters: NetworkParameters): void {
  requireNetworkParameters(source, parameters)
  const { layers, depth = 1 } = parameters
  if (layers) {
    throw new ParameterError(
      source,
      'layers',
      'absent here: one sigmaW and one sigmaB for all',
      layers
    )
  }
  if (depth > 1) throw new ParameterError(source, 'depth', '1 here', depth)
}

/** Refuses anything but a list of at least `minimum` points of one dimension >= 1. */
export function requirePoints(source: string, points: readonly Point[], minimum = 1): void {
  requirePointList(source, 'points', points, minimum)
}

/** Refuses inputs of an ensemble that are no points. */
export function requireInputs(source: string, inputs: readonly Point[]): void {
  requirePointList(source, 'inputs', inputs, 1)
}

function requirePointList(
  source: string,
  parameter: string,
  points: readonly Point[],
  minimum: number
): void {
  if (!Array.isArray(points) || points.length < minimum) {
    const rule = minimum === 1 ? 'a list of at least one point' : `a list of >= ${minimum} points`
    throw new ParameterError(source, parameter, rule, points)
  }
  requireShort(source, parameter, points.length)
  const dimension = Array.isArray(points[0]) ? points[0].length : 0
  requireShort(source, `${parameter}[0]`, dimension)
  // Loops by index: callbacks skip holes.
  for (let i = 0; i < points.length; i++) {
    const point: unknown = points[i]
    if (!Array.isArray(point) || point.length === 0) {
      throw new ParameterError(source, `${parameter}[${i}]`, 'a list of at least one number', point)
    }
    if (point.length !== dimension) {
      const rule = `of the dimension of the first point, ${dimension}`
      throw new ParameterError(source, `${parameter}[${i}]`, rule, point)
    }
    for (let k = 0; k < dimension; k++) {
      // Inner loops come here: a name is made for a wrong value alone.
      if (!Number.isFinite(point[k])) requireFinite(source, `${parameter}[${i}][${k}]`, point[k])
    }
  }
}
