import { integrateOde } from '../numerics/integrateOde.js'
import { flowEnding, type FlowEnding } from './flowEnding.js'
import type { Derivative } from '../numerics/odeStepper.js'
import { withOrigin } from '../provenance/origin.js'
import {
  ParameterError,
  requireFiniteList,
  requireInteger,
  requireKeys,
  requirePositive,
  requireTolerance
} from '../numerics/parameterError.js'
import { seriesProduct } from '../numerics/powerSeries.js'
import { canonicalDimension } from './canonicalDimension.js'
import { requireOrderedFrom } from './flowClock.js'
import { runningError } from './passiveFlow.js'
import { potentialCurvature } from './potentialSeries.js'

/** What an active flow with loops starts from. */
export interface ActiveLoopFlowParameters {
  /** d = d_in > 0. */
  readonly dimension: number
  /** (u_4, u_6, …) of the canonical field at `start`; a coupling above the last one is zero. */
  readonly couplings: readonly number[]
  /** Standard deviation of the weights of the network that has them, > 0. */
  readonly start: number
  /** Standard deviations wanted, monotonic away from `start`, > 0. */
  readonly sigmaW: readonly number[]
  /** Relative tolerance of each step; default 1e-12. */
  readonly relativeTolerance?: number
}

/** Couplings along an active flow with loops, beside those without. */
export interface ActiveLoopFlow {
  /** Dimension d of data space. */
  readonly dimension: number
  /** The wanted sigmaW that were reached. */
  readonly sigmaW: Float64Array
  /** k = sigmaW sqrt(2/d), the mass of those networks. */
  readonly scales: Float64Array
  /** couplings[j][i] = u_(2j+4) at sigmaW[i], with loops. */
  readonly couplings: readonly Float64Array[]
  /** Estimated absolute errors, same shape. */
  readonly errors: readonly Float64Array[]
  /**
   * Same shape: the talk's equations, sigmaW du/dsigmaW = [u] u with [u_4] = 4 - d and [u_6] = 6 - 2d. Networks follow them exactly,
   * because u k^-[u] is the same number for all sigmaW.
   */
  readonly treeLevel: readonly Float64Array[]
  /** Why the flow ended, and at which k. */
  readonly ending: FlowEnding
}

/**
 * The active renormalization group of arXiv:2108.01403 as a flow with loops. The definition of the talk,
 * Gamma_k'' + R_k = k^2 exp(p^2/k^2) at zero field with k^2 = 2 sigmaW^2/d, keeps the network's own propagator at every k. Put
 * into Wetterich's equation with local vertices, W = U'' - U''(0), w = W/k^2 and s = k dU''(0)/dk it is
 *
 *   k dU/dk = k^d/(4 pi)^(d/2) [L(w) - s/(2 k^2) M(w)],
 *   L(w) = sum_(m >= 1) (-w)^m m^(-d/2) (1 - d/(2m)),  M(w) = sum_(m >= 0) (-w)^m (m + 1)^(-d/2),
 *
 * up to a constant. Derived in docs/theory.md, "Active renormalization group". Without loops couplings stand still; those of networks grow as k^[u].
 *
 * @example activeLoopFlow({ dimension: 1, couplings: [-0.26, 0.05], start: 1, sigmaW: [1, 2, 20] })
 * @throws ParameterError naming the parameter; more than 20 couplings, and scales at which they leave the range of numbers
 *   in units of the mass, are refused
 */
export function activeLoopFlow(parameters: ActiveLoopFlowParameters): ActiveLoopFlow {
  check(parameters)
  const { dimension, couplings, start, sigmaW, relativeTolerance = 1e-12 } = parameters
  const unit = Math.sqrt(2 / dimension)
  const units = unitsOfStart(parameters)
  const powers = treePowers(parameters)
  const rate = activeLoopRate(dimension)
  // In ln k, so that no step jumps over the scales where the couplings run; to all digits next to the start too.
  const times = sigmaW.map((sigma) =>
    Math.abs(sigma - start) < start / 2
      ? Math.log1p((sigma - start) / start)
      : Math.log(sigma / start)
  )
  const initial = couplings.map((u, j) => u / units[j])
  const sizes = sizesOf(initial, rate)
  const run = (tolerance: number) =>
    integrateOde(
      (t, y) => rate(Math.exp(t), y).map((value) => value * Math.exp(t)),
      0,
      initial,
      times[times.length - 1],
      {
        outputs: times,
        relativeTolerance: tolerance,
        absoluteTolerance: sizes.map((size) => size * tolerance * 1e-4),
        maxSteps: 20_000
      }
    )
  // Loose tolerances are those of the coarse run: two of them may err alike.
  const finest = Math.min(relativeTolerance, Math.max(relativeTolerance / 100, 1e-12))
  const [fine, coarse] = [finest, 100 * finest].map(run)
  const column = ({ outputs }: typeof fine, j: number) =>
    Float64Array.from(outputs.y, (row) => row[j] * units[j])
  const columns = couplings.map((_, j) => column(fine, j))
  const reached = columns[0].length
  const flow: ActiveLoopFlow = {
    dimension,
    sigmaW: Float64Array.from(sigmaW.slice(0, reached)),
    scales: Float64Array.from(sigmaW.slice(0, reached), (sigma) => sigma * unit),
    couplings: columns,
    errors: columns.map((values, j) =>
      runningError(values, Array.from(column(coarse, j)), relativeTolerance)
    ),
    treeLevel: couplings.map((u, j) =>
      Float64Array.from(powers.slice(0, reached), (ofCouplings) => u * ofCouplings[j])
    ),
    ending: flowEnding(
      fine.ending,
      (t) => Math.exp(t) * start * unit,
      sigmaW[sigmaW.length - 1] * unit
    )
  }
  return withOrigin(flow, 'activeLoopFlow', parameters)
}

/** Sizes of the couplings; of those that start at zero, what the others make of them. */
function sizesOf(initial: readonly number[], rate: Derivative): number[] {
  let sizes = initial.map(Math.abs)
  // One may reach the next only by way of a third.
  for (let pass = 0; pass < initial.length; pass++) {
    const rates = rate(1, Float64Array.from(sizes))
    sizes = sizes.map((size, j) => size || Math.abs(rates[j]))
  }
  const largest = Math.max(...sizes) || 1
  return sizes.map((size) => size || largest)
}

/** d(u_4, u_6, …)/dk of `activeLoopFlow`; NaN past the pole at which the mass counterterm diverges. */
export function activeLoopRate(dimension: number): Derivative {
  return (k, couplings) => {
    // Taylor coefficients in phi^2, one more than the potential's: the constant.
    const curvature = potentialCurvature([0, ...couplings])
    const w = new Float64Array(curvature.length + 1)
    w.set(curvature.map((value) => value / k ** 2))
    const volume = k ** dimension / (4 * Math.PI) ** (dimension / 2)
    const loop = loopSeries(w, (m) =>
      m === 0 ? 0 : m ** (-dimension / 2) * (1 - dimension / (2 * m))
    )
    const massLoop = loopSeries(w, (m) => (m + 1) ** (-dimension / 2))
    const denominator = 1 + (volume / k ** 2) * massLoop[1]
    const massRate = denominator > 0 ? (2 * volume * loop[1]) / denominator : NaN
    let factorial = 2
    return Float64Array.from(couplings, (_, j) => {
      factorial *= (2 * j + 3) * (2 * j + 4)
      const rate = loop[j + 2] - (massRate / (2 * k ** 2)) * massLoop[j + 2]
      return (factorial * volume * rate) / k
    })
  }
}

/** sum_m coefficient(m) (-w)^m for a series w without a constant term. */
function loopSeries(w: Float64Array, coefficient: (m: number) => number): Float64Array {
  const minus = w.map((value) => -value)
  return w.reduceRight((sum: Float64Array, _, m) => {
    const next = seriesProduct(sum, minus)
    next[0] += coefficient(m)
    return next
  }, new Float64Array(w.length))
}

/** The mass at `start` to the canonical dimension of each coupling: the flow runs in these units, at any sigmaW. */
function unitsOfStart({ dimension, couplings, start }: ActiveLoopFlowParameters): number[] {
  const mass = start * Math.sqrt(2 / dimension)
  return couplings.map((u, j) => {
    const unit = mass ** canonicalDimension(2 * j + 4, dimension)
    const inUnits = u / unit
    const isNumber = isNormal(unit) && (u === 0 || isNormal(inUnits))
    if (isNumber) return unit
    const rule = `such that u_${2 * j + 4} in units of the mass start sqrt(2/dimension) is within the range of numbers`
    throw new ParameterError('activeLoopFlow', 'start', rule, start)
  })
}

/** (sigmaW/start)^[u] for each sigmaW and coupling. */
function treePowers({ dimension, couplings, start, sigmaW }: ActiveLoopFlowParameters) {
  return sigmaW.map((sigma, i) =>
    couplings.map((u, j) => {
      const power = (sigma / start) ** canonicalDimension(2 * j + 4, dimension)
      if (Math.abs(u * power) < Infinity) return power
      const rule = `such that u_${2 * j + 4} (sigmaW/start)^[u] is within the range of numbers`
      throw new ParameterError('activeLoopFlow', `sigmaW[${i}]`, rule, sigma)
    })
  )
}

function isNormal(x: number): boolean {
  return Math.abs(x) < 1e300 && Math.abs(x) > 1e-280
}

const parameterKeys: readonly (keyof ActiveLoopFlowParameters)[] = [
  'dimension',
  'couplings',
  'start',
  'sigmaW',
  'relativeTolerance'
]

function check(parameters: ActiveLoopFlowParameters): void {
  const source = 'activeLoopFlow'
  requireKeys(source, 'parameters', parameters, parameterKeys)
  const { dimension, couplings, start, sigmaW, relativeTolerance } = parameters
  requirePositive(source, 'dimension', dimension)
  requirePositive(source, 'start', start)
  if (relativeTolerance !== undefined) requireTolerance(source, relativeTolerance)
  requireFiniteList(source, 'couplings', couplings, 'a list (u4, u6, …) of at least one')
  requireInteger(source, 'couplings.length', couplings.length, 1, 20)
  requireFiniteList(source, 'sigmaW', sigmaW, 'a list of at least one')
  sigmaW.forEach((value, i) => requirePositive(source, `sigmaW[${i}]`, value))
  requireOrderedFrom(source, 'sigmaW', sigmaW, start)
}
