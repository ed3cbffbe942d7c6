// Code in the text of notebooks and of the documentation, which a reader is asked to run or to put in: it has no error of types after the
// cells before it.
import { readFileSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { TslabEngine } from '../../kernel/src/language/tslab/tslabEngine.js'

interface Cell {
  readonly cell_type: string
  readonly source: string | readonly string[]
}

const checkout = resolve(import.meta.dirname, '../..')
const folder = join(checkout, 'notebooks')
const names = readdirSync(folder).filter((name) => name.endsWith('.ipynb'))

/** What a text speaks of that no cell before it has: rows of a table, or a name of the loop that it is put into. */
const rows = 'const rows = [{ N: 2, u4: -3.1, sigmaW: 1, error: 0.2, e: 0.2, exact: -3 }]'
const spokenOf: Readonly<Record<string, string>> = {
  '14-higher-dimensions.ipynb': `import * as nnqft from 'nnqft'
let sample: nnqft.EnsembleMoments`,
  '24-typescript-for-physicists.ipynb': `import * as nnqft from 'nnqft'
${rows}`,
  'docs/notebooks.md': `${rows}
const setup = nnqft.ensemble({ network: 'relu' })
const figureOf = (moments: nnqft.EnsembleMoments) => nnqft.plot(nnqft.resultRows(moments), { x: 'order', y: 'value' })`
}

const textOf = ({ source }: Cell) => [source].flat().join('')

/** Functions that cells declare. */
function declaredIn(cells: readonly Cell[]): readonly string[] {
  const declaration = /^(?:function (\w+)|(?:const|let) (\w+)(?:: [^=]+)? = (?:async )?\()/gm
  return cells
    .filter(({ cell_type }) => cell_type === 'code')
    .flatMap((cell) => [...textOf(cell).matchAll(declaration)])
    .map(([, byWord, byName]) => byWord ?? byName)
}

/** What is code in a text: blocks, and calls of the library and of functions of the notebook between backticks. */
function codeIn(text: string, functions: readonly string[]): readonly string[] {
  const block = /^( *)```ts\n([^]*?)^ *```$/gm
  const blocks = [...text.matchAll(block)].map(([, , code]) => code)
  const inline = [...text.replace(block, '').matchAll(/`([^`\n]+)`/g)].map(([, code]) => code)
  const call = new RegExp(
    `(?<![.\\w])(?:nnqft\\.\\w+${functions.map((name) => `|${name}`).join('')})\\(`
  )
  return [...blocks, ...inline.filter((code) => call.test(code))]
}

/** Errors of types of the code in a notebook's text, by the code. */
function errorsOf(cells: readonly Cell[], spoken?: string): ReadonlyMap<string, readonly string[]> {
  const engine = new TslabEngine({
    packageFolders: [checkout],
    ambientFiles: ['globals', 'node', 'widgets'].map((name) =>
      join(checkout, `kernel/types/${name}.d.ts`)
    ),
    typeRoots: [join(checkout, 'node_modules/@types')],
    report: (problem) => expect.unreachable(problem)
  })
  const messages = (code: string) =>
    (engine.compile(code).diagnostics ?? []).map(({ message }) => message)
  const errors = new Map<string, readonly string[]>()
  const functions = declaredIn(cells)
  for (const [i, cell] of cells.entries()) {
    // Library and parameters are known from the first cell of code on.
    const isFirst = cells.findIndex(({ cell_type }) => cell_type === 'code') === i
    if (cell.cell_type === 'code') engine.compile(textOf(cell)).cell?.commit()
    if (spoken !== undefined && isFirst) engine.compile(spoken).cell!.commit()
    if (cell.cell_type !== 'markdown') continue
    for (const code of codeIn(textOf(cell), functions)) errors.set(code, messages(code))
  }
  return errors
}

/** A page of the documentation as a notebook: each block is a text, and then a cell. */
function cellsOf(page: string): readonly Cell[] {
  const start = { cell_type: 'code', source: "import * as nnqft from 'nnqft'" }
  const parts = page.split(/^(```ts\n[^]*?^```$)/gm)
  const cells = parts.flatMap((source) => {
    const text = { cell_type: 'markdown', source }
    const [block] = codeIn(source, [])
    return source.startsWith('```ts\n') ? [text, { cell_type: 'code', source: block }] : [text]
  })
  return [start, ...cells]
}

const documents = [
  'README.md',
  ...readdirSync(join(checkout, 'docs')).map((name) => `docs/${name}`)
]
const run = ['docs/first-hour.md', 'docs/typescript.md'] // by tests of their own
const pages = documents
  .filter((name) => name.endsWith('.md') && !run.includes(name))
  .map((name) => ({ name, cells: cellsOf(readFileSync(join(checkout, name), 'utf8')) }))

const all = names.map((name) => {
  const { cells } = JSON.parse(readFileSync(join(folder, name), 'utf8')) as { cells: Cell[] }
  return { name, cells }
})

const notebooks = [...all, ...pages].map(({ name, cells }) => {
  const texts = cells.filter(({ cell_type }) => cell_type === 'markdown').map(textOf)
  const pieces = texts.flatMap((text) => codeIn(text, declaredIn(cells)))
  return { name, cells, pieces }
})

describe.each(notebooks.filter(({ pieces }) => pieces.length > 0))('$name', (notebook) => {
  it('has code in its text that has no error of types', () => {
    const errors = errorsOf(notebook.cells, spokenOf[notebook.name])
    expect([...errors.keys()]).toEqual([...new Set(notebook.pieces)])
    expect([...errors].filter(([, messages]) => messages.length > 0)).toEqual([])
  })
})

it('code is found in many notebooks, and an old order of arguments is an error', () => {
  expect(notebooks.filter(({ pieces }) => pieces.length > 0).length).toBeGreaterThan(8)
  const cells = [
    { cell_type: 'code', source: "import * as nnqft from 'nnqft'" },
    { cell_type: 'markdown', source: "Try `nnqft.exactCoupling([[1]], { network: 'erf' }, 10)`." }
  ]
  expect([...errorsOf(cells).values()].flat()).not.toEqual([])
})
