// Every line and band that is drawn is named in the legend, and nothing else is.
import { afterAll, describe, expect, it } from 'vitest'
import * as nnqft from '../../../lib/src/index.js'

const setup = nnqft.ensemble({
  network: 'gauss',
  sigmaB: 0.3,
  widths: [2, 5],
  orders: [2, 4],
  bags: 4,
  networksPerBag: 100
})
const sigmaW = [1, 2]
const inRuns = sigmaW.map((value) => nnqft.ensemble({ ...setup, sigmaW: value, orders: [4] }))
const [moments, ...running] = await Promise.all(
  [setup, ...inRuns].map((one) => nnqft.sampleEnsemble(one))
)
afterAll(() => nnqft.closeWorkerPools())

/** Labels of the legends of a figure, in the order of the drawing. */
async function legendOf(figure: nnqft.Figure): Promise<string[]> {
  const [, ...legends] = (await figure.svg()).split('role-legend-label')
  return legends.flatMap((legend) => {
    const end = legend.indexOf('role-legend-title')
    const labels = legend.slice(0, end === -1 ? undefined : end).matchAll(/<text[^>]*>([^<]+)</g)
    return [...labels].slice(0, 1).map(([, label]) => label)
  })
}

describe('the legend of', () => {
  it('the histogram names its dashed lines', async () => {
    const deviations = nnqft.combinationDeviations(moments)
    const figure = nnqft.deviationHistogram(deviations, { parameters: setup })
    expect(await legendOf(figure)).toEqual(['2', '5', 'exact'])
  })

  it('connected functions names its lines', async () => {
    const exact = nnqft.exactWidthScaling(setup, setup.inputs.slice(0, 4), setup.widths)
    const figure = nnqft.connectedScaling([], [exact], { parameters: setup })
    expect(await legendOf(figure)).toEqual(['4', 'exact'])
  })

  it('the active flow names its lines', async () => {
    const samples = setup.widths.map((width) => ({
      width,
      measured: nnqft.measuredActiveFlow(running, 4, width),
      exact: nnqft.exactActiveFlow(setup, 4, width, sigmaW)
    }))
    const figure = nnqft.activeRunning(samples, { parameters: { ...setup, sigmaW } })
    expect(await legendOf(figure)).toEqual(['2', '5', 'exact', 'measured = exact'])
  })

  it('several ways to estimate a coupling names its dashed line', async () => {
    const couplings = [
      {
        estimator: 'literal',
        measured: nnqft.measuredCouplings(moments, 4, 5),
        exact: nnqft.exactCouplings(setup, 4, 5)
      }
    ]
    const figure = nnqft.couplingEstimators(couplings, { parameters: setup })
    expect(await legendOf(figure)).toEqual(['exact', 'literal'])
  })

  it.each([
    [{ exact: 'theory' }, ['a', 'b', 'theory']],
    [{ exact: 'theory', line: true }, ['a', 'b', 'theory', 'u4']],
    [{}, ['a', 'b']]
  ] as const)("rows of one's own with colours names its lines: %j", async (lines, names) => {
    const rows = ['a', 'b'].flatMap((set) =>
      [1, 2].map((N) => ({ set, N, u4: N + 0.1, theory: N }))
    )
    const figure = nnqft.plot(rows, { x: 'N', y: 'u4', color: 'set', ...lines })
    expect(await legendOf(figure)).toEqual(names)
  })

  it('the quartic coupling names its band, and a panel its two kinds of axes', async () => {
    const samples = setup.widths.map((width) => ({
      measured: nnqft.measuredCouplings(moments, 4, width),
      exact: nnqft.exactCouplings(setup, 4, width)
    }))
    const figure = nnqft.quarticCoupling(samples, { parameters: setup, bags: setup.bags })
    expect(await legendOf(figure)).toEqual(['measured', 'spread of the bags', 'exact'])
    expect(await figure.svg()).toContain('u₄ linear, N logarithmic')
  })
})
