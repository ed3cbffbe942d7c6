// How long a reader of the site waits: until the stored figures of a notebook are drawn, and until its kernel has run a cell,
// at the first visit and at the next one.
//   npm run site && node test/bench/site.mjs [NOTEBOOK]
import { createReadStream, existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'

const notebook = process.argv[2] ?? '04-deviation-means.ipynb'
const site = fileURLToPath(new URL('../../build/site', import.meta.url))
const types = { '.js': 'text/javascript', '.html': 'text/html', '.css': 'text/css' }

const server = createServer(({ url }, response) => {
  const file = join(site, decodeURIComponent(new URL(url ?? '', 'http://site').pathname))
  if (!existsSync(file)) {
    response.writeHead(404).end()
    return
  }
  const type = types[/** @type {keyof types} */ (extname(file))] ?? 'application/octet-stream'
  response.setHeader('Content-Type', type)
  createReadStream(file).pipe(response)
})
await new Promise((listening) => server.listen(0, '127.0.0.1', () => listening(undefined)))
const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
const address = `http://127.0.0.1:${port}/lab/lab/index.html?path=${notebook}`
const profile = await mkdtemp(join(tmpdir(), 'nnqft-site-'))
const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'

/** Seconds of one visit. */
async function visit() {
  const context = await chromium.launchPersistentContext(profile, { executablePath })
  const page = await context.newPage()
  page.setDefaultTimeout(120_000)
  const start = performance.now()
  const seconds = () => (performance.now() - start) / 1000
  await page.goto(address)
  const draw = page.locator('.jp-Notebook .jp-OutputArea svg').first().waitFor().then(seconds)
  const open = page.waitForFunction(
    () => /** @type {any} */ (window).jupyterapp?.shell.currentWidget?.sessionContext
  )
  const run = open
    .then((opened) =>
      opened.evaluate(async (sessionContext) => {
        await sessionContext.ready
        await sessionContext.session.kernel.requestExecute({ code: '6 * 7' }).done
      })
    )
    .then(seconds)
  const [figures, kernel] = await Promise.all([draw, run])
  // The browser keeps all files before it is closed.
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
  await context.close()
  return { figures, kernel }
}

try {
  for (const name of ['first visit', 'next visit']) {
    const { figures, kernel } = await visit()
    console.log(
      `${name}: figures after ${figures.toFixed(1)} s, kernel after ${kernel.toFixed(1)} s`
    )
  }
} finally {
  server.close()
  await rm(profile, { recursive: true, force: true })
}
