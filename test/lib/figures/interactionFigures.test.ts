import { beforeAll, describe, expect, it } from 'vitest'
import { exactCouplings, measuredCouplings } from '../../../lib/src/couplings/couplingTable.js'
import { exactWidthScaling, measuredWidthScaling } from '../../../lib/src/couplings/widthScaling.js'
import { connectedScaling } from '../../../lib/src/figures/connectedScaling.js'
import { couplingEstimators } from '../../../lib/src/figures/couplingEstimators.js'
import { potentialCurves, type PotentialCurve } from '../../../lib/src/figures/potentialCurves.js'
import {
  exactScalingAgreement,
  scalingAgreement
} from '../../../lib/src/comparison/scalingAgreement.js'
import { sexticAgreement } from '../../../lib/src/comparison/sexticAgreement.js'
import { treeDiagramPicture } from '../../../lib/src/figures/treeDiagramPicture.js'
import { ensemble } from '../../../lib/src/networks/ensemble.js'
import type { EnsembleMoments } from '../../../lib/src/sampling/ensembleMoments.js'
import { sampleEnsemble } from '../../../lib/src/sampling/sampleEnsemble.js'
import { drawChecked, rowsOf } from './specification.js'

const setup = ensemble({
  network: 'gauss',
  sigmaB: 0.2,
  inputs: [[-0.01], [0.01]],
  widths: [2, 3, 5],
  orders: [4, 6],
  networksPerBag: 40_000,
  estimator: 'conditional',
  seed: 3
})
const tilted = { ...setup, sigmaB: 1, estimator: 'tilted', networksPerBag: 10 } as const
let conditionalMoments: EnsembleMoments
let tiltedMoments: EnsembleMoments
beforeAll(async () => {
  conditionalMoments = await sampleEnsemble(setup, { store: false })
  tiltedMoments = await sampleEnsemble(tilted, { store: false })
})
const points = new Array<readonly number[]>(10).fill([0])
const exact = (order: number) => exactWidthScaling(setup, points.slice(0, order), setup.widths)

describe('connectedScaling', () => {
  it('draws exact lines and measured points, those of the wrong sign open', async () => {
    const scaling = measuredWidthScaling(conditionalMoments, 4)
    const wrong = {
      ...scaling,
      values: scaling.values.map((value, i) => (i === 1 ? -value : value))
    }
    const figure = connectedScaling(
      [
        { estimator: 'conditional', scaling },
        { estimator: 'turned', scaling: wrong }
      ],
      [exact(4), exact(6)],
      { parameters: setup }
    )
    expect(await drawChecked(figure)).toContain('turned')
    const rows = rowsOf(figure.spec).filter(({ sign }) => sign === 'wrong')
    expect(rows[0]).toMatchObject({ estimator: 'turned', width: 3, value: scaling.values[1] })
    await drawChecked(connectedScaling([], [exact(4)], { parameters: setup }))
  })

  it('refuses what has no exact line', () => {
    const scaling = measuredWidthScaling(conditionalMoments, 6)
    expect(() => connectedScaling([], [], { parameters: {} })).toThrow('exact must be a list of')
    expect(() =>
      connectedScaling([{ estimator: 'a', scaling }], [exact(4)], { parameters: {} })
    ).toThrow('connectedScaling: measured must be of the orders 4, got 6')
  })
})

describe('scalingAgreement', () => {
  const claim = (order: number) => `${1 - order / 2}`

  it('finds the power 1 - n/2 by conditional draws at a small bias, and exactly by tilted ones', () => {
    for (const moments of [conditionalMoments, tiltedMoments]) {
      const rows = scalingAgreement(moments, [4, 6], claim)
      expect(rows.map(({ exact, verdict }) => [exact, verdict])).toEqual([
        [-1, 'agrees'],
        [-2, 'agrees']
      ])
    }
    const [, row] = scalingAgreement(tiltedMoments, [4, 6], claim)
    expect(row.standardError).toBeLessThan(1e-11)
    expect(Math.abs(row.measured + 2)).toBeLessThan(1e-11)
  })

  it('knows that a heavy tail was missed', async () => {
    const heavy = { ...setup, sigmaB: 1, estimator: 'literal', networksPerBag: 3000 } as const
    const moments = await sampleEnsemble(heavy, { store: false })
    const [row] = scalingAgreement(moments, [4], claim)
    expect(row.verdict).toBe('tail not sampled')
  })

  it('sees the wrong power', () => {
    const { ensemble: parameters, widths } = tiltedMoments
    // With N^2 in place of N the power is halved.
    const squares = parameters.widths.map((width) => width ** 2)
    const relabelled = widths.map((entry, i) => ({ ...entry, width: squares[i] }))
    const wrong = { ensemble: { ...parameters, widths: squares }, widths: relabelled }
    expect(scalingAgreement(wrong, [4], claim)[0].verdict).toBe('disagrees')
  })

  it('of the exact functions is 1 - n/2 to all digits, up to n = 10', () => {
    for (const row of exactScalingAgreement([4, 6, 8, 10].map(exact), claim)) {
      expect(row.verdict).toBe('agrees')
      expect(row.standardError).toBeLessThan(1e-8)
    }
  })
})

describe('sexticAgreement', () => {
  it('finds the exact negative coupling by tilted draws, to ten digits', () => {
    for (const row of sexticAgreement(tiltedMoments, 'u₆ > 0')) {
      expect(row.verdict).toBe('agrees')
      expect(row.exact).toBeLessThan(-1e4)
      expect(Math.abs(row.measured / row.exact - 1)).toBeLessThan(1e-10)
    }
  })

  it('agrees where conditional draws reach the tail, and knows where they do not', async () => {
    const rows = sexticAgreement(conditionalMoments, 'a claim')
    expect(rows.map(({ verdict }) => verdict)).not.toContain('disagrees')
    const heavy = { ...setup, sigmaB: 1, networksPerBag: 1000 }
    const missed = sexticAgreement(await sampleEnsemble(heavy, { store: false }), 'a claim')
    expect(missed.map(({ verdict }) => verdict)).toContain('tail not sampled')
  })
})

describe('couplingEstimators', () => {
  const entry = (order: 4 | 6) => ({
    estimator: 'tilted',
    measured: measuredCouplings(tiltedMoments, order, 3),
    exact: exactCouplings(tilted, order, 3)
  })

  it('shows N^2 u6 for the sextic coupling, and one coupling at a time', async () => {
    const figure = couplingEstimators([entry(6)], { parameters: tilted })
    expect(await drawChecked(figure)).toContain('N² u₆, raw')
    expect(rowsOf(figure.spec)[0].value).toBe(9 * entry(6).measured.summary.mean)
    expect(() => couplingEstimators([entry(6), entry(4)], { parameters: {} })).toThrow(
      'couplingEstimators: order at width 3 must be 6 as the first, got 4'
    )
    const canonical = measuredCouplings(tiltedMoments, 6, 3, { normalisation: 'canonical' })
    const mixed = [entry(6), { ...entry(6), measured: canonical }]
    expect(() => couplingEstimators(mixed, { parameters: {} })).toThrow(
      'couplingEstimators: normalisation at width 3 must be raw as the first, got "canonical"'
    )
  })
})

describe('treeDiagramPicture', () => {
  it('draws a line for each propagator: 4 for n = 4; 6 for the contact diagram, 7 for an exchange', async () => {
    const lines = (order: number) => {
      const rows = rowsOf(treeDiagramPicture(order).spec).filter(({ part }) => part === 'line')
      const diagrams = [...new Set(rows.map(({ diagram }) => diagram))]
      return diagrams.map((d) => rows.filter(({ diagram }) => diagram === d).length)
    }
    expect(lines(4)).toEqual([4])
    expect(lines(6)).toEqual([6, ...new Array<number>(10).fill(7)])
    expect(await drawChecked(treeDiagramPicture(6))).toContain('u₆')
    expect(() => treeDiagramPicture(8)).toThrow(
      'treeDiagramPicture: order must be an integer >= 4 and <= 6, got 8'
    )
  })
})

describe('potentialCurves', () => {
  it('draws every truncation', async () => {
    const curves: PotentialCurve[] = [
      { truncation: 'u₂', couplings: { 2: 0.4 } },
      { truncation: 'u₂, u₄', couplings: { 2: 0.4, 4: -1 } }
    ]
    const figure = potentialCurves(curves, { largestField: 2, parameters: {} })
    expect(await drawChecked(figure)).toContain('U(φ)')
    const last = rowsOf(figure.spec).find((r) => r.truncation === 'u₂, u₄' && r.field === 2)
    expect(last?.value).toBeCloseTo(0.8 - 16 / 24, 6)
    expect(() => potentialCurves([], { largestField: 1, parameters: {} })).toThrow('at least one')
  })
})
