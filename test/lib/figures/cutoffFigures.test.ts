import { beforeAll, describe, expect, it } from 'vitest'
import {
  cutoffAgreement,
  cutoffSlopeAgreement
} from '../../../lib/src/comparison/cutoffAgreement.js'
import type { CutoffRunningSample } from '../../../lib/src/comparison/cutoffAgreement.js'
import { cutoffRunning } from '../../../lib/src/figures/cutoffRunning.js'
import {
  infraredCutoffFlow,
  measuredInfraredCutoffFlow
} from '../../../lib/src/flow/infraredCutoffFlow.js'
import { ensemble } from '../../../lib/src/networks/ensemble.js'
import { paperInputsIn } from '../../../lib/src/networks/paperInputs.js'
import { sampleEnsemble } from '../../../lib/src/sampling/sampleEnsemble.js'
import { drawChecked, rowsOf } from './specification.js'

const cutoffs = [7, 100, 1e5]
const samples: CutoffRunningSample[] = []
let changing: CutoffRunningSample
beforeAll(async () => {
  for (const dIn of [1, 2]) {
    const inputs = paperInputsIn('relu', dIn)
    const setup = ensemble({ network: 'relu', inputs, widths: [5], orders: [4] })
    const moments = await sampleEnsemble(setup, { store: false })
    samples.push({
      series: `d = ${dIn}`,
      measured: measuredInfraredCutoffFlow(moments, [0, 1, 2, 3], 5, cutoffs),
      exact: infraredCutoffFlow(setup, inputs.slice(0, 4), 5, cutoffs)
    })
  }
  const inputs = [[-0.2], [0.2]]
  const setup = ensemble({ network: 'erf', inputs, widths: [5], orders: [4], networksPerBag: 100 })
  const moments = await sampleEnsemble(setup, { store: false })
  changing = {
    series: 'Erf-net',
    measured: measuredInfraredCutoffFlow(moments, [0, 1, 1, 1], 5, cutoffs),
    exact: infraredCutoffFlow(setup, [inputs[0], inputs[1], inputs[1], inputs[1]], 5, cutoffs)
  }
})

describe('cutoffRunning', () => {
  it('is valid Vega-Lite, draws without a warning, and holds couplings and slopes', async () => {
    const figure = cutoffRunning(samples, { parameters: { cutoffs }, legend: 'dimension' })
    expect(await drawChecked(figure)).toContain('infrared cutoff L')
    const values = rowsOf(figure.spec).flatMap(Object.values)
    for (const { measured, exact } of samples) {
      expect(values).toContain(Math.abs(measured.couplings[1].value))
      expect(values).toContain(exact.localSlopes[0])
    }
  })

  it('has no slope across a change of sign', async () => {
    const figure = cutoffRunning([changing], { parameters: { cutoffs } })
    await drawChecked(figure)
    expect(rowsOf(figure.spec).filter(({ slope, series }) => slope && series)).toHaveLength(1)
  })

  it('refuses no samples, and exact couplings at other cutoffs', () => {
    expect(() => cutoffRunning([], { parameters: {} })).toThrow(
      'samples must be a list of at least'
    )
    const exact = { ...samples[0].exact, cutoffs: [7, 100, 1e4] }
    expect(() => cutoffRunning([{ ...samples[0], exact }], { parameters: {} })).toThrow(
      "exact cutoffs of 'd = 1' must be those of the measurement"
    )
  })
})

describe('cutoffAgreement', () => {
  it('compares the coupling at the largest cutoff', () => {
    const rows = cutoffAgreement(samples, 'a claim')
    expect(rows.map(({ quantity, verdict }) => [quantity, verdict])).toEqual([
      ['u₄ raw at L = 100000, d = 1', 'agrees'],
      ['u₄ raw at L = 100000, d = 2', 'agrees']
    ])
    expect(rows[0].exact * 1e25).toBeCloseTo(-300 / 5, 10)
  })
})

describe('cutoffSlopeAgreement', () => {
  it('finds -(4 + d) for ReLU-net, and that Erf-net is no power law at these cutoffs', () => {
    const rows = cutoffSlopeAgreement(samples, 'a claim')
    expect(rows.map(({ exact, verdict }) => [exact, verdict])).toEqual([
      [-5, 'agrees'],
      [-6, 'agrees']
    ])
    for (const { standardError } of rows) expect(standardError).toBeLessThan(1e-10)
    expect(cutoffSlopeAgreement([changing], '')[0].verdict).toBe('disagrees')
  })
})
