import { beforeAll, describe, expect, it } from 'vitest'
import { deviationScores } from '../../../lib/src/correlators/deviationScores.js'
import { measuredGreenFunction } from '../../../lib/src/correlators/measuredGreenFunction.js'
import { momentumPropagator } from '../../../lib/src/figures/momentumPropagator.js'
import { scoreStrip } from '../../../lib/src/figures/scoreStrip.js'
import { twoPointFunction } from '../../../lib/src/figures/twoPointFunction.js'
import {
  twoPointAgreement,
  twoPointScalingAgreement
} from '../../../lib/src/comparison/twoPointAgreement.js'
import { wickDiagrams } from '../../../lib/src/figures/wickDiagrams.js'
import { ensemble } from '../../../lib/src/networks/ensemble.js'
import type { EnsembleMoments } from '../../../lib/src/sampling/ensembleMoments.js'
import { sampleEnsemble } from '../../../lib/src/sampling/sampleEnsemble.js'
import { drawChecked, rowsOf } from './specification.js'

const setup = ensemble({
  network: 'gauss',
  sigmaB: 0.3,
  inputs: [[-1], [0], [0.5]],
  widths: [2, 10],
  orders: [2],
  networksPerBag: 2000,
  seed: 4
})
let moments: EnsembleMoments
beforeAll(async () => {
  moments = await sampleEnsemble(setup, { store: false })
})

describe('twoPointFunction', () => {
  it('shows every measured pair, on the curves of both of its points', async () => {
    const figure = twoPointFunction(moments, 10, { parameters: setup })
    expect(await drawChecked(figure)).toContain('x − y')
    const { mean } = measuredGreenFunction(moments, 2, 10)
    const rows = rowsOf(figure.spec)
    for (const [x, y] of [
      [-1, 0.5],
      [0.5, -1]
    ]) {
      const row = rows.find((r) => r.x === x && r.y === y && 'low' in r)
      expect(row).toMatchObject({ value: mean[2], difference: x - y })
    }
  })

  it('refuses inputs in more dimensions', () => {
    const plane = { ...moments, ensemble: { ...setup, inputs: [[0, 1]] } }
    expect(() => twoPointFunction(plane, 10, { parameters: {} })).toThrow(
      'twoPointFunction: inputs must be points of dimension 1, got [0, 1]'
    )
  })
})

describe('scoreStrip', () => {
  it('shows the score of every combination and width', async () => {
    const figure = scoreStrip(moments, 2, { parameters: setup })
    await drawChecked(figure)
    const scores = rowsOf(figure.spec).flatMap(({ width, score }) => (width === 2 ? [score] : []))
    expect(scores).toEqual(Array.from(deviationScores(moments, 2, 2)))
  })
})

describe('momentumPropagator', () => {
  it('meets its infrared form at zero momentum, and marks mass and correlation length', async () => {
    const figure = momentumPropagator({ sigmaW: 2, dIn: 1 })
    const svg = await drawChecked(figure)
    expect(svg).toContain('ξ')
    expect(svg).toContain('m₀')
    const rows = rowsOf(figure.spec)
    const [zero] = rows.filter(({ p }) => p === 0)
    expect(zero.infrared).toBe(zero.K)
    expect(rows.find(({ name }) => name === 'm₀')?.at).toBeCloseTo(Math.sqrt(8), 12)
  })
})

describe('wickDiagrams', () => {
  it.each([
    [2, 1],
    [4, 3],
    [6, 15],
    [8, 105]
  ])('draws the contractions of %i fields: %i, with a line for each pair', async (order, count) => {
    const figure = wickDiagrams(order)
    await drawChecked(figure)
    const lines = rowsOf(figure.spec).filter(({ xEnd }) => xEnd !== undefined)
    expect(lines.length).toBe((count * order) / 2)
    expect(new Set(lines.map(({ diagram }) => diagram)).size).toBe(count)
  })

  it('refuses odd and high orders', () => {
    expect(() => wickDiagrams(3)).toThrow('order must be even')
    expect(() => wickDiagrams(10)).toThrow('wickDiagrams: order must be an integer >= 2 and <= 8')
  })
})

describe('twoPointAgreement', () => {
  it('finds the pair that differs most from K, and exponent 0 in N', () => {
    const row = twoPointAgreement(moments, 2)
    expect(row.verdict).toBe('agrees')
    const scores = deviationScores(moments, 2, 2)
    const largest = Math.max(...scores.map(Math.abs))
    expect(Math.abs(row.measured - row.exact) / row.standardError).toBeCloseTo(largest, 10)
    expect(twoPointScalingAgreement(moments)).toMatchObject({ exact: 0, verdict: 'agrees' })
  })

  it('takes functions that vanish identically for what they are', async () => {
    const opposite = ensemble({ ...setup, network: 'relu', sigmaB: 0, inputs: [[-1], [1]] })
    const relu = await sampleEnsemble(opposite, { store: false })
    expect(twoPointAgreement(relu, 2).verdict).toBe('agrees')
    const half = relu.widths[0].orders[0].bagMeans.map((value) => value / 2)
    const [first] = relu.widths
    const wrong = {
      ...relu,
      widths: [{ ...first, orders: [{ ...first.orders[0], bagMeans: half }] }]
    }
    expect(twoPointAgreement(wrong, 2).verdict).toBe('disagrees')
  })
})
