import { mkdirSync, mkdtempSync, rmSync, unlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { keepOffline } from '../../.ci/site/jupyterLite.mjs'
import { StaticServer } from './staticServer.js'

let browser: Browser
let context: BrowserContext
let folder: string
let server: StaticServer

beforeAll(async () => {
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM_PATH })
})

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'nnqft-worker-'))
  server = await StaticServer.start(folder, '')
  context = await browser.newContext()
  // Against hangs alone, as in vitest.config.ts.
  context.setDefaultTimeout(300_000)
  return async () => {
    await context.close()
    await server.close()
    rmSync(folder, { recursive: true })
  }
})

afterAll(() => browser?.close())

/** A version of a small site in a folder of the server, beside a worker that takes over at once, as that of JupyterLite. */
function publish(site: string, files: Readonly<Record<string, string>>): void {
  const path = join(folder, site)
  rmSync(path, { recursive: true, force: true })
  mkdirSync(path)
  const worker = `addEventListener('install', () => skipWaiting())
addEventListener('activate', (event) => event.waitUntil(clients.claim()))`
  for (const [name, text] of Object.entries({ 'service-worker.js': worker, ...files })) {
    mkdirSync(dirname(join(path, name)), { recursive: true })
    writeFileSync(join(path, name), text)
  }
  keepOffline(path)
}

/** Opens a site in a page of its own, and waits until the worker of its version is in charge. */
async function visit(site: string): Promise<Page> {
  const page = await context.newPage()
  await page.goto(`${server.address}/${site}/index.html`)
  await page.evaluate(async () => {
    const registration = await navigator.serviceWorker.register('service-worker.js')
    await registration.update()
    const worker = registration.installing ?? registration.waiting ?? registration.active
    while (worker?.state !== 'activated') {
      await new Promise((resolve) =>
        worker?.addEventListener('statechange', resolve, { once: true })
      )
    }
  })
  return page
}

const read = (page: Page, file: string) =>
  page.evaluate((file) => fetch(file).then((answer) => answer.text()), file)

test('what no page asks for is not kept', async () => {
  publish('site', {
    'index.html': 'all',
    'build/schemas/all.json': '[]',
    // Ninety of them were asked for at each first visit, besides the one that has them all.
    'build/schemas/@jupyterlab/notebook-extension/panel.json': '{}',
    'extensions/some/package.json': '{}'
  })
  await visit('site')
  const asked = server.requests.filter((path) => path.endsWith('.json'))
  expect(asked.map((path) => path.replace(/.*?\/site\//, ''))).toEqual(['build/schemas/all.json'])
})

test('a page of an earlier version still has its parts; those that stay are asked for once', async () => {
  const same = { 'same.89abcde.js': 'same part' }
  publish('site', { 'index.html': 'old', 'part.0123abc.js': 'old part', ...same })
  const old = await visit('site')
  publish('site', { 'index.html': 'new', 'part.4567def.js': 'new part', ...same })
  const current = await visit('site')
  expect(await current.locator('body').innerText()).toBe('new')
  expect(await read(current, 'part.4567def.js')).toBe('new part')
  expect(await read(old, 'part.0123abc.js')).toBe('old part')
  expect(server.requests.filter((path) => path.includes('same'))).toHaveLength(1)
})

test('sites on one server keep their own files, also while the server does not answer', async () => {
  publish('one', { 'index.html': 'one' })
  publish('two', { 'index.html': 'two' })
  const page = await visit('one')
  await visit('two')
  server.silence()
  await page.reload()
  expect(await page.locator('body').innerText()).toBe('one')
})

test('a file that the server refuses leaves the others kept', async () => {
  publish('site', { 'index.html': 'kept', 'refused.txt': '' })
  unlinkSync(join(folder, 'site', 'refused.txt'))
  const page = await visit('site')
  await context.setOffline(true)
  await page.reload()
  expect(await page.locator('body').innerText()).toBe('kept')
})
