import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exactCoupling } from '../../../lib/src/couplings/exactCoupling.js'
import { treeDiagrams } from '../../../lib/src/couplings/treeDiagrams.js'
import { treeIntegral, vertexIntegral } from '../../../lib/src/couplings/treeIntegral.js'
import { weightCovarianceOf } from '../../../lib/src/covariances/infiniteWidthCovariance.js'
import { logFeatureMoment } from '../../../lib/src/networks/featureMoment.js'
import {
  fromSignedLogarithm,
  type SignedLogarithm
} from '../../../lib/src/numerics/signedLogarithm.js'
import {
  cancellingPrecision,
  closedMoments,
  decimal,
  Decimal,
  exactNeuronCumulant,
  preactivationCovariance,
  resolution,
  total
} from '../exactMoments.js'
import { gradedIntegral } from '../gradedIntegral.js'
import { logGaussianDiagram } from './gaussianDiagram.js'
import { propertyRuns } from '../../propertyRuns.js'
import { logarithmic, pointLists, sigmaBs, sigmaWs } from '../parameterSets.js'

Decimal.set({ precision: cancellingPrecision })

/** Where nothing cancels to less than what a double leaves. */
const Short = Decimal.clone({ precision: 50 })

/** Holds a number and its stated error against its true sign and logarithm. */
function expectHeld(found: SignedLogarithm, sign: number, log: Decimal) {
  const relative = Math.exp(found.logError - found.log)
  const miss = decimal(found.log).minus(log).abs()
  const allowed = decimal(Math.min(relative, 1e300)).plus(log.abs().times(4e-16))
  const text = `${found.sign} exp(${found.log}), relative ${relative}; truth ${sign} exp(${log.toPrecision(25)})`
  expect(relative >= 1 || (found.sign === sign && miss.lte(allowed)), text).toBe(true)
}

const runs = propertyRuns(100)
const settings = { numRuns: runs, endOnFailure: true }

const gauss = (sigmaW: number, sigmaB: number) => ({ network: 'gauss' as const, sigmaW, sigmaB })

describe('draws over the whole domain hold the stated errors', () => {
  it('of logFeatureMoment, against arbitrary precision', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('gauss' as const, 'exp' as const),
        sigmaWs,
        sigmaBs,
        pointLists([1, 2, 3, 4, 6], 3),
        (network, sigmaW, sigmaB, points) => {
          const parameters = { network, sigmaW, sigmaB }
          const { value, error } = logFeatureMoment(parameters, points)
          // The logarithm itself: half of the variance of the sum, less the normalisation.
          const c = preactivationCovariance(parameters, points)
          const variance = total(c.flat())
          const norms = total(points.map((_, a) => c[a][a]))
          const truth = variance.div(2).minus(network === 'gauss' ? norms : 0)
          const miss = decimal(value).minus(truth).abs()
          expect(
            miss.lte(decimal(error).plus(5e-324)),
            `${value} ± ${error}, ${truth.toPrecision(25)}`
          ).toBe(true)
          expect(error).toBeLessThanOrEqual(1e-13 * (1 + Number(norms.toNumber()) * points.length))
        }
      ),
      settings
    )
  })

  it('of contact and exchange integrals in all of space, against arbitrary precision', () => {
    const [contact] = treeDiagrams(4)
    const exchanges = treeDiagrams(6).filter(({ vertices }) => vertices.length === 2)
    fc.assert(
      fc.property(
        sigmaWs,
        pointLists([4, 6], 3),
        fc.nat(exchanges.length - 1),
        (sigmaW, points, e) => {
          const tree = points.length === 4 ? contact : exchanges[e]
          const ends = tree.vertices.map(({ legs }) => legs.map((leg) => points[leg]))
          const truth = logGaussianDiagram(sigmaW, ends, ends.length === 2 ? [[0, 1]] : [])
          expectHeld(treeIntegral(gauss(sigmaW, 1), tree, points), 1, truth)
        }
      ),
      settings
    )
  })

  it('of contact integrals with mirror images, against arbitrary precision', () => {
    const [contact] = treeDiagrams(4)
    fc.assert(
      fc.property(
        fc.constantFrom('cos' as const, 'sin'),
        sigmaWs,
        sigmaBs,
        pointLists([4], 3),
        (network, sigmaW, sigmaB, points) => {
          const image = decimal(sigmaB).pow(2).times(-2)
          // Each line is half of GaussNet's, and plus or minus half its mirror image.
          const terms = Array.from({ length: 16 }, (_, bits) => {
            const isTurned = points.map((_, a) => ((bits >> a) & 1) === 1)
            const turned = points.map((x, a) => x.map((c) => (isTurned[a] ? -c : c)))
            const count = isTurned.filter(Boolean).length
            const sign = network === 'sin' && count % 2 === 1 ? -1 : 1
            return { sign, log: logGaussianDiagram(sigmaW, [turned], []).plus(image.times(count)) }
          })
          const largest = Decimal.max(...terms.map(({ log }) => log))
          // In units of the largest term, to as many digits as can matter.
          const exp = (log: Decimal | number) =>
            new Short(new Decimal(log).minus(largest).toPrecision(50)).exp()
          const truth = terms
            .reduce((sum, { sign, log }) => sum.plus(exp(log).times(sign)), new Short(0))
            .div(16)
          const found = treeIntegral({ network, sigmaW, sigmaB }, contact, points)
          const value = found.sign === 0 ? new Short(0) : exp(found.log).times(found.sign)
          const rounding = found.sign === 0 ? 0 : Math.abs(found.log) * 4e-16
          const allowed = exp(found.logError).plus(value.abs().times(rounding))
          const text = `${found.sign} exp(${found.log}) ± exp(${found.logError}), ${truth.toPrecision(25)} exp(${largest.toPrecision(25)})`
          expect(value.minus(truth).abs().lte(allowed), text).toBe(true)
          // A logarithm beyond has no digits of the number left.
          if (found.sign !== 0 && network === 'cos' && found.log > -1e13) {
            expect(found.logError).toBeLessThan(found.log)
          }
        }
      ),
      {
        numRuns: propertyRuns(20),
        endOnFailure: true,
        // The image is all there is, and was less than the least number.
        examples: [['cos', 1e3, 30, [[1], [1], [-1], [-1]]]]
      }
    )
  })

  it('of u4 of GaussNet, against arbitrary precision', () => {
    let sharp = 0
    let finished = 0
    fc.assert(
      fc.property(
        sigmaWs,
        sigmaBs,
        pointLists([4], 3),
        fc.integer({ min: 1, max: 1000 }),
        (sigmaW, sigmaB, points, width) => {
          const parameters = gauss(sigmaW, sigmaB)
          const cumulant = exactNeuronCumulant(
            closedMoments.gauss,
            preactivationCovariance(parameters, points)
          )
          const truth = cumulant.times(decimal(sigmaW).pow(4)).div(width)
          const log = cumulant.abs().lt(resolution)
            ? undefined
            : truth
                .abs()
                .ln()
                .minus(logGaussianDiagram(sigmaW, [points], []))
          let found
          try {
            found = exactCoupling(parameters, points, width)
          } catch (error) {
            expect(String(error)).toMatch(/overflow|underflows/)
            return
          }
          finished++
          if (!log || found.error === Infinity) return
          const value = log.exp().times(-truth.s)
          const miss = decimal(
            found.value === Infinity || found.value === -Infinity ? 0 : found.value
          )
            .minus(value)
            .abs()
          if (Math.abs(found.value) < Infinity) {
            const allowed = decimal(found.error)
            expect(
              miss.lte(allowed),
              `${found.value} ± ${found.error}, truth ${value.toPrecision(25)}`
            ).toBe(true)
            if (found.error < 1e-9 * Math.abs(found.value) + 1e-290) sharp++
          }
        }
      ),
      settings
    )
    expect(finished).toBeGreaterThan(0.3 * runs)
    expect(sharp).toBeGreaterThan(0.5 * finished)
  })

  it('of contact integrals at sigmas without end, which are refused where they leave the range of numbers', () => {
    const four = [[0.1], [0.2], [0.3], [0.4]]
    for (const network of ['gauss', 'cos', 'erf', 'relu', 'tanh'] as const) {
      for (const sigmaW of [1e-300, 1e-100, 1e-73]) {
        expect(() => vertexIntegral({ network, sigmaW, sigmaB: 0.5 }, four, 7)).toThrow(
          'vertexIntegral: sigmaW must be larger, for all values to be within the range of numbers (the integral underflows)'
        )
      }
      expect(() => vertexIntegral({ network, sigmaW: 1e200, sigmaB: 0.5 }, four, 7)).toThrow(
        /^vertexIntegral: sigmaW must be smaller.* \((K|the variance of a preactivation) overflows\), got 1e\+200/
      )
    }
    // Zero because K is: at the origin without bias, and of ReLU-net on both sides of it.
    const relu = { network: 'relu', sigmaW: 1, sigmaB: 0 } as const
    const zero = { sign: 0, log: -Infinity, logError: -Infinity }
    expect(vertexIntegral(relu, [[0], [1], [1], [1]], 7)).toEqual(zero)
    expect(vertexIntegral(relu, [[-1], [1], [1], [1]], 7)).toEqual(zero)
    // Without a cutoff the logarithm holds all but the last of them.
    const { log } = vertexIntegral({ network: 'gauss', sigmaW: 1e-200, sigmaB: 0.5 }, four)
    expect(log).toBeCloseTo(7 * Math.log(1e-200) + Math.log(Math.PI / 2) / 2, 9)
    for (const network of ['gauss', 'cos'] as const) {
      expect(() => vertexIntegral({ network, sigmaW: 1e200, sigmaB: 0.5 }, four)).toThrow(
        'vertexIntegral: sigmaW must be smaller, for all values to be within the range of numbers (the integral underflows)'
      )
    }
  })

  it('of contact integrals within a cutoff on the line, against a graded rule', () => {
    let sharp = 0
    let count = 0
    fc.assert(
      fc.property(
        fc.constantFrom('relu' as const, 'erf', 'gauss', 'cos', 'sign'),
        sigmaWs,
        sigmaBs,
        pointLists([4], 1),
        logarithmic(1e-3, 1e5),
        (network, sigmaW, sigmaB, points, cutoff) => {
          const parameters = { network, sigmaW, sigmaB }
          let found
          try {
            found = fromSignedLogarithm(vertexIntegral(parameters, points, cutoff))
          } catch (error) {
            expect(String(error)).toMatch(/overflow|underflows/)
            return
          }
          if (found.error === Infinity) return
          count++
          const covariance = weightCovarianceOf('contact', parameters)
          const line = (x: number) =>
            points.reduce((product, point) => product * covariance([x], point), 1)
          const centres = [0, ...points.flatMap(([x]) => [x, -x])]
          const least = 1e-9 / Math.max(1, sigmaW)
          const truth = gradedIntegral(line, -cutoff, cutoff, centres, least)
          const miss = Math.abs(found.value - truth.value)
          const text = `${found.value} ± ${found.error}, ${truth.value} ± ${truth.error}`
          expect(miss, text).toBeLessThanOrEqual(found.error + truth.error)
          if (found.error <= 1e-8 * Math.abs(found.value) + 1e-290) sharp++
        }
      ),
      settings
    )
    expect(sharp).toBeGreaterThan(0.7 * count)
  })
})
