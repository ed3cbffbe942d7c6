import { describe, expect, test } from 'vitest'
import { funkHeckeRule, sphericalHarmonics } from '../../../lib/src/numerics/sphericalHarmonics.js'

const surface = [NaN, 2, 2 * Math.PI, 4 * Math.PI]

describe('sphericalHarmonics', () => {
  test.each([
    [1, 1],
    [2, 9],
    [3, 7]
  ])(
    'in %i dimensions: complete and orthonormal (Parseval for products of linear functions)',
    (d, degree) => {
      const { directions, degrees, project } = sphericalHarmonics(d, degree)
      const axes = [
        [0.3, -0.4, 0.5],
        [-0.2, 0.9, 0.1],
        [0.7, 0.2, -0.6]
      ].map((axis) => axis.slice(0, d))
      const at = (count: number) =>
        Float64Array.from(directions, (x) =>
          axes
            .slice(0, count)
            .reduce((product, axis) => product * axis.reduce((sum, a, k) => sum + a * x[k], 1), 1)
        )
      const [one, three] = [project(at(0)), project(at(3))]
      const inner = (f: Float64Array, g: Float64Array) =>
        f.reduce((sum, value, h) => sum + value * g[h], 0)
      expect(inner(one, one)).toBeCloseTo(surface[d], 12)
      // The mean of a product of three functions 1 + a.x: the pairs' a.b/d, and 1.
      const pairs = [
        [0, 1],
        [0, 2],
        [1, 2]
      ].reduce((sum, [i, j]) => sum + axes[i].reduce((s, a, k) => s + a * axes[j][k], 0), 0)
      expect(inner(one, three)).toBeCloseTo(surface[d] * (1 + pairs / d), 12)
      // Nothing above degree three.
      if (d > 1) degrees.forEach((l, h) => l > 3 && expect(Math.abs(three[h])).toBeLessThan(1e-13))
    }
  )

  test('refuses other dimensions', () => {
    expect(() => sphericalHarmonics(4, 3)).toThrow('dimension must be 1, 2 or 3')
    expect(() => sphericalHarmonics(2, 0)).toThrow('degree must be an integer')
    expect(() => funkHeckeRule(4, 3, 5, 2)).toThrow('dimension must be 1, 2 or 3')
  })
})

describe('funkHeckeRule', () => {
  test.each([
    [1, 1],
    [2, 6],
    [3, 6]
  ])('in %i dimensions: the eigenvalues are those that the harmonics have', (d, degree) => {
    const { directions, degrees, project } = sphericalHarmonics(d, 3 * degree)
    const { cosines, weights } = funkHeckeRule(d, degree, 12, 4)
    const kernel = (t: number) => 1 / (2.5 - t)
    const pole = [0.6, 0.64, 0.48].slice(0, d)
    const length = Math.hypot(...pole)
    const cosine = (x: readonly number[]) =>
      x.reduce((sum, value, k) => sum + (value * pole[k]) / length, 0)
    // k(x . pole) has the coefficients lambda_l Y_h(pole); those of a narrow bump about the pole are Y_h(pole) b_l.
    const zonal = project(Float64Array.from(directions, (x) => kernel(cosine(x))))
    const bump = (t: number) => Math.exp(2 * t)
    const other = project(Float64Array.from(directions, (x) => bump(cosine(x))))
    const eigenvalue = (k: (t: number) => number, l: number) =>
      cosines.reduce((sum, t, j) => sum + weights[l][j] * k(t), 0)
    degrees.forEach((l, h) => {
      if (l > degree) return
      expect(zonal[h] * eigenvalue(bump, l)).toBeCloseTo(other[h] * eigenvalue(kernel, l), 10)
    })
    const square = cosines.reduce((sum, t, j) => sum + weights[0][j] * kernel(t), 0)
    expect(
      zonal.reduce((sum, value, h) => sum + (degrees[h] === 0 ? value ** 2 : 0), 0)
    ).toBeCloseTo(square ** 2 / surface[d], 10)
  })
})
