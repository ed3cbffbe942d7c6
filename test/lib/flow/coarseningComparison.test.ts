import { describe, expect, test } from 'vitest'
import { coarsenedCoupling } from '../../../lib/src/couplings/coarsenedCoupling.js'
import { coarsenedEnsemble, coarseningWindow } from '../../../lib/src/couplings/coarseningWindow.js'
import { measuredCoarsenedCoupling } from '../../../lib/src/couplings/measuredCoarsenedCoupling.js'
import { coarseningComparison } from '../../../lib/src/flow/coarseningComparison.js'
import { passiveFlow } from '../../../lib/src/flow/passiveFlow.js'
import { ensemble } from '../../../lib/src/networks/ensemble.js'
import { localRunner } from '../../../lib/src/sampling/blockRunner.js'
import { sampleEnsemble } from '../../../lib/src/sampling/sampleEnsemble.js'

// Small biases and no drawn output weights, so that the estimator converges; see docs/theory.md on heavy tails.
const network = ensemble({
  network: 'gauss',
  sigmaB: 0.2,
  widths: [2],
  orders: [4, 6],
  bags: 30,
  networksPerBag: 8000,
  seed: 11,
  estimator: 'conditional'
})
const windows = [0.15, 0.35].map((blur) => coarseningWindow({ dIn: 1, blur }, 4))
const samples = await Promise.all(
  windows.map((window) =>
    sampleEnsemble(coarsenedEnsemble(network, window), { store: false, runner: localRunner() })
  )
)

describe('coarsened networks', () => {
  test('the window is a normal distribution: moments per axis, in two dimensions too', () => {
    const { points, weights } = coarseningWindow({ dIn: 2, blur: 0.3 }, 3)
    expect(points).toHaveLength(9)
    const mean = (f: (x: readonly number[]) => number) =>
      points.reduce((sum, x, i) => sum + weights[i] * f(x), 0)
    expect(mean(() => 1)).toBeCloseTo(1, 14)
    expect(mean(([x, y]) => x * x * y * y)).toBeCloseTo(0.3 ** 4, 14)
    expect(mean(([x]) => x ** 4)).toBeCloseTo(3 * 0.3 ** 4, 14)
    expect(coarseningWindow({ dIn: 3, blur: 0 }).points).toEqual([[0, 0, 0]])
  })

  test('exact couplings on the points approach those of the continuous window as points are added', () => {
    const blur = 0.4
    const truth = coarsenedCoupling(network, 2, 4, { dIn: 1, blur }).value
    const distance = windows.map((_, i) => {
      // No statistics in `exact`: one network per bag will do.
      const window = coarseningWindow({ dIn: 1, blur }, 3 + 3 * i)
      const small = { ...network, orders: [4], bags: 2, networksPerBag: 1 }
      return sampleEnsemble(coarsenedEnsemble(small, window), {
        store: false,
        runner: localRunner()
      }).then((moments) =>
        Math.abs(measuredCoarsenedCoupling(moments, 4, 2, window).exact / truth - 1)
      )
    })
    return Promise.all(distance).then(([coarse, fine]) => {
      expect(coarse).toBeLessThan(0.05)
      expect(fine).toBeLessThan(coarse / 50)
    })
  })

  test.each([4, 6] as const)('measured u%i agrees with the exact one within its error', (order) => {
    windows.forEach((window, i) => {
      const { value, standardError, exact } = measuredCoarsenedCoupling(
        samples[i],
        order,
        2,
        window
      )
      expect(Math.abs(value - exact) / standardError).toBeLessThan(4)
      // Not vacuous: the value is seen.
      if (order === 4) expect(Math.abs(value) / standardError).toBeGreaterThan(20)
    })
  })
})

describe('coarseningComparison', () => {
  test('lays flow, exact and measured couplings side by side, in the canonical normalisation', () => {
    const { rows, ultravioletFlow, infraredFlow } = coarseningComparison({
      network,
      width: 2,
      dIn: 1,
      blurs: [0.15, 0.35],
      samples,
      nodesPerAxis: 4
    })
    // 1/Z^2 at sigmaW = 1 in one dimension, see the test of canonical couplings.
    const canonical = 8 * Math.PI
    rows.forEach((row, i) => {
      const raw = coarsenedCoupling(network, 2, 4, { dIn: 1, blur: row.blur })
      expect(row.scale).toBe(1 / row.blur)
      expect(row.exact.value).toBeCloseTo(canonical * raw.value, 12)
      expect(row.exact.logMagnitude).toBeCloseTo(Math.log(Math.abs(row.exact.value)), 12)
      const measured = measuredCoarsenedCoupling(samples[i], 4, 2, windows[i])
      expect(row.measured?.value).toBeCloseTo(canonical * measured.value, 12)
      expect(row.measured?.standardError).toBeCloseTo(canonical * measured.standardError, 12)
    })
    // The flow down starts on the exact value in the narrowest window, the flow up at k = 0.
    expect(rows[0].fromUltraviolet).toBe(rows[0].exact.value)
    expect(ultravioletFlow.scales[0]).toBe(1 / 0.15)
    const up = passiveFlow({
      dimension: 1,
      couplings: [
        2,
        canonical * coarsenedCoupling(network, 2, 4, { dIn: 1, blur: 0 }).value,
        canonical ** 1.5 * coarsenedCoupling(network, 2, 6, { dIn: 1, blur: 0 }).value
      ],
      scales: [1 / 0.35]
    })
    expect(rows[1].fromInfrared).toBeCloseTo(up.couplings[1][0], 10)
    expect(infraredFlow.ending.kind).toBe('end')
  })

  test('coarsening strengthens the exact coupling, the flow to lower scales weakens it', () => {
    // A linear filter of the field integrates no modes out: the two need not agree, and do not.
    const { rows } = coarseningComparison({ network, width: 2, dIn: 1, blurs: [0.05, 0.2, 0.4] })
    const size = (key: 'fromUltraviolet') => rows.map((row) => Math.abs(row[key] as number))
    expect(Math.abs(rows[2].exact.value)).toBeGreaterThan(1.1 * Math.abs(rows[0].exact.value))
    expect(size('fromUltraviolet')[2]).toBeLessThan(0.95 * size('fromUltraviolet')[0])
    expect(rows[0].measured).toBeUndefined()
  })

  test('bad input is refused by name', () => {
    const good = { network, width: 2, dIn: 1, blurs: [0.1, 0.2] }
    expect(() => coarseningComparison({ ...good, blurs: [] })).toThrow('blurs must be a list')
    expect(() => coarseningComparison({ ...good, blurs: [0.2, 0.1] })).toThrow(
      'blurs[1] must be > blurs[0] = 0.2'
    )
    expect(() => coarseningComparison({ ...good, samples: [samples[0]] })).toThrow(
      'samples must be one for each of the 2 blurs'
    )
    expect(() => coarseningComparison({ ...good, samples, nodesPerAxis: 4 })).toThrow(
      'coarseningComparison: samples[0].ensemble.inputs must be on the points of the window of blurs[0]'
    )
    expect(() => coarseningComparison({ ...good, blurs: [0.1, 5] })).toThrow(
      'blur must be < sqrt(dIn/2)/sigmaW'
    )
    expect(() => coarseningComparison({ ...good, order: 5 as 4 })).toThrow('order must be 4 or 6')
    expect(() => coarseningWindow({ dIn: 5, blur: 1 })).toThrow(
      'nodesPerAxis must be such that nodesPerAxis^dIn = 5^5 is at most 64'
    )
  })
})
