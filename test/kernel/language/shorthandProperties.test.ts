// tslab 1.0.22 compiles `{ a }` with `a` from an earlier cell to `{ a }`, where no variable `a` exists:
// the cell type-checks and then fails with "ReferenceError: a is not defined".
import { expect, it } from 'vitest'
import { TslabEngine } from '../../../kernel/src/language/tslab/tslabEngine.js'

const fail = (problem: string) => expect.unreachable(problem)

/** Runs cells one after the other and returns the shared scope. */
function run(cells: readonly string[]): Record<string, unknown> {
  const engine = new TslabEngine({
    packageFolders: [],
    ambientFiles: [],
    typeRoots: [],
    report: fail
  })
  const scope: Record<string, unknown> = {}
  for (const source of cells) {
    const { cell, diagnostics } = engine.compile(source)
    expect(diagnostics ?? []).toEqual([])
    new Function('exports', cell?.code ?? '')(scope)
    cell?.commit()
  }
  return scope
}

it('a shorthand property takes its value from an earlier cell', () => {
  const { pair, inner } = run([
    'let a = 1\nlet b = 2',
    'const pair = { a, b }\nfunction own() { const b = 5; return { a, b } }\nconst inner = own()'
  ])
  expect(pair).toEqual({ a: 1, b: 2 })
  expect(inner).toEqual({ a: 1, b: 5 })
})

it('a shorthand target of an assignment writes to the variable of an earlier cell', () => {
  const scope = run([
    'let a = 1\nlet b = 2',
    '({ a, b = 7 } = { a: 3 } as { a: number; b?: number })'
  ])
  expect([scope.a, scope.b]).toEqual([3, 7])
})
