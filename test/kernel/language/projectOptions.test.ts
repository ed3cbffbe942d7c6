// What the tsconfig.json of the notebook's folder changes for cells and for the files they import.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KernelClient, printed, resultText } from '../kernelClient.js'

type Cell = readonly [code: string, shown: string]

function notebook(
  compilerOptions: object,
  files: Readonly<Record<string, string>>,
  cells: readonly Cell[]
): void {
  let client: KernelClient
  beforeAll(async () => {
    const config = JSON.stringify({ compilerOptions })
    client = await KernelClient.start({ files: { 'tsconfig.json': config } })
    for (const [name, text] of Object.entries(files)) {
      const path = join(client.folder, name)
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, text)
    }
  })
  afterAll(() => client.stop())
  it.each(cells)('%s', async (code, shown) => {
    const answer = await client.execute(code)
    const { status, evalue } = answer.reply
    expect(status === 'ok' ? (resultText(answer) ?? printed(answer)) : evalue).toBe(shown)
  })
}

describe('paths', () => {
  const paths = {
    '@lib/*': ['./nowhere/*', './src/lib/*'],
    '@lib/deep/*': ['./src/deep/*'],
    exact: ['./src/exact.ts'],
    pkg: ['./pkg']
  }
  const files = {
    'src/lib/a.ts': "import { b } from '@lib/deep/b'\nexport const a = b + 1",
    'src/lib/folder/index.ts': 'export const index = 3',
    'src/deep/b.ts': 'export const b = 41',
    'src/exact.ts': "export default 'exact'",
    'pkg/package.json': '{ "name": "pkg", "main": "main.cjs", "types": "main.d.cts" }',
    'pkg/main.cjs': 'exports.inPackage = 5',
    'pkg/main.d.cts': 'export const inPackage: number'
  }
  notebook({ paths }, files, [
    ["import { a } from '@lib/a'; a", '42'],
    ["import exact from 'exact'; exact", "'exact'"],
    ["import { index } from '@lib/folder'; index", '3'],
    ["require('@lib/deep/b').b", '41'],
    ["(await import('@lib/deep/b')).b", '41'],
    ["import { inPackage } from 'pkg'; inPackage", '5'],
    ["import.meta.resolve('exact').endsWith('/src/exact.ts')", 'true'],
    ["import { basename } from 'node:path'; basename('/x/y')", "'y'"]
  ])
})

describe('baseUrl', () => {
  notebook({ baseUrl: './src' }, { 'src/util/x.ts': 'export const x = 5' }, [
    ["import { x } from 'util/x'; x", '5'],
    ["require('util/x').x", '5'],
    ["import { inspect } from 'util'; inspect(1)", "'1'"]
  ])
})

describe('JSX by a function of the cells', () => {
  const files = {
    'part.tsx': 'export const part = (h: any) => <b>{1}</b>'
  }
  const h =
    'function h(tag: any, props: any, ...children: any[]) { return { tag, props, children } }'
  notebook({ jsx: 'react', jsxFactory: 'h', jsxFragmentFactory: 'Fragment' }, files, [
    [
      `${h}\n<i id="x">hello {1 + 1}</i>`,
      "{ tag: 'i', props: { id: 'x' }, children: [ 'hello ', 2 ] }"
    ],
    ['<i />', "{ tag: 'i', props: null, children: [] }"],
    [
      "const Fragment = 'f', Part = (p: { n: number }) => p.n; <></>",
      "{ tag: 'f', props: null, children: [] }"
    ],
    ['(<><Part n={2} /></>).children[0].tag === Part', 'true'],
    ['(<Part n="2" />)', "TS2322: Type 'string' is not assignable to type 'number'. (line 1)"],
    ["import { part } from './part'; part(h).tag", "'b'"],
    ['const identity = <T,>(x: T) => x; identity(3)', '3'],
    ['const generic = <T>(x: T) => x; generic(4)', '4'],
    ['(<any>"cast").length', '4'],
    ['1 < 2 && 3 > 2', 'true']
  ])
})

describe('JSX by the runtime of a package', () => {
  const files = {
    'node_modules/tiny/package.json':
      '{ "name": "tiny", "exports": { "./jsx-runtime": { "types": "./r.d.ts", "default": "./r.cjs" } } }',
    'node_modules/tiny/r.cjs':
      "exports.jsx = exports.jsxs = (tag, props) => ({ tag, props }); exports.Fragment = 'f'",
    'node_modules/tiny/r.d.ts': `export function jsx(tag: any, props: any): { tag: any; props: any }
export const jsxs: typeof jsx, Fragment: string
export namespace JSX { interface Element { tag: any; props: any } interface IntrinsicElements { b: { n?: number } } }`
  }
  const cells: Cell[] = [
    ['const el = <b n={3} />; el.props', '{ n: 3 }'],
    ['(<><b /></>).tag', "'f'"],
    ['<b n="x" />', "TS2322: Type 'string' is not assignable to type 'number'. (line 1)"]
  ]
  notebook({ strict: true, jsx: 'react-jsx', jsxImportSource: 'tiny' }, files, cells)
  describe('also where it is to be left as it is', () => {
    notebook({ strict: true, jsx: 'preserve', jsxImportSource: 'tiny' }, files, cells)
  })
})

describe('legacy decorators', () => {
  const legacy = `function logged(target: any, key: string, d: PropertyDescriptor) { console.log(key, typeof d.value) }
class Service { @logged greet() { } }`
  const field = `function virtual(target: any, key: string) { Object.defineProperty(target, key, { get: () => 'virtual' }) }`
  const files = { 'decorated.ts': `${legacy}\nexport {}` }
  notebook({ experimentalDecorators: true, target: 'ES2020' }, files, [
    [legacy, 'greet function\n'],
    ["import './decorated'", 'greet function\n'],
    [`${field}\nclass Fields { @virtual x!: string }\nnew Fields().x`, "'virtual'"],
    [
      'const tag = (c: any) => { c.tag = 1 }\n@tag class Tagged { declare static tag: number }\nTagged.tag',
      '1'
    ],
    ['Tagged.tag + new Tagged().constructor.name.length', '7']
  ])
})

describe('JavaScript files', () => {
  const files = {
    'loose.js': 'export const length = (a) => a.nothing.length\nconst n = 1\nn.missing'
  }
  describe('are not checked', () => {
    notebook({ strict: true }, files, [
      ["import { length } from './loose.js'; typeof length", "'function'"]
    ])
  })
  describe('but where checkJs asks for it', () => {
    const evalue = "TS2339: Property 'missing' does not exist on type '1'. (line 3)"
    notebook({ checkJs: true }, files, [
      ["import { length } from './loose.js'; typeof length", evalue]
    ])
  })
})
