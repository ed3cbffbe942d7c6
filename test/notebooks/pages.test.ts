import { copyFileSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium, type Browser, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Spec } from '../../.ci/reproduce/figures.mjs'
import { NotebookPages } from '../../.ci/reproduce/notebookPages.mjs'
import { writePage } from '../../.ci/reproduce/page.mjs'

const executablePath = [process.env.CHROMIUM_PATH, '/usr/bin/chromium'].find(
  (path) => path && existsSync(path)
)

const notebooks = resolve(import.meta.dirname, '../../notebooks')
const names = readdirSync(notebooks).filter((name) => name.endsWith('.ipynb'))
const folder = mkdtempSync(join(tmpdir(), 'nnqft-pages-'))
let browser: Browser

beforeAll(async () => {
  const pages = new NotebookPages(folder)
  for (const name of names) {
    copyFileSync(join(notebooks, name), join(folder, name))
    pages.write(name, [{ text: 'All <figures>', href: 'index.html?a=1&b=2' }])
  }
  await pages.close()
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
})

afterAll(async () => {
  await browser.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Opens the page of a notebook from disk; returns what it asked of the network. */
async function open(name: string, page: Page): Promise<string[]> {
  const asked: string[] = []
  page.on('request', (request) => {
    if (!/^(file|data|blob):/.test(request.url())) asked.push(request.url())
  })
  await page.goto(pathToFileURL(join(folder, name.replace('.ipynb', '.html'))).href)
  return asked
}

interface Cell {
  readonly cell_type: string
  readonly source: string | readonly string[]
  readonly outputs?: readonly { readonly data?: Record<string, Spec> }[]
}

function cellsOf(name: string): readonly Cell[] {
  return JSON.parse(readFileSync(join(folder, name), 'utf8')).cells
}

/** Formulas in the text of a notebook: what stands between dollars outside of code. */
function formulas(name: string): number {
  const text = cellsOf(name)
    .filter(({ cell_type }) => cell_type === 'markdown')
    .map(({ source }) => [source].flat().join(''))
    .join('\n\n')
    .replaceAll(/`[^`]*`/g, '')
  return [...text.matchAll(/\$\$[^$]+\$\$|\$[^$]+\$/g)].length
}

describe.each(names)('the page of %s', (name) => {
  it('typesets every formula without the network, and fits on paper', async () => {
    // Wide enough for A4 between margins of half an inch.
    const page = await browser.newPage({ viewport: { width: 697, height: 1000 } })
    await page.emulateMedia({ media: 'print' })
    const asked = await open(name, page)
    const seen = await page.evaluate(async () => {
      const { MathJax } = window as unknown as { MathJax: { startup: { promise: Promise<void> } } }
      await MathJax.startup.promise
      const all = (selector: string) => Array.from(document.querySelectorAll(selector))
      return {
        formulas: all('mjx-container').length,
        errors: all('mjx-merror, [data-mjx-error]').map((error) => error.textContent),
        pictures: all('.jp-OutputArea-output img').map(
          (picture) => (picture as HTMLImageElement).naturalWidth
        ),
        beyond: all('.jp-OutputArea-output :is(table, img), mjx-container svg')
          .map((element) => element.getBoundingClientRect().right - innerWidth)
          .filter((excess) => excess > 0)
      }
    })
    await page.close()
    expect(asked).toEqual([])
    expect(seen.formulas).toBe(formulas(name))
    expect(seen.errors).toEqual([])
    expect(seen.pictures.length).toBeGreaterThan(0)
    expect(Math.min(...seen.pictures)).toBeGreaterThan(0)
    expect(seen.beyond).toEqual([])
  })
})

it('has links above the notebook, and the theme of the system, on paper the light one', async () => {
  const page = await browser.newPage({ colorScheme: 'dark' })
  await open(names[0], page)
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
  expect(await background()).toBe('rgb(17, 17, 17)')
  await page.emulateMedia({ media: 'print' })
  expect(await background()).toBe('rgb(255, 255, 255)')
  await page.emulateMedia({ media: 'screen', colorScheme: 'light' })
  expect(await background()).toBe('rgb(255, 255, 255)')
  const link = page.getByRole('navigation').getByRole('link')
  expect(await link.allTextContents()).toEqual(['All <figures>'])
  expect(await link.getAttribute('href')).toBe('index.html?a=1&b=2')
  await page.close()
})

it('draws the figures of index.html without the network', async () => {
  const executed = names.slice(0, 4).map((name) => ({
    name: basename(name, '.ipynb'),
    figures: cellsOf(name)
      .flatMap(({ outputs = [] }) => outputs)
      .flatMap(({ data }) => data?.['application/vnd.vegalite.v5+json'] ?? [])
  }))
  await writePage(executed, 'for a test', folder)
  const page = await browser.newPage()
  const problems: unknown[] = []
  page.on('pageerror', (error) => problems.push(error))
  const asked = await open('index.ipynb', page)
  const figures = executed.flatMap((notebook) => notebook.figures)
  await page.waitForFunction(
    (count) => document.querySelectorAll('.picture svg').length === count,
    figures.length
  )
  expect(asked).toEqual([])
  expect(problems).toEqual([])
  const links = await page.evaluate(() =>
    Array.from(document.querySelectorAll('section a[href$=".html"]'), (a) => a.getAttribute('href'))
  )
  expect(links).toEqual(executed.map(({ name }) => `${name}.html`))
  await page.close()
})
