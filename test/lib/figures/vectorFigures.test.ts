import { describe, expect, it } from 'vitest'
import {
  channelRatios,
  connectedFields,
  fieldAgreement
} from '../../../lib/src/comparison/connectedFields.js'
import { fieldName } from '../../../lib/src/comparison/fieldName.js'
import {
  singletAgreement,
  singletFluctuations
} from '../../../lib/src/comparison/singletFluctuations.js'
import { quarticAgreement } from '../../../lib/src/comparison/couplingAgreement.js'
import { meanDeviationAgreement } from '../../../lib/src/comparison/deviationAgreement.js'
import { estimatorPoint } from '../../../lib/src/comparison/estimatorPoint.js'
import { twoPointAgreement } from '../../../lib/src/comparison/twoPointAgreement.js'
import {
  combinationDeviations,
  meanDeviations
} from '../../../lib/src/correlators/deviationTables.js'
import { exactGreenFunction } from '../../../lib/src/correlators/exactGreenFunction.js'
import { exactDeviation } from '../../../lib/src/correlators/greenFunctionDeviation.js'
import { exactCouplings, measuredCouplings } from '../../../lib/src/couplings/couplingTable.js'
import { measuredWidthScaling } from '../../../lib/src/couplings/widthScaling.js'
import { deviationHistogram } from '../../../lib/src/figures/deviationHistogram.js'
import { deviationMeans } from '../../../lib/src/figures/deviationMeans.js'
import { networkFunctions } from '../../../lib/src/figures/networkFunctions.js'
import { quarticCoupling } from '../../../lib/src/figures/quarticCoupling.js'
import { drawNetworks } from '../../../lib/src/sampling/drawNetworks.js'
import { fieldFunctions } from '../../../lib/src/figures/fieldFunctions.js'
import { scoreStrip } from '../../../lib/src/figures/scoreStrip.js'
import { singletVariance } from '../../../lib/src/figures/singletVariance.js'
import { ensemble } from '../../../lib/src/networks/ensemble.js'
import { sampleEnsemble } from '../../../lib/src/sampling/sampleEnsemble.js'
import { localRunner } from '../../../lib/src/sampling/blockRunner.js'
import { drawChecked } from './specification.js'

const setup = ensemble({
  network: 'erf',
  sigmaW: 1.5,
  sigmaB: 0.3,
  outputs: 3,
  inputs: [[0.2], [1]],
  widths: [2, 9],
  orders: [2, 4],
  bags: 20,
  networksPerBag: 4000,
  seed: 6
})
const sample = (parameters: object) =>
  sampleEnsemble(ensemble({ ...setup, ...parameters }), { store: false, runner: localRunner() })
const literal = await sample({})
const conditional = await sample({ estimator: 'conditional' })

it.each([
  [[0, 0, 5], 4, 2, 'f₁(x₁)² f₂(x₂)'],
  [[0, 1, 1, 3], 4, 1, 'f(x₁) f(x₂)² f(x₄)'],
  [[12, 25], 13, 2, 'f₁(x₁₃) f₂(x₁₃)'],
  [[11, 11, 11, 11], 1, 12, 'f₁₂(x₁)⁴']
])(
  'the product of the fields %j is called by its outputs and points',
  (fields, points, outputs, name) => {
    expect(fieldName(fields, points, outputs)).toBe(name)
  }
)

describe('functions of fields', () => {
  it('are rows with their names, measured beside exact', () => {
    const rows = connectedFields(conditional, 4, 2)
    expect(rows).toHaveLength(11)
    const row = rows.find(({ fields }) => fields === 'f₁(x₁)² f₂(x₂)²')!
    const points = [[0.2], [0.2], [1], [1]]
    const { value } = exactGreenFunction(setup, points, 2, 'connected', [0, 0, 1, 1])
    expect(row.exact).toBeCloseTo(value, 14)
    expect(row.structure).toBe('2+2')
    expect(Math.abs(row.measured - row.exact)).toBeLessThan(4 * row.standardError)
  })

  it('agree, the farthest of them too, and a false one does not', () => {
    for (const moments of [literal, conditional]) {
      const rows = connectedFields(moments, 4, 2)
      expect(fieldAgreement(rows, 'Gc', '')).toMatchObject({ verdict: 'agrees', kind: 'farthest' })
      const moved = rows.map((row) => ({ ...row, exact: row.exact + 6 * row.standardError }))
      expect(fieldAgreement(moved, 'Gc', '').verdict).toBe('disagrees')
    }
  })

  it('have channels that add up to one output for normal weights, exactly for conditional draws', async () => {
    for (const row of channelRatios(conditional, 2)) {
      expect(row.exact).toBeCloseTo(1, 12)
      expect(row.measured).toBeCloseTo(1, 8)
    }
    expect(fieldAgreement(channelRatios(conditional, 2), '', '')).toMatchObject({
      kind: 'computed',
      verdict: 'agrees'
    })
    expect(fieldAgreement(channelRatios(literal, 2), '', '').verdict).toBe('agrees')
    const sign = await sample({ weights: { W1: 'sign' }, widths: [2] })
    const rows = channelRatios(sign, 2)
    for (const row of rows) {
      expect(Math.abs(row.exact - 1)).toBeGreaterThan(10 * row.standardError)
    }
    expect(fieldAgreement(rows, '', '').verdict).toBe('agrees')
  })

  it('are drawn, with code that makes the figure anew', async () => {
    const samples = [literal, conditional].map((moments) => ({
      estimator: moments.ensemble.estimator,
      rows: connectedFields(moments, 4, 2)
    }))
    const figure = fieldFunctions(samples, { parameters: setup })
    expect(await drawChecked(figure)).toContain('f₁(x₁)² f₂(x₂)²')
    const { code } = (figure.spec.usermeta as { nnqft: { code: string } }).nnqft
    expect(code).toContain('nnqft.connectedFields(')
    expect(() => fieldFunctions([], { parameters: setup })).toThrow('samples must be a list')
  })

  it('are named in the strip of scores', async () => {
    const svg = await drawChecked(scoreStrip(conditional, 4, { parameters: setup }))
    expect(svg).toContain('f₁(x₁)² f₂(x₁)²')
  })
})

describe('figures and rows of measured numbers take several outputs', () => {
  const { ensemble: parameters } = conditional
  const widths = [2, 9]

  it('deviations, as means, histograms and rows of agreement', async () => {
    for (const moments of [literal, conditional]) {
      const rows = meanDeviations(moments)
      for (const { order, width, measured, exact, standardError } of rows) {
        if (order === 2) expect(exact).toBe(0)
        else expect(Math.abs(measured - exact)).toBeLessThan(5 * standardError + 0.02)
        expect(exactDeviation(moments.ensemble, order, width).combinations).toHaveLength(
          order === 2 ? 3 : 11
        )
      }
      await drawChecked(deviationMeans(rows, { parameters }))
      await drawChecked(deviationHistogram(combinationDeviations(moments), { parameters }))
      for (const row of meanDeviationAgreement(moments, 4, '')) expect(row.verdict).toBe('agrees')
      expect(estimatorPoint(moments, 4, 2).measured).toBeCloseTo(1, 0)
      expect(twoPointAgreement(moments, 2)).toMatchObject({ verdict: 'agrees' })
    }
  })

  it('couplings and powers of the width', async () => {
    const cutoff = 5
    const samples = widths.map((width) => ({
      measured: measuredCouplings(conditional, 4, width, { cutoff }),
      exact: exactCouplings(parameters, 4, width, { cutoff })
    }))
    await drawChecked(quarticCoupling(samples, { parameters, bags: 20 }))
    for (const row of quarticAgreement(conditional, '', cutoff)) {
      expect(row.verdict).not.toBe('disagrees')
    }
    const scaling = measuredWidthScaling(conditional, 4)
    expect(scaling.fit?.exponent).toBeCloseTo(-1, 1)
  })

  it('single networks, whose outputs are curves of their own', async () => {
    const coordinates = [0.2, 1]
    const outputs = drawNetworks(parameters, 2, 5)
    const figure = networkFunctions([{ width: 2, coordinates, outputs, spread: [1, 1] }], {
      parameters
    })
    await drawChecked(figure)
    expect(outputs).toHaveLength(5 * 3 * 2)
  })
})

describe('the singlet of many outputs', () => {
  it('fluctuates by v + 2(1 + v)/d_out, measured and exact', () => {
    const counts = [1, 2, 10, 10_000]
    for (const moments of [literal, conditional]) {
      const rows = singletFluctuations(moments, counts, 1)
      expect(rows).toHaveLength(8)
      for (const { width, outputs, measured, standardError, exact } of rows) {
        const at = (list: readonly number[]) =>
          exactGreenFunction(
            setup,
            list.map(() => [1]),
            width,
            'full',
            list
          ).value
        const v = at([0, 0, 1, 1]) / at([0, 0]) ** 2 - 1
        expect(exact).toBeCloseTo(v + (2 * (1 + v)) / outputs, 12)
        expect(Math.abs(measured - exact)).toBeLessThan(4 * standardError)
      }
      for (const row of singletAgreement(rows, 10_000, '')) expect(row.verdict).toBe('agrees')
    }
  })

  it('is drawn, and refused where there is nothing to know it from', async () => {
    const rows = singletFluctuations(conditional, [1, 10, 100])
    await drawChecked(singletVariance(rows, { parameters: setup }))
    const one = await sample({ outputs: 1 })
    expect(() => singletFluctuations(one, [2])).toThrow('outputs must be >= 2, got 1')
    expect(() => channelRatios(one, 2)).toThrow('outputs must be >= 2, got 1')
    expect(() => singletFluctuations(conditional, [0])).toThrow(
      'outputCounts[0] must be an integer >= 1'
    )
    expect(() => singletFluctuations(conditional, [1], 2)).toThrow('input must be')
    expect(() => singletVariance([], { parameters: setup })).toThrow('rows must be a list')
  })
})
