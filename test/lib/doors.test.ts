import { readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

const library = resolve(import.meta.dirname, '../../lib')
const require = createRequire(join(library, 'package.json'))
const rooms = readdirSync(join(library, 'src'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== 'cli')
  .map(({ name }) => name)

type Door = Record<string, unknown>

describe.each([
  ['ES modules', (path: string) => import(join(library, 'dist', `${path}.js`)) as Promise<Door>],
  [
    'CommonJS',
    (path: string) => Promise.resolve(require(path === 'index' ? 'nnqft' : `nnqft/${path}`) as Door)
  ]
])('doors of the library as %s', (_, load) => {
  it('give the same objects, each name by the door of one room and by that of the whole', async () => {
    const whole = await load('index')
    const found = new Map<string, string>()
    for (const room of rooms) {
      for (const [name, value] of Object.entries(await load(room))) {
        expect(found.get(name), `${name} of ${room}`).toBeUndefined()
        found.set(name, room)
        expect(value, name).toBe(whole[name])
      }
    }
    expect([...found.keys()].sort()).toEqual(Object.keys(whole).sort())
    expect(found.size).toBeGreaterThan(100)
  })
})

it('every room has its subpath, for old resolvers of types too', () => {
  const { exports, typesVersions } = require('nnqft/package.json') as {
    exports: Record<string, Record<'import' | 'require', { types: string }>>
    typesVersions: { '*': Record<string, string[]> }
  }
  for (const room of rooms) {
    const { import: asModule, require: asCommonJs } = exports[`./${room}`]
    expect(asModule.types, room).toBe(`./dist/${room}/index.d.ts`)
    expect(asCommonJs.types, room).toBe(`./dist/commonjs/${room}/index.d.ts`)
    expect(typesVersions['*'][room], room).toEqual([`dist/${room}/index.d.ts`])
  }
})
