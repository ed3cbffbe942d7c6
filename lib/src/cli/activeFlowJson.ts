import type { ActiveFlow } from '../flow/activeFlow.js'

/** An active flow ready for JSON; slopes are null where the coupling changes sign. */
export function activeFlowJson(flow: ActiveFlow) {
  return {
    order: flow.order,
    normalisation: flow.normalisation,
    sigmaW: flow.sigmaW,
    ...(flow.logScales.some((scale) => scale !== 0) && { logScales: Array.from(flow.logScales) }),
    u: Array.from(flow.values),
    errors: Array.from(flow.errors),
    spreads: Array.from(flow.spreads),
    publishedConvention: Array.from(flow.publishedConvention),
    ...(flow.diagnoses && {
      converged: flow.diagnoses.map(({ converged }) => converged),
      effectiveSampleSize: flow.diagnoses.map(({ effectiveSampleSize }) => effectiveSampleSize),
      largestShare: flow.diagnoses.map(({ largestShare }) => largestShare)
    }),
    slope: flow.fit?.slope ?? null,
    slopeError: flow.fit?.slopeError ?? null,
    expectedSlope: flow.expectedSlope
  }
}
