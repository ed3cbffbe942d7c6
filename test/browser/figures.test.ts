import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { bundle, deviationFigure } from './exampleFigures.js'
import { changeTheme, runCommand } from './jupyterLab.js'
import { boxOf, exported, labSession, screenshot, tooltipOf } from './labSession.js'

const lab = labSession()

/**
 * Does what the notebook does on update_display_data: replaces the output of the first cell, which has another width
 * for that moment, less than a frame, if one is given; or what it does on clear_output(wait=True) and display_data.
 */
async function updateOutput(
  page: Page,
  data: object,
  { width = '', clears = false } = {}
): Promise<void> {
  await page.evaluate(
    ({ data, width, clears }) => {
      type Outputs = {
        set(index: number, output: object): void
        clear(wait: boolean): void
        add(output: object): void
      }
      type Cell = { node: HTMLElement; outputArea: { model: Outputs } }
      const { jupyterapp } = window as unknown as {
        jupyterapp: { shell: { currentWidget: { content: { widgets: Cell[] } } } }
      }
      const [{ node, outputArea }] = jupyterapp.shell.currentWidget.content.widgets
      node.style.width = width
      const output = { output_type: 'display_data', data, metadata: {} }
      const { model } = outputArea
      if (clears) {
        model.clear(true)
        model.add(output)
      } else model.set(0, output)
      node.style.width = ''
    },
    { data, width, clears }
  )
}

test('a stored figure is drawn by this extension and follows the theme', async () => {
  const { page, server } = lab
  await server.writeNotebook('figure.ipynb', [bundle(deviationFigure())])
  await server.openNotebook(page, 'figure.ipynb')
  const figure = page.locator('.nnqft-Figure')
  await figure.locator('.nnqft-Figure-view svg .mark-symbol path').first().waitFor()
  expect(await figure.getAttribute('aria-label')).toContain('falls as one over the width')
  const ink = () =>
    figure.locator('.nnqft-Figure-view svg .role-axis text').first().getAttribute('fill')
  const light = await ink()
  await screenshot(page, 'figure-light')
  await changeTheme(page, 'Dark')
  await expect.poll(ink).not.toBe(light)
  await screenshot(page, 'figure-dark')
  await changeTheme(page, 'Light')
  await expect.poll(ink).toBe(light)
  expect(lab.foreignRequests).toEqual([])
})

test('an update of rows and title keeps the picture in place, and so does a figure in the place of one that was just cleared, unless it is another one or the reader has changed the old one', async () => {
  const { page, server } = lab
  await server.writeNotebook('update.ipynb', [bundle(deviationFigure())])
  await server.openNotebook(page, 'update.ipynb')
  const view = page.locator('.nnqft-Figure-view')
  const mark = view.locator('svg .mark-symbol path').first()
  const title = view.locator('svg .role-title-text').first()
  await view.evaluate((element) => (element.dataset['seen'] = 'yes'))
  const update = async (name: string, scale: number, clears: boolean, more = {}) => {
    const before = await mark.getAttribute('transform')
    const named = { title: name, description: name, ...more }
    await updateOutput(page, bundle({ ...deviationFigure(scale), ...named }), { clears })
    await expect.poll(() => title.textContent()).toBe(name)
    await expect.poll(() => mark.getAttribute('transform')).not.toBe(before)
    expect(await page.locator('.nnqft-Figure').getAttribute('aria-label')).toBe(name)
    expect(await view.count()).toBe(1)
    expect(await view.getAttribute('aria-label')).toBe(name)
    return await view.getAttribute('data-seen')
  }
  expect(await update('replaced', 0.5, false)).toBe('yes')
  expect(await update('cleared', 1.5, true)).toBe('yes')
  expect(await update('cleared again', 0.7, true)).toBe('yes')
  await tooltipOf(mark)
  expect(await update('another', 1.2, true, { padding: 8 })).toBe(null)
  await page.locator('[data-tool=zoom]').click()
  await expect.poll(() => page.locator('[data-tool=zoom][aria-pressed=true]').count()).toBe(1)
  await view.evaluate((element) => (element.dataset['seen'] = 'yes'))
  expect(await update('unzoomed', 0.8, true, { padding: 8 })).toBe(null)
})

test('a figure that was updated while it could not be seen is up to date when it can', async () => {
  const { page, server } = lab
  await server.writeNotebook('hidden.ipynb', [bundle(deviationFigure())])
  await server.openNotebook(page, 'hidden.ipynb')
  const figure = page.locator('.nnqft-Figure')
  const mark = figure.locator('svg .mark-symbol path').first()
  const before = await mark.getAttribute('transform')
  await figure.evaluate((node) => (node.style.display = 'none'))
  await updateOutput(page, bundle({ ...deviationFigure(0.5), description: 'later' }))
  await expect.poll(() => figure.getAttribute('aria-label')).toBe('later')
  await figure.evaluate((node) => (node.style.display = ''))
  await expect.poll(() => mark.getAttribute('transform')).not.toBe(before)
})

test('a changed specification takes the place of the old picture without an empty moment', async () => {
  const { page, server } = lab
  await server.writeNotebook('swap.ipynb', [bundle(deviationFigure())])
  await server.openNotebook(page, 'swap.ipynb')
  const stage = page.locator('.nnqft-Figure-stage')
  await stage.locator('.nnqft-Figure-view svg').waitFor()
  await stage.evaluate((node) => {
    node.dataset['lowest'] = String(node.clientHeight)
    new MutationObserver(() => {
      node.dataset['lowest'] = String(Math.min(Number(node.dataset['lowest']), node.clientHeight))
    }).observe(node, { childList: true, subtree: true })
  })
  const changed = { ...deviationFigure(), title: 'Another title', padding: 8 }
  await updateOutput(page, bundle(changed))
  await stage.locator('.nnqft-Figure-view svg text', { hasText: 'Another title' }).waitFor()
  expect(Number(await stage.getAttribute('data-lowest'))).toBeGreaterThan(200)
  expect(await stage.locator('.nnqft-Figure-view').count()).toBe(1)
})

test('a figure in a narrow window fits it, and widens with it', async () => {
  const { page, server } = lab
  await page.setViewportSize({ width: 800, height: 700 })
  await server.writeNotebook('width.ipynb', [bundle(deviationFigure())])
  await server.openNotebook(page, 'width.ipynb')
  const svg = page.locator('.nnqft-Figure-view svg').first()
  const room = () =>
    page.locator('.nnqft-Figure-stage').evaluate((stage) => [stage.scrollWidth, stage.clientWidth])
  await svg.waitFor()
  const [needed, given] = await room()
  expect(needed).toBe(given)
  const narrow = (await boxOf(svg)).width
  await page.setViewportSize({ width: 1200, height: 700 })
  await expect.poll(async () => (await boxOf(svg)).width).toBeGreaterThan(narrow + 200)
})

test('a figure drawn while the page was wider for a moment fits it', async () => {
  const { page, server } = lab
  await server.writeNotebook('moment.ipynb', [bundle(deviationFigure())])
  await server.openNotebook(page, 'moment.ipynb')
  const stage = page.locator('.nnqft-Figure-stage')
  await stage.locator('.nnqft-Figure-view svg').waitFor()
  // As when one theme's styles have gone and the other's are not there yet.
  await updateOutput(page, bundle({ ...deviationFigure(), title: 'Drawn anew', padding: 8 }), {
    width: '3000px'
  })
  await stage.locator('.nnqft-Figure-view svg text', { hasText: 'Drawn anew' }).waitFor()
  await expect.poll(() => stage.evaluate((node) => node.scrollWidth - node.clientWidth)).toBe(0)
})

/** Waits until all figures of the notebook have the text colour of the page, in sight or not. */
async function drawnInTheme(page: Page, count: number): Promise<void> {
  const looks = () =>
    page.evaluate(() => {
      type Cell = { outputArea: { node: Element } | undefined }
      const { jupyterapp } = window as unknown as {
        jupyterapp: { shell: { currentWidget: { content: { widgets: Cell[] } } } }
      }
      const ink = getComputedStyle(document.body).getPropertyValue('--jp-ui-font-color1').trim()
      // Cells out of sight are out of the page: their figures are found by their widgets.
      return jupyterapp.shell.currentWidget.content.widgets.map(({ outputArea }) => {
        const all = (selector: string) => [...(outputArea?.node.querySelectorAll(selector) ?? [])]
        const notice = all('.nnqft-Figure-notice').map(({ textContent }) => textContent)
        const [text] = all('.nnqft-Figure-view .role-axis text')
        const colour = text?.getAttribute('fill')
        const views = all('.nnqft-Figure-view').length
        return colour === ink && views === 1 ? 'drawn' : { colour, ink, views, notice }
      })
    })
  await expect.poll(looks).toEqual(Array(count).fill('drawn'))
}

test('a composition drawn out of sight fits into the page as well', async () => {
  const { page, server } = lab
  const { data, encoding, layer, usermeta } = deviationFigure()
  const view = { data, encoding, layer, width: 'container', height: 500 }
  // As our own they take the page's colours in both themes.
  const figures = Array.from({ length: 6 }, () => bundle({ hconcat: [view, view, view], usermeta }))
  await server.writeNotebook('rows.ipynb', figures)
  await server.openNotebook(page, 'rows.ipynb')
  const stages = page.locator('.nnqft-Figure-stage')
  await stages.first().locator('.nnqft-Figure-view svg').waitFor()
  // The theme draws all of them anew, those out of sight too, and each is as it will be seen.
  for (const theme of ['Dark', 'Light'] as const) {
    await changeTheme(page, theme)
    await drawnInTheme(page, figures.length)
    for (let i = 0; i < figures.length; i++) {
      await page.evaluate(async (i) => {
        type Notebook = { scrollToItem(index: number, align: string): Promise<void> }
        const { jupyterapp } = window as unknown as {
          jupyterapp: { shell: { currentWidget: { content: Notebook } } }
        }
        await jupyterapp.shell.currentWidget.content.scrollToItem(i, 'center')
      }, i)
      const stage = page.locator(`.jp-Cell[data-windowed-list-index="${i}"] .nnqft-Figure-stage`)
      await stage.locator('.nnqft-Figure-view:not(.nnqft-mod-pending) svg').waitFor()
      await expect.poll(() => stage.evaluate((node) => node.scrollWidth - node.clientWidth)).toBe(0)
    }
  }
})

test('views side by side, with their legend, fit into the page at every width', async () => {
  const { page, server } = lab
  const { data, encoding, layer } = deviationFigure()
  // Their axes and legend take more than usual.
  const view = { data, encoding, layer, width: 'container', height: 200 }
  const legend = {
    mark: 'point',
    encoding: { color: { datum: 'a name of some length', type: 'nominal' } }
  }
  const spec = { hconcat: [view, view, { ...view, layer: [...(layer as object[]), legend] }] }
  await server.writeNotebook('row.ipynb', [bundle(spec)])
  await server.openNotebook(page, 'row.ipynb')
  const stage = page.locator('.nnqft-Figure-stage')
  await stage.locator('.nnqft-Figure-view svg').waitFor()
  for (const width of [1200, 1050, 900, 1400]) {
    await page.setViewportSize({ width, height: 700 })
    // Neither too wide nor the picture of a narrower page: the right end is empty by a fiftieth at most.
    await expect
      .poll(() =>
        stage.evaluate((node) => {
          const view = node.querySelector('.nnqft-Figure-view:not(.nnqft-mod-pending) svg')
          const share = Number(view?.getAttribute('width')) / node.clientWidth
          return node.scrollWidth === node.clientWidth && share > 0.97
        })
      )
      .toBe(true)
  }
})

test('a specification that cannot be drawn shows the reason and the stored picture', async () => {
  const { page, server } = lab
  const png =
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGBgAAAABQABpfZFQAAAAABJRU5ErkJggg=='
  const broken = { mark: 'no such mark', data: { values: [{ a: 1 }] } }
  await server.writeNotebook('broken.ipynb', [{ ...bundle(broken), 'image/png': png }])
  await server.openNotebook(page, 'broken.ipynb')
  const notice = page.locator('.nnqft-Notice[role=alert]')
  await notice.waitFor()
  expect(await notice.textContent()).toContain(
    'Not a valid Vega-Lite specification: mark must be one of arc, area,'
  )
  expect(await notice.textContent()).toContain('got "no such mark".')
  await screenshot(page, 'broken')
  expect(await notice.locator('img').getAttribute('src')).toContain(png)
  const figure = page.locator('.nnqft-Figure')
  expect(String(await exported(page, figure, 'Data as CSV')).trim()).toBe('a\r\n1')
  await updateOutput(page, bundle(deviationFigure()))
  await page.locator('.nnqft-Figure-view svg .mark-symbol path').first().waitFor()
  expect(await notice.count()).toBe(0)
})

test('a language pack translates tools, refusals and their reasons', async () => {
  const { server } = lab
  const page = await lab.newPage()
  const words = {
    'Data table': 'Tabelle',
    'This figure could not be drawn: %1': 'Kein Bild: %1',
    'Not a valid Vega-Lite specification: %1': 'Kein Vega-Lite: %1',
    '%1 must be one of %2, got %3.': '%1 muss eines von %2 sein, nicht %3.',
    'External resource refused: %1': 'Fremde Quelle: %1'
  }
  await page.route('**/lab/api/translations/*', (route) =>
    route.fulfill({
      json: {
        data: {
          jupyterlab_nnqft: {
            '': {
              domain: 'jupyterlab_nnqft',
              language: 'de',
              plural_forms: 'nplurals=1; plural=0;'
            },
            ...Object.fromEntries(Object.entries(words).map(([text, other]) => [text, [other]]))
          }
        },
        message: ''
      }
    })
  )
  await server.writeNotebook('words.ipynb', [
    bundle({ mark: 'no such mark', data: { values: [{ a: 1 }] } }),
    bundle({ mark: 'point', data: { url: 'https://example.org/data.json' } })
  ])
  await server.openNotebook(page, 'words.ipynb')
  const notices = page.locator('.nnqft-Notice')
  await expect
    .poll(() => notices.first().textContent())
    .toMatch(/^Kein Bild: Kein Vega-Lite: mark muss eines von arc, .* sein, nicht "no such mark"\./)
  await expect
    .poll(() => notices.nth(1).textContent())
    .toMatch(/^Kein Bild: Fremde Quelle: https:\/\/example\.org\/data\.json/)
  await page.locator('[data-tool=table][title=Tabelle]').first().waitFor()
})

test('outputs of other programs are drawn, in every MIME type and version', async () => {
  const { page, server } = lab
  const values = Array.from({ length: 8 }, (_, i) => ({ a: i, b: (i * i) % 5 }))
  // As Altair writes a chart: the rows by name, sizes in the configuration, no usermeta.
  const altair = (version: number) => ({
    $schema: `https://vega.github.io/schema/vega-lite/v${version}.json`,
    config: { view: { continuousWidth: 300, continuousHeight: 200 } },
    datasets: { 'data-7a1c': values },
    data: { name: 'data-7a1c' },
    mark: { type: 'point' },
    encoding: {
      x: { field: 'a', type: 'quantitative' },
      y: { field: 'b', type: 'quantitative' }
    }
  })
  const vega = (version: number) => ({
    $schema: `https://vega.github.io/schema/vega/v${version}.json`,
    width: 300,
    height: 200,
    data: [{ name: 'rows', values }],
    scales: [
      { name: 'x', domain: { data: 'rows', field: 'a' }, range: 'width' },
      { name: 'y', domain: { data: 'rows', field: 'b' }, range: 'height' }
    ],
    marks: [
      {
        type: 'symbol',
        from: { data: 'rows' },
        encode: {
          enter: {
            x: { scale: 'x', field: 'a' },
            y: { scale: 'y', field: 'b' },
            fill: { value: 'teal' }
          }
        }
      }
    ]
  })
  const outputs = {
    'application/vnd.vegalite.v5+json': altair(5),
    'application/vnd.vegalite.v6+json': altair(6),
    'application/vnd.vegalite.v6.json': altair(6),
    'application/vnd.vega.v5+json': vega(5),
    'application/vnd.vega.v6+json': vega(6),
    'application/vnd.vega.v6.json': vega(6)
  }
  const cells = Object.entries(outputs).map(([type, spec]) => ({ [type]: spec, 'text/plain': '' }))
  await server.writeNotebook('others.ipynb', cells)
  await server.openNotebook(page, 'others.ipynb')
  for (let i = 0; i < cells.length; i++) {
    const figure = page.locator('.nnqft-Figure').nth(i)
    await figure.scrollIntoViewIfNeeded()
    const marks = figure.locator('.nnqft-Figure-view svg .mark-symbol path')
    await expect.poll(() => marks.count()).toBe(values.length)
    await figure.locator('[data-tool=table]').click()
    expect(await figure.locator('.nnqft-DataTable tbody tr').count()).toBe(values.length)
    await figure.locator('[data-tool=table]').click()
    // Nothing that needs our notes.
    for (const id of ['provenance', 'code', 'explore']) {
      expect(await figure.locator(`[data-tool=${id}]`).count()).toBe(0)
    }
  }
  await screenshot(page, 'others')
})

test('the settings are a form, and figures follow it at once', async () => {
  const { page, server } = lab
  await server.writeNotebook('settings.ipynb', [bundle(deviationFigure())])
  await server.openNotebook(page, 'settings.ipynb')
  const picture = page.locator('.nnqft-Figure-view svg')
  await picture.waitFor()
  await runCommand(page, 'settingeditor:open', { query: 'Figures', settingEditorType: 'ui' })
  const form = page.locator('.jp-SettingsForm', { hasText: 'Fetch external data' })
  await form.waitFor()
  const labels = await form.locator('label, .jp-FormGroup-fieldLabel').allTextContents()
  for (const label of ['Colours', 'Drawing', 'Fetch external data', 'Largest figure']) {
    expect(labels.join()).toContain(label)
  }
  await form.locator('select').nth(1).selectOption({ label: 'canvas' })
  await screenshot(page, 'settings')
  await runCommand(page, 'tabsmenu:activate-previously-used-tab')
  await page.locator('.nnqft-Figure-view canvas').waitFor()
  expect(await picture.count()).toBe(0)
  await runCommand(page, 'settingeditor:open', { query: 'Figures', settingEditorType: 'ui' })
  await form.locator('select').nth(1).selectOption({ label: 'auto' })
  await runCommand(page, 'tabsmenu:activate-previously-used-tab')
  await picture.waitFor()
})

test('a figure with very many rows asks before it is drawn', async () => {
  const { page, server } = lab
  const values = Array.from({ length: 200_001 }, (_, i) => ({ x: i % 1000 }))
  const spec = { data: { values }, mark: 'bar', encoding: { x: { field: 'x', bin: true } } }
  await server.writeNotebook('large.ipynb', [bundle(spec)])
  await server.openNotebook(page, 'large.ipynb')
  const notice = page.locator('.nnqft-Notice')
  await notice.waitFor()
  expect(await notice.textContent()).toContain('200001 rows')
  await notice.locator('button').click()
  await page.locator('.nnqft-Figure canvas').waitFor()
})

test('sixty updates leave nothing behind', async () => {
  const { server } = lab
  const page = await lab.newPage()
  await server.writeNotebook('updates.ipynb', [bundle(deviationFigure())])
  await server.openNotebook(page, 'updates.ipynb')
  await page.locator('.nnqft-Figure-view svg').waitFor()
  const memory = await page.context().newCDPSession(page)
  const usage = async () => {
    await memory.send('HeapProfiler.collectGarbage')
    const { usedSize } = await memory.send('Runtime.getHeapUsage')
    const { nodes, jsEventListeners } = await memory.send('Memory.getDOMCounters')
    return { usedSize, nodes, jsEventListeners }
  }
  const updates = async (count: number) => {
    for (let i = 0; i < count; i++) {
      // Every other one has another padding too, so that both ways of updating are taken.
      const title = `run ${i}`
      const look = { title, description: title, padding: 5 + ((i >> 1) % 2) }
      // And each in an output that stays as well as in one that is cleared for it.
      const clears = (i >> 2) % 2 === 1
      await updateOutput(page, bundle({ ...deviationFigure(1 + (i % 3)), ...look }), { clears })
      await page.locator('.nnqft-Figure').evaluate(
        (figure, title) =>
          new Promise<void>((resolve) => {
            const look = () =>
              figure.getAttribute('aria-label') === title ? resolve() : setTimeout(look, 5)
            look()
          }),
        title
      )
    }
    await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)))
  }
  // The first updates fill caches of Vega and of the browser.
  await updates(20)
  const growth = async () => {
    const before = await usage()
    await updates(60)
    const after = await usage()
    return {
      usedSize: after.usedSize - before.usedSize,
      nodes: after.nodes - before.nodes,
      jsEventListeners: after.jsEventListeners - before.jsEventListeners
    }
  }
  const limits = { usedSize: 4e6, nodes: 100, jsEventListeners: 60 }
  // JupyterLab itself adds a hundred listeners when it reads the list of files again, now and then;
  // what an update leaves behind is there each time.
  let grown = await growth()
  if (grown.jsEventListeners >= limits.jsEventListeners) grown = await growth()
  for (const kind of ['usedSize', 'nodes', 'jsEventListeners'] as const) {
    expect(grown[kind]).toBeLessThan(limits[kind])
  }
  expect(await page.locator('.nnqft-Figure-view').count()).toBe(1)
})
