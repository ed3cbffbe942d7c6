import { ParameterError, requireFinite, requirePositive } from '../numerics/parameterError.js'
import { type Ensemble, networkNames, networkRule } from './ensemble.js'

/**
 * What determines the distribution of one hidden neuron: the architecture, sigmaW > 0 and
 * sigmaB >= 0. Every `Ensemble` is one.
 */
export type NetworkParameters = Pick<Ensemble, 'network' | 'sigmaW' | 'sigmaB'>

/** A point x of data space, shape [dIn]. */
export type Point = readonly number[]

/** Refuses parameters outside their domain, naming them. */
export function requireNetworkParameters(source: string, parameters: NetworkParameters): void {
  if (typeof parameters !== 'object' || parameters === null) {
    throw new ParameterError(source, 'parameters', 'an object', parameters)
  }
  const { network, sigmaW, sigmaB } = parameters
  if (!networkNames.includes(network)) {
    throw new ParameterError(source, 'network', networkRule, network)
  }
  requirePositive(source, 'sigmaW', sigmaW)
  requireFinite(source, 'sigmaB', sigmaB, 0)
}

/** Refuses anything but a list of at least `minimum` points of one dimension >= 1. */
export function requirePoints(source: string, points: readonly Point[], minimum = 1): void {
  if (!Array.isArray(points) || points.length < minimum) {
    const rule = minimum === 1 ? 'a list of at least one point' : `a list of >= ${minimum} points`
    throw new ParameterError(source, 'points', rule, points)
  }
  points.forEach((point: unknown, i) => {
    if (!Array.isArray(point) || point.length === 0) {
      throw new ParameterError(source, `points[${i}]`, 'a list of at least one number', point)
    }
    const dimension = points[0].length
    if (point.length !== dimension) {
      const rule = `of the dimension of the first point, ${dimension}`
      throw new ParameterError(source, `points[${i}]`, rule, point)
    }
    point.forEach((value, k) => {
      // Inner loops come here: a name is made for a wrong value alone.
      if (!Number.isFinite(value)) requireFinite(source, `points[${i}][${k}]`, value)
    })
  })
}
