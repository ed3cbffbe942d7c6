// Files beside the notebook, and what Node gives every module.
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KernelClient, printed, resultText } from '../kernelClient.js'

let client: KernelClient
beforeAll(async () => {
  client = await KernelClient.start({ args: ['--packages', process.cwd()] })
})
afterAll(() => client.stop())

const place = (file: string) => join(client.folder, file)
function write(file: string, text: string): void {
  mkdirSync(dirname(place(file)), { recursive: true })
  writeFileSync(place(file), text)
}

/** The text of the last expression, or what was printed; the error as text where the cell failed. */
async function value(code: string): Promise<unknown> {
  const answer = await client.execute(code)
  if (answer.reply.status !== 'ok') return `${answer.reply.evalue}`
  return resultText(answer) ?? printed(answer)
}

describe('a file is imported by its full name', () => {
  it.each(['ts', 'mts', 'cts', 'tsx', 'js', 'mjs'])('.%s', async (end) => {
    write(`named-${end}.${end}`, `export const end = '${end}'`)
    expect(await value(`import { end } from './named-${end}.${end}'; end`)).toBe(`'${end}'`)
  })

  it('also in a file that is imported so itself', async () => {
    write('deep/c.cts', 'export const c = 3')
    write('deep/m.mts', "import { c } from './c.cts'\nexport const m = c + 1")
    write('deep.ts', "import { m } from './deep/m.mts'\nexport const sum: number = m + 1")
    expect(await value("import { sum } from './deep.ts'; sum")).toBe('5')
    expect(await value("import type { sum as S } from './deep.ts'; let s: typeof S = 1; s")).toBe(
      '1'
    )
    expect(await value("(await import('./deep.ts')).sum")).toBe('5')
    expect(await value("require('./deep.ts').sum")).toBe('5')
  })
})

describe('what changes on disk', () => {
  it.each(['ts', 'mts', 'js', 'mjs'])('a file that vanishes and comes back (.%s)', async (end) => {
    const dependency = `helper-${end}.${end}`
    write(dependency, 'export const v = 1')
    const name = end.endsWith('ts')
      ? `./helper-${end}.${end.replace('ts', 'js')}`
      : `./${dependency}`
    write(`main-${end}.${end}`, `import { v } from '${name}'\nexport const w = v`)
    const cell = `import { w } from './main-${end}.${end}'; w`
    expect(await value(cell)).toBe('1')
    renameSync(place(dependency), place('aside'))
    expect(await value(cell)).toContain('Cannot find module')
    write(dependency, 'export const v = 2')
    expect(await value(cell)).toBe('2')
    rmSync(place(dependency))
    expect(await value(cell)).toContain('Cannot find module')
    renameSync(place('aside'), place(dependency))
    expect(await value(cell)).toBe('1')
  })

  it('a package that is installed after the first try, for a cell and for a local file', async () => {
    write('uses-late.ts', "import late from 'late-package'\nexport const from = late")
    const cells = [
      "import late from 'late-package'; late",
      "import { from } from './uses-late'; from"
    ]
    for (const cell of cells) expect(await value(cell)).toContain('TS2307')
    expect(await value("try { require('late-package') } catch (e: any) { e.code }")).toBe('')
    const manifest = { name: 'late-package', version: '1.0.0', main: 'm.js', types: 'm.d.ts' }
    write('node_modules/late-package/package.json', JSON.stringify(manifest))
    write('node_modules/late-package/m.js', "module.exports = 'arrived'")
    write('node_modules/late-package/m.d.ts', 'declare const s: string\nexport = s')
    for (const cell of cells) expect(await value(cell)).toBe("'arrived'")
    expect(await value("require('late-package')")).toBe("'arrived'")
  })

  it('JSON, however it is read', async () => {
    write('data.json', '{ "a": 1 }')
    write('at-load.ts', "import data from './data.json'\nexport const a = data.a")
    const cells = [
      "import data from './data.json'; data.a",
      "import typed from './data.json' with { type: 'json' }; typed.a",
      "require('./data.json').a",
      "(await import('./data.json')).default.a",
      "import { a } from './at-load'; a"
    ]
    for (const cell of cells) expect(await value(cell)).toBe('1')
    write('data.json', '{ "a": 20, "more": [1] }')
    for (const cell of cells) expect(await value(cell)).toBe('20')
    expect(await value("import data from './data.json'; data.more.length")).toBe('1')
    write('data.json', '{ "a": ')
    expect(await value("require('./data.json')")).toContain('data.json')
  })

  it('CommonJS, and what it requires', async () => {
    write('inner.cjs', 'exports.n = 1')
    write('outer.js', "exports.twice = 2 * require('./inner.cjs').n")
    expect(await value("import { twice } from './outer'; twice")).toBe('2')
    write('inner.cjs', 'exports.n = 4')
    expect(await value("require('./outer').twice")).toBe('8')
  })

  it('a file that failed is run again when it is mended', async () => {
    write('broken.ts', "throw new Error('at load')")
    expect(await value("import './broken'")).toBe('at load')
    write('broken.ts', 'export const fine = 1')
    expect(await value("import { fine } from './broken'; fine")).toBe('1')
  })
})

describe('ES modules are live', () => {
  const counter = 'export let n = 0\nexport function inc() { n++ }\nexport default class C {}'

  it.each(['mjs', 'ts', 'js'])('what a function of a .%s file changes, cells see', async (end) => {
    write(`counter-${end}.${end}`, counter)
    expect(await value(`import { n, inc } from './counter-${end}.${end}'; inc(); n`)).toBe('1')
    expect(await value('inc(); n')).toBe('2')
    expect(await value('const read = () => n; inc(); read()')).toBe('3')
    expect(await value("let n = 'own'; inc(); n")).toBe("'own'")
    expect(await value(`import * as all from './counter-${end}.${end}'; all.inc(); all.n`)).toBe(
      '5'
    )
  })

  it('in packages too', async () => {
    write('node_modules/live/package.json', '{"name":"live","type":"module","exports":"./m.js"}')
    write('node_modules/live/m.js', counter)
    expect(await value("// @ts-ignore\nimport { n, inc } from 'live'; inc(); inc(); n")).toBe('2')
    expect(await value('inc(); n')).toBe('3')
  })
})

describe('every module has what it has in Node', () => {
  it.each([
    ['__dirname === process.cwd()', 'true'],
    ['__filename === import.meta.filename', 'true'],
    ['import.meta.dirname === __dirname', 'true'],
    ["import.meta.url === require('node:url').pathToFileURL(__filename).href", 'true'],
    ['module.filename === __filename', 'true'],
    ['module.exports === exports', 'true'],
    ["typeof module.require('node:fs').statSync", "'function'"],
    ['module.paths[0]', /node_modules'$/],
    ['if (require.main === module) console.log("main")', 'main\n'],
    ["require.resolve('node:fs')", "'node:fs'"],
    ["require.resolve('typescript')", /typescript\/lib\/typescript\.js'$/],
    ["require.resolve('zod/package.json')", /zod\/package\.json'$/],
    ["require.resolve('./resolved')", /resolved\.ts'$/],
    ["require.resolve.paths('x')![0]", /node_modules'$/],
    ["import.meta.resolve('node:fs')", "'node:fs'"],
    ["import.meta.resolve('zod')", /^'file:.*zod/],
    ["import.meta.resolve('./resolved')", /^'file:.*resolved\.ts'$/],
    [
      "require('typescript').version === require.cache[require.resolve('typescript')]!.exports.version",
      'true'
    ],
    ["const __dirname = 'own'; __dirname", "'own'"],
    ['__dirname', "'own'"]
  ])('%s', async (code, expected) => {
    write('resolved.ts', 'export {}')
    const seen = await value(code)
    if (typeof expected === 'string') expect(seen).toBe(expected)
    else expect(seen).toMatch(expected)
  })

  it('a local file has its own', async () => {
    write(
      'inside/own.ts',
      `import { basename } from 'node:path'
export const own = [basename(__filename), basename(__dirname), basename(import.meta.filename),
  require.main === module, typeof import.meta.resolve('./own'), module.exports.own === undefined]`
    )
    expect(await value("import { own } from './inside/own'; own.join()")).toBe(
      "'own.ts,inside,own.ts,false,string,true'"
    )
  })

  it('CommonJS files run as they are', async () => {
    write('sloppy.cjs', 'this.y = 5; undeclared = 6\nexports.same = this === module.exports')
    expect(
      await value(
        "const s = require('./sloppy.cjs'); [s.y, s.same, (globalThis as any).undeclared]"
      )
    ).toBe('[ 5, true, 6 ]')
    write('replaced.cjs', 'module.exports = class Replaced { v = 1 }')
    expect(await value("import Replaced from './replaced.cjs'; new Replaced().v")).toBe('1')
    expect(await value("new (await import('./replaced.cjs')).default().v")).toBe('1')
    write('equals.cts', "import os = require('node:os')\nexport = { kind: typeof os.cpus }")
    expect(await value("import equals from './equals.cts'; equals.kind")).toBe("'function'")
  })
})

describe('require loads when it is called', () => {
  beforeAll(() => {
    write('side.ts', "console.log('side')")
    write('computed.ts', 'export const c = 9')
    write('waits.ts', 'export const t = await Promise.resolve(8)')
  })
  it.each([
    ["try { require('absent') } catch (e: any) { console.log(e.code) }", 'MODULE_NOT_FOUND\n'],
    ["if (false) require('absent')\n1", '1'],
    ["const lazy = () => require('absent'); typeof lazy", "'function'"],
    [
      "try { lazy() } catch (e: any) { console.log(e.message.split('\\n')[0]) }",
      "Cannot find module 'absent'\n"
    ],
    [
      "let fs2; try { fs2 = require('absent') } catch { fs2 = require('node:fs') }; typeof fs2.statSync",
      "'function'"
    ],
    ["try { require('./absent') } catch (e: any) { console.log(e.code) }", 'MODULE_NOT_FOUND\n'],
    [
      "try { require.resolve('absent') } catch (e: any) { console.log(e.code) }",
      'MODULE_NOT_FOUND\n'
    ],
    [
      "try { await import('absent' as string) } catch (e: any) { console.log(e.code) }",
      'ERR_MODULE_NOT_FOUND\n'
    ],
    // It was an error of the type checker, whatever the code made of it.
    [
      "try { await import('absent') } catch (e: any) { console.log(e.code) }",
      'ERR_MODULE_NOT_FOUND\n'
    ],
    ["const maybe = await import('./absent').catch(() => null); maybe", 'null'],
    ["const later = () => import( /* when asked */ 'absent'); typeof later", "'function'"],
    ["await import('absent').then((m) => m.default, (e) => e.name)", "'Error'"],
    ["if (false) await import('absent/deep')\n2", '2'],
    ["(await import('data:text/javascript,export default 3')).default", '3'],
    [
      "await import('absent').catch((e) => e.message.split(' imported')[0])",
      `"Cannot find package 'absent'"`
    ],
    [
      "let t: import('absent').T",
      "TS2307: Cannot find module 'absent' or its corresponding type declarations. (line 1)"
    ],
    [
      "(() => { if (Math.random() > 2) return require('./side'); return 'not run' })()",
      "'not run'"
    ],
    ["require('./' + 'computed').c", '9'],
    [
      "try { require('./waits') } catch (e: any) { console.log(e.code) }",
      'ERR_REQUIRE_ASYNC_MODULE\n'
    ],
    ["import { t } from './waits'; t", '8'],
    ["require('./waits').t", '8']
  ])('%s', async (code, expected) => {
    expect(await value(code)).toBe(expected)
  })
})

describe('code made from text imports as its cell does', () => {
  it.each([
    [
      'await new Function(\'return import("node:fs")\')().then((m: any) => typeof m.statSync)',
      "'function'"
    ],
    [
      "const load = new Function('name', 'return import(name)'); (await load('./made.ts')).made",
      '12'
    ],
    ["(await load('zod')).z !== undefined", 'true'],
    ["(await load('./made.json')).default.json", '13'],
    ['await eval(\'import("./made.ts")\').then((m: any) => m.default)', '14'],
    ['await (0, eval)(\'import("node:os")\').then((m: any) => typeof m.cpus)', "'function'"],
    ["await load('absent').catch((e: any) => e.code)", "'ERR_MODULE_NOT_FOUND'"],
    ["import { inFile } from './makes'; (await inFile()).made", '12']
  ])('%s', async (code, expected) => {
    write('made.ts', 'export const made = 12\nexport default 14')
    write('made.json', '{ "json": 13 }')
    write('makes.ts', 'export const inFile = () => new Function(\'return import("./made.ts")\')()')
    expect(await value(code)).toBe(expected)
  })
})

it('a cell may have a require of its own, as ES modules must', async () => {
  const own =
    "import { createRequire } from 'node:module'\nconst require = createRequire(import.meta.url)\n"
  expect(await value(`${own}typeof require('fs').statSync`)).toBe("'function'")
  expect(await value("typeof require('node:os').cpus")).toBe("'function'")
  expect(await value("import { sep } from 'node:path'; sep")).toBe("'/'")
})
