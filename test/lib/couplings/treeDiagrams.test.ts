import { describe, expect, test } from 'vitest'
import { treeDiagrams } from '../../../lib/src/couplings/treeDiagrams.js'

describe('treeDiagrams', () => {
  test('n = 4: one contact; n = 6: contact and 10 exchanges; n = 8: 1, 56 + … and 280', () => {
    expect(treeDiagrams(4)).toEqual([{ vertices: [{ order: 4, legs: [0, 1, 2, 3] }], edges: [] }])
    const count = (n: number) => {
      const sizes = treeDiagrams(n).map(({ vertices }) => vertices.length)
      return [1, 2, 3].map((v) => sizes.filter((size) => size === v).length)
    }
    expect(count(6)).toEqual([1, 10, 0])
    // binomial(8, 3) ways to cut off a quartic vertex; 280 chains of three.
    expect(count(8)).toEqual([1, 56, 280])
  })

  test('every diagram is a tree with each external point once and all vertices even', () => {
    for (const { vertices, edges } of treeDiagrams(8)) {
      expect(edges.length).toBe(vertices.length - 1)
      expect(vertices.flatMap(({ legs }) => legs).sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
      vertices.forEach(({ order, legs }, v) => {
        expect(order % 2).toBe(0)
        expect(order).toBe(legs.length + edges.filter((edge) => edge.includes(v)).length)
      })
    }
  })

  test('no diagram comes twice', () => {
    const splits = treeDiagrams(6)
      .slice(1)
      .map(({ vertices }) =>
        vertices
          .map(({ legs }) => [...legs].sort().join(''))
          .sort()
          .join('|')
      )
    expect(new Set(splits).size).toBe(10)
  })

  test('odd and small orders are refused', () => {
    expect(() => treeDiagrams(5)).toThrow('order must be even, got 5')
    expect(() => treeDiagrams(2)).toThrow('order must be an integer >= 4')
  })
})
