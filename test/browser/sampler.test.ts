import { existsSync, readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { chromium, type Browser, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ensemble } from '../../lib/src/networks/ensemble.js'
import type { EnsembleMoments } from '../../lib/src/sampling/ensembleMoments.js'
import type { MomentStore } from '../../lib/src/sampling/momentStore.js'
import { sampleEnsemble } from '../../lib/src/sampling/sampleEnsemble.js'
import { closeWorkerPools } from '../../lib/src/sampling/workerPool.js'

const executablePath = [process.env.CHROMIUM_PATH, '/usr/bin/chromium'].find(
  (path) => path && existsSync(path)
)

const small = { widths: [2, 30], bags: 2, networksPerBag: 130, seed: 11 }
const samples = [
  ...(['gauss', 'relu', 'erf', 'cos'] as const).flatMap((network) =>
    (['literal', 'conditional', 'tilted'] as const).map((estimator) =>
      ensemble({ ...small, network, estimator })
    )
  ),
  ...(['literal', 'conditional'] as const).map((estimator) =>
    ensemble({ ...small, network: 'gauss', estimator, outputs: 3 })
  )
]

afterAll(closeWorkerPools)

/** Every number of a result, exactly. */
function numbers({ widths }: EnsembleMoments): number[] {
  return widths.flatMap(({ orders }) =>
    orders.flatMap((o) => [...o.bagMeans, ...o.bagSquares, ...o.bagMaxima])
  )
}

const source = (name: string) =>
  JSON.stringify(fileURLToPath(new URL(`../../lib/src/sampling/${name}.ts`, import.meta.url)))

let browser: Browser
let server: Server
/** Whether the page's server has the script of the workers. */
let hasWorkers = true

beforeAll(async () => {
  // A page of its own, from the same sources, as a web application would bundle them.
  const page = `
    import { MomentStore } from ${source('momentStore')}
    import type { MomentStore } from '../../lib/src/sampling/momentStore.js'
import { sampleEnsemble } from ${source('sampleEnsemble')}
    Object.assign(window, { MomentStore, sampleEnsemble })`
  const { outputFiles } = await build({
    stdin: { contents: page, resolveDir: import.meta.dirname, loader: 'ts' },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    // Loaded in Node alone.
    external: ['node:*', 'tinypool']
  })
  const worker = readFileSync(new URL('./browserWorker.js', import.meta.resolve('nnqft/browser')))
  server = createServer(({ url }, response) => {
    const script = { '/page.js': outputFiles[0].contents, '/browserWorker.js': worker }[url ?? '']
    if (url === '/browserWorker.js' && !hasWorkers) response.statusCode = 404
    response.setHeader('Content-Type', script ? 'text/javascript' : 'text/html')
    response.end(script ?? '<script type="module" src="/page.js"></script>')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
})

afterAll(async () => {
  await browser?.close()
  server?.close()
})

/** What the page of the test holds. */
interface Bundle {
  readonly sampleEnsemble: typeof sampleEnsemble
  readonly MomentStore: typeof MomentStore
}
declare const window: Bundle

async function openPage(): Promise<Page> {
  const page = await browser.newPage()
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
  await page.waitForFunction(() => 'sampleEnsemble' in window)
  return page
}

/** All that is drawn of an ensemble, as text. */
const sampledIn = (page: Page, options: object) =>
  page.evaluate(
    async ([sample, options]) => {
      const warnings: string[] = []
      const onWarning = (text: string) => warnings.push(text)
      const { widths } = await window.sampleEnsemble(sample, { ...options, onWarning })
      return { widths: JSON.stringify(widths), warnings }
    },
    [samples[0], options] as const
  )

test('Chromium gives the same bits as Node, for every network and estimator, in workers on all cores', async () => {
  const page = await openPage()
  const there = await page.evaluate(async (samples) => {
    const results = []
    for (const sample of samples) {
      const { widths } = await window.sampleEnsemble(sample)
      results.push(
        widths.flatMap(({ orders }) =>
          orders.flatMap((o) => [...o.bagMeans, ...o.bagSquares, ...o.bagMaxima])
        )
      )
    }
    return results
  }, samples)
  const here = []
  for (const sample of samples) {
    here.push(numbers(await sampleEnsemble(sample, { workers: 2, store: false })))
  }
  expect(there).toEqual(here)
  expect(here[0].length).toBeGreaterThan(2000)
  const cores = await page.evaluate(() => navigator.hardwareConcurrency)
  expect(page.workers()).toHaveLength(cores)
  await page.close()
})

test('a page that cannot start workers says so and gives the same bits', async () => {
  const page = await openPage()
  const { widths } = await sampledIn(page, { store: false, workers: 2 })
  hasWorkers = false
  await page.reload()
  await page.waitForFunction(() => 'sampleEnsemble' in window)
  const alone = await sampledIn(page, { store: false })
  hasWorkers = true
  expect(alone.widths).toBe(widths)
  expect(alone.warnings.join()).toMatch(
    /no sampling workers here .*: sampling in the calling thread/
  )
  await page.close()
})

test('a browser keeps the bags of an ended run, finds them after a reload, and lets go of them', async () => {
  const page = await openPage()
  const store = { folder: 'kept' }
  const long = { ...samples[0], bags: 80_000 }
  const ended = await page.evaluate(
    async ([sample, store]) => {
      const stop = new AbortController()
      const { signal } = stop
      const onProgress = ({ bags }: { bags: number }) => bags >= 5 && stop.abort(new Error('stop'))
      // One worker draws the bags in their order.
      const how = { store, signal, onProgress, workers: 1 }
      const run = window.sampleEnsemble(sample, how)
      return run.then(String, ({ message }: Error) => message)
    },
    [long, store] as const
  )
  expect(ended).toBe('stop')
  await page.reload()
  await page.waitForFunction(() => 'sampleEnsemble' in window)
  const short = { ...samples[0], bags: 5 }
  const again = await page.evaluate(
    async ([sample, store]) => {
      const runner = { concurrency: 1, run: () => Promise.reject(new Error('a bag is missing')) }
      return JSON.stringify((await window.sampleEnsemble(sample, { store, runner })).widths)
    },
    [short, store] as const
  )
  expect(again).toBe(JSON.stringify((await sampleEnsemble(short, { store: false })).widths))

  const seen = await page.evaluate(async () => {
    const store = await window.MomentStore.open('kept')
    const other = await window.MomentStore.open('other')
    const files = await store.list()
    const merged = await other.merge(store)
    await other.keep()
    const refused = await other.prune(0).catch(({ message }: Error) => message)
    const { unusable } = await store.verify()
    const removed = await store.prune(0)
    const left = await store.list()
    const names = (await other.list()).map(({ name }) => name)
    return { files, merged, refused, unusable, removed, left, names }
  })
  expect(seen.files.length).toBeGreaterThan(0)
  expect(seen.files.every(({ bytes, used }) => bytes > 100 && used > 1e12)).toBe(true)
  expect(seen.merged).toBe(samples[0].widths.length)
  expect(seen.refused).toMatch(/other holds a campaign and is kept; remove other\/\.kept/)
  expect(seen.unusable).toEqual([])
  expect(seen.removed).toEqual(seen.files)
  expect(seen.left).toEqual([])
  expect(seen.names.sort()).toEqual(seen.files.map(({ name }) => name).sort())
  await page.close()
})

test('what a browser’s database has lost or got wrong is drawn anew, and said', async () => {
  const page = await openPage()
  const store = { folder: 'spoiled' }
  const { widths } = await sampledIn(page, { store })
  await page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        const opening = indexedDB.open('nnqft/spoiled')
        opening.onsuccess = () => {
          const transaction = opening.result.transaction('contents', 'readwrite')
          const cursor = transaction.objectStore('contents').openCursor()
          cursor.onsuccess = () => cursor.result?.update(new Uint8Array([1, 2, 3]))
          transaction.oncomplete = () => resolve()
        }
      })
  )
  const spoiled = await sampledIn(page, { store })
  expect(spoiled.widths).toBe(widths)
  expect(spoiled.warnings).toHaveLength(1)
  expect(spoiled.warnings[0]).toMatch(/is damaged and its bags are sampled again: its 3 bytes/)
  expect(await sampledIn(page, { store })).toEqual({ widths, warnings: [] })
  await page.close()
})
