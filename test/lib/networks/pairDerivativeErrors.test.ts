import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { curvatureSum } from '../../../lib/src/correlators/layerVertices.js'
import { exactGreenFunction } from '../../../lib/src/correlators/exactGreenFunction.js'
import { activations } from '../../../lib/src/networks/activations/activations.js'
import { architectureOf } from '../../../lib/src/networks/architecture.js'
import { secondPairDerivatives } from '../../../lib/src/networks/pairDerivatives.js'
import { dot } from '../../../lib/src/numerics/gaussian/spanCoordinates.js'
import { largestShare, propertyRuns } from '../../propertyRuns.js'
import { ExactLayers, kinkedMoments } from '../exactLayers.js'
import { decimal, Decimal } from '../exactMoments.js'
import { logarithmic } from '../parameterSets.js'

/** The second derivative from nine equally spaced values, of order 8. */
const stencil = [-1 / 560, 8 / 315, -1 / 5, 8 / 5, -205 / 72, 8 / 5, -1 / 5, 8 / 315, -1 / 560]

describe('second derivatives of averages of activations with kinks state errors that hold differences of the averages', () => {
  it.each(['relu', 'leakyRelu', 'abs', 'elu', 'hardTanh'] as const)(
    'of %s where preactivations are nearly parallel',
    (name) => {
      const share = largestShare(`second derivatives of ${name}`)
      const activation = activations[name]
      const ratio = fc.oneof(fc.constantFrom(1, -1), fc.double({ min: -2, max: 2, noNaN: true }))
      const within = fc.double({ min: -1, max: 1, noNaN: true })
      fc.assert(
        fc.property(
          logarithmic(0.1, 10),
          logarithmic(1e-13, 1),
          fc.tuple(ratio, within, within).filter(([c]) => Math.abs(c) > 1e-3),
          (size, angle, [c, along, across]) => {
            // Averages over z and z' = c z + angle w, of which a share t of a common feature is moved: that of a layer before.
            const vectors = (t: number) => {
              const move = Math.sqrt(t) * along
              const apart = [angle, Math.sqrt(t) * angle * across]
              return {
                x: Float64Array.of(size, 0, size * move),
                y: Float64Array.of(c * size, apart[0] * size, c * size * move + apart[1] * size),
                // What z' has beside c z, from which the area between the vectors has all its digits.
                beside: Float64Array.of(0, apart[0] * size, apart[1] * size)
              }
            }
            const { x, y, beside } = vectors(0.5)
            const [varianceX, varianceY] = [dot(x, x), dot(y, y)]
            const area = Math.hypot(x[2] * beside[1], x[0] * beside[2], x[0] * beside[1])
            const pair = {
              varianceX,
              varianceY,
              covariance: dot(x, y),
              apart: dot(x, x) - 2 * dot(x, y) + dot(y, y),
              together: dot(x, x) + 2 * dot(x, y) + dot(y, y),
              sine: () => area / Math.sqrt(varianceX * varianceY)
            }
            const values = (step: number) =>
              stencil.map((_, i) => {
                const { x: first, y: second } = vectors(0.5 + (i - 4) * step)
                return activation.moment([first, second])
              })
            const difference = (step: number) => {
              const list = values(step)
              const value = stencil.reduce((sum, weight, i) => sum + weight * list[i].value, 0)
              const error = stencil.reduce(
                (sum, weight, i) =>
                  sum + Math.abs(weight) * (list[i].error + 1e-15 * Math.abs(list[i].value)),
                0
              )
              return { value: value / step ** 2, error: error / step ** 2 }
            }
            const [coarse, fine] = [difference(0.06), difference(0.04)]
            const allowed = Math.abs(fine.value - coarse.value) + coarse.error + fine.error
            const [p, q] = [size * along, c * size * along + angle * size * across]
            const direction = [p * p, p * q, q * q]
            const { value, error } = curvatureSum(
              secondPairDerivatives(
                activation,
                pair,
                [varianceX, pair.covariance, varianceY].map((entry) => 4e-16 * Math.abs(entry))
              ),
              direction.map((one) => direction.map((other) => ({ value: one * other, error: 0 })))
            )
            const miss = Math.max(0, Math.abs(value - fine.value) - allowed)
            share(miss, error)
            expect(miss, `${value} ± ${error}, ${fine.value} ± ${allowed}`).toBeLessThanOrEqual(
              error
            )
            // And say something: every digit was lost at an angle of 1e-4.
            const scale = Math.sqrt(
              activation.moment([x, x]).value * activation.moment([y, y]).value
            )
            expect(error).toBeLessThan(1e-6 * scale)
          }
        ),
        { numRuns: propertyRuns(20), endOnFailure: true }
      )
    }
  )
})

describe('two-point functions of deep networks with kinks, to first order in 1/N', () => {
  it.each(['relu', 'abs', 'leakyRelu'] as const)(
    'of %s are right where points nearly coincide',
    (name) => {
      Decimal.set({ precision: 90 })
      const normal = { weights: 'normal', biases: 'normal' } as const
      const layer = { sigmaW: 1.2, sigmaB: 0.7, width: 10, activation: name, ...normal }
      const network = {
        network: name,
        sigmaW: 1.2,
        sigmaB: 0.7,
        layers: [layer, layer],
        readout: { sigmaW: 1.2, sigmaB: 0.7, ...normal }
      }
      const at = (gap: number) => exactGreenFunction(network, [[1], [1 + gap]], 10, 'full')
      // Errors of 2e3 and of 2e11 were stated for the middle two.
      for (const gap of [0.01, 1e-4, 1e-6]) {
        const points = [[1], [1 + gap]]
        const exact = new ExactLayers(
          architectureOf('test', network),
          [kinkedMoments[name], kinkedMoments[name]],
          points
        )
        const truth = exact.covariance([0, 1]).value.plus(exact.correction([0, 1]).value.div(10))
        const { value, error } = at(gap)
        expect(truth.minus(decimal(value)).abs().toNumber()).toBeLessThanOrEqual(error)
        expect(error).toBeLessThan(1e-6)
      }
      const together = at(0)
      for (const gap of [1e-7, 1e-8, 1e-10, 1e-12, 1e-15]) {
        const { value, error } = at(gap)
        expect(Math.abs(value - together.value)).toBeLessThan(10 * gap + error + together.error)
        expect(error).toBeLessThan(1e-6)
      }
    }
  )
})

describe('corrections of two-point functions of deep networks with kinks', () => {
  // Large biases hide how far preactivations are apart, and features of a layer that jumps differ more often than little.
  it.each([
    ['relu', 'relu', 1000, 1],
    ['relu', 'relu', 1e5, 0.1],
    ['abs', 'leakyRelu', 1e5, 1],
    ['sign', 'relu', 1e5, 0.1],
    ['sign', 'relu', 1000, 1e-5],
    ['step', 'abs', 1e5, 0.1]
  ] as const)(
    'of %s below %s with biases of %d at points %d apart',
    (below, above, sigmaB, gap) => {
      Decimal.set({ precision: 120 })
      const normal = { weights: 'normal', biases: 'normal' } as const
      const layer = { sigmaW: 1, sigmaB: 1, width: 1, activation: below, ...normal }
      const network = {
        network: below,
        sigmaW: 1,
        sigmaB: 1,
        layers: [layer, { ...layer, sigmaB, activation: above }],
        readout: { sigmaW: 1, sigmaB: 0.7, ...normal }
      }
      const points = [[1], [1 + gap]]
      const exact = new ExactLayers(
        architectureOf('test', network),
        [kinkedMoments[below], kinkedMoments[above]],
        points
      )
      const truth = exact.correction([0, 1]).value.div(10)
      const { value, error } = exactGreenFunction(network, points, 10, 'deviation')
      expect(truth.minus(decimal(value)).abs().toNumber()).toBeLessThanOrEqual(error)
      expect(error).toBeLessThan(1e-3 * truth.abs().toNumber())
    }
  )
})
