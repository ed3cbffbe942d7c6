import { applyMatrix, evenChebyshev } from '../numerics/evenChebyshev.js'
import { integrateOde } from '../numerics/integrateOde.js'
import type { OdeEnding } from '../numerics/odeSolution.js'
import {
  ParameterError,
  requireFinite,
  requireInteger,
  requirePositive
} from '../numerics/parameterError.js'
import type { FlowScheme } from './flowScheme.js'
import { polchinskiRates, wetterichRates } from './potentialRates.js'
import type { RegulatorName } from './regulator.js'
import { thresholdFunction } from './thresholdFunction.js'

/** What a flow of the whole potential starts from. */
export interface PotentialFlowParameters {
  readonly dimension: number
  /** (u_2, u_4, …, u_2n) of the potential at `start`; u_2 may be negative for d > 1, the last must be positive. */
  readonly couplings: readonly number[]
  /** Where the couplings are given; Infinity (the default for d <= 1) is the bare action itself. */
  readonly start?: number
  /** Scales wanted, decreasing from `start` down to 0 at least. */
  readonly scales: readonly number[]
  /** Default `'wetterich'`. */
  readonly scheme?: FlowScheme
  /** Default Litim. */
  readonly regulator?: RegulatorName
  /** Largest |phi| of the grid. */
  readonly fieldMax: number
  /** Number n of grid points on phi > 0; default 40. */
  readonly gridPoints?: number
  /** Mass squared of the Gaussian that the vacuum energy is measured from, and of Polchinski's propagator; default u_2. */
  readonly referenceMass?: number
  /** Relative tolerance of each step; default 1e-9. */
  readonly relativeTolerance?: number
}

/** A local potential at several scales. */
export interface PotentialFlow {
  readonly scheme: FlowScheme
  /** Scales that were reached. */
  readonly scales: Float64Array
  /** Grid, decreasing from fieldMax to 0. */
  readonly fields: Float64Array
  /** potentials[i][j] = U at scales[i], fields[j] (Polchinski: the interaction V). */
  readonly potentials: readonly Float64Array[]
  /** Second derivatives, same shape. */
  readonly curvatures: readonly Float64Array[]
  /** Estimated absolute error of U over |phi| <= fieldMax/2, per scale: the change on a coarser grid. */
  readonly errors: Float64Array
  /** U at scales[i] and any |phi| <= fieldMax. */
  at(i: number, phi: number): number
  readonly ending: OdeEnding
}

/**
 * Flow of the whole local potential from high to low k (the well-posed direction: it smoothes), on
 * a Chebyshev grid for even potentials, with the L-stable integrator.
 *
 * `'wetterich'`: dU/dk = V_d k^(d-1) [l(U''/k^2) - l(m^2/k^2)], the average effective potential.
 * `'polchinski'`: dV/dk = 1/2 [dP/dk(x=0) V'' - dP/dk(p=0) V'^2] with the propagator of the modes
 * already integrated, P = 1/(p^2 + R_k + m^2): the interaction V of S = m^2 phi^2/2 + V.
 * In d = 0 both are exact, there is one mode (test: the ordinary integral). m^2 = `referenceMass`, so
 * the vacuum energy is that relative to a free field. Derived in docs/theory.md.
 *
 * At fieldMax the curvature is held at its bare value; choose fieldMax so large that exp(-U) is
 * negligible there. Accuracy: `errors`; d = 0, u2 = u4 = 1, fieldMax 6: 1e-9.
 *
 * @throws ParameterError naming the parameter
 */
export function potentialFlow(parameters: PotentialFlowParameters): PotentialFlow {
  const resolved = resolve(parameters)
  const fine = runFlow(resolved)
  const coarse = runFlow({
    ...resolved,
    gridPoints: Math.round(0.75 * resolved.gridPoints),
    relativeTolerance: 20 * resolved.relativeTolerance
  })
  const errors = fine.scales.map((_, i) =>
    i < coarse.scales.length ? innerDifference(fine, coarse, i, resolved.fieldMax) : Infinity
  )
  return { ...fine, errors }
}

type ResolvedParameters = Required<PotentialFlowParameters>

function resolve(parameters: PotentialFlowParameters): ResolvedParameters {
  const resolved = {
    scheme: 'wetterich' as const,
    regulator: 'litim' as const,
    gridPoints: 40,
    relativeTolerance: 1e-9,
    start: parameters.dimension <= 1 ? Infinity : NaN,
    referenceMass: parameters.couplings[0],
    ...parameters
  }
  check(resolved)
  return resolved
}

/** Largest difference of two runs over the inner half of the fields. */
function innerDifference(
  fine: Omit<PotentialFlow, 'errors'>,
  coarse: Omit<PotentialFlow, 'errors'>,
  i: number,
  fieldMax: number
): number {
  const inner = fine.fields.filter((phi) => phi <= fieldMax / 2)
  return inner.reduce(
    (most, phi) => Math.max(most, Math.abs(fine.at(i, phi) - coarse.at(i, phi))),
    0
  )
}

function runFlow(parameters: ResolvedParameters): Omit<PotentialFlow, 'errors'> {
  const { dimension, couplings, scales, start, scheme, fieldMax, referenceMass } = parameters
  const { relativeTolerance } = parameters
  const threshold = thresholdFunction(parameters.regulator, dimension)
  const grid = evenChebyshev(parameters.gridPoints, fieldMax)
  const bare = bareTerms(couplings, grid.points, scheme === 'polchinski' ? referenceMass : 0)
  const ratesOf = scheme === 'wetterich' ? wetterichRates : polchinskiRates
  const rates = ratesOf(threshold, grid, bare, referenceMass)
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
    ending: {
      ...run.ending,
      t: run.ending.kind === 'end' ? scales[scales.length - 1] : clock.scale(run.ending.t)
    }
  }
}

/** Values and curvatures of sum_j u_2j phi^(2j)/(2j)! - mass phi^2/2 on the grid. */
function bareTerms(
  couplings: readonly number[],
  fields: Float64Array,
  mass: number
): { value: Float64Array; curvature: Float64Array } {
  const value = fields.map((phi) => (-mass * phi * phi) / 2)
  const curvature = fields.map(() => -mass)
  let factorial = 1
  couplings.forEach((u, j) => {
    const order = 2 * j + 2
    const curvatureFactorial = factorial
    factorial *= order * (order - 1)
    fields.forEach((phi, i) => {
      value[i] += (u * phi ** order) / factorial
      curvature[i] += (u * phi ** (order - 2)) / curvatureFactorial
    })
  })
  return { value, curvature }
}

/** Maps k in [0, Infinity] to t = m/(m + k) in [0, 1], in which the flow is regular at both ends. */
function compactClock(start: number, referenceMass: number, dimension: number) {
  const unit = Math.sqrt(Math.abs(referenceMass)) || (Number.isFinite(start) ? start : 1)
  // At k = infinity only the limit of the rate is defined; this close it is reached to rounding.
  const scale = (t: number) =>
    (unit * (1 - t)) / Math.max(t, dimension <= 1 ? 1e-7 : Number.MIN_VALUE)
  return {
    time: (k: number) => (k === Infinity ? 0 : unit / (unit + k)),
    scale,
    rescale: (t: number, rate: Float64Array) => {
      const k = scale(t)
      const factor = -((unit + k) ** 2) / unit
      return rate.map((value) => factor * value)
    }
  }
}

function check(parameters: ResolvedParameters): void {
  const source = 'potentialFlow'
  const { dimension, couplings, scales, start, fieldMax } = parameters
  requireFinite(source, 'dimension', dimension, 0)
  if (couplings.length < 2) {
    throw new ParameterError(source, 'couplings', 'a list (u2, u4, …) of at least two', couplings)
  }
  couplings.forEach((u, j) => requireFinite(source, `couplings[${j}]`, u))
  if (!(couplings[couplings.length - 1] > 0)) {
    const rule = '> 0 at the highest order, or the potential is not bounded from below'
    throw new ParameterError(source, 'couplings', rule, couplings)
  }
  if (!['wetterich', 'polchinski'].includes(parameters.scheme)) {
    throw new ParameterError(source, 'scheme', "'wetterich' or 'polchinski'", parameters.scheme)
  }
  if (!(start > 0) || (start === Infinity && dimension > 1)) {
    const rule = dimension > 1 ? 'a finite number > 0 for d > 1' : 'a number > 0 or Infinity'
    throw new ParameterError(source, 'start', rule, start)
  }
  requirePositive(source, 'fieldMax', fieldMax)
  requireInteger(source, 'gridPoints', parameters.gridPoints, 8, 128)
  requirePositive(source, 'referenceMass', parameters.referenceMass)
  if (scales.length === 0) {
    throw new ParameterError(source, 'scales', 'a list of at least one scale', scales)
  }
  scales.forEach((k, i) => {
    requireFinite(source, `scales[${i}]`, k, 0)
    if (k > (i === 0 ? start : scales[i - 1])) {
      throw new ParameterError(source, `scales[${i}]`, `decreasing from start = ${start}`, k)
    }
  })
}
