// One checker serves many cells. What it remembers of one must not show in another.
import { resolve } from 'node:path'
import type * as TypeScript from 'typescript'
import { describe, expect, it } from 'vitest'
import { cellOptions, CellProgram } from '../../../kernel/src/language/tslab/cellProgram.js'
import { emptyLibrary } from '../../../kernel/src/language/tslab/prepared.js'
import { TslabEngine } from '../../../kernel/src/language/tslab/tslabEngine.js'
import { typescript as ts } from '../../../kernel/src/language/tslab/typescriptModule.js'

const fail = (problem: string) => expect.unreachable(problem)

function newEngine(): TslabEngine {
  return new TslabEngine({
    packageFolders: [],
    ambientFiles: [],
    typeRoots: [resolve('node_modules/@types')],
    report: fail
  })
}

/** Compiles a cell for later ones to see; the numbers of what is wrong with it, with their lines. */
function run(engine: TslabEngine, code: string): string[] {
  const { cell, diagnostics = [] } = engine.compile(code)
  cell?.commit()
  return diagnostics.map(({ code, start }) => `TS${code} line ${start.line}`)
}

describe('an error', () => {
  it('is found again in a cell that is run again, and gone when it is mended', () => {
    const engine = newEngine()
    const wrong = "const n: number = 'text'"
    expect(run(engine, wrong)).toEqual(['TS2322 line 0'])
    expect(run(engine, wrong)).toEqual(['TS2322 line 0'])
    expect(run(engine, `1\n${wrong}`)).toEqual(['TS2322 line 1'])
    expect(run(engine, 'const n: number = 1')).toEqual([])
    expect(run(engine, wrong)).toEqual(['TS2322 line 0'])
  })

  it('that completion or inspection came upon is found when the cell runs', () => {
    const engine = newEngine()
    const wrong = 'const n: number = Math.max("1")'
    engine.inspect(wrong, wrong.indexOf('max'))
    engine.complete(wrong, wrong.indexOf('max') + 1)
    expect(run(engine, wrong)).toEqual(['TS2345 line 0'])
  })

  it('of a name that is no more what it was', () => {
    const engine = newEngine()
    run(engine, 'interface Shape { a: number }; let shape: Shape = { a: 1 }')
    run(engine, 'interface Shape { b: string }; let shape: Shape')
    expect(run(engine, 'shape.a')).toEqual(['TS2339 line 0'])
    expect(run(engine, 'shape.b.length')).toEqual([])
  })
})

describe('a comment directive', () => {
  it('counts in its own cell, as if there had been no other', () => {
    const engine = newEngine()
    expect(run(engine, "// @ts-expect-error\nconst n: number = ''")).toEqual([])
    expect(run(engine, "1\nconst n: number = ''")).toEqual(['TS2322 line 1'])
    expect(run(engine, '// @ts-expect-error\nconst n: number = 1')).toEqual(['TS2578 line 0'])
  })
})

describe('a declaration', () => {
  it('in the global scope or in another module is known to its cell', () => {
    const engine = newEngine()
    run(engine, '1')
    expect(run(engine, 'declare global { var installed: number }\ninstalled + 1')).toEqual([])
    const augmented = "declare module 'node:os' { interface CpuInfo { added: number } }\n"
    expect(run(engine, `${augmented}import { cpus } from 'node:os'; cpus()[0]!.added + 1`)).toEqual(
      []
    )
    expect(run(engine, 'interface CpuInfo { own: number }; const c: CpuInfo = { own: 1 }')).toEqual(
      []
    )
  })
})

describe('imports', () => {
  it('are those of each cell, whatever stood at their place in the one before', () => {
    const engine = newEngine()
    run(engine, "import { join } from 'node:path'; import { readFileSync } from 'node:fs'")
    expect(
      run(engine, "import { cpus } from 'node:os'; const all = cpus().map((c) => c.model)")
    ).toEqual([])
    // Its type has a name in another module only.
    expect(run(engine, "const stats = readFileSync('x')")).toEqual([])
    expect(run(engine, 'const one = cpus()[0]; const copy = { ...stats, one }')).toEqual([])
    expect(run(engine, "all.length + join('a', one!.model).length")).toEqual([])
    expect(run(engine, 'one.speeds')).toEqual(['TS2551 line 0'])
  })
})

it('what cells declare is worked out after them, in the order in which they ended', () => {
  const engine = newEngine()
  const [slow, quick] = ["let a = 1; const b = ['slow']", 'let a = true; const c = [a]'].map(
    (code) => engine.compile(code).cell
  )
  quick?.commit()
  slow?.commit()
  engine.prepare()
  expect([...engine.declaredTypes()].sort()).toEqual([
    ['a', 'number'],
    ['b', 'string[]'],
    ['c', 'boolean[]']
  ])
  expect(run(engine, 'c.at(a + b.length)')).toEqual([])
  engine.prepare()
  expect(run(engine, 'b.size; a')).toEqual(['TS2339 line 0'])
  engine.prepare()
  // Nobody has asked for the declarations of this one in the meantime.
  engine.compile('let b = new Set([a])')
  expect(run(engine, 'let d = b.length')).toEqual([])
  engine.declareVariable('d')
  expect(engine.complete('d', 1).entries[0]?.name).toBe('d')
  expect(run(engine, 'd.anything')).toEqual([])
})

it('types of what cells declare are those that TypeScript writes', () => {
  const engine = newEngine()
  const cells = [
    'function pair<T extends object>(value: T, name = "a") { return { value, name } }',
    'function width(of: string): number; function width(of: number[]): string; function width(of: unknown): any { return of }',
    'class Field<T> { static dimension = 1; points: T[] = [] }; abstract class Action {}',
    'enum Network { relu, tanh }; namespace units { export const mass = 1 }; interface Shape { size: number }',
    'const f = (x: { a: number; b: string }) => x, [head, ...rest] = [1, 2]; let { a: renamed } = { a: new Date() }',
    'const five = 5; import { cpus } from "node:os"; async function later() { return five }'
  ]
  for (const cell of cells) expect(run(engine, cell)).toEqual([])
  expect(Object.fromEntries(engine.declaredTypes())).toEqual({
    pair: '<T extends object>(value: T, name?: string) => { value: T; name: string; }',
    width: '{ (of: string): number; (of: number[]): string; }',
    Field: 'typeof Field',
    Action: 'typeof Action',
    Network: 'typeof Network',
    units: 'typeof units',
    f: '(x: { a: number; b: string; }) => { a: number; b: string; }',
    head: 'number',
    rest: '[number]',
    renamed: 'Date',
    later: '() => Promise<number>'
  })
})

it('many cells: names of the first are known to the last', () => {
  const engine = newEngine()
  run(engine, 'const first = new Map<string, { width: number }>()')
  for (let i = 0; i < 130; i++) expect(run(engine, `const v${i} = [${i}].map(String)`)).toEqual([])
  expect(run(engine, "first.get('a')?.width.toFixed(v129.length)")).toEqual([])
  expect(run(engine, "first.get('a')?.height")).toEqual(['TS2339 line 0'])
})

// A declaration file that imports Node's own modules, as the kernel's does, made every program look at all files anew.
it('a cell that imports what the one before does takes its other files over as they are', () => {
  const cell = '/__tslab__.ts'
  let text = ''
  const built: { readonly structureIsReused: number }[] = []
  const createProgram = (options: TypeScript.CreateProgramOptions) => {
    const program = ts.createProgram(options) as TypeScript.Program & { structureIsReused: number }
    built.push(program)
    return program
  }
  const compiler = Object.create(ts, { createProgram: { value: createProgram } }) as typeof ts
  const cells = new CellProgram(compiler, {
    rootFiles: [cell, resolve('kernel/types/node.d.ts')],
    options: cellOptions(ts, [resolve('node_modules/@types')]),
    system: {
      ...ts.sys,
      getCurrentDirectory: () => '/',
      readFile: (path) => (path === cell ? text : ts.sys.readFile(path)),
      fileExists: (path) => path === cell || ts.sys.fileExists(path)
    },
    changing: [cell],
    library: emptyLibrary(),
    packageFolders: []
  })
  /** Whether TypeScript made a program for the cell, and what it took over from the one before. */
  const made = (code: string) => {
    text = code
    built.length = 0
    const program = cells.next()
    expect(program.getSemanticDiagnostics(program.getSourceFile(cell))).toEqual([])
    return built[0]?.structureIsReused
  }
  const [notAtAll, withOtherFiles, withSameFiles] = [undefined, 1, 2]
  made('export {}')
  expect(made('export const size = Performance.name.length')).toBe(notAtAll)
  expect(made("import { cpus } from 'node:os'; cpus().length")).toBe(withOtherFiles)
  expect(made("import { cpus } from 'node:os'; cpus().map(({ model }) => model)")).toBe(notAtAll)
  // Such comments concern the program.
  const directive = "import { cpus } from 'node:os'\n// @ts-expect-error\ncpus().size"
  expect(made(directive)).toBe(withSameFiles)
  expect(made("import { cpus } from 'node:os'; cpus()[0]?.model")).toBe(withSameFiles)
  expect(made("import { cpus } from 'node:os'; cpus()[1]?.model")).toBe(notAtAll)
  expect(made("export const stats = import('node:fs')")).toBe(withOtherFiles)
})
