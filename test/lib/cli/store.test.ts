import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { main } from '../../../lib/src/cli/main.js'
import { ensemble } from '../../../lib/src/networks/ensemble.js'
import { localRunner } from '../../../lib/src/sampling/blockRunner.js'
import { sampleEnsemble } from '../../../lib/src/sampling/sampleEnsemble.js'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nnqft-cli-store-'))
  const small = ensemble({ network: 'relu', widths: [2, 3], bags: 2, networksPerBag: 10 })
  await sampleEnsemble(small, { store: { folder }, runner: localRunner() })
})
afterEach(() => rm(folder, { recursive: true, force: true }))

async function nnqft(...args: string[]) {
  const output = { out: '', err: '' }
  const code = await main(args, {
    out: (text) => void (output.out += text),
    err: (text) => void (output.err += text),
    readInput: async () => '',
    signal: new AbortController().signal
  })
  return { ...output, code }
}

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

it('names the flag of a wrong size, and helps', async () => {
  const { err, code } = await nnqft('store', 'prune', '--megabytes', '-1', '--folder', folder)
  expect(code).toBe(2)
  expect(err).toMatch(/--megabytes must be a finite number >= 0, got -1/)
  const help = await nnqft('store', 'prune', '--help')
  expect(help.code).toBe(0)
  expect(help.out).toMatch(/--megabytes <count>/)
})
