import { fork, type ChildProcess } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { watch } from 'node:fs'
import {
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  symlink,
  utimes,
  writeFile
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parquetReadObjects } from 'hyparquet'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ensemble } from '../../../lib/src/networks/ensemble.js'
import { sumsLayout } from '../../../lib/src/sampling/bagSums.js'
import { localRunner, type BlockRunner } from '../../../lib/src/sampling/blockRunner.js'
import { MomentStore } from '../../../lib/src/sampling/momentStore.js'
import { sampleEnsemble } from '../../../lib/src/sampling/sampleEnsemble.js'
import type { SamplingOptions } from '../../../lib/src/sampling/samplingOptions.js'
import { defaultStoreFolder } from '../../../lib/src/sampling/storeFolder.js'

const sample = ensemble({
  network: 'erf',
  widths: [2, 5],
  orders: [2, 4],
  bags: 6,
  networksPerBag: 500
})
const reference = await sampleEnsemble(sample, { store: false, runner: localRunner() })

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nnqft-store-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** Samples in this thread, counting the blocks that are drawn. */
async function run(parameters: Partial<typeof sample> = {}, options: SamplingOptions = {}) {
  const local = localRunner()
  let blocks = 0
  const runner: BlockRunner = {
    concurrency: 1,
    run(task, signal) {
      blocks += task.blocks.length
      return local.run(task, signal)
    }
  }
  const warnings: string[] = []
  const onWarning = (message: string) => warnings.push(message)
  const checked = ensemble({ ...sample, ...parameters })
  const moments = await sampleEnsemble(checked, {
    store: { folder },
    runner,
    onWarning,
    ...options
  })
  return { moments, blocks, warnings }
}

async function files(): Promise<string[]> {
  const names = await readdir(folder, { recursive: true })
  return names.filter((name) => name.endsWith('.parquet')).map((name) => join(folder, name))
}

describe('the store', () => {
  it('gives back what was sampled, bit by bit, without drawing a network', async () => {
    expect((await run()).blocks).toBe(12)
    const again = await run()
    expect(again.blocks).toBe(0)
    expect(again.moments.widths).toEqual(reference.widths)
    expect(again.warnings).toEqual([])
  })

  it('draws only the bags and widths that are new', async () => {
    await run({ bags: 4, widths: [5] })
    const more = await run()
    expect(more.blocks).toBe(2 + 6)
    expect(more.moments.widths).toEqual(reference.widths)
    const fewer = await run({ bags: 2 })
    expect(fewer.blocks).toBe(0)
    expect(fewer.moments.widths[0].orders[0].bagMeans).toHaveLength(2 * 21)
  })

  it.each([{ seed: 1 }, { sigmaW: 1.5 }, { networksPerBag: 501 }, { orders: [2] }])(
    'keeps other ensembles apart: %o',
    async (change) => {
      await run()
      expect((await run(change)).blocks).toBe(12)
    }
  )

  it('resumes a run that was stopped', async () => {
    const local = localRunner()
    let blocks = 0
    const stopping: BlockRunner = {
      concurrency: 1,
      run: (task) =>
        (blocks += task.blocks.length) > 8 ? Promise.reject(new Error('stopped')) : local.run(task)
    }
    await expect(run({}, { runner: stopping })).rejects.toThrow('stopped')
    const rest = await run()
    expect(rest.blocks).toBe(4)
    expect(rest.moments.widths).toEqual(reference.widths)
  })

  it.each([
    ['truncated', (bytes: Buffer) => bytes.subarray(0, bytes.length - 100)],
    ['empty', () => Buffer.alloc(0)],
    ['changed in one bit', flipBit]
  ])('finds, reports and recomputes a file that is %s', async (_, damage) => {
    await run()
    const [path] = (await files()).filter((name) => name.includes('w5-'))
    await writeFile(path, damage(await readFile(path)))
    const store = await MomentStore.open(folder)
    const { unusable } = await store.verify()
    expect(unusable.map(({ name }) => join(folder, name))).toEqual([path])
    const again = await run()
    expect(again.blocks).toBe(6)
    expect(again.warnings).toHaveLength(1)
    expect(again.warnings[0]).toMatch(/w5-.*damaged.*SHA-256/)
    expect(again.moments.warnings).toEqual(again.warnings)
    expect(again.moments.widths).toEqual(reference.widths)
    expect(await store.verify()).toMatchObject({ unusable: [] })
    expect((await run()).blocks).toBe(0)
    // It lies beside the new one, for whoever wants to know what happened to it.
    expect(await readFile(`${path}.damaged`)).toEqual(damage(await readFile(path)))
  })

  // Each of these was once taken for damage, and the file, here good bags, was removed.
  it.each([
    ['a folder has its name', (path: string) => mkdir(path), 'EISDIR'],
    ['a link leads to itself', (path: string) => symlink(path, path), 'ELOOP'],
    [
      'a link leads into a file',
      (path: string) => symlink(import.meta.filename + '/x', path),
      'ENOTDIR'
    ],
    ['it has been written by another program', (path: string) => writeFile(path, 'text'), undefined]
  ])('leaves a file alone that cannot be read because %s', async (_, spoil, code) => {
    await run()
    const [path] = (await files()).filter((name) => name.includes('w5-'))
    const bytes = await readFile(path)
    await rm(path)
    const digest = createHash('sha256').update('text').digest('hex')
    const place = code ? path : path.replace(/-[0-9a-f]+[.]/, `-${digest}.`)
    await spoil(place)
    const again = await run({}, { store: { folder, maximumBytes: 1e9 } })
    expect(again.blocks).toBe(6)
    expect(again.moments.widths).toEqual(reference.widths)
    expect(again.warnings[0]).toMatch(/w5-.*cannot be read/)
    if (code) expect(again.warnings[0]).toContain(code)
    expect((await lstat(place)).size).toBeGreaterThan(0)
    await rm(place, { recursive: true })
    await writeFile(path, bytes)
    expect((await run()).blocks).toBe(0)
  })

  it('shows a file only when all of it is there', async () => {
    const store = await MomentStore.open(folder)
    const length = sumsLayout(sample)[1].end
    const bags = (first: number) =>
      new Map([0, 1].map((i) => [first + i, new Float64Array(length).fill(i)]))
    await store.save(sample, 2, bags(0))
    const [address] = await readdir(folder)
    const events = { rename: [] as string[], change: [] as string[] }
    const watcher = watch(join(folder, address), (event, name) => events[event].push(name!))
    await store.save(sample, 2, bags(2))
    await expect
      .poll(() => events.rename.filter((name) => name.endsWith('.parquet')))
      .toHaveLength(1)
    await new Promise((resolve) => setTimeout(resolve, 50))
    watcher.close()
    // What is written under its last name would be seen to change there.
    expect(events.change.filter((name) => name.endsWith('.parquet'))).toEqual([])
    expect(events.change).not.toEqual([])
    expect(await store.load(sample, 2, () => undefined)).toEqual(new Map([...bags(0), ...bags(2)]))
  })

  it('joins the files of a width in one that is the same however they were cut', async () => {
    const store = await MomentStore.open(folder)
    const length = sumsLayout(sample)[1].end
    const bags = (...numbers: number[]) =>
      new Map(numbers.map((bag) => [bag, new Float64Array(length).fill(bag)]))
    for (const part of [bags(3, 2), bags(0), bags(1)]) await store.save(sample, 2, part)
    const other = await store.save(sample, 5, bags(0))
    await store.join(sample, 2)
    const joined = await store.save(sample, 2, bags(0, 1, 2, 3))
    expect((await store.list()).map(({ name }) => name).sort()).toEqual([joined, other].sort())
    expect(await store.load(sample, 2, () => undefined)).toEqual(bags(0, 1, 2, 3))
  })

  it('is left with one file a width by a run that adds to another', async () => {
    await run({ bags: 4 })
    await run()
    expect(await files()).toHaveLength(2)
  })

  it('holds its numbers in Parquet, one a row, with the ensemble in the metadata', async () => {
    await run()
    const [path] = (await files()).filter((name) => name.includes('w2-'))
    const bytes = await readFile(path)
    const rows = await parquetReadObjects({ file: Uint8Array.from(bytes).buffer })
    const layout = sumsLayout(sample)
    expect(rows).toHaveLength(6 * layout[1].end)
    const row = rows.find((r) => r.bag === 3 && r.quantity === 'sum' && r.inputs === '0 1 4 5')
    const [, quartic] = reference.widths[0].orders
    const c = quartic.combinations.findIndex((combination) => combination.join(' ') === '0 1 4 5')
    expect(row?.value / 500).toBe(quartic.bagMeans[3 * quartic.combinations.length + c])
  })

  it('stays within its size, the files used longest ago going first', async () => {
    await run()
    const store = await MomentStore.open(folder)
    const [first, second] = await store.list()
    await utimes(join(folder, second.name), new Date(1e12), new Date(1e12))
    const removed = await store.prune(first.bytes + second.bytes - 1)
    expect(removed.map(({ name }) => name)).toEqual([second.name])
    await run({ seed: 5 }, { store: { folder, maximumBytes: 1 } })
    expect(await store.list()).toEqual([])
  })

  it('leaves alone what else lies in its folder', async () => {
    await run()
    const foreign = [join('photos', 'w2-summer.parquet'), join('a'.repeat(64), 'notes.txt')]
    for (const name of foreign) {
      await mkdir(join(folder, name, '..'))
      await writeFile(join(folder, name), 'mine')
    }
    const store = await MomentStore.open(folder)
    expect((await store.list()).length).toBe(2)
    expect(await store.prune(0)).toHaveLength(2)
    for (const name of foreign) expect(await readFile(join(folder, name), 'utf8')).toBe('mine')
    expect(await store.merge(await MomentStore.open(folder))).toBe(0)
  })

  it('does without a folder that cannot be written, and says so', async () => {
    const blocked = join(folder, 'file')
    await writeFile(blocked, '')
    const { moments, warnings } = await run({}, { store: { folder: join(blocked, 'store') } })
    expect(moments.widths).toEqual(reference.widths)
    expect(warnings).toHaveLength(1)
    expect(warnings[0]).toMatch(/not stored in .*ENOTDIR/)
  })

  it('stands in the project unless NNQFT_STORE says otherwise', async () => {
    await writeFile(join(folder, 'package.json'), '{}')
    const nested = await mkdtemp(join(folder, 'nested-'))
    expect(await defaultStoreFolder(nested)).toBe(join(folder, '.nnqft', 'store'))
    process.env.NNQFT_STORE = nested
    expect(await defaultStoreFolder(folder)).toBe(nested)
    delete process.env.NNQFT_STORE
  })
})

describe('two processes at once', () => {
  const program = (name: string) => fileURLToPath(new URL(name, import.meta.url))
  const children: ChildProcess[] = []
  let shared: string
  beforeAll(async () => {
    shared = await mkdtemp(join(tmpdir(), 'nnqft-shared-'))
  })
  afterAll(async () => {
    children.forEach((child) => child.kill('SIGKILL'))
    await rm(shared, { recursive: true, force: true })
  })
  const writer = (bags: number) => {
    return start('storeWriter.mjs', { ...sample, bags })
  }
  const start = (name: string, work: typeof sample) => {
    const child = fork(program(name), [shared, JSON.stringify(work)], { execArgv: [] })
    children.push(child)
    return child
  }

  it('write the same result without harm, and one killed half-way leaves nothing damaged', async () => {
    const [a, b, killed] = [writer(40), writer(60), writer(60)]
    setTimeout(() => killed.kill('SIGKILL'), 400)
    const [[codeA], [codeB]] = await Promise.all([once(a, 'exit'), once(b, 'exit')])
    expect([codeA, codeB]).toEqual([0, 0])
    const store = await MomentStore.open(shared)
    expect(await store.verify()).toMatchObject({ unusable: [] })
    folder = shared
    const { moments, blocks, warnings } = await run({ bags: 60 })
    expect(blocks).toBe(0)
    expect(warnings).toEqual([])
    const first = moments.widths[0].orders[0].bagMeans.slice(0, 6 * 21)
    expect(first).toEqual(reference.widths[0].orders[0].bagMeans)
  })

  it('write the same file again and again, and no reader ever sees a part of it', async () => {
    const work = ensemble({
      ...sample,
      widths: [2],
      orders: [2, 4, 6],
      bags: 20,
      networksPerBag: 2
    })
    await sampleEnsemble(work, { store: { folder: shared }, runner: localRunner() })
    const rivals = [1, 2, 3].map(() => start('storeRival.mjs', work))
    const codes = await Promise.all(rivals.map((rival) => once(rival, 'exit')))
    expect(codes.map(([code]) => code as unknown)).toEqual([0, 0, 0])
  })
})

function flipBit(bytes: Buffer): Buffer {
  const changed = Buffer.from(bytes)
  changed[Math.floor(changed.length / 3)] ^= 4
  return changed
}
