import { describe, expect, test } from 'vitest'
import { exactCouplings, measuredCouplings } from '../../../lib/src/couplings/couplingTable.js'
import { exactCoupling } from '../../../lib/src/couplings/exactCoupling.js'
import { localityMap, localityPoints } from '../../../lib/src/couplings/localityMap.js'
import { measuredLocality } from '../../../lib/src/couplings/measuredLocality.js'
import { measuredConnected } from '../../../lib/src/couplings/measuredConnected.js'
import { measuredWidthScaling } from '../../../lib/src/couplings/widthScaling.js'
import { exactGreenFunctions } from '../../../lib/src/correlators/exactGreenFunction.js'
import { ensemble } from '../../../lib/src/networks/ensemble.js'
import { localRunner } from '../../../lib/src/sampling/blockRunner.js'
import { sampleEnsemble } from '../../../lib/src/sampling/sampleEnsemble.js'

// Small biases, so that the estimators converge; see docs/theory.md on heavy tails.
const setup = ensemble({
  network: 'gauss',
  sigmaB: 0.2,
  widths: [2, 4, 8],
  inputs: [[-0.01], [0.01]],
  orders: [2, 4, 6],
  bags: 40,
  networksPerBag: 20000,
  seed: 5
})
const moments = await sampleEnsemble(setup, { store: false, runner: localRunner() })

describe('exactCouplings', () => {
  test("the talk's ensemble: u4 = -1.283 at N = 100, flat over the inputs to 1e-3", () => {
    const { summary, values } = exactCouplings(ensemble({ network: 'gauss' }), 4, 100)
    expect(values.length).toBe(126)
    expect(summary.mean).toBeCloseTo(-1.283, 3)
    expect(summary.spread).toBeLessThan(1e-3)
    expect(summary.publishedConvention / Math.abs(summary.mean)).toBeCloseTo(0.5, 3)
  })

  test('u6 of the talk is negative for every combination', () => {
    const { summary, errors } = exactCouplings(ensemble({ network: 'gauss' }), 6, 10)
    expect(summary.largest).toBeLessThan(-2e4)
    expect(errors.every((error) => error < 1e-9 * 2e4)).toBe(true)
  })
})

describe('exactCouplings in high dimension', () => {
  test('a coupling that is too small for a number is not shown as zero', () => {
    const inputs = [new Array<number>(1000).fill(0)]
    expect(() => exactCouplings({ network: 'gauss', sigmaW: 1, sigmaB: 1, inputs }, 4, 10)).toThrow(
      /^exactCouplings: inputs\[0\]\.length must be smaller.*a coupling over- or underflows; the option scaled chooses a unit that fits/
    )
  })

  test('scaled ones have the unit beside them, and are plain ones where those fit', () => {
    const inputs = [0, 0.4].map((x) => [x, ...new Array<number>(999).fill(0)])
    const network = { network: 'gauss', sigmaW: 1, sigmaB: 1, inputs } as const
    for (const order of [4, 6] as const) {
      const table = exactCouplings(network, order, 10, { scaled: true })
      expect(Math.max(...table.values.map(Math.abs))).toBe(1)
      const points = new Array<number[]>(order).fill(inputs[0])
      if (order === 4) {
        const one = exactCoupling(network, points, 10)
        expect(Math.log(-table.values[0]) + table.logScale).toBeCloseTo(one.logMagnitude, 8)
      }
      const line = { ...network, inputs: [[0], [0.4]] }
      const [scaled, plain] = [true, false].map((s) =>
        exactCouplings(line, order, 10, { scaled: s })
      )
      expect(plain.logScale).toBe(0)
      plain.values.forEach((value, c) =>
        expect((scaled.values[c] * Math.exp(scaled.logScale)) / value).toBeCloseTo(1, 12)
      )
      // Errors include the rounding of the logarithm, which is not the same in both.
      const ratio = scaled.summary.meanError / plain.summary.meanError
      expect(ratio * Math.exp(scaled.logScale)).toBeCloseTo(1, 1)
    }
  })

  test('measured in a thousand dimensions: z-scores against the exact ones, no silent zero', async () => {
    const inputs = [0, 0.5].map((x) => [x, ...new Array<number>(999).fill(0)])
    const sample = await sampleEnsemble(
      { ...setup, widths: [2], networksPerBag: 500, inputs },
      {
        store: false,
        runner: localRunner()
      }
    )
    for (const normalisation of ['raw', 'canonical'] as const) {
      const measured = measuredCouplings(sample, 4, 2, { normalisation, scaled: true })
      const exact = exactCouplings(sample.ensemble, 4, 2, { normalisation, scaled: true })
      const unit = Math.exp(exact.logScale - measured.logScale)
      measured.values.forEach((value, c) => {
        expect(value).toBeLessThan(0)
        expect(Math.abs(value - exact.values[c] * unit) / measured.errors[c]).toBeLessThan(4.5)
      })
      expect(() => measuredCouplings(sample, 4, 2, { normalisation })).toThrow('the option scaled')
    }
  })

  test('measured locality in a thousand dimensions: the ratio of the map', async () => {
    const inputs = localityPoints(2, 0.5, 1000)
    const sample = await sampleEnsemble(
      { ...setup, widths: [2], networksPerBag: 500, inputs, orders: [2, 4] },
      {
        store: false,
        runner: localRunner()
      }
    )
    const { measured, standardError, exact } = measuredLocality(sample, 2)
    const map = localityMap(sample.ensemble, [2], [0.5], 2, 1000)
    expect(exact).toBeCloseTo(1 + map.deviation[0][0], 12)
    expect(Math.abs(measured - exact) / standardError).toBeLessThan(4.5)
    expect(standardError).toBeGreaterThan(0)
    expect(standardError).toBeLessThan(1)
  })
})

describe('measuredConnected', () => {
  test.each([4, 6])('order %i agrees with the exact cumulant by z-scores', (order) => {
    for (const width of setup.widths) {
      const { values, standardErrors } = measuredConnected(moments, order, width)
      const exact = exactGreenFunctions(setup, order, width, 'connected').values
      values.forEach((value, c) => {
        expect(standardErrors[c]).toBeGreaterThan(0)
        expect(Math.abs(value - exact[c]) / standardErrors[c]).toBeLessThan(4.5)
      })
    }
  })

  test('orders that were not sampled are refused', () => {
    expect(() => measuredConnected(moments, 8, 2)).toThrow(
      "order must be one of the ensemble's orders"
    )
    expect(() => measuredConnected(moments, 5, 2)).toThrow('order must be even')
  })
})

describe('measuredCouplings', () => {
  test.each([4, 6] as const)('u%i agrees with the exact one within its error', (order) => {
    for (const width of setup.widths) {
      const measured = measuredCouplings(moments, order, width)
      const exact = exactCouplings(setup, order, width)
      const { mean, meanError } = measured.summary
      expect(Math.abs(mean - exact.summary.mean) / meanError).toBeLessThan(4.5)
      measured.values.forEach((value, c) =>
        expect(Math.abs(value - exact.values[c]) / measured.errors[c]).toBeLessThan(4.5)
      )
      // Not vacuous: the narrowest net shows its u4 clearly.
      if (order === 4 && width === 2) expect(Math.abs(mean) / meanError).toBeGreaterThan(10)
    }
  })

  test('normalisations differ by Z^(n/2)', () => {
    const raw = measuredCouplings(moments, 4, 2).summary
    const canonical = measuredCouplings(moments, 4, 2, { normalisation: 'canonical' }).summary
    // d = 1, sigmaW = 1: Z = 1/(2 int dx K_W) = 1/(2 sqrt(2 pi)).
    expect(canonical.mean / raw.mean).toBeCloseTo(8 * Math.PI, 12)
    expect(canonical.meanError / canonical.mean).toBeCloseTo(raw.meanError / raw.mean, 12)
  })
})

describe('measuredWidthScaling', () => {
  test('the four-point function falls as 1/N within the error of the fit', () => {
    const { fit } = measuredWidthScaling(moments, 4)
    expect(Math.abs(fit!.exponent + 1) / fit!.exponentError).toBeLessThan(4.5)
    expect(fit!.exponentError).toBeLessThan(0.2)
  })

  test('the two-point function does not depend on N: exponent 0 within its error', () => {
    const { values, errors, fit, expectedExponent } = measuredWidthScaling(moments, 2)
    expect(expectedExponent).toBe(0)
    expect(fit!.exponentError).toBeLessThan(0.005)
    expect(Math.abs(fit!.exponent) / fit!.exponentError).toBeLessThan(4)
    const exact = setup.sigmaB ** 2 + setup.sigmaW ** 2
    values.forEach((value, i) => {
      expect(Math.abs(value - exact) / errors[i]).toBeLessThan(4)
    })
  })

  test('of values that change sign there is no power, of tilted draws an exact one', async () => {
    const noisy = {
      ...setup,
      sigmaB: 0.01,
      widths: [90, 100, 110, 120, 130, 140, 150, 160],
      networksPerBag: 20,
      seed: 1
    }
    const noise = await sampleEnsemble(noisy, { store: false, runner: localRunner() })
    const { values, fit } = measuredWidthScaling(noise, 4)
    expect(new Set(values.map(Math.sign)).size).toBe(2)
    expect(fit).toBeUndefined()
    const exact = { ...setup, sigmaB: 1, estimator: 'tilted', networksPerBag: 10 } as const
    const tilted = await sampleEnsemble(exact, { store: false, runner: localRunner() })
    expect(measuredWidthScaling(tilted, 6).fit?.exponent).toBeCloseTo(-2, 10)
  })
})

describe('combinations whose vertex integral vanishes', () => {
  const bothSides = ensemble({ network: 'relu', sigmaB: 0, inputs: [[1], [-1]] })

  test('are undefined, and the others stand as without them', () => {
    const table = exactCouplings(bothSides, 4, 5, { cutoff: 7 })
    const oneSide = exactCouplings({ ...bothSides, inputs: [[1]] }, 4, 5, { cutoff: 7 })
    expect(table.undefinedCombinations.map((c) => table.combinations[c])).toEqual([
      [0, 0, 0, 1],
      [0, 0, 1, 1],
      [0, 1, 1, 1]
    ])
    expect(Array.from(table.values, Number.isNaN)).toEqual([false, true, true, true, false])
    expect(table.values[0]).toBeCloseTo(oneSide.values[0], 15)
    expect(table.values[4]).toBeCloseTo(oneSide.values[0], 15)
    expect(table.summary.mean).toBeCloseTo(oneSide.summary.mean, 15)
    expect(table.summary.meanError).toBeGreaterThan(0)
  })

  test('refuse the table where there is no other', () => {
    expect(() => exactCouplings({ ...bothSides, inputs: [[0]] }, 4, 5, { cutoff: 7 })).toThrow(
      'points must be such that the vertex integral does not vanish'
    )
  })
})
