import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it, vi } from 'vitest'
import { localRunner, type BlockRunner } from '../../../lib/src/sampling/blockRunner.js'
import { ensemble } from '../../../lib/src/networks/ensemble.js'
import { cellSignal } from '../../../lib/src/numerics/cellSignal.js'
import { sampleEnsemble } from '../../../lib/src/sampling/sampleEnsemble.js'

const key = Symbol.for('Jupyter.signal')

afterEach(() => Reflect.deleteProperty(globalThis, key))

it('is absent outside of a notebook, and for anything but an abort signal', () => {
  expect(cellSignal()).toBeUndefined()
  Reflect.set(globalThis, key, 'a string')
  expect(cellSignal()).toBeUndefined()
})

it('ends a sampling run when the running cell is interrupted', async () => {
  const cell = new AbortController()
  Reflect.set(globalThis, key, cell.signal)
  const setup = ensemble({ network: 'gauss', widths: [1000], networksPerBag: 1e6, seed: 1 })
  const run = sampleEnsemble(setup, {
    store: false,
    onProgress: () => cell.abort(new Error('stop'))
  })
  await expect(run).rejects.toThrow('stop')
})

it('says how many bags are kept, and an interrupted run goes on from there', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'nnqft-interrupted-'))
  const lines = vi.spyOn(console, 'log').mockImplementation(() => undefined)
  const setup = ensemble({ network: 'gauss', widths: [10], bags: 20, networksPerBag: 100, seed: 1 })
  const runner = localRunner()
  const cell = new AbortController()
  Reflect.set(globalThis, key, cell.signal)
  let tasks = 0
  const stopping: BlockRunner = {
    ...runner,
    run(task, signal) {
      if (++tasks === 6) cell.abort(new Error('stop'))
      return runner.run(task, signal)
    }
  }
  const options = { store: { folder }, runner: stopping }
  await expect(sampleEnsemble(setup, options)).rejects.toThrow('stop')
  expect(lines.mock.calls).toEqual([
    [expect.stringMatching(/^\d+ of 20 bags kept; run the cell again to go on$/)]
  ])
  const kept = Number(/^\d+/.exec(String(lines.mock.calls[0][0])))
  expect(kept).toBeLessThan(20)
  Reflect.deleteProperty(globalThis, key)
  const again = await sampleEnsemble(setup, { store: { folder }, runner })
  expect(again).toEqual(await sampleEnsemble(setup, { store: false, runner }))
  lines.mockRestore()
  rmSync(folder, { recursive: true })
})
