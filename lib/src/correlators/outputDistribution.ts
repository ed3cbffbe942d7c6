import { refusedUnder } from '../numerics/refusedUnder.js'
import { networkSizes } from '../networks/networkSizes.js'
import { OutOfReach } from '../numerics/outOfReach.js'
import {
  type NetworkParameters,
  type Point,
  requirePoints,
  requireSingleLayer,
  type SingleLayer
} from '../networks/networkParameters.js'
import type { Estimate } from '../numerics/estimate.js'
import { neuronTransform, preactivationVariance, requireNormal } from './neuronTransform.js'
import { gaussLegendre } from '../numerics/gaussLegendre.js'
import { ParameterError, requireFiniteList, requireInteger } from '../numerics/parameterError.js'

/** Accuracy of the probabilities that is aimed at; their errors say what was reached. */
const accuracy = 1e-5

/** Most panels of the integral over k. */
const mostPanels = 20_000

/**
 * Exact distribution of one output at width N: the probabilities P(f(x) <= v) for all `values` v, with
 * bounds on their absolute errors of about 1e-5.
 *
 * The characteristic function of f(x) is that of N independent neurons and a bias,
 * phi(k) = exp(-sigmaB^2 k^2 / 2) E[exp(-sigmaW^2 k^2 g(z)^2 / 2N)]^N, z ~ N(0, c(x, x)), the weight W1
 * having been averaged; and P(f <= v) = 1/2 + (1/pi) int_0^inf dk phi(k) sin(k v) / k. Derived in
 * docs/theory.md, "The distribution of one output". Heavy tails do not matter: they are a small part of the probability.
 *
 * A ReLU-net without bias vanishes at x with probability 2^-N; this jump at v = 0 is kept apart.
 *
 * @example outputDistribution({ network: 'gauss', sigmaW: 1, sigmaB: 1 }, [0], 10, [0])[0].value // 0.5
 * @throws ParameterError for parameters, width, point or values out of their domain, or if f(x) = 0 always;
 *   and if the accuracy needs too many oscillations (values very far out)
 */
export function outputDistribution(
  parameters: NetworkParameters,
  point: Point,
  width: number,
  values: readonly number[]
): Estimate[] {
  const network = requireSingleLayer('outputDistribution', parameters)
  requirePoints('outputDistribution', [point])
  requireInteger('outputDistribution', 'width', width, 1)
  requireFiniteList('outputDistribution', 'values', values, 'a list of at least one value')
  requireNormal('outputDistribution', network)
  const { sigmaW, sigmaB } = network.readout
  const compute = () => {
    const neuron = neuronTransform('outputDistribution', network, point, {
      absoluteTolerance: accuracy / 1000,
      relativeTolerance: 0
    })
    // With a bias even a network of silent neurons has a smooth distribution.
    const silent = sigmaB === 0 ? network.activation.silent ** width : 0
    const characteristic = (k: number): number => {
      const scale = (sigmaW * k) ** 2 / (2 * width)
      return Math.exp(-((sigmaB * k) ** 2) / 2) * neuron(scale) ** width - silent
    }
    const magnitudes = values.map(Math.abs).filter((v) => v > 0)
    const closest = Math.min(...magnitudes)
    const end = integrationEnd(characteristic, 1 / typicalOutput(network, point), closest)
    const farthest = Math.max(...magnitudes, 1 / end)
    const fine = fourierRule(characteristic, end, farthest, 16)
    const coarse = fourierRule(characteristic, end, farthest, 12)
    return values.map((v) => {
      const continuous = fine(v)
      const error = Math.abs(continuous - coarse(v)) + accuracy
      return { value: (v < 0 ? 1 - silent : 1 + silent) / 2 + continuous, error }
    })
  }
  return refusedUnder('outputDistribution', compute, () =>
    networkSizes(parameters, { point, values })
  )
}

/**
 * A scale of f(x) that no tail determines: its standard deviation for a preactivation of one sigma, for a periodic
 * feature its mean square.
 */
function typicalOutput(network: SingleLayer, point: Point): number {
  const { activation, readout } = network
  const c = preactivationVariance(network, point)
  const feature = activation.periodic ? Math.SQRT1_2 : activation.value(Math.sqrt(c), c)
  const typical = Math.hypot(readout.sigmaB, readout.sigmaW * feature)
  if (typical > 0) return typical
  throw new OutOfReach('outputDistribution', 'f is out of the range of doubles', 'farthest')
}

/**
 * Where the integral over k may end: phi(k) / k decreases, so what is left out is at most
 * 2 phi(k) / (pi k |v|).
 */
function integrationEnd(
  characteristic: (k: number) => number,
  scale: number,
  closest: number
): number {
  let end = scale
  for (let doubling = 0; doubling < 60; doubling++) {
    const value = Math.abs(characteristic(end))
    if ((2 * value) / (Math.PI * end * closest) < accuracy / 2 || closest === Infinity) return end
    end *= 1.5
  }
  const rule = 'such that the distribution is smooth enough there'
  throw new ParameterError('outputDistribution', 'values', rule, closest)
}

/** v -> (1/pi) int_0^end dk phi(k) sin(k v) / k by Gauss-Legendre rules, phi evaluated once. */
function fourierRule(
  characteristic: (k: number) => number,
  end: number,
  farthest: number,
  order: number
): (v: number) => number {
  const { nodes, weights } = gaussLegendre(order)
  const breaks = panelBreaks(end, Math.PI / farthest)
  const rule = breaks.slice(1).flatMap((to, i) =>
    Array.from(nodes, (node, j) => {
      const k = breaks[i] + node * (to - breaks[i])
      return { k, weight: (weights[j] * (to - breaks[i]) * characteristic(k)) / (Math.PI * k) }
    })
  )
  return (v) => rule.reduce((sum, { k, weight }) => sum + weight * Math.sin(k * v), 0)
}

/** Panels of at most half an oscillation, and ever smaller towards k = 0, where the tail of f shows. */
function panelBreaks(end: number, longest: number): number[] {
  const count = Math.ceil(end / longest)
  if (count > mostPanels) {
    throw new OutOfReach(
      'outputDistribution',
      `${count} oscillations of the transform, more than ${mostPanels}`,
      'farthest'
    )
  }
  const step = end / count
  const small = Array.from({ length: 24 }, (_, i) => step * 2 ** (i - 24))
  return [0, ...small, ...Array.from({ length: count }, (_, i) => (i + 1) * step)]
}
