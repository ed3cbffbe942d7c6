import { expect, test } from 'vitest'
import { changeTheme, runCommand } from './jupyterLab.js'
import { labSession, screenshot } from './labSession.js'

const lab = labSession()

const program = `let running = 0
const { interact } = Jupyter.widgets
interact(async ({ width, name }) => {
  running++
  await new Promise((done) => setTimeout(done, 5))
  running--
  return Jupyter.vegaLite({
    $schema: 'https://vega.github.io/schema/vega-lite/v5.json',
    title: name + ' at ' + width,
    data: { values: [{ x: 0, y: 0 }, { x: 1, y: width }] },
    mark: 'point',
    encoding: { x: { field: 'x', type: 'quantitative' }, y: { field: 'y', type: 'quantitative' } }
  })
}, { width: [0, 60, 1], name: ['relu', 'tanh'] })`

test('a slider moved by keyboard redraws a figure up to its last value, and a saved notebook shows both before its cells run', async () => {
  const { page, server } = lab
  server.writeProgram('widgets.ipynb', [program, 'running'])
  await server.openNotebook(page, 'widgets.ipynb', true)
  await runCommand(page, '@jupyter-widgets/jupyterlab-manager:saveWidgetState')
  const cells = page.locator('.jp-Notebook .jp-CodeCell')
  await cells.nth(0).locator('.cm-content').click()
  await page.keyboard.press('Control+Enter')
  const title = page.locator('.jupyter-widgets svg .role-title-text').first()
  await expect.poll(() => title.textContent()).toBe('relu at 30')
  const handle = page.locator('.jupyter-widgets .noUi-handle').first()
  await handle.focus()
  for (let i = 0; i < 25; i++) await page.keyboard.press('ArrowRight')
  await expect.poll(() => title.textContent()).toBe('relu at 55')
  await page.locator('.jupyter-widgets select').selectOption('tanh')
  await expect.poll(() => title.textContent()).toBe('tanh at 55')
  await screenshot(page, 'widgets-light')
  await cells.nth(1).locator('.cm-content').click()
  await page.keyboard.press('Control+Enter')
  const result = cells.nth(1).locator('.jp-OutputArea-executeResult pre')
  await expect.poll(() => result.textContent()).toBe('0')
  await runCommand(page, 'docmanager:save')

  server.write('saved.ipynb', JSON.parse(server.read('widgets.ipynb')) as object)
  server.trust('saved.ipynb')
  await server.openNotebook(page, 'saved.ipynb', true)
  await expect.poll(() => title.textContent()).toBe('tanh at 55')
  await expect.poll(() => page.locator('.widget-readout').first().textContent()).toBe('55')
  await changeTheme(page, 'Dark')
  await screenshot(page, 'widgets-dark')
})
