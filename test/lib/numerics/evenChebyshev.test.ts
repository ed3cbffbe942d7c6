import { describe, expect, test } from 'vitest'
import { applyMatrix, evenChebyshev } from '../../../lib/src/numerics/evenChebyshev.js'

describe('evenChebyshev', () => {
  const grid = evenChebyshev(24, 3)
  const values = grid.points.map((x) => Math.cos(2 * x))

  test('derivatives of an even analytic function are right to rounding', () => {
    const first = applyMatrix(grid.first, values)
    const second = applyMatrix(grid.second, values)
    grid.points.forEach((x, i) => {
      expect(Math.abs(first[i] + 2 * Math.sin(2 * x))).toBeLessThan(1e-11)
      expect(Math.abs(second[i] + 4 * Math.cos(2 * x))).toBeLessThan(1e-9)
    })
  })

  test('interpolation is right between the points, at them and for negative x', () => {
    for (const x of [0, 0.1, -1.3, 2.99, 3, grid.points[7]]) {
      expect(Math.abs(grid.interpolate(values, x) - Math.cos(2 * x))).toBeLessThan(1e-13)
    }
  })

  test('convergence is spectral', () => {
    const error = (n: number) => {
      const g = evenChebyshev(n, 3)
      const f = g.points.map((x) => 1 / (1 + x * x))
      return Math.abs(g.interpolate(f, 0.77) - 1 / (1 + 0.77 ** 2))
    }
    // Poles at +-i: each step of 8 in n gains the same factor.
    expect(error(16)).toBeLessThan(error(8) / 50)
    expect(error(24)).toBeLessThan(error(16) / 50)
  })

  test('bad input is refused', () => {
    expect(() => evenChebyshev(1, 1)).toThrow('n must be an integer >= 2')
    expect(() => evenChebyshev(8, -1)).toThrow('length must be a finite number > 0')
  })
})
