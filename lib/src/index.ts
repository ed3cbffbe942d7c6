/** Neural-network / quantum-field-theory correspondence: the public door of the library. */

// numerics
export { ParameterError } from './numerics/parameterError.js'
export type { Estimate } from './numerics/estimate.js'
export { multisets } from './numerics/multisets.js'
export { setPartitions } from './numerics/setPartitions.js'

// networks
export { ensemble, paperInputs, talkWidths } from './networks/ensemble.js'
export type {
  Ensemble,
  EnsembleParameters,
  EstimatorName,
  NetworkName
} from './networks/ensemble.js'
export { featureMoment, logFeatureMoment } from './networks/featureMoment.js'
export type { NetworkParameters, Point } from './networks/networkParameters.js'

// covariances
export { erfCovariance } from './covariances/erfCovariance.js'
export { gaussNetCovariance } from './covariances/gaussNetCovariance.js'
export {
  covarianceMatrix,
  infiniteWidthCovariance,
  weightCovariance
} from './covariances/infiniteWidthCovariance.js'
export {
  correlationLength,
  fieldNormalisation,
  logFieldNormalisation,
  logMomentumCovariance,
  massSquared,
  momentumCovariance
} from './covariances/momentumSpace.js'
export type { PropagatorParameters } from './covariances/momentumSpace.js'
export { reluCovariance } from './covariances/reluCovariance.js'

// sampling
export { BlockSampler } from './sampling/blockSampler.js'
export { localRunner } from './sampling/blockRunner.js'
export type { BlockRunner } from './sampling/blockRunner.js'
export type { EnsembleMoments, OrderMoments, WidthMoments } from './sampling/ensembleMoments.js'
export { MomentStore } from './sampling/momentStore.js'
export type { DamagedFile, StoredFile } from './sampling/momentStore.js'
export { sampleEnsemble } from './sampling/sampleEnsemble.js'
export type { SamplingOptions } from './sampling/sampleEnsemble.js'
export type { SamplingProgress } from './sampling/samplingProgress.js'
export type { StoreOptions } from './sampling/storedBags.js'
export { defaultStoreFolder } from './sampling/storeFolder.js'
export { closeWorkerPools } from './sampling/workerPool.js'

// correlators
export { deviationScores } from './correlators/deviationScores.js'
export { deviationSummary } from './correlators/deviationSummary.js'
export type { DeviationSummary } from './correlators/deviationSummary.js'
export { empiricalGreenFunction } from './correlators/empiricalGreenFunction.js'
export type { EmpiricalGreenFunction } from './correlators/empiricalGreenFunction.js'
export {
  connectedCumulant,
  exactGreenFunction,
  exactGreenFunctions
} from './correlators/exactGreenFunction.js'
export type { ExactGreenFunction, GreenFunctionPart } from './correlators/exactGreenFunction.js'
export { FiniteWidthTheory } from './correlators/finiteWidthTheory.js'
export {
  gaussianGreenFunction,
  gaussianGreenFunctions
} from './correlators/gaussianGreenFunction.js'
export { exactDeviation, greenFunctionDeviation } from './correlators/greenFunctionDeviation.js'
export type {
  ExactDeviation,
  GreenFunctionDeviation
} from './correlators/greenFunctionDeviation.js'
export { literalStandardError, outputMoment } from './correlators/literalStandardError.js'
export { wickContractions } from './correlators/wickContractions.js'
export type { WickContraction } from './correlators/wickContractions.js'

// flow
export { canonicalDimension } from './flow/canonicalDimension.js'
export { passiveFlow } from './flow/passiveFlow.js'
export type { PassiveFlow, PassiveFlowParameters } from './flow/passiveFlow.js'
export { regulators } from './flow/regulator.js'
export type { Regulator, RegulatorName } from './flow/regulator.js'
export { thresholdFunction } from './flow/thresholdFunction.js'
export type { ThresholdFunction } from './flow/thresholdFunction.js'
export { wetterichFlow } from './flow/wetterichFlow.js'

// figures
export { compareWithExact } from './figures/agreement.js'
export type { Agreement, Comparison } from './figures/agreement.js'
export { dataFrame } from './figures/dataFrame.js'
export { meanDeviationAgreement, propagatorAgreement } from './figures/deviationAgreement.js'
export { deviationHistogram } from './figures/deviationHistogram.js'
export type { DeviationHistogramOptions, DeviationSample } from './figures/deviationHistogram.js'
export { deviationMeans } from './figures/deviationMeans.js'
export type { DeviationMean, DeviationMeansOptions } from './figures/deviationMeans.js'
export { drawPng, drawSvg } from './figures/drawing.js'
export { Figure } from './figures/figure.js'
export type { FigureParts, MimeBundle, Provenance, VegaLiteSpec } from './figures/figure.js'
export { pngMimeType, vegaLiteMimeType } from './figures/mimeTypes.js'
export { progressBar } from './figures/progressBar.js'
export type { ProgressBar } from './figures/progressBar.js'
