/** How far a measured number is to be trusted: the subpath `nnqft/statistics`. */
export { convergenceSummary } from './convergenceSummary.js'
export type { ConvergenceSummary } from './convergenceSummary.js'
export { diagnoseEstimator } from './estimatorDiagnostics.js'
export type { EstimatorDiagnostics } from './estimatorDiagnostics.js'
export type { FieldEntries, FieldEntry } from './fieldEntries.js'
export type { TailDiagnosis } from './convergenceSummary.js'
