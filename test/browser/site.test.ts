import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { StaticServer } from './staticServer.js'

const checkout = resolve(import.meta.dirname, '..', '..')
const executablePath = [process.env.CHROMIUM_PATH, '/usr/bin/chromium'].find(
  (path) => path && existsSync(path)
)

let server: StaticServer
let browser: Browser
let context: BrowserContext
let page: Page
/** Addresses outside of the site that a page asked for. */
const strangers: string[] = []

beforeAll(async () => {
  const site = spawnSync(process.execPath, ['.ci/site.mjs'], { cwd: checkout, encoding: 'utf8' })
  if (site.status !== 0) throw new Error(site.stderr)
  server = await StaticServer.start(join(checkout, 'build', 'site'), '/some/where')
  browser = await chromium.launch({ executablePath })
  context = await browser.newContext()
  context.on('request', (request) => {
    const isLocal = /^(?:data|blob):/.test(request.url())
    if (!isLocal && !request.url().startsWith(`${server.address}/`)) strangers.push(request.url())
  })
  page = await context.newPage()
})

afterAll(async () => {
  await browser?.close()
  await server?.close()
})

test('the first page leads to every notebook as a page, with its stored figure and without a program', async () => {
  await page.goto(`${server.address}/`)
  const links = await page.locator('li').count()
  expect(links).toBeGreaterThan(20)
  const plain = await browser.newContext({ javaScriptEnabled: false })
  const reader = await plain.newPage()
  await reader.goto(`${server.address}/`)
  const item = reader.locator('li', { hasText: 'mean values' })
  await item.getByRole('link', { name: 'Read' }).click()
  expect(await reader.locator('h1').first().innerText()).toContain('mean values')
  const sizes = await reader
    .locator('.jp-OutputArea img')
    .evaluateAll((all) => (all as HTMLImageElement[]).map(({ naturalWidth }) => naturalWidth))
  expect(sizes.length).toBe(2)
  expect(Math.min(...sizes)).toBeGreaterThan(300)
  await plain.close()
})

test('one search finds functions of the reference and pages of the docs', async () => {
  await page.goto(`${server.address}/docs/index.html`)
  for (const [word, target] of [
    ['exactGreenFunction', 'exactGreenFunction'],
    ['sampling', 'documents/']
  ]) {
    await page.keyboard.press('Escape')
    await page.locator('#tsd-search-trigger').click()
    await page.locator('#tsd-search-input').fill(word)
    await expect
      .poll(() =>
        page
          .locator('#tsd-search-results a')
          .evaluateAll((all) => all.map((link) => link.getAttribute('href')).join())
      )
      .toContain(target)
  }
})

test('JupyterLab opens a notebook, and our extension draws its stored figures', async () => {
  await page.goto(`${server.address}/lab/lab/index.html?path=04-deviation-means.ipynb`)
  await page
    .locator('.jp-Notebook .jp-OutputArea svg, .jp-Notebook .jp-OutputArea canvas')
    .first()
    .waitFor()
})

test('no request leaves the site', () => {
  expect(strangers).toEqual([])
})
