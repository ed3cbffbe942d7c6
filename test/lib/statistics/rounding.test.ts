import { describe, expect, test } from 'vitest'
import {
  connectedFields,
  channelRatios,
  deviationSummary,
  meanOverNetworks,
  drawNetworks,
  measuredGreenFunction,
  ensemble,
  exactCouplings,
  exactGreenFunctions,
  measuredConnected,
  measuredCouplings,
  measuredMass,
  runningGreenFunction,
  sampleEnsemble,
  singletFluctuations
} from '../../../lib/src/index.js'
import type { EnsembleMoments } from '../../../lib/src/index.js'

const seeds = [1, 2, 3]

/** Draws whose scatter is below the rounding of their sums, or near it. */
const settings = [
  { sigmaW: 1, sigmaB: 1, width: 2, networksPerBag: 20000 },
  { sigmaW: 1e-3, sigmaB: 1, width: 2, networksPerBag: 50000 },
  { sigmaW: 1e-3, sigmaB: 0.01, width: 7, networksPerBag: 30000 },
  { sigmaW: 1e-6, sigmaB: 1e-3, width: 3, networksPerBag: 300000 },
  { sigmaW: 3, sigmaB: 2, width: 1000, networksPerBag: 2000 },
  { sigmaW: 1e-3, sigmaB: 0, width: 20, networksPerBag: 30000 }
]

const draw = (given: object, seed: number) =>
  sampleEnsemble(
    ensemble({
      network: 'gauss',
      estimator: 'tilted',
      inputs: [[0.3], [-0.7]],
      orders: [2, 4],
      bags: 10,
      seed,
      ...given
    })
  )

const distances = (values: Float64Array, errors: Float64Array, exact: Float64Array) =>
  Math.max(...values.map((value, c) => Math.abs(value - exact[c]) / errors[c]))

/** What the bags alone would say. */
const scatterOf = ({ background }: { background: Float64Array }, bags: number) =>
  background.map((one) => one / Math.sqrt(bags - 1))

describe('standard errors of draws that scatter less than their sums are rounded', () => {
  test.each(settings)('hold for sigmaW = $sigmaW, sigmaB = $sigmaB, N = $width', async (given) => {
    const { width, ...rest } = given
    let beyondScatter = 0
    for (const seed of seeds) {
      const moments = await draw({ ...rest, widths: [width] }, seed)
      for (const order of [2, 4]) {
        const exact = exactGreenFunctions(moments.ensemble, order, width)
        const measured = measuredGreenFunction(moments, order, width)
        expect(distances(measured.mean, measured.standardError, exact.values)).toBeLessThan(1)
        // Near what rounding does: no error that says nothing.
        measured.standardError.forEach((error, c) =>
          expect(error).toBeLessThan(1e-12 * measured.mean[c])
        )
        const scatter = scatterOf(measured, 10)
        beyondScatter = Math.max(beyondScatter, distances(measured.mean, scatter, exact.values))
        const running = runningGreenFunction(moments, measured.combinations[0], width)
        expect(running.standardError[9] / measured.standardError[0]).toBeCloseTo(1, 3)
      }
      const connected = measuredConnected(moments, 4, width)
      const { values } = exactGreenFunctions(moments.ensemble, 4, width, 'connected')
      expect(distances(connected.values, connected.standardErrors, values)).toBeLessThan(1)
      const couplings = measuredCouplings(moments, 4, width)
      const exact = exactCouplings(moments.ensemble, 4, width)
      expect(distances(couplings.values, couplings.errors, exact.values)).toBeLessThan(1)
      const { mean } = couplings.summary
      expect(Math.abs(mean - exact.summary.mean)).toBeLessThan(couplings.summary.meanError)
      const propagator = deviationSummary(moments, 2, width)
      expect(propagator.mean).toBeLessThan(propagator.standardError)
      const mass = measuredMass(moments, width)
      expect(Math.abs(mass.massSquared - 2 * given.sigmaW ** 2)).toBeLessThan(mass.standardError)
    }
    expect(beyondScatter).toBeGreaterThan(5)
  })

  test('are those of the bags alone where these scatter more', async () => {
    const moments = await draw({ estimator: 'literal', widths: [5], networksPerBag: 200 }, 1)
    const measured = measuredGreenFunction(moments, 4, 5)
    expect(measured.standardError).toEqual(scatterOf(measured, 10))
  })
})

describe('functions of several outputs', () => {
  let moments: EnsembleMoments
  const drawn = async () =>
    (moments ??= await draw(
      { outputs: 2, estimator: 'tilted', widths: [2], networksPerBag: 5000, sigmaB: 0.1 },
      1
    ))

  test('agree with exact ones within rounding, and say how far to trust them', async () => {
    await drawn()
    const rows = [
      ...connectedFields(moments, 4, 2),
      ...channelRatios(moments, 2),
      ...singletFluctuations(moments, [1, 2, 5])
    ]
    for (const row of rows) {
      expect(Math.abs(row.measured - row.exact)).toBeLessThan(row.standardError)
      expect(row.standardError).toBeLessThan(1e-9 * Math.abs(row.exact))
      expect(row.converged).toBe(true)
      expect(row.effectiveSampleSize).toBeCloseTo(50000, 3)
      expect(row.largestShare).toBeCloseTo(1 / 50000, 9)
    }
  })

  test('of rare networks are not called converged', async () => {
    const literal = await draw(
      { outputs: 2, estimator: 'literal', widths: [2], networksPerBag: 50, sigmaB: 1 },
      1
    )
    const rows = [
      ...connectedFields(literal, 4, 2),
      ...channelRatios(literal, 2),
      ...singletFluctuations(literal, [2])
    ]
    expect(rows.map((row) => row.converged)).toEqual(rows.map(() => false))
    expect(Math.max(...rows.map((row) => row.largestShare))).toBeGreaterThan(0.01)
  })

  test('of drawn networks have the diagnosis of their products', () => {
    const given = ensemble({ network: 'gauss', inputs: [[0.1], [0.2]], widths: [2], orders: [2] })
    const outputs = Float64Array.of(1, 2, 3, 4, 5, 6)
    const { value, effectiveSampleSize, largestShare, converged } = meanOverNetworks(
      given,
      outputs,
      [0, 1]
    )
    // Products 2, 12 and 30.
    expect(value).toBeCloseTo(44 / 3, 14)
    expect(effectiveSampleSize).toBeCloseTo(44 ** 2 / (4 + 144 + 900), 13)
    expect(largestShare).toBeCloseTo(30 / 44, 14)
    expect(converged).toBe(false)
    const many = drawNetworks(given, 2, 20000)
    expect(meanOverNetworks(given, many, [0, 1]).converged).toBe(true)
  })
})
