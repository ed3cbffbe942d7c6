import { adaptiveQuadrature } from '../numerics/adaptiveQuadrature.js'
import { bracketedRoot } from '../numerics/bracketedRoot.js'
import { unitRoundoff, type Estimate } from '../numerics/estimate.js'
import {
  ParameterError,
  requireFinite,
  requireFiniteList,
  requireKeys,
  requirePositive
} from '../numerics/parameterError.js'
import { polynomialPotential, potentialCurvature } from './potentialSeries.js'

/** An action of one variable, and the scale at which its effective action is wanted. */
export interface ZeroDimensionalTheory {
  /** (u_2, u_4, …, u_2n) of S = sum_j u_2j x^(2j)/(2j)!, the last one positive. */
  readonly couplings: readonly number[]
  /** k >= 0: the mode has the additional mass k^2. Default 0. */
  readonly scale?: number
  /** m^2 > 0 of the Gaussian to which the integral is relative; default u_2. */
  readonly referenceMass?: number
}

/**
 * The effective potential of field theory in zero dimensions, from the ordinary integral:
 * U_k(Phi) = j Phi - k^2 Phi^2/2 - ln[int dx exp(-S(x) - k^2 x^2/2 + j x) / sqrt(2 pi/(m^2 + k^2))] with j such that
 * the mean of x is Phi. What all flows have to reproduce in d = 0, where no scheme approximates.
 *
 * @returns the value with a bound on its error, about 1e-12
 * @example zeroDimensionalPotential({ couplings: [1, 1] }, 0.5)
 * @throws ParameterError naming the parameter, or the theory where doubles do not resolve its exponent
 */
export function zeroDimensionalPotential(theory: ZeroDimensionalTheory, phi: number): Estimate {
  requireKeys('zeroDimensionalPotential', 'theory', theory, ['couplings', 'scale', 'referenceMass'])
  requireFiniteList(
    'zeroDimensionalPotential',
    'couplings',
    theory.couplings,
    'a list (u2, u4, …) of at least one'
  )
  const { couplings, scale = 0, referenceMass = couplings[0] } = theory
  check(couplings, scale, referenceMass)
  requireFinite('zeroDimensionalPotential', 'phi', phi)
  // S + k^2 x^2/2 with all of its terms positive: what its rounding is a share of.
  const sizes = polynomialPotential(couplings.map(Math.abs), -scale * scale)
  const tilted = tiltedIntegrals(couplings, scale, sizes)
  // The square of a smaller field is no number, and what it adds is below rounding.
  const source = Math.abs(phi) < 1e-150 ? 0 : tiltTo(Math.abs(phi), tilted, sizes)
  const { logarithm, error } = tilted(source)
  const gaussian = Math.log((2 * Math.PI) / (referenceMass + scale * scale)) / 2
  // The Legendre transform is stationary in j: its rounding does not matter to first order.
  const terms = [source * Math.abs(phi), -((scale * phi) ** 2) / 2, -logarithm, gaussian]
  const value = terms.reduce((sum, term) => sum + term, 0)
  const size = terms.reduce((sum, term) => sum + Math.abs(term), 1)
  return { value, error: error + 1e-15 * size }
}

const smallestSource = 1e-300

/** The source j > 0 at which the mean of x is phi > 0. */
function tiltTo(
  phi: number,
  integrals: (source: number) => { readonly mean: number },
  sizes: (x: number) => number
): number {
  // Of a small field a power may underflow, and the source be many powers of two away; there the mean is proportional to it.
  let bound = Math.max(smallestSource, sizes(phi) / phi)
  for (;;) {
    const { mean } = integrals(bound)
    if (mean >= phi) break
    bound *= Math.min(1e100, Math.max(2, phi / mean / 100))
  }
  return bracketedRoot((j) => integrals(j).mean - phi, 0, bound, 1e-14 * Math.min(1, bound))
}

/**
 * The function j -> logarithm of int dx exp(-S - k^2 x^2/2 + j x), j >= 0, with a bound on its error, and the mean of x. x and -x are
 * taken together, so that the mean vanishes with j without rounding.
 */
function tiltedIntegrals(
  couplings: readonly number[],
  scale: number,
  sizes: (x: number) => number
) {
  const action = polynomialPotential(couplings, -scale * scale)
  return (source: number) => {
    const exponent = (x: number) => source * x - action(x)
    const { breaks, peak } = resolvedRange(exponent, lastExtremum(couplings, scale, source))
    // What rounding of the exponent leaves of the weight: no quadrature gets below it.
    const rounding = 4 * unitRoundoff * (source * peak + sizes(peak))
    if (!(rounding < coarsest)) {
      const rule =
        'of couplings, a scale and a phi at which S + k^2 phi^2/2 is below 1e14: doubles do not resolve exp(-S) there'
      throw new ParameterError('zeroDimensionalPotential', 'theory', rule, { couplings, scale })
    }
    const top = exponent(peak)
    const weight = (x: number) => Math.exp(exponent(x) - top)
    const options = { relativeTolerance: Math.max(1e-13, rounding) }
    const total = adaptiveQuadrature(
      (x) => weight(x) * (1 + Math.exp(-2 * source * x)),
      breaks,
      options
    )
    const first = adaptiveQuadrature(
      (x) => -x * weight(x) * Math.expm1(-2 * source * x),
      breaks,
      options
    )
    return {
      logarithm: top + Math.log(total.value),
      error: total.error / total.value + rounding,
      mean: first.value / total.value
    }
  }
}

/** Largest relative error of the weight with which its integrals make sense. */
const coarsest = 0.1

/** Steps of the search for maxima, each a tenth farther out. */
const searchRatio = 1.1

/** Below it lies every x at which j x - S - k^2 x^2/2 is stationary: Fujiwara's bound on the roots of its derivative. */
function lastExtremum(couplings: readonly number[], scale: number, source: number): number {
  const [mass, ...interactions] = couplings
  const curvature = potentialCurvature([mass + scale * scale, ...interactions])
  const slope = Array.from(curvature, (c, n) => c / (2 * n + 1))
  const degree = 2 * couplings.length - 1
  const leading = slope[slope.length - 1]
  const lower = slope
    .slice(0, -1)
    .map((c, n) => Math.abs(c / leading) ** (1 / (degree - 2 * n - 1)))
  return 2 * Math.max(...lower, (source / leading) ** (1 / degree))
}

/** What lies so far below the highest exponent is nothing beside it. */
const depth = 800

/**
 * Where exp(exponent(x)), x >= 0, has to be integrated: its highest point, and breaks at every maximum and at the distances
 * from it that double from where the exponent has fallen by one on, up to where nothing is left. Beyond `last` the exponent
 * only falls.
 */
function resolvedRange(exponent: (x: number) => number, last: number) {
  let least = 1
  while (Math.abs(exponent(least)) > 1e-3) least /= 2
  const places = [0]
  let highest = 0
  for (let x = least; x < last || exponent(x) > highest - depth; x *= searchRatio) {
    places.push(x)
    highest = Math.max(highest, exponent(x))
  }
  const isSeen = (x: number) => exponent(x) > highest - depth
  const end = places.findLast(isSeen)! * searchRatio || least
  places.push(places[places.length - 1] * searchRatio)
  const maxima = places.flatMap((x, i) => {
    const neighbours = [places[Math.max(0, i - 1)], places[Math.min(places.length - 1, i + 1)]]
    return isSeen(x) && neighbours.every((y) => exponent(y) <= exponent(x))
      ? [maximum(exponent, neighbours[0], neighbours[1])]
      : []
  })
  // NaN where the exponent overflows before it has a maximum; the caller refuses that.
  const peak = maxima.reduce(
    (best, x) => (exponent(x) > exponent(best) ? x : best),
    maxima[0] ?? NaN
  )
  const around = maxima.flatMap((x) => [x, ...distances(exponent, x, end)])
  const inside = [...new Set(around)].filter((x) => x > 0 && x < end)
  return { breaks: [0, ...inside.sort((a, b) => a - b), end], peak }
}

/** The places at both sides of a maximum at the distances that double from where the exponent has fallen by one. */
function distances(exponent: (x: number) => number, x: number, end: number): number[] {
  let distance = end
  while (exponent(x) - exponent(x + distance) > 1) distance /= 2
  const found: number[] = []
  for (; distance < end; distance *= 2) found.push(x - distance, x + distance)
  return found
}

/** Where f has its maximum between two places, by ternary search; to half of the digits, as maxima are known. */
function maximum(f: (x: number) => number, lower: number, upper: number): number {
  let [a, b] = [lower, upper]
  while (b - a > 1e-9 * upper) {
    const [left, right] = [a + (b - a) / 3, b - (b - a) / 3]
    if (f(left) < f(right)) a = left
    else b = right
  }
  return b < upper && a > lower ? (a + b) / 2 : a > lower ? b : a
}

function check(couplings: readonly number[], scale: number, referenceMass: number): void {
  const source = 'zeroDimensionalPotential'
  if (!(couplings[couplings.length - 1] > 0)) {
    const rule = '> 0 at the highest order, or the integral diverges'
    throw new ParameterError(source, 'couplings', rule, couplings)
  }
  requireFinite(source, 'scale', scale, 0)
  requirePositive(source, 'referenceMass', referenceMass)
}
