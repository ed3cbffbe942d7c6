import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { gaussLegendre } from '../../../lib/src/numerics/gaussLegendre.js'

function integral(order: number, f: (x: number) => number): number {
  const { nodes, weights } = gaussLegendre(order)
  return nodes.reduce((sum, node, i) => sum + weights[i] * f(node), 0)
}

describe('gaussLegendre', () => {
  it('is exact for polynomials up to degree 2 order - 1, and not beyond', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (order, x) => {
          const degree = Math.floor(x * (2 * order - 1))
          expect(integral(order, (u) => u ** degree)).toBeCloseTo(1 / (degree + 1), 14)
        }
      )
    )
    expect(Math.abs(integral(3, (u) => u ** 6) - 1 / 7)).toBeGreaterThan(1e-5)
  })

  it('integrates an analytic function to rounding at any order from 20 to 400', () => {
    for (const order of [20, 57, 111, 400]) {
      expect(Math.abs(integral(order, Math.exp) - (Math.E - 1))).toBeLessThan(2e-15)
    }
  })

  it('agrees with the closed form of the 3-point rule', () => {
    const { nodes, weights } = gaussLegendre(3)
    expect(nodes[0]).toBeCloseTo((1 - Math.sqrt(0.6)) / 2, 15)
    expect([...weights]).toEqual([5 / 18, 8 / 18, 5 / 18].map((w) => expect.closeTo(w, 15)))
  })

  it('refuses an order of zero', () => {
    expect(() => gaussLegendre(0)).toThrow('gaussLegendre: order must be an integer >= 1')
  })
})
