import { describe, expect, it } from 'vitest'
import { doubleFactorial } from '../../../lib/src/numerics/doubleFactorial.js'
import { setPartitions } from '../../../lib/src/numerics/setPartitions.js'

describe('setPartitions', () => {
  it.each([
    [0, 1],
    [1, 1],
    [4, 15],
    [6, 203],
    [8, 4140]
  ])('has Bell(%i) = %i partitions, all different and complete', (size, bell) => {
    const partitions = setPartitions(size)
    expect(partitions).toHaveLength(bell)
    expect(new Set(partitions.map((p) => JSON.stringify(p))).size).toBe(bell)
    for (const partition of partitions) {
      const elements = partition.flat().sort((a, b) => a - b)
      expect(elements).toEqual(Array.from({ length: size }, (_, i) => i))
    }
  })

  it('refuses sizes that are fractional or too large', () => {
    expect(() => setPartitions(2.5)).toThrow('setPartitions: size must be an integer >= 0')
    expect(() => setPartitions(11)).toThrow('and <= 10, got 11')
  })
})

describe('doubleFactorial', () => {
  it('is the product of every second integer, 1 at -1 and 0', () => {
    expect([-1, 0, 1, 2, 3, 4, 5, 7].map(doubleFactorial)).toEqual([1, 1, 1, 2, 3, 8, 15, 105])
  })

  it('refuses what would overflow', () => {
    expect(() => doubleFactorial(301)).toThrow('doubleFactorial: n must be an integer')
    expect(Number.isFinite(doubleFactorial(300))).toBe(true)
  })
})
