// A notebook of cells as people write them, one after the other in one kernel: each must run, and show
// what is given (undefined: no matter what).
import { afterAll, beforeAll, expect, it } from 'vitest'
import { KernelClient, resultText } from '../kernelClient.js'

let client: KernelClient
beforeAll(async () => {
  client = await KernelClient.start({
    args: ['--packages', process.cwd()],
    files: {
      'data.json': '{ "two": 2, "list": [1, 2] }',
      'local.ts': 'export const twice = (x: number) => 2 * x\nexport interface P { a: number }'
    }
  })
})
afterAll(() => client.stop())

const cells: readonly (readonly [code: string, shown: string | undefined])[] = [
  [`import { type P, twice } from './local'; const p: P = { a: twice(2) }; p.a`, '4'],
  [`import data from './data.json'; data.list.length + data.two`, '4'],
  [`import type { Stats } from 'node:fs'; const st: Stats | undefined = undefined; st`, undefined],
  [
    `function logged(f: any, context: ClassMethodDecoratorContext) { return function (this: any, ...a: any[]) { return 'logged ' + f.apply(this, a) } }
class Svc { @logged greet(n: string) { return 'hi ' + n } }
new Svc().greet('x')`,
    `'logged hi x'`
  ],
  [
    `abstract class Base<T> { abstract get(): T; #priv = 1; get priv() { return this.#priv } }
class Derived extends Base<string> { get() { return 'd' } }`,
    undefined
  ],
  [
    `class More extends Derived { get() { return super.get() + '!' + this.priv } }
new More().get()`,
    `'d!1'`
  ],
  [
    `enum Color { Red = 'r', Green = 'g' }
const paint = (c: Color) => c === Color.Red ? 1 : 2; paint(Color.Green)`,
    '2'
  ],
  ['paint(Color.Red)', '1'],
  ['const enum CE { A = 10 }; CE.A', '10'],
  ['CE.A + 1', '11'],
  [
    `namespace Geo { export const pi = 3; export function area(r: number) { return pi * r * r }; export namespace In { export type T = number } }
Geo.area(2)`,
    '12'
  ],
  ['const inn: Geo.In.T = 5; Geo.pi + inn', '8'],
  [
    'export const ex1 = 1; export function exf() { return ex1 + 1 }; export default exf; exf()',
    '2'
  ],
  [
    `async function* gen() { yield 1; yield 2 }
let tot = 0
for await (const x of gen()) tot += x
tot`,
    '3'
  ],
  ['let v1: number = 1; const useV = () => v1; useV()', '1'],
  [`let v1: string = 'now text'; v1.length`, '8'],
  ['useV()', `'now text'`],
  ['const [h, ...tl] = [1, 2, 3]; tl', '[ 2, 3 ]'],
  [
    'const { deep: { er = 5 } = {} as any, ...others } = { x: 1, y: 2 } as any; [er, others]',
    '[ 5, { x: 1, y: 2 } ]'
  ],
  [
    `type Fn<T extends readonly unknown[]> = T extends readonly [infer H, ...infer R] ? [H, ...R] : never
const f1 = <const T extends readonly unknown[]>(x: T) => x
f1([1, 'a']).length`,
    '2'
  ],
  [
    'label: for (let i = 0; ; i++) { for (;;) { if (i > 2) break label; continue label } }',
    undefined
  ],
  [`switch (v1) { case 'now text': { let q = 1; q } }`, undefined],
  [
    `var hoisted = hoistedFn(); function hoistedFn() { return 7 }
hoisted`,
    '7'
  ],
  ['const big = 10n ** 20n; big', '100000000000000000000n'],
  [`try { JSON.parse('{') } catch (e) { (e as Error).name }`, undefined],
  [`const re = /(?<y>\\d{4})/u.exec('2024')!; re.groups!.y`, `'2024'`],
  [
    `const tag = (s: TemplateStringsArray, ...v: unknown[]) => s.raw.join('|') + v; tag\`a\${1}b\``,
    `'a|b1'`
  ],
  [`await import('node:os').then((m) => typeof m.cpus)`, `'function'`],
  [`const fsm = require('node:fs'); typeof fsm.readFileSync`, `'function'`],
  ['let counter = 0; const inc = () => { counter += 1; return counter }; inc(); inc()', '2'],
  ['counter = 10; inc()', '11'],
  ['const obj = { counter, inc, paint }; Object.keys(obj)', `[ 'counter', 'inc', 'paint' ]`],
  [
    `interface Mixed { (x: number): string; prop: number }
const mix = Object.assign((x: number) => String(x), { prop: 3 }) satisfies Mixed; mix(4) + mix.prop`,
    `'43'`
  ],
  [
    `class Cnt { static n = 0; static { Cnt.n = 5 } accessor val = 1 }
Cnt.n + new Cnt().val`,
    '6'
  ],
  [`const sym: unique symbol = Symbol('s'); const os = { [sym]: 1 }; os[sym]`, '1'],
  ['os[sym] + 1', '2'],
  [
    `function over(x: string): string; function over(x: number): number; function over(x: any) { return x }
over(3)`,
    '3'
  ],
  [`over('s').length`, '1'],
  [
    `if (true) { var inBlock = 3 }
inBlock`,
    '3'
  ],
  ['let a1 = 1, b1 = a1 + 1; [a1, b1] = [b1, a1]; [a1, b1]', '[ 2, 1 ]'],
  ['let und; und = 3; und + 1', '4'],
  ['(function () { return this })()', undefined],
  ['const f64 = new Float64Array([1,2]); f64.map((x) => x * 2)', 'Float64Array(2) [ 2, 4 ]'],
  [
    `function q(this: Date) { return this.getTime() }
q.call(new Date(5))`,
    '5'
  ],
  [`new Error('shown').message`, `'shown'`],
  [
    `using d1 = { [Symbol.dispose]() { console.log('bye') } }
console.log('in')`,
    undefined
  ],
  // `using` at the top: the cell is the block that disposes, and what it declares stays.
  [
    `const disposed: string[] = []
const resource = (name: string) => ({ name, [Symbol.dispose]() { disposed.push(name) } })
const later = (name: string) => ({ name, async [Symbol.asyncDispose]() { await null; disposed.push(name) } })`,
    undefined
  ],
  [
    `using first = resource('first'), second = resource('second')
const during = disposed.length
const called = first.name
function ofFirst() { return called }`,
    undefined
  ],
  [`[during, ofFirst(), ...disposed]`, `[ 0, 'first', 'second', 'first' ]`],
  [
    `await using third = later('third')
using fourth = resource('fourth')
disposed.length = 0`,
    undefined
  ],
  ['disposed', `[ 'fourth', 'third' ]`],
  [
    `{ await using inner = later('inner') }
for (using each of [resource('each')]) each.name
for await (await using each of [later('awaited')]) each.name
disposed.slice(2)`,
    `[ 'inner', 'each', 'awaited' ]`
  ],
  [
    `async function scoped() { await using own = later('own'); return own.name }
await scoped() + disposed.at(-1)`,
    `'ownown'`
  ],
  [
    `try { using failing = resource('failing'); throw new Error('inside') } catch (e) { (e as Error).message }
disposed.at(-1)`,
    `'failing'`
  ],
  [
    `import * as fs2 from 'node:fs'; import path, { join as j2 } from 'node:path'; j2('a', 'b') + typeof path.sep + typeof fs2.statSync`,
    `'a/bstringfunction'`
  ],
  ['let s9 = 0; for (let i = 0; i < 3e6; i++) s9 += i; s9', '4499998500000'],
  [
    `import assert from 'node:assert/strict'; assert(typeof s9 === 'number'); assert.equal(1, 1)`,
    undefined
  ],
  [
    `import { z } from 'zod'; const schema = z.object({ a: z.number() }); type S = z.infer<typeof schema>; const sv: S = schema.parse({ a: 1 }); sv`,
    '{ a: 1 }'
  ],
  ['schema.parse(sv).a + 1', '2'],
  [
    'const recursive = (n: number): number => n < 2 ? n : recursive(n - 1) + recursive(n - 2); recursive(15)',
    '610'
  ],
  [
    `const m9 = new Map<string, Set<number>>(); m9.set('a', new Set([1])); m9`,
    `Map(1) { 'a' => Set(1) { 1 } }`
  ],
  ['const x9 = 1 as const; x9 satisfies 1; x9', '1'],
  [
    `do { var dd = 1 } while (false)
dd`,
    '1'
  ],
  ['/* only a comment */', undefined],
  [
    `// c
1 // trailing`,
    '1'
  ],
  ['({ a: 1 })', '{ a: 1 }'],
  ['{ a: 1 }', undefined],
  ['await Promise.all([1, Promise.resolve(2)])', '[ 1, 2 ]']
]

it.each(cells)('%s', async (code, shown) => {
  const answer = await client.execute(code)
  expect(answer.reply).toMatchObject({ status: 'ok' })
  if (shown !== undefined) expect(resultText(answer)).toBe(shown)
})
