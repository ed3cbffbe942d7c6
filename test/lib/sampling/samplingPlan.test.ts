import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ensemble } from '../../../lib/src/networks/ensemble.js'
import { textDigest } from '../../../lib/src/numerics/randomStream.js'
import { bagMerger } from '../../../lib/src/sampling/bagSums.js'
import type { BlockRunner } from '../../../lib/src/sampling/blockRunner.js'
import { drawMissingBags } from '../../../lib/src/sampling/blockQueue.js'
import { equalSpacing } from '../../../lib/src/sampling/equalSpacing.js'
import {
  bagBlocks,
  blockSize,
  networkCost,
  streamKey
} from '../../../lib/src/sampling/samplingPlan.js'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

const sample = ensemble({ network: 'gauss', inputs: [[0.1], [0.2], [0.4]] })

describe('the plan', () => {
  it('cuts a bag into blocks without gap or overlap, each with a stream of its own', () => {
    const sizes = { min: 1, max: 300_000 }
    fc.assert(
      fc.property(fc.integer(sizes), fc.integer({ min: 1, max: 5000 }), (networksPerBag, width) => {
        const blocks = [...bagBlocks({ ...sample, networksPerBag }, width, 3)]
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
    const streams = [0, 1].map((bag) => [...bagBlocks(sample, 10, bag)][0].stream)
    expect(streams).toEqual([`${key}/0/0`, `${key}/1/0`])
  })

  it('takes SHA-256 as it is published (FIPS 180-4, "abc")', () => {
    expect(textDigest('abc')).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
    )
  })
})

describe('a bag of blocks', () => {
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
    const merger = bagMerger(layout)
    blocks.forEach((block) => merger.add(block))
    expect([...merger.sums()]).toEqual([2, 2, 7])
  })

  it('of one block has its bits', () => {
    const merger = bagMerger(layout)
    merger.add(Float64Array.of(-0, 1, 2))
    expect([...merger.sums()]).toEqual([-0, 1, 2])
  })

  it('of more blocks than memory would hold is planned at once', () => {
    const blocks = bagBlocks({ ...sample, networksPerBag: 1e15 }, 1e5, 0)
    expect(blocks.next().value).toMatchObject({ block: 0, networks: 32 })
  })

  it('holds back those blocks alone that come too early, and gives the same bits in any order', async () => {
    const few = { orders: [2], inputs: [[1]], bags: 1, networksPerBag: 8000 }
    const large = ensemble({ network: 'relu', ...few, widths: [1e5] })
    const held: WeakRef<Float64Array>[] = []
    let most = 0
    // Sums that grow from block to block; every second task is answered after the next one.
    const runner = (late: boolean): BlockRunner => ({
      concurrency: late ? 2 : 1,
      async run({ sampler, blocks: wanted }) {
        const number = Number(wanted[0].stream.split('/')[2])
        if (late && number % 2 === 0) await new Promise((resolve) => setTimeout(resolve))
        await new Promise((resolve) => setTimeout(resolve))
        if (number % 50 === 49) {
          collectGarbage()
          most = Math.max(most, held.filter((reference) => reference.deref()).length)
        }
        const sums = wanted.map(({ stream }) => {
          const value = 1 / (1 + Number(stream.split('/')[2]))
          return Float64Array.of(value, value, value)
        })
        held.push(...sums.map((one) => new WeakRef(one)))
        return { sampler, sums }
      }
    })
    const drawn = async (late: boolean) => {
      let bag: Float64Array | undefined
      const bagSums = [[]]
      const keep = (_: number, __: number, sums: Float64Array) => void (bag = sums)
      const missing = { ensemble: large, bagSums, work: 1, keep, advance: () => undefined }
      await drawMissingBags(missing, runner(late), undefined)
      return bag
    }
    expect(await drawn(true)).toEqual(await drawn(false))
    expect(held).toHaveLength(2 * Math.ceil(8000 / blockSize(large, 1e5)))
    expect(most).toBeLessThan(10)
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
