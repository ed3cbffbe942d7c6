import { refusedUnder, refusedUnderLater } from '../numerics/refusedUnder.js'
import { networkSizes } from '../networks/networkSizes.js'
import { covarianceEntries } from '../covariances/infiniteWidthCovariance.js'
import type { RegulatorName } from '../flow/regulator.js'
import { requireArchitecture } from '../networks/networkParameters.js'
import { ensemble as checkedEnsemble, type Ensemble } from '../networks/ensemble.js'
import {
  ParameterError,
  requireBoolean,
  requireFiniteList,
  requireInteger,
  requireKeys,
  requireOneOf
} from '../numerics/parameterError.js'
import { withOrigin } from '../provenance/origin.js'
import { drawCovariances } from '../sampling/drawCovariances.js'
import { requirePieceOptions, type PieceOptions } from '../numerics/inPieces.js'
import type { TailDiagnosis } from '../statistics/convergenceSummary.js'
import { looksSampled } from '../statistics/estimatorDiagnostics.js'
import { jackknifeError } from '../statistics/jackknife.js'
import { networkModes, requireModes, type FieldModes } from './fieldModes.js'
import type { FieldTensor } from './fieldTensor.js'
import { LiteralMoments } from './literalMoments.js'
import { mixtureVertices } from './mixtureVertices.js'
import { modeScale, PairMoments, type ModeScale, type PairSums } from './pairMoments.js'
import { pointRegulatorNames, requireRegulator } from './pointRegulator.js'
import type { ConnectedFunctions, Vertices } from './vertices.js'

/** Which scales are measured, how modes are told apart, and how the work, in networks, is watched and stopped. */
export interface VertexMeasurement extends PieceOptions {
  /** Default `'mass'`: R_k = k. */
  readonly regulator?: RegulatorName
  /** Scales k >= 0. */
  readonly scales: readonly number[]
  /** Modes of the regulator, of as many points as the ensemble has inputs; default: those of K (`networkModes`). */
  readonly modes?: FieldModes
  /** Rank of the highest vertex, 4 or 6; default 6. */
  readonly highest?: 4 | 6
  /** Whether the limit k = Infinity is measured too; default false. */
  readonly microscopic?: boolean
}

/** The regulated theory at one scale. `converged` and its companions are the worst of all vertices. */
export interface MeasuredScale extends Vertices, TailDiagnosis {
  /** The scale; Infinity for the microscopic action. */
  readonly k: number
  /** Connected functions of the regulated theory at k. */
  readonly connected: ConnectedFunctions
  /** Jackknife over bags, of each entry of each vertex. */
  readonly errors: Vertices
  /** log Z_k[0]; -Infinity at k = Infinity. */
  readonly logPartition: number
  /** The vertices with one bag left out, shape [bag]: what errors of derived quantities need. */
  readonly replicates: readonly Vertices[]
}

/** What `measuredVertices` yields: a pure function of the ensemble and the scales. */
export interface MeasuredVertices {
  /** The ensemble that was drawn. */
  readonly ensemble: Ensemble
  /** Width N of the hidden layers. */
  readonly width: number
  /** Shape of the regulator. */
  readonly regulator: RegulatorName
  /** Modes of the fields that the regulator tells apart. */
  readonly modes: FieldModes
  /** In the order of the scales asked for. */
  readonly scales: readonly MeasuredScale[]
  /** Where asked for, k = Infinity: the vertices are the derivatives of the microscopic action at f = 0. */
  readonly microscopic?: MeasuredScale
}

/**
 * Measures the regulated effective action Gamma_k of a network on the inputs of an ensemble: the field theory on these
 * points, whose path integral the ensemble is. One sample of networks serves all scales: with the regulator it is
 * reweighted, Z_k[j] = E[exp(-f R_k f/2 + j f)], network by network exactly, since f is normal given the hidden layers
 * (docs/theory.md, "Field theory on points: the passive flow measured"). Gamma_k = j f - log Z_k - f R_k f/2, so that Gamma_k^(2) = G_k^-1 - R_k; at k = 0 it is the effective
 * action, for k -> Infinity the microscopic action S = -log p(f). Any depth; with several outputs a field is
 * a point of an output. `orders` and `estimator` of the ensemble play no part. Where weights W1 or biases b1 are not normal f
 * itself is drawn, which needs more networks, the more the larger k: `converged` says where they do not suffice.
 *
 * The exact flow equations hold for every sample, not only on average, as it is an ensemble itself. Errors are those of
 * the jackknife over bags, so that where a scale is converged, deviations in units of them have Student's distribution of
 * `bags` - 1 degrees of freedom: with 20 bags one in 140 lies beyond three errors, not one in 370. A scale counts as
 * converged by the rule of `diagnoseEstimator`, where S is large and where it is small; else errors are too small too.
 *
 * @example const { scales } = await measuredVertices(ensemble({ network: 'erf', inputs: [[0.4], [1]] }), 10, { scales: [0, 1] })
 * @throws ParameterError for arguments outside of their domain, the microscopic action of weights W1 or biases b1 that are
 *   not normal, and where K has no inverse, and for the microscopic action if a network's S has no inverse: f has no density then
 */
export async function measuredVertices(
  ensemble: Ensemble,
  width: number,
  measurement: VertexMeasurement
): Promise<MeasuredVertices> {
  const source = 'measuredVertices'
  const { regulator, scales, highest, microscopic } = requireMeasurement(source, measurement)
  requireInteger(source, 'width', width, 1)
  const checked = checkedEnsemble(ensemble)
  const { bags, inputs, outputs = 1 } = checked
  if (bags < 2) throw new ParameterError(source, 'ensemble.bags', '>= 2 to know errors', bags)
  const sizes = () => networkSizes(checked, { inputs })
  const modes =
    measurement.modes === undefined
      ? refusedUnder(source, () => networkModes(checked, inputs), sizes)
      : measurement.modes
  requireModes(source, modes)
  if (modes.points !== inputs.length) {
    throw new ParameterError(source, 'modes.points', `${inputs.length}, as inputs`, modes.points)
  }
  requireRegulator(source, regulator, modes)
  const free = inverseVariances(
    refusedUnder(source, () => covarianceEntries(source, checked, inputs), sizes),
    modes
  )
  const modeScales = [...scales, ...(microscopic ? [Infinity] : [])].map((k) =>
    modeScale(regulator, modes, free, k)
  )
  const theory: RegulatedTheory = { modes, scales: modeScales, outputs, highest }
  const normal = isNormalGivenLayers(checked)
  if (microscopic && !normal) {
    const rule =
      "false for weights W1 or biases b1 that are not 'normal': f is drawn then, and has no density at a point"
    throw new ParameterError(source, 'microscopic', rule, microscopic)
  }
  const draw = normal ? drawnMixtures : drawnFields
  const measured = await refusedUnderLater(source, () =>
    draw(source, checked, width, theory, piecesOf(measurement))
  )
  const last = measured[scales.length]
  return withOrigin(
    {
      ensemble: checked,
      width,
      regulator,
      modes,
      scales: measured.slice(0, scales.length),
      ...(last && { microscopic: last })
    },
    source,
    checked,
    width,
    { regulator, scales, highest, microscopic }
  )
}

const measurementKeys = ['regulator', 'scales', 'modes', 'highest', 'microscopic']
const pieceKeys = ['signal', 'onProgress']

/** How the work is watched and stopped. */
function piecesOf({ signal, onProgress }: VertexMeasurement): PieceOptions {
  return { ...(signal && { signal }), ...(onProgress && { onProgress }) }
}

function requireMeasurement(source: string, measurement: VertexMeasurement) {
  requireKeys(source, 'measurement', measurement, [...measurementKeys, ...pieceKeys])
  const { regulator = 'mass', scales, highest = 6, microscopic = false } = measurement
  requireOneOf(source, 'regulator', regulator, pointRegulatorNames)
  requireOneOf(source, 'highest', highest, [4, 6])
  requireBoolean(source, 'microscopic', microscopic)
  const least = microscopic ? 0 : 1
  const rule = 'a list of at least one scale k >= 0'
  requireFiniteList(source, 'scales', scales, rule, { least, minimum: 0 })
  requirePieceOptions(source, piecesOf(measurement))
  return { regulator, scales, highest, microscopic }
}

/** 1/(v K v) of every mode. */
function inverseVariances(covariance: Float64Array, { points, vectors }: FieldModes): Float64Array {
  return Float64Array.from({ length: points }, (_, m) => {
    let variance = 0
    for (let a = 0; a < points; a++) {
      for (let b = 0; b < points; b++) {
        variance += vectors[m * points + a] * covariance[a * points + b] * vectors[m * points + b]
      }
    }
    return 1 / variance
  })
}

/** Whether f is normal given the hidden layers: then it has a density, network by network, and is not drawn itself. */
export function isNormalGivenLayers(ensemble: Ensemble): boolean {
  const { layers, readout } = requireArchitecture('measuredVertices', ensemble)
  return [...layers.slice(1), readout].every(
    ({ weights, biases, sigmaB }) => weights === 'normal' && (biases === 'normal' || sigmaB === 0)
  )
}

/** What is measured. */
interface RegulatedTheory {
  readonly modes: FieldModes
  readonly scales: readonly ModeScale[]
  readonly outputs: number
  readonly highest: 4 | 6
}

/** Most numbers that are kept of all bags, 800 megabytes. */
const mostSums = 1e8

/** Sums of zero, shape [bag][scale]. @throws ParameterError for more bags than memory holds */
function bagSums(
  source: string,
  { bags }: Ensemble,
  scales: readonly ModeScale[],
  moments: { readonly empty: () => PairSums }
): readonly (readonly PairSums[])[] {
  const { sums, shares } = moments.empty()
  const perBag = scales.length * (sums.length + shares.length)
  const most = Math.floor(mostSums / perBag)
  if (bags > most) {
    const rule = `at most ${most} for ${perBag} sums a bag to fit into memory`
    throw new ParameterError(source, 'ensemble.bags', rule, bags)
  }
  return Array.from({ length: bags }, () => scales.map(() => moments.empty()))
}

/** By the covariance of each network given its hidden layers. */
async function drawnMixtures(
  source: string,
  ensemble: Ensemble,
  width: number,
  { modes, scales, outputs, highest }: RegulatedTheory,
  pieces: PieceOptions
): Promise<MeasuredScale[]> {
  const moments = new PairMoments(modes, scales, outputs, highest)
  const sums = bagSums(source, ensemble, scales, moments)
  await drawCovariances(
    ensemble,
    width,
    (bag, covariances, networks) => moments.add(covariances, networks, sums[bag]),
    pieces
  )
  requireDensity(source, moments.withoutInverse, ensemble, width)
  return scales.map((scale, i) => {
    const normal = scale.free.reduce(
      (sum, free, m) => sum + Math.log(free * scale.propagator[m]),
      0
    )
    return measuredScale(
      scale.k,
      sums.map((ofBag) => ofBag[i]),
      ensemble,
      (of) => mixtureVertices(of, scale, modes, outputs, highest),
      (outputs / 2) * normal
    )
  })
}

/** By the outputs of each network, where weights W1 or biases b1 are not normal. */
async function drawnFields(
  source: string,
  ensemble: Ensemble,
  width: number,
  { modes, scales, outputs, highest }: RegulatedTheory,
  pieces: PieceOptions
): Promise<MeasuredScale[]> {
  const moments = new LiteralMoments(modes, scales, outputs, highest)
  const sums = bagSums(source, ensemble, scales, moments)
  await moments.draw(ensemble, width, sums, pieces)
  return scales.map((scale, i) => {
    const ofScale = sums.map((ofBag) => ofBag[i])
    if (!ofScale.every((bag) => bag.sums[0] > 0)) {
      const rule = 'so small that exp(-f R f/2) of some network is in the range of numbers'
      throw new ParameterError(source, 'scales', rule, scale.k)
    }
    return measuredScale(scale.k, ofScale, ensemble, (of) => moments.evaluate(of, scale), 0)
  })
}

function requireDensity(source: string, singular: number, ensemble: Ensemble, width: number): void {
  if (singular === 0) return
  const networks = ensemble.bags * ensemble.networksPerBag
  const rule =
    `larger, or the scales finite, or the activation nowhere constant: ${singular} of ${networks} networks have a ` +
    'covariance without inverse, so that f has no density'
  throw new ParameterError(source, 'width', rule, width)
}

/** @param logUnit logarithm of the unit of the weights */
function measuredScale(
  k: number,
  bags: readonly PairSums[],
  { bags: count, networksPerBag }: Ensemble,
  evaluate: (sums: Float64Array) => ReturnType<typeof mixtureVertices>,
  logUnit: number
): MeasuredScale {
  const total = bags[0].sums.map((_, i) => bags.reduce((sum, { sums }) => sum + sums[i], 0))
  const { connected, vertices } = evaluate(total)
  const replicates = bags.map(({ sums }) => evaluate(total.map((all, i) => all - sums[i])).vertices)
  return {
    k,
    ...vertices,
    connected,
    errors: jackknifed(replicates),
    logPartition: Math.log(total[0] / (count * networksPerBag)) + logUnit,
    ...tailOf(bags, count * networksPerBag),
    replicates
  }
}

/** Jackknife errors of each entry of vertices, from those with one bag left out. */
export function jackknifed(replicates: readonly Vertices[]): Vertices {
  const errors = (pick: (vertices: Vertices) => FieldTensor): FieldTensor => {
    const [first] = replicates.map(pick)
    const lists = replicates.map((vertices) => pick(vertices).values)
    return { ...first, values: first.values.map((_, c) => jackknifeError(lists.map((v) => v[c]))) }
  }
  return {
    gamma2: errors(({ gamma2 }) => gamma2),
    gamma4: errors(({ gamma4 }) => gamma4),
    ...(replicates[0].gamma6 && { gamma6: errors(({ gamma6 }) => gamma6 as FieldTensor) })
  }
}

/** The worst effective sample size and share of a network, and the sample size of the weights. */
function tailOf(bags: readonly PairSums[], networks: number) {
  let effectiveSampleSize = networks
  let largestShare = 0
  for (let place = 0; place < bags[0].shares.length; place += 3) {
    const sum = bags.reduce((all, { shares }) => all + shares[place], 0)
    const squares = bags.reduce((all, { shares }) => all + shares[place + 1], 0)
    const largest = bags.reduce((most, { shares }) => Math.max(most, shares[place + 2]), 0)
    // Without a regulator the second variable is 0, at k = Infinity the first.
    if (squares === 0) continue
    effectiveSampleSize = Math.min(effectiveSampleSize, sum ** 2 / squares)
    largestShare = Math.max(largestShare, largest / sum)
  }
  return {
    effectiveSampleSize,
    largestShare,
    converged: looksSampled(effectiveSampleSize, largestShare)
  }
}
