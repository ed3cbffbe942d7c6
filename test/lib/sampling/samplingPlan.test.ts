import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ensemble } from '../../../lib/src/networks/ensemble.js'
import { textDigest } from '../../../lib/src/numerics/randomStream.js'
import { mergeBlocks } from '../../../lib/src/sampling/bagSums.js'
import { equalSpacing } from '../../../lib/src/sampling/equalSpacing.js'
import {
  bagBlocks,
  blockSize,
  networkCost,
  streamKey
} from '../../../lib/src/sampling/samplingPlan.js'

const sample = ensemble({ network: 'gauss', inputs: [[0.1], [0.2], [0.4]] })

describe('the plan', () => {
  it('cuts a bag into blocks without gap or overlap, each with a stream of its own', () => {
    const sizes = { min: 1, max: 300_000 }
    fc.assert(
      fc.property(fc.integer(sizes), fc.integer({ min: 1, max: 5000 }), (networksPerBag, width) => {
        const blocks = bagBlocks({ ...sample, networksPerBag }, width, 3)
        expect(blocks.reduce((sum, { networks }) => sum + networks, 0)).toBe(networksPerBag)
        blocks.slice(0, -1).forEach((b) => expect(b.networks).toBe(blockSize(sample, width)))
        expect(blocks.every(({ networks }) => networks >= 1)).toBe(true)
        expect(new Set(blocks.map(({ stream }) => stream)).size).toBe(blocks.length)
      }),
      { seed: 1 }
    )
  })

  it('has blocks of at most 4e6 units of work, unless a network alone is more', () => {
    for (const width of [1, 2, 10, 1000, 65_536, 1e6]) {
      expect(blockSize(sample, width) * networkCost(sample, width)).toBeLessThanOrEqual(4e6)
      expect(2 * blockSize(sample, width) * networkCost(sample, width)).toBeGreaterThan(4e6)
    }
    expect(blockSize(sample, 1e9)).toBe(2)
  })

  it('names its streams by all that a draw depends on, and by nothing else', () => {
    const key = streamKey(sample, 10)
    const others = [
      streamKey(sample, 11),
      ...[
        { seed: 1 },
        { sigmaW: 1.1 },
        { sigmaB: 0.9 },
        { network: 'erf' as const },
        { estimator: 'conditional' as const },
        { inputs: [[0.1], [0.2], [0.5]] }
      ].map((change) => streamKey({ ...sample, ...change }, 10))
    ]
    expect(new Set([key, ...others]).size).toBe(8)
    const same = { bags: 3, networksPerBag: 5, orders: [2], widths: [10] }
    expect(streamKey({ ...sample, ...same }, 10)).toBe(key)
    const streams = [0, 1].map((bag) => bagBlocks(sample, 10, bag)[0].stream)
    expect(streams).toEqual([`${key}/0/0`, `${key}/1/0`])
  })

  it('takes SHA-256 as it is published (FIPS 180-4, "abc")', () => {
    expect(textDigest('abc')).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
    )
  })
})

describe('mergeBlocks', () => {
  const pair = [[0, 0]]
  const layout = [
    { order: 2, combinations: pair, diagnosed: pair, start: 0, squares: 1, maxima: 2, end: 3 }
  ]

  it('adds sums without losing what a large one would swallow, and takes the largest maximum', () => {
    const blocks = [
      [1, 1e16, 3],
      [1e100, 1, 7],
      [1, -1e16, 5],
      [-1e100, 1, 2]
    ].map((block) => Float64Array.from(block))
    expect([...mergeBlocks(blocks, layout)]).toEqual([2, 2, 7])
  })
})

describe('equalSpacing', () => {
  it('finds the spacing of points in any dimension, rounding of decimals aside', () => {
    expect(equalSpacing([[-0.01], [-0.006], [-0.002], [0.002]])?.[0]).toBeCloseTo(0.004, 15)
    expect(
      equalSpacing([
        [0, 1],
        [1, 3],
        [2, 5]
      ])
    ).toEqual([1, 2])
  })

  it('finds none where a point is off by more than rounding, or where there are but two', () => {
    expect(equalSpacing([[0], [0.1], [0.2 + 1e-14]])).toBeUndefined()
    expect(equalSpacing([[0], [0.2], [0.1]])).toBeUndefined()
    expect(equalSpacing([[0], [1]])).toBeUndefined()
  })
})
