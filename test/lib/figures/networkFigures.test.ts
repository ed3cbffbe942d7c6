import { describe, expect, it } from 'vitest'
import { outputHistogram } from '../../../lib/src/correlators/outputHistogram.js'
import { infiniteWidthCovariance } from '../../../lib/src/covariances/infiniteWidthCovariance.js'
import { covarianceMap } from '../../../lib/src/figures/covarianceMap.js'
import { networkFunctions } from '../../../lib/src/figures/networkFunctions.js'
import { outputAgreement } from '../../../lib/src/comparison/outputAgreement.js'
import { outputDensity } from '../../../lib/src/figures/outputDensity.js'
import { ensemble } from '../../../lib/src/networks/ensemble.js'
import { drawNetworks } from '../../../lib/src/sampling/drawNetworks.js'
import { drawChecked, rowsOf } from './specification.js'

const coordinates = [-1, 0, 1]
const setup = ensemble({
  network: 'gauss',
  sigmaB: 0.5,
  inputs: coordinates.map((x) => [x]),
  seed: 2
})
const single = { ...setup, inputs: [[0.5]] }
const histogram = (width: number, networks = 20_000) =>
  outputHistogram(single, [0.5], width, drawNetworks(single, width, networks))

describe('networkFunctions', () => {
  const sample = {
    width: 3,
    coordinates,
    outputs: drawNetworks(setup, 3, 4),
    spread: coordinates.map((x) => Math.sqrt(infiniteWidthCovariance(setup, [x], [x])))
  }

  it('draws every network as a curve over the bands', async () => {
    const figure = networkFunctions([sample], { parameters: setup })
    expect(await drawChecked(figure)).toContain('N = 3')
    const curve = rowsOf(figure.spec).find(({ network }) => network === 2)
    const drawn = curve?.f as number[]
    sample.outputs.subarray(3, 6).forEach((f, a) => expect(drawn[a] / f).toBeCloseTo(1, 5))
  })

  it('refuses outputs that are not rows over the coordinates', () => {
    expect(() => networkFunctions([], { parameters: {} })).toThrow('a list of at least one')
    expect(() =>
      networkFunctions([{ ...sample, outputs: new Float64Array(4) }], { parameters: {} })
    ).toThrow('networkFunctions: samples of width 3 must be rows of 3 outputs')
  })
})

describe('outputHistogram', () => {
  it('counts every network once, and its probabilities add up to one', () => {
    const { counts, exact, gaussian } = histogram(3)
    for (const [numbers, total] of [
      [counts, 20_000],
      [exact, 1],
      [gaussian, 1]
    ] as const) {
      expect(numbers.length).toBe(43)
      expect(numbers.reduce((sum, value) => sum + value, 0)).toBeCloseTo(total, 10)
    }
  })

  it('puts a value on an edge into the bin below, and what lies outside into the outer bins', () => {
    const spread = Math.sqrt(infiniteWidthCovariance(single, [0.5], [0.5]))
    const outputs = Float64Array.of(-9, 0.5 * spread, 0.51 * spread, 9, 10)
    const { counts } = outputHistogram(single, [0.5], 2, outputs, [-1, 0.5, 1])
    expect(Array.from(counts)).toEqual([1, 1, 1, 2])
  })

  it('refuses edges that do not increase and empty samples', () => {
    expect(() => outputHistogram(single, [0.5], 2, Float64Array.of(1), [1, 1])).toThrow(
      'outputHistogram: edges must be an increasing list of at least two, got [1, 1]'
    )
    expect(() => outputHistogram(single, [0.5], 2, new Float64Array())).toThrow(
      /^outputHistogram: outputs must be a Float64Array/
    )
  })
})

describe('outputAgreement', () => {
  it('finds drawn networks in agreement with the exact distribution, and not with another', () => {
    for (const width of [1, 5]) {
      const rows = outputAgreement(histogram(width), 'a claim')
      expect(rows.map(({ verdict }) => verdict)).toEqual(['agrees', 'agrees'])
      expect(Math.abs(rows[0].exact)).toBeGreaterThan(0.003)
    }
    const wrong = { ...histogram(1, 200_000), exact: histogram(50).exact }
    expect(outputAgreement(wrong, 'a claim').map(({ verdict }) => verdict)).toContain('disagrees')
  })
})

describe('outputDensity', () => {
  it('draws drawn, exact and Gaussian densities of every width', async () => {
    const figure = outputDensity([histogram(1), histogram(4)], { parameters: single })
    expect(await drawChecked(figure)).toContain('Gaussian process')
    const middle = rowsOf(figure.spec).filter((row) => row.middle === 0)
    expect(middle[0].gaussian).toBeCloseTo(0.3979, 3)
    expect(() => outputDensity([], { parameters: {} })).toThrow('a list of at least one')
  })
})

describe('covarianceMap', () => {
  it('has K of all pairs, and one curve for all centres of a translation invariant network', async () => {
    const figure = covarianceMap(setup, { coordinates, centres: [-1, 2] })
    expect(await drawChecked(figure)).toContain('x − y')
    const rows = rowsOf(figure.spec)
    const pair = rows.find(({ x, y }) => x === -1 && y === 1)
    expect(pair?.K).toBeCloseTo(infiniteWidthCovariance(setup, [-1], [1]), 5)
    const curve = (centre: number) => rows.filter((row) => row.centre === centre).map(({ K }) => K)
    curve(-1).forEach((K, i) => expect(K).toBe(curve(2)[i]))
  })

  it('refuses too few coordinates or centres', () => {
    expect(() => covarianceMap(setup, { coordinates: [0], centres: [0] })).toThrow(
      'covarianceMap: coordinates must be a list of at least 2, got [0]'
    )
    expect(() => covarianceMap(setup, { coordinates, centres: [] })).toThrow(
      'covarianceMap: centres must be a list of at least 1, got []'
    )
  })
})
