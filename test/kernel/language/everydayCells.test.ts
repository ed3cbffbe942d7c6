// Lines of every day, one cell after the other in one kernel: what each prints, then what it shows, or its
// error. Names are declared again with other types, and cells that throw half-way keep what they reached.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { KernelClient, printed, resultText } from '../kernelClient.js'

let client: KernelClient
beforeAll(async () => {
  const rows =
    'export type Rows = number[]\nexport const total = (rows: Rows) => rows.reduce((a, b) => a + b, 0)'
  client = await KernelClient.start({
    files: { 'rows.json': '{ "rows": [1, 2, 3] }', 'rows.ts': rows }
  })
})
afterAll(() => client.stop())

const cells: readonly (readonly [code: string, shown: string])[] = [
  [
    'class Stack<T> { #items: T[] = []; push(x: T) { this.#items.push(x); return this } get size() { return this.#items.length } static of<U>(...xs: U[]) { const s = new Stack<U>(); xs.forEach((x) => s.push(x)); return s } }\nStack.of(1, 2, 3).size',
    '3'
  ],
  [
    'class Stack<T> { items: T[] = []; size = () => this.items.length }\nnew Stack<string>().size()',
    '0'
  ],
  ["enum Dir { Up, Down = 'd' as any }\nDir[0]", "'Up'"],
  [
    'function* fib() { let [a, b] = [0, 1]; for (;;) { yield a; [a, b] = [b, a + b] } }\nconst first: number[] = []\nfor (const x of fib()) { if (x > 20) break; first.push(x) }\nfirst',
    '[\n  0, 1, 1,  2,\n  3, 5, 8, 13\n]'
  ],
  [
    'async function* ticks(n: number) { for (let i = 0; i < n; i++) { await null; yield i } }\nconst got = []; for await (const t of ticks(3)) got.push(t); got',
    '[ 0, 1, 2 ]'
  ],
  [
    'outer: for (let i = 0; i < 3; i++) { for (let j = 0; j < 3; j++) { if (j === 1) continue outer; if (i === 2) break outer; console.log(i, j) } }',
    '0 0\n1 0\n'
  ],
  ['for (var i = 0, acc = 0; i < 4; i++) acc += i\nacc', '6'],
  [
    "type Shape = { kind: 'circle'; r: number } | { kind: 'square'; s: number }\nconst area = (s: Shape) => { switch (s.kind) { case 'circle': return Math.PI * s.r ** 2; case 'square': return s.s ** 2; default: { const never: never = s; return never } } }\narea({ kind: 'square', s: 3 })",
    '9'
  ],
  ["let value: number | string = 5\nvalue = 'text'\nvalue.length", '4'],
  ['value = 7; value', '7'],
  ['let data: any = null; data ??= { a: 1 }; data?.a', '1'],
  ['let later\nlater = 5\nlater + 1', '6'],
  ['later.toFixed(1)', "'5.0'"],
  ['let arr = []\narr.push(1); arr.push(2); arr', '[ 1, 2 ]'],
  ['arr.length', '2'],
  [
    'const fn = function named(n: number): number { return n <= 1 ? 1 : n * named(n - 1) }; fn(5)',
    '120'
  ],
  ['const { a, ...rest } = { a: 1, b: 2, c: 3 }; rest', '{ b: 2, c: 3 }'],
  ['rest.b', '2'],
  ['[a, rest.c]', '[ 1, 3 ]'],
  ['var x1 = 1; var x1 = 2; x1', '2'],
  ['const dup = 1', ''],
  ["const dup = 'two'; dup.length", '3'],
  ["function dup() { return 'three' }\ndup()", "'three'"],
  ['class dup { n = 4 }\nnew dup().n', '4'],
  ['let dup: dup2; interface dup2 { z: number }\ndup', ''],
  [
    'function overl(x: string): string\nfunction overl(x: number): number\nfunction overl(x: any) { return x }\noverl(5) + 1',
    '6'
  ],
  [
    "const asserted = <const T extends readonly unknown[]>(...x: T) => x; asserted(1, 'a')",
    "[ 1, 'a' ]"
  ],
  [
    "const palette = { red: [255, 0, 0], green: '#0f0' } satisfies Record<string, string | number[]>\npalette.green.toUpperCase()",
    "'#0F0'"
  ],
  [
    "const s = Symbol('s'); const os = { [s]: 1, get y() { return 2 } }; os",
    '{ y: [Getter], [Symbol(s)]: 1 }'
  ],
  [
    "const tpl = (x: TemplateStringsArray, ...v: any[]) => x.raw.join('|') + v.join(); tpl`a${1}\\n${2}b`",
    "'a|\\\\n|b1,2'"
  ],
  [
    "const half1 = 1\nconst half2 = JSON.parse('{bad')\nconst half3 = 3",
    "SyntaxError: Expected property name or '}' in JSON at position 1"
  ],
  ['half1', '1'],
  [
    "function defined() { return half1 + 1 }\nclass Made { v = defined() }\nthrow new Error('after')",
    'Error: after'
  ],
  ['new Made().v + defined()', '4'],
  ["const fails = await Promise.reject(new TypeError('rejected'))", 'TypeError: rejected'],
  ['typeof fails', "TypeScriptError: TS2304: Cannot find name 'fails'. (line 1)"],
  [
    "try { throw new Error('x') } catch ({ message }) { console.log(message) } finally { console.log('done') }",
    'x\ndone\n'
  ],
  [
    "import * as path from 'path'; import os, { EOL } from 'os'; import type { Stats } from 'fs'; import { type Dirent, existsSync } from 'fs'\npath.join('a', 'b') + typeof os.cpus + existsSync('/')",
    "'a/bfunctiontrue'"
  ],
  ['let st: Stats | Dirent | undefined; st', ''],
  ["import fsp from 'node:fs/promises'; (await fsp.readdir('/')).length > 0", 'true'],
  ["import { setTimeout as sleep } from 'timers/promises'; await sleep(1, 'v')", "'v'"],
  [
    "const m = new Map([['a', 1]]); for (const [k, v] of m) console.log(k, v); m",
    "a 1\nMap(1) { 'a' => 1 }"
  ],
  ['const big = 2n ** 64n; big.toString()', "'18446744073709551616'"],
  ["const re = /(\\d+)-(\\d+)/.exec('10-20'); re![1] + re![2]", "'1020'"],
  ['const date = new Date(0); date', '1970-01-01T00:00:00.000Z'],
  ["new Intl.NumberFormat('en').format(12345.678)", "'12,345.678'"],
  [
    'structuredClone({ a: [1, { b: new Date(0) }] })',
    '{ a: [ 1, { b: 1970-01-01T00:00:00.000Z } ] }'
  ],
  ['const o1 = { a: 1, f() { return this.a } }; o1.f()', '1'],
  ['const { f: ff } = o1; typeof ff', "'function'"],
  [
    "abstract class Animal { constructor(protected readonly name: string) {} abstract speak(): string; toString() { return `${this.name}: ${this.speak()}` } }\nclass Dog extends Animal { speak() { return 'woof' } }\nString(new Dog('rex'))",
    "'rex: woof'"
  ],
  ["class Cat extends Animal { speak() { return 'meow' } }\n`${new Cat('tom')}`", "'tom: meow'"],
  [
    "interface Named { name: string } interface Named { age?: number }\nconst nm: Named = { name: 'x', age: 3 }; nm",
    "{ name: 'x', age: 3 }"
  ],
  [
    'type DeepPartial<T> = { [K in keyof T]?: T[K] extends object ? DeepPartial<T[K]> : T[K] }\nconst dp: DeepPartial<{ a: { b: number } }> = { a: {} }; dp',
    '{ a: {} }'
  ],
  [
    "function isStr(x: unknown): x is string { return typeof x === 'string' }\nconst un: unknown = 'abc'; if (isStr(un)) console.log(un.length)",
    '3\n'
  ],
  [
    "function assertNum(x: unknown): asserts x is number { if (typeof x !== 'number') throw new Error('no') }\nconst q: unknown = 4; assertNum(q); q + 1",
    '5'
  ],
  ['const curry = (a: number) => (b: number) => a + b; curry(1)(2)', '3'],
  ["(function () { console.log('iife') })()", 'iife\n'],
  [";(async () => { console.log('async iife') })(); undefined", 'async iife\n'],
  ['void 0', ''],
  ['"use strict"; 5', '5'],
  ["'just text'", "'just text'"],
  ['delete (globalThis as any).nothing', 'true'],
  ["new Proxy({ a: 1 }, { get: (t: any, k) => k in t ? t[k] : 'dflt' }).zzz", "'dflt'"],
  ["if (1 > 2) { } else if (2 > 1) console.log('else if')", 'else if\n'],
  ["const lines = `multi\nline`; lines.split('\\n').length", '2'],
  ['var undefinedYet: string; undefinedYet', ''],
  ['let counter = 0; const tick = () => counter++; tick(); tick(); counter', '2'],
  ['counter', '2'],
  ['{ let counter = 100; tick() } counter', '3'],
  ["const p1 = Promise.resolve(1); p1.then((v) => console.log('then', v)); await p1", 'then 1\n1'],
  [
    'await Promise.allSettled([1, Promise.reject(2)])',
    "[\n  { status: 'fulfilled', value: 1 },\n  { status: 'rejected', reason: 2 }\n]"
  ],
  ['const ac = new AbortController(); ac.abort(); ac.signal.aborted', 'true'],
  ['function f1(this: { n: number }, k: number) { return this.n + k }\nf1.call({ n: 1 }, 2)', '3'],
  [
    'function defaults({ a = 1, b: { c = 2 } = {} } = {} as any, ...r: number[]) { return [a, c, ...r] }\ndefaults(undefined, 3)',
    '[ 1, 2, 3 ]'
  ],
  [
    'class Temp { static #count = 0; static inc() { return ++Temp.#count } static { Temp.inc() } }\nTemp.inc()',
    '2'
  ],
  [
    "class Acc { accessor v = 3; get [Symbol.toStringTag]() { return 'Acc' } }\n`${new Acc()}` + new Acc().v",
    "'[object Acc]3'"
  ],
  ['[3, 1, 2].toSorted()', '[ 1, 2, 3 ]'],
  ['[1, 2, 3].at(-1)', '3'],
  ['label2: { break label2 }', ''],
  ["import { readFileSync as read } from 'fs'\nconst read2 = read; read2 === read", 'true'],
  ['const read = 5; read', '5'],
  ['let i2 = 0\nwhile (true) { if (i2++ > 3) break }\ni2', '5'],
  ['const nested = { a: { b: { c: { d: 1 } } } }; nested.a.b.c.d', '1'],
  ['function Old(this: any) { this.x = 1 } ; new (Old as any)().x', '1'],
  [
    'namespace Util { export const one = 1; export function two() { return one + 1 } }\nUtil.two()',
    '2'
  ],
  ['namespace Util { export const three = 3 }\nUtil.three', '3'],
  ["// @ts-expect-error\nconst wrong: number = 'x'\nwrong", "'x'"],
  ['const t0: ReturnType<typeof setTimeout> = setTimeout(() => {}, 1); clearTimeout(t0)', ''],
  ['type A1 = Awaited<Promise<number>>; const a1: A1 = 1; a1', '1'],
  ['const tuple: [x: number, y?: string] = [1]; tuple', '[ 1 ]'],
  [
    "const en = { A: 'a', B: 'b' } as const; type En = (typeof en)[keyof typeof en]; const e1: En = 'a'; e1",
    "'a'"
  ],
  ['let z1 = 1, z2 = 2; [z1, z2] = [z2, z1]; ({ z1 } = { z1: 9 }); [z1, z2]', '[ 9, 1 ]'],
  [
    'const getter = { get a() { return 1 }, set a(v) { console.log(v) } }; getter.a = 5; getter.a',
    '5\n1'
  ],
  ["const buf = Buffer.from('héllo'); buf.toString('base64')", "'aMOpbGxv'"],
  ["new TextDecoder().decode(new TextEncoder().encode('é'))", "'é'"],
  ["await fetch('data:text/plain,hi').then((r) => r.text())", "'hi'"],
  ["const u = new URL('http://a.b/c?d=1'); u.searchParams.get('d')", "'1'"],
  [
    "function rest1<T extends any[]>(...args: T): T['length'] { return args.length }\nrest1(1, 2, 3)",
    '3'
  ],
  [
    'const comma = (1, 2); comma',
    'TypeScriptError: TS2695: Left side of comma operator is unused and has no side effects. (line 1)'
  ],
  ["var a = 'var over const'; a", "'var over const'"],
  ['let [first1 = 10, , third = 30] = [undefined, 2]; [first1, third]', '[ 10, 30 ]'],
  [
    "class Err2 extends Error { constructor(m: string, readonly code = 5) { super(m) } }\ntry { throw new Err2('custom') } catch (e) { if (e instanceof Err2) console.log(e.code, e.message) }",
    '5 custom\n'
  ],
  ['for (const k in { a: 1, b: 2 }) console.log(k)', 'a\nb\n'],
  [
    "using res = { [Symbol.dispose]() { console.log('disposed') } }; console.log('body')",
    'body\ndisposed\n'
  ],
  ['enum Flag { A = 1 << 0, B = 1 << 1, AB = A | B }; Flag.AB', '3'],
  ['const enum Fast { X = 7 }\nFast.X', '7'],
  ['Fast.X + Flag.B', '9'],
  [
    "type Json = string | number | Json[] | { [k: string]: Json }; const j: Json = { a: [1, { b: 'x' }] }; JSON.stringify(j)",
    '\'{"a":[1,{"b":"x"}]}\''
  ],
  ['const asyncArrow = async <T,>(x: T): Promise<T> => x; await asyncArrow(3)', '3'],
  ['export const exported = 1, other = 2; exported + other', '3'],
  ['export type OnlyType = number; const ot: OnlyType = 1; ot', '1'],
  ['export interface OnlyIf { a: 1 }', ''],
  ['const oi: OnlyIf = { a: 1 }; oi', '{ a: 1 }'],
  ['export async function ex2() { return 2 }; await ex2()', '2'],
  ["throw 'a string'", "Thrown: 'a string'"],
  ['throw null', 'Thrown: null'],
  ['null', 'null'],
  ['undefined', ''],
  ['NaN', 'NaN'],
  ['-0', '-0'],
  [
    'const { f: renamed, a: { toFixed: tf } } = o1; [typeof renamed, typeof tf]',
    "[ 'function', 'function' ]"
  ],
  [
    'let fromEarlier: any, n1: any; ({ f: fromEarlier, a: n1 = 5 } = o1); [typeof fromEarlier, n1]',
    "[ 'function', 1 ]"
  ],
  [
    'const takes = ({ a: first, f }: typeof o1) => [first, typeof f]; takes(o1)',
    "[ 1, 'function' ]"
  ],
  ['const { nested: { x: deepX = 4 } = {} as any } = { nested: { x: undefined } }; deepX', '4'],
  ['() => 1', '[Function (anonymous)]'],
  ['(class {}).name', "''"],
  ['enum Alone { A }', ''],
  ['namespace Alone2 { export const z = 1 }', ''],
  ['let u; u', ''],
  ['[1, 2, 3]\n  .map((x) => x * 2)\n  .filter((x) => x > 2)', '[ 4, 6 ]'],
  ['const chained = o1\n  ?.f()\nchained', '1'],
  ['// only a comment at the end\n5 // here\n/* and here */', '5'],
  ["import data2 from './rows.json' with { type: 'json' }; data2.rows.length", '3'],
  ["import type { Rows } from './rows'; const rr: Rows = [1]; rr", '[ 1 ]'],
  ["import { type Rows as R2, total } from './rows'; total([1, 2] as R2)", '3']
]

it.each(cells)('%s', async (code, shown) => {
  const answer = await client.execute(code)
  const { status, ename, evalue } = answer.reply
  const result = printed(answer) + ((resultText(answer) as string | undefined) ?? '')
  expect(status === 'ok' ? result : `${String(ename)}: ${String(evalue)}`).toBe(shown)
})
