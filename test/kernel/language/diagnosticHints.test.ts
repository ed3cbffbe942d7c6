// A line of help below an error, for those who come from another language.
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ambientFiles } from '../../../kernel/src/language/ambientFiles.js'
import { TslabEngine } from '../../../kernel/src/language/tslab/tslabEngine.js'

const engine = new TslabEngine({
  packageFolders: [process.cwd()],
  ambientFiles: ambientFiles(resolve('kernel/dist')),
  typeRoots: [resolve('node_modules/@types')],
  report: (problem) => expect.unreachable(problem)
})
engine
  .compile(
    `import * as path from 'node:path'
type Network = 'gauss' | 'relu'
const load = async () => ({ mean: 1, points: [1, 2] })
function scale(by: number, to: string, more = 1) { return by }
const draw = (options: { network: Network; width?: number }) => options
const one = (network: 'gauss' | 'relu', n: 1 | 2 = 1) => network
const many: number[] = []
const need = (result: { mean: number }) => result.mean
const rows = [{ a: 1, b: 2 }]
function either(rows: readonly number[], options: { by: 'a' | 'b' }): void
function either(rows: string, options: { by: 'c' }): void
function either(): void {}
function drawn(result: object & { readonly length?: never }, options: { x: string }): void
function drawn<Row>(rows: readonly Row[], options: { x: keyof Row; y?: keyof Row }): void
function drawn(): void {}
const regulated = (options: { regulator?: Regulator }) => options
type Regulator = 'litim' | 'sharp'`
  )
  .cell?.commit()

/** The hint below the errors of a cell, which is there once. */
function hint(code: string): string | undefined {
  const found = engine.compile(code).diagnostics ?? []
  expect(found.length, code).toBeGreaterThan(0)
  const hints = found.flatMap(({ message }) => /\n→ (.*)$/.exec(message)?.[1] ?? [])
  expect(new Set(hints).size).toBe(hints.length)
  return hints[0]
}

describe('a hint', () => {
  it.each([
    ['load().mean', 'await is missing: await load()'],
    ['const n: { mean: number } = load()', 'await is missing: await load()'],
    ['const later = load()\nlater.points.length', 'await is missing: await later'],
    ['Math.max(Promise.resolve(1))', 'await is missing: await Promise.resolve(1)'],
    ['1 + 2 * Promise.resolve(1)', 'await is missing: await Promise.resolve(1)'],
    [
      'const every = [load()]\nconst means: number[] = every',
      'await is missing: await Promise.all(every)'
    ],
    ['for (const x of load()) {}', 'await is missing: await load()'],
    ['`${load().mean}`', 'await is missing: await load()'],
    ['load() + 1', 'await is missing: await load()'],
    ['load() > 1', 'await is missing: await load()'],
    ['const { mean } = load()', 'await is missing: await load()'],
    ['const { points: [first] } = load()', 'await is missing: await load()'],
    ['const [first] = load()', 'await is missing: await load()'],
    ["load()['mean']", 'await is missing: await load()'],
    ['load()[0]', 'await is missing: await load()'],
    ['Math.max(...load())', 'await is missing: await load()'],
    ['need(load())', 'await is missing: await load()'],
    ['need({ mean: Promise.resolve(1) })', 'await is missing: await Promise.resolve(1)'],
    ['need({ ...load() })', 'await is missing: { ...(await load()) }'],
    ['const all = { ...load() }\nall.mean', 'await is missing: { ...(await load()) }'],
    ['if (load()) 1', 'await is missing: await load()'],
    [
      'many.map(async (x) => x).reduce((a, b) => a + b, 0)',
      'await is missing: await Promise.all(many.map(async (x) => x))'
    ],
    ['need({ mean: 1, more: load() })', undefined],
    ['zod.string()', "import * as zod from 'zod'"],
    ['nnqft.ensemble({})', "import * as nnqft from 'nnqft'"],
    ['fs.readFileSync("x")', "import * as fs from 'node:fs'"],
    ['sqrt(2)', 'Math.sqrt'],
    ["basename('a/b')", 'path.basename'],
    ['let platform: PlatformPath', 'path.PlatformPath'],
    ["either([1], { by: 'd' })", undefined],
    ["const o = { network: 'gauss' }\ndraw(o)", /^write `as const`/],
    ["const o = { a: [{ network: 'gauss' }] }\ndraw(o.a[0]!)", /^write `as const`/],
    ["const o = { network: 'gauss' }\ndraw({ ...o })", /^write `as const`/],
    ["['gauss', 'relu'].map((network) => draw({ network }))", /^write `as const`/],
    ["const by = { by: 'a' }\neither(many, by)", /^write `as const`/],
    ["let name = 'relu'\none(name)", /^write `as const`.*string/],
    ['let n = 2\none("gauss", n)', /^write `as const`.*number/],
    ['scale(1)', 'missing: to'],
    ['scale()', 'missing: by, to'],
    ['new Map<string>()', undefined],
    ['print("x")', /^console\.log/],
    ['const x = None', /^null/],
    ['if (True) 1', 'true'],
    ['np.exp(1)', /Math\.exp/],
    ['len([1])', /length/],
    ['for (const i of range(3)) i', /Array\.from/],
    ['draw(width=3)', /arguments by name.*\{ width: 3 \}/],
    ["draw(network='relu', width=3)", /\{ network: 'relu', width: 3 \}/],
    ['scale(1, more=2)', /^TypeScript has no arguments by name: .*scale\(by, to, more\)$/],
    ['draw(**many)', /\.\.\.options/],
    ['Math.max(*many)', /`\.\.\.list`/],
    ['x = 3', /^a new name.*const x = 3$/],
    ['many * 2', 'arithmetic is of numbers: many.map((x) => x * 2)'],
    ['2 ** many', 'arithmetic is of numbers: many.map((x) => 2 ** x)'],
    ['many + many', 'arithmetic is of numbers: many.map((x, i) => x + many[i])'],
    ['Math.sqrt(many)', /many\.map\(\(x\) => Math\.sqrt\(x\)\)/],
    ["'N = %d' % 3", /backticks/],
    ['many === [1, 2]', /every/],
    ['rows.a', 'rows is a list: rows.map((one) => one.a), or rows[0].a'],
    ['many.append(1)', 'many.push(value)'],
    ['many.shape', 'many.length'],
    ['Jupyter.widgets.text().observe', /\.onChange\(\(value\) => /],
    ['Jupyter.widgets.button().max', /\.set\(\{ max: value \}\)/],
    ['Jupyter.widgets.Dropdown', "Jupyter.widgets.select({ options: ['a', 'b'] })"],
    ['rows[0]!.items()', 'Object.entries(rows[0]!)'],
    ["'a'.upper()", "'a'.toUpperCase()"],
    ["', '.join(['a'])", "list.join(', ')"],
    ['many[1:]', /slice/],
    ['many[-1:2]', /slice/],
    ['np.linspace(0, 1, 5)', /^Array\.from/],
    ['np.pi', 'Math.PI'],
    ['const v = many is None', /=== undefined/],
    ['assert many', /throw/],
    ["raise ValueError('x')", /throw/],
    ['del many[0]', /splice/],
    ['%time load()', /IPython/],
    ['scale?', /Shift-Tab/],
    ['"""text"""', /backticks/],
    ['if many: print(many)', /braces/],
    ['async def f(): pass', /^a function is written/],
    ['import numpy', /import \{ name \}/],
    ['def f(x):\n  return x', /^a function is written/],
    ['many.map(lambda x: x)', /\(x\) => x/],
    ['if many and load: 1', /&&|braces/],
    ['const x = 1 if many else 2', /\?/],
    ['from os import path', /import \{ name \}/],
    ['try:\n  load()\nexcept: 1', /braces/],
    ['const squares = [x for x in many]', /list\.map/],
    ['# comment', /\/\//],
    ['import numpy as np', /import \{ name \}/],
    ["const t = 1\nf'{t}'", /backticks|`/],
    ["regulated({ regulator: 'optimal' })", "one of 'litim', 'sharp'"],
    ["one('erf')", undefined],
    ['const f = (x) => x', 'the type of a parameter stands behind its name: x: number'],
    ['nothingLikeThis(1)', undefined],
    ['const s: number = "x"', undefined],
    ['many.nothing', undefined]
  ])('%s: %s', (code, expected) => {
    if (expected instanceof RegExp) expect(hint(code)).toMatch(expected)
    else expect(hint(code)).toBe(expected)
  })

  it('is of the overload that takes the first arguments, whose reason is told alone', () => {
    const [found] = engine.compile("const by = { by: 'a' }\neither(many, by)").diagnostics ?? []
    expect(found?.message.split('\n')).toEqual([
      `Type 'string' is not assignable to type '"a" | "b"'.`,
      expect.stringMatching(/^ {2}Argument of type '\{ by: string; \}' is not assignable/),
      expect.stringMatching(/^ {4}Types of property 'by' are incompatible/),
      expect.stringMatching(/^→ write `as const`/)
    ])
  })

  it.each([
    ["drawn(rows, { x: 'c' })", `Type '"c"' is not assignable to type '"a" | "b"'.`, 12],
    ["drawn(rows, { x: 'a', colour: 'b' })", /^Object literal .* 'colour'/, 12],
    ["drawn(rows, 'a')", /^Argument of type 'string'/, 12],
    ['drawn(rows[0]!, { x: 1 })', /^Type 'number' is not assignable to type 'string'/, 16],
    ["either('a', { by: 'd' })", `Type '"d"' is not assignable to type '"c"'.`, 12],
    ["drawn(5, { x: 'a' })", /^No overload matches this call\.\n(?: {2}.*\n?){2}$/, 6]
  ])('of overloads the one that was meant is told: %s', (code, message, column) => {
    const [found, more] = engine.compile(code).diagnostics ?? []
    expect(more).toBeUndefined()
    if (message instanceof RegExp) expect(found?.message).toMatch(message)
    else expect(found?.message.split('\n', 1)).toEqual([message])
    expect(found?.start.column).toBe(column)
  })

  it('of a library comes first; one that fails says so and hides no error', () => {
    const key = Symbol.for('Jupyter.hints')
    const own = ({ code, text }: { code: number; text: string }) =>
      code === 2304 && text === 'ensembel' ? 'ensemble' : undefined
    Reflect.set(globalThis, key, [own, 5])
    expect(hint('ensembel({})')).toBe('ensemble')
    expect(hint('print(1)')).toMatch(/^console/)
    Reflect.set(globalThis, key, [() => expect.unreachable('no hint')])
    expect(hint('ensembel({})')).toMatch(/^a hint of a library failed: /)
    Reflect.deleteProperty(globalThis, key)
  })
})
