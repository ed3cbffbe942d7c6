import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { changeTheme, runCommand } from './jupyterLab.js'
import { failures, labSession, screenshot } from './labSession.js'

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
}, { width: [0, 120, 1], name: ['relu', 'tanh'] })`

const esm = `export default {
  render({ model, el }) {
    const button = document.createElement('button')
    button.className = 'own-counter'
    const show = () => (button.textContent = model.get('count') + ' of ' + model.get('bytes').byteLength)
    button.addEventListener('click', () => {
      model.set('count', model.get('count') + 1)
      model.save_changes()
    })
    model.on('change:count', show)
    model.on('msg:custom', ({ text }) => {
      button.title = text
      model.send({ heard: text })
    })
    show()
    el.append(button)
  }
}`

const counter = `const heard: unknown[] = []
const counter = Jupyter.widgets.widget({
  esm: ${JSON.stringify(esm)},
  css: '.own-counter { color: rgb(1, 2, 3) }',
  state: { count: 5, bytes: new Uint8Array(7) }
})
counter.onMessage((content) => heard.push(content))
counter`

test('a slider moved 50 times redraws a figure up to its last value and leaves no run behind, and a saved notebook shows its widgets before its cells run and without a kernel', async () => {
  const { page, server } = lab
  server.writeProgram('widgets.ipynb', [program, 'running', counter])
  await server.openNotebook(page, 'widgets.ipynb', true)
  await runCommand(page, '@jupyter-widgets/jupyterlab-manager:saveWidgetState')
  const cells = page.locator('.jp-Notebook .jp-CodeCell')
  await cells.nth(0).locator('.cm-content').click()
  await page.keyboard.press('Control+Enter')
  const title = page.locator('.jupyter-widgets svg .role-title-text').first()
  await expect.poll(() => title.textContent()).toBe('relu at 60')
  const handle = page.locator('.jupyter-widgets .noUi-handle').first()
  const view = page.locator('.jupyter-widgets .nnqft-Figure-view')
  await view.evaluate((element) => (element.dataset['seen'] = 'yes'))
  await handle.focus()
  expect(await handle.getAttribute('aria-label')).toBe('width')
  for (let i = 0; i < 50; i++) await page.keyboard.press('ArrowRight')
  await expect.poll(() => title.textContent()).toBe('relu at 110')
  expect(await handle.getAttribute('aria-valuetext')).toBe('110')
  expect(await view.getAttribute('data-seen')).toBe('yes')
  // Keys of the notebook's commands are the widget's: a letter would insert a cell, an arrow move to another one.
  await page.keyboard.press('b')
  await page.locator('.jupyter-widgets select').focus()
  await page.keyboard.press('ArrowDown')
  expect(await cells.count()).toBe(3)
  await expect.poll(() => title.textContent()).toBe('tanh at 110')
  await screenshot(page, 'widgets-light')
  await cells.nth(1).locator('.cm-content').click()
  await page.keyboard.press('Control+Enter')
  const result = cells.nth(1).locator('.jp-OutputArea-executeResult pre')
  await expect.poll(() => result.textContent()).toBe('0')
  await cells.nth(2).locator('.cm-content').click()
  await page.keyboard.press('Control+Enter')
  const button = page.locator('.own-counter')
  await button.click()
  await expect.poll(() => button.textContent()).toBe('6 of 7')
  await runCommand(page, 'docmanager:save')

  type Saved = { metadata: { widgets: Record<string, { state: object }> } }
  const content = (name: string) => JSON.parse(server.read(name)) as Saved
  const states = (name: string) =>
    Object.values(content(name).metadata.widgets).flatMap(({ state }) => Object.keys(state))
  const open = async (name: string, saved: object, kernel: boolean) => {
    server.write(name, saved)
    await server.trust(name)
    // As for a reader who comes later, JupyterLab is loaded anew.
    await page.goto('about:blank')
    await server.openNotebook(page, name, kernel)
    await expect.poll(() => title.textContent()).toBe('tanh at 110')
    await expect.poll(() => page.locator('.widget-readout').first().textContent()).toBe('110')
    await expect.poll(() => button.textContent()).toBe('6 of 7')
  }
  await open('saved.ipynb', content('widgets.ipynb'), true)
  await changeTheme(page, 'Dark')
  await screenshot(page, 'widgets-dark')
  await runCommand(page, 'docmanager:save')
  expect(content('saved.ipynb').metadata).toEqual(content('widgets.ipynb').metadata)

  // What the new kernel knows is saved beside what none knows, and stays when it is restarted.
  await cells.nth(2).locator('.cm-content').click()
  await page.keyboard.press('Control+Enter')
  await expect.poll(() => button.textContent()).toBe('5 of 7')
  await button.click()
  await expect.poll(() => button.textContent()).toBe('6 of 7')
  await kernelOf(page, 'restartKernel')
  const alone = 'Not connected to a kernel: run its cell to use it'
  await page.locator('.jupyter-widgets-disconnected', { has: handle }).last().hover()
  await page.locator(`.jupyter-widgets-disconnected[title="${alone}"]`).first().waitFor()
  // The box is marked, and not each of its parts as well.
  const marks = page
    .locator('.jupyter-widgets-disconnected')
    .evaluateAll((marked) =>
      marked.map((element) => [
        element.parentElement?.closest('.jupyter-widgets-disconnected') === null,
        getComputedStyle(element, '::before').display !== 'none'
      ])
    )
  expect((await marks).filter(([isOutermost, isSeen]) => isOutermost !== isSeen)).toEqual([])
  expect((await marks).length).toBeGreaterThan(2)
  await handle.focus()
  expect(await handle.getAttribute('aria-description')).toBe(alone)
  await page.locator('.widget-label').first().hover()
  expect(await page.locator('.widget-label').first().getAttribute('title')).toBeNull()
  await runCommand(page, 'docmanager:save')
  expect(states('saved.ipynb').length).toBe(states('widgets.ipynb').length)
  expect(states('saved.ipynb')).not.toEqual(states('widgets.ipynb'))

  // What names a kernel, or a language for which there is one, would start it.
  const shared = content('saved.ipynb')
  shared.metadata = { widgets: shared.metadata.widgets }
  await open('shared.ipynb', shared, false)
  await screenshot(page, 'widgets-without-kernel')
  await runCommand(page, 'docmanager:save')
  expect(content('shared.ipynb').metadata.widgets).toEqual(shared.metadata.widgets)
  await kernelOf(page, 'changeKernel', { name: 'nnqft' })
  await cells.nth(0).locator('.cm-content').click()
  await page.keyboard.press('Control+Enter')
  await expect.poll(() => title.textContent()).toBe('relu at 60')
  await handle.focus()
  await page.keyboard.press('ArrowRight')
  await expect.poll(() => title.textContent()).toBe('relu at 61')
})

/** Changes the kernel of the notebook in front, as its dialogs do, and waits until it is idle. */
async function kernelOf(page: Page, change: string, options?: object): Promise<void> {
  await page.evaluate(
    async ([change, options]) => {
      type Context = Record<string, (options?: object) => Promise<unknown>>
      const { jupyterapp } = window as unknown as {
        jupyterapp: { shell: { currentWidget: { sessionContext: Context } } }
      }
      await jupyterapp.shell.currentWidget.sessionContext[change]!(options)
    },
    [change, options] as const
  )
  await page.locator('#jp-main-statusbar', { hasText: '(NNQFT) | Idle' }).waitFor()
}

test("a model of anywidget is drawn by its own code, in its own style, and shares its state and messages with the kernel's", async () => {
  const { page, server } = lab
  const toPage = "counter.value = { ...counter.value, count: 40 }; counter.send({ text: 'hello' })"
  server.writeProgram('anywidget.ipynb', [counter, 'counter.value.count', toPage, 'heard'])
  await server.openNotebook(page, 'anywidget.ipynb', true)
  const cells = page.locator('.jp-Notebook .jp-CodeCell')
  const run = async (index: number) => {
    await cells.nth(index).locator('.cm-content').click()
    await page.keyboard.press('Control+Enter')
  }
  const result = (index: number) =>
    cells.nth(index).locator('.jp-OutputArea-executeResult pre').textContent()
  await run(0)
  const button = page.locator('.own-counter')
  await expect.poll(() => button.textContent()).toBe('5 of 7')
  expect(await button.evaluate((element) => getComputedStyle(element).color)).toBe('rgb(1, 2, 3)')
  await button.click()
  await expect.poll(() => button.textContent()).toBe('6 of 7')
  await run(1)
  await expect.poll(() => result(1)).toBe('6')
  await run(2)
  await expect.poll(() => button.textContent()).toBe('40 of 7')
  await expect.poll(() => button.getAttribute('title')).toBe('hello')
  await run(3)
  await expect.poll(() => result(3)).toBe("[ { heard: 'hello' } ]")
})

const sampling = `import * as nnqft from 'nnqft'
const setup = nnqft.ensemble({
  network: 'gauss', sigmaB: 0.3, widths: [2, 10], orders: [2, 4], bags: 200, networksPerBag: 1e7
})
await nnqft.liveFigure(
  [setup],
  ([moments]) => nnqft.deviationMeans(nnqft.meanDeviations(moments), { parameters: setup }),
  { store: false }
)`

test('a live figure has a bar whose button ends the sampling, and which is gone then', async () => {
  const { page, server } = lab
  server.writeProgram('sampling.ipynb', [sampling])
  await server.openNotebook(page, 'sampling.ipynb', true)
  await page.locator('.jp-Notebook .jp-CodeCell .cm-content').first().click()
  await page.keyboard.press('Control+Enter')
  const bar = page.locator('.jupyter-widgets.widget-hprogress')
  await bar.filter({ hasText: /sampling: \d+ %/ }).waitFor()
  await screenshot(page, 'live-figure')
  await page.locator('.jupyter-widgets.jupyter-button', { hasText: 'Stop' }).focus()
  await page.keyboard.press('Space')
  await expect.poll(() => failures(page).textContent()).toContain('stopped by the button above')
  await expect.poll(() => bar.count()).toBe(0)
  // Keys go on from the cell.
  const hasFocus = () =>
    page.evaluate(() => document.activeElement?.classList.contains('jp-CodeCell'))
  await expect.poll(hasFocus).toBe(true)
  await expect
    .poll(() => page.locator('.jp-OutputArea').first().textContent())
    .toContain('nothing is stored')
})

const kinds = `const w = Jupyter.widgets
const slider = w.slider({ min: 0, max: 10, step: 1, value: 5, description: 'slider' })
const range = w.rangeSlider({ min: 0, max: 10, step: 1, value: [2, 8], description: 'range' })
const log = w.logSlider({ min: 1, max: 100, description: 'log' })
const select = w.select({ options: ['relu', 'tanh'], description: 'select' })
const toggle = w.toggle({ description: 'toggle' })
const text = w.text({ description: 'text' })
const number = w.number({ value: 1, description: 'number' })
const button = w.button({ description: 'button' })
const bar = w.progress({ max: 4, value: 1, description: 'bar' })
const out = w.output()
button.onClick(() => void out.run(() => 'clicks: ' + button.value))
const row = w.hbox([range, log])
const pages = w.tabs({ controls: w.vbox([slider, row, select, toggle, text, number, button]), rest: bar })
w.vbox([pages, out, w.accordion({ last: w.text({ description: 'last' }) })])`

test('each kind of control is used by keys alone, and one that is closed leaves its box', async () => {
  const { page, server } = lab
  const values =
    'JSON.stringify([slider, range, log, select, toggle, text, number].map((one) => one.value))'
  server.writeProgram('kinds.ipynb', [kinds, values, 'log.close()'])
  await server.openNotebook(page, 'kinds.ipynb', true)
  const cells = page.locator('.jp-Notebook .jp-CodeCell')
  const run = async (index: number) => {
    await cells.nth(index).locator('.cm-content').click()
    await page.keyboard.press('Control+Enter')
  }
  await run(0)
  const widgets = cells.nth(0).locator('.jp-OutputArea-output').first()
  const handles = widgets.locator('.noUi-handle')
  await expect.poll(() => handles.count()).toBe(4)
  await handles.first().focus()
  /** Goes on by Tab until an element has the focus. */
  const reach = async (selector: string) => {
    const isThere = () =>
      page.evaluate((wanted) => document.activeElement?.matches(wanted) === true, selector)
    for (let i = 0; i < 12 && !(await isThere()); i++) await page.keyboard.press('Tab')
    expect([selector, await isThere()]).toEqual([selector, true])
  }
  const controls = [
    ['[aria-label=slider]', 'ArrowRight'],
    ['[aria-label="range, lower end"]', 'ArrowRight'],
    ['[aria-label="range, upper end"]', 'ArrowLeft'],
    ['[aria-label=log]', 'End'],
    ['select', 'ArrowDown'],
    ['input[type=checkbox]', 'Space'],
    ['input[type=text]', 'a', 'b'],
    ['input[type=number]', 'ArrowUp'],
    ['button.jupyter-button', 'Enter', 'Space']
  ]
  for (const [selector = '', ...keys] of controls) {
    await reach(selector)
    for (const key of keys) await page.keyboard.press(key)
  }
  await expect.poll(() => widgets.textContent()).toContain('clicks: 2')
  await screenshot(page, 'kinds-light')
  await changeTheme(page, 'Dark')
  await screenshot(page, 'kinds-dark')
  await run(1)
  await expect
    .poll(() => cells.nth(1).locator('.jp-OutputArea-executeResult pre').textContent())
    .toBe(`'[6,[3,7],100,"tanh",true,"ab",2]'`)
  // The last one of the box shows below the pages: its title is gone to from before.
  const title = widgets.locator('.jupyter-widget-Collapse-header', { hasText: 'last' })
  const opened = () => title.getAttribute('aria-expanded')
  await widgets.locator('button.jupyter-button').focus()
  await reach('.jupyter-widget-Collapse-header')
  await expect.poll(opened).toBe('true')
  await page.keyboard.press('Enter')
  await expect.poll(opened).toBe('false')
  expect(await widgets.locator('input:visible').count()).toBe(3)
  await page.keyboard.press('Space')
  await expect.poll(opened).toBe('true')
  await screenshot(page, 'kinds-titles')
  await widgets.getByRole('tab', { name: 'controls' }).focus()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  await widgets.locator('.widget-hprogress').waitFor({ state: 'visible' })
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('Enter')
  await handles.first().waitFor({ state: 'visible' })
  await run(2)
  await expect.poll(() => handles.count()).toBe(3)
  await expect.poll(() => widgets.locator('.jupyter-widgets-disconnected').count()).toBe(0)
  await screenshot(page, 'kinds-closed')
})
