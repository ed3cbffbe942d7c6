import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import ts from 'typescript'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import * as nnqft from '../../../../lib/src/index.js'

const small = { network: 'gauss', sigmaB: 0.3, bags: 4, networksPerBag: 300 } as const
const setup = nnqft.ensemble({ ...small, widths: [2, 10], orders: [2, 4] })
const single = nnqft.ensemble({ ...small, inputs: [[0.5]] })
const vector = nnqft.ensemble({ ...single, outputs: 2, widths: [2, 5], orders: [2, 4] })
const line = nnqft.ensemble({ ...small, inputs: [[-1], [0], [1]], widths: [3, 30] })
const flows = [1, 2, 4].map((sigmaW) =>
  nnqft.ensemble({ ...small, sigmaW, widths: [2, 5], orders: [4] })
)
const schemes = nnqft.schemeFlows({
  dimension: 0,
  couplings: [1, 1],
  scales: [3, 1, 0],
  fields: [0, 0.5, 1],
  gridPoints: 20
})

/** Figures whose parameters determine them, as a notebook makes them; with a name and a title of their own. */
const makers = {
  deviationMeans: (moments: nnqft.EnsembleMoments, own: object) =>
    nnqft.deviationMeans(nnqft.meanDeviations(moments), { parameters: setup, ...own }),
  deviationHistogram: (moments: nnqft.EnsembleMoments, own: object) =>
    nnqft.deviationHistogram(nnqft.combinationDeviations(moments), { parameters: setup, ...own }),
  quarticCoupling: (moments: nnqft.EnsembleMoments, own: object) =>
    nnqft.quarticCoupling(
      setup.widths.map((width) => ({
        measured: nnqft.measuredCouplings(moments, 4, width),
        exact: nnqft.exactCouplings(setup, 4, width),
        convergence: nnqft.convergenceSummary(moments, 4, width)
      })),
      { parameters: setup, bags: setup.bags, ...own }
    ),
  twoPointFunction: (moments: nnqft.EnsembleMoments, own: object) =>
    nnqft.twoPointFunction(moments, 10, { parameters: setup, ...own }),
  scoreStrip: (moments: nnqft.EnsembleMoments, own: object) =>
    nnqft.scoreStrip(moments, 2, { parameters: setup, ...own }),
  activeRunning: async (_: nnqft.EnsembleMoments, own: object) => {
    const samples = await Promise.all(flows.map((flow) => nnqft.sampleEnsemble(flow)))
    const sigmaW = flows.map((flow) => flow.sigmaW)
    const running = (['raw', 'canonical'] as const).flatMap((normalisation) =>
      flows[0].widths.map((width) => ({
        width,
        measured: nnqft.measuredActiveFlow(samples, 4, width, { normalisation }),
        exact: nnqft.exactActiveFlow(flows[0], 4, width, sigmaW, { normalisation }),
        convergence: samples.map((sample) => nnqft.convergenceSummary(sample, 4, width))
      }))
    )
    return nnqft.activeRunning(running, { parameters: { ...flows[0], sigmaW }, ...own })
  },
  networkFunctions: (_: nnqft.EnsembleMoments, own: object) => {
    const coordinates = line.inputs.map(([x]) => x)
    const spread = line.inputs.map((x) => Math.sqrt(nnqft.infiniteWidthCovariance(line, x, x)))
    const drawn = line.widths.map((width) => ({
      width,
      coordinates,
      outputs: nnqft.drawNetworks(line, width, 4),
      spread
    }))
    return nnqft.networkFunctions(drawn, { parameters: { ...line, curves: 4 }, ...own })
  },
  outputDensity: (_: nnqft.EnsembleMoments, own: object) => {
    const histograms = [1, 5].map((width) =>
      nnqft.outputHistogram(single, [0.5], width, nnqft.drawNetworks(single, width, 500))
    )
    const parameters = { ...single, histogramWidths: [1, 5], networks: 500 }
    return nnqft.outputDensity(histograms, { parameters, ...own })
  },
  covarianceMap: (_: nnqft.EnsembleMoments, own: object) =>
    nnqft.covarianceMap(
      { network: 'erf', sigmaW: 1.5, sigmaB: 0.2 },
      { coordinates: [-1, 0, 1], centres: [0, 0.5], ...own }
    ),
  momentumPropagator: (_: nnqft.EnsembleMoments, own: object) =>
    nnqft.momentumPropagator({ sigmaW: 2, dIn: 2 }, own),
  potentialCurves: (_: nnqft.EnsembleMoments, own: object) =>
    nnqft.potentialCurves(
      [
        { truncation: 'u₂', couplings: { 2: 1 } },
        { truncation: 'u₂, u₄', couplings: { 2: 1, 4: -0.5 } }
      ],
      { largestField: 3, parameters: { width: 100 }, ...own }
    ),
  schemePotentials: (_: nnqft.EnsembleMoments, own: object) =>
    nnqft.schemePotentials(schemes, { parameters: { couplings: [1, 1] }, ...own }),
  schemeAgreement: (_: nnqft.EnsembleMoments, own: object) =>
    nnqft.schemeAgreement(schemes, { parameters: { couplings: [1, 1] }, ...own }),
  activeLoopRunning: (_: nnqft.EnsembleMoments, own: object) => {
    const sigmaW = Array.from({ length: 12 }, (_, i) => 10 ** (i / 9))
    const samples = [2, 5].map((width) => ({
      width,
      // More than the figure reads.
      start: sigmaW[0],
      flow: nnqft.activeLoopFlow({ dimension: 1, couplings: [-26 / width, 5], start: 1, sigmaW })
    }))
    return nnqft.activeLoopRunning(samples, { parameters: { sigmaW }, ...own })
  },
  passiveRunning: (_: nnqft.EnsembleMoments, own: object) => {
    const scales = Array.from({ length: 12 }, (_, i) => 10 ** (i / 6 - 1))
    const samples = [1, 2].map((dimension) => ({
      label: `d = ${dimension}`,
      // More than the figure reads.
      start: dimension,
      flow: nnqft.passiveFlow({ dimension, couplings: [2, -1.28, 50], scales })
    }))
    return nnqft.passiveRunning(samples, { legend: 'd', parameters: { u6: 50 }, ...own })
  },
  theorySpaceMap: (_: nnqft.EnsembleMoments, own: object) => {
    const plane = { dimension: 3, regulator: 'litim', couplings: [0, 0] } as const
    const field = nnqft.theorySpaceField({ ...plane, x: [-0.1, 0, 0.1], y: [0, 4, 8] })
    const critical = nnqft.criticalTrajectory({ dimension: 3, order: 2 })
    const bounds = [[-0.3, 1]] as const
    const other = nnqft.theorySpaceTrajectory({ ...plane, couplings: [0.01, 1], bounds })
    const point = nnqft.truncatedFixedPoint({ dimension: 3, order: 2 })
    return nnqft.theorySpaceMap(field, {
      trajectories: [
        { kind: 'critical', trajectory: critical },
        { kind: 'other', trajectory: other }
      ],
      fixedPoints: [{ name: 'Wilson-Fisher', couplings: point.couplings }],
      parameters: plane,
      ...own
    })
  },
  localityHeatMap: (_: nnqft.EnsembleMoments, own: object) => {
    const network = { network: 'relu', sigmaW: 1, sigmaB: 0 } as const
    const reference = { centre: 1, spread: 0.1 }
    const map = nnqft.localityMap(network, [1, 2], [0.1, 0.2], 10, 1, { cutoff: 10, reference })
    return nnqft.localityHeatMap(map, { parameters: { ...network, width: 10 }, ...own })
  },
  exponentsByDimension: (_: nnqft.EnsembleMoments, own: object) => {
    const fixedPoints = [2.8, 3].map((dimension) => nnqft.fixedPoint({ dimension }))
    const { name } = own as { name?: string }
    return nnqft.exponentsByDimension([{ approximation: 'LPA', fixedPoints }], {
      reference: nnqft.isingExponents,
      parameters: { regulator: 'litim' },
      ...(name !== undefined && { name })
    })
  },
  coarseningRunning: async (_: nnqft.EnsembleMoments, own: object) => {
    const coarse = nnqft.ensemble({ ...small, estimator: 'conditional', widths: [2], orders: [4] })
    const blurs = [0.1, 0.2]
    const samples = await Promise.all(
      blurs.map((blur) =>
        nnqft.sampleEnsemble(
          nnqft.coarsenedEnsemble(coarse, nnqft.coarseningWindow({ dIn: 1, blur }))
        )
      )
    )
    const comparison = nnqft.coarseningComparison({
      network: coarse,
      width: 2,
      dIn: 1,
      blurs,
      samples
    })
    const { name } = own as { name?: string }
    const parameters = { ...coarse, blurs }
    return nnqft.coarseningRunning(comparison, { parameters, ...(name !== undefined && { name }) })
  },
  cutoffRunning: async (_: nnqft.EnsembleMoments, own: object) => {
    const relu = nnqft.ensemble({ ...small, network: 'relu', sigmaB: 0, widths: [5], orders: [4] })
    const sample = await nnqft.sampleEnsemble(relu)
    const cutoffs = [7, 70]
    const running = {
      series: 'd_in = 1',
      measured: nnqft.measuredInfraredCutoffFlow(sample, [0, 1, 2, 3], 5, cutoffs),
      exact: nnqft.infraredCutoffFlow(relu, relu.inputs.slice(0, 4), 5, cutoffs)
    }
    return nnqft.cutoffRunning([running], { parameters: { ensembles: [relu], cutoffs }, ...own })
  },
  connectedScaling: async (moments: nnqft.EnsembleMoments, own: object) => {
    const conditional = nnqft.ensemble({ ...setup, estimator: 'conditional' })
    const samples = [moments, await nnqft.sampleEnsemble(conditional)]
    const measured = samples.map((sample) => ({
      estimator: sample.ensemble.estimator,
      scaling: nnqft.measuredWidthScaling(sample, 4)
    }))
    const points = [0, 0, 0, 0].map((i) => setup.inputs[i])
    const exact = [nnqft.exactWidthScaling(setup, points, setup.widths)]
    return nnqft.connectedScaling(measured, exact, { parameters: setup, ...own })
  },
  couplingEstimators: (moments: nnqft.EnsembleMoments, own: object) =>
    nnqft.couplingEstimators(
      setup.widths.map((width) => ({
        estimator: setup.estimator,
        measured: nnqft.measuredCouplings(moments, 4, width, { cutoff: undefined }),
        exact: nnqft.exactCouplings(setup, 4, width),
        convergence: nnqft.convergenceSummary(moments, 4, width)
      })),
      { parameters: setup, ...own }
    ),
  runningMeans: async (moments: nnqft.EnsembleMoments, own: object) => {
    const points = [0, 0, 0, 0].map((i) => setup.inputs[i])
    const running = {
      series: 'σ_b = 0.3',
      networksPerBag: setup.networksPerBag,
      running: nnqft.runningGreenFunction(moments, [0, 0, 0, 0], 2),
      exact: nnqft.exactGreenFunction(setup, points, 2, 'full').value
    }
    return nnqft.runningMeans([running], { parameters: setup, ...own })
  },
  tailDiagnostics: async (_: nnqft.EnsembleMoments, own: object) => {
    const samples = await Promise.all(
      [0.1, 0.2].map((sigmaB) =>
        nnqft.sampleEnsemble(nnqft.ensemble({ ...single, sigmaB, widths: [2], orders: [4] }))
      )
    )
    const points = samples.map((sample) => nnqft.estimatorPoint(sample, 4, 2))
    return nnqft.tailDiagnostics(points, { parameters: { sigmaB: [0.1, 0.2] }, ...own })
  },
  fieldFunctions: async (_: nnqft.EnsembleMoments, own: object) => {
    const moments = await nnqft.sampleEnsemble(vector)
    const rows = nnqft.connectedFields(moments, 4, 2)
    return nnqft.fieldFunctions([{ estimator: 'literal', rows }], { parameters: vector, ...own })
  },
  singletVariance: async (_: nnqft.EnsembleMoments, own: object) => {
    const moments = await nnqft.sampleEnsemble(vector)
    const rows = nnqft.singletFluctuations(moments, [1, 2, 5])
    return nnqft.singletVariance(rows, { parameters: vector, ...own })
  },
  regulatorShapes: () => nnqft.regulatorShapes(['litim', 'sharp'], { momentum: 2, name: 'own' }),
  treeDiagramPicture: () => nnqft.treeDiagramPicture(6, { name: 'own' }),
  wickDiagrams: () => nnqft.wickDiagrams(4, { name: 'own' })
}

/** Figures of numbers that their user computes from samples and flows. */
const withoutCode = [
  'activeExponents',
  'dimensionScan',
  'errorScaling',
  'exponentConvergence',
  'localityLines',
  'plot',
  'vertexMatrix'
]

type Name = keyof typeof makers
const names = Object.keys(makers) as Name[]
const options = [{}, { name: 'own-name', title: 'It’s a "title"' }]

function codeOf(figure: nnqft.Figure): string | undefined {
  return (figure.spec.usermeta as { nnqft: { code?: string } }).nnqft.code
}

/** Runs the code of a notebook cell and returns its value. */
async function runCell(code: string): Promise<nnqft.Figure> {
  const [first, ...rest] = code.split('\n')
  expect(first).toBe("import * as nnqft from 'nnqft'")
  const source = ts.createSourceFile('cell.ts', rest.join('\n'), ts.ScriptTarget.ES2022)
  const last = source.statements.at(-1)!
  const body = `${source.text.slice(0, last.getStart(source))}`
  const cell = ts.transpileModule(`${body}return ${source.text.slice(last.getStart(source))}`, {
    compilerOptions: { target: ts.ScriptTarget.ES2022 }
  })
  const AsyncFunction = (async () => undefined).constructor as FunctionConstructor
  return (await new AsyncFunction('nnqft', cell.outputText)(nnqft)) as nnqft.Figure
}

let moments: nnqft.EnsembleMoments
beforeAll(async () => {
  vi.stubEnv('NNQFT_STORE', `${process.env.TMPDIR ?? '/tmp'}/nnqft-code-${process.pid}`)
  moments = await nnqft.sampleEnsemble(setup)
})
afterAll(() => {
  vi.unstubAllEnvs()
})

/** What the compiler says of cells, as the kernel asks it. */
function complaints(cells: readonly string[]): string[] {
  const folder = import.meta.dirname
  const settings: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    types: ['node'],
    paths: { nnqft: [resolve(folder, '../../../../lib/src/index.ts')] }
  }
  const texts = new Map(cells.map((text, i) => [resolve(folder, `cell-${i}.ts`), text]))
  const host = ts.createCompilerHost(settings)
  const { fileExists, readFile } = host
  host.fileExists = (name) => texts.has(name) || fileExists(name)
  host.readFile = (name) => texts.get(name) ?? readFile(name)
  const program = ts.createProgram([...texts.keys()], settings, host)
  return [...texts.keys()].flatMap((name) =>
    program
      .getSemanticDiagnostics(program.getSourceFile(name))
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))
  )
}

describe('the code that a figure carries', () => {
  describe.each(names)('%s', (name) => {
    it.each(options)('makes the same figure in a cell of its own: %j', async (own) => {
      const figure = await makers[name](moments, own)
      const again = await runCell(codeOf(figure)!)
      expect(again.spec).toEqual(figure.spec)
    })
  })

  it('passes the type check of a cell', async () => {
    const figures = await Promise.all(names.map((name) => makers[name](moments, options[1])))
    const wrong = "import * as nnqft from 'nnqft'\nnnqft.wickDiagrams('4')"
    const cells = [...figures.map((figure) => codeOf(figure)!), wrong]
    expect(complaints(cells)).toEqual([
      "Argument of type 'string' is not assignable to parameter of type 'number'."
    ])
  })

  it('is known to be there, or not, for every figure of the library', () => {
    const folder = resolve(import.meta.dirname, '../../../../lib/src/figures')
    const figures = readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => name)
      .filter((file) => readFileSync(resolve(folder, file), 'utf8').includes('new Figure('))
    const known = [...names, ...withoutCode].map((name) => `${name}.ts`)
    expect(known.sort()).toEqual(figures.sort())
  })

  /** Figures of results that the parameters alone do not tell. */
  const others: Record<string, () => nnqft.Figure | Promise<nnqft.Figure>> = {
    'a distribution at another point and edges': () => {
      const elsewhere = nnqft.ensemble({ ...single, inputs: [[0.7]], seed: 5 })
      const outputs = nnqft.drawNetworks(elsewhere, 4, 300)
      const histogram = nnqft.outputHistogram(elsewhere, [0.7], 4, outputs, [-2, -1, 0, 1, 2])
      return nnqft.outputDensity([histogram], { parameters: { seed: 5 } })
    },
    'canonical couplings of one width of several': () =>
      nnqft.quarticCoupling(
        [
          {
            measured: nnqft.measuredCouplings(moments, 4, 10, { normalisation: 'canonical' }),
            exact: nnqft.exactCouplings(setup, 4, 10, { normalisation: 'canonical' })
          }
        ],
        { parameters: { network: 'gauss' }, bags: setup.bags }
      ),
    'couplings within a cutoff': async () => {
      const relu = nnqft.ensemble({ ...small, network: 'relu', widths: [5, 9], orders: [2, 4] })
      const sample = await nnqft.sampleEnsemble(relu)
      const options = { cutoff: 10 }
      return nnqft.quarticCoupling(
        relu.widths.map((width) => ({
          measured: nnqft.measuredCouplings(sample, 4, width, options),
          exact: nnqft.exactCouplings(relu, 4, width, options)
        })),
        { parameters: relu, bags: relu.bags }
      )
    },
    'an active flow within a cutoff, of one width': async () => {
      const setups = [1, 2, 3].map((sigmaW) =>
        nnqft.ensemble({ ...small, network: 'erf', sigmaW, widths: [2, 5], orders: [4] })
      )
      const samples = await Promise.all(setups.map((one) => nnqft.sampleEnsemble(one)))
      const options = { cutoff: 10 }
      const flow = {
        width: 5,
        measured: nnqft.measuredActiveFlow(samples, 4, 5, options),
        exact: nnqft.exactActiveFlow(setups[0], 4, 5, [1, 2, 3], options)
      }
      return nnqft.activeRunning([flow], { parameters: { network: 'erf' } })
    },
    'moments with other parameters beside them': () =>
      nnqft.twoPointFunction(moments, 10, { parameters: { seed: 1 } }),
    'functions of some networks of another width': () => {
      const outputs = nnqft.drawNetworks(line, 7, 2)
      const coordinates = [-1, 0, 1]
      const drawn = { width: 7, coordinates, outputs, spread: [1, 1, 1] }
      return nnqft.networkFunctions([drawn], { parameters: { width: 7 } })
    }
  }
  it.each(Object.keys(others))('holds what the figure was made of: %s', async (name) => {
    const figure = await others[name]()
    const again = await runCell(codeOf(figure)!)
    expect(again.spec).toEqual(figure.spec)
  })

  it('is left out where what made the figure is not known', () => {
    const parameters = { seed: 1 }
    const one = { order: 2, width: 2, measured: 1, standardError: 1, background: 1, exact: 1 }
    expect(codeOf(nnqft.deviationMeans([one], { parameters }))).toBeUndefined()
    const own = nnqft.drawNetworks(single, 1, 50).map((output) => output + 1)
    const histogram = nnqft.outputHistogram(single, [0.5], 1, own)
    expect(codeOf(nnqft.outputDensity([histogram], { parameters: single }))).toBeUndefined()
    const drawn = { width: 1, coordinates: [0.5], outputs: own, spread: [1] }
    expect(codeOf(nnqft.networkFunctions([drawn], { parameters: single }))).toBeUndefined()
    const custom = nnqft.ensemble({ ...single, network: { function: Math.tanh } })
    const outputs = nnqft.drawNetworks(custom, 1, 50)
    const figure = nnqft.outputDensity([nnqft.outputHistogram(custom, [0.5], 1, outputs)], {
      parameters
    })
    expect(codeOf(figure)).toBeUndefined()
  })
})
