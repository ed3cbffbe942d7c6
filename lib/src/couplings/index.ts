/** Vertex integrals and couplings: the subpath `nnqft/couplings`. */
export { coarsenedCoupling } from './coarsenedCoupling.js'
export { coarsenedEnsemble, coarseningWindow } from './coarseningWindow.js'
export type { Coarsening, CoarseningWindow } from './coarseningWindow.js'
export { exactCouplings, measuredCouplings } from './couplingTable.js'
export type { CouplingTable, StructureSummary } from './couplingTable.js'
export { prepareCouplings } from './couplingSolver.js'
export type { CouplingSummary } from './couplingSummary.js'
export { effectivePotential, quadraticCoupling } from './effectivePotential.js'
export type { PotentialCouplings } from './effectivePotential.js'
export { exactCoupling } from './exactCoupling.js'
export type {
  Coupling,
  CouplingOptions,
  CouplingTableOptions,
  PointCouplingOptions
} from './exactCoupling.js'
export { exchangeShare } from './exchangeShare.js'
export { localityMap, localityPoints } from './localityMap.js'
export type { LocalityMap, LocalityMapOptions } from './localityMap.js'
export { measuredLocality } from './measuredLocality.js'
export type { MeasuredLocality } from './measuredLocality.js'
export { measuredConnected } from './measuredConnected.js'
export { measuredCoarsenedCoupling } from './measuredCoarsenedCoupling.js'
export type { MeasuredCoarsenedCoupling } from './measuredCoarsenedCoupling.js'
export type { MeasuredConnected } from './measuredConnected.js'
export { measuredMass } from './measuredMass.js'
export type { MeasuredMass } from './measuredMass.js'
export type { Normalisation } from './normalisation.js'
export { treeDiagrams } from './treeDiagrams.js'
export type { DiagramVertex, TreeDiagram } from './treeDiagrams.js'
export { treeIntegral, vertexIntegral } from './treeIntegral.js'
export { exactWidthScaling, measuredWidthScaling } from './widthScaling.js'
export type { ConnectedScaling, WidthScaling } from './widthScaling.js'
