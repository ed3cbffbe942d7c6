import type { Point, SingleLayer } from '../networks/networkParameters.js'
import { preactivationVector } from '../networks/preactivationVector.js'

/** The output at one point in units of its own, so that no square of a large or small sigma leaves the range of numbers. */
export interface RescaledNetwork {
  /** Of f; 0 where f is always 0. */
  readonly unit: number
  /** Standard deviation of sqrt(N) W1 times the unit of g. */
  readonly weight: number
  /** That of b1. */
  readonly bias: number
  readonly feature: SquaredFeature
}

/** g(z)^2 in units of its own as a function of u = z/sqrt(Var z), which is standard normal. */
export interface SquaredFeature {
  readonly square: (u: number) => number
  readonly kinks: readonly number[]
  readonly bounded: boolean
  /** Standard deviation of z: g bends where |u| is about 1/spread. */
  readonly spread: number
}

/** Where the size of g is looked for, in standard deviations of z: a bump around 0 may be narrow. */
const trials = [
  0,
  ...Array.from({ length: 24 }, (_, k) => 2 ** (1 - 2 * k)).flatMap((u) => [u, -u]),
  1,
  -1
]

/** Beyond this variance the phase of a feature whose square has period pi is uniform to exp(-2 * 20), below rounding. */
const uniformPhase = 20

export function rescaledNetwork(
  { activation, readout, hidden }: SingleLayer,
  point: Point
): RescaledNetwork {
  const deviation = Math.hypot(...preactivationVector(hidden, point))
  const places = trials.map((u) => activation.value(deviation * u, deviation ** 2))
  const size = places.reduce((most, g) => Math.max(most, Math.abs(g)), 0)
  const unit = Math.max(readout.sigmaB, readout.sigmaW * size)
  // Of a phase that has many turns it does not matter how many.
  const spread = activation.periodic ? Math.min(deviation, Math.sqrt(uniformPhase)) : deviation
  return {
    unit,
    weight: (readout.sigmaW * size) / unit,
    bias: readout.sigmaB / unit,
    feature: {
      square: (u) => (activation.value(spread * u, deviation ** 2) / (size || 1)) ** 2,
      kinks: spread === 0 ? [] : activation.kinks.map((z) => z / spread),
      bounded: activation.growth <= 0,
      spread
    }
  }
}

/** Beyond this many standard deviations of z a tail that does not fall has no integral: the exponent loses its digits. */
const farthest = 1e6

/** How far below its top the exponent of an integrand is negligible. */
const negligible = 50

/**
 * Panels of what does not vanish, with ends at kinks, that shrink towards where a steep feature bends and grow outside of ten
 * standard deviations; undefined where none ends. `count` of them lie in between, an even number. A bounded feature
 * always has an integral, if perhaps one that an exponent in doubles does not see the end of.
 */
export function integrationBreaks(
  exponent: (u: number) => number,
  { kinks, bounded, spread }: SquaredFeature,
  count = 64
): readonly number[] | undefined {
  const breaks = Array.from({ length: count + 1 }, (_, i) => 10 * ((2 * i) / count - 1))
  for (let u = 5 / count; u * spread > 0.25; u /= 4) breaks.push(u, -u)
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

/**
 * Of an exponent, smooth inside each panel, what counts as its top: the largest value that even points and a search between
 * their neighbours find. Where it has more digits than a double, all that is as large as it can tell counts the same.
 */
export function weightLevel(exponent: (u: number) => number, breaks: readonly number[]): number {
  const top = largest(exponent, breaks)
  return top - 8 * Number.EPSILON * Math.abs(top)
}

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
