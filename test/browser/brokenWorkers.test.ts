import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { bundle, deviationFigure } from './exampleFigures.js'
import { labSession } from './labSession.js'

const lab = labSession()

/** Programs of workers that break down (none: the file is not there), and what the reader is told. */
const breakdowns: readonly { readonly body?: string; readonly words: RegExp }[] = [
  { words: /could not be loaded/ },
  { body: "throw new Error('no memory')", words: /no memory/ },
  {
    body: "postMessage('ready'); onmessage = () => { throw new Error('memory is full') }",
    words: /memory is full/
  },
  { body: '<html>Please log in</html>', words: /SyntaxError/ }
]

/** The first requests for a worker's file get a broken one each, later ones the file. */
async function breakInTurn(page: Page, file: string, bodies: readonly (string | undefined)[]) {
  const left = [...bodies]
  await page.route(`**/${file}*`, async (route) => {
    if (left.length === 0) return route.continue()
    const body = left.shift()
    await route.fulfill(
      body === undefined ? { status: 404 } : { contentType: 'text/javascript', body }
    )
  })
}

async function openExplorer(page: Page): Promise<void> {
  await page.goto(lab.server.url('lab/workspaces/broken-explorer?reset'))
  await page.locator('.jp-LauncherCard', { hasText: 'RG explorer' }).click()
}

test('an untrusted figure whose trial breaks down asks to be drawn, and the next one is tried by a new worker', async () => {
  const { server } = lab
  const page = await lab.newPage()
  await breakInTurn(
    page,
    'trialWorker.js',
    breakdowns.map(({ body }) => body)
  )
  const cells = [1, 2, 3, 4, 5, 6].map((scale) => bundle(deviationFigure(scale)))
  await server.writeNotebook('broken-trial.ipynb', cells, false)
  await server.openNotebook(page, 'broken-trial.ipynb')
  const figures = page.locator('.nnqft-Figure')
  for (const [i, { words }] of breakdowns.entries()) {
    const notice = figures.nth(i).locator('.nnqft-Notice')
    await notice.waitFor()
    expect(await notice.textContent()).toMatch(words)
    expect(await notice.textContent()).toContain('not trusted and could not be tried out')
    await notice.locator('button').click()
    await figures.nth(i).locator('canvas').waitFor()
  }
  for (const i of [4, 5]) await figures.nth(i).locator('canvas').waitFor()
  expect(await page.locator('.nnqft-Notice').count()).toBe(0)
})

test('an untrusted figure is asked about where the browser forbids workers', async () => {
  const { server } = lab
  const page = await lab.newPage()
  await page.addInitScript(() => {
    const { Worker } = window
    window.Worker = class extends Worker {
      constructor(address: string | URL, options?: WorkerOptions) {
        if (String(address).includes('trialWorker')) throw new Error('workers are forbidden')
        super(address, options)
      }
    }
  })
  const cells = [1, 2].map((scale) => bundle(deviationFigure(scale)))
  await server.writeNotebook('no-workers.ipynb', cells, false)
  await server.openNotebook(page, 'no-workers.ipynb')
  for (const i of [0, 1]) {
    const figure = page.locator('.nnqft-Figure').nth(i)
    await figure.locator('.nnqft-Notice', { hasText: 'workers are forbidden' }).waitFor()
    await figure.locator('.nnqft-Notice button').click()
    await figure.locator('canvas').waitFor()
  }
})

test('the explorer gets a new worker for the next state when one breaks down', async () => {
  const page = await lab.newPage()
  await breakInTurn(
    page,
    'explorerWorker.js',
    breakdowns.map(({ body }) => body)
  )
  await openExplorer(page)
  const status = page.locator('.nnqft-Explorer-side [role=status]')
  const width = page.locator('.nnqft-Explorer input[type=number][name=width]')
  for (const [i, { words }] of breakdowns.entries()) {
    await status.filter({ hasText: words }).waitFor()
    await width.fill(String(20 + i))
    await width.press('Enter')
  }
  await page.locator('.nnqft-Explorer .nnqft-Figure-view').nth(3).waitFor()
  await expect.poll(() => status.textContent()).toBe('')
})

test('the explorer computes on after states that it could not compute', async () => {
  const page = await lab.newPage()
  const failing = `let count = 0
    onmessage = ({ data: { id, kind } }) => {
      if (kind === 'curves') postMessage({ kind: 'failed', id, reason: 'mistake ' + ++count })
    }`
  await breakInTurn(page, 'explorerWorker.js', [failing])
  await openExplorer(page)
  const status = page.locator('.nnqft-Explorer-side [role=status]')
  const width = page.locator('.nnqft-Explorer input[type=number][name=width]')
  for (const count of [1, 2, 3]) {
    await status.filter({ hasText: `mistake ${count}` }).waitFor()
    await width.fill(String(20 + count))
    await width.press('Enter')
  }
})
