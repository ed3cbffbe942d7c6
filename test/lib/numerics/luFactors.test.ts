import { expect, it } from 'vitest'
import { luFactors } from '../../../lib/src/numerics/luFactors.js'

const rows = (n: number, entry: (i: number, j: number) => number) =>
  Array.from({ length: n }, (_, i) => Float64Array.from({ length: n }, (_, j) => entry(i, j)))

it.each([1, 2, 5, 40])('the factors of %i equations solve them, zeros on the diagonal too', (n) => {
  const matrix = rows(n, (i, j) => (i === j && n > 1 ? 0 : Math.sin(1 + 7 * i + 3 * j + i * j)))
  const solution = Float64Array.from({ length: n }, (_, i) => Math.cos(i))
  const right = Float64Array.from(matrix, (row) =>
    row.reduce((sum, value, j) => sum + value * solution[j], 0)
  )
  const solve = luFactors(matrix.map((row) => row.slice()))
  solve!(right).forEach((value, i) => expect(Math.abs(value - solution[i])).toBeLessThan(1e-11))
})

it('a singular matrix, or one that is not finite, has none', () => {
  expect(luFactors(rows(3, (i, j) => (i + 1) * (j + 1)))).toBeUndefined()
  expect(luFactors(rows(2, () => NaN))).toBeUndefined()
  expect(luFactors(rows(2, () => Infinity))).toBeUndefined()
})
