// A line of help below an error, for those who come from another language.
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { TslabEngine } from '../../../kernel/src/language/tslab/tslabEngine.js'

const engine = new TslabEngine({
  packageFolders: [process.cwd()],
  ambientFiles: [],
  typeRoots: [resolve('node_modules/@types')],
  report: (problem) => expect.unreachable(problem)
})
engine
  .compile(
    `type Network = 'gauss' | 'relu'
const load = async () => ({ mean: 1, points: [1, 2] })
function scale(by: number, to: string, more = 1) { return by }
const draw = (options: { network: Network; width?: number }) => options
const one = (network: 'gauss' | 'relu', n: 1 | 2 = 1) => network
const many: number[] = []`
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
    ['zod.string()', "import * as zod from 'zod'"],
    ['nnqft.ensemble({})', "import * as nnqft from 'nnqft'"],
    ['fs.readFileSync("x")', "import * as fs from 'node:fs'"],
    ['sqrt(2)', 'Math.sqrt'],
    ["const o = { network: 'gauss' }\ndraw(o)", /^write `as const`/],
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
    ["scale(1, to='x')", /\{ to: 'x' \}/],
    ['draw(**many)', /\.\.\.options/],
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
    ['nothingLikeThis(1)', undefined],
    ['const s: number = "x"', undefined],
    ['many.nothing', undefined]
  ])('%s: %s', (code, expected) => {
    if (expected instanceof RegExp) expect(hint(code)).toMatch(expected)
    else expect(hint(code)).toBe(expected)
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
