import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { covarianceMatrix, eigenSystem, ensemble } from '../../../lib/src/index.js'

const entry = fc.double({ min: -3, max: 3, noNaN: true })

describe('eigenSystem', () => {
  it('knows matrices whose eigenvalues have a closed form', () => {
    expect(eigenSystem([[2]])).toEqual({ values: [2], vectors: [[1]] })
    const { values, vectors } = eigenSystem([
      [2, 1],
      [1, 2]
    ])
    expect(values[0]).toBeCloseTo(3, 14)
    expect(values[1]).toBeCloseTo(1, 14)
    expect(vectors[0][0]).toBeCloseTo(Math.SQRT1_2, 14)
    expect(vectors[1][0] * vectors[1][1]).toBeCloseTo(-0.5, 14)
    // A chain of n points: 2 - 2 cos(pi j/(n + 1)).
    const chain = Array.from({ length: 6 }, (_, a) =>
      Array.from({ length: 6 }, (__, b) => (a === b ? 2 : Math.abs(a - b) === 1 ? -1 : 0))
    )
    eigenSystem(chain).values.forEach((value, i) =>
      expect(value).toBeCloseTo(2 - 2 * Math.cos((Math.PI * (6 - i)) / 7), 13)
    )
  })

  it.each([5e-324, 1e-300, 1e-160, 1e150, 1e300])(
    'keeps its digits at entries of size %s',
    (unit) => {
      const { values } = eigenSystem([
        [4 * unit, 2 * unit, 0],
        [2 * unit, 4 * unit, 5e-324],
        [0, 5e-324, 0]
      ])
      expect(values.map((value) => value / unit)).toEqual([
        expect.closeTo(6, 12),
        expect.closeTo(2, 12),
        expect.closeTo(0, 12)
      ])
    }
  )

  it('gives decreasing values and orthonormal vectors that make up the matrix', () => {
    fc.assert(
      fc.property(fc.array(entry, { minLength: 10, maxLength: 10 }), (entries) => {
        const matrix = [0, 1, 2, 3].map((a) =>
          [0, 1, 2, 3].map((b) => {
            const [low, high] = [Math.min(a, b), Math.max(a, b)]
            return entries[(high * (high + 1)) / 2 + low]
          })
        )
        const { values, vectors } = eigenSystem(matrix)
        expect([...values].sort((a, b) => b - a)).toEqual(values)
        for (const a of [0, 1, 2, 3]) {
          for (const b of [0, 1, 2, 3]) {
            const sum = values.reduce((s, value, i) => s + value * vectors[i][a] * vectors[i][b], 0)
            expect(sum).toBeCloseTo(matrix[a][b], 12)
            const product = vectors[a].reduce((s, x, i) => s + x * vectors[b][i], 0)
            expect(product).toBeCloseTo(a === b ? 1 : 0, 12)
          }
        }
      })
    )
  })

  it('takes K as covarianceMatrix gives it', () => {
    const { inputs, ...network } = ensemble({ network: 'erf' })
    const K = covarianceMatrix(network, inputs)
    const { values } = eigenSystem(K)
    const trace = K.reduce((sum, row, i) => sum + row[i], 0)
    expect(values.reduce((a, b) => a + b)).toBeCloseTo(trace, 12)
    expect(Math.min(...values)).toBeGreaterThan(-1e-12)
  })

  it.each([
    ['a flat list', [2, 1, 1, 2], 'matrix[0] must be a list of 4 numbers'],
    ['no rows', [], 'matrix must be a list of the rows of a square matrix'],
    ['rows that are too short', [[1, 2], [2]], 'matrix[1] must be a list of 2 numbers'],
    [
      'rows that are too long',
      [
        [1, 2, 3],
        [2, 1, 3]
      ],
      'matrix[0] must be a list of 2 numbers'
    ],
    [
      'what is not symmetric',
      [
        [1, 0.5],
        [0.4, 1]
      ],
      'matrix[1][0] must be equal to matrix[0][1] = 0.5'
    ],
    [
      'holes',
      [
        [1, NaN],
        [NaN, 1]
      ],
      'matrix[0][1] must be a finite number, got NaN'
    ]
  ])('refuses %s', (_, matrix, message) => {
    expect(() => eigenSystem(matrix as number[][])).toThrow(message)
  })
})
