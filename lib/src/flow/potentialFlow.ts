import { applyMatrix, evenChebyshev } from '../numerics/evenChebyshev.js'
import { integrateOde } from '../numerics/integrateOde.js'
import { flowEnding, type FlowEnding } from './flowEnding.js'
import {
  ParameterError,
  requireFinite,
  requireFiniteList,
  requireInteger,
  requireKeys,
  requirePositive,
  requireTolerance
} from '../numerics/parameterError.js'
import { refusedUnder } from '../numerics/refusedUnder.js'
import { functionBare, polynomialBare, type BarePotential } from './barePotential.js'
import { compactClock } from './flowClock.js'
import type { FlowScheme } from './flowScheme.js'
import { polchinskiFactors } from './polchinskiFlow.js'
import { polchinskiRates, wetterichRates } from './potentialRates.js'
import { requireCoveringRange, requireResolvedRange, type RangeQuestion } from './potentialRange.js'
import type { RegulatorName } from './regulator.js'
import { thresholdFunction } from './thresholdFunction.js'

/** What a flow of the whole potential starts from. */
export interface PotentialFlowParameters {
  /** Dimension d of space, >= 0. */
  readonly dimension: number
  /** (u_2, u_4, …, u_2n) of the potential at `start`; u_2 may be negative for d > 1, the last must be positive. */
  readonly couplings?: readonly number[]
  /**
   * In place of `couplings`, in Wetterich's scheme: the potential at `start` as a function of phi >= 0, even and smooth, whose derivatives
   * are those of the grid's polynomial. That of a network's output is `onePointDensity(…).action`.
   */
  readonly potential?: (phi: number) => number
  /** Where the couplings are given; Infinity (the default for d <= 1) is the bare action itself. */
  readonly start?: number
  /** Scales wanted, decreasing from `start` down to 0 at least. */
  readonly scales: readonly number[]
  /** Default `'wetterich'`. */
  readonly scheme?: FlowScheme
  /** Default Litim. */
  readonly regulator?: RegulatorName
  /** Largest |phi| of the grid: from four standard deviations of what is integrated to where its steps exceed their width. */
  readonly fieldMax: number
  /** Number n of grid points on phi > 0; default 40. */
  readonly gridPoints?: number
  /** Mass squared of the Gaussian that the vacuum energy is measured from, and of Polchinski's propagator; default u_2, U''(0) of a `potential`. */
  readonly referenceMass?: number
  /** Relative tolerance of each step; default 1e-9. */
  readonly relativeTolerance?: number
}

/** A local potential at several scales. */
export interface PotentialFlow {
  /** Whose flow equation. */
  readonly scheme: FlowScheme
  /** Scales that were reached. */
  readonly scales: Float64Array
  /** Grid, decreasing from fieldMax to 0. */
  readonly fields: Float64Array
  /** potentials[i][j] = U at scales[i], fields[j] (Polchinski: the interaction V). */
  readonly potentials: readonly Float64Array[]
  /** Second derivatives, same shape. */
  readonly curvatures: readonly Float64Array[]
  /** Estimated absolute error of U over |phi| <= fieldMax/2, per scale: `errorAt(i, fieldMax/2)`. */
  readonly errors: Float64Array
  /** U at scales[i] and any |phi| <= fieldMax. */
  at(i: number, phi: number): number
  /** Estimated absolute error of U at scales[i] over fields up to |phi| and two steps more: what a coarser and a wider grid change. */
  errorAt(i: number, phi: number): number
  /** Why the flow ended, and at which k. */
  readonly ending: FlowEnding
}

/**
 * Flow of the whole local potential from high to low k (the well-posed direction: it smoothes), on
 * a Chebyshev grid for even potentials, with the L-stable integrator.
 *
 * `'wetterich'`: dU/dk = V_d k^(d-1) [l(U''/k^2) - l(m^2/k^2)], the average effective potential.
 * `'polchinski'`: dV/dk = 1/2 [dP/dk(x=0) V'' - dP/dk(p=0) V'^2] with the propagator of the modes
 * already integrated, P = 1/(p^2 + R_k + m^2): the interaction V of S = m^2 phi^2/2 + V.
 * In d = 0 both are exact, there is one mode (test: the ordinary integral). m^2 = `referenceMass`, so
 * the vacuum energy is that relative to a free field. Derived in docs/theory.md, "Passive renormalization group".
 *
 * At fieldMax loops are left out of the curvature, so the outer half of the fields is less exact: `errorAt` says how
 * much. A range from whose end the middle is seen is refused. Accuracy: `errors`; d = 0, u2 = u4 = 1, fieldMax 6: 1e-9.
 *
 * @example potentialFlow({ dimension: 0, couplings: [1, 1], scales: [1, 0], fieldMax: 6 }).at(1, 0)
 * @throws ParameterError naming the parameter
 */
export function potentialFlow(parameters: PotentialFlowParameters): PotentialFlow {
  const resolved = resolve(parameters)
  const { gridPoints, fieldMax } = resolved
  const loose = { ...resolved, relativeTolerance: 20 * resolved.relativeTolerance }
  const fine = runFlow(resolved)
  const coarse = runFlow({ ...loose, gridPoints: Math.round(0.75 * gridPoints) })
  const wide = runFlow({ ...loose, fieldMax: 1.25 * fieldMax })
  const errorAt = (i: number, phi: number) => {
    const rounding = 1e-14 * (1 + Math.abs(fine.at(i, phi)))
    return (
      rounding + [coarse, wide].reduce((sum, other) => sum + 2 * change(fine, other, i, phi), 0)
    )
  }
  return { ...fine, errors: fine.scales.map((_, i) => errorAt(i, fieldMax / 2)), errorAt }
}

type ResolvedParameters = Required<Omit<PotentialFlowParameters, 'couplings' | 'potential'>> & {
  /** None of a `potential`. */
  readonly couplings: readonly number[]
  readonly bare: BarePotential
}

const source = 'potentialFlow'

const parameterKeys: readonly (keyof PotentialFlowParameters)[] = [
  'dimension',
  'couplings',
  'potential',
  'start',
  'scales',
  'scheme',
  'regulator',
  'fieldMax',
  'gridPoints',
  'referenceMass',
  'relativeTolerance'
]

function resolve(parameters: PotentialFlowParameters): ResolvedParameters {
  requireKeys(source, 'parameters', parameters, parameterKeys)
  requireFinite(source, 'dimension', parameters.dimension, 0)
  if (parameters.start === undefined && parameters.dimension > 1) {
    throw new ParameterError(source, 'start', 'given for dimension > 1', parameters.start)
  }
  const { couplings, potential, ...others } = parameters
  const given = {
    scheme: 'wetterich' as const,
    regulator: 'litim' as const,
    gridPoints: 40,
    relativeTolerance: 1e-9,
    start: Infinity,
    ...others
  }
  checkFlow(given)
  const bare = bareOf(parameters, given)
  const resolved = { referenceMass: bare.curvature(0), ...given, couplings: couplings ?? [], bare }
  requirePositive(source, 'referenceMass', resolved.referenceMass)
  const ownMass = couplings === undefined ? 'potential' : 'couplings[0]'
  checkRange(resolved, parameters.referenceMass === undefined ? ownMass : 'referenceMass')
  return resolved
}

function bareOf(
  { couplings, potential }: PotentialFlowParameters,
  { scheme, gridPoints, fieldMax }: Pick<ResolvedParameters, 'scheme' | 'gridPoints' | 'fieldMax'>
): BarePotential {
  if (potential === undefined) return polynomialBare(source, couplings!)
  if (couplings !== undefined) {
    const rule = 'left out where a potential is given'
    throw new ParameterError(source, 'couplings', rule, couplings)
  }
  if (scheme === 'polchinski') {
    throw new ParameterError(source, 'potential', "left out in scheme 'polchinski'", potential)
  }
  return functionBare(source, potential, gridPoints, fieldMax)
}

function checkRange(
  parameters: ResolvedParameters,
  massParameter: RangeQuestion['massParameter']
): void {
  const { scheme, dimension, bare, scales, start, referenceMass } = parameters
  const threshold = refusedUnder(source, () => thresholdFunction(parameters.regulator, dimension))
  if (scheme === 'polchinski') polchinskiFactors(threshold, referenceMass)
  const question = {
    ...parameters,
    massParameter,
    threshold,
    clock: compactClock(start, referenceMass, dimension),
    end: scales[scales.length - 1],
    slope: bare.slope,
    curvature: bare.curvature
  }
  requireResolvedRange(question)
  requireCoveringRange(question)
}

type FlowRun = Omit<PotentialFlow, 'errors' | 'errorAt'>

/**
 * Largest difference of two runs at the i-th scale over fields up to two steps of the grid beyond |phi|: at one field the
 * runs may agree by accident, where their difference changes its sign.
 */
function change(fine: FlowRun, other: FlowRun, i: number, phi: number): number {
  if (i >= other.scales.length) return Infinity
  const { fields } = fine
  const reach = Math.abs(phi) + 2 * fields[fields.length - 2]
  return [phi, ...fields.filter((field) => field <= reach)].reduce(
    (most, field) => Math.max(most, Math.abs(fine.at(i, field) - other.at(i, field))),
    0
  )
}

function runFlow(parameters: ResolvedParameters): FlowRun {
  const { dimension, scales, start, scheme, fieldMax, referenceMass, relativeTolerance } =
    parameters
  const threshold = thresholdFunction(parameters.regulator, dimension)
  const grid = evenChebyshev(parameters.gridPoints, fieldMax)
  const bare = parameters.bare.onGrid(grid, scheme === 'polchinski' ? referenceMass : 0)
  const rates =
    scheme === 'wetterich'
      ? wetterichRates(threshold, grid, bare, referenceMass)
      : polchinskiRates(threshold, grid, bare, {
          mass: referenceMass,
          start,
          couplings: parameters.couplings
        })
  const clock = compactClock(start, referenceMass, dimension)
  const run = integrateOde(
    (t, w) => clock.rescale(t, rates.derivative(clock.scale(t), w)),
    clock.time(start),
    new Float64Array(grid.points.length),
    clock.time(scales[scales.length - 1]),
    {
      method: 'stiff',
      maxSteps: 1000,
      outputs: scales.map(clock.time),
      relativeTolerance,
      absoluteTolerance: relativeTolerance,
      jacobian: (t, w) => rates.jacobian(clock.scale(t), w).map((row) => clock.rescale(t, row))
    }
  )
  const corrections = run.outputs.y
  const potentials = corrections.map((w) => w.map((value, j) => value + bare.value[j]))
  return {
    scheme,
    scales: Float64Array.from(scales.slice(0, corrections.length)),
    fields: grid.points,
    potentials,
    curvatures: corrections.map((w) =>
      applyMatrix(grid.second, w).map((value, j) => value + bare.curvature[j])
    ),
    at: (i, phi) => {
      if (!(Math.abs(phi) <= fieldMax)) {
        throw new ParameterError('PotentialFlow.at', 'phi', `within ±${fieldMax}`, phi)
      }
      return grid.interpolate(potentials[i], phi)
    },
    ending: flowEnding(run.ending, clock.scale, scales[scales.length - 1])
  }
}

function checkFlow(parameters: Omit<ResolvedParameters, 'referenceMass' | 'couplings' | 'bare'>) {
  const { dimension, scales, start, fieldMax } = parameters
  if (!['wetterich', 'polchinski'].includes(parameters.scheme)) {
    throw new ParameterError(source, 'scheme', "'wetterich' or 'polchinski'", parameters.scheme)
  }
  if (!(start > 0) || (start === Infinity && dimension > 1)) {
    const rule =
      dimension > 1 ? 'a finite number > 0 for dimension > 1' : 'a number > 0 or Infinity'
    throw new ParameterError(source, 'start', rule, start)
  }
  requirePositive(source, 'fieldMax', fieldMax)
  requireInteger(source, 'gridPoints', parameters.gridPoints, 8, 128)
  requireTolerance(source, parameters.relativeTolerance)
  requireFiniteList(source, 'scales', scales, 'a list of at least one scale', { minimum: 0 })
  scales.forEach((k, i) => {
    if (k > (i === 0 ? start : scales[i - 1])) {
      throw new ParameterError(source, `scales[${i}]`, `decreasing from start = ${start}`, k)
    }
  })
}
