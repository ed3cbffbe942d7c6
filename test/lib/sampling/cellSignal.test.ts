import { afterEach, expect, it } from 'vitest'
import { ensemble } from '../../../lib/src/networks/ensemble.js'
import { cellSignal } from '../../../lib/src/sampling/cellSignal.js'
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
