import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { exactCoupling } from '../../../lib/src/couplings/exactCoupling.js'
import { activeLoopFlow, activeLoopRate } from '../../../lib/src/flow/activeLoopFlow.js'
import { adaptiveQuadrature } from '../../../lib/src/numerics/adaptiveQuadrature.js'
import { integrateOde } from '../../../lib/src/numerics/integrateOde.js'

/** int d^dp/(2 pi)^d f(p^2/k^2) at k = 1, by quadrature in p. */
function loop(dimension: number, f: (y: number) => number): number {
  const sphere = (2 * Math.PI ** (dimension / 2)) / gammaHalf(dimension)
  const radial = (p: number) => p ** (dimension - 1) * f(p * p)
  return (sphere / (2 * Math.PI) ** dimension) * adaptiveQuadrature(radial, [0, 1, 3, 7]).value
}

/** Gamma(d/2) for whole d. */
function gammaHalf(d: number): number {
  return d === 1 ? Math.sqrt(Math.PI) : d === 2 ? 1 : (d / 2 - 1) * gammaHalf(d - 2)
}

describe('activeLoopRate', () => {
  test.each([1, 2, 3, 4, 5])(
    'd = %i: the sextic equations are those of loop integrals with the propagator exp(-p^2/k^2)/k^2, by quadrature',
    (d) => {
      fc.assert(
        fc.property(
          fc.double({ min: 0.3, max: 3, noNaN: true }),
          fc.double({ min: -3, max: 0.5, noNaN: true }),
          fc.double({ min: -5, max: 5, noNaN: true }),
          (k, x4, x6) => {
            // Dimensionless couplings of order one.
            const [u4, u6] = [x4 * k ** (4 - d), x6 * k ** (6 - 2 * d)]
            // R' = k dR/dk = 2 k^2 exp(y)(1 - y) - s; s from the mass equation, in which it occurs on both sides.
            const own = (n: number) => loop(d, (y) => 2 * Math.exp(y * (1 - n)) * (1 - y))
            const shift = (n: number) => loop(d, (y) => Math.exp(-n * y))
            const s = (-x4 * own(2)) / (2 * (1 - (x4 * shift(2)) / 2))
            const tadpole = own(2) - s * shift(2)
            const fish = own(3) - s * shift(3)
            const triangle = own(4) - s * shift(4)
            const expected = [
              (-x6 * tadpole) / 2 + 3 * x4 ** 2 * fish,
              15 * x4 * x6 * fish - 45 * x4 ** 3 * triangle
            ]
            const rate = activeLoopRate(d)(k, Float64Array.of(u4, u6))
            const units = [k ** (4 - d), k ** (6 - 2 * d)]
            expected.forEach((value, j) => {
              const computed = (rate[j] * k) / units[j]
              expect(Math.abs(computed - value)).toBeLessThan(1e-9 * (1 + Math.abs(value)))
            })
          }
        ),
        { numRuns: 12 }
      )
    }
  )

  test('in zero dimensions the flow is exact: it follows the vertices of ordinary integrals', () => {
    const quartic = 0.1
    /** k and vertices of exp(-r x^2/2 - quartic x^4/24), with k^2 the full inverse propagator. */
    const exact = (r: number) => {
      const moment = (n: number) =>
        adaptiveQuadrature(
          (x) => x ** n * Math.exp(-(r * x * x) / 2 - (quartic * x ** 4) / 24),
          [-12, 0, 12]
        ).value
      const [m2, m4, m6, m8] = [2, 4, 6, 8].map((n) => moment(n) / moment(0))
      const c4 = m4 - 3 * m2 ** 2
      const c6 = m6 - 15 * m4 * m2 + 30 * m2 ** 3
      const c8 = m8 - 28 * m6 * m2 - 35 * m4 ** 2 + 420 * m4 * m2 ** 2 - 630 * m2 ** 4
      const v4 = c4 / m2 ** 4
      const v6 = (c6 - 10 * v4 ** 2 * m2 ** 7) / m2 ** 6
      const v8 = (c8 - 56 * v6 * v4 * m2 ** 9 - 280 * v4 ** 3 * m2 ** 10) / m2 ** 8
      return { k: 1 / Math.sqrt(m2), vertices: [-v4, -v6, -v8] }
    }
    const [from, to] = [exact(1), exact(2)]
    const distance = (order: number) => {
      const start = from.vertices.slice(0, order)
      const { outputs } = integrateOde(activeLoopRate(0), from.k, start, to.k, { outputs: [to.k] })
      return Math.abs(outputs.y[0][0] / to.vertices[0] - 1)
    }
    expect(Math.abs(from.vertices[0] / to.vertices[0] - 1)).toBeGreaterThan(0.02)
    expect(distance(1)).toBeGreaterThan(4 * distance(2))
    expect(distance(2)).toBeGreaterThan(4 * distance(3))
    expect(distance(3)).toBeLessThan(5e-4)
  })
})

describe('activeLoopFlow', () => {
  const couplingsOf = (sigmaW: number, dimension: number) =>
    [4, 6].map(
      (order) =>
        exactCoupling(
          { network: 'gauss', sigmaW, sigmaB: 0.3 },
          new Array(order).fill(new Array(dimension).fill(0)),
          10,
          { normalisation: 'canonical' }
        ).value
    )

  test.each([1, 2, 3, 4, 6])(
    'd = %i: networks are at tree level exactly, and the flow with loops is not where they are',
    (dimension) => {
      const sigmaW = [1, 1.5, 4]
      const couplings = couplingsOf(1, dimension)
      const flow = activeLoopFlow({ dimension, couplings, start: 1, sigmaW })
      flow.sigmaW.forEach((value, i) => {
        const network = couplingsOf(value, dimension)
        network.forEach((u, j) => expect(flow.treeLevel[j][i] / u).toBeCloseTo(1, 11))
      })
      expect(flow.scales[0]).toBeCloseTo(Math.sqrt(2 / dimension), 14)
      expect(Math.abs(flow.couplings[0][1] / flow.treeLevel[0][1] - 1)).toBeGreaterThan(0.1)
    }
  )

  test('weak couplings stand still: without loops no dimensionful coupling runs', () => {
    const flow = activeLoopFlow({
      dimension: 1,
      couplings: [-1e-9, 1e-18],
      start: 1,
      sigmaW: [1, 3, 20]
    })
    flow.couplings[0].forEach((u) => expect(u / -1e-9).toBeCloseTo(1, 7))
    expect(flow.treeLevel[0][2] / -1e-9).toBeCloseTo(8000, 6)
  })

  test('the flow returns to its start, and its errors cover the way', () => {
    const couplings = [-2.6, 9.6, 1]
    const up = activeLoopFlow({ dimension: 1, couplings, start: 1, sigmaW: [4] })
    const back = activeLoopFlow({
      dimension: 1,
      couplings: up.couplings.map(([u]) => u),
      start: 4,
      sigmaW: [2, 1]
    })
    expect(back.ending.kind).toBe('end')
    couplings.forEach((u, j) => expect(Math.abs(back.couplings[j][1] - u)).toBeLessThan(1e-6))
    const loose = activeLoopFlow({
      dimension: 1,
      couplings,
      start: 1,
      sigmaW: [4],
      relativeTolerance: 1e-7
    })
    couplings.forEach((_, j) =>
      expect(Math.abs(loose.couplings[j][0] - up.couplings[j][0])).toBeLessThan(loose.errors[j][0])
    )
  })

  test("with the talk's network of width 100 the flow blows up, upwards and downwards", () => {
    const couplings = [-32.2442, -26741]
    for (const sigmaW of [[20], [0.1]]) {
      const { ending, sigmaW: reached } = activeLoopFlow({
        dimension: 1,
        couplings,
        start: 1,
        sigmaW
      })
      expect(ending.kind).not.toBe('end')
      expect(reached).toHaveLength(0)
    }
  })

  test('bad input is refused by name', () => {
    const good = { dimension: 1, couplings: [-1], start: 1, sigmaW: [1, 2] }
    const refused: readonly [object, string][] = [
      [{ dimension: 0 }, 'dimension must be a finite number > 0'],
      [{ couplings: [] }, 'couplings must be a list (u4, u6, …)'],
      [{ couplings: [NaN] }, 'couplings[0] must be a finite number'],
      [{ start: -1 }, 'start must be a finite number > 0'],
      [{ sigmaW: [] }, 'sigmaW must be a list of at least one'],
      [{ sigmaW: [2, 1.5] }, 'sigmaW[1] must be ordered away from start = 1'],
      [{ sigmaW: [0] }, 'sigmaW[0] must be a finite number > 0'],
      [{ couplings: new Array(21).fill(0) }, 'couplings.length must be an integer >= 1 and <= 20'],
      // Used to name `absoluteTolerance`, to blow up at once, or to state infinite couplings.
      [
        { dimension: 6, start: 1e-200, sigmaW: [1] },
        'start must be such that u_4 in units of the mass'
      ],
      [
        { dimension: 1, start: 1e200, sigmaW: [1] },
        'start must be such that u_4 in units of the mass'
      ],
      [{ sigmaW: [2, 1e200] }, 'sigmaW[1] must be such that u_4 (sigmaW/start)^[u] is within']
    ]
    for (const [change, message] of refused) {
      expect(() => activeLoopFlow({ ...good, ...change })).toThrow(`activeLoopFlow: ${message}`)
    }
  })
})
