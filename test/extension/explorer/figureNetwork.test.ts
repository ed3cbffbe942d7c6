import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { vegaLiteMimeType } from 'nnqft'
import { expect, test } from 'vitest'
import { explorerState, numberRanges } from '../../../extension/src/explorer/explorerState.js'
import { figureNetwork } from '../../../extension/src/explorer/figureNetwork.js'
import { isObject, type JsonObject } from '../../../extension/src/renderer/safeSpec.js'

const folder = resolve(import.meta.dirname, '..', '..', '..', 'notebooks')
const notebooks = readdirSync(folder).filter((name) => name.endsWith('.ipynb'))

/** Specifications of the figures that a notebook keeps. */
function figures(name: string): JsonObject[] {
  type Cell = { outputs?: { data?: Record<string, unknown> }[] }
  const { cells } = JSON.parse(readFileSync(join(folder, name), 'utf8')) as { cells: Cell[] }
  return cells
    .flatMap(({ outputs }) => outputs ?? [])
    .map(({ data }) => data?.[vegaLiteMimeType])
    .filter(isObject)
}

test('every figure of the notebooks that names a network opens in the explorer as that network', () => {
  const networks = notebooks.flatMap(figures).map(figureNetwork).filter(isObject)
  expect(networks.length).toBeGreaterThan(5)
  for (const given of networks) {
    const state = explorerState(given) as unknown as JsonObject
    expect(state['network']).toBe(given['network'])
    for (const [key, { minimum, maximum }] of Object.entries(numberRanges)) {
      const value = given[key]
      const known = typeof value === 'number' && value >= minimum && value <= maximum
      if (known) expect([key, state[key]]).toEqual([key, value])
    }
  }
})

test('a figure of several widths gives the first one, and the dimension of its inputs', () => {
  const parameters = { network: 'relu', widths: [5, 10], inputs: [[1, 2]] }
  const spec = { usermeta: { nnqft: { provenance: { parameters } } } }
  expect(figureNetwork(spec)).toMatchObject({ width: 5, dIn: 2 })
  expect(figureNetwork({ mark: 'point' })).toBe(undefined)
  const nested = { network: { network: 'erf', sigmaW: 2 }, scales: [1] }
  const notes = { nnqft: { provenance: { parameters: nested } } }
  expect(figureNetwork({ usermeta: notes })).toEqual(nested.network)
})
