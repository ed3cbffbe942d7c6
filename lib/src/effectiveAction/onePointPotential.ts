import { requireNormal, uniformPhase } from '../correlators/neuronTransform.js'
import {
  requirePoints,
  requireSingleLayer,
  type NetworkParameters,
  type Point,
  type SingleLayer
} from '../networks/networkParameters.js'
import { preactivationVector } from '../networks/preactivationVector.js'
import { adaptiveQuadrature } from '../numerics/adaptiveQuadrature.js'
import { bracketedRoot } from '../numerics/bracketedRoot.js'
import { ParameterError, requireFiniteList, requireInteger } from '../numerics/parameterError.js'

/**
 * The effective potential U(phi) = sup_j (j phi - log E[exp(j f)]) of one output at one point, exactly and without
 * truncation, where the local potential approximation is exact: given the hidden layer f is normal, so
 * log E[exp(j f)] = sigmaB^2 j^2/2 + N log E[exp(s g^2)], s = sigmaW^2 j^2/2N. Convex and bounded from below, whatever its
 * Taylor coefficients (those of `onePointVertices` at regulator 0) are. It grows like phi^2 where g is bounded, and like
 * |phi| where g grows like |z|; where g grows faster E[exp(j f)] exists for no j, and no potential does.
 *
 * @returns U at every value of `fields`, to about ten digits
 * @example onePointPotential({ network: 'erf', sigmaW: 1, sigmaB: 0.5 }, [0.6], 10, [0, 1])
 * @throws ParameterError for networks of more than one hidden layer, weights that are not normal, activations that grow
 *   faster than |z|, and arguments outside of their domain
 */
export function onePointPotential(
  parameters: NetworkParameters,
  point: Point,
  width: number,
  fields: readonly number[]
): Float64Array {
  const source = 'onePointPotential'
  const network = requireSingleLayer(source, parameters)
  requireInteger(source, 'width', width, 1)
  requirePoints(source, [point])
  requireFiniteList(source, 'fields', fields, 'a list of fields', { least: 0 })
  requireNormal(source, network)
  if (network.activation.growth > 1) {
    const rule = 'that grows no faster than |z|, or E[exp(j f)] exists for no j'
    throw new ParameterError(source, 'network', `one ${rule}`, network.activation.name)
  }
  const { unit, weight, bias, neuron } = rescaledNetwork(network, point)
  if (unit === 0) throw new ParameterError(source, 'point', 'such that f is not always 0', point)
  const variance = bias ** 2 + weight ** 2 * neuron(0).mean
  return Float64Array.from(fields, (phi, i) => {
    const field = Math.abs(phi) / unit
    if (field === 0) return 0
    const tilted = (j: number) => neuron((weight * j) ** 2 / (2 * width))
    const mean = (j: number) => {
      const value = j * (bias ** 2 + weight ** 2 * tilted(j).mean)
      if (!Number.isNaN(value)) return value
      const rule = 'so small that quadrature resolves the weight exp(s g^2) of a neuron'
      throw new ParameterError(source, `fields[${i}]`, rule, phi)
    }
    // The mean of g^2 rises with j, so j is at most that of a free field.
    const most = field / variance
    if (!Number.isFinite(most * Math.max(most, field))) {
      throw new ParameterError(source, `fields[${i}]`, 'so small that U is a number', phi)
    }
    const j = bracketedRoot((x) => Math.min(mean(x), Number.MAX_VALUE) - field, 0, 2 * most)
    return j * field - (bias * j) ** 2 / 2 - width * tilted(j).logarithm
  })
}

/** The readout and g^2 in units of their own, so that no square of a large or small sigma leaves the range of numbers. */
function rescaledNetwork({ activation, readout, hidden, ...network }: SingleLayer, point: Point) {
  const spread = Math.hypot(...preactivationVector(hidden, point))
  const places = [-2, -1, -0.5, 0.5, 1, 2].map((u) => activation.value(spread * u, spread ** 2))
  const size = places.reduce((most, g) => Math.max(most, Math.abs(g)), 0)
  const unit = Math.max(readout.sigmaB, readout.sigmaW * size)
  return {
    unit,
    weight: (readout.sigmaW * size) / unit,
    bias: readout.sigmaB / unit,
    neuron: squareTilted({ activation, readout, hidden, ...network }, spread, size || 1)
  }
}

/** Beyond this many standard deviations of z a tail that does not fall has no integral: the exponent loses its digits. */
const farthest = 1e6

/** How far below its top the exponent of an integrand is negligible. */
const negligible = 50

/**
 * log E[exp(s g^2)], s >= 0, and the mean of g^2 with this weight, in units of `size`; both infinite where the integral does
 * not exist. A small logarithm keeps its relative digits.
 */
function squareTilted({ activation }: SingleLayer, deviation: number, size: number) {
  // Of a phase that has many turns it does not matter how many.
  const spread = activation.periodic ? Math.min(deviation, Math.sqrt(uniformPhase)) : deviation
  const square = (u: number) => (activation.value(spread * u, deviation ** 2) / size) ** 2
  const kinks = activation.kinks.map((z) => z / spread)
  return (s: number): { readonly logarithm: number; readonly mean: number } => {
    const exponent = (u: number) => s * square(u) - (u * u) / 2
    const breaks = integrationBreaks(exponent, kinks, activation.growth <= 0)
    if (!breaks) return { logarithm: Infinity, mean: Infinity }
    const top = largest(exponent, breaks)
    // Where the exponent has more digits than a double, all that is as large as it can tell counts the same.
    const level = top - 8 * Number.EPSILON * Math.abs(top)
    const weight = (u: number) => Math.exp(Math.min(exponent(u) - level, 1))
    const options = { relativeTolerance: 1e-12 }
    const total = adaptiveQuadrature(weight, breaks, options).value
    const first = adaptiveQuadrature((u) => square(u) * weight(u), breaks, options).value
    if (breaks.some((u) => s * square(u) > 1)) {
      return { logarithm: level + Math.log(total / Math.sqrt(2 * Math.PI)), mean: first / total }
    }
    const excess = (u: number) => Math.expm1(s * square(u)) * Math.exp((-u * u) / 2)
    const above = adaptiveQuadrature(excess, breaks, options).value
    return { logarithm: Math.log1p(above / Math.sqrt(2 * Math.PI)), mean: first / total }
  }
}

/** Panels of what does not vanish, with ends at kinks, that grow outside of ten standard deviations; undefined where none ends.
 * A bounded feature always has an integral, if perhaps one that an exponent in doubles does not see the end of. */
function integrationBreaks(
  exponent: (u: number) => number,
  kinks: readonly number[],
  bounded: boolean
): readonly number[] | undefined {
  const breaks = Array.from({ length: 65 }, (_, i) => 10 * (i / 32 - 1))
  let top = breaks.reduce((most, u) => Math.max(most, exponent(u)), -Infinity)
  for (let reach = 10; ; reach *= 1.25) {
    const ends = Math.max(exponent(reach), exponent(-reach))
    if (ends < top - negligible || (bounded && reach > farthest)) {
      const inside = kinks.filter((u) => Math.abs(u) < reach)
      return [...new Set([...breaks, ...inside])].sort((a, b) => a - b)
    }
    if (reach > farthest) return undefined
    top = Math.max(top, ends)
    breaks.push(1.25 * reach, -1.25 * reach)
  }
}

/** The largest value of f, smooth inside each panel: the best of even points, and of a search between its neighbours. */
function largest(f: (u: number) => number, breaks: readonly number[]): number {
  let best = { at: 0, step: 0, value: -Infinity }
  for (let i = 1; i < breaks.length; i++) {
    const step = (breaks[i] - breaks[i - 1]) / 8
    for (let k = 0.5; k < 8; k++) {
      const at = breaks[i - 1] + k * step
      const value = f(at)
      if (value > best.value) best = { at, step, value }
    }
  }
  let most = best.value
  for (let { at, step } = best; step > 1e-9 * best.step; step *= 0.6) {
    for (const next of [at - 0.6 * step, at + 0.6 * step]) {
      const value = f(next)
      if (value > most) [at, most] = [next, value]
    }
  }
  return most
}
