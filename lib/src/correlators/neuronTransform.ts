import type { Activation } from '../networks/activations/activation.js'
import type { Point, SingleLayer } from '../networks/networkParameters.js'
import { pairOfPoints } from '../networks/preactivationPair.js'
import { adaptiveQuadrature, type QuadratureOptions } from '../numerics/adaptiveQuadrature.js'
import { bracketedRoot } from '../numerics/bracketedRoot.js'
import { ParameterError } from '../numerics/parameterError.js'

/**
 * The function (t, power) -> E[g(z)^(2 power) exp(-t g(z)^2)] of one neuron at one point: the Laplace transform of g^2 and
 * its derivatives, whose sign is taken away.
 *
 * @throws ParameterError if g(z) = 0 always
 */
export function neuronTransform(
  source: string,
  network: SingleLayer,
  point: Point,
  accuracy: QuadratureOptions
): (t: number, power?: number) => number {
  const { activation } = network
  const variance = preactivationVariance(network, point)
  if (variance === 0 && activation.value(0, 0) === 0) {
    throw new ParameterError(source, 'point', 'such that f is not always 0', point)
  }
  const spread = Math.sqrt(activation.periodic ? Math.min(variance, uniformPhase) : variance)
  const zeros = featureZeros(activation, variance)
  const inside = [...activation.kinks, ...zeros]
  const density = (u: number) => Math.exp((-u * u) / 2) / Math.sqrt(2 * Math.PI)
  const breaksOf = (t: number, power: number) => {
    // Beyond nine standard deviations there is 1e-19 of the probability; powers of exponentials lean out by their slope.
    const reach = 9 + 2 * power * spread
    const apart = activation.periodic ? activation.periodic.period / 2 : reach * spread
    const places = [...inside, ...zeros.flatMap((zero) => aroundPeak(zero, t, apart))]
    const breaks = [0, ...places.map((z) => z / spread).filter((u) => Math.abs(u) < reach)]
    return [-reach, ...breaks.sort((a, b) => a - b), reach]
  }
  return (t, power = 0) => {
    return adaptiveQuadrature(
      (u) => {
        const square = activation.value(spread * u, variance) ** 2
        return density(u) * Math.exp(-t * square) * (power === 0 ? 1 : square ** power)
      },
      breaksOf(t, power),
      accuracy
    ).value
  }
}

/** Variance of the preactivation z. */
export function preactivationVariance({ hidden }: SingleLayer, point: Point): number {
  return pairOfPoints(hidden, point, point).varianceX
}

/** Beyond this variance the phase of a feature whose square has period pi is uniform to exp(-2 * 12). */
const uniformPhase = 12

/** Preactivations on both sides of which a sign change of a feature is looked for. */
const trial = Array.from({ length: 38 }, (_, j) => 0.05 * 1.2 ** j)
const trials = [...trial.map((z) => -z).reverse(), 0, ...trial]

/** Zeros of a feature, as preactivations: where exp(-t g^2) is a narrow peak for large t. */
function featureZeros({ periodic, value }: Activation, variance: number): number[] {
  const g = (z: number) => value(z, variance)
  if (periodic) {
    const { zero, period } = periodic
    const reach = Math.ceil((9 * Math.sqrt(Math.min(variance, uniformPhase)) + zero) / period)
    return Array.from({ length: 2 * reach + 1 }, (_, k) => zero + (k - reach) * period)
  }
  const changes = trials.flatMap((z, i) =>
    i > 0 && g(trials[i - 1]) * g(z) < 0 ? [bracketedRoot(g, trials[i - 1], z)] : []
  )
  return g(0) === 0 ? [...changes, 0] : changes
}

/** Points around a zero of the feature in steps that grow eightfold from the width of the peak of exp(-t g^2). */
function aroundPeak(zero: number, t: number, reach: number): number[] {
  const points: number[] = []
  for (let apart = Math.max(1e-20, 1 / (1 + Math.sqrt(t))); apart < reach; apart *= 8) {
    points.push(zero - apart, zero + apart)
  }
  return points
}

/** The hidden layer's preactivation is normal, and the output given it, only if all weights and biases are. */
export function requireNormal(source: string, { hidden, readout }: SingleLayer): void {
  const kinds = {
    W0: hidden.weights,
    b0: hidden.biases,
    W1: readout.weights,
    b1: readout.biases
  }
  for (const [kind, distribution] of Object.entries(kinds)) {
    if (distribution === 'normal') continue
    const rule = "'normal' for the distribution of the output"
    throw new ParameterError(source, `weights.${kind}`, rule, distribution)
  }
}
