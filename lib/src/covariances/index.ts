/** Covariances at infinite width, in position and momentum space: the subpath `nnqft/covariances`. */
export { criticalPoint, depthFixedPoint } from './depthFixedPoint.js'
export type { CriticalPoint, DepthFixedPoint } from './depthFixedPoint.js'
export {
  covarianceDecays,
  covarianceEstimates,
  covarianceEstimatesInPieces,
  covarianceMatrix,
  infiniteWidthCovariance,
  weightCovariance
} from './infiniteWidthCovariance.js'
export {
  correlationLength,
  fieldNormalisation,
  logFieldNormalisation,
  logMomentumCovariance,
  massSquared,
  momentumCovariance
} from './momentumSpace.js'
export type { PropagatorParameters } from './momentumSpace.js'
