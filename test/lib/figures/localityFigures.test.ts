import { describe, expect, it } from 'vitest'
import { localityMap, localityPoints } from '../../../lib/src/couplings/localityMap.js'
import { localityAgreement } from '../../../lib/src/comparison/localityAgreement.js'
import { localityHeatMap } from '../../../lib/src/figures/localityHeatMap.js'
import { localityLines } from '../../../lib/src/figures/localityLines.js'
import { ensemble } from '../../../lib/src/networks/ensemble.js'
import type { EstimatorName } from '../../../lib/src/networks/estimators.js'
import { sampleEnsemble } from '../../../lib/src/sampling/sampleEnsemble.js'
import { drawChecked, rowsOf } from './specification.js'

const gauss = { network: 'gauss', sigmaW: 1, sigmaB: 0.3 } as const

function sample(centre: number, spread: number, estimator: EstimatorName) {
  const inputs = localityPoints(centre, spread)
  const draws = { networksPerBag: estimator === 'tilted' ? 20 : 20_000, seed: 5 }
  const setup = ensemble({ ...gauss, inputs, widths: [3], orders: [4], estimator, ...draws })
  return sampleEnsemble(setup, { store: false })
}

describe('localityHeatMap', () => {
  it('is valid Vega-Lite, draws without a warning, and sorts deviations into its steps', async () => {
    const map = localityMap(gauss, [0.01, 0.2, 1], [0.01, 0.6], 3)
    const figure = localityHeatMap(map, { parameters: gauss })
    expect(await drawChecked(figure)).toContain('within 1 %')
    const rows = rowsOf(figure.spec)
    expect(rows).toHaveLength(6)
    expect(rows[0]).toMatchObject({ centre: 0.01, spread: 0.01, range: 'within 1 %' })
    for (const { deviation, range } of rows) {
      expect(range === 'above 100 %').toBe((deviation as number) > 1)
      expect(range === 'below −50 %').toBe((deviation as number) <= -0.5)
    }
  })

  it('refuses an empty map and one that is not finite', () => {
    const map = localityMap(gauss, [0], [0.1], 3)
    expect(() => localityHeatMap({ ...map, centres: [] }, { parameters: {} })).toThrow(
      'localityHeatMap: centres must be a list of at least one, got []'
    )
    const deviation = [Float64Array.of(NaN)]
    expect(() => localityHeatMap({ ...map, deviation }, { parameters: {} })).toThrow(
      'deviation at centre 0, spread 0.1 must be finite, got NaN'
    )
  })
})

describe('localityLines', () => {
  it('is valid Vega-Lite, draws without a warning, and holds measured and exact values', async () => {
    const point = { position: 0.5, measured: 2.1, standardError: 0.2, exact: 2 }
    const points = ['centre', 'spread'].flatMap((line) =>
      ['literal', 'tilted'].map((estimator) => ({ ...point, line, estimator }))
    )
    const figure = localityLines(points, { parameters: {} })
    expect(await drawChecked(figure)).toContain('tilted')
    const rows = rowsOf(figure.spec).filter(({ line }) => line)
    expect(rows).toHaveLength(4)
    for (const row of rows) expect(row).toMatchObject({ measured: 2.1, low: 2.1 - 0.2, exact: 2 })
  })

  it('draws averages that have not converged as open diamonds', async () => {
    const point = { line: 'centre', estimator: 'literal', measured: 2, standardError: 1, exact: 3 }
    const points = [true, false].map((converged, position) => ({ ...point, position, converged }))
    const figure = localityLines(points, { parameters: {} })
    const svg = await drawChecked(figure)
    expect(svg).toContain('not converged')
    const rows = rowsOf(figure.spec).filter(({ line }) => line)
    expect(rows.map(({ estimate }) => estimate)).toEqual(['converged', 'not converged'])
  })

  it('refuses what cannot be drawn, naming it', () => {
    expect(() => localityLines([], { parameters: {} })).toThrow('points must be a list of at least')
    const point = { line: 'centre', position: 1, estimator: 'literal', exact: 1, standardError: 1 }
    expect(() => localityLines([{ ...point, measured: NaN }], { parameters: {} })).toThrow(
      "u4 of 'literal', centre = 1 must be finite, got NaN"
    )
  })
})

describe('localityAgreement', () => {
  it('finds the exact deviations, to many digits with tilted draws', async () => {
    const { deviation } = localityMap(gauss, [0, 0.2], [0, 0.1], 3)
    for (const [i, centre] of [0, 0.2].entries()) {
      for (const [j, spread] of [0, 0.1].entries()) {
        const tilted = localityAgreement(await sample(centre, spread, 'tilted'), 3, '', '')
        expect(tilted.exact).toBeCloseTo(1 + deviation[i][j], 12)
        expect(tilted.measured).toBeCloseTo(tilted.exact, 10)
        expect(tilted.verdict).toBe('agrees')
        const literal = localityAgreement(await sample(centre, spread, 'literal'), 3, 'u₄', '')
        expect(literal).toMatchObject({ quantity: 'u₄', verdict: 'agrees' })
        expect(literal.standardError).toBeLessThan(0.5)
      }
    }
  })

  it('allows for the rounding of tilted draws where u4 is much larger than at the reference', async () => {
    const row = localityAgreement(await sample(2, 0.1, 'tilted'), 3, '', '')
    expect(row.exact).toBeGreaterThan(1e3)
    expect(row.verdict).toBe('agrees')
    expect(row.standardError / row.exact).toBeLessThan(1e-13)
  })

  it('takes another reference, and knows the tail that literal draws miss', async () => {
    const moments = await sample(1, 0, 'literal')
    const reference = { centre: 1, spread: 0 }
    const row = localityAgreement(moments, 3, 'u₄', '', { reference })
    expect(row.exact).toBeCloseTo(1, 12)
    expect(row.verdict).toBe('tail not sampled')
  })

  it('refuses a sample of other than four inputs', async () => {
    const setup = ensemble({ ...gauss, widths: [3], orders: [4], estimator: 'tilted', bags: 2 })
    const moments = await sampleEnsemble({ ...setup, networksPerBag: 2 }, { store: false })
    expect(() => localityAgreement(moments, 3, '', '')).toThrow(
      'localityAgreement: moments must be a sample of four inputs'
    )
  })
})
