// Stock tslab compiles a variable to a local one and a copy on `exports`: functions of a cell keep
// reading the local one when a later cell assigns to the variable. And `{ a }` with `a` from an earlier
// cell becomes `{ a }`, where no variable `a` exists.
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { CellScope, linkName } from '../../../kernel/src/language/cellScope.js'
import { TslabEngine } from '../../../kernel/src/language/tslab/tslabEngine.js'

const fail = (problem: string) => expect.unreachable(problem)

/** Runs cells one after the other and returns the shared scope. */
function run(...cells: readonly string[]): Record<string, unknown> {
  const engine = new TslabEngine({
    packageFolders: [],
    ambientFiles: [],
    typeRoots: [resolve('node_modules/@types')],
    report: fail
  })
  const scope = new CellScope()
  const modules: Record<string, unknown> = { 'node:path': { sep: '/', join: () => 'joined' } }
  for (const source of cells) {
    const { cell, diagnostics } = engine.compile(source)
    expect(diagnostics ?? []).toEqual([])
    const body = new Function('exports', 'require', linkName, cell?.code ?? '')
    body(scope.exports, (name: string) => modules[name], scope.link)
    cell?.commit()
  }
  return scope.exports
}

describe('a shorthand property', () => {
  it('takes its value from an earlier cell', () => {
    const { pair, inner } = run(
      'let a = 1\nlet b = 2',
      'const pair = { a, b }\nfunction own() { const b = 5; return { a, b } }\nconst inner = own()'
    )
    expect(pair).toEqual({ a: 1, b: 2 })
    expect(inner).toEqual({ a: 1, b: 5 })
  })

  it('as target of an assignment writes to the variable of an earlier cell', () => {
    const scope = run(
      'let a = 1\nlet b = 2',
      '({ a, b = 7 } = { a: 3 } as { a: number; b?: number })'
    )
    expect([scope.a, scope.b]).toEqual([3, 7])
  })
})

describe('a function of an earlier cell', () => {
  it.each([
    ['an assigned variable', 'let n = 1; function f() { return n }', 'n = 5'],
    ['a variable declared again', 'const n = 1; const f = () => n', 'const n = 5'],
    ['a destructured variable', 'let { n, m: [o] } = { n: 1, m: [2] }; const f = () => n', 'n = 5'],
    [
      'a function declared again',
      'function n() { return 1 }; function f() { return n() }',
      'function n() { return 5 }'
    ],
    [
      'a method',
      'let n = 1; class C { get() { return n } }; const f = () => new C().get()',
      'n = 5'
    ],
    ['a class declared again', 'class N { v = 1 }; const f = () => new N().v', 'class N { v = 5 }'],
    ['an enum declared again', 'enum N { V = 1 }; const f = () => N.V + 0', 'enum N { V = 5 }'],
    ['a generator', 'let n = 1; function* g() { yield n }; const f = () => [...g()][0]', 'n = 5']
  ])('sees %s', (_, first, second) => {
    expect(run(first, second, 'const seen = f()').seen).toBe(5)
  })

  it('and its cell see what it assigns', () => {
    const scope = run('let n = 1; const up = () => ++n', 'up(); up()', 'const seen = [n, up(), n]')
    expect(scope.seen).toEqual([3, 4, 4])
  })

  it('sees what was there before while a cell declares the name again', () => {
    expect(run('let n = 1; const f = () => n', 'const n = f() + 10').n).toBe(11)
  })

  it('keeps variables of its own, parameters and properties of the same name apart', () => {
    const scope = run(
      'let n = 1; const f = (n: number) => { { let n = 7; n++ } return { n, p: { n: 3 }.n } }',
      'n = 100',
      'const seen = f(2); const label = (() => { n: for (;;) break n; return typeof n })()'
    )
    expect(scope.seen).toEqual({ n: 2, p: 3 })
    expect(scope.label).toBe('number')
  })

  it('is called without a `this`, as any function', () => {
    const scope = run(
      'function who(this: unknown) { return this }\nconst tag = function (this: unknown, _: unknown) { return this }',
      'const seen = [who(), tag`x`, who?.()]'
    )
    expect(scope.seen).toEqual([undefined, undefined, undefined])
  })

  it('sees an import that a later cell makes anew', () => {
    const scope = run(
      "import { sep } from 'node:path'; const f = () => sep",
      "let sep = 'mine'",
      'const seen = f()'
    )
    expect(scope.seen).toBe('mine')
  })
})

describe('declarations', () => {
  it('without a value are undefined, also where an earlier cell gave one', () => {
    expect(run('let n: number = 1', 'let n: string; var m: number').n).toBeUndefined()
  })

  it('of a class name themselves while they are being made', () => {
    expect(run('class A { static x = 1; static y = A.x + 1 }', 'const y = A.y').y).toBe(2)
  })

  it('of enums and namespaces begin anew and merge inside a cell', () => {
    const scope = run(
      'enum E { A } enum E { B = 5 }; namespace N { export const a = 1 }',
      'enum E { C = 7 }; namespace N { export const b = 2 }',
      'const keys = [Object.keys(E), Object.keys(N)]'
    )
    expect(scope.keys).toEqual([['7', 'C'], ['b']])
  })
})
