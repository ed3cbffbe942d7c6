import { networkSizes } from '../networks/networkSizes.js'
import { refusedUnder } from '../numerics/refusedUnder.js'
import { roughDensity } from './roughDensity.js'
import { requireNormal } from '../correlators/neuronTransform.js'
import {
  requirePoints,
  requireSingleLayer,
  type NetworkParameters,
  type Point
} from '../networks/networkParameters.js'
import { bracketedRoot } from '../numerics/bracketedRoot.js'
import { unitRoundoff } from '../numerics/estimate.js'
import { gaussLegendre } from '../numerics/gaussLegendre.js'
import { ParameterError, requireFiniteList, requireInteger } from '../numerics/parameterError.js'
import {
  integrationBreaks,
  rescaledNetwork,
  weightLevel,
  type RescaledNetwork,
  type SquaredFeature
} from './rescaledNetwork.js'

/** The microscopic action of one output at one point. */
export interface OnePointDensity {
  /** Values of f. */
  readonly fields: Float64Array
  /** S(f) = -log p(f), normalised. */
  readonly action: Float64Array
  /** S'(f), at the same fields. */
  readonly gradient: Float64Array
  /** S''(f), at the same fields. */
  readonly hessian: Float64Array
  /** Estimated absolute errors. */
  readonly errors: {
    /** Of S(f). */
    readonly action: Float64Array
    /** Of S'(f). */
    readonly gradient: Float64Array
    /** Of S''(f). */
    readonly hessian: Float64Array
  }
}

/**
 * The microscopic action S(f) = -log p(f) of one output at one point with its first two derivatives, at any f and any N, exactly: what
 * `microscopicAction` measures. p is the inverse Fourier transform of E[exp(s f)] = exp(sigmaB^2 s^2/2) E[exp(sigmaW^2 s^2 g^2/2N)]^N,
 * s = t + i j, by the trapezoidal rule in j on the line through the saddle point t, where E[f] with the weight exp(t f) is f: far in the tail S
 * keeps its relative digits. Where g grows faster than |z| there is no tilt, t = 0, and errors grow with exp(S).
 *
 * @example onePointDensity({ network: 'erf', sigmaW: 1, sigmaB: 0.5 }, [0.6], 10, [0, 1, 5]).action
 * @throws ParameterError for networks of more than one hidden layer, weights that are not normal, and arguments outside of their
 *   domain, and if p is not smooth, as for a network that may be silent
 */
export function onePointDensity(
  parameters: NetworkParameters,
  point: Point,
  width: number,
  fields: readonly number[]
): OnePointDensity {
  const source = 'onePointDensity'
  const network = requireSingleLayer(source, parameters)
  requirePoints(source, [point])
  requireInteger(source, 'width', width, 1)
  requireFiniteList(source, 'fields', fields, 'a list of fields', { least: 0 })
  requireNormal(source, network)
  const scaled = rescaledNetwork(network, point)
  const { unit } = scaled
  if (unit === 0) throw new ParameterError(source, 'point', 'such that f is not always 0', point)
  const generator = momentGenerator(scaled, width)
  const what = 'the density of f is not smooth, or its tail is much wider than its core'
  const tooRough = () => roughDensity(source, network.readout.sigmaB, width, what)
  const places = fields.map((f, i) => {
    const tilts = network.activation.growth <= 1
    const place = refusedUnder(
      source,
      () => densityAt(generator, Math.abs(f) / unit, tilts, tooRough),
      () => networkSizes(parameters, { point, fields })
    )
    if (place) return place
    const rule = 'so close to 0 that the density of f is told from rounding'
    throw new ParameterError(source, `fields[${i}]`, rule, f)
  })
  const column = (key: keyof Place, units: number) =>
    Float64Array.from(places, (place) => place[key] * unit ** -units)
  return {
    fields: Float64Array.from(fields),
    action: column('action', 0).map((action) => action + Math.log(unit)),
    gradient: column('gradient', 1).map((slope, i) => Math.sign(fields[i]) * slope),
    hessian: column('hessian', 2),
    errors: {
      action: column('actionError', 0),
      gradient: column('gradientError', 1),
      hessian: column('hessianError', 2)
    }
  }
}

interface Place {
  readonly action: number
  readonly gradient: number
  readonly hessian: number
  readonly actionError: number
  readonly gradientError: number
  readonly hessianError: number
}

/** E[exp(s f)] with s = t + i j. */
interface MomentGenerator {
  /** Mean and variance of f with the weight exp(t f); infinite where that has no integral. */
  readonly weighted: (t: number) => { readonly mean: number; readonly variance: number }
  /** j -> logarithm of the modulus, and phase; `typical` is how far j goes at least. */
  readonly along: (t: number, typical: number) => (j: number) => readonly [number, number]
  /** Of the logarithm: relative to what neurons and the bias add to it. */
  readonly rounding: number
}

function momentGenerator(
  { weight, bias, feature }: RescaledNetwork,
  width: number
): MomentGenerator {
  const strength = weight ** 2 / (2 * width)
  const rule = neuronRules(feature)
  return {
    rounding: 16 * unitRoundoff * (weight === 0 ? 1 : width),
    weighted: (t) => {
      const neuron = rule(strength * t * t)
      if (!neuron) return { mean: Infinity, variance: Infinity }
      const [mean, second] = neuron.moments
      const local = bias ** 2 + weight ** 2 * mean
      const bend = ((weight ** 4 * t * t) / width) * (second - mean * mean)
      return { mean: t * local, variance: local + bend }
    },
    along: (t, typical) => {
      let reached = typical
      const refined = (start?: NeuronRule) =>
        rule(strength * t * t, [-strength * reached ** 2, 2 * strength * t * reached], start)!
      let neuron = refined()
      return (j) => {
        if (j > reached) {
          reached *= 2
          neuron = refined(neuron)
        }
        const { weights, squares, logarithm } = neuron
        let [real, imaginary] = [0, 0]
        for (let q = 0; q < weights.length; q++) {
          const size = weights[q] * Math.exp(-strength * j * j * squares[q])
          const phase = 2 * strength * t * j * squares[q]
          real += size * Math.cos(phase)
          imaginary += size * Math.sin(phase)
        }
        const modulus = logarithm + Math.log(Math.hypot(real, imaginary))
        return [
          (bias ** 2 * (t * t - j * j)) / 2 + width * modulus,
          bias ** 2 * t * j + width * Math.atan2(imaginary, real)
        ]
      }
    }
  }
}

/** Averages over one neuron with the weight exp(c g^2): a sum over nodes. */
interface NeuronRule {
  /** Of sum 1. */
  readonly weights: Float64Array
  /** g^2 at the nodes. */
  readonly squares: Float64Array
  /** log E[exp(c g^2)]. */
  readonly logarithm: number
  /** Means of g^2 and g^4. */
  readonly moments: readonly [number, number]
  /** Ends of its panels, from which a finer one may start. */
  readonly breaks: readonly number[]
}

/** Nodes of one panel, and what they make of the integrals that have to be right. */
interface Panel {
  readonly from: number
  readonly to: number
  readonly weights: Float64Array
  readonly squares: Float64Array
  /** Of 1, g^2, g^4, and exp of g^2 times the complex rate, with the weight. */
  readonly integrals: readonly number[]
  /** What rounding of exponents and phases makes of the integrals, at most. */
  readonly rounding: readonly number[]
}

const panelRule = gaussLegendre(16)

/** Relative to the whole integral: what halves may change, and what is left out. */
const panelTolerance = 1e-15

const basePanels = 16

/** Panels are halved no further than this many times. */
const mostHalvings = 40

/**
 * The rule for c >= 0, with panels that are halved until the moments stand still, and with them the mean of
 * exp((a + i b) g^2); undefined where there is no integral. That exponential may have a peak that no node of wide panels
 * meets: one for a faster rate starts from that of a slower one.
 */
function neuronRules(feature: SquaredFeature) {
  const { square } = feature
  /** u and g^2 at the nodes of panels in use, which no weight changes. */
  const known = new Map<string, readonly [Float64Array, Float64Array]>()
  const nodesOn = (from: number, to: number) => {
    const name = `${from}/${to}`
    const kept = known.get(name)
    if (kept) return kept
    const u = panelRule.nodes.map((node) => from + node * (to - from))
    const nodes = [u, u.map(square)] as const
    known.set(name, nodes)
    return nodes
  }
  return (
    c: number,
    [a, b]: readonly [number, number] = [0, 0],
    start?: NeuronRule
  ): NeuronRule | undefined => {
    const exponent = (g2: number, u: number) => c * g2 - (u * u) / 2
    const breaks =
      start?.breaks ?? integrationBreaks((u) => exponent(square(u), u), feature, basePanels)
    if (!breaks) return undefined
    const level = weightLevel((u) => exponent(square(u), u), breaks)
    const panel = (from: number, to: number): Panel => {
      const [u, squares] = nodesOn(from, to)
      const weights = squares.map(
        (g2, q) =>
          panelRule.weights[q] * (to - from) * Math.exp(Math.min(exponent(g2, u[q]) - level, 1))
      )
      const [integrals, rounding] = [
        [0, 0, 0, 0, 0],
        [0, 0, 0, 0, 0]
      ]
      weights.forEach((weight, q) => {
        const g2 = squares[q]
        if (weight === 0) return
        const turned = weight * Math.exp(a * g2)
        const sizes = [weight, weight * g2, weight * g2 * g2, turned, turned]
        const turns = [1, 1, 1, Math.cos(b * g2), Math.sin(b * g2)]
        const digits = 4 * unitRoundoff * ((c + Math.abs(b)) * g2 + (u[q] * u[q]) / 2)
        sizes.forEach((size, i) => {
          integrals[i] += size * turns[i]
          rounding[i] += size * digits
        })
      })
      return { from, to, weights, squares, integrals, rounding }
    }
    const whole = breaks.slice(1).map((to, i) => panel(breaks[i], to))
    const [total, first, second] = [0, 1, 2].map((i) =>
      whole.reduce((sum, { integrals }) => sum + integrals[i], 0)
    )
    const sizes = [total, first, second, total, total]
    const kept: Panel[] = []
    const settle = (coarse: Panel, halvings: number): void => {
      const middle = (coarse.from + coarse.to) / 2
      const halves = [panel(coarse.from, middle), panel(middle, coarse.to)]
      const moved = coarse.integrals.some((value, i) => {
        const change = halves[0].integrals[i] + halves[1].integrals[i] - value
        // Of exponents that have lost their digits halves never stand still.
        return Math.abs(change) > Math.max(panelTolerance * sizes[i], coarse.rounding[i])
      })
      if (!moved) kept.push(coarse)
      else if (halvings === mostHalvings) kept.push(...halves)
      else for (const half of halves) settle(half, halvings + 1)
    }
    for (const coarse of whole) settle(coarse, 0)
    return normalised(kept, level)
  }
}

function normalised(panels: readonly Panel[], level: number): NeuronRule {
  const sum = (i: number) => panels.reduce((value, { integrals }) => value + integrals[i], 0)
  const [total, first, second] = [sum(0), sum(1), sum(2)]
  const counted = panels.filter(({ integrals }) => integrals[0] > 1e-20 * total)
  const joined = (key: 'weights' | 'squares') =>
    Float64Array.from(counted.flatMap((panel) => Array.from(panel[key])))
  return {
    weights: joined('weights').map((weight) => weight / total),
    squares: joined('squares'),
    logarithm: level + Math.log(total / Math.sqrt(2 * Math.PI)),
    moments: [first / total, second / total],
    breaks: [panels[0].from, ...panels.map(({ to }) => to)]
  }
}

/** Undefined where the density is lost in rounding. */
function densityAt(
  { weighted, along, rounding }: MomentGenerator,
  field: number,
  tilts: boolean,
  tooRough: () => Error
): Place | undefined {
  // The mean of g^2 rises with t, so t is at most that of a free field.
  const mean = (t: number) => Math.min(weighted(t).mean, Number.MAX_VALUE)
  const saddle =
    tilts && field > 0
      ? bracketedRoot((t) => mean(t) - field, 0, (1 + 1e-9) * (field / weighted(0).variance))
      : 0
  const { variance } = weighted(saddle)
  const deviation = Math.sqrt(variance)
  const generator = along(saddle, 8 / deviation)
  const [top] = generator(0)
  const step = Math.PI / (24 * deviation)
  const fine = lineSums(generator, field, top, step, tooRough)
  const coarse = lineSums(generator, field, top, coarser * step, tooRough)
  const noise = rounding * (1 + Math.abs(top) + Math.abs(saddle * field))
  const [zeroth] = fine.sums
  // What rounding makes of each sum, relative to the density.
  const [n0, n1, n2] = fine.absolute.map((size) => (noise * size) / zeroth)
  if (!(n0 < 1 && n0 >= 0)) return undefined
  const result = ({ step, sums: [density, first, second] }: LineSums) => ({
    action: saddle * field - top - Math.log((step * density) / (2 * Math.PI)),
    slope: first / density,
    hessian: (first / density) ** 2 - second / density
  })
  const [value, other] = [result(fine), result(coarse)]
  const change = (key: keyof typeof value) => 2 * Math.abs(value[key] - other[key])
  const slope = Math.abs(value.slope)
  const bend = slope * slope + Math.abs(fine.sums[2] / zeroth)
  return {
    action: value.action,
    gradient: saddle + value.slope,
    hessian: value.hessian,
    actionError: change('action') + 2 * n0 + unitRoundoff * Math.abs(value.action),
    gradientError: change('slope') + 2 * (n1 + slope * n0) + 2 * unitRoundoff * saddle,
    hessianError: change('hessian') + 2 * (n2 + bend * n0 + 2 * slope * n1)
  }
}

interface LineSums {
  readonly step: number
  /** Sums of 1, i j and (i j)^2 with the weight E[exp(s f)] exp(-s field), over all j on the grid. */
  readonly sums: readonly [number, number, number]
  readonly absolute: readonly [number, number, number]
}

/**
 * The step that tells the error is wider by this: more than twofold, so that it meets a tail that falls slowly at least twice as
 * often, and no ratio of small integers, so that a bump of a tilted density is not met by both.
 */
const coarser = 2.2

/** By the trapezoidal rule, which aliases p at a distance of 2 pi/step. @throws what is `tooRough` if it takes too many nodes */
function lineSums(
  generator: (j: number) => readonly [number, number],
  field: number,
  top: number,
  step: number,
  tooRough: () => Error
): LineSums {
  const sums: [number, number, number] = [0, 0, 0]
  const absolute: [number, number, number] = [0, 0, 0]
  for (let n = 0; ; n++) {
    const j = n * step
    const [logarithm, phase] = generator(j)
    const size = Math.exp(logarithm - top) * (n === 0 ? 1 : 2)
    const [real, imaginary] = [
      size * Math.cos(phase - j * field),
      size * Math.sin(phase - j * field)
    ]
    const terms = [real, -j * imaginary, -j * j * real]
    terms.forEach((term, power) => {
      sums[power] += term
      absolute[power] += j ** power * size
    })
    // Each sum to its own digits, in whatever units.
    if (absolute.every((whole, power) => j ** power * size < 1e-18 * whole)) break
    if (n > mostNodes) {
      throw tooRough()
    }
  }
  return { step, sums, absolute }
}

/** A density that needs more of the line has a kink or a pole, or is of two scales. */
const mostNodes = 20000
