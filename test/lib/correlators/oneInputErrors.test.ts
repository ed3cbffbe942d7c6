import fc from 'fast-check'
import { expect, test } from 'vitest'
import { quarticVertex } from '../../../lib/src/correlators/quarticVertex.js'
import { covarianceEstimates } from '../../../lib/src/covariances/infiniteWidthCovariance.js'
import {
  activationNames,
  activationOf,
  type NetworkName
} from '../../../lib/src/networks/activations/activations.js'
import type { Estimate } from '../../../lib/src/numerics/estimate.js'
import { propertyRuns } from '../../propertyRuns.js'
import { gradedIntegral } from '../gradedIntegral.js'
import { logarithmic } from '../parameterSets.js'

/** Mean of f(g(z), u) over z = spread u, u standard normal, and the mean of |f|. */
function mean(name: NetworkName, spread: number, f: (g: number, u: number) => number) {
  const { value, kinks } = activationOf(name)
  const weighted = (u: number) =>
    (f(value(spread * u, spread * spread), u) * Math.exp((-u * u) / 2)) / Math.sqrt(2 * Math.PI)
  const centres = [0, ...kinks.map((z) => z / spread)]
  const least = Math.min(0.1, 0.1 / spread)
  const { value: result, error } = gradedIntegral(weighted, -20, 20, centres, least)
  const size = gradedIntegral((u) => Math.abs(weighted(u)), -20, 20, centres, least).value
  return { value: result, error, size }
}

/**
 * K and the quartic vertex of one point in depth, by ordinary integrals: K' = sb^2 + sw^2 <g^2>,
 * V' = sw^4 (<g^4> - <g^2>^2) + J^2 V, J = dK'/dK = sw^2 <g^2 (u^2 - 1)>/(2K), the score of the normal density.
 */
function oneInput(
  name: NetworkName,
  { depth, sigmaW, sigmaB }: { depth: number; sigmaW: number; sigmaB: number },
  x: number
) {
  let K = sigmaB ** 2 + (sigmaW * x) ** 2
  let V = 0
  let [doubtK, doubtV] = [1e-15 * K, 0]
  for (let layer = 0; layer < depth; layer++) {
    const spread = Math.sqrt(K)
    const two = mean(name, spread, (g) => g ** 2)
    const four = mean(name, spread, (g) => g ** 4)
    const slope = mean(name, spread, (g, u) => g ** 2 * (u * u - 1))
    const bend = mean(name, spread, (g, u) => g ** 4 * (u * u - 1))
    const J = (sigmaW ** 2 * slope.value) / (2 * K)
    const doubtJ = (sigmaW ** 2 * (slope.error + 10 * slope.size * (doubtK / K))) / (2 * K)
    const own = four.value - two.value ** 2
    const doubtOwn =
      four.error +
      2 * two.value * two.error +
      ((bend.size + 2 * two.value * slope.size) * doubtK) / K
    doubtV =
      sigmaW ** 4 * (doubtOwn + 1e-15 * four.value) + J * J * doubtV + 2 * Math.abs(J * V) * doubtJ
    V = sigmaW ** 4 * own + J * J * V
    doubtK = sigmaW ** 2 * two.error + Math.abs(J) * doubtK
    K = sigmaB ** 2 + sigmaW ** 2 * two.value
    doubtK += 1e-15 * K
  }
  return { K: { value: K, error: doubtK }, V: { value: 3 * V, error: 3 * doubtV } }
}

test('nets of any steepness have a value at one input in depth', () => {
  // From a standard deviation of 86000 on they were refused.
  for (const name of ['tanh', 'sigmoid', 'softplus'] as const) {
    const given = { depth: 3, sigmaW: 1, sigmaB: 1e5 }
    const found = covarianceEstimates({ network: name, ...given }, [[0.5]])[0][0]
    const { K } = oneInput(name, given, 0.5)
    expect(Math.abs(found.value - K.value)).toBeLessThanOrEqual(found.error + K.error)
    expect(found.error).toBeLessThan(1e-14 * found.value)
  }
})

const sets = fc.record({
  name: fc.constantFrom(...activationNames.filter((name) => name !== 'gauss')),
  depth: fc.integer({ min: 1, max: 4 }),
  sigmaW: fc.oneof(logarithmic(1e-3, 1e3), logarithmic(0.3, 3)),
  sigmaB: fc.oneof(fc.constant(0), logarithmic(1e-3, 30), logarithmic(0.1, 2)),
  x: logarithmic(1e-2, 30)
})

test('covariances and vertices of one input state errors that hold, for every activation at any depth', () => {
  let [held, refused] = [0, 0]
  fc.assert(
    fc.property(sets, ({ name, x, ...given }) => {
      const parameters = { network: name, ...given }
      let [K, V]: Estimate[] = []
      try {
        K = covarianceEstimates(parameters, [[x]])[0][0]
        V = quarticVertex(parameters, [[x], [x], [x], [x]])
      } catch (error) {
        if (!(error instanceof RangeError)) throw error
        refused++
        return
      }
      const truth = oneInput(name, given, x)
      for (const [found, expected] of [
        [K, truth.K],
        [V, truth.V]
      ]) {
        const miss = Math.abs(found.value - expected.value)
        expect(miss).toBeLessThanOrEqual(found.error + expected.error)
      }
      held++
    }),
    {
      numRuns: propertyRuns(30),
      endOnFailure: true,
      // What is left of the step exp(-z) away from it was lost.
      examples: [[{ name: 'sigmoid', depth: 2, sigmaW: 999.9999999999918, sigmaB: 1, x: 1 }]]
    }
  )
  expect(held).toBeGreaterThan(2 * refused)
})
