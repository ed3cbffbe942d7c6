import {
  preactivationVariance,
  requireNormal,
  uniformPhase
} from '../correlators/neuronTransform.js'
import {
  requirePoints,
  requireSingleLayer,
  type NetworkParameters,
  type Point,
  type SingleLayer
} from '../networks/networkParameters.js'
import { bracketedRoot } from '../numerics/bracketedRoot.js'
import { unitRoundoff } from '../numerics/estimate.js'
import { gaussLegendre } from '../numerics/gaussLegendre.js'
import { ParameterError, requireFiniteList, requireInteger } from '../numerics/parameterError.js'

/** The microscopic action of one output at one point. */
export interface OnePointDensity {
  /** Values of f. */
  readonly fields: Float64Array
  /** S(f) = -log p(f), normalised. */
  readonly action: Float64Array
  readonly gradient: Float64Array
  readonly hessian: Float64Array
  /** Estimated absolute errors. */
  readonly errors: { readonly action: Float64Array; readonly hessian: Float64Array }
}

/**
 * The microscopic action S(f) = -log p(f) of one output at one point with its first two derivatives, at any f and any N, exactly: what
 * `microscopicAction` measures. p is the inverse Fourier transform of E[exp(s f)] = exp(sigmaB^2 s^2/2) E[exp(sigmaW^2 s^2 g^2/2N)]^N,
 * s = t + i j, by the trapezoidal rule in j on the line through the saddle point t, where E[f] with the weight exp(t f) is f: far in the tail S
 * keeps its relative digits. Where g grows faster than |z| there is no tilt, t = 0, and errors grow with exp(S).
 *
 * @example onePointDensity({ network: 'erf', sigmaW: 1, sigmaB: 0.5 }, [0.6], 10, [0, 1, 5]).action
 * @throws ParameterError for networks of more than one hidden layer, weights that are not normal, and arguments outside of their
 *   domain; RangeError if p is not smooth, as for a network that may be silent
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
  const generator = momentGenerator(network, point, width)
  const places = fields.map((f) =>
    densityAt(generator, Math.abs(f), network.activation.growth <= 1)
  )
  const column = (key: keyof Place) => Float64Array.from(places, (place) => place[key])
  return {
    fields: Float64Array.from(fields),
    action: column('action'),
    gradient: Float64Array.from(places, ({ gradient }, i) => Math.sign(fields[i]) * gradient),
    hessian: column('hessian'),
    errors: { action: column('actionError'), hessian: column('hessianError') }
  }
}

interface Place {
  readonly action: number
  readonly gradient: number
  readonly hessian: number
  readonly actionError: number
  readonly hessianError: number
}

/** E[exp(s f)] with s = t + i j. */
interface MomentGenerator {
  /** Mean and variance of f with the weight exp(t f); infinite where that has no integral. */
  readonly weighted: (t: number) => { readonly mean: number; readonly variance: number }
  /** j -> logarithm of the modulus, and phase. */
  readonly along: (t: number) => (j: number) => readonly [number, number]
}

function momentGenerator(network: SingleLayer, point: Point, width: number): MomentGenerator {
  const { sigmaW, sigmaB } = network.readout
  const neuron = neuronRules(network, point)
  const strength = sigmaW ** 2 / (2 * width)
  return {
    weighted: (t) => {
      const rule = neuron(strength * t * t)
      if (!rule) return { mean: Infinity, variance: Infinity }
      const [mean, second] = rule.moments
      const local = sigmaB ** 2 + sigmaW ** 2 * mean
      const bend = ((sigmaW ** 4 * t * t) / width) * (second - mean * mean)
      return { mean: t * local, variance: local + bend }
    },
    along: (t) => {
      const { weights, squares, logarithm } = neuron(strength * t * t)!
      return (j) => {
        let [real, imaginary] = [0, 0]
        for (let q = 0; q < weights.length; q++) {
          const size = weights[q] * Math.exp(-strength * j * j * squares[q])
          const phase = 2 * strength * t * j * squares[q]
          real += size * Math.cos(phase)
          imaginary += size * Math.sin(phase)
        }
        const modulus = logarithm + Math.log(Math.hypot(real, imaginary))
        return [
          (sigmaB ** 2 * (t * t - j * j)) / 2 + width * modulus,
          sigmaB ** 2 * t * j + width * Math.atan2(imaginary, real)
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
}

const panelRule = gaussLegendre(16)

/** Beyond this many standard deviations of z a tail that does not fall has no integral. */
const farthest = 200

/** The rule for c >= 0, with panels that are halved until the moments stand still; undefined where there is no integral. */
function neuronRules({ activation, ...network }: SingleLayer, point: Point) {
  const variance = preactivationVariance({ activation, ...network }, point)
  if (variance === 0 && activation.value(0, 0) === 0) {
    throw new ParameterError('onePointDensity', 'point', 'such that f is not always 0', point)
  }
  const spread = Math.sqrt(activation.periodic ? Math.min(variance, uniformPhase) : variance)
  const square = (u: number) => activation.value(spread * u, variance) ** 2
  const kinks = spread === 0 ? [] : activation.kinks.map((z) => z / spread)
  const known = new Map<string, NeuronNodes>()
  const nodesOn = (reach: number, panels: number) => {
    const name = `${reach}/${panels}`
    const nodes = known.get(name) ?? neuronNodes(square, kinks, reach, panels)
    known.set(name, nodes)
    return nodes
  }
  return (c: number): NeuronRule | undefined => {
    const exponent = (u: number) => c * square(u) - (u * u) / 2
    let reach = 10
    while (Math.max(exponent(reach), exponent(-reach)) > -50) {
      reach *= 1.25
      if (reach > farthest) return undefined
    }
    let rule = tiltedRule(nodesOn(reach, 16), c)
    for (let panels = 32; panels <= 1024; panels *= 2) {
      const before = rule.moments
      rule = tiltedRule(nodesOn(reach, panels), c)
      const moved = rule.moments.some((m, i) => Math.abs(m - before[i]) > 1e-14 * Math.abs(m))
      if (!moved) break
    }
    return rule
  }
}

/** Nodes u on |u| < reach, their weights in du, and g^2. */
interface NeuronNodes {
  readonly u: Float64Array
  readonly lengths: Float64Array
  readonly squares: Float64Array
}

function neuronNodes(
  square: (u: number) => number,
  kinks: readonly number[],
  reach: number,
  panels: number
): NeuronNodes {
  const even = Array.from({ length: panels + 1 }, (_, i) => reach * ((2 * i) / panels - 1))
  const inside = kinks.filter((u) => Math.abs(u) < reach)
  const breaks = [...new Set([...even, ...inside])].sort((a, b) => a - b)
  const intervals = breaks.slice(1).map((to, i) => ({ from: breaks[i], length: to - breaks[i] }))
  const { nodes, weights } = panelRule
  const u = Float64Array.from(
    intervals.flatMap(({ from, length }) => Array.from(nodes, (node) => from + node * length))
  )
  const lengths = intervals.flatMap(({ length }) =>
    Array.from(weights, (weight) => weight * length)
  )
  return { u, lengths: Float64Array.from(lengths), squares: u.map(square) }
}

function tiltedRule({ u, lengths, squares }: NeuronNodes, c: number): NeuronRule {
  const exponents = u.map((at, q) => c * squares[q] - (at * at) / 2)
  const top = exponents.reduce((most, value) => Math.max(most, value), -Infinity)
  const weights = exponents.map((value, q) => lengths[q] * Math.exp(value - top))
  const total = weights.reduce((sum, value) => sum + value, 0)
  let [first, second] = [0, 0]
  weights.forEach((weight, q) => {
    weights[q] = weight / total
    first += weights[q] * squares[q]
    second += weights[q] * squares[q] ** 2
  })
  const logarithm = top + Math.log(total / Math.sqrt(2 * Math.PI))
  return { weights, squares, logarithm, moments: [first, second] }
}

function densityAt({ weighted, along }: MomentGenerator, field: number, tilts: boolean): Place {
  // The mean of g^2 rises with t, so t is at most that of a free field.
  const saddle =
    tilts && field > 0
      ? bracketedRoot((t) => weighted(t).mean - field, 0, field / weighted(0).variance)
      : 0
  const generator = along(saddle)
  const [top] = generator(0)
  const { variance } = weighted(saddle)
  const fine = lineSums(generator, field, top, Math.PI / (24 * Math.sqrt(variance)))
  const result = ({ step, sums: [zeroth, first, second] }: LineSums) => ({
    action: saddle * field - top - Math.log((step * zeroth) / (2 * Math.PI)),
    gradient: saddle + first / zeroth,
    hessian: (first / zeroth) ** 2 - second / zeroth
  })
  const [value, coarse] = [result(fine), result(fine.everySecond)]
  const rounding = 8 * unitRoundoff * (1 + Math.abs(top) + Math.abs(saddle * field))
  const noise = rounding * (fine.absolute[0] / fine.sums[0])
  return {
    ...value,
    actionError: Math.abs(value.action - coarse.action) + noise,
    hessianError:
      Math.abs(value.hessian - coarse.hessian) + rounding * (fine.absolute[1] / fine.sums[0])
  }
}

interface LineSums {
  readonly step: number
  /** Sums of 1, i j and (i j)^2 with the weight E[exp(s f)] exp(-s field), over all j on the grid. */
  readonly sums: readonly [number, number, number]
}

/** By the trapezoidal rule, which aliases p at a distance of 2 pi/step: with that step and with twice it. */
function lineSums(
  generator: (j: number) => readonly [number, number],
  field: number,
  top: number,
  step: number
) {
  const sums = [
    [0, 0, 0],
    [0, 0, 0]
  ]
  const absolute = [0, 0]
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
      sums[0][power] += term
      if (n % 2 === 0) sums[1][power] += term
    })
    absolute[0] += size
    absolute[1] += j * j * size
    if (size * (1 + j * j) < 1e-18 * (sums[0][0] + absolute[1])) break
    if (n > mostNodes) {
      throw new RangeError(
        'onePointDensity: the density of f is not smooth; take sigmaB > 0 or a larger width'
      )
    }
  }
  return {
    step,
    sums: sums[0] as unknown as LineSums['sums'],
    everySecond: { step: 2 * step, sums: sums[1] as unknown as LineSums['sums'] },
    absolute
  }
}

/** A density that needs more of the line has a kink or a pole. */
const mostNodes = 20000
