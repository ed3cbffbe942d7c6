import { readFileSync } from 'node:fs'
import type { Locator } from 'playwright-core'
import { expect, test } from 'vitest'
import { changeTheme } from './jupyterLab.js'
import { KeyboardReader } from './keyboardReader.js'
import { labSession, screenshot } from './labSession.js'

const lab = labSession()

/** A small run, the distribution of its deviations and their means, each in a figure of its own. */
const program = [
  `import * as nnqft from 'nnqft'

const setup = nnqft.ensemble({
  network: 'gauss', sigmaB: 0.3, widths: [2, 10], orders: [2, 4], bags: 4, networksPerBag: 200, seed: 5
})
const moments = await nnqft.sampleEnsemble(setup, { store: false })`,
  `await display(nnqft.deviationHistogram(nnqft.combinationDeviations(moments), { parameters: setup }))`,
  `await display(nnqft.deviationMeans(nnqft.meanDeviations(moments), { parameters: setup }))`
]

const picture = (figure: Locator) =>
  figure.locator('.nnqft-Figure-view:not(.nnqft-mod-pending) svg')

/** All axis labels with their places: other scales and ranges have other ones. */
const axisLabels = (figure: Locator) =>
  picture(figure)
    .locator('.role-axis-label text')
    .evaluateAll((all) =>
      all.map((text) => [text.textContent, text.getAttribute('transform')].join()).join()
    )

const isPressed = (figure: Locator, tool: string) =>
  figure.locator(`[data-tool="${tool}"]`).getAttribute('aria-pressed')

test('a notebook is opened, run and its figures questioned without a pointer', async () => {
  const { page, server } = lab
  const reader = new KeyboardReader(page)
  server.writeProgram('walk.ipynb', program)
  await page.goto(server.url('lab/workspaces/walk?reset'))
  await page.locator('.jp-Launcher').waitFor()
  await reader.command('Open from Path')
  await page.locator('.jp-Dialog input').waitFor()
  await page.keyboard.type('walk.ipynb')
  await page.keyboard.press('Enter')
  await page.locator('#jp-main-statusbar', { hasText: '(NNQFT) | Idle' }).waitFor()
  await reader.command('Run All Cells')
  const [histogram, means] = [0, 1].map((i) => page.locator('.nnqft-Figure').nth(i))
  await picture(means).first().waitFor()
  await reader.press('Escape')

  // To the last figure, which is in the active cell, and through its tools.
  await reader.pressUntil('Tab', 'scale-x')
  const labels = await axisLabels(means)
  expect(labels).not.toBe('')
  await reader.pressUntil('ArrowRight', 'scale-y')
  await screenshot(page, 'keyboard-tool-light')
  await page.locator('.nnqft-Tooltip', { hasText: 'Other scale of y' }).waitFor()
  await reader.press('Enter')
  await expect.poll(() => axisLabels(means)).not.toBe(labels)
  await reader.waitFor('scale-y')
  await reader.press('Enter')
  await expect.poll(() => axisLabels(means)).toBe(labels)
  await reader.waitFor('scale-y')

  // Layers.
  await reader.pressUntil('ArrowRight', 'layers')
  await reader.press('Enter')
  const lines = picture(means).locator('.mark-line path')
  const count = await lines.count()
  await reader.pressUntil('Tab', 'layers')
  await screenshot(page, 'keyboard-panel-light')
  await reader.pressUntil('Tab', 'exact')
  await reader.press('Space')
  await expect.poll(() => lines.count()).toBeLessThan(count)
  await reader.waitFor('exact')
  await screenshot(page, 'keyboard-layer-light')
  await reader.press('Space')
  await expect.poll(() => lines.count()).toBe(count)
  expect(await reader.press('Escape')).toBe('layers')
  expect(await isPressed(means, 'layers')).toBe('false')

  // Bands, zoom around a mark, moving, and back.
  await reader.pressUntil('ArrowRight', 'bands')
  await reader.press('Enter')
  await expect.poll(() => picture(means).locator('.mark-area').count()).toBeGreaterThan(0)
  await reader.waitFor('bands')
  await reader.press('Enter')
  await reader.pressUntil('ArrowLeft', 'zoom')
  await reader.press('Enter')
  await expect.poll(() => isPressed(means, 'zoom')).toBe('true')
  await reader.pressUntil('Tab', 'stage')
  await reader.press('ArrowRight', 'ArrowRight')
  await means.locator('.nnqft-Figure-cursor').waitFor()
  const changes = async (key: string) => {
    const before = await axisLabels(means)
    await reader.press(key)
    await expect.poll(() => axisLabels(means), { message: key }).not.toBe(before)
  }
  await changes('+')
  await changes('Shift+ArrowRight')
  await changes('Shift+ArrowDown')
  await changes('-')
  await screenshot(page, 'keyboard-zoom-light')
  await reader.pressUntil('Shift+Tab', 'zoom')
  await reader.pressUntil('ArrowRight', 'reset')
  await reader.press('Enter')
  await expect.poll(() => axisLabels(means)).toBe(labels)
  await reader.waitFor('reset')

  // Points, told one by one.
  await reader.press('Tab', 'ArrowRight', 'ArrowRight')
  const told = () => means.locator('.nnqft-Figure-status').textContent()
  await expect.poll(told).toMatch(/width: \d+; .*\(series 1\)/)
  await screenshot(page, 'keyboard-point-light')
  await reader.press('Escape')

  // Rows, their order, and the provenance.
  await reader.pressUntil('Shift+Tab', 'reset')
  await reader.pressUntil('ArrowRight', 'table')
  await reader.press('Enter')
  await reader.pressUntil('Tab', 'width')
  await reader.press('Enter', 'Enter')
  expect(await means.locator('th[aria-sort=descending]').textContent()).toBe('width')
  expect(await means.locator('tbody tr').first().textContent()).toContain('10')
  await screenshot(page, 'keyboard-table-light')
  expect(await reader.press('Escape')).toBe('table')
  await reader.pressUntil('ArrowRight', 'provenance')
  await reader.press('Enter')
  await reader.pressUntil('Tab', 'provenance')
  expect(await means.locator('[data-panel=provenance]').textContent()).toContain('seed')
  expect(await reader.press('Escape')).toBe('provenance')

  // The menu of exports gives the focus back, chosen from or not.
  await reader.pressUntil('ArrowRight', 'export')
  await page.keyboard.press('Enter')
  await page.locator('.lm-Menu').waitFor()
  await screenshot(page, 'keyboard-menu-light')
  await page.keyboard.press('Escape')
  await reader.waitFor('export')
  await page.keyboard.press('Enter')
  await page.locator('.lm-Menu').waitFor()
  for (let i = 0; i < 5; i++) await page.keyboard.press('ArrowDown')
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.keyboard.press('Enter')
  ])
  expect(readFileSync(await download.path(), 'utf8')).toContain('measured')
  await reader.waitFor('export')

  // Full screen and back.
  await reader.pressUntil('ArrowLeft', 'fullscreen')
  const isFull = () => means.evaluate((node) => document.fullscreenElement === node)
  await reader.press('Enter')
  await expect.poll(isFull).toBe(true)
  await reader.pressUntil('Tab', 'stage')
  await reader.press('ArrowRight')
  await screenshot(page, 'keyboard-fullscreen-light')
  // A second Escape would leave the full screen, by the browser's own window, which is not there here.
  await reader.press('Escape')
  await reader.pressUntil('Shift+Tab', 'fullscreen')
  await reader.press('Enter')
  await expect.poll(isFull).toBe(false)
  await reader.waitFor('fullscreen')

  // The other figure: one width alone, by its legend.
  await changeTheme(page, 'Dark')
  await reader.pressUntil('ArrowRight', 'compare')
  await reader.press('Enter')
  await expect.poll(() => isPressed(means, 'compare')).toBe('true')
  await reader.pressUntil('Shift+Tab', 'stage')
  const areas = picture(histogram).locator('.mark-area path')
  const opacities = () =>
    areas.evaluateAll((all) => all.map((area) => area.getAttribute('opacity')))
  const all = await opacities()
  await reader.press('ArrowRight', 'ArrowUp', 'End')
  await expect
    .poll(() => histogram.locator('.nnqft-Figure-status').textContent())
    .toMatch(/^legend: 10 /)
  await screenshot(page, 'keyboard-legend-dark')
  await reader.press('Enter')
  await expect.poll(async () => new Set(await opacities()).size).toBe(2)
  await reader.press('Shift+Enter')
  await expect.poll(opacities).toEqual(all)
  await reader.pressUntil('Shift+Tab', 'scale-x')
  await screenshot(page, 'keyboard-tool-dark')

  // It has nothing in common with the one that was picked; so it is picked itself.
  await reader.pressUntil('ArrowRight', 'compare')
  await reader.press('Enter')
  await page.locator('.nnqft-Tooltip', { hasText: 'no value in common' }).waitFor()
  await screenshot(page, 'keyboard-failure-dark')
  await reader.press('Enter')
  await expect.poll(() => isPressed(histogram, 'compare')).toBe('true')

  // Its code in a new cell, ready to be run.
  await reader.pressUntil('ArrowRight', 'code')
  await reader.press('Enter')
  const inserted = page.locator('.jp-Notebook .jp-Cell').nth(2)
  await inserted.locator('.cm-content', { hasText: 'deviationHistogram' }).waitFor()
  await reader.press('Shift+Enter')
  await picture(inserted.locator('.nnqft-Figure')).first().waitFor()

  // Compared with the one that was picked.
  await reader.press('ArrowUp')
  await reader.pressUntil('Tab', 'scale-x')
  await reader.pressUntil('ArrowRight', 'compare')
  await page.keyboard.press('Enter')
  await page.locator('.nnqft-Comparison .nnqft-Figure-view svg').first().waitFor()
  await reader.pressUntil('Tab', 'stage')
  await reader.press('ArrowRight')
  await screenshot(page, 'keyboard-comparison-dark')
})

test('the explorer is opened, set, run and sent to a notebook without a pointer', async () => {
  const { page, server } = lab
  const reader = new KeyboardReader(page)
  await server.writeNotebook('explored.ipynb', [{ 'text/plain': 'nothing yet' }])
  await server.openNotebook(page, 'explored.ipynb')
  await reader.command('RG explorer')
  const explorer = page.locator('.nnqft-Explorer')
  const field = (name: string) => explorer.locator(`input[type=number][name=${name}]`)
  const status = explorer.locator('.nnqft-Explorer-side [role=status]')
  await reader.waitFor('network select-one')
  const theory = explorer.locator('.nnqft-Figure').nth(3)
  await picture(theory).first().waitFor()
  await reader.pressUntil('Tab', 'sigmaW range')
  await screenshot(page, 'keyboard-slider-light')
  await reader.press('ArrowRight', 'ArrowRight')
  expect(await field('sigmaW').inputValue()).toBe('1.1')

  // A long run, stopped; a short one, to its end.
  await reader.pressUntil('Tab', 'networksPerBag range')
  await reader.press('End')
  expect(await field('networksPerBag').inputValue()).toBe('30000')
  await reader.pressUntil('Tab', 'networksPerBag number')
  await reader.press('Control+a', 'Delete', 'Enter')
  await expect.poll(() => status.textContent()).toContain('it stays 30000.')
  await reader.pressUntil('Tab', 'sample')
  await reader.press('Enter')
  const progress = explorer.locator('progress')
  await progress.waitFor()
  await reader.pressUntil('Tab', 'stop')
  await reader.press('Enter')
  await progress.waitFor({ state: 'hidden' })
  expect(await status.textContent()).not.toContain('from 20 bags')
  await reader.pressUntil('Shift+Tab', 'networksPerBag range')
  await reader.press('Home')
  await reader.pressUntil('Tab', 'sample')
  await reader.press('Space')
  await expect.poll(() => status.textContent()).toContain('from 20 bags')
  await reader.waitFor('sample')

  // Trajectories from given couplings, and from a point of the stream.
  const trajectories = theory.locator('.mark-line path')
  await reader.pressUntil('Tab', 'Start trajectory')
  await reader.press('Enter')
  await expect.poll(() => trajectories.count()).toBe(1)
  await reader.waitFor('Start trajectory')
  for (let stop = 0; stop < 4; stop++) await reader.pressUntil('Tab', 'stage')
  await reader.press('ArrowRight', 'ArrowDown', 'ArrowDown', 'Enter')
  await expect.poll(() => trajectories.count()).toBe(2)
  await changeTheme(page, 'Dark')
  await reader.press('ArrowRight')
  await screenshot(page, 'keyboard-explorer-dark')

  await reader.pressUntil('Shift+Tab', 'send')
  await reader.press('Enter')
  await expect.poll(() => status.textContent()).toBe('The code is in a new cell of explored.ipynb.')
  await screenshot(page, 'keyboard-sent-dark')
})
