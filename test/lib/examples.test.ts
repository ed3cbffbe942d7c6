// The examples of the doc comments, run as they stand; those that show a plain value must give it.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import ts from 'typescript'
import { afterAll, describe, expect, it } from 'vitest'
import * as library from '../../lib/src/index.js'

const folder = mkdtempSync(join(tmpdir(), 'nnqft-examples-'))
const before = process.cwd()
process.chdir(folder)
afterAll(async () => {
  process.chdir(before)
  await library.closeWorkerPools()
  rmSync(folder, { recursive: true })
})

/** The examples of every exported function. */
function examplesOf(door: string): readonly (readonly [name: string, example: string])[] {
  const program = ts.createProgram([door], {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    skipLibCheck: true,
    types: []
  })
  const checker = program.getTypeChecker()
  const module = checker.getSymbolAtLocation(program.getSourceFile(door)!)!
  return checker.getExportsOfModule(module).flatMap((exported) => {
    const symbol =
      exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported
    if (!(symbol.flags & ts.SymbolFlags.Function)) return []
    return symbol
      .getJsDocTags(checker)
      .filter(({ name }) => name === 'example')
      .map(({ text }) => [exported.name, ts.displayPartsToString(text).trim()] as const)
  })
}

const small = { bags: 5, networksPerBag: 100 }
const few = (parameters: library.EnsembleParameters) =>
  library.ensemble({ ...small, ...parameters })
const setup = few({ network: 'gauss', widths: [2, 5], orders: [2, 4] })

/** What examples speak of without saying it; ensembles are small ones. */
const known = {
  ensemble: few,
  setup,
  rows: [{ N: 2, u4: -3.1 }],
  drawn: few({ network: 'erf', inputs: [[0.4], [1]] }),
  display: () => undefined,
  parameters: {
    ensemble: { ...small, network: 'gauss', widths: [2], orders: [2] },
    grid: { sigmaW: [1, 2] }
  }
}

const scope: Readonly<Record<string, unknown>> = { ...library, ...known }

/** Runs an example; its value is that of its last statement. */
function run(example: string): Promise<unknown> {
  const { statements } = ts.createSourceFile('example.ts', example, ts.ScriptTarget.ES2022, true)
  const last = statements[statements.length - 1]
  const before = example.slice(0, last.getFullStart())
  const value = ts.isExpressionStatement(last)
    ? `;return ${last.expression.getText()}`
    : last.getText()
  const AsyncFunction = (async () => undefined).constructor as FunctionConstructor
  const names = Object.keys(scope).filter((name) => new RegExp(`\\b${name}\\b`).test(example))
  // What the example declares itself is not handed to it.
  const free = names.filter((name) => !new RegExp(`const \\[?${name}\\b`).test(example))
  return AsyncFunction(
    ...free,
    ts.transpile(`${before}\n${value}`, { target: ts.ScriptTarget.ES2022 })
  )(...free.map((name) => scope[name])) as Promise<unknown>
}

/** The plain value that an example shows, with as many digits as are printed. */
function shown(example: string): unknown {
  const [, text] = / \/\/ ([^\n]*)$/.exec(example) ?? []
  try {
    return text === undefined ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}

function expectClose(value: unknown, expected: unknown): void {
  if (Array.isArray(expected)) {
    expect(value).toHaveLength(expected.length)
    return expected.forEach((entry, i) => expectClose((value as unknown[])[i], entry))
  }
  if (typeof expected !== 'number') return expect(value).toEqual(expected)
  const digits = /\.(\d*)/.exec(String(expected))?.[1].length ?? 0
  const tolerance = digits > 0 ? Math.max(10 ** -digits, 1e-12) : 1e-9
  expect(Math.abs(Number(value) - expected)).toBeLessThanOrEqual(tolerance)
}

const examples = examplesOf(resolve(import.meta.dirname, '../../lib/src/index.ts'))

describe('the example of', () => {
  /** A file and a map that are the user's. */
  const ofTheUser = ['readPoints', 'runCampaign']

  it.each(examples.filter(([name]) => !ofTheUser.includes(name)))(
    '%s runs: %s',
    async (_, example) => {
      const value = await run(example)
      const expected = shown(example)
      if (expected !== undefined) expectClose(value, expected)
    }
  )

  it('shows a value in a good part of them', () => {
    expect(examples.length).toBeGreaterThan(50)
    expect(examples.filter(([, example]) => shown(example) !== undefined).length).toBeGreaterThan(
      15
    )
  })
})
