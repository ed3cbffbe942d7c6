import { afterAll, describe, expect, it } from 'vitest'
import {
  meanDeviationAgreement,
  propagatorAgreement
} from '../../../lib/src/comparison/deviationAgreement.js'
import { deviationHistogram } from '../../../lib/src/figures/deviationHistogram.js'
import { deviationMeans } from '../../../lib/src/figures/deviationMeans.js'
import type { Figure } from '../../../lib/src/figures/parts/figure.js'
import { ensemble, type EnsembleParameters } from '../../../lib/src/networks/ensemble.js'
import { sampleEnsemble } from '../../../lib/src/sampling/sampleEnsemble.js'
import { closeWorkerPools } from '../../../lib/src/sampling/workerPool.js'
import { drawChecked, rowsOf } from './specification.js'

afterAll(closeWorkerPools)

const sample = (order: number, width: number, measured: number[], exact: number) => ({
  order,
  width,
  measured: Float64Array.from(measured),
  exact: new Float64Array(measured.length).fill(exact)
})

const histogram = deviationHistogram(
  [
    sample(2, 2, [-0.001, 0, 0.002], 0),
    sample(4, 2, [6, 6.1, 6.2], 6.7),
    sample(4, 1000, [-0.001, 0.013, 0.02], 0.0134)
  ],
  { parameters: { seed: 1 }, bins: 10 }
)

const means = deviationMeans(
  [
    { order: 2, width: 2, measured: 1e-3, standardError: 2e-3, background: 4e-3, exact: 0 },
    { order: 4, width: 2, measured: 6, standardError: 1, background: 0.2, exact: 6.7 }
  ],
  { parameters: { seed: 1 } }
)

describe('figures of deviations', () => {
  it.each<[string, Figure]>([
    ['histogram', histogram],
    ['means', means]
  ])('are valid Vega-Lite and draw without a warning: %s', async (_, figure) => {
    expect(await drawChecked(figure)).toContain('n = 4')
  })

  it('count every combination once, at every width', () => {
    const counts = new Map<unknown, number>()
    for (const row of rowsOf(histogram.spec)) {
      if (typeof row.count === 'number')
        counts.set(row.width, (counts.get(row.width) ?? 0) + row.count)
    }
    expect([...counts]).toEqual([
      [2, 6],
      [1000, 3]
    ])
  })

  it('tell the combinations of every bin', () => {
    const bins = (width: number) =>
      rowsOf(histogram.spec).filter((row) => row.order === 4 && row.width === width)
    const filled = (width: number) => bins(width).filter(({ count }) => Number(count) > 0)
    expect(filled(2).map(({ combinations }) => combinations)).toEqual([[0, 1, 2]])
    expect(filled(1000).map(({ combinations }) => combinations)).toEqual([[0], [1], [2]])
    expect(bins(1000).at(-1)).toMatchObject({ count: 0, combinations: [] })
  })

  it('mark the exact mean of each width', () => {
    const exact = rowsOf(histogram.spec).filter((row) => row.kind === 'exact')
    expect(exact).toEqual([
      { width: 2, m: 0, kind: 'exact' },
      { width: 2, m: 6.7, kind: 'exact' },
      { width: 1000, m: expect.closeTo(0.0134, 12), kind: 'exact' }
    ])
  })

  it('put measured value, error bar, exact value and background of each width into the data', () => {
    const rows = rowsOf(means.spec)
    expect(rows).toContainEqual({
      series: 'measured',
      order: 4,
      width: 2,
      value: 6,
      low: 5,
      high: 7
    })
    expect(rows).toContainEqual({ series: 'exact', order: 4, width: 2, value: 6.7 })
    expect(rows).toContainEqual({ series: 'background', order: 4, width: 2, value: 0.2 })
    // An exact zero has no place on a logarithmic axis, and an error bar must not reach one.
    expect(rows.filter((row) => row.series === 'exact')).toHaveLength(1)
    expect(rows).toContainEqual({
      series: 'measured',
      order: 2,
      width: 2,
      value: 1e-3,
      low: 1e-4,
      high: 3e-3
    })
  })

  it('refuse what cannot be drawn, naming it', () => {
    expect(() => deviationHistogram([], { parameters: {} })).toThrow(
      'deviationHistogram: samples must be a list of at least one, got []'
    )
    expect(() => deviationHistogram([sample(4, 2, [NaN], 1)], { parameters: {} })).toThrow(
      'measured m4 at width 2 must be finite, got NaN'
    )
    expect(() =>
      deviationMeans(
        [{ order: 4, width: 2, measured: 0, standardError: 0, background: 0, exact: 1 }],
        { parameters: {} }
      )
    ).toThrow('measured mean of order 4 at width 2 must be a finite number > 0, got 0')
  })
})

// With these the rows said `disagrees`: the bags do not know the tail of the two-point function, and
// where f(x) and f(y) are nearly independent m_6 is far noisier than at equal points.
describe('agreement of deviations, at parameters of a reader', () => {
  const sampled = (options: EnsembleParameters) =>
    sampleEnsemble(ensemble({ bags: 20, networksPerBag: 3000, seed: 20211215, ...options }), {
      store: false
    })

  it('knows the tail of the two-point function', async () => {
    const moments = await sampled({ network: 'gauss', sigmaW: 3, sigmaB: 1.5, orders: [2] })
    expect(propagatorAgreement(moments).verdict).toBe('tail not sampled')
  })

  it('knows that combinations may be noisier than equal points', async () => {
    const moments = await sampled({ network: 'erf', sigmaB: 0.3, widths: [5, 500] })
    const rows = meanDeviationAgreement(moments, 6, 'a claim')
    expect(rows.map(({ verdict }) => verdict)).toEqual(['agrees', 'agrees'])
  })

  it('still finds networks of another sigmaW', async () => {
    const moments = await sampled({ network: 'relu', sigmaW: 1.1, orders: [2, 4], widths: [20] })
    const wrong = { ...moments, ensemble: { ...moments.ensemble, sigmaW: 1 } }
    expect(propagatorAgreement(wrong).verdict).toBe('disagrees')
    expect(meanDeviationAgreement(wrong, 4, 'a claim')[0].verdict).toBe('disagrees')
  })
})
