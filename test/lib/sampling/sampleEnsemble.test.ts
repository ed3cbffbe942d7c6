import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ensemble, type Ensemble } from '../../../lib/src/networks/ensemble.js'
import { RunnerError } from '../../../lib/src/sampling/blockQueue.js'
import {
  localRunner,
  type BlockAnswer,
  type BlockRunner
} from '../../../lib/src/sampling/blockRunner.js'
import type { EnsembleMoments } from '../../../lib/src/sampling/ensembleMoments.js'
import { MomentStore } from '../../../lib/src/sampling/momentStore.js'
import { sampleEnsemble } from '../../../lib/src/sampling/sampleEnsemble.js'
import { samplerSettings } from '../../../lib/src/sampling/samplerSettings.js'
import { blockSize } from '../../../lib/src/sampling/samplingPlan.js'
import type { SamplingProgress } from '../../../lib/src/sampling/samplingProgress.js'
import { closeWorkerPools, workerPool } from '../../../lib/src/sampling/workerPool.js'

/** Several blocks a bag at N = 1000, one at N = 3. */
const usual = ensemble({ network: 'gauss', widths: [1000, 3], orders: [2, 4], bags: 3 })
const sample = { ...usual, networksPerBag: blockSize(usual, 1000) + 77 }

/** One block: 21 and 126 sums, 6 and 6 squares and maxima for each order. */
const small = ensemble({ network: 'erf', widths: [3], orders: [2, 4], bags: 1, networksPerBag: 10 })

/** Every number of a result, as bits. */
function bits(moments: EnsembleMoments): string {
  const arrays = moments.widths.flatMap(({ orders }) =>
    orders.flatMap((o) => [o.bagMeans, o.bagSquares, o.bagMaxima])
  )
  return Buffer.concat(
    arrays.map((a) => Buffer.from(a.buffer, a.byteOffset, a.byteLength))
  ).toString('base64')
}

const unstored = (e: Ensemble, options = {}) => sampleEnsemble(e, { store: false, ...options })

let reference: EnsembleMoments
beforeAll(async () => {
  reference = await unstored(sample, { runner: localRunner() })
})
afterAll(closeWorkerPools)

describe('sampleEnsemble', () => {
  it.each([1, 2, 16])('gives the same bits on %i workers', async (workers) => {
    expect(bits(await unstored(sample, { workers }))).toBe(bits(reference))
  })

  it('runs on threads and processes in one program without a warning', async () => {
    // Sixteen threads made the pipes of the first process, and the tasks that listen to one signal, look
    // like leaks of listeners.
    const warnings: string[] = []
    const listen = ({ message }: Error) => warnings.push(message)
    process.on('warning', listen)
    await unstored(ensemble({ ...sample, bags: 12 }), { workers: 16 })
    await unstored(sample, { workers: 1, workerKind: 'process' })
    await new Promise((resolve) => setImmediate(resolve))
    process.off('warning', listen)
    expect(warnings).toEqual([])
  })

  it('gives the same bits when blocks finish in reverse order', async () => {
    const local = localRunner()
    const waiting: (() => void)[] = []
    const reversed: BlockRunner = {
      concurrency: 1000,
      async run(task) {
        const sums = await local.run(task)
        return new Promise((resolve) => {
          waiting.push(() => resolve(sums))
          // 3 bags of 2 blocks at N = 1000, 3 of 1 block at N = 3.
          if (waiting.length === 9) waiting.reverse().forEach((finish) => finish())
        })
      }
    }
    expect(bits(await unstored(sample, { runner: reversed }))).toBe(bits(reference))
  })

  // Whatever a runner gave was once taken for the result, and stored.
  it.each<[string, (answer: BlockAnswer) => unknown, string]>([
    ['of another sampler', ({ sums }) => ({ sampler: '0'.repeat(64), sums }), 'sampler must be'],
    ['without a sampler', ({ sums }) => ({ sums }), 'sampler must be'],
    ['that is the sums alone', ({ sums }) => sums, 'sampler must be'],
    ['that is nothing', () => undefined, 'sampler must be'],
    ['without sums', ({ sampler }) => ({ sampler }), 'sums must be a list'],
    ['with a block too few', ({ sampler }) => ({ sampler, sums: [] }), 'number of blocks must be'],
    [
      'with a block too many',
      ({ sampler, sums }) => ({ sampler, sums: [...sums, sums[0]] }),
      'number of blocks must be'
    ],
    [
      'with sums cut short',
      ({ sampler, sums }) => ({ sampler, sums: sums.map((s) => s.slice(1)) }),
      'length of sums[0] must be 171, got 170'
    ],
    [
      'with sums as plain lists',
      ({ sampler, sums }) => ({ sampler, sums: sums.map((s) => [...s]) }),
      'sums[0] must be a Float64Array'
    ]
  ])('refuses an answer %s, and keeps nothing of it', async (_, spoil, message) => {
    const folder = await mkdtemp(join(tmpdir(), 'nnqft-runner-'))
    const local = localRunner()
    const runner: BlockRunner = {
      concurrency: 1,
      run: async (task, signal) => spoil(await local.run(task, signal)) as BlockAnswer
    }
    const run = sampleEnsemble(small, { store: { folder }, runner })
    await expect(run).rejects.toThrow(RunnerError)
    await expect(run).rejects.toThrow(message)
    expect(await (await MomentStore.open(folder)).list()).toEqual([])
    await rm(folder, { recursive: true })
  })

  it.each(['thread', 'process'] as const)(
    'refuses a task for another sampler in a %s',
    async (kind) => {
      const pool = await workerPool(1, kind)
      const settings = samplerSettings(small, 3)
      const task = { sampler: 'f'.repeat(64), settings, blocks: [{ networks: 2, stream: 'a' }] }
      await expect(pool.run(task)).rejects.toThrow('the task asks for ffff')
    }
  )

  it('adds the blocks of a bag in their order, whichever comes first', async () => {
    // Two networks a block, five blocks a bag; sums whose total depends on the order: from the front the
    // ones are lost beside 2^53, from the back they are not.
    const wide = ensemble({ network: 'erf', inputs: [[1]], orders: [2], widths: [1_000_000] })
    const short = ensemble({ ...wide, bags: 1, networksPerBag: 10 })
    const sums = [2 ** 106, 2 ** 53, 1, 1, -(2 ** 106)]
    const waiting: (() => void)[] = []
    const reversed: BlockRunner = {
      concurrency: 5,
      run: ({ sampler, blocks }) =>
        new Promise((resolve) => {
          waiting.push(() =>
            resolve({
              sampler,
              sums: blocks.map(({ stream }) =>
                Float64Array.of(sums[Number(stream.split('/').pop())], 1, 1)
              )
            })
          )
          if (waiting.length === 5) waiting.reverse().forEach((finish) => finish())
        })
    }
    const { widths } = await unstored(short, { runner: reversed })
    expect(widths[0].orders[0].bagMeans[0]).toBe(2 ** 53 / 10)
  })

  it('keeps the first bags when there are more, and the first block when a bag is longer', async () => {
    const more = await unstored(ensemble({ ...sample, bags: 4 }))
    const [{ orders }] = more.widths
    const before = reference.widths[0].orders[0].bagMeans
    expect(orders[0].bagMeans.slice(0, before.length)).toEqual(before)
    expect(orders[0].bagMeans.slice(before.length)).not.toEqual(before.slice(0, 21))
  })

  it('draws independent networks for another seed, bag and width', async () => {
    const other = await unstored(ensemble({ ...sample, seed: 1 }))
    const first = (m: EnsembleMoments, width: number, bag: number) =>
      m.widths[width].orders[0].bagMeans[bag * 21]
    const values = [reference, other].flatMap((m) =>
      [0, 1].flatMap((width) => [0, 1, 2].map((bag) => first(m, width, bag)))
    )
    expect(new Set(values).size).toBe(12)
  })

  it('does not depend on the other widths or orders', async () => {
    const alone = await unstored(ensemble({ ...sample, widths: [3], orders: [4] }))
    expect(alone.widths[0].orders[0].bagMeans).toEqual(reference.widths[1].orders[1].bagMeans)
  })

  it('reports progress up to the end, and leaves the event loop free', async () => {
    const reports: SamplingProgress[] = []
    let turns = 0
    const timer = setInterval(() => turns++, 5)
    await unstored(ensemble({ ...sample, bags: 40 }), {
      onProgress: (p: SamplingProgress) => reports.push(p)
    })
    clearInterval(timer)
    const last = reports[reports.length - 1]
    expect(last.done).toBe(last.total)
    expect(last.remainingSeconds).toBe(0)
    expect(reports.every((p, i) => i === 0 || p.done >= reports[i - 1].done)).toBe(true)
    expect(last.rate).toBeGreaterThan(0)
    expect(turns).toBeGreaterThan(20)
  })

  it.each(['thread', 'process'] as const)(
    'stops on an abort in the middle of a block, %s',
    async (workerKind) => {
      // Even a single block takes seconds, and all of them days.
      const long = ensemble({ ...sample, widths: [200_000_000], networksPerBag: 1000 })
      await unstored(sample, { workers: 2, workerKind })
      const controller = new AbortController()
      setTimeout(() => controller.abort(new Error('enough')), 300)
      const run = unstored(long, { workers: 2, workerKind, signal: controller.signal })
      await expect(run).rejects.toThrow('enough')
      // The pool is as good as new afterwards.
      expect(bits(await unstored(sample, { workers: 2, workerKind }))).toBe(bits(reference))
    }
  )

  it('refuses an ensemble that was not checked, and wrong options, before any work', async () => {
    await expect(unstored({ ...sample, widths: [0] })).rejects.toThrow(
      /widths\[0\] must be an integer >= 1/
    )
    await expect(unstored(sample, { workers: 0 })).rejects.toThrow(
      /workers must be an integer >= 1/
    )
    const signal = AbortSignal.abort(new Error('never mind'))
    await expect(unstored(sample, { signal })).rejects.toThrow('never mind')
  })

  it('fails with the order and width where moments leave the range of numbers', async () => {
    const wild = ensemble({ network: 'erf', widths: [3], sigmaW: 1e60, orders: [2, 6], bags: 1 })
    await expect(unstored(wild)).rejects.toThrow(
      /^sampleEnsemble: sigmaW must be smaller.* \(moments of order 6 at width 3 overflow\), got 1e\+60/
    )
  })
})

describe('a worker that dies', () => {
  /** Twelve blocks of two networks, each a good tenth of a second. */
  const heavy = ensemble({
    ...sample,
    widths: [8_000_000],
    orders: [2],
    bags: 1,
    networksPerBag: 24
  })
  let expected: string
  beforeAll(async () => {
    expected = bits(await unstored(heavy, { runner: localRunner() }))
  })

  it.each(['thread', 'process'] as const)(
    'is replaced and its block done again: all workers, each a %s that ends at once, twice',
    async (kind) => {
      const pool = await workerPool(2, kind)
      let [killings, victims] = [2, 0]
      const runner: BlockRunner = {
        concurrency: pool.concurrency,
        async run(task, signal) {
          const sums = await pool.run(task, signal)
          // Blocks are waiting, so whoever has just delivered this one holds the next, and has hardly begun:
          // without a second try of that block the run could not succeed.
          if (killings-- > 0) {
            for (const worker of pool.workers()) {
              if (kind === 'process') process.kill(worker.id, 'SIGKILL')
              else worker.terminate()
              victims++
            }
          }
          return sums
        }
      }
      expect(bits(await unstored(heavy, { runner }))).toBe(expected)
      expect(victims).toBeGreaterThanOrEqual(2)
    }
  )

  it('fails the run when it dies again and again', async () => {
    const failing: BlockRunner = {
      concurrency: 2,
      run: () => Promise.reject(new Error('worker is gone'))
    }
    await expect(unstored(sample, { runner: failing })).rejects.toThrow('worker is gone')
  })
})
