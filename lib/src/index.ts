/** Neural-network / quantum-field-theory correspondence: the public door of the library. */

// numerics
export { ParameterError } from './numerics/parameterError.js'
export { multisets } from './numerics/multisets.js'

// networks
export { ensemble, paperInputs, talkWidths } from './networks/ensemble.js'
export type {
  Ensemble,
  EnsembleParameters,
  EstimatorName,
  NetworkName
} from './networks/ensemble.js'

// figures
export { compareWithExact } from './figures/agreement.js'
export type { Agreement, Comparison } from './figures/agreement.js'
export { dataFrame } from './figures/dataFrame.js'
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

// sampling
export { BlockSampler } from './sampling/blockSampler.js'
export { localRunner } from './sampling/blockRunner.js'
export type { BlockRunner } from './sampling/blockRunner.js'
export type { EnsembleMoments, OrderMoments, WidthMoments } from './sampling/ensembleMoments.js'
export { sampleEnsemble } from './sampling/sampleEnsemble.js'
export type { SamplingOptions } from './sampling/sampleEnsemble.js'
export type { SamplingProgress } from './sampling/samplingProgress.js'
export { closeWorkerPools } from './sampling/workerPool.js'
