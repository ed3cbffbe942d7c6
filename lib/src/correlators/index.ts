/** Green functions: Wick contractions, measured, free and exact: the subpath `nnqft/correlators`. */
export { deviationScores } from './deviationScores.js'
export { deviationSummary } from './deviationSummary.js'
export type { DeviationSummary } from './deviationSummary.js'
export { combinationDeviations, meanDeviations } from './deviationTables.js'
export type { DeviationMean, DeviationSample } from './deviationTables.js'
export { meanOverNetworks } from './meanOverNetworks.js'
export type { MeasuredMean } from './meanOverNetworks.js'
export { measuredGreenFunction } from './measuredGreenFunction.js'
export type { MeasuredGreenFunction } from './measuredGreenFunction.js'
export {
  connectedCumulant,
  exactGreenFunction,
  exactGreenFunctions,
  prepareGreenFunction,
  prepareGreenFunctions
} from './exactGreenFunction.js'
export type { ExactEstimate, ExactGreenFunction } from './exactGreenFunction.js'
export { FiniteWidthTheory } from './finiteWidthTheory.js'
export type { GreenFunctionPart, GreenFunctionTheory } from './greenFunctionTheory.js'
export { networkTheory } from './networkTheory.js'
export { prepareQuarticVertex, quarticVertex } from './quarticVertex.js'
export { gaussianGreenFunction, gaussianGreenFunctions } from './gaussianGreenFunction.js'
export { exactDeviation, greenFunctionDeviation } from './greenFunctionDeviation.js'
export type { ExactDeviation, GreenFunctionDeviation } from './greenFunctionDeviation.js'
export { exactStandardError } from './exactStandardError.js'
export { runningGreenFunction } from './runningGreenFunction.js'
export type { RunningGreenFunction } from './runningGreenFunction.js'
export { outputMoment } from './outputMoment.js'
export { outputDistribution } from './outputDistribution.js'
export { outputHistogram } from './outputHistogram.js'
export type { OutputHistogram } from './outputHistogram.js'
export { wickContractions } from './wickContractions.js'
export type { WickContraction } from './wickContractions.js'
export type { SampledEnsemble } from './exactStandardError.js'
