// What a cell may be written like. Each table is a notebook: cells one after the other in one kernel, with
// what each shows (undefined: nothing) or prints.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KernelClient, printed, resultText } from '../kernelClient.js'

type Cell = readonly [code: string, shown: unknown]

function notebook(cells: readonly Cell[]): void {
  let client: KernelClient
  beforeAll(async () => {
    client = await KernelClient.start({ args: ['--packages', process.cwd()] })
  })
  afterAll(() => client.stop())
  it.each(cells)('%s', async (code, shown) => {
    const answer = await client.execute(code)
    const { status, evalue } = answer.reply
    const seen = status === 'ok' ? (resultText(answer) ?? printed(answer)) : evalue
    expect(seen).toEqual(shown ?? '')
  })
}

// A cell was read as a script where it holds no import: there, `await (…)` is a call.
describe('await takes any expression', () => {
  notebook([
    ['await (async () => 7)()', '7'],
    ['await `a`', `'a'`],
    ['await [1]', '[ 1 ]'],
    ['await +1', '1'],
    ['await -1', '-1'],
    ['await /x/.test("x")', 'true'],
    ['const f = async () => 3\nawait <any>f()', '3'],
    ['await (1)', '1'],
    ['await\nf()', '3'],
    ['await f() + await (f())', '6'],
    ['const got = await [f(), 2][0]; got', '3'],
    ['for (const x of await [1, 2]) console.log(x)', '1\n2\n'],
    ['if (await (f()) === 3) console.log("three")', 'three\n'],
    ['`${await (f())}`', `'3'`],
    ['class Computed { [await ("key")]() { return 5 } }; (new Computed() as any).key()', '5'],
    ['await new Promise((r) => setTimeout(r, 1, "later"))', `'later'`],
    ['const o = { async m() { return await (f()) } }; await o.m()', '3'],
    ['await Promise.reject(1).catch((e) => e + 1)', '2']
  ])
})

// Their names were taken for names of the cell, which sloppy scripts hoist.
describe('functions may be declared in blocks', () => {
  notebook([
    ['if (true) { function f() { return 1 } console.log(f()) }', '1\n'],
    ['for (const i of [1, 2]) { function f() { return i } console.log(f()) }', '1\n2\n'],
    ['while (true) { function f() { return 1 } console.log(f()); break }', '1\n'],
    ['do { function f() { return 1 } console.log(f()) } while (false)', '1\n'],
    [
      `try { function f() { return 1 } console.log(f()); throw 1 }
catch { function g() { return 2 } console.log(g()) }
finally { function h() { return 3 } console.log(h()) }`,
      '1\n2\n3\n'
    ],
    ['switch (1) { case 1: function f() { return 1 } console.log(f()) }', '1\n'],
    ['{ function f() { return 1 } console.log(f()) }', '1\n'],
    ['label: { function f() { return 1 } console.log(f()); break label }', '1\n'],
    ['{ async function* g() { yield 4 } for await (const x of g()) console.log(x) }', '4\n'],
    ['function outer() { { function inner() { return 8 } return inner() } }\nouter()', '8'],
    ['const f = () => "mine"\n{ function f() { return "inner" } console.log(f()) }\nf()', `'mine'`],
    ['f()', `'mine'`]
  ])
})

describe('exports are allowed, and change nothing', () => {
  notebook([
    ['const a = 1; export { a }', undefined],
    ['a', '1'],
    ['const b = 2, c = 3; export { b as x, b as y, c as default }; b + c', '5'],
    ['export { a }\na', '1'],
    ['b + c', '5'],
    ['interface T { x: number }; class K { y = 1 }; export type { T, K }; new K()', 'K { y: 1 }'],
    ['const t: T = { x: 4 }; t.x + new K().y', '5'],
    ['export { type T as Other, K as Klass, a as again }; const a = 7; a', '7'],
    ['export default function () { return 1 }', '[Function (anonymous)]'],
    ['export default async () => 2', '[AsyncFunction (anonymous)]'],
    ['export default class { z = 1 }', '[class (anonymous)]'],
    ['export default class Named { z = 6 }', undefined],
    ['new Named().z', '6'],
    ['const list = [1]\nexport default [list]', '[ [ 1 ] ]'],
    ["export { readFileSync } from 'node:fs'; export * as fs from 'node:fs'\n3", '3'],
    ["export * from 'node:os'", undefined],
    ['export { nowhere }', "TS2304: Cannot find name 'nowhere'. (line 1)"],
    ['export const { p, q: [r] } = { p: 1, q: [2] }; p + r', '3'],
    [
      'export abstract class Base { abstract n: number }; class D extends Base { n = 2 }',
      undefined
    ],
    ['new D().n', '2'],
    ['export enum Level { Low = 1, High = 5 }', undefined],
    [
      'export namespace Geometry { export const pi = 3; export namespace In { export const e = 2 } }',
      undefined
    ],
    ['Level.High + Geometry.pi', '8'],
    ['import short = Geometry.In; short.e', '2'],
    ['short.e + Geometry.In.e', '4'],
    ['typeof global', `'object'`],
    ['const before = 1\nglobal === globalThis', 'true']
  ])

  it('a cell of one word that TypeScript also knows as a keyword shows its value', async () => {
    const client = await KernelClient.start()
    for (const name of ['type', 'declare', 'namespace', 'async', 'abstract', 'of', 'module']) {
      await client.execute(`const ${name} = '${name}'`)
      expect(resultText(await client.execute(name))).toBe(`'${name}'`)
    }
    expect(resultText(await client.execute('global'))).toContain('[global]')
    await client.stop()
  })
})

// It was taken for a property of the cells' scope, and undefined in the next cell.
describe('what a cell declares as existing elsewhere is there, for later cells too', () => {
  notebook([
    ['globalThis.eval("var g = 4, C = class { x = 7 }, N = { y: 8 }, h = (n) => n + 1"); 1', '1'],
    ['declare const g: number; g + 1', '5'],
    ['g + 1', '5'],
    ['const shown = { g }; shown.g', '4'],
    ['[`${g}`, g.toFixed(1), (() => g)()]', `[ '4', '4.0', 4 ]`],
    ['declare let C: new () => { x: number }, N: { y: number }', undefined],
    ['new C().x + N.y', '15'],
    ['declare function h(n: number): number', undefined],
    ['h(1) + [1].map(h)[0]', '4'],
    ['declare class C { x: number }; declare namespace N { const y: number }', undefined],
    ['new C().x + N.y', '15'],
    ['declare var process: any; process.pid > 0', 'true'],
    ['process.pid > 0', 'true'],
    ['declare global { var installed: number }\nglobalThis.installed = 7', '7'],
    ['installed + 1', '8'],
    ['installed++; globalThis.installed', '8'],
    ['declare global { var installed: string }\nglobalThis.installed = "text"', `'text'`],
    ['installed.length', '4'],
    [
      `declare global { interface Array<T> { final(): T } }
Array.prototype.final = function () { return this[this.length - 1] }; 1`,
      '1'
    ],
    ['[1, 2].final() + 1', '3'],
    ["declare module 'node:os' { interface CpuInfo { added: number } }\n1", '1'],
    ["import { cpus } from 'node:os'; typeof cpus()[0]?.added", `'undefined'`],
    ["const g = 'own now'; g.length", '7'],
    ['g.length', '7'],
    ['declare var g: number; g + 1', '5'],
    ['g + 1', '5'],
    ['declare const missing: number; missing', 'missing is not defined'],
    ['declare const missing2: number\nthrow new Error("half-way")', 'half-way'],
    ['typeof missing2', `'undefined'`]
  ])
})

describe('the language is the one of today', () => {
  notebook([
    ['/[\\p{L}--[a-z]]/v.test("Ä")', 'true'],
    ['/(?<year>\\d+)/d.exec("in 1999")?.indices?.groups?.year.join()', `'3,7'`],
    [
      `function traced(f: any, { kind, name }: ClassMethodDecoratorContext) {
  return function (this: any, ...given: any[]) { console.log(kind, name, ...given); return f.apply(this, given) }
}
class Traced { @traced run(n: number) { return n } }
new Traced().run(3); undefined`,
      'method run 3\n'
    ],
    [
      `function counted(_: unknown, context: ClassFieldDecoratorContext) { return (x: number) => x + 1 }
function sealed<C extends new (...a: any[]) => object>(base: C, context: ClassDecoratorContext) { context.addInitializer(() => console.log(context.name)); return base }
@sealed class Decorated { @counted n = 1; @counted static s = 2 }
console.log(new Decorated().n, Decorated.s)`,
      'Decorated\n2 3\n'
    ],
    ['new Decorated().n', '2'],
    [
      `function doubled(get: any, context: ClassAccessorDecoratorContext) { return { get() { return 2 * get.get.call(this) } } }
class Accessors { @doubled accessor v = 4 }
new Accessors().v`,
      '8'
    ],
    ["// @ts-nocheck\nconst n: number = 'text'\nn", `'text'`],
    ['n.length', "TS2339: Property 'length' does not exist on type 'number'. (line 1)"],
    [
      "/* leading */\n// @ts-nocheck\nimport { nothing } from 'node:os'\nundeclared?.x",
      'undeclared is not defined'
    ],
    ['const = 1 // @ts-nocheck', 'TS1134: Variable declaration expected. (line 1)']
  ])
})

describe('globals of Node have their types', () => {
  notebook([
    [
      `const bytes = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])
const compiled: WebAssembly.Module = await WebAssembly.compile(bytes)
const { instance } = await WebAssembly.instantiate(bytes, {})
;[WebAssembly.validate(bytes), instance instanceof WebAssembly.Instance]`,
      '[ true, true ]'
    ],
    ['const memory = new WebAssembly.Memory({ initial: 1 }); memory.buffer.byteLength', '65536'],
    [
      'new WebAssembly.Memory({ initial: "1" })',
      "TS2322: Type 'string' is not assignable to type 'number'. (line 1)"
    ],
    ['const subtle: SubtleCrypto = crypto.subtle; subtle instanceof SubtleCrypto', 'true'],
    [
      `const key: CryptoKey = await subtle.generateKey({ name: 'HMAC', hash: 'SHA-256' }, true, ['sign'])
key.type`,
      `'secret'`
    ],
    ['const clock: Performance = performance; clock.now() > 0', 'true'],
    ['const encoder: TextEncoder = new TextEncoder(); encoder.encode("é").length', '2']
  ])

  it('or may be used without: no global of the running Node is unknown', async () => {
    const client = await KernelClient.start()
    const names = Object.getOwnPropertyNames(globalThis).filter(
      (name) => /^[\w$]+$/.test(name) && name !== 'global' && !name.startsWith('__')
    )
    const own = resultText(
      await client.execute(
        `JSON.stringify(${JSON.stringify(names)}.filter((n) => n in globalThis))`
      )
    ) as string
    const known = JSON.parse(own.slice(1, -1)) as string[]
    expect(known.length).toBeGreaterThan(100)
    const { reply } = await client.execute(known.map((name) => `void ${name}`).join('\n'))
    expect(reply).toMatchObject({ status: 'ok' })
    await client.stop()
  })
})
