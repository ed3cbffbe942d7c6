/** Neural-network / quantum-field-theory correspondence: the public door of the library. */

// numerics
export { ParameterError } from './numerics/parameterError.js'
export type { Estimate } from './numerics/estimate.js'
export { adaptiveQuadrature } from './numerics/adaptiveQuadrature.js'
export type { QuadratureOptions } from './numerics/adaptiveQuadrature.js'
export { integrateOde } from './numerics/integrateOde.js'
export type { OdeOptions } from './numerics/integrateOde.js'
export { fitLine, fitPowerLaw } from './numerics/leastSquares.js'
export type { LineFit, PowerLawFit } from './numerics/leastSquares.js'
export { multisets } from './numerics/multisets.js'
export type { LocatedEvent, OdeEvent } from './numerics/odeEvents.js'
export type { OdeEnding, OdeSolution } from './numerics/odeSolution.js'
export type { Derivative, Jacobian } from './numerics/odeStepper.js'
export { setPartitions } from './numerics/setPartitions.js'
export { fromSignedLogarithm } from './numerics/signedLogarithm.js'
export type { SignedLogarithm } from './numerics/signedLogarithm.js'

// provenance
export type { Provenance } from './provenance/provenance.js'

// networks
export * from './networks/index.js'
export { featureMoment, logFeatureMoment } from './networks/featureMoment.js'

// covariances
export { criticalPoint, depthFixedPoint } from './covariances/depthFixedPoint.js'
export type { CriticalPoint, DepthFixedPoint } from './covariances/depthFixedPoint.js'
export {
  covarianceDecays,
  covarianceEstimates,
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

// sampling
export { BlockSampler } from './sampling/blockSampler.js'
export { drawNetworks } from './sampling/drawNetworks.js'
export { localRunner } from './sampling/blockRunner.js'
export { RunnerError } from './sampling/blockQueue.js'
export type { BlockAnswer, BlockRunner, BlockTask } from './sampling/blockRunner.js'
export type { EnsembleMoments, OrderMoments, WidthMoments } from './sampling/ensembleMoments.js'
export { MomentStore } from './sampling/momentStore.js'
export type { StoredFile, UnusableFile } from './sampling/momentStore.js'
export { samplerSettings } from './sampling/samplerSettings.js'
export type { SamplerSettings } from './sampling/samplerSettings.js'
export { sampleEnsemble } from './sampling/sampleEnsemble.js'
export type { SamplingOptions } from './sampling/sampleEnsemble.js'
export type { SamplingProgress } from './sampling/samplingProgress.js'
export type { StoreOptions } from './sampling/storedBags.js'
export { defaultStoreFolder } from './sampling/storeFolder.js'
export { closeWorkerPools } from './sampling/workerPool.js'

// statistics
export { convergenceSummary } from './statistics/convergenceSummary.js'
export type { ConvergenceSummary } from './statistics/convergenceSummary.js'
export { diagnoseEstimator } from './statistics/estimatorDiagnostics.js'
export type { EstimatorDiagnostics } from './statistics/estimatorDiagnostics.js'

// correlators
export { deviationScores } from './correlators/deviationScores.js'
export { deviationSummary } from './correlators/deviationSummary.js'
export type { DeviationSummary } from './correlators/deviationSummary.js'
export { combinationDeviations, meanDeviations } from './correlators/deviationTables.js'
export type { DeviationMean, DeviationSample } from './correlators/deviationTables.js'
export { drawnGreenFunction } from './correlators/drawnGreenFunction.js'
export type { MeasuredMean } from './correlators/drawnGreenFunction.js'
export { empiricalGreenFunction } from './correlators/empiricalGreenFunction.js'
export type { EmpiricalGreenFunction } from './correlators/empiricalGreenFunction.js'
export {
  connectedCumulant,
  exactGreenFunction,
  exactGreenFunctions
} from './correlators/exactGreenFunction.js'
export type { ExactEstimate, ExactGreenFunction } from './correlators/exactGreenFunction.js'
export { FiniteWidthTheory } from './correlators/finiteWidthTheory.js'
export type { GreenFunctionPart, GreenFunctionTheory } from './correlators/greenFunctionTheory.js'
export { networkTheory } from './correlators/networkTheory.js'
export { quarticVertex } from './correlators/quarticVertex.js'
export {
  gaussianGreenFunction,
  gaussianGreenFunctions
} from './correlators/gaussianGreenFunction.js'
export { exactDeviation, greenFunctionDeviation } from './correlators/greenFunctionDeviation.js'
export type {
  ExactDeviation,
  GreenFunctionDeviation
} from './correlators/greenFunctionDeviation.js'
export { conditionalStandardError } from './correlators/conditionalStandardError.js'
export { runningGreenFunction } from './correlators/runningGreenFunction.js'
export type { RunningGreenFunction } from './correlators/runningGreenFunction.js'
export { literalStandardError, outputMoment } from './correlators/literalStandardError.js'
export { outputDistribution } from './correlators/outputDistribution.js'
export { outputHistogram } from './correlators/outputHistogram.js'
export type { OutputHistogram } from './correlators/outputHistogram.js'
export { wickContractions } from './correlators/wickContractions.js'
export type { WickContraction } from './correlators/wickContractions.js'

// couplings
export { coarsenedCoupling } from './couplings/coarsenedCoupling.js'
export { coarsenedEnsemble, coarseningWindow } from './couplings/coarseningWindow.js'
export type { Coarsening, CoarseningWindow } from './couplings/coarseningWindow.js'
export { exactCouplings, measuredCouplings } from './couplings/couplingTable.js'
export type {
  CouplingTable,
  CouplingTableOptions,
  StructureSummary
} from './couplings/couplingTable.js'
export type { CouplingSummary } from './couplings/couplingSummary.js'
export { effectivePotential, quadraticCoupling } from './couplings/effectivePotential.js'
export type { PotentialCouplings } from './couplings/effectivePotential.js'
export { exactCoupling } from './couplings/exactCoupling.js'
export type { Coupling, CouplingOptions, PointCouplingOptions } from './couplings/exactCoupling.js'
export { exchangeShare } from './couplings/exchangeShare.js'
export { localityMap, localityPoints } from './couplings/localityMap.js'
export type { LocalityMap, LocalityMapOptions } from './couplings/localityMap.js'
export { measuredLocality } from './couplings/measuredLocality.js'
export type { MeasuredLocality } from './couplings/measuredLocality.js'
export { measuredConnected } from './couplings/measuredConnected.js'
export { measuredCoarsenedCoupling } from './couplings/measuredCoarsenedCoupling.js'
export type { MeasuredCoarsenedCoupling } from './couplings/measuredCoarsenedCoupling.js'
export type { MeasuredConnected } from './couplings/measuredConnected.js'
export { measuredMass } from './couplings/measuredMass.js'
export type { MeasuredMass } from './couplings/measuredMass.js'
export type { Normalisation } from './couplings/normalisation.js'
export { treeDiagrams } from './couplings/treeDiagrams.js'
export type { DiagramVertex, TreeDiagram } from './couplings/treeDiagrams.js'
export { treeIntegral, vertexIntegral } from './couplings/treeIntegral.js'
export { exactWidthScaling, measuredWidthScaling } from './couplings/widthScaling.js'
export type { ConnectedScaling, WidthScaling } from './couplings/widthScaling.js'

// flow
export {
  activeExponent,
  exactActiveFlow,
  exactActiveSlope,
  measuredActiveFlow
} from './flow/activeFlow.js'
export type { ActiveFlow } from './flow/activeFlow.js'
export { activeLoopFlow } from './flow/activeLoopFlow.js'
export type { ActiveLoopFlow, ActiveLoopFlowParameters } from './flow/activeLoopFlow.js'
export { brokenPhaseFlow, symmetricCouplings } from './flow/brokenPhaseFlow.js'
export type { BrokenPhaseFlow, BrokenPhaseParameters } from './flow/brokenPhaseFlow.js'
export { canonicalDimension } from './flow/canonicalDimension.js'
export { coarseningComparison } from './flow/coarseningComparison.js'
export type {
  CoarseningComparison,
  CoarseningComparisonParameters,
  CoarseningRow
} from './flow/coarseningComparison.js'
export { effectiveCouplings, wilsonianCouplings } from './flow/effectiveCouplings.js'
export type { GaussianPart } from './flow/effectiveCouplings.js'
export { fixedPoint } from './flow/fixedPoint.js'
export type { FixedPointParameters } from './flow/fixedPoint.js'
export type { FixedPoint } from './flow/fixedPointResult.js'
export {
  infraredCutoffExponent,
  infraredCutoffFlow,
  measuredInfraredCutoffFlow
} from './flow/infraredCutoffFlow.js'
export type { InfraredCutoffFlow } from './flow/infraredCutoffFlow.js'
export { isingExponents } from './flow/isingExponents.js'
export type { IsingExponents } from './flow/isingExponents.js'
export { microscopicTheory } from './flow/microscopicTheory.js'
export type { MicroscopicParameters, MicroscopicTheory } from './flow/microscopicTheory.js'
export { passiveFlow } from './flow/passiveFlow.js'
export type { PassiveFlow, PassiveFlowParameters } from './flow/passiveFlow.js'
export { potentialFlow } from './flow/potentialFlow.js'
export type { FlowScheme } from './flow/flowScheme.js'
export { polchinskiFlow } from './flow/polchinskiFlow.js'
export type { PotentialFlow, PotentialFlowParameters } from './flow/potentialFlow.js'
export { regulators } from './flow/regulator.js'
export type { Regulator, RegulatorName } from './flow/regulator.js'
export { schemeDistances } from './flow/schemeDistances.js'
export type { SchemeDistance } from './flow/schemeDistances.js'
export { schemeExponents } from './flow/schemeExponents.js'
export type { SchemeExponents } from './flow/schemeExponents.js'
export { schemeFlows } from './flow/schemeFlows.js'
export type { SchemeFlow, SchemeFlows, SchemeFlowsParameters } from './flow/schemeFlows.js'
export type { LocalPotential } from './flow/scalingPotential.js'
export { dimensionlessBeta, theorySpaceField } from './flow/theorySpace.js'
export type { TheorySpaceField, TheorySpaceParameters } from './flow/theorySpace.js'
export { criticalTrajectory, theorySpaceTrajectory } from './flow/theorySpaceTrajectory.js'
export type {
  CriticalTrajectoryParameters,
  TheorySpaceTrajectory,
  TrajectoryParameters
} from './flow/theorySpaceTrajectory.js'
export { thresholdFunction } from './flow/thresholdFunction.js'
export type { ThresholdFunction } from './flow/thresholdFunction.js'
export { truncatedFixedPoint, truncatedFixedPoints } from './flow/truncatedFixedPoint.js'
export type {
  TruncatedFixedPoint,
  TruncatedFixedPointParameters
} from './flow/truncatedFixedPoint.js'
export { wetterichFlow } from './flow/wetterichFlow.js'
export { zeroDimensionalPotential } from './flow/zeroDimensionalPotential.js'
export type { ZeroDimensionalTheory } from './flow/zeroDimensionalPotential.js'

// comparison
export { activeSlopeAgreement } from './comparison/activeSlopeAgreement.js'
export type { AgreementSummary } from './comparison/agreementSummary.js'
export { agreementSummary } from './comparison/agreementSummary.js'
export type { Agreement, AgreementKind, Comparison } from './comparison/compareWithExact.js'
export { compareWithExact } from './comparison/compareWithExact.js'
export { channelRatios, connectedFields, fieldAgreement } from './comparison/connectedFields.js'
export type { FieldComparison } from './comparison/connectedFields.js'
export { quarticAgreement, quarticStandardError } from './comparison/couplingAgreement.js'
export type { CutoffRunningSample } from './comparison/cutoffAgreement.js'
export { cutoffAgreement, cutoffSlopeAgreement } from './comparison/cutoffAgreement.js'
export { meanDeviationAgreement, propagatorAgreement } from './comparison/deviationAgreement.js'
export type { EstimatorPoint } from './comparison/estimatorPoint.js'
export { estimatorPoint } from './comparison/estimatorPoint.js'
export { localityAgreement } from './comparison/localityAgreement.js'
export { outputAgreement } from './comparison/outputAgreement.js'
export { exactScalingAgreement, scalingAgreement } from './comparison/scalingAgreement.js'
export { sexticAgreement } from './comparison/sexticAgreement.js'
export { singletAgreement, singletFluctuations } from './comparison/singletFluctuations.js'
export type { SingletFluctuation } from './comparison/singletFluctuations.js'
export { tailAgreement } from './comparison/tailAgreement.js'
export { twoPointAgreement, twoPointScalingAgreement } from './comparison/twoPointAgreement.js'

// figures
export { activeExponents } from './figures/activeExponents.js'
export type { ActiveExponent, ActiveExponentsOptions } from './figures/activeExponents.js'
export { activeLoopRunning } from './figures/activeLoopRunning.js'
export type { ActiveLoopRunningOptions, ActiveLoopSample } from './figures/activeLoopRunning.js'
export { activeRunning } from './figures/activeRunning.js'
export type { ActiveRunningOptions, ActiveRunningSample } from './figures/activeRunning.js'
export { connectedScaling } from './figures/connectedScaling.js'
export type { ConnectedScalingOptions, MeasuredScaling } from './figures/connectedScaling.js'
export { couplingEstimators } from './figures/couplingEstimators.js'
export type { CouplingEstimatorsOptions, EstimatedCoupling } from './figures/couplingEstimators.js'
export { cutoffRunning } from './figures/cutoffRunning.js'
export type { CutoffRunningOptions } from './figures/cutoffRunning.js'
export { covarianceMap } from './figures/covarianceMap.js'
export type { CovarianceMapOptions } from './figures/covarianceMap.js'
export { dataFrame } from './figures/tables/dataFrame.js'
export { saveTable } from './figures/tables/saveTable.js'
export { deviationHistogram } from './figures/deviationHistogram.js'
export type { DeviationHistogramOptions } from './figures/deviationHistogram.js'
export { deviationMeans } from './figures/deviationMeans.js'
export type { DeviationMeansOptions } from './figures/deviationMeans.js'
export type { Displayable, MimeBundle } from './figures/display/displayable.js'
export { drawPng, drawSvg } from './figures/display/drawing.js'
export { exponentConvergence } from './figures/exponentConvergence.js'
export type { ExponentConvergenceOptions, ExponentLadder } from './figures/exponentConvergence.js'
export { exponentsByDimension } from './figures/exponentsByDimension.js'
export type {
  ApproximationCurve,
  ExponentsByDimensionOptions
} from './figures/exponentsByDimension.js'
export { fieldFunctions } from './figures/fieldFunctions.js'
export type { FieldFunctionsOptions, FieldSample } from './figures/fieldFunctions.js'
export { singletVariance } from './figures/singletVariance.js'
export type { SingletVarianceOptions } from './figures/singletVariance.js'
export { Figure } from './figures/parts/figure.js'
export type { FigureParts, VegaLiteSpec } from './figures/parts/figure.js'
export type { FigureOptions } from './figures/parts/figureOptions.js'
export type { Convergence, FigureRoles } from './figures/parts/figureNotes.js'
export { liveFigure } from './figures/live/liveFigure.js'
export type { LiveFigureOptions } from './figures/live/liveFigure.js'
export { dimensionScan } from './figures/dimensionScan.js'
export type {
  DimensionPoint,
  DimensionScanOptions,
  ExchangePoint,
  MeasuredDimension
} from './figures/dimensionScan.js'
export { errorScaling } from './figures/errorScaling.js'
export type { ErrorScalingOptions, EstimatorError } from './figures/errorScaling.js'
export { estimatorErrors } from './figures/estimatorErrors.js'
export { localityHeatMap } from './figures/localityHeatMap.js'
export type { LocalityHeatMapOptions } from './figures/localityHeatMap.js'
export { localityLines } from './figures/localityLines.js'
export type { LocalityLinesOptions, LocalityPoint } from './figures/localityLines.js'
export { pngMimeType, vegaLiteMimeType } from './figures/display/mimeTypes.js'
export { momentumPropagator } from './figures/momentumPropagator.js'
export type { MomentumPropagatorOptions } from './figures/momentumPropagator.js'
export { networkFunctions } from './figures/networkFunctions.js'
export type { NetworkFunctionsOptions, NetworkFunctionsSample } from './figures/networkFunctions.js'
export { outputDensity } from './figures/outputDensity.js'
export type { OutputDensityOptions } from './figures/outputDensity.js'
export { plot } from './figures/plot.js'
export type { PlotOptions } from './figures/plot.js'
export { potentialCurves } from './figures/potentialCurves.js'
export type { PotentialCurve, PotentialCurvesOptions } from './figures/potentialCurves.js'
export { quarticCoupling } from './figures/quarticCoupling.js'
export type { QuarticCouplingOptions, QuarticCouplingSample } from './figures/quarticCoupling.js'
export { scoreStrip } from './figures/scoreStrip.js'
export type { ScoreStripOptions } from './figures/scoreStrip.js'
export { treeDiagramPicture } from './figures/treeDiagramPicture.js'
export type { TreeDiagramPictureOptions } from './figures/treeDiagramPicture.js'
export { twoPointFunction } from './figures/twoPointFunction.js'
export type { TwoPointFunctionOptions } from './figures/twoPointFunction.js'
export { wickDiagrams } from './figures/wickDiagrams.js'
export type { WickDiagramsOptions } from './figures/wickDiagrams.js'
export { runningMeans } from './figures/runningMeans.js'
export type { RunningMeansOptions, RunningSample } from './figures/runningMeans.js'
export { tailDiagnostics } from './figures/tailDiagnostics.js'
export type { TailDiagnosticsOptions } from './figures/tailDiagnostics.js'
export { progressBar } from './figures/display/progressBar.js'
export { coarseningRunning } from './figures/coarseningRunning.js'
export type { CoarseningRunningOptions } from './figures/coarseningRunning.js'
export { passiveRunning } from './figures/passiveRunning.js'
export type { PassiveRunningOptions, PassiveRunningSample } from './figures/passiveRunning.js'
export { regulatorShapes } from './figures/regulatorShapes.js'
export type { RegulatorShapesOptions } from './figures/regulatorShapes.js'
export { schemeAgreement } from './figures/schemeAgreement.js'
export type { SchemeAgreementOptions } from './figures/schemeAgreement.js'
export { schemePotentials } from './figures/schemePotentials.js'
export type { SchemePotentialsOptions } from './figures/schemePotentials.js'
export { theorySpaceMap } from './figures/theorySpaceMap.js'
export type {
  MappedFixedPoint,
  MappedTrajectory,
  TheorySpaceMapOptions
} from './figures/theorySpaceMap.js'
