/** Which networks there are: activations, architectures, ensembles; also the subpath `nnqft/networks`. */
export type { Activation } from './activations/activation.js'
export { activationNames, activationOf, activations } from './activations/activations.js'
export type { ActivationSpecification, NetworkName } from './activations/activations.js'
export type { ExpressionActivation, FunctionActivation } from './activations/own.js'
export { architectureOf } from './architecture.js'
export type {
  AffineMap,
  Architecture,
  GivenNetwork,
  HiddenLayer,
  NetworkParameters,
  WeightDistributions
} from './architecture.js'
export { ensemble, talkWidths } from './ensemble.js'
export type { Ensemble, EnsembleParameters } from './ensemble.js'
export { estimatorNames, estimators } from './estimators.js'
export type { Estimator, EstimatorName } from './estimators.js'
export type { Point } from './networkParameters.js'
export { fieldCombinations, fieldIndex, fieldOf } from './field.js'
export type { Field } from './field.js'
export { paperInputs, paperInputsIn } from './paperInputs.js'
export {
  publishedCutoffs,
  publishedInputs,
  publishedNames,
  publishedSettings
} from './publishedSettings.js'
export type { PublishedName, PublishedSettings } from './publishedSettings.js'
export { readPoints } from './readPoints.js'
export type { PreactivationPair } from './preactivationPair.js'
export type { WeightDistribution } from './weights/weightDistribution.js'
export { featureMoment, logFeatureMoment } from './featureMoment.js'
export type { Jump } from './activations/activation.js'
export type { PairDerivatives } from './activations/activation.js'
