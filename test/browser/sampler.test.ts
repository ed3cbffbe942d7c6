import { existsSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { chromium } from 'playwright-core'
import { afterAll, expect, test } from 'vitest'
import { ensemble } from '../../lib/src/networks/ensemble.js'
import type { EnsembleMoments } from '../../lib/src/sampling/ensembleMoments.js'
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

test('Chromium gives the same bits as Node, for every network and estimator', async () => {
  // A page of its own, from the same sources, as a web application would bundle them.
  const page = `
    import { sampleEnsemble } from ${JSON.stringify(fileURLToPath(new URL('../../lib/src/sampling/sampleEnsemble.ts', import.meta.url)))}
    window.sample = async (samples) => {
      const results = []
      for (const sample of samples) {
        const { widths } = await sampleEnsemble(sample)
        results.push(widths.flatMap(({ orders }) =>
          orders.flatMap((o) => [...o.bagMeans, ...o.bagSquares, ...o.bagMaxima])))
      }
      return results
    }`
  const { outputFiles } = await build({
    stdin: {
      contents: page,
      resolveDir: fileURLToPath(new URL('.', import.meta.url)),
      loader: 'ts'
    },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    // Loaded in Node alone.
    external: ['node:*', 'tinypool']
  })
  const server = createServer((request, response) => {
    const script = request.url === '/page.js'
    response.setHeader('Content-Type', script ? 'text/javascript' : 'text/html')
    response.end(
      script ? outputFiles[0].contents : '<script type="module" src="/page.js"></script>'
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
  try {
    const tab = await browser.newPage()
    await tab.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
    await tab.waitForFunction(() => 'sample' in window)
    const there = await tab.evaluate(
      (list) => (window as unknown as { sample(l: unknown): Promise<number[][]> }).sample(list),
      samples
    )
    const here = []
    for (const sample of samples) {
      here.push(numbers(await sampleEnsemble(sample, { workers: 2, store: false })))
    }
    expect(there).toEqual(here)
    expect(here[0].length).toBeGreaterThan(2000)
  } finally {
    await browser.close()
    server.close()
  }
})
