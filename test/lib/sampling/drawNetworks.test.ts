import { describe, expect, it } from 'vitest'
import { meanOverNetworks } from '../../../lib/src/correlators/meanOverNetworks.js'
import { exactGreenFunction } from '../../../lib/src/correlators/exactGreenFunction.js'
import { outputDistribution } from '../../../lib/src/correlators/outputDistribution.js'
import { infiniteWidthCovariance } from '../../../lib/src/covariances/infiniteWidthCovariance.js'
import { ensemble } from '../../../lib/src/networks/ensemble.js'
import { drawNetworks } from '../../../lib/src/sampling/drawNetworks.js'
import { exactMoment } from './exactMoment.js'

const line = ensemble({ network: 'gauss', sigmaB: 0.3, inputs: [[-0.4], [0.1], [0.6]], seed: 5 })

describe('drawNetworks', () => {
  it.each(['gauss', 'relu', 'erf', 'cos'] as const)(
    'draws outputs of %s from the exact distribution at width N (Kolmogorov-Smirnov)',
    (network) => {
      const point = [0.6, -0.2]
      const setup = ensemble({ network, sigmaW: 1.4, sigmaB: 0.5, inputs: [point], seed: 8 })
      for (const width of [1, 3, 20]) {
        const networks = 20_000
        const drawn = drawNetworks(setup, width, networks).sort()
        const probes = Array.from({ length: 40 }, (_, i) => drawn[i * 500 + 250])
        const exact = outputDistribution(setup, point, width, probes)
        const distance = Math.max(
          ...exact.map(({ value }, i) => Math.abs(value - (i * 500 + 250.5) / networks))
        )
        // P(sqrt(n) D > 2.2) = 1.3e-4, and probes see less than all steps.
        expect(Math.sqrt(networks) * distance).toBeLessThan(2.2)
      }
    }
  )

  it('draws whole functions: moments at different inputs are the exact ones, odd ones vanish', () => {
    const drawn = drawNetworks(line, 3, 200_000)
    const cases = [[0, 1], [1, 2], [0, 2], [0, 0, 1, 2], [0], [2], [0, 1, 2], [1, 1, 1]]
    for (const combination of cases) {
      const points = combination.map((c) => line.inputs[c])
      const exact = points.length % 2 ? 0 : exactMoment(line, 3, points)
      const { value, standardError } = meanOverNetworks(line, drawn, combination)
      expect(Math.abs(value - exact) / standardError).toBeLessThan(4)
    }
  })

  it('gives the same networks again: more of them, at other inputs, smoothly in sigmaW', () => {
    const some = drawNetworks(line, 10, 3)
    expect(drawNetworks(line, 10, 5).subarray(0, 9)).toEqual(some)
    const between = { ...line, inputs: [...line.inputs, [0.3], [0.31]] }
    const finer = drawNetworks(between, 10, 3)
    expect(finer.subarray(5, 8)).toEqual(some.subarray(3, 6))
    expect(Math.abs(finer[3] - finer[4])).toBeLessThan(0.1)
    const deformed = drawNetworks({ ...line, sigmaW: 1.0001 }, 10, 3)
    deformed.forEach((f, i) => expect(f).toBeCloseTo(some[i], 2))
    expect(drawNetworks({ ...line, seed: 6 }, 10, 3)).not.toEqual(some)
    expect(drawNetworks(line, 11, 3)).not.toEqual(some)
  })

  it('is independent from width to width', () => {
    const rows = [2, 3].map((width) => drawNetworks({ ...line, inputs: [[0]] }, width, 40_000))
    const variance = infiniteWidthCovariance(line, [0], [0])
    const product = rows[0].reduce((sum, f, i) => sum + f * rows[1][i], 0) / 40_000
    expect(Math.abs(product / variance) * Math.sqrt(40_000)).toBeLessThan(4)
  })

  it('refuses what cannot be drawn, naming it', () => {
    expect(() => drawNetworks(line, 0, 1)).toThrow(
      'drawNetworks: width must be an integer >= 1, got 0'
    )
    expect(() => drawNetworks(line, 1, 0)).toThrow(
      'drawNetworks: networks must be an integer >= 1 and <= 33333333, got 0'
    )
    expect(() => drawNetworks({ ...line, sigmaW: -1 }, 1, 1)).toThrow(
      'ensemble: sigmaW must be a finite number > 0, got -1'
    )
  })
})

describe('meanOverNetworks', () => {
  it('is a mean with its standard error', () => {
    const inputs = [[0], [1]]
    const outputs = Float64Array.of(1, 2, 3, 4, 5, 6)
    const { value, standardError } = meanOverNetworks({ inputs }, outputs, [0, 1, 1])
    // Products 4, 48, 180 around their mean 232 / 3.
    expect(value).toBeCloseTo(232 / 3, 12)
    expect(standardError).toBeCloseTo(Math.hypot(220, 88, 308) / 3 / Math.sqrt(6), 10)
  })

  it('refuses another shape and inputs that do not exist', () => {
    const inputs = [[0], [1]]
    expect(() => meanOverNetworks({ inputs }, new Float64Array(5), [0])).toThrow(
      'meanOverNetworks: outputs must be at least two rows of 2 numbers'
    )
    expect(() => meanOverNetworks({ inputs }, new Float64Array(6), [0, 2])).toThrow(
      'meanOverNetworks: combination[1] must be an integer >= 0 and <= 1, got 2'
    )
  })
})

it('further outputs share the hidden layer and leave the first one as it is', () => {
  const one = ensemble({ network: 'tanh', inputs: [[0.3], [-0.8]], seed: 4 })
  const alone = drawNetworks(one, 5, 400)
  const three = { ...one, outputs: 3 }
  const outputs = drawNetworks(three, 5, 400)
  expect(outputs).toHaveLength(400 * 6)
  for (let i = 0; i < 400; i++) {
    expect(outputs.subarray(6 * i, 6 * i + 2)).toEqual(alone.subarray(2 * i, 2 * i + 2))
  }
  // f_1 f_2 vanishes, f_1^2 f_2^2 does not factorise.
  const many = drawNetworks({ ...three, inputs: [[1]] }, 1, 40_000)
  const point = { ...three, inputs: [[1]] }
  const mixed = meanOverNetworks(point, many, [0, 1])
  expect(Math.abs(mixed.value)).toBeLessThan(4 * mixed.standardError)
  for (const [a, b] of [
    [0, 1],
    [1, 2]
  ]) {
    const { value, standardError } = meanOverNetworks(point, many, [a, a, b, b])
    const exact = exactGreenFunction(point, [[1], [1], [1], [1]], 1, 'full', [0, 0, 1, 1]).value
    expect(Math.abs(value - exact)).toBeLessThan(4 * standardError)
  }
})
