import { beforeAll, describe, expect, it } from 'vitest'
import { exactCouplings, measuredCouplings } from '../../../lib/src/couplings/couplingTable.js'
import { activeRunning } from '../../../lib/src/figures/activeRunning.js'
import { activeSlopeAgreement } from '../../../lib/src/comparison/activeSlopeAgreement.js'
import {
  quarticAgreement,
  quarticStandardError
} from '../../../lib/src/comparison/couplingAgreement.js'
import { couplingEstimators } from '../../../lib/src/figures/couplingEstimators.js'
import { quarticCoupling } from '../../../lib/src/figures/quarticCoupling.js'
import { exactActiveFlow, measuredActiveFlow } from '../../../lib/src/flow/activeFlow.js'
import { ensemble } from '../../../lib/src/networks/ensemble.js'
import { paperInputs } from '../../../lib/src/networks/paperInputs.js'
import type { EnsembleMoments } from '../../../lib/src/sampling/ensembleMoments.js'
import { sampleEnsemble } from '../../../lib/src/sampling/sampleEnsemble.js'
import { drawChecked, rowsOf } from './specification.js'

const sigmaW = [1, 2, 4]
const base = ensemble({
  network: 'gauss',
  sigmaB: 0.2,
  widths: [2, 5],
  orders: [4],
  networksPerBag: 20_000,
  seed: 12
})

let samples: EnsembleMoments[]
beforeAll(async () => {
  samples = await Promise.all(
    sigmaW.map((value) => sampleEnsemble({ ...base, sigmaW: value }, { store: false }))
  )
})

const tables = () =>
  base.widths.map((width) => ({
    measured: measuredCouplings(samples[0], 4, width),
    exact: exactCouplings(base, 4, width)
  }))

describe('quarticCoupling', () => {
  it('is valid Vega-Lite, draws without a warning, and holds the measured and exact means', async () => {
    const figure = quarticCoupling(tables(), { parameters: base, bags: base.bags })
    expect(await drawChecked(figure)).toContain('range over combinations')
    const values = rowsOf(figure.spec).flatMap(Object.values)
    for (const { measured, exact } of tables()) {
      expect(values).toContain(measured.summary.mean)
      expect(values).toContain(exact.summary.mean)
    }
  })

  it('shows how far each combination lies from the mean', () => {
    const { spec } = quarticCoupling(tables(), { parameters: base, bags: base.bags })
    const [{ measured }] = tables()
    const places = [...measured.values.keys()]
    const [{ value, ...row }] = rowsOf(spec).filter(({ combination }) => combination)
    expect(row).toEqual({ series: 'measured', order: 4, width: 2, combination: places })
    const relative = Array.from(measured.values, (u) => u / measured.summary.mean - 1)
    // Six digits: what is only drawn.
    for (const i of places) expect((value as number[])[i] / relative[i]).toBeCloseTo(1, 5)
  })

  it('refuses what cannot be drawn, naming it', () => {
    expect(() => quarticCoupling([], { parameters: {}, bags: 2 })).toThrow(
      'quarticCoupling: samples must be a list of at least one, got []'
    )
    expect(() => quarticCoupling(tables(), { parameters: {}, bags: 1 })).toThrow(
      'quarticCoupling: bags must be an integer >= 2, got 1'
    )
  })
})

describe('quarticAgreement', () => {
  it('finds measured and exact couplings in agreement where the tail is sampled', () => {
    const rows = quarticAgreement(samples[0], 'a claim')
    expect(rows.map(({ quantity, verdict }) => [quantity, verdict])).toEqual([
      ['u₄ raw, N = 2', 'agrees'],
      ['u₄ raw, N = 5', 'agrees']
    ])
    expect(rows[0].standardError).toBe(quarticStandardError(base, 2))
  })

  it('takes the infrared cutoff that ReLU-net needs', async () => {
    const inputs = paperInputs.relu.slice(0, 3)
    const relu = ensemble({ ...base, network: 'relu', sigmaB: 0, inputs, networksPerBag: 5000 })
    const [row] = quarticAgreement(await sampleEnsemble(relu, { store: false }), 'a claim', 7)
    expect(row.verdict).toBe('agrees')
    expect(row.exact).toBeCloseTo(-300 / (2 * 7 ** 5), 12)
  })

  it('knows the error of couplings whose tail no sample reaches, and none for tilted draws', () => {
    const heavy = { ...base, sigmaB: 1 }
    expect(quarticStandardError(heavy, 2)).toBeGreaterThan(100)
    const conditional = quarticStandardError({ ...heavy, estimator: 'conditional' }, 2)
    expect(conditional).toBeLessThan(quarticStandardError(heavy, 2) as number)
    expect(quarticStandardError({ ...heavy, estimator: 'tilted' }, 2)).toBeUndefined()
  })
})

describe('couplingEstimators', () => {
  it('draws N times the coupling of every estimator', async () => {
    const couplings = tables().map((table) => ({ estimator: 'literal', ...table }))
    const figure = couplingEstimators(couplings, { parameters: base })
    expect(await drawChecked(figure)).toContain('literal')
    const values = rowsOf(figure.spec).flatMap(Object.values)
    for (const { measured } of couplings) {
      expect(values).toContain(measured.width * measured.summary.mean)
    }
    expect(() => couplingEstimators([], { parameters: {} })).toThrow(
      'couplings must be a list of at least one'
    )
  })
})

describe('activeRunning', () => {
  const running = () =>
    (['raw', 'canonical'] as const).flatMap((normalisation) =>
      base.widths.map((width) => ({
        width,
        measured: measuredActiveFlow(samples, 4, width, { normalisation }),
        exact: exactActiveFlow(base, 4, width, sigmaW, { normalisation })
      }))
    )

  it('is valid Vega-Lite and draws without a warning', async () => {
    const figure = activeRunning(running(), { parameters: base })
    expect(await drawChecked(figure)).toContain('canonical')
  })

  it('refuses exact couplings at other values of sigmaW', () => {
    const [sample] = running()
    const exact = exactActiveFlow(base, 4, 2, [1, 2, 5])
    expect(() => activeRunning([{ ...sample, exact }], { parameters: {} })).toThrow(
      'exact sigmaW at width 2 must be those of the measurement'
    )
  })
})

describe('activeSlopeAgreement', () => {
  it('finds the slopes d_in - 4 and 4 - d_in', () => {
    for (const [normalisation, slope] of [
      ['raw', -3],
      ['canonical', 3]
    ] as const) {
      const [row] = activeSlopeAgreement(samples, normalisation, 'a claim')
      expect(row.verdict).toBe('agrees')
      expect(row.exact).toBeCloseTo(slope, 2)
    }
  })

  it('needs three samples', () => {
    expect(() => activeSlopeAgreement(samples.slice(1), 'raw', '')).toThrow(
      'activeSlopeAgreement: samples must be a list of at least three'
    )
  })
})
