import { describe, expect, test } from 'vitest'
import { doubleFactorial } from '../../../lib/src/numerics/doubleFactorial.js'
import { gaussHermite } from '../../../lib/src/numerics/gaussHermite.js'

describe('gaussHermite', () => {
  test('integrates all powers up to 2 order - 1 against the normal distribution', () => {
    for (const order of [1, 2, 5, 12, 20]) {
      const { nodes, weights } = gaussHermite(order)
      for (let power = 0; power < 2 * order; power++) {
        const sum = nodes.reduce((total, x, i) => total + weights[i] * x ** power, 0)
        const exact = power % 2 ? 0 : doubleFactorial(power - 1)
        const size = nodes.reduce((total, x, i) => total + weights[i] * Math.abs(x) ** power, 0)
        expect(Math.abs(sum - exact)).toBeLessThanOrEqual(1e-12 * size)
      }
    }
  })

  test('the rule of three points is known in closed form', () => {
    const { nodes, weights } = gaussHermite(3)
    expect(nodes[2]).toBeCloseTo(Math.sqrt(3), 15)
    expect(weights[1]).toBeCloseTo(2 / 3, 15)
    expect(() => gaussHermite(0)).toThrow('order must be an integer >= 1')
  })
})
