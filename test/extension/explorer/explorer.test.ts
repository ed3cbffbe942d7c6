import { nullTranslator } from '@jupyterlab/translation'
import {
  activationNames,
  ensemble,
  exactCouplings,
  exactDeviation,
  exactGreenFunctions,
  passiveFlow
} from 'nnqft'
import { expect, test } from 'vitest'
import { figureColors } from '../../../lib/src/figures/parts/colorScales.js'
import {
  explorerCurves,
  networkCouplings,
  trajectoryRows
} from '../../../extension/src/explorer/explorerCurves.js'
import {
  deviationFigure,
  greenFunctionFigure
} from '../../../extension/src/explorer/explorerFigures.js'
import { placeOf, valueAt } from '../../../extension/src/explorer/explorerControls.js'
import { untranslated } from '../../../extension/src/renderer/figureFailure.js'
import { ownColors } from '../../../extension/src/renderer/ownLook.js'
import {
  choices,
  explorerEnsemble,
  explorerState,
  initialState,
  notebookCode,
  numberRanges,
  rangeMistake,
  typedMistake
} from '../../../extension/src/explorer/explorerState.js'

test('the extension draws its own figures in the colours of the library', () => {
  expect(figureColors).toMatchObject(ownColors)
})

test('a state from anywhere is made valid', () => {
  expect(explorerState('nonsense')).toEqual(initialState)
  const given = {
    sigmaW: 99,
    width: 7.6,
    dIn: -1,
    u4: NaN,
    network: 'cnn',
    regulator: 'sharp',
    x: 1
  }
  expect(explorerState(given)).toEqual({
    ...initialState,
    sigmaW: 3,
    width: 8,
    dIn: 1,
    regulator: 'sharp'
  })
})

test.each([
  [5000, 1000, 'width N is a whole number from 1 to 1000: 1000 in place of 5000.'],
  [2.5, 3, 'width N is a whole number from 1 to 1000: 3 in place of 2.5.'],
  [NaN, 100, 'width N is a whole number from 1 to 1000; it stays 100.'],
  [7, 7, undefined]
])('of the width %d that was typed it is told what is taken, %d', (typed, taken, text) => {
  expect(typedMistake({ key: 'width', label: 'width N', typed }, taken, untranslated)).toBe(text)
})

test('every network of the library has inputs of each dimension', () => {
  expect(choices.network).toEqual(activationNames)
  for (const network of choices.network) {
    for (const dIn of [1, 2, 3]) {
      const { inputs } = explorerEnsemble({ ...initialState, network, dIn })
      expect(inputs.every((point) => point.length === dIn)).toBe(true)
      expect(ensemble({ network, inputs }).inputs).toEqual(inputs)
    }
  }
})

test('the exact curve is the one of the library', () => {
  const { deviations, flow, streams, failures } = explorerCurves(initialState)
  expect(failures).toEqual([])
  const expected = exactDeviation(ensemble({ network: 'gauss', sigmaB: 0.3 }), 4, 10).mean
  expect(deviations.find(({ width }) => width === 10)?.['exact']).toBe(expected)
  expect(flow).toHaveLength(303)
  expect(new Set(streams.map(({ line }) => line)).size).toBe(15 * 13)
})

test('a flow that ends early is drawn up to its end', () => {
  const { flow, blowUp = NaN } = explorerCurves({ ...initialState, u6: -26741 })
  const scales = flow.filter(({ coupling }) => coupling === 'u4').map(({ k }) => Number(k))
  expect(blowUp).toBeLessThan(100)
  expect(scales.length).toBeGreaterThan(90)
  expect(Math.max(...scales)).toBeLessThanOrEqual(blowUp)
})

test('a part that cannot be computed leaves the others and its reason', () => {
  // GaussNet's moments of order 6 leave the range of numbers here.
  const state = { ...initialState, sigmaB: 30, order: 6 }
  const { failures, flow, deviations } = explorerCurves(state)
  expect(failures.join()).toContain('overflows')
  expect(deviations).toEqual([])
  expect(flow).toHaveLength(303)
})

test('without interaction the dimensionless mass scales canonically', () => {
  // du2/dlnk = -2 u2 for u4 = 0: the Gaussian theory is not renormalised.
  const rows = trajectoryRows({ ...initialState, dIn: 1 }, { u2: 0.7, u4: 0 })
  const inside = rows.filter(({ t }) => Math.abs(Number(t)) < 0.4)
  expect(inside.length).toBeGreaterThan(10)
  for (const { t, u2, u4 } of inside) {
    expect(u2).toBeCloseTo(0.7 * Math.exp(-2 * Number(t)), 6)
    expect(u4).toBe(0)
  }
})

test.each([1, 3])(
  'a trajectory of %d outputs runs through its start, along the flow of the library',
  (outputs) => {
    // At truncation 4 the picture shows all couplings, so a point determines its trajectory.
    const state = { ...initialState, truncation: 4, outputs }
    const start = { u2: 0.5, u4: 1 }
    const rows = trajectoryRows(state, start).map(({ t, u2, u4 }) => [t, u2, u4].map(Number))
    expect(rows).toContainEqual([0, 0.5, 1])
    const near = rows.filter(([t], i) => t !== 0 && Math.abs(t) < 1 && i % 10 === 0)
    expect(near.length).toBeGreaterThan(5)
    for (const [t, u2, u4] of near) {
      const k = Math.exp(t)
      const { couplings } = passiveFlow({
        dimension: 1,
        couplings: [0.5, 1],
        start: 1,
        scales: [k],
        components: outputs
      })
      expect(u2).toBeCloseTo(couplings[0][0] / k ** 2, 6)
      expect(u4).toBeCloseTo(couplings[1][0] / k ** 3, 6)
    }
  }
)

test('several outputs: fields of all of them, and the flow of as many components', () => {
  const state = { ...initialState, outputs: 2 }
  const [one, two] = [initialState, state].map(explorerCurves)
  expect(two.failures).toEqual([])
  const network = ensemble({ network: 'gauss', sigmaB: 0.3, outputs: 2 })
  const { values } = exactGreenFunctions(network, 4, 100, 'full')
  const exact = two.greenFunctions.filter(({ series }) => series === 'exact')
  expect(exact.map(({ value }) => value)).toEqual(Array.from(values))
  const last = ({ flow }: typeof one) => Number(flow.at(-1)!['value'])
  expect(last(two)).not.toBe(last(one))
  expect(explorerEnsemble(state).outputs).toBe(2)
  expect(notebookCode(state)).toContain('components: 2')
  // u4 is that of four fields of one output, which the others do not change.
  expect(networkCouplings(state)).toEqual(networkCouplings(initialState))
})

test('legends have the series that are drawn', () => {
  const curves = explorerCurves(initialState)
  const sampled = {
    bags: 2,
    order: 4,
    width: 100,
    mean: 0.01,
    standardError: 0.001,
    greenFunction: [1],
    errors: [0.1]
  }
  const legend = (draw: typeof deviationFigure, run?: typeof sampled) => {
    const { encoding } = draw(initialState, curves, run, nullTranslator.load('')) as {
      encoding: { color: { scale: { domain: string[]; range: string[] } } }
    }
    return encoding.color.scale
  }
  expect(legend(greenFunctionFigure).domain).toEqual(['free', 'exact'])
  expect(legend(greenFunctionFigure, sampled).domain).toEqual(['free', 'exact', 'measured'])
  expect(legend(deviationFigure)).toEqual({ domain: ['exact'], range: [ownColors.red] })
  expect(legend(deviationFigure, sampled).range).toEqual([ownColors.red, ownColors.blue])
})

test('exact couplings are those of the library, in the chosen normalisation', () => {
  const network = ensemble({ network: 'gauss', sigmaB: 0.3 })
  for (const normalisation of ['raw', 'canonical'] as const) {
    const [u4, u6] = ([4, 6] as const).map(
      (order) => exactCouplings(network, order, 100, { normalisation }).summary.mean
    )
    expect(networkCouplings({ ...initialState, normalisation })).toEqual({ u4, u6 })
  }
  expect(Object.keys(networkCouplings({ ...initialState, truncation: 4 }))).toEqual(['u4'])
})

test.each([
  ['raw', -1.28296, -212],
  ['canonical', -32.244, -26742]
] as const)(
  "at the talk's bias and N = 100 the %s u4 is %d, and u6 %d",
  (normalisation, u4, u6) => {
    const couplings = networkCouplings({ ...initialState, sigmaB: 1, normalisation })
    expect(couplings.u4 / u4).toBeCloseTo(1, 4)
    expect((couplings.u6 ?? NaN) / u6).toBeCloseTo(1, 2)
  }
)

test('the flow starts from couplings of the canonical field, whose u2 is the mass squared', () => {
  expect(initialState.normalisation).toBe('canonical')
  const { u4 } = networkCouplings({ ...initialState, sigmaB: 1 })
  expect(initialState.u4 / u4).toBeCloseTo(1, 3)
  const { flow, blowUp } = explorerCurves(initialState)
  expect(blowUp).toBeUndefined()
  expect(flow.find(({ coupling, k }) => coupling === 'u2' && k === 0)?.['value']).toBe(2)
})

test('couplings of networks with a cutoff follow it', () => {
  const state = {
    ...initialState,
    network: 'relu',
    sigmaB: 0,
    truncation: 4,
    normalisation: 'raw'
  } as const
  const [near, far] = [10, 20].map((cutoff) => networkCouplings({ ...state, cutoff }).u4)
  // Without bias the covariance is homogeneous: u4 ~ L^-(4 + d), up to where the inputs are seen.
  expect(Math.log(near / far) / Math.log(2)).toBeCloseTo(5, 0)
})

test("Cos-net's couplings need no cutoff", () => {
  const state = {
    ...initialState,
    network: 'cos',
    truncation: 4,
    normalisation: 'raw'
  } as const
  const [near, far] = [10, 20].map((cutoff) => networkCouplings({ ...state, cutoff }).u4)
  expect(near).toBe(far)
})

test('a coupling beyond the range of the explorer is refused with its value', () => {
  const mistake = (normalisation: 'raw' | 'canonical') =>
    rangeMistake(
      networkCouplings({ ...initialState, sigmaB: 2, width: 1, normalisation }),
      untranslated
    )
  expect(mistake('raw')).toMatch(/^u6 is -\d.*the explorer goes to ±1000000000000\.$/)
  expect(mistake('canonical')).toBe('u4 is -5.35e+8; the explorer goes to ±100000000.')
  expect(rangeMistake(networkCouplings(initialState), untranslated)).toBeUndefined()
})

test('a curved slider reaches small and large values of both signs', () => {
  const range = numberRanges.u4
  for (const value of [0, 0.01, -1.28, 50, -1e6, 1e8]) {
    expect(valueAt(placeOf(value, range), range)).toBe(value)
  }
  expect([placeOf(-1e8, range), placeOf(1e8, range)]).toEqual([-1, 1])
})

test('the code for a notebook names the functions of the library with the state', () => {
  const code = notebookCode({ ...initialState, truncation: 4 })
  expect(code).toContain('couplings: [massSquared, -32.24]')
  expect(code).toContain('nnqft.exactDeviation(network, 4, 100)')
})
