import { readFileSync } from 'node:fs'
import type { Locator } from 'playwright-core'
import { expect, test } from 'vitest'
import { bundle, combinationsFigure, deviationFigure } from './exampleFigures.js'
import { labSession, screenshot } from './labSession.js'

const lab = labSession()

const tool = (figure: Locator, id: string) => figure.locator(`[data-tool="${id}"]`)
const yLabels = (figure: Locator) =>
  figure.locator('.nnqft-Figure-view svg .role-axis-label text').allTextContents()

test('scales, bands, layers and zoom change the picture, and reset takes all of it back', async () => {
  const { page, server } = lab
  server.writeNotebook('tools.ipynb', [bundle(deviationFigure())])
  await server.openNotebook(page, 'tools.ipynb')
  const figure = page.locator('.nnqft-Figure')
  await figure.locator('.nnqft-Figure-view svg').waitFor()
  const labels = await yLabels(figure)
  await tool(figure, 'scale-y').click()
  await expect.poll(() => yLabels(figure)).not.toEqual(labels)
  expect(await tool(figure, 'scale-y').getAttribute('aria-pressed')).toBe('true')
  await tool(figure, 'bands').click()
  await expect.poll(() => figure.locator('.nnqft-Figure-view svg .mark-area').count()).toBe(2)
  await tool(figure, 'layers').click()
  await figure.locator('.nnqft-Layers label', { hasText: 'exact' }).click()
  await expect.poll(() => figure.locator('.nnqft-Figure-view svg .mark-line').count()).toBe(0)
  await screenshot(page, 'instruments')
  await tool(figure, 'reset').click()
  await expect.poll(() => yLabels(figure)).toEqual(labels)
  expect(await figure.locator('.nnqft-Figure-view svg .mark-area').count()).toBe(0)
  await tool(figure, 'zoom').click()
  await expect.poll(() => tool(figure, 'zoom').getAttribute('aria-pressed')).toBe('true')
  const box = (await figure.locator('.nnqft-Figure-view svg').first().boundingBox())!
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
  await page.mouse.wheel(0, -400)
  await expect.poll(() => yLabels(figure)).not.toEqual(labels)
})

test('pointing at a width in one figure fades the other widths in all figures', async () => {
  const { page, server } = lab
  const small = combinationsFigure(1)
  const data = small['data'] as { values: { combination: number }[] }
  data.values = data.values.filter(({ combination }) => combination < 5)
  server.writeNotebook('linked.ipynb', [bundle(small), bundle(deviationFigure())])
  await server.openNotebook(page, 'linked.ipynb')
  const [first, second] = [0, 1].map((i) => page.locator('.nnqft-Figure').nth(i))
  const faded = (figure: Locator) =>
    figure.locator('.nnqft-Figure-view svg .mark-symbol path[opacity="0.12"]').count()
  await second.locator('.nnqft-Figure-view svg .mark-symbol path').first().waitFor()
  await first.locator('.nnqft-Figure-view svg .mark-symbol path').first().waitFor()
  await second.locator('.nnqft-Figure-view svg .mark-symbol path').nth(4).hover()
  await expect.poll(() => faded(second)).toBe(9)
  await expect.poll(() => faded(first)).toBe(45)
  await screenshot(page, 'linked')
  await page.mouse.move(5, 5)
  await expect.poll(() => faded(first)).toBe(0)
})

test('a click on a legend keeps one width', async () => {
  const { page, server } = lab
  const spec = combinationsFigure(1)
  const data = spec['data'] as { values: { combination: number }[] }
  data.values = data.values.filter(({ combination }) => combination < 5)
  server.writeNotebook('legend.ipynb', [bundle(spec)])
  await server.openNotebook(page, 'legend.ipynb')
  const figure = page.locator('.nnqft-Figure')
  await figure
    .locator('.nnqft-Figure-view svg .role-legend-label text', { hasText: '100' })
    .first()
    .click()
  await expect
    .poll(() => figure.locator('.nnqft-Figure-view svg .mark-symbol path[opacity="0.12"]').count())
    .toBe(45)
})

test('rows, provenance, code and exports are a few keys away', async () => {
  const { page, server } = lab
  server.writeNotebook('inspect.ipynb', [bundle(deviationFigure())])
  await server.openNotebook(page, 'inspect.ipynb')
  const figure = page.locator('.nnqft-Figure')
  await figure.locator('.nnqft-Figure-view svg').waitFor()
  await tool(figure, 'scale-x').focus()
  await page.keyboard.press('End')
  await page.keyboard.press('Home')
  while (
    (await page.evaluate(() => document.activeElement?.getAttribute('data-tool'))) !== 'table'
  ) {
    await page.keyboard.press('ArrowRight')
  }
  await page.keyboard.press('Enter')
  const table = figure.locator('.nnqft-DataTable')
  expect(await table.locator('tbody tr').count()).toBe(10)
  await table.locator('th button', { hasText: 'measured' }).click()
  expect(await table.locator('tbody tr').first().locator('td').first().textContent()).toBe('1000')
  await tool(figure, 'provenance').click()
  const provenance = figure.locator('[data-panel=provenance]')
  expect(await provenance.textContent()).toContain('c0ffee')
  expect(await provenance.locator('tbody td').allTextContents()).toContain('agrees')
  await screenshot(page, 'provenance')
  for (const [item, start] of [
    ['PNG picture', '\x89PNG'],
    ['SVG picture', '<svg'],
    ['Data as CSV', 'width,measured,error,exact\r\n2,'],
    ['Vega-Lite JSON', '{']
  ]) {
    await tool(figure, 'export').click()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.locator('.lm-Menu-item', { hasText: item }).click()
    ])
    const file = readFileSync(await download.path(), 'latin1')
    expect(file.slice(0, start.length)).toBe(start)
    expect(download.suggestedFilename()).toContain('mean-deviation')
  }
  await tool(figure, 'code').click()
  const inserted = page.locator('.jp-Notebook .jp-Cell').nth(1)
  await inserted.locator('.cm-content', { hasText: "await import('nnqft')" }).waitFor()
})

test('two figures are compared value by value in a tab of their own', async () => {
  const { page, server } = lab
  server.writeNotebook('compare.ipynb', [bundle(deviationFigure()), bundle(deviationFigure(1.05))])
  await server.openNotebook(page, 'compare.ipynb')
  const [first, second] = [0, 1].map((i) => page.locator('.nnqft-Figure').nth(i))
  await tool(first, 'compare').click()
  expect(await tool(first, 'compare').getAttribute('aria-pressed')).toBe('true')
  await tool(second, 'compare').click()
  const comparison = page.locator('.nnqft-Comparison')
  // Each value differs by 5 percent of 13.4 / N; its errors are 0.9 / N and 0.945 / N.
  const z = (0.05 * 13.4) / Math.hypot(0.9, 0.945)
  const text = await comparison.locator('.nnqft-Comparison-summary').textContent()
  expect(text).toContain(`10 values in common; χ² = ${(10 * z * z).toPrecision(4)}`)
  expect(text).toContain(`largest |z| = ${z.toPrecision(3)}`)
  await comparison.locator('.nnqft-Figure-view svg .mark-symbol path').nth(29).waitFor()
  expect(await tool(first, 'compare').getAttribute('aria-pressed')).toBe('false')
  await screenshot(page, 'comparison')
})
