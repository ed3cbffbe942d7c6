import type { Activation } from '../networks/activations/activation.js'
import type { Point, SingleLayer } from '../networks/networkParameters.js'
import { pairOfPoints } from '../networks/preactivationPair.js'
import { adaptiveQuadrature, type QuadratureOptions } from '../numerics/adaptiveQuadrature.js'
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
  const inside = [...activation.kinks.map((z) => z / spread), ...featureZeros(activation, spread)]
  const density = (u: number) => Math.exp((-u * u) / 2) / Math.sqrt(2 * Math.PI)
  const breaksOf = (power: number) => {
    // Beyond nine standard deviations there is 1e-19 of the probability; powers of exponentials lean out by their slope.
    const reach = 9 + 2 * power * spread
    const breaks = [-reach, 0, reach, ...inside.filter((u) => Math.abs(u) < reach)]
    return breaks.sort((a, b) => a - b)
  }
  const usual = breaksOf(0)
  return (t, power = 0) => {
    const breaks = power === 0 ? usual : breaksOf(power)
    return adaptiveQuadrature(
      (u) => {
        const square = activation.value(spread * u, variance) ** 2
        return density(u) * Math.exp(-t * square) * (power === 0 ? 1 : square ** power)
      },
      breaks,
      accuracy
    ).value
  }
}

/** Variance of the preactivation z. */
export function preactivationVariance({ hidden }: SingleLayer, point: Point): number {
  return pairOfPoints(hidden, point, point).varianceX
}

/** Beyond this variance the phase of a feature whose square has period pi is uniform to exp(-2 * 12). */
export const uniformPhase = 12

/** Zeros of a periodic feature in units of the spread: where exp(-t g^2) is a narrow peak for large t. */
function featureZeros({ periodic }: Activation, spread: number): number[] {
  if (!periodic || spread === 0) return []
  const { zero, period } = periodic
  const reach = Math.ceil((9 * spread + zero) / period)
  return Array.from({ length: 2 * reach + 1 }, (_, k) => (zero + (k - reach) * period) / spread)
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
