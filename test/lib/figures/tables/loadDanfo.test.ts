import { createRequire } from 'node:module'
import type * as danfojs from 'danfojs-node'
import { describe, expect, it } from 'vitest'
import { dataFrame } from '../../../../lib/src/figures/tables/dataFrame.js'

const require = createRequire(import.meta.url)
const itsRequire = createRequire(require.resolve('danfojs-node'))
const loaded = (path: string) => path in require.cache

describe('loadDanfo', () => {
  it('leaves what a table does not need unloaded until it is asked for', async () => {
    const [mathjs, xlsx] = [itsRequire.resolve('mathjs'), itsRequire.resolve('xlsx')]
    const frame = await dataFrame([{ value: 1 }, { value: 2 }, { value: 6 }])
    expect(frame.toString()).toContain('value')
    expect([loaded(mathjs), loaded(xlsx)]).toEqual([false, false])

    expect(frame.median({ axis: 0 }).values).toEqual([2])
    expect(frame.std({ axis: 0 }).values).toEqual([Math.sqrt(7)])
    expect([loaded(mathjs), loaded(xlsx)]).toEqual([true, false])
  })

  it('gives the data frames of danfojs itself, and leaves these packages as they are for others', async () => {
    const frame = await dataFrame([{ value: 1 }])
    const danfo = require('danfojs-node') as typeof danfojs
    expect(frame).toBeInstanceOf(danfo.DataFrame)
    expect(Object.keys(itsRequire('mathjs') as object)).toContain('median')
    expect(Object.keys(itsRequire('xlsx') as object)).toContain('readFile')
  })
})
