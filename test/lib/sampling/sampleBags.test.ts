import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { mkdtemp, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ensemble } from '../../../lib/src/networks/ensemble.js'
import { sumsLayout } from '../../../lib/src/sampling/bagSums.js'
import { localRunner, type BlockRunner } from '../../../lib/src/sampling/blockRunner.js'
import { MomentStore } from '../../../lib/src/sampling/momentStore.js'
import { sampleBags } from '../../../lib/src/sampling/sampleBags.js'
import { sampleEnsemble } from '../../../lib/src/sampling/sampleEnsemble.js'

const sample = ensemble({
  network: 'erf',
  widths: [2, 5],
  orders: [2],
  inputs: [[0.3], [1]],
  bags: 8,
  networksPerBag: 50
})
const reference = await sampleEnsemble(sample, { store: false, runner: localRunner() })

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nnqft-bags-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** A runner of this thread that counts blocks, here one a bag. */
function counting() {
  const local = localRunner()
  const count = { blocks: 0 }
  const runner: BlockRunner = {
    concurrency: 1,
    run(task, signal) {
      count.blocks += task.blocks.length
      return local.run(task, signal)
    }
  }
  return { count, runner }
}

async function draw(width: number, first: number, end: number, parameters = {}) {
  const { count, runner } = counting()
  const range = { width, first, end }
  const drawn = await sampleBags({ ...sample, ...parameters }, range, { folder, runner })
  expect(drawn.drawn).toBe(count.blocks)
  return drawn
}

async function wholeRun(parameters = {}) {
  const { count, runner } = counting()
  const moments = await sampleEnsemble({ ...sample, ...parameters }, { store: { folder }, runner })
  return { moments, blocks: count.blocks }
}

async function files(): Promise<string[]> {
  const names = await readdir(folder, { recursive: true })
  return names.filter((name) => name.endsWith('.parquet')).map((name) => join(folder, name))
}

describe('ranges of bags', () => {
  it('give the bits of one run, however they are cut and in whatever order they come', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { maxLength: 4 }),
        fc.infiniteStream(fc.nat()),
        async (cuts, order) => {
          const bounds = [0, ...cuts.sort((a, b) => a - b), sample.bags]
          const ranges = sample.widths
            .flatMap((width) => bounds.slice(1).map((end, i) => [width, bounds[i], end] as const))
            .map((range) => ({ range, key: order.next().value as number }))
            .sort((a, b) => a.key - b.key)
          for (const { range } of ranges) await draw(...range)
          const { moments, blocks } = await wholeRun()
          expect(blocks).toBe(0)
          expect(moments.widths).toEqual(reference.widths)
          await rm(folder, { recursive: true })
        }
      ),
      { numRuns: 8 }
    )
  })

  it('draw nothing twice: neither again, nor where they overlap, nor what one run left', async () => {
    expect(await draw(5, 2, 6)).toEqual({ found: 0, drawn: 4 })
    expect(await draw(5, 2, 6)).toEqual({ found: 4, drawn: 0 })
    expect(await draw(5, 0, 8)).toEqual({ found: 4, drawn: 4 })
    await wholeRun()
    expect(await draw(2, 0, 8)).toEqual({ found: 8, drawn: 0 })
  })

  it('are extended by more bags later', async () => {
    await draw(5, 0, 8)
    expect(await draw(5, 0, 11, { bags: 11 })).toEqual({ found: 8, drawn: 3 })
    const [width] = (await wholeRun({ widths: [5], bags: 11 })).moments.widths
    const means = reference.widths[1].orders[0].bagMeans
    expect(width.orders[0].bagMeans.slice(0, means.length)).toEqual(means)
  })

  it('of the same bags at the same time leave one file', async () => {
    const both = [draw(5, 0, 4), draw(5, 0, 4)]
    await Promise.all(both)
    expect(await files()).toHaveLength(1)
  })

  it('keep what was drawn when they are interrupted, and go on there', async () => {
    const stop = new AbortController()
    const { runner } = counting()
    const onWork = (work: number) => void (work > 0 && stop.abort(new Error('cancelled')))
    const range = { width: 5, first: 0, end: 8 }
    const options = { folder, runner, signal: stop.signal, onWork }
    await expect(sampleBags(sample, range, options)).rejects.toThrow('cancelled')
    const { found, drawn } = await draw(5, 0, 8)
    expect(found).toBeGreaterThan(0)
    expect(found + drawn).toBe(8)
  })

  it('mark their store as kept, so that no run prunes it', async () => {
    await draw(5, 0, 8)
    await sampleEnsemble(
      { ...sample, seed: 3 },
      { store: { folder, maximumBytes: 1 }, runner: localRunner() }
    )
    expect(await draw(5, 0, 8)).toEqual({ found: 8, drawn: 0 })
    const store = await MomentStore.open(folder)
    await expect(store.prune(0)).rejects.toThrow(/holds a campaign and is kept; remove .*\.kept/)
  })

  it.each([
    [{ width: 3, first: 0, end: 1 }, /range\.width must be a width of the ensemble, got 3/],
    [{ width: 5, first: 2, end: 2 }, /range\.end must be an integer >= 3 and <= 8, got 2/],
    [{ width: 5, first: -1, end: 2 }, /range\.first must be an integer >= 0, got -1/],
    [{ width: 5, first: 0, end: 9 }, /range\.end must be an integer >= 1 and <= 8, got 9/],
    [{ width: 5, first: 0, end: 9, last: 1 }, /range must be free of unknown keys/]
  ])('refuse %o', async (range, message) => {
    await expect(sampleBags(sample, range, { folder })).rejects.toThrow(message)
    expect(await files()).toEqual([])
  })
})

describe('a store that fails', () => {
  // Root may write everywhere: what no one may write to are the system's own folders.
  it.each(['/proc/nnqft/store', '/proc/self/deep/er/store', '/dev/null/store'])(
    'at %s ends the task with an error at once',
    async (place) => {
      const { count, runner } = counting()
      const range = { width: 5, first: 0, end: 8 }
      const run = sampleBags(sample, range, { folder: place, runner })
      await expect(run).rejects.toThrow(/\/(proc|dev)\/.*(ENOENT|ENOTDIR|EACCES).*same task again/)
      await expect(run).rejects.toHaveProperty('name', 'StoreError')
      expect(count.blocks).toBe(0)
    }
  )

  it('does not hang a run of a notebook either, which goes on without it', async () => {
    const warnings: string[] = []
    const moments = await sampleEnsemble(sample, {
      store: { folder: '/proc/nnqft/store' },
      runner: localRunner(),
      onWarning: (text) => warnings.push(text)
    })
    expect(moments.widths).toEqual(reference.widths)
    expect(warnings.join()).toMatch(/not stored in \/proc\/nnqft\/store: ENOENT/)
  })

  it('that gets full meanwhile ends the task with an error, and later the task goes on', async () => {
    await draw(5, 0, 2)
    const [address] = (await readdir(folder)).filter((name) => name.length === 64)
    const place = join(folder, address)
    await rename(place, `${place}.away`)
    await symlink('/dev/full', place)
    await expect(draw(5, 0, 4)).rejects.toThrow(/StoreError|cannot be (read|written)/)
    await rm(place)
    await rename(`${place}.away`, place)
    expect(await draw(5, 0, 4)).toEqual({ found: 2, drawn: 2 })
  })

  it('whose file cannot be read this time ends the task, which draws nothing twice', async () => {
    await draw(5, 0, 4)
    const [path] = await files()
    await rename(path, `${path}.away`)
    await symlink(path, path)
    const { count, runner } = counting()
    const run = sampleBags(sample, { width: 5, first: 0, end: 8 }, { folder, runner })
    await expect(run).rejects.toThrow(/w5-.*cannot be read \(ELOOP.*let this host read it/)
    expect(count.blocks).toBe(0)
    await rm(path)
    await rename(`${path}.away`, path)
    expect(await draw(5, 0, 8)).toEqual({ found: 4, drawn: 4 })
  })

  it('with two different sums of a bag is refused by name, and joins nothing', async () => {
    const store = await MomentStore.open(folder)
    const sums = (value: number) =>
      new Map([[1, new Float64Array(sumsLayout(sample)[0].end).fill(value)]])
    const names = [await store.save(sample, 5, sums(1)), await store.save(sample, 5, sums(2))]
    const both = new RegExp(`different sums of bag 1 in (${names[0]}|${names[1]}) and in`)
    await expect(store.join(sample, 5)).rejects.toThrow(both)
    await expect(store.load(sample, 5, () => undefined)).rejects.toThrow(both)
    await expect(draw(5, 0, 4)).rejects.toThrow(both)
    // What is not asked for is no business of a task.
    expect(await draw(5, 2, 4)).toEqual({ found: 0, drawn: 2 })
    expect(await files()).toHaveLength(3)
  })
})

it('a reader finds the bags of files that are joined while it reads', async () => {
  for (const bag of [0, 1, 2]) await draw(5, bag, bag + 1)
  const parts = await files()
  const store = await MomentStore.open(folder)
  await store.join(sample, 5)
  const [joined] = await files()
  const bytes = readFileSync(joined)
  await rm(joined)
  // As before the join, behind a damaged file: when that is reported, the reader has listed all of them.
  for (const bag of [0, 1, 2]) await draw(5, bag, bag + 1)
  expect((await files()).sort()).toEqual(parts.sort())
  await writeFile(joined.replace(/w5-.*/, `w5-${'0'.repeat(64)}.parquet`), 'damaged')
  const bags = await store.load(sample, 5, () => {
    writeFileSync(joined, bytes)
    parts.forEach((path) => rmSync(path))
  })
  expect([...bags.keys()].sort()).toEqual([0, 1, 2])
})
