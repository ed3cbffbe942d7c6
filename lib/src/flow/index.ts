/** Renormalization group flows and fixed points: the subpath `nnqft/flow`. */
export {
  activeExponent,
  exactActiveFlow,
  exactActiveSlope,
  measuredActiveFlow
} from './activeFlow.js'
export type { ActiveFlow } from './activeFlow.js'
export { activeLoopFlow } from './activeLoopFlow.js'
export type { ActiveLoopFlow, ActiveLoopFlowParameters } from './activeLoopFlow.js'
export { brokenPhaseFlow, symmetricCouplings } from './brokenPhaseFlow.js'
export type { BrokenPhaseFlow, BrokenPhaseParameters } from './brokenPhaseFlow.js'
export { canonicalDimension } from './canonicalDimension.js'
export { coarseningComparison } from './coarseningComparison.js'
export type {
  CoarseningComparison,
  CoarseningComparisonParameters,
  CoarseningRow
} from './coarseningComparison.js'
export { derivativeExpansion, minimalSensitivity } from './derivativeExpansion.js'
export type {
  DerivativeExpansion,
  DerivativeExpansionParameters,
  LeastSensitiveExponent,
  MinimalSensitivity
} from './derivativeExpansion.js'
export type { SmoothRegulator } from './derivativeFlow.js'
export { effectiveCouplings, wilsonianCouplings } from './effectiveCouplings.js'
export type { GaussianPart } from './effectiveCouplings.js'
export { fixedPoint } from './fixedPoint.js'
export type { FixedPointParameters } from './fixedPoint.js'
export type { FixedPoint } from './fixedPointResult.js'
export {
  infraredCutoffExponent,
  infraredCutoffFlow,
  measuredInfraredCutoffFlow
} from './infraredCutoffFlow.js'
export type { InfraredCutoffFlow } from './infraredCutoffFlow.js'
export { isingExponents } from './isingExponents.js'
export type { IsingExponents } from './isingExponents.js'
export { microscopicTheory } from './microscopicTheory.js'
export type { MicroscopicParameters, MicroscopicTheory } from './microscopicTheory.js'
export { passiveFlow } from './passiveFlow.js'
export type { PassiveFlow, PassiveFlowParameters } from './passiveFlow.js'
export { potentialFlow } from './potentialFlow.js'
export type { FlowEnding } from './flowEnding.js'
export type { FlowScheme } from './flowScheme.js'
export { polchinskiFlow } from './polchinskiFlow.js'
export type { PotentialFlow, PotentialFlowParameters } from './potentialFlow.js'
export { regulatorNames, regulators } from './regulator.js'
export type { Regulator, RegulatorName } from './regulator.js'
export { schemeDistances } from './schemeDistances.js'
export type { SchemeDistance } from './schemeDistances.js'
export { schemeExponents } from './schemeExponents.js'
export type { SchemeExponents } from './schemeExponents.js'
export { schemeFlows } from './schemeFlows.js'
export type { SchemeFlow, SchemeFlows, SchemeFlowsParameters } from './schemeFlows.js'
export type { LocalPotential } from './scalingPotential.js'
export { betaOf, dimensionlessBeta, theorySpaceField } from './theorySpace.js'
export type { TheorySpaceField, TheorySpaceParameters } from './theorySpace.js'
export { criticalTrajectory, theorySpaceTrajectory } from './theorySpaceTrajectory.js'
export type {
  CriticalTrajectoryParameters,
  TheorySpaceTrajectory,
  TrajectoryParameters
} from './theorySpaceTrajectory.js'
export { thresholdFunction } from './thresholdFunction.js'
export type { ThresholdFunction } from './thresholdFunction.js'
export { truncatedFixedPoint, truncatedFixedPoints } from './truncatedFixedPoint.js'
export type { TruncatedFixedPoint, TruncatedFixedPointParameters } from './truncatedFixedPoint.js'
export { wetterichFlow } from './wetterichFlow.js'
export { zeroDimensionalPotential } from './zeroDimensionalPotential.js'
export type { ZeroDimensionalTheory } from './zeroDimensionalPotential.js'
export type { WavefunctionLoop } from './thresholdFunction.js'
