import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  connectedCumulant,
  exactGreenFunction
} from '../../../lib/src/correlators/exactGreenFunction.js'
import { quarticVertex } from '../../../lib/src/correlators/quarticVertex.js'
import { covarianceEstimates } from '../../../lib/src/covariances/infiniteWidthCovariance.js'
import type { NetworkName } from '../../../lib/src/networks/activations/activations.js'
import type { Estimate } from '../../../lib/src/numerics/estimate.js'
import { propertyRuns } from '../../propertyRuns.js'
import {
  cancellingPrecision,
  closedMoments,
  closedPairMoments,
  decimal,
  Decimal,
  exactNeuronCumulant,
  type ExactMoment,
  preactivationCovariance,
  resolution
} from '../exactMoments.js'
import { pointLists, sigmaBs, sigmaWs } from '../parameterSets.js'

Decimal.set({ precision: cancellingPrecision })

type Truth = ReturnType<typeof decimal>

/** What a function states, or nothing where it says that numbers do not hold the result. */
function stated(compute: () => Estimate): Estimate | undefined {
  try {
    return compute()
  } catch (error) {
    expect(String(error)).toMatch(/overflow|underflow/)
    return undefined
  }
}

/** `size`: what the digits of the truth are counted from, where it is a difference of larger numbers. */
function expectToHold(
  name: string,
  { value, error }: Estimate,
  truth: Truth,
  size = decimal(1)
): void {
  const noise = resolution.times(size.plus(1))
  const allowed = decimal(error).plus(truth.abs().times(4e-16)).plus(noise)
  const held = decimal(value).minus(truth).abs().lte(allowed)
  const text = `${name} ${value} ± ${error}, truth ${truth.toString().slice(0, 40)} ${truth.e}`
  expect(held, text).toBe(true)
}

/** K at infinite width of all pairs of points. */
function exactCovariance(
  moment: ExactMoment,
  { sigmaW, sigmaB }: { sigmaW: number; sigmaB: number },
  covariance: Truth[][]
): Truth[][] {
  const pair = (a: number, b: number) =>
    decimal(sigmaB)
      .pow(2)
      .plus(
        decimal(sigmaW)
          .pow(2)
          .times(moment(covariance, [a, b]))
      )
  const rows = covariance.map((row, a) => row.map((_, b) => (b < a ? decimal(0) : pair(a, b))))
  return rows.map((row, a) => row.map((value, b) => (b < a ? rows[b][a] : value)))
}

function expectCovariancesToHold(
  parameters: { network: NetworkName; sigmaW: number; sigmaB: number },
  points: readonly (readonly number[])[],
  truth: Truth[][]
): void {
  try {
    covarianceEstimates(parameters, points).forEach((row, a) =>
      row.forEach((found, b) =>
        expectToHold(`K ${a} ${b}`, found, truth[a][b], truth[a][a].times(truth[b][b]))
      )
    )
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    expect(error.message).toMatch(/overflow|underflow/)
  }
}

describe('functions of one hidden layer state errors that hold all over the domain, against arbitrary precision', () => {
  const names = Object.keys(closedMoments).filter((name) => name !== 'hermite3')
  it.each(names)('cumulants, Green functions, vertices and covariances of %s', (name) => {
    let finished = 0
    let sharp = 0
    const runs = propertyRuns(25)
    fc.assert(
      fc.property(
        sigmaWs,
        sigmaBs,
        pointLists(/gauss$|exp|identity/.test(name) ? [4, 4, 6] : [4], 2),
        fc.integer({ min: 1, max: 1000 }),
        (sigmaW, sigmaB, points, width) => {
          const parameters = { network: name as NetworkName, sigmaW, sigmaB }
          const n = points.length
          const covariance = preactivationCovariance(parameters, points)
          const vertex = exactNeuronCumulant(closedMoments[name], covariance).times(
            decimal(sigmaW).pow(n)
          )
          const truth = vertex.div(new Decimal(width).pow(n / 2 - 1))
          const K = exactCovariance(closedMoments[name], parameters, covariance)
          expectCovariancesToHold(parameters, points, K)
          if (n === 4) {
            const [[, k01, k02, k03], [, , k12, k13], [, , , k23]] = K
            const pairings = k01.times(k23).plus(k02.times(k13)).plus(k03.times(k12))
            const full = stated(() => exactGreenFunction(parameters, points, width))
            if (full) expectToHold('G4', full, pairings.plus(truth))
            const found = stated(() => quarticVertex(parameters, points))
            if (found) expectToHold('V', found, vertex)
          }
          const estimate = stated(() => connectedCumulant(parameters, points, width))
          if (!estimate) return
          finished++
          expectToHold('Gc', estimate, truth)
          if (decimal(estimate.error).lte(truth.abs().times(1e-9).plus('1e-290'))) sharp++
        }
      ),
      { numRuns: runs, endOnFailure: true }
    )
    expect(finished).toBeGreaterThan(0.3 * runs)
    // Widest where terms cancel: points at right angles, sigmas of 1e6.
    expect(sharp).toBeGreaterThan(0.7 * finished)
  })

  it.each(Object.keys(closedPairMoments))('covariances of %s', (name) => {
    fc.assert(
      fc.property(sigmaWs, sigmaBs, pointLists([2], 3), (sigmaW, sigmaB, points) => {
        const parameters = { network: name as NetworkName, sigmaW, sigmaB }
        const covariance = preactivationCovariance(parameters, points)
        const K = exactCovariance(closedPairMoments[name], parameters, covariance)
        expectCovariancesToHold(parameters, points, K)
      }),
      { numRuns: propertyRuns(40), endOnFailure: true }
    )
  })
})
