// The examples of the doc comments, run as they stand; those that show a plain value must give it.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import ts from 'typescript'
import { afterAll, describe, expect, it } from 'vitest'
import * as library from '../../lib/src/index.js'
import { door, exportedSymbols, program } from './libraryProgram.js'

const folder = mkdtempSync(join(tmpdir(), 'nnqft-examples-'))
const before = process.cwd()
process.chdir(folder)
writeFileSync('inputs.csv', 'x,y\n0.1,0.2\n0.3,0.4\n')
afterAll(async () => {
  process.chdir(before)
  await library.closeWorkerPools()
  rmSync(folder, { recursive: true })
})

/** The examples of every exported function. */
function examplesOf(): ReadonlyMap<string, readonly string[]> {
  const checker = program.getTypeChecker()
  const functions = [...exportedSymbols()].flatMap(([exported, symbol]) => {
    if (!(symbol.flags & ts.SymbolFlags.Function)) return []
    const tags = symbol.getJsDocTags(checker).filter(({ name }) => name === 'example')
    const texts = tags.map(({ text }) => ts.displayPartsToString(text).trim())
    return [[exported, texts] as const]
  })
  return new Map(functions)
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

/** What the type checker says of examples, each in a block of its own. */
function typeErrors(texts: readonly string[]): readonly string[] {
  const file = resolve(dirname(door), 'examples.ts')
  const code = [
    `import { ${Object.keys(library).join(', ')}, type CampaignParameters } from './index.js'`,
    'declare const setup: ReturnType<typeof ensemble>, drawn: typeof setup',
    'declare const parameters: CampaignParameters, rows: { N: number; u4: number }[]',
    'declare const display: (shown: unknown, options?: { id: string }) => void',
    ...texts.map((text) => `{\n${text}\n}`)
  ].join('\n')
  const options = program.getCompilerOptions()
  const host = ts.createCompilerHost(options)
  const { fileExists, getSourceFile } = host
  host.fileExists = (name) => name === file || fileExists(name)
  host.getSourceFile = (name, ...rest) =>
    name === file ? ts.createSourceFile(name, code, rest[0]) : getSourceFile(name, ...rest)
  const whole = ts.createProgram([file], options, host, program)
  const source = whole.getSourceFile(file)
  return [...whole.getSyntacticDiagnostics(source), ...whole.getSemanticDiagnostics(source)].map(
    ({ messageText, start = 0 }) =>
      `${code.slice(start).split('\n', 1)[0]}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`
  )
}

const examples = examplesOf()
const texts = [...examples].flatMap(([name, ofName]) => ofName.map((text) => [name, text] as const))

describe('an example', () => {
  it('stands at every public function', () => {
    expect(examples.size).toBeGreaterThan(200)
    expect([...examples].filter(([, ofName]) => ofName.length === 0)).toEqual([])
  })

  it('has no error of types', () => {
    const all = [...texts.map(([, text]) => text), "ensemble({ network: 'gaus' })"]
    expect(typeErrors(all)).toEqual([expect.stringContaining("'gaus'")])
  })

  it.each(texts)('of %s runs: %s', async (_, text) => {
    const value = await run(text)
    const expected = shown(text)
    if (expected !== undefined) expectClose(value, expected)
  })

  it('shows a value in a good part of them', () => {
    expect(texts.filter(([, text]) => shown(text) !== undefined).length).toBeGreaterThan(60)
  })
})
