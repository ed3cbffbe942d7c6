import { describe, expect, test } from 'vitest'
import { networkModes } from '../../../lib/src/effectiveAction/fieldModes.js'
import { denseTensor, symmetricTensor } from '../../../lib/src/effectiveAction/fieldTensor.js'
import { solveGap } from '../../../lib/src/effectiveAction/gapEquation.js'
import { infraredVertices } from '../../../lib/src/effectiveAction/infraredVertices.js'
import { pointRegulator } from '../../../lib/src/effectiveAction/pointRegulator.js'
import { twoParticleFlow } from '../../../lib/src/effectiveAction/twoParticleFlow.js'
import {
  betheSalpeter,
  irreducibleKernel,
  selfEnergy,
  twoParticleClosures,
  twoParticleTheory,
  type TwoParticleClosure
} from '../../../lib/src/effectiveAction/twoParticleTheory.js'
import { vertexFlow } from '../../../lib/src/effectiveAction/vertexFlow.js'
import { inverseOf } from '../../../lib/src/effectiveAction/vertices.js'

const network = { network: 'relu', sigmaW: 1, sigmaB: 0.5 } as const
const points = [[0.4], [1]]
const modes = networkModes(network, points)
const regulators = ['mass', 'litim', 'exponential', 'sharp'] as const
const none = new Float64Array(4)

const theoryOf = (closure: TwoParticleClosure, width: number) =>
  twoParticleTheory(infraredVertices(network, points, width), closure)

const spread = (values: readonly number[]) => Math.max(...values) - Math.min(...values)

describe('two-particle irreducible theories on points', () => {
  test.each(twoParticleClosures.flatMap((closure) => [10, 100].map((N) => [closure, N] as const)))(
    '%s, N = %d: four regulators bring the microscopic theory to one infrared, the solution without a flow',
    (closure, width) => {
      const theory = theoryOf(closure, width)
      const { gamma2 } = solveGap(theory, none)
      for (const regulator of regulators) {
        const flow = twoParticleFlow(theory, {
          start: 1e3,
          scales: [10, 0],
          regulator,
          relativeTolerance: 1e-11
        })
        expect(flow.ending.kind).toBe('end')
        denseTensor(flow.gamma2[1]).forEach((value, i) => {
          expect(Math.abs(value / gamma2[i] - 1)).toBeLessThan(1e-8)
        })
        // And in between the solution of the gap equation with that regulator.
        const { matrix } = pointRegulator(regulator, modes, 10)
        const between = solveGap(theory, matrix).gamma2
        denseTensor(flow.gamma2[0]).forEach((value, i) => {
          expect(Math.abs(value / between[i] - 1)).toBeLessThan(1e-7)
        })
      }
    }
  )

  test('the inversion is one: the gap equation without a regulator gives K back', () => {
    for (const [closure, width] of [
      ['hartree', 10],
      ['ladder', 10],
      ['sunset', 100]
    ] as const) {
      const theory = theoryOf(closure, width)
      const covariance = inverseOf(theory.infrared)
      solveGap(theory, none).propagator.forEach((value, i) => {
        expect(Math.abs(value / covariance[i] - 1)).toBeLessThan(1e-11)
      })
    }
  })

  test('with the sunset at N = 10 the gap equation has another solution, to which the ultraviolet flows', () => {
    const theory = theoryOf('sunset', 10)
    const { gamma2 } = solveGap(theory, none)
    expect(gamma2[0]).toBeCloseTo(17.5444, 4)
    expect(theory.infrared.values[0]).toBeCloseTo(13.6665, 4)
  })

  test('from k = 0 upwards all regulators reach the microscopic theory', () => {
    const theory = theoryOf('ladder', 10)
    for (const regulator of regulators) {
      const scale = regulator === 'mass' ? 1e9 : 1e6
      const { gamma2 } = twoParticleFlow(theory, { scales: [scale], regulator })
      gamma2[0].values.forEach((value, i) => {
        expect(Math.abs(value / theory.microscopic.values[i] - 1)).toBeLessThan(1e-4)
      })
    }
  })

  test('without the closure regulators differ: at k = 0 for N = 100, in the ultraviolet for N = 10', () => {
    const theory = theoryOf('hartree', 100)
    const { gamma4 } = infraredVertices(network, points, 100)
    const down = regulators.map((regulator) => {
      // The same start as in two-particle irreducible flows, with the loop of the modes that are still cut off.
      const { matrix } = pointRegulator(regulator, modes, 1e3)
      const start = symmetricTensor(2, 2, solveGap(theory, matrix).gamma2)
      const flow = vertexFlow(
        { gamma2: start, gamma4 },
        { start: 1e3, scales: [0], regulator, modes }
      )
      return flow.vertices[0].gamma2.values[0]
    })
    const up = regulators.map(
      (regulator) =>
        vertexFlow(infraredVertices(network, points, 10), { scales: [1e6], regulator }).vertices[0]
          .gamma2.values[0]
    )
    // K^-1 is missed by a hundred times more than the regulators differ by; both are of second order in 1/N.
    down.forEach((value) => expect(theory.infrared.values[0] - value).toBeCloseTo(0.0292, 3))
    expect(spread(down)).toBeGreaterThan(2e-5)
    expect(spread(down)).toBeLessThan(2e-4)
    expect(spread(up)).toBeGreaterThan(0.015)
    expect(spread(up)).toBeLessThan(0.03)
  })

  test('the ladder gives the exact vertex at k = 0 back', () => {
    const exact = denseTensor(infraredVertices(network, points, 10).gamma4)
    const theory = theoryOf('ladder', 10)
    betheSalpeter(theory, inverseOf(theory.infrared)).forEach((value, i) => {
      expect(Math.abs(value / exact[i] - 1)).toBeLessThan(1e-10)
    })
  })

  test.each(twoParticleClosures)(
    '%s: kernel and vertex are the derivatives that they stand for',
    (closure) => {
      const theory = theoryOf(closure, 30)
      const propagator = inverseOf(theory.infrared)
      const kernel = irreducibleKernel(theory, propagator)
      const h = 1e-6
      // A symmetric change of G_12 = G_21: dSigma = I dG/2 over both entries.
      const moved = (sign: number) =>
        propagator.map((value, i) => value + (i === 1 || i === 2 ? sign * h : 0))
      const [up, down] = [1, -1].map((sign) => selfEnergy(theory, moved(sign)))
      up.forEach((value, ab) => {
        const slope = (value - down[ab]) / (2 * h)
        const expected = (kernel[ab * 4 + 1] + kernel[ab * 4 + 2]) / 2
        expect(Math.abs(slope - expected)).toBeLessThan(1e-6 * Math.abs(expected))
      })
      // dGamma^(2) = -Gamma^(4) G dR G/2 for any change of the regulator, here of its first entry.
      const vertex = betheSalpeter(theory, propagator)
      const [more, less] = [h, -h].map(
        (step) => solveGap(theory, Float64Array.of(step, 0, 0, 0)).gamma2
      )
      const outer = [0, 1, 2, 3].map(
        (cd) => propagator[Math.floor(cd / 2) * 2] * propagator[(cd % 2) * 2]
      )
      more.forEach((value, ab) => {
        const slope = (value - less[ab]) / (2 * h)
        const expected = -outer.reduce((sum, g, cd) => sum + vertex[ab * 4 + cd] * g, 0) / 2
        expect(Math.abs(slope - expected)).toBeLessThan(1e-5 * Math.abs(expected))
      })
    }
  )

  test('one point, Hartree: the closed form u2 = c + lambda/(2 (u2 + R))', () => {
    const vertices = infraredVertices(network, [[0.7]], 10)
    const theory = twoParticleTheory(vertices)
    const [u2, lambda] = [vertices.gamma2.values[0], vertices.gamma4.values[0]]
    const bare = u2 - lambda / (2 * u2)
    expect(theory.microscopic.values[0]).toBeCloseTo(bare, 12)
    const regulator = 2.5
    // (x - c)(x + R) = lambda/2, the larger root.
    const half = (bare - regulator) / 2
    const expected = half + Math.sqrt(half ** 2 + bare * regulator + lambda / 2)
    expect(solveGap(theory, [regulator]).gamma2[0]).toBeCloseTo(expected, 11)
  })

  test('bad input is refused', () => {
    const vertices = infraredVertices(network, points, 10)
    expect(() => twoParticleTheory(vertices, 'parquet' as 'ladder')).toThrow(
      'closure must be one of'
    )
    const singular = {
      ...vertices,
      gamma2: { ...vertices.gamma2, values: Float64Array.of(1, 0, 1e15) }
    }
    expect(() => twoParticleTheory(singular)).toThrow('K has an inverse')
    expect(() => solveGap(twoParticleTheory(vertices), [1])).toThrow('regulator must be a matrix')
    // Attraction so strong that no propagator is positive.
    const strong = {
      ...vertices,
      gamma4: { ...vertices.gamma4, values: vertices.gamma4.values.map((u) => 1e3 * u) }
    }
    const theory = twoParticleTheory(strong)
    const unbound = { ...theory, microscopic: vertices.gamma2 }
    expect(() => solveGap(unbound, none)).toThrow('positive solution')
  })
})
