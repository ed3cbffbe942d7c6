import { refusedUnder } from '../numerics/refusedUnder.js'
import { networkSizes } from '../networks/networkSizes.js'
import { roughDensity } from './roughDensity.js'
import gamma from '@stdlib/math-base-special-gamma'
import { neuronTransform, requireNormal } from '../correlators/neuronTransform.js'
import {
  requirePoints,
  requireSingleLayer,
  type NetworkParameters,
  type Point
} from '../networks/networkParameters.js'
import { gaussLegendre } from '../numerics/gaussLegendre.js'
import { requireFinite, requireInteger } from '../numerics/parameterError.js'
import { infiniteWidthCovariance } from '../covariances/infiniteWidthCovariance.js'

/** The regulated theory of f at one point, an ordinary integral. */
export interface OnePointVertices {
  /** The regulator R, at one point a number. */
  readonly regulator: number
  /** log E[exp(-R f^2/2)]. */
  readonly logPartition: number
  /** <f^2> with the regulator. */
  readonly propagator: number
  /** Two-point vertex at f = 0. Of several outputs this and the other vertices are those of f_1 alone. */
  readonly gamma2: number
  /** Four-point vertex at f = 0, no 1/4!. */
  readonly gamma4: number
  /** Six-point vertex at f = 0, no 1/6!. */
  readonly gamma6: number
}

/** Moments 0, 1, 2, 3 of a positive variable that depends on S, with unnormalised weights. */
type WeightedMoments = readonly [number, number, number, number]

/**
 * The regulated effective action of f at one point, exactly: f is normal given the hidden layer, of variance
 * S = sigmaB^2 + sigmaW^2/N sum g^2, so Z = E[(1 + R S)^(-outputs/2)] and all that follows is an integral over the
 * Laplace transform E[exp(-t S)] = exp(-t sigmaB^2) E[exp(-t sigmaW^2 g^2/N)]^N of positive terms. Derived in
 * docs/theory.md, "Field theory on points: the passive flow measured". Gamma^(2) and Gamma^(4) are right to ten digits for narrow networks; Gamma^(4) loses a digit and
 * Gamma^(6) two for every factor of ten in N, the size of what cancels in their cumulants.
 *
 * @param regulator R >= 0
 * @example onePointVertices({ network: 'erf', sigmaW: 1, sigmaB: 1 }, [0.4], 10, 0).gamma2 // 1/K
 * @throws ParameterError for networks of more than one hidden layer, weights that are not normal, and arguments outside
 *   of their domain, and if an integral does not exist
 */
export function onePointVertices(
  parameters: NetworkParameters,
  point: Point,
  width: number,
  regulator: number
): OnePointVertices {
  const source = 'onePointVertices'
  requireFinite(source, 'regulator', regulator, 0)
  const { transform, variance, outputs, tooRough } = onePointTheory(
    source,
    parameters,
    width,
    point
  )
  const power = outputs / 2
  return regulator * variance < 0.3
    ? soft(variancesOf(transform, power, regulator, variance, tooRough), regulator)
    : stiff(inversesOf(transform, power, regulator, variance, tooRough), power, regulator)
}

/**
 * The derivatives of the microscopic action S = -log p(f) at f = 0, at one point: the limit R -> Infinity of
 * `onePointVertices`, whose vertices they are; `logDensity` is log p(0).
 *
 * @example onePointAction({ network: 'erf', sigmaW: 1, sigmaB: 0.5 }, [0.4], 5)
 * @throws as `onePointVertices`, and if p is not smooth at f = 0, as for a network that may be silent
 */
export function onePointAction(
  parameters: NetworkParameters,
  point: Point,
  width: number
): Pick<OnePointVertices, 'gamma2' | 'gamma4' | 'gamma6'> & { readonly logDensity: number } {
  const source = 'onePointAction'
  const { transform, variance, outputs, tooRough } = onePointTheory(
    source,
    parameters,
    width,
    point
  )
  const moments = inversesOf(transform, outputs / 2, Infinity, variance, tooRough)
  const { gamma2, gamma4, gamma6 } = stiff(moments, outputs / 2, Infinity)
  return {
    logDensity: Math.log(moments[0]) - (outputs / 2) * Math.log(2 * Math.PI),
    gamma2,
    gamma4,
    gamma6
  }
}

/** E[S^m exp(-t S)], m = 0 … 3, and E[S]. */
function onePointTheory(
  source: string,
  parameters: NetworkParameters,
  width: number,
  point: Point
) {
  const network = requireSingleLayer(source, parameters)
  requireInteger(source, 'width', width, 1)
  requirePoints(source, [point])
  requireNormal(source, network)
  const { sigmaW, sigmaB } = network.readout
  const scale = sigmaW ** 2 / width
  const neuron = neuronTransform(source, network, point, { relativeTolerance: 1e-13 })
  const transform = (t: number, highest: 0 | 3): WeightedMoments => {
    const zeroth = neuron(scale * t)
    const value = Math.exp(-t * sigmaB ** 2) * zeroth ** width
    if (highest === 0 || value === 0) return [value, 0, 0, 0]
    const [r1, r2, r3] = [1, 2, 3].map((m) => (scale ** m * neuron(scale * t, m)) / zeroth)
    const h1 = sigmaB ** 2 + width * r1
    const h2 = width * (r2 - r1 * r1)
    const h3 = width * (r3 - 3 * r2 * r1 + 2 * r1 ** 3)
    return [value, value * h1, value * (h1 ** 2 + h2), value * (h1 ** 3 + 3 * h1 * h2 + h3)]
  }
  const sizes = () => networkSizes(parameters, { point })
  const variance = refusedUnder(
    source,
    () => infiniteWidthCovariance(parameters, point, point),
    sizes
  )
  const tooRough = () => roughDensity(source, sigmaB, width, 'the density of f is not smooth at 0')
  return { transform, variance, outputs: network.outputs, tooRough }
}

type Transform = (t: number, highest: 0 | 3) => WeightedMoments

/** Moments of C = S/(1 + R S) with the weights (1 + R S)^-a, from t^(a + m - 1) exp(-t) E[S^m exp(-R t S)]. */
function variancesOf(
  transform: Transform,
  a: number,
  regulator: number,
  variance: number,
  tooRough: () => Error
): WeightedMoments {
  const scale = 1 / Math.sqrt(1 + regulator * variance)
  return halfLine(
    (x) => {
      const t = x * x
      const weight = 2 * Math.exp(-t) * x ** (2 * a - 1)
      return transform(regulator * t, 3).map((value, m) => weight * t ** m * value)
    },
    scale,
    tooRough
  ).map((value, m) => value / gamma(a + m)) as unknown as WeightedMoments
}

/** Moments of T = 1/(S + 1/R) with the weights T^a, from u^(a + m - 1) exp(-u/R) E[exp(-u S)]. */
function inversesOf(
  transform: Transform,
  a: number,
  regulator: number,
  variance: number,
  tooRough: () => Error
): WeightedMoments {
  return halfLine(
    (x) => {
      const u = x * x
      const weight = 2 * Math.exp(-u / regulator) * x ** (2 * a - 1) * transform(u, 0)[0]
      return [weight, weight * u, weight * u * u, weight * u ** 3]
    },
    1 / Math.sqrt(variance),
    tooRough
  ).map((value, m) => value / gamma(a + m)) as unknown as WeightedMoments
}

/** Nodes of a panel; panels double, so that a function of any scale is smooth on each. */
const rule = gaussLegendre(16)
const smallestPanel = 2 ** -8
const mostPanels = 60

/** The integrals of the entries of f from 0 to infinity, where f changes about at `scale`. */
function halfLine(
  f: (x: number) => readonly number[],
  scale: number,
  tooRough: () => Error
): number[] {
  const total = [0, 0, 0, 0]
  let [from, to] = [0, scale * smallestPanel]
  for (let panel = 0; panel < mostPanels; panel++) {
    const part = [0, 0, 0, 0]
    rule.nodes.forEach((node, i) => {
      const values = f(from + node * (to - from))
      values.forEach((value, m) => (part[m] += rule.weights[i] * (to - from) * value))
    })
    part.forEach((value, m) => (total[m] += value))
    if (to > scale && part.every((value, m) => value <= 1e-17 * total[m])) return total
    ;[from, to] = [to, 2 * to]
  }
  throw tooRough()
}

/** From the moments of C. */
function soft([z, ...moments]: WeightedMoments, regulator: number): OnePointVertices {
  const [propagator, second, third] = cumulants(z, moments)
  const leg = 1 / propagator
  const gamma4 = -3 * second * leg ** 4
  return {
    regulator,
    logPartition: Math.log(z),
    propagator,
    gamma2: leg - regulator,
    gamma4,
    gamma6: -15 * third * leg ** 6 + 10 * gamma4 ** 2 * propagator
  }
}

/** From the moments of T: C = 1/R - T/R^2, so that nothing cancels for large R. */
function stiff([z, ...moments]: WeightedMoments, a: number, regulator: number): OnePointVertices {
  const [mean, second, third] = cumulants(z, moments)
  const leg = 1 / (1 - mean / regulator)
  const propagator = (1 - mean / regulator) / regulator
  const gamma4 = -3 * second * leg ** 4
  return {
    regulator,
    logPartition: Math.log(z) - a * Math.log(regulator),
    propagator,
    gamma2: mean * leg,
    gamma4,
    gamma6: 15 * third * leg ** 6 + 10 * gamma4 ** 2 * propagator
  }
}

function cumulants(norm: number, moments: readonly number[]): readonly number[] {
  const [m1, m2, m3] = moments.map((moment) => moment / norm)
  return [m1, m2 - m1 * m1, m3 - 3 * m2 * m1 + 2 * m1 ** 3]
}
