import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import * as nnqft from '../lib/src/index.js'

const root = resolve(import.meta.dirname, '..')
const pages = [
  'README.md',
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
  ...['lib/README.md', 'kernel/README.md', 'extension/README.md', 'test/bench/README.md']
]
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

describe.each(pages)('%s', (page) => {
  const text = readFileSync(join(root, page), 'utf8')

  it('links only to files that exist', () => {
    const links = [...text.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map(([, target]) => target)
    const local = links.filter((target) => !/^[a-z]+:/.test(target))
    expect(local.filter((target) => !existsSync(resolve(root, dirname(page), target)))).toEqual([])
  })

  it('names only files of the repository that exist', () => {
    const tree = /^(?:lib|kernel|extension|notebooks|test|docs|\.ci)\/[\w./-]+$/
    const named = [...text.matchAll(/`([^`\s]+)`/g)].map(([, name]) => name)
    const made = /^(?:lib|kernel)\/dist\b|^extension\/(?:lib|labextension)\b/
    const missing = named.filter(
      (name) => tree.test(name) && !made.test(name) && !existsSync(join(root, name))
    )
    expect(missing).toEqual([])
  })

  it('names only npm scripts that exist', () => {
    const named = [...text.matchAll(/npm run (\w+)/g)].map(([, name]) => name)
    expect(named.filter((name) => !(name in scripts))).toEqual([])
  })
})

it('docs/reference.md names only what the library exports', () => {
  const table = readFileSync(join(root, 'docs/reference.md'), 'utf8').matchAll(/^\|.*\|(.*)\|$/gm)
  const named = [...table].flatMap(([, cell]) =>
    [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name)
  )
  expect(named.length).toBeGreaterThan(20)
  expect(named.filter((name) => !(name in nnqft))).toEqual([])
})

describe('docs/extension.md', () => {
  const page = readFileSync(join(root, 'docs/extension.md'), 'utf8')

  // Once `versions` was missing.
  it('lists every plugin', () => {
    const sources = readdirSync(join(root, 'extension/src'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('Plugin.ts'))
      .map((name) => readFileSync(join(root, 'extension/src', name), 'utf8'))
    const plugins = sources.map((text) => /'jupyterlab-nnqft:([\w-]+)'/.exec(text)?.[1])
    const [, list] = /The plugins can be disabled one by one: ([^]*?)\.\n\n/.exec(page)!
    const named = [...list.matchAll(/`([\w-]+)`/g)].map(([, name]) => name)
    expect(named.sort()).toEqual(plugins.sort())
  })

  // Once `vertexMatrix` was missing.
  it('lists every figure without code of its own', () => {
    const without = readdirSync(join(root, 'lib/src/figures'))
      .filter((name) => name.endsWith('.ts'))
      .filter((name) => {
        const text = readFileSync(join(root, 'lib/src/figures', name), 'utf8')
        return text.includes('new Figure(') && !/\bcode: /.test(text)
      })
      .map((name) => name.replace('.ts', ''))
    const [, list] = /figures carry none, because [^:]*: ([^;]*);/.exec(page)!
    expect([...list.matchAll(/`(\w+)`/g)].map(([, name]) => name)).toEqual(without)
  })
})

describe('README.md', () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8')

  it('names only functions that the library exports', () => {
    const named = [...readme.matchAll(/nnqft\.(\w+)/g)].map(([, name]) => name)
    const inTable = [...readme.matchAll(/\| `(\w+)` +\|/g)].map(([, name]) => name)
    expect(named.length + inTable.length).toBeGreaterThan(2)
    expect([...named, ...inTable].filter((name) => !(name in nnqft))).toEqual([])
  })

  it('lists every notebook', () => {
    const names = readdirSync(join(root, 'notebooks')).filter((name) => name.endsWith('.ipynb'))
    expect(names.filter((name) => !readme.includes(`notebooks/${name}`))).toEqual([])
  })
})

it('pictures of docs/ are figures of the executed notebooks', async () => {
  const figures = readdirSync(join(root, 'notebooks'))
    .filter((name) => name.endsWith('.ipynb'))
    .flatMap((name) => figuresOf(join(root, 'notebooks', name)))
  const pictures = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.svg'))
  expect(pictures).not.toEqual([])
  for (const picture of pictures) {
    const [figure] = figures.filter(({ usermeta }) => `${usermeta.nnqft.figure}.svg` === picture)
    const text = readFileSync(join(root, 'docs', picture), 'utf8')
    // A plain comparison: a difference of two texts of a single long line takes minutes to print.
    expect(text === (await nnqft.drawSvg(figure)), picture).toBe(true)
  }
})

interface Figure {
  readonly usermeta: { readonly nnqft: { readonly figure: string } }
}

interface Notebook {
  readonly cells: readonly {
    readonly outputs?: readonly { readonly data?: Readonly<Record<string, unknown>> }[]
  }[]
}

/** Figures among the outputs of a notebook. */
function figuresOf(path: string): Figure[] {
  const { cells } = JSON.parse(readFileSync(path, 'utf8')) as Notebook
  return cells
    .flatMap(({ outputs = [] }) => outputs)
    .flatMap(({ data }) => (data?.[nnqft.vegaLiteMimeType] ?? []) as Figure | [])
}

it('docstrings name sections of docs/theory.md that are there', () => {
  const headings = [...readFileSync(join(root, 'docs/theory.md'), 'utf8').matchAll(/^##+ (.*)$/gm)]
  const sections = headings.map(([, title]) => title.replace(' (derived here)', ''))
  const sources = readdirSync(join(root, 'lib/src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.includes('.generated.'))
    .map((name) => ({ name, text: readFileSync(join(root, 'lib/src', name), 'utf8') }))
  const references = sources.flatMap(({ name, text }) =>
    [...text.matchAll(/docs\/theory\.md(?:, "([^"]*)")?/g)].map(([, title = '']) => ({
      name,
      title
    }))
  )
  expect(references.length).toBeGreaterThan(50)
  expect(references.filter(({ title }) => !sections.includes(title))).toEqual([])
})
