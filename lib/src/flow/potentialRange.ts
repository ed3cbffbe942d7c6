import { adaptiveQuadrature } from '../numerics/adaptiveQuadrature.js'
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
  readonly referenceMass: number
  /** U' and U'' of the bare potential at `fieldMax`. */
  readonly outerSlope: number
  readonly outerCurvature: number
}

/** Standard deviations that the range of fields must hold: what comes in from its end falls like a Gaussian. */
const leastDeviations = 4

/**
 * Refuses a range of fields from whose end the flow of the middle is seen. Polchinski's equation integrates the
 * Gaussian of the reference mass, so a share exp(-phi^2/G) of what is wrong at the end comes in, G the
 * variance of the modes integrated. Wetterich's diffuses with the propagator of the curvature at the end, a share
 * exp(-phi^2/(2G)). Both ranges must hold four deviations sqrt(G). (Derived in docs/theory.md.)
 */
export function requireCoveringRange(question: RangeQuestion): void {
  const { scheme, fieldMax, referenceMass, outerSlope, outerCurvature } = question
  const source = 'potentialFlow'
  if (!(outerSlope > 0 && outerCurvature > 0)) {
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
  const rule = `at least ${least.toPrecision(3)}, four standard deviations of ${width}`
  throw new ParameterError(source, 'fieldMax', rule, fieldMax)
}

/** Variance at one point of the Gaussian modes of that mass squared between `start` and `end`. */
function integratedVariance({ threshold, clock, start, end }: RangeQuestion, mass: number): number {
  const slope = Float64Array.of(0)
  const variance = adaptiveQuadrature(
    (t) => {
      slope[0] = -2 * threshold.rate(Float64Array.of(mass), clock.scale(t), 1)[0]
      return -clock.rescale(t, slope)[0]
    },
    [clock.time(start), clock.time(end)],
    { relativeTolerance: 1e-3, maxIntervals: 100 }
  )
  return variance.value
}
