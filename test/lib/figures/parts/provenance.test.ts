import { afterAll, describe, expect, it } from 'vitest'
import * as nnqft from '../../../../lib/src/index.js'
import { version } from '../../../../lib/src/version.js'
import { samplerDigest } from '../../../../lib/src/sampling/resultIdentity.js'

afterAll(nnqft.closeWorkerPools)

const setup = nnqft.ensemble({
  network: 'gauss',
  sigmaB: 0.3,
  widths: [2, 10],
  orders: [2, 4],
  bags: 3,
  networksPerBag: 100
})
const sample = (changes: Partial<nnqft.Ensemble> = {}) =>
  nnqft.sampleEnsemble({ ...setup, ...changes }, { store: false })
const moments = await sample()

function provenance({ spec }: nnqft.Figure): nnqft.Provenance {
  return (spec.usermeta as { nnqft: { provenance: nnqft.Provenance } }).nnqft.provenance
}

const meansOf = (of: nnqft.EnsembleMoments, options: object = {}) =>
  nnqft.deviationMeans(nnqft.meanDeviations(of), { parameters: setup, ...options })
const histogramOf = (of: nnqft.EnsembleMoments) =>
  nnqft.deviationHistogram(nnqft.combinationDeviations(of), { parameters: setup })
const couplingsOf = (of: nnqft.EnsembleMoments) =>
  nnqft.quarticCoupling(
    of.ensemble.widths.map((width) => ({
      measured: nnqft.measuredCouplings(of, 4, width),
      exact: nnqft.exactCouplings(of.ensemble, 4, width)
    })),
    { parameters: setup, bags: 3 }
  )
const stripOf = (of: nnqft.EnsembleMoments) => nnqft.scoreStrip(of, 2, { parameters: setup })

// Notebook 04 once had one hash with <|m_4|> = 5.33 and with 4.13: it was that of typed parameters.
describe('the provenance of a figure', () => {
  it.each([
    ['deviationMeans', meansOf],
    ['deviationHistogram', histogramOf],
    ['quarticCoupling', couplingsOf],
    ['scoreStrip', stripOf]
  ])('names the ensemble that was sampled, whatever the cell says: %s', async (_, figureOf) => {
    const other = await sample({ seed: 8 })
    expect(provenance(figureOf(moments)).samples).toEqual([setup])
    expect(provenance(figureOf(other)).samples).toEqual([{ ...setup, seed: 8 }])
    expect(provenance(figureOf(other)).parameters).toEqual(setup)
    expect(provenance(figureOf(other)).hash).not.toBe(provenance(figureOf(moments)).hash)
    expect(provenance(figureOf(await sample())).hash).toBe(provenance(figureOf(moments)).hash)
  })

  it('has one hash for the same numbers, under any name, title and parameters', () => {
    const renamed = meansOf(moments, { title: 'Other', name: 'other', parameters: { seed: 77 } })
    expect(provenance(renamed).hash).toBe(provenance(meansOf(moments)).hash)
  })

  it('has another hash for other numbers, from whichever source', () => {
    const rows = nnqft.meanDeviations(moments)
    const changed = rows.map((row, i) =>
      i === 3 ? { ...row, measured: row.measured * 1.01 } : row
    )
    const hashes = [rows, [...rows], changed, rows.slice(1)].map(
      (means) => provenance(nnqft.deviationMeans(means, { parameters: setup })).hash
    )
    // A copy has lost its origin: nobody knows any more which ensemble it came from.
    expect(new Set(hashes).size).toBe(4)
    const curves = [0.1, 0.2].map((u4) =>
      nnqft.potentialCurves([{ truncation: 'a', couplings: { 2: 1, 4: u4 } }], {
        largestField: 2,
        parameters: {}
      })
    )
    expect(provenance(curves[0]).hash).not.toBe(provenance(curves[1]).hash)
  })

  it('holds the version and the digest of the sampler', () => {
    expect(provenance(meansOf(moments)).versions).toEqual({
      nnqft: version,
      sampler: expect.any(Number) as number,
      samplerDigest: samplerDigest()
    })
  })

  it('names every ensemble of a figure of several, once', async () => {
    const others = await Promise.all([1, 2].map((seed) => sample({ seed })))
    const figure = nnqft.couplingEstimators(
      [moments, ...others, moments].map((of) => ({
        estimator: `seed ${of.ensemble.seed}`,
        measured: nnqft.measuredCouplings(of, 4, 2),
        exact: nnqft.exactCouplings(setup, 4, 2)
      })),
      { parameters: {} }
    )
    expect(provenance(figure).samples).toEqual([setup, ...others.map(({ ensemble }) => ensemble)])
  })
})
