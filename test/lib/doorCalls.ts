import { fileURLToPath } from 'node:url'
import * as library from '../../lib/src/index.js'

type Door = typeof library
type FunctionName = {
  [K in keyof Door]: Door[K] extends (...args: never[]) => unknown ? K : never
}[keyof Door]

/** Arguments of one valid call of every function of the door: the compiler asks for the one that is missing. */
export type DoorCalls = { readonly [K in FunctionName]: Parameters<Door[K]> }

/** Objects that the library made, which users hand on as they are. */
export const results = new WeakSet<object>()

function result<T extends object>(value: T): T {
  results.add(value)
  return value
}

export const sampled = result(
  library.ensemble({
    network: 'gauss',
    sigmaB: 0.3,
    widths: [2, 5],
    inputs: [[0.1], [0.2], [-0.3], [0.4]],
    bags: 4,
    networksPerBag: 40
  })
)

export const severalOutputs = result(library.ensemble({ ...sampled, outputs: 2, widths: [2] }))

/** Of small samples: `moments` of `sampled`, `window` on the points of `coarsening`, `stronger` at another sigmaW. */
export interface Samples {
  readonly moments: library.EnsembleMoments
  readonly window: library.EnsembleMoments
  readonly stronger: library.EnsembleMoments
  readonly strongest: library.EnsembleMoments
  readonly vector: library.EnsembleMoments
  readonly regulated: library.MeasuredVertices
  readonly frame: Awaited<ReturnType<typeof library.dataFrame>>
  /** That calls may write to. */
  readonly folder: string
}

export const coarsening = { dIn: 1, blur: 0.2 }
export const coarsened = library.coarsenedEnsemble(
  { ...sampled, widths: [2], orders: [2, 4] },
  library.coarseningWindow(coarsening, 2)
)

const gauss = { network: 'gauss', sigmaW: 1, sigmaB: 0.3 } as const
const points = [[0.1], [0.2], [-0.3], [0.4]]
const claim = 'a claim'
const parameters = result({})
const options = { parameters, agreement: [], name: 'figure', title: 'A figure' }
const propagator = { sigmaW: 1, dIn: 1 }

/** See `DoorCalls`. */
export function doorCalls(samples: Samples): DoorCalls {
  Object.values(samples).forEach((sample) => typeof sample === 'object' && result(sample as object))
  return {
    ...numericsCalls,
    ...networksCalls,
    ...samplingCalls(samples),
    ...campaignCalls(samples),
    ...correlatorsCalls(samples),
    ...couplingsCalls(samples),
    ...flowCalls(samples),
    ...effectiveActionCalls,
    ...figuresOfSamples(samples),
    ...figuresOfFlows(samples),
    ...comparisonsOfFields(samples),
    ...figuresAlone(samples)
  }
}

const numericsCalls = {
  bracketedRoot: [(x: number) => x - 1, 0, 3, 0],
  adaptiveQuadrature: [
    (x: number) => x ** 2,
    [0, 1],
    { relativeTolerance: 1e-9, absoluteTolerance: 0, maxIntervals: 10 }
  ],
  integrateOde: [
    (_: number, y: Float64Array) => y.map((value) => -value),
    0,
    [1],
    1,
    {
      method: 'stiff',
      relativeTolerance: 1e-6,
      absoluteTolerance: 1e-9,
      outputs: [0.5],
      events: [],
      jacobian: () => [Float64Array.of(-1)],
      maxSteps: 1000
    }
  ],
  fitLine: [
    [0, 1, 2],
    [1, 2, 4],
    [0.1, 0.1, 0.1]
  ],
  fitPowerLaw: [
    [1, 2, 4],
    [1, 2, 4],
    [0.1, 0.1, 0.1]
  ],
  multisets: [2, 2],
  eigenSystem: [
    [
      [2, 1],
      [1, 2]
    ]
  ],
  setPartitions: [3],
  fromSignedLogarithm: [result({ sign: 1, log: 0, logError: 0 })]
} satisfies Partial<DoorCalls>

const samplePoints = fileURLToPath(new URL('./networks/threePoints.csv', import.meta.url))

const networksCalls = {
  featureMoment: [gauss, points],
  logFeatureMoment: [gauss, points],
  covarianceDecays: ['gauss'],
  covarianceEstimates: [gauss, points],
  covarianceEstimatesInPieces: [gauss, points, { onProgress: () => undefined }],
  covarianceMatrix: [gauss, points],
  criticalPoint: ['tanh', 0.3],
  depthFixedPoint: [{ network: 'tanh', sigmaW: 1.3, sigmaB: 0.3 }],
  infiniteWidthCovariance: [gauss, [0.1], [0.2]],
  weightCovariance: [gauss, [0.1], [0.2]],
  correlationLength: [propagator],
  fieldNormalisation: [propagator],
  logFieldNormalisation: [propagator],
  logMomentumCovariance: [propagator, 1],
  massSquared: [propagator],
  momentumCovariance: [propagator, 1],
  activationOf: ['tanh'],
  architectureOf: ['architectureOf', { network: 'tanh', depth: 2, weights: { W1: 'sign' } }],
  ensemble: [{ network: 'gauss', widths: [2], inputs: [[0.1]], orders: [2], bags: 2, seed: 0 }],
  fieldCombinations: [2, 1, 2],
  fieldIndex: [{ point: 0, output: 1 }, 2],
  fieldOf: [3, 2],
  paperInputsIn: ['gauss', 2],
  readPoints: [samplePoints],
  publishedInputs: ['els', 'erf'],
  publishedCutoffs: ['els', 'erf']
} satisfies Partial<DoorCalls>

const modes = result(library.networkModes(gauss, points.slice(0, 2)))
const tensor = result(library.infraredVertices(gauss, points.slice(0, 2), 10).gamma4)
const vertices = result(library.infraredVertices(gauss, points.slice(0, 2), 1e4))
const lattice = result(library.pointLattice({ sides: [2], spacing: 1 }))
const twoParticle = result(library.twoParticleTheory(vertices))
const pointPropagator = result(Float64Array.of(2, 1, 1, 2))

const spectrum = result(
  library.modeSpectrum(Array.from({ length: 40 }, (_, i) => 1 / (1 + (i / 20) ** 2)))
)

const effectiveActionCalls = {
  covarianceModes: [
    [
      [2, 1],
      [1, 2]
    ]
  ],
  denseTensor: [tensor],
  fieldTensor: [2, 3, () => 1],
  edgeworthAction: [gauss, points.slice(0, 2), 10],
  edgeworthValue: [result(library.edgeworthAction(gauss, points.slice(0, 1), 10)), [0.1]],
  sampledTruncation: [
    result(
      library.edgeworthAction({ network: 'erf', sigmaW: 1, sigmaB: 0.5 }, [[0.4], [1], [2]], 100)
    ),
    { directions: 300, bags: 3, seed: 1 }
  ],
  truncatedAction: [
    result(library.infraredVertices({ network: 'erf', sigmaW: 1, sigmaB: 0.5 }, [[0.6]], 10, 6))
  ],
  onePointDensity: [{ network: 'erf', sigmaW: 1, sigmaB: 0.3 }, [0.6], 10, [0, 1]],
  onePointPotential: [{ network: 'erf', sigmaW: 1, sigmaB: 0.3 }, [0.6], 10, [0, 1]],
  infraredVertices: [gauss, points.slice(0, 2), 10, 4],
  measuredVertices: [
    library.ensemble({ ...sampled, inputs: points.slice(0, 2), widths: [5] }),
    5,
    { regulator: 'mass', scales: [0, 1], modes, highest: 4, microscopic: true }
  ],
  covarianceSpectrum: [gauss, points],
  modeSpectrum: [[2, 1, 0.5]],
  spectralDimension: [spectrum, 1, 1],
  spectrumFlow: [{ spectrum, couplings: [1, 2], scales: [1, 2], start: 0 }],
  betheSalpeter: [twoParticle, pointPropagator],
  latticeModes: [lattice, 1],
  momentumVertex: [vertices, lattice, [vertices, vertices]],
  pointLattice: [{ sides: [2, 3], spacing: 1 }],
  vertexByDistance: [tensor, points.slice(0, 2), tensor],
  localShare: [tensor],
  solveGap: [twoParticle, [0, 0, 0, 0]],
  twoParticleFlow: [twoParticle, { scales: [1] }],
  twoParticleTheory: [vertices, 'hartree'],
  vertexFlow: [vertices, { scales: [1] }],
  microscopicAction: [
    library.ensemble({ ...sampled, inputs: points.slice(0, 2), widths: [5] }),
    5,
    { fields: [[0, 0.1]] }
  ],
  modeRegulator: ['litim', 1, 2],
  networkModes: [gauss, points.slice(0, 2)],
  onePointAction: [{ network: 'erf', sigmaW: 1, sigmaB: 0.5 }, [0.4], 5],
  onePointVertices: [{ network: 'erf', sigmaW: 1, sigmaB: 0.5 }, [0.4], 5, 1],
  pointRegulator: ['mass', modes, 2],
  tensorEntry: [tensor, [0, 1, 0, 1]]
} satisfies Partial<DoorCalls>

const samplingCalls = ({ moments, folder, regulated }: Samples) =>
  ({
    convergenceSummary: [moments, 4, 2],
    diagnoseEstimator: [moments, 4, 2],
    drawCovariances: [sampled, 2, () => undefined, {}],
    drawNetworks: [sampled, 2, 3],
    localRunner: [],
    samplerSettings: [sampled, 2],
    measuredRunning: [regulated, 0],
    sampleEnsemble: [
      { ...sampled },
      { store: { folder, maximumBytes: 1e6 }, workers: 1, onProgress: () => undefined }
    ],
    sampleBags: [
      { ...sampled },
      { width: 5, first: 1, end: 3 },
      { folder, runner: result(library.localRunner()), onWork: () => undefined }
    ],
    defaultStoreFolder: ['.'],
    closeWorkerPools: []
  }) satisfies Partial<DoorCalls>

const smallCampaign = {
  ensemble: {
    network: 'gauss',
    sigmaB: 0.3,
    widths: [2],
    bags: 2,
    networksPerBag: 10,
    orders: [2]
  },
  grid: { sigmaW: [1, 1.5] },
  list: [{ seed: 1 }],
  minutes: 5,
  workers: 1,
  sbatch: ['--partition=long'],
  folder: 'map',
  sampler: library.campaign({ ensemble: { network: 'gauss' } }).parameters.sampler
} satisfies library.CampaignParameters

const campaignCalls = ({ folder, moments }: Samples) => {
  const checked = result(library.campaign(smallCampaign))
  const runner = result(library.localRunner())
  return {
    campaign: [{ ...smallCampaign, ensemble: result({ ...smallCampaign.ensemble }) }],
    planCampaign: [checked, { minutes: 5, tasks: 2 }],
    runCampaign: [checked, { folder, shard: 1, of: 2, runner, onProgress: () => undefined }],
    campaignProgress: [checked, 2, { folder }],
    mergeCampaign: [checked, { folder }],
    campaignMoments: [checked, 0, { folder }],
    campaignRows: [checked, result(moments), 0],
    campaignTable: [checked, { folder }],
    liveCampaign: [
      checked,
      (_: library.EnsembleMoments, index: number) => [index],
      () => library.scoreStrip(moments, 2, options),
      { folder, seconds: 1 }
    ]
  } satisfies Partial<DoorCalls>
}

const correlatorsCalls = ({ moments }: Samples) =>
  ({
    deviationScores: [moments, 2, 2, 'exact'],
    deviationSummary: [moments, 4, 2],
    combinationDeviations: [moments],
    meanDeviations: [moments],
    meanOverNetworks: [sampled, result(library.drawNetworks(sampled, 2, 8)), [0, 1]],
    measuredGreenFunction: [moments, 2, 2],
    connectedCumulant: [gauss, points, 2],
    exactGreenFunction: [gauss, points, 2, 'connected', [0, 0, 0, 0]],
    exactGreenFunctions: [sampled, 4, 2, 'full'],
    prepareGreenFunction: [gauss, points, 'full', [0, 0, 0, 0], {}],
    prepareGreenFunctions: [sampled, 4, 'full', {}],
    prepareQuarticVertex: [
      { network: 'tanh', sigmaW: 1, sigmaB: 0.3 },
      points,
      [0, 0, 0, 0],
      { onProgress: () => undefined }
    ],
    gaussianGreenFunction: [gauss, points],
    gaussianGreenFunctions: [sampled, 4],
    exactDeviation: [sampled, 4, 2],
    greenFunctionDeviation: [moments, 4, 2],
    exactStandardError: [sampled, 2, 2],
    runningGreenFunction: [moments, [0, 1], 2],
    networkTheory: [gauss, points],
    quarticVertex: [{ network: 'tanh', sigmaW: 1, sigmaB: 0.3 }, points, [0, 0, 0, 0]],
    outputMoment: [gauss, [0.1], 4, 2],
    outputDistribution: [gauss, [0.1], 2, [0, 1]],
    outputHistogram: [gauss, [0.1], 2, result(library.drawNetworks(sampled, 2, 20)), [-1, 0, 1]],
    wickContractions: [4]
  }) satisfies Partial<DoorCalls>

const couplingsCalls = ({ moments, window }: Samples) =>
  ({
    coarsenedCoupling: [gauss, 2, 4, coarsening],
    coarsenedEnsemble: [sampled, result(library.coarseningWindow(coarsening, 2))],
    coarseningWindow: [coarsening, 2],
    exactCouplings: [sampled, 4, 2, { normalisation: 'raw', cutoff: 7, scaled: false }],
    prepareCouplings: [sampled, 4, { normalisation: 'raw', cutoff: 7, scaled: false }, {}],
    measuredCouplings: [moments, 4, 2, { normalisation: 'raw', cutoff: 7, scaled: false }],
    effectivePotential: [{ 2: 1, 4: 1 }, [0, 1]],
    quadraticCoupling: [propagator],
    exactCoupling: [gauss, points, 2, { normalisation: 'raw', cutoff: 7, outputs: [0, 0, 0, 0] }],
    exchangeShare: [gauss, [...points, [0.5], [0.6]], 2, 7],
    localityMap: [
      gauss,
      [0, 0.1],
      [0.1],
      2,
      1,
      { normalisation: 'raw', reference: { centre: 0, spread: 0 }, outputs: [0, 0, 0, 0] }
    ],
    localityPoints: [0, 0.1, 1],
    measuredLocality: [moments, 2, { normalisation: 'raw', cutoff: 7 }],
    measuredConnected: [moments, 4, 2],
    measuredCoarsenedCoupling: [window, 4, 2, result(library.coarseningWindow(coarsening, 2))],
    measuredMass: [moments, 2],
    treeDiagrams: [4],
    treeIntegral: [gauss, result(library.treeDiagrams(4)[0]), points, 7],
    vertexIntegral: [gauss, points, 7],
    exactWidthScaling: [gauss, points, [2, 5]],
    measuredWidthScaling: [moments, 4]
  }) satisfies Partial<DoorCalls>

const scheme = { dimension: 1, couplings: [2, 1], scales: [1] }

const flowCalls = ({ moments, stronger, window }: Samples) =>
  ({
    activeExponent: [4, 1, 'raw'],
    exactActiveFlow: [sampled, 4, 2, [1, 2], { normalisation: 'raw' }],
    exactActiveSlope: [gauss, points, 2, { normalisation: 'raw' }],
    measuredActiveFlow: [[moments, stronger], 4, 2, { normalisation: 'raw' }],
    activeLoopFlow: [
      { dimension: 1, couplings: [-1], start: 1, sigmaW: [1, 1.1], relativeTolerance: 1e-6 }
    ],
    brokenPhaseFlow: [
      {
        dimension: 3,
        minimum: 0.1,
        couplings: [1],
        start: 1,
        scales: [0.9],
        regulator: 'litim',
        anomalousDimension: false,
        relativeTolerance: 1e-6
      }
    ],
    symmetricCouplings: [[1, 2]],
    canonicalDimension: [4, 3],
    coarseningComparison: [
      {
        network: gauss,
        width: 2,
        dIn: 1,
        blurs: [0.2],
        order: 4,
        samples: [window],
        nodesPerAxis: 2,
        regulator: 'litim'
      }
    ],
    effectiveCouplings: [[1, 0.1], { mass: 1, propagator: 0.5 }],
    wilsonianCouplings: [[1, 0.1], { mass: 1, propagator: 0.5 }],
    derivativeExpansion: [
      { dimension: 3, regulator: 'gaussian', amplitude: 1.5, products: 'complete' }
    ],
    minimalSensitivity: [{ dimension: 3, regulator: 'exponential', products: 'truncated' }],
    fixedPoint: [{ dimension: 3, components: 2, maxOrder: 14 }],
    infraredCutoffExponent: ['relu', 4, 1],
    infraredCutoffFlow: [gauss, points, 2, [7, 9]],
    measuredInfraredCutoffFlow: [moments, [0, 0, 1, 1], 2, [7, 9]],
    microscopicTheory: [
      { dimension: 1, scale: 10, couplings: [1], massSquared: 1, scales: [5], regulator: 'litim' }
    ],
    passiveFlow: [
      { ...scheme, start: 0, regulator: 'litim', components: 1, relativeTolerance: 1e-6 }
    ],
    potentialFlow: [
      { ...scheme, fieldMax: 4, gridPoints: 16, scheme: 'wetterich', regulator: 'litim' }
    ],
    polchinskiFlow: [result(library.thresholdFunction('litim', 1)), 2],
    schemeDistances: [result(library.schemeFlows({ ...scheme, fields: [0] }))],
    schemeExponents: [3],
    schemeFlows: [{ ...scheme, fields: [0] }],
    betaOf: [result(library.thresholdFunction('litim', 1)), 2],
    dimensionlessBeta: [result(library.thresholdFunction('litim', 1)), [0.1, 0.1], 2],
    theorySpaceField: [
      {
        dimension: 3,
        regulator: 'litim',
        components: 2,
        couplings: [0, 0],
        axes: [0, 1],
        x: [0, 0.1],
        y: [0, 1]
      }
    ],
    criticalTrajectory: [
      { dimension: 3, order: 2, quartic: 0.1, regulator: 'litim', components: 2 }
    ],
    theorySpaceTrajectory: [
      {
        dimension: 3,
        regulator: 'litim',
        couplings: [0.01, 1],
        direction: 'infrared',
        duration: 1,
        bounds: [[-0.5, 1]]
      }
    ],
    thresholdFunction: ['litim', 3],
    truncatedFixedPoint: [{ dimension: 3, order: 3, regulator: 'litim', components: 2 }],
    truncatedFixedPoints: [{ dimension: 3, order: 2, regulator: 'litim', components: 2 }],
    wetterichFlow: [result(library.thresholdFunction('litim', 1)), 2],
    zeroDimensionalPotential: [{ couplings: [1, 1], scale: 0, referenceMass: 1 }, 0.1]
  }) satisfies Partial<DoorCalls>

const figuresOfSamples = ({ moments, stronger, strongest }: Samples) => {
  const table = {
    measured: result(library.measuredCouplings(moments, 4, 2)),
    exact: result(library.exactCouplings(sampled, 4, 2))
  }
  const estimated = result(library.estimatorPoint(moments, 4, 2))
  const histogram = result(
    library.outputHistogram(gauss, [0.1], 2, library.drawNetworks(sampled, 2, 20))
  )
  return {
    activeSlopeAgreement: [[moments, stronger, strongest], 'raw', claim, 7],
    couplingEstimators: [[{ estimator: 'literal', ...table }], options],
    deviationHistogram: [
      library.combinationDeviations(moments).map(result),
      { ...options, bins: 5 }
    ],
    deviationMeans: [library.meanDeviations(moments).map(result), options],
    errorScaling: [library.estimatorErrors(moments, 4, 2).map(result), options],
    estimatorErrors: [moments, 4, 2],
    estimatorPoint: [moments, 4, 2],
    localityAgreement: [moments, 2, 'u4', claim, { normalisation: 'raw' }],
    meanDeviationAgreement: [moments, 4, claim],
    outputAgreement: [histogram, claim],
    outputDensity: [[histogram], options],
    propagatorAgreement: [moments],
    quarticAgreement: [moments, claim, 7],
    quarticCoupling: [[table], { ...options, bags: 4 }],
    quarticStandardError: [sampled, 2, 7],
    runningMeans: [
      [
        {
          series: 'pair',
          networksPerBag: 40,
          running: result(library.runningGreenFunction(moments, [0, 1], 2)),
          exact: 1
        }
      ],
      options
    ],
    scalingAgreement: [moments, [4], () => claim],
    scoreStrip: [moments, 2, options],
    sexticAgreement: [moments, claim, { normalisation: 'raw' }],
    tailAgreement: [[estimated], claim],
    tailDiagnostics: [[estimated], options],
    twoPointAgreement: [moments, 2],
    twoPointFunction: [moments, 2, options],
    twoPointScalingAgreement: [moments]
  } satisfies Partial<DoorCalls>
}

const figuresOfFlows = ({ moments, stronger, window }: Samples) => {
  const active = {
    measured: result(library.measuredActiveFlow([moments, stronger], 4, 2)),
    exact: result(library.exactActiveFlow(sampled, 4, 2, [1, 2]))
  }
  const cutoff = {
    measured: result(library.measuredInfraredCutoffFlow(moments, [0, 0, 1, 1], 2, [7, 9])),
    exact: result(library.infraredCutoffFlow(gauss, points, 2, [7, 9]))
  }
  const scaling = result(library.exactWidthScaling(gauss, points, [2, 5]))
  const schemes = result(library.schemeFlows({ ...scheme, fields: [0, 1] }))
  const comparison = library.coarseningComparison({
    network: gauss,
    width: 2,
    dIn: 1,
    blurs: [0.2],
    samples: [window],
    nodesPerAxis: 2
  })
  const field = { dimension: 3, couplings: [0, 0], x: [0, 0.1], y: [0, 1] }
  return {
    activeExponents: [
      [{ dIn: 1, order: 4, normalisation: 'raw', exact: -3, expected: -3 }],
      options
    ],
    activeLoopRunning: [
      [
        {
          width: 2,
          flow: result(
            library.activeLoopFlow({ dimension: 1, couplings: [-1], start: 1, sigmaW: [1, 1.1] })
          )
        }
      ],
      options
    ],
    activeRunning: [[{ width: 2, ...active }], options],
    coarseningRunning: [result(comparison), { parameters, agreement: [], name: 'figure' }],
    connectedScaling: [
      [{ estimator: 'literal', scaling: result(library.measuredWidthScaling(moments, 4)) }],
      [scaling],
      options
    ],
    cutoffAgreement: [[{ series: 'relu', ...cutoff }], claim],
    cutoffRunning: [[{ series: 'relu', ...cutoff }], { ...options, legend: 'net' }],
    cutoffSlopeAgreement: [[{ series: 'relu', ...cutoff }], claim],
    exactScalingAgreement: [[scaling], () => claim],
    exponentConvergence: [
      [{ expansion: 'zero field', rungs: [{ order: 2, nu: 0.6, omega: 0.7 }] }],
      { parameters, agreement: [], name: 'figure', limit: result({ nu: 0.65, omega: 0.66 }) }
    ],
    exponentsByDimension: [
      [
        {
          approximation: 'LPA',
          fixedPoints: [result(library.fixedPoint({ dimension: 3, maxOrder: 14 }))]
        }
      ],
      { parameters, agreement: [], name: 'figure', reference: library.isingExponents }
    ],
    passiveRunning: [
      [{ label: 'a flow', flow: result(library.passiveFlow(scheme)) }],
      { ...options, legend: 'N' }
    ],
    schemeAgreement: [schemes, options],
    schemePotentials: [schemes, options],
    theorySpaceMap: [
      result(library.theorySpaceField(field)),
      {
        ...options,
        trajectories: [],
        fixedPoints: [{ name: 'Gaussian', couplings: [0, 0] }],
        axes: [0, 1]
      }
    ]
  } satisfies Partial<DoorCalls>
}

const comparisonsOfFields = ({ vector, moments }: Samples) => {
  const cumulants = library.neuronCumulants(moments, 2).map(result)
  const rows = library.connectedFields(vector, 4, 2).map(result)
  const singlets = library.singletFluctuations(vector, [1, 2]).map(result)
  return {
    channelRatios: [vector, 2],
    cumulantAgreement: [cumulants, 'GaussNet', claim],
    neuronCumulant: [gauss, [0.1], 4],
    neuronCumulants: [moments, 2, 0],
    connectedFields: [vector, 4, 2],
    fieldAgreement: [rows, 'G', claim],
    singletAgreement: [singlets, 2, claim],
    singletFluctuations: [vector, [1, 2], 0],
    fieldFunctions: [
      [{ estimator: 'literal', rows }],
      { ...options, valueTitle: 'G', sampleTitle: 'estimator' }
    ],
    singletVariance: [singlets, options]
  } satisfies Partial<DoorCalls>
}

const figuresAlone = ({ moments, frame, folder }: Samples) => {
  const coupling = library.exactCoupling(gauss, points, 2)
  return {
    agreementSummary: [[]],
    compareWithExact: [
      { quantity: 'x', claim, measured: 1, apparentError: 0.1, standardError: 0.1, exact: 1 }
    ],
    vertexMatrix: [[{ label: 'a vertex', tensor }], options],
    covarianceMap: [gauss, { coordinates: [-1, 0, 1], centres: [0], name: 'map', title: 'A map' }],
    dataFrame: [[{ width: 2 }]],
    resultRows: [[{ width: 2 }]],
    dimensionScan: [
      [{ dIn: 1, raw: coupling, canonical: coupling }],
      [{ dIn: 1, measured: 1, standardError: 0.1, exact: 1 }],
      [{ series: 'share', dIn: 1, share: 0.1 }],
      options
    ],
    drawPng: [result({ mark: 'point', data: { values: [] } }), 1],
    drawSvg: [result({ mark: 'point', data: { values: [] } })],
    liveFigure: [
      [sampled],
      () => library.scoreStrip(moments, 2, options),
      { store: false, workers: 1, leastSamples: 1 }
    ],
    localityHeatMap: [result(library.localityMap(gauss, [0, 0.1], [0.1], 2)), options],
    localityLines: [
      [
        {
          line: 'centre',
          position: 0,
          estimator: 'literal',
          measured: 1,
          standardError: 0.1,
          exact: 1
        }
      ],
      options
    ],
    momentumPropagator: [propagator, { agreement: [], name: 'figure', title: 'A figure' }],
    networkFunctions: [
      [{ width: 2, coordinates: [0, 1], outputs: Float64Array.of(1, 2), spread: [1, 1] }],
      { parameters, name: 'figure', title: 'A figure' }
    ],
    plot: [
      [{ N: 2, u4: -3, error: 0.1 }],
      { ...options, x: 'N', y: 'u4', error: 'error', log: 'x', line: true }
    ],
    potentialCurves: [
      [{ truncation: 'u4', couplings: { 2: 1, 4: 1 } }],
      { largestField: 1, parameters, name: 'figure', title: 'A figure' }
    ],
    progressBar: [result({ done: 1, total: 2, remainingSeconds: 1 })],
    regulatorShapes: [['litim'], { momentum: 1, name: 'figure' }],
    saveTable: [frame, `${folder}/table`],
    treeDiagramPicture: [4, { name: 'figure' }],
    wickDiagrams: [4, { agreement: [], name: 'figure' }]
  } satisfies Partial<DoorCalls>
}
