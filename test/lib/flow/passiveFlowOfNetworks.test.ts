import { describe, expect, test } from 'vitest'
import { exactCoupling } from '../../../lib/src/couplings/exactCoupling.js'
import { massSquared } from '../../../lib/src/covariances/momentumSpace.js'
import { coarseningComparison } from '../../../lib/src/flow/coarseningComparison.js'
import { passiveFlow } from '../../../lib/src/flow/passiveFlow.js'

const talk = { network: 'gauss', sigmaW: 1, sigmaB: 1 } as const

/** Canonical couplings at the origin of one-dimensional data space. */
function couplingsOf(width: number, sextic?: number): number[] {
  const at = (order: number) =>
    exactCoupling(talk, new Array<number[]>(order).fill([0]), width, {
      normalisation: 'canonical'
    }).value
  return [massSquared({ sigmaW: 1, dIn: 1 }), at(4), sextic ?? at(6)]
}

describe("the passive flow of GaussNet's canonical couplings, d = 1, sigmaW = sigmaB = 1", () => {
  // Given by an independent integration of the three equations.
  test.each([
    [5, 0.2115],
    [100, 0.618],
    [1000, 2.393]
  ])('with the own u6 of width %i it blows up at k = %d', (width, scale) => {
    const { ending } = passiveFlow({ dimension: 1, couplings: couplingsOf(width), scales: [100] })
    expect(ending.kind).toBe('blow-up')
    expect(Number(ending.k.toPrecision(4))).toBeCloseTo(scale, 3)
  })

  test('the first width whose own couplings reach k = 100 is 1462', () => {
    const ending = (width: number) =>
      passiveFlow({ dimension: 1, couplings: couplingsOf(width), scales: [100] }).ending.kind
    expect([1461, 1462].map(ending)).toEqual(['blow-up', 'end'])
  })

  test("with the talk's u6 = 50, -32.2 runs to -19.2", () => {
    const [mass, quartic, sextic] = couplingsOf(100, 50)
    expect(quartic.toFixed(1)).toBe('-32.2')
    const flow = passiveFlow({ dimension: 1, couplings: [mass, quartic, sextic], scales: [100] })
    expect(flow.couplings[1][0].toFixed(1)).toBe('-19.2')
  })

  test('from the narrowest window of coarsened networks u4 becomes positive, +9.45 at a = 0.45', () => {
    const { rows } = coarseningComparison({
      network: { ...talk, sigmaB: 0.3 },
      width: 2,
      dIn: 1,
      blurs: [0.05, 0.45]
    })
    expect(rows[0].fromUltraviolet).toBeLessThan(0)
    expect(rows[1].fromUltraviolet?.toFixed(2)).toBe('9.45')
  })
})
