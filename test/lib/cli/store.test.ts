import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ensemble } from '../../../lib/src/networks/ensemble.js'
import { localRunner } from '../../../lib/src/sampling/blockRunner.js'
import { MomentStore } from '../../../lib/src/sampling/momentStore.js'
import { sampleBags } from '../../../lib/src/sampling/sampleBags.js'
import { sampleEnsemble } from '../../../lib/src/sampling/sampleEnsemble.js'
import { runCommand } from './runCommand.js'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nnqft-cli-store-'))
  const small = ensemble({ network: 'relu', widths: [2, 3], bags: 2, networksPerBag: 10 })
  await sampleEnsemble(small, { store: { folder }, runner: localRunner() })
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await rm(folder, { recursive: true, force: true })
})

const nnqft = (...args: string[]) => runCommand(args)

it('lists the files of the store with their sizes', async () => {
  const { out, code } = await nnqft('store', 'list', '--folder', folder)
  const { files, bytes } = JSON.parse(out)
  expect(code).toBe(0)
  expect(files).toHaveLength(2)
  expect(bytes).toBe(files[0].bytes + files[1].bytes)
  expect(Date.parse(files[0].used)).toBeLessThanOrEqual(Date.parse(files[1].used))
})

it('verifies the files and fails if one is damaged', async () => {
  expect((await nnqft('store', 'verify', '--folder', folder)).code).toBe(0)
  const [{ name }] = JSON.parse((await nnqft('store', 'list', '--folder', folder)).out).files
  const path = join(folder, name)
  await writeFile(path, (await readFile(path)).subarray(10))
  const { out, err, code } = await nnqft('store', 'verify', '--folder', folder)
  expect(code).toBe(1)
  expect(JSON.parse(out)).toMatchObject({ checked: 2, damaged: [{ name }], unreadable: [] })
  expect(err).toMatch(/1 damaged/)
})

it('prunes down to the size that was asked for', async () => {
  const { out } = await nnqft('store', 'prune', '--megabytes', '0', '--folder', folder)
  expect(JSON.parse(out).removed).toHaveLength(2)
  expect(JSON.parse((await nnqft('store', 'list', '--folder', folder)).out).files).toEqual([])
})

describe('stores that are merged', () => {
  const result = { network: 'erf', widths: [2, 3], bags: 6, networksPerBag: 10 } as const
  /** A store in a folder of its own, with some bags of one result, overlapping with others', and a result of its own. */
  async function storeOf(name: string, first: number, end: number) {
    const at = join(folder, name)
    const options = { folder: at, runner: localRunner() }
    for (const width of [2, 3]) await sampleBags(ensemble(result), { width, first, end }, options)
    await sampleBags(
      ensemble({ ...result, seed: 7 + first }),
      { width: 2, first: 0, end: 1 },
      options
    )
    return at
  }
  async function contents(at: string) {
    const names = (await readdir(at, { recursive: true })).filter((one) => one.endsWith('parquet'))
    return new Map(
      await Promise.all(
        names.sort().map(async (one) => [one, await readFile(join(at, one), 'hex')] as const)
      )
    )
  }

  it('in any order give the same bytes, those of one run', async () => {
    const parts = [await storeOf('a', 0, 3), await storeOf('b', 2, 6), await storeOf('c', 1, 4)]
    const before = await contents(parts[0])
    const merged: Map<string, string>[] = []
    for (const [i, order] of [
      [0, 1, 2],
      [2, 1, 0],
      [1, 0, 2, 1]
    ].entries()) {
      const at = join(folder, `merged-${i}`)
      const others = order.map((part) => parts[part])
      const { out, code } = await nnqft('store', 'merge', ...others, '--folder', at)
      expect(code).toBe(0)
      expect(JSON.parse(out)).toEqual({ folder: at, results: 3 * order.length, files: 2 + 3 })
      merged.push(await contents(at))
    }
    expect(merged[1]).toEqual(merged[0])
    expect(merged[2]).toEqual(merged[0])
    expect(await contents(parts[0])).toEqual(before)
    const whole = await storeOf('whole', 0, 6)
    for (const [name, bytes] of await contents(whole)) expect(merged[0].get(name)).toBe(bytes)
  })

  it('of a campaign are safe from pruning afterwards too', async () => {
    const at = join(folder, 'merged')
    await nnqft('store', 'merge', await storeOf('a', 0, 3), '--folder', at)
    const { err, code } = await nnqft('store', 'prune', '--megabytes', '0', '--folder', at)
    expect(err).toMatch(/merged holds a campaign and is kept/)
    expect(code).toBe(1)
  })

  it('are refused by name where one is damaged, disagrees or is not there', async () => {
    const [at, other] = [await storeOf('a', 0, 3), await storeOf('b', 2, 6)]
    const store = await MomentStore.open(other)
    const bags = await store.load(ensemble(result), 2, () => undefined)
    bags.get(2)![0]++
    const wrong = await store.save(ensemble(result), 2, new Map([[2, bags.get(2)!]]))
    const before = await contents(at)
    const merge = () => nnqft('store', 'merge', other, '--folder', at)
    expect((await merge()).err).toMatch(new RegExp(`different sums of bag 2 in .*and in .*w2-`))
    await writeFile(join(other, wrong), 'damaged')
    expect((await merge()).err).toContain(`${other}/${wrong} cannot be used`)
    expect((await merge()).code).toBe(1)
    const nowhere = await nnqft('store', 'merge', join(folder, 'nowhere'), '--folder', at)
    expect(nowhere.err).toMatch(/<store> must be a folder that is there, got .*nowhere/)
    expect(nowhere.code).toBe(2)
    for (const [name, bytes] of before) expect((await contents(at)).get(name)).toBe(bytes)
  })
})

it('names the flag of a wrong size, and helps', async () => {
  const { err, code } = await nnqft('store', 'prune', '--megabytes', '-1', '--folder', folder)
  expect(code).toBe(2)
  expect(err).toMatch(/--megabytes must be a finite number >= 0, got -1/)
  const help = await nnqft('store', 'prune', '--help')
  expect(help.code).toBe(0)
  expect(help.out).toMatch(/--megabytes <count>/)
})

describe('a folder where no store can be is refused by name, before any work', () => {
  const long = 'x'.repeat(300)
  const deep = '/abcdefghi'.repeat(430)
  it.each([
    ['store list --folder', () => join(folder, long), '--folder', 'ENAMETOOLONG'],
    ['store list --folder', () => join(folder, 'new', long), '--folder', 'ENAMETOOLONG'],
    ['store verify --folder', () => deep, '--folder', 'ENAMETOOLONG'],
    ['store prune --folder', () => '/dev/null', '--folder', 'ENOTDIR'],
    ['store list --folder', () => '/dev/null/store', '--folder', 'ENOTDIR'],
    ['store merge', () => join(folder, long), '<store>', 'ENAMETOOLONG']
  ])('%s, %#', async (command, place, parameter, code) => {
    const { out, err, code: exit } = await nnqft(...command.split(' '), place())
    expect(err).toMatch(new RegExp(`^nnqft store: ${parameter} must be .+\\(${code}\\), got "/`))
    expect(err.trimEnd().split('\n')).toHaveLength(1)
    expect({ out, exit }).toEqual({ out: '', exit: 2 })
  })

  const small = '{"network":"relu","widths":[2],"bags":2,"networksPerBag":2}'
  it.each([
    ['store', 'list'],
    ['measure', small]
  ])('NNQFT_STORE, %s %s', async (...command) => {
    vi.stubEnv('NNQFT_STORE', join(folder, long))
    const { err, code } = await nnqft(...command)
    expect(err).toMatch(/^nnqft \w+: NNQFT_STORE must be short enough for the file system/)
    expect(code).toBe(2)
  })

  it('of sampling by library', async () => {
    const drawn = ensemble({ network: 'relu', widths: [2], bags: 2, networksPerBag: 2 })
    const given = { folder: join(folder, long) }
    await expect(sampleEnsemble(drawn, { store: given })).rejects.toThrow(
      'sampleEnsemble: store.folder must be short enough for the file system'
    )
    const range = { width: 2, first: 0, end: 1 }
    await expect(sampleBags(drawn, range, given)).rejects.toThrow(
      'sampleBags: folder must be short enough for the file system'
    )
  })
})
