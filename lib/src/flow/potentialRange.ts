import { adaptiveQuadrature } from '../numerics/adaptiveQuadrature.js'
import { bracketedRoot } from '../numerics/bracketedRoot.js'
import { ParameterError } from '../numerics/parameterError.js'
import type { FlowClock } from './flowClock.js'
import type { FlowScheme } from './flowScheme.js'
import type { ThresholdFunction } from './thresholdFunction.js'

/** A flow of a whole potential, as far as it decides how large a grid of fields must be. */
export interface RangeQuestion {
  readonly scheme: FlowScheme
  readonly threshold: ThresholdFunction
  readonly clock: FlowClock
  readonly start: number
  /** Lowest scale wanted. */
  readonly end: number
  readonly fieldMax: number
  readonly gridPoints: number
  readonly referenceMass: number
  /** The parameter that gives the reference mass: without its own it is the curvature of the bare potential. */
  readonly massParameter: 'referenceMass' | 'couplings[0]' | 'potential'
  /** U' and U'' of the bare potential. */
  readonly slope: (phi: number) => number
  readonly curvature: (phi: number) => number
}

const source = 'potentialFlow'

/** Standard deviations that the range of fields must hold: what comes in from its end falls like a Gaussian. */
const leastDeviations = 4

/**
 * Refuses a range of fields from whose end the flow of the middle is seen. Polchinski's equation integrates the
 * Gaussian of the reference mass, so a share exp(-phi^2/G) of what is wrong at the end comes in, G the
 * variance of the modes integrated. Wetterich's diffuses with the propagator of the curvature at the end, a share
 * exp(-phi^2/(2G)). Both ranges must hold four deviations sqrt(G). (Derived in docs/theory.md, "Passive renormalization group".)
 */
export function requireCoveringRange(question: RangeQuestion): void {
  const { scheme, fieldMax, referenceMass, slope, curvature } = question
  const outerCurvature = curvature(fieldMax)
  if (!(slope(fieldMax) > 0 && outerCurvature > 0)) {
    const rule = 'so large that the potential rises and curves upwards there'
    throw new ParameterError(source, 'fieldMax', rule, fieldMax)
  }
  const mass = scheme === 'polchinski' ? referenceMass : outerCurvature
  const least = leastDeviations * Math.sqrt(integratedVariance(question, mass))
  if (fieldMax >= least) return
  const width =
    scheme === 'polchinski'
      ? `the Gaussian of mass squared ${referenceMass} that Polchinski's equation integrates`
      : 'what diffuses in from the end of the grid'
  const rule = `at least ${least.toPrecision(3)}, four standard deviations of ${width} at these couplings and scales`
  throw new ParameterError(source, 'fieldMax', rule, fieldMax)
}

/**
 * Refuses a range so wide that the grid has no points where the potential bends: runs on other grids miss the same, so
 * no estimate sees it. The steps around the origin, pi fieldMax/(2 gridPoints), must not exceed the width s of what
 * fluctuates: s^2 = G(U''(s)), G the variance of the modes integrated, the curvature not below the reference mass.
 * Polchinski's interaction is smoothed with the reference Gaussian, so there it is the smaller of 2 s and that width.
 */
export function requireResolvedRange(question: RangeQuestion): void {
  const { scheme, fieldMax, gridPoints, referenceMass } = question
  const gaussianWidth = Math.sqrt(integratedVariance(question, referenceMass))
  const width = fluctuationWidth(question, gaussianWidth)
  const step = scheme === 'polchinski' ? Math.min(gaussianWidth, 2 * width) : width
  const most = (2 / Math.PI) * gridPoints * step
  if (fieldMax <= most) return
  const rule = `at most ${most.toPrecision(3)}, or the steps of a grid of gridPoints = ${gridPoints} are wider than what fluctuates at these couplings and scales`
  throw new ParameterError(source, 'fieldMax', rule, fieldMax)
}

/** The field s at which s^2 is the variance of modes of the mass squared U''(s), at most that of the reference mass. */
function fluctuationWidth(question: RangeQuestion, gaussianWidth: number): number {
  const { referenceMass, curvature } = question
  const excess = (field: number) => {
    const mass = Math.max(curvature(field), referenceMass)
    return field ** 2 - integratedVariance(question, mass)
  }
  if (!(excess(gaussianWidth) > 0)) return gaussianWidth
  return bracketedRoot(excess, 0, gaussianWidth, 1e-3 * gaussianWidth)
}

/** Variance at one point of the Gaussian modes of that mass squared between `start` and `end`. */
function integratedVariance(question: RangeQuestion, mass: number): number {
  const { threshold, clock, start, end, referenceMass, massParameter } = question
  const slope = Float64Array.of(0)
  const variance = adaptiveQuadrature(
    (t) => {
      slope[0] = -2 * threshold.rate(Float64Array.of(mass), clock.scale(t), 1)[0]
      const share = -clock.rescale(t, slope)[0]
      if (Number.isFinite(share) || mass !== referenceMass) return share
      const gaussian =
        massParameter === 'potential' ? 'the Gaussian of its curvature at 0' : 'its Gaussian'
      const rule = `such that the variance of ${gaussian} is within the range of numbers`
      throw new ParameterError(source, massParameter, rule, referenceMass)
    },
    [clock.time(start), clock.time(end)],
    { relativeTolerance: 1e-3, maxIntervals: 100 }
  )
  return variance.value
}
