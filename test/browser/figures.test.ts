import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { bundle, deviationFigure } from './exampleFigures.js'
import { JupyterLabServer, launchBrowser, runCommand } from './jupyterLab.js'

let server: JupyterLabServer
let browser: Browser
let page: Page
let problems: string[]

beforeAll(async () => {
  ;[server, browser] = await Promise.all([JupyterLabServer.start(), launchBrowser()])
})
afterAll(async () => {
  await browser?.close()
  await server?.close()
})
beforeEach(async () => {
  page = await browser.newPage({ viewport: { width: 1200, height: 900 } })
  problems = []
  page.on('pageerror', (error) => problems.push(error.message))
})
afterEach(async () => {
  await page.close()
  expect(problems).toEqual([])
})

test('a stored figure is drawn by this extension and follows the theme', async () => {
  server.writeNotebook('figure.ipynb', [bundle(deviationFigure())])
  await server.openNotebook(page, 'figure.ipynb')
  const figure = page.locator('.nnqft-Figure')
  await figure.locator('svg .mark-symbol path').first().waitFor()
  expect(await figure.getAttribute('aria-label')).toContain('falls as one over the width')
  const ink = () => figure.locator('svg .role-axis text').first().getAttribute('fill')
  const light = await ink()
  await runCommand(page, 'apputils:change-theme', { theme: 'JupyterLab Dark' })
  await expect.poll(ink).not.toBe(light)
  await runCommand(page, 'apputils:change-theme', { theme: 'JupyterLab Light' })
  await expect.poll(ink).toBe(light)
  const shot = process.env['NNQFT_SCREENSHOTS']
  if (shot) await page.screenshot({ path: `${shot}/figure.png` })
})
