import { expect, test } from 'vitest'
import { bundle } from './exampleFigures.js'
import { changeTheme, runCommand } from './jupyterLab.js'
import { labSession, screenshot } from './labSession.js'

const lab = labSession()

const values = [
  { a: 1234.5, b: 1, when: '2026-03-01', link: 'page.html', image: 'square.svg' },
  { a: 2345.5, b: 2, when: '2026-05-01', link: 'https://example.org/x', image: 'square.svg' }
]
const x = { field: 'a', type: 'quantitative' }
const y = { field: 'b', type: 'quantitative' }
const chart = {
  width: 240,
  height: 120,
  data: { values },
  mark: { type: 'point', filled: true, size: 900 },
  encoding: { x: { ...x, axis: { format: ',.1f', values: [1000, 2000] } }, y }
}
const vegaLite = 'application/vnd.vegalite.v5+json'
const german = { decimal: ',', thousands: '.', grouping: [3], currency: ['', ' €'] }
const months = 'Januar Februar März April Mai Juni Juli August September Oktober November Dezember'
const germanTime = {
  dateTime: '%c',
  date: '%d.%m.%Y',
  time: '%H:%M:%S',
  periods: ['AM', 'PM'],
  days: ['So', 'Mo', 'Di', 'Mi', 'Do', 'Fr', 'Sa'],
  shortDays: ['So', 'Mo', 'Di', 'Mi', 'Do', 'Fr', 'Sa'],
  months: months.split(' '),
  shortMonths: months.split(' ')
}

/** A cell of a notebook; `embed` are the options in the metadata of its output. */
const cell = (data: Record<string, unknown>, embed?: object, i = 0) => ({
  cell_type: 'code',
  id: `cell-${i}`,
  execution_count: 1,
  metadata: {},
  source: '',
  outputs: [
    {
      output_type: 'display_data',
      data,
      metadata: embed ? { [Object.keys(data)[0]]: { embed_options: embed } } : {}
    }
  ]
})

const notebook = (cells: readonly object[]) => ({
  nbformat: 4,
  nbformat_minor: 5,
  metadata: {},
  cells
})

test('options of an author are applied to a figure, and to it alone', async () => {
  const { page, server } = lab
  const time = {
    ...chart,
    encoding: {
      y,
      x: { field: 'when', type: 'temporal', axis: { format: '%B', tickCount: 'month' } }
    }
  }
  const embedded = (spec: object, embedOptions: object) => ({ ...spec, usermeta: { embedOptions } })
  const cells = [
    cell(bundle(chart), { theme: 'dark', formatLocale: german }, 0),
    cell(
      bundle(embedded(time, { timeFormatLocale: germanTime, renderer: 'canvas' })),
      undefined,
      1
    ),
    cell(bundle(time), undefined, 2),
    cell(
      bundle(chart),
      { theme: 'no such theme', actions: { export: { svg: false }, source: false } },
      3
    ),
    cell(bundle(embedded(chart, { actions: false, theme: 'ggplot2' })), { theme: 'dark' }, 4)
  ]
  server.write('embedded.ipynb', notebook(cells))
  await server.trust('embedded.ipynb')
  await server.openNotebook(page, 'embedded.ipynb')
  const figures = page.locator('.nnqft-Figure')
  for (const i of cells.keys()) {
    await figures.nth(i).scrollIntoViewIfNeeded()
    await figures.nth(i).locator('svg.marks, canvas.marks').first().waitFor()
  }
  const texts = (i: number) => figures.nth(i).locator('svg text').allTextContents()
  expect(await texts(0)).toEqual(expect.arrayContaining(['1.000,0', '2.000,0']))
  const ground = (i: number) =>
    figures
      .nth(i)
      .locator('svg.marks')
      .evaluate((svg) => getComputedStyle(svg).backgroundColor)
  expect(await ground(0)).toBe('rgb(51, 51, 51)')
  expect(await figures.nth(1).locator('canvas').count()).toBe(1)
  expect(await texts(2)).toEqual(expect.arrayContaining(['March', 'May']))
  expect(await texts(3)).toEqual(expect.arrayContaining(['1,000.0', '2,000.0']))
  expect(await ground(4)).toBe('rgb(255, 255, 255)')
  expect(await figures.nth(4).locator('[role=toolbar]').isVisible()).toBe(false)
  await figures.nth(3).locator('[data-tool=warnings]').click()
  const warnings = figures.nth(3).locator('.nnqft-Warnings')
  expect(await warnings.textContent()).toContain('no such theme')
  await figures.nth(3).locator('[data-tool=export]').click()
  const menu = await page.locator('.lm-Menu-itemLabel').allTextContents()
  expect(menu.filter((label) => /SVG|Vega-Lite JSON/.test(label))).toEqual([])
  expect(menu).toContain('Compiled Vega JSON')
  await page.keyboard.press('Escape')
  await screenshot(page, 'embedded-light')
  await changeTheme(page, 'Dark')
  await screenshot(page, 'embedded-dark')
})

test('a picture is kept in each output of a trusted notebook that brought none, and saved', async () => {
  const { page, server } = lab
  const withPicture = { ...bundle(chart), 'image/png': 'iVBORw0KGgo=' }
  const vega = {
    $schema: 'https://vega.github.io/schema/vega/v5.json',
    width: 60,
    height: 40,
    marks: []
  }
  const cells = [
    cell(bundle(chart), undefined, 0),
    cell(bundle({ ...chart, mark: 'bar' }), { scaleFactor: 3 }, 1),
    cell(withPicture, undefined, 2),
    cell({ 'application/vnd.vega.v5+json': vega }, undefined, 3)
  ]
  server.write('kept.ipynb', notebook(cells))
  await server.trust('kept.ipynb')
  await server.openNotebook(page, 'kept.ipynb')
  await changeTheme(page, 'Dark')
  const isDirty = page.locator('.lm-TabBar-tab.jp-mod-dirty')
  await isDirty.first().waitFor()
  const saved = async () => {
    await runCommand(page, 'docmanager:save')
    const { cells } = JSON.parse(server.read('kept.ipynb')) as ReturnType<typeof notebook>
    return (cells as ReturnType<typeof cell>[]).map(({ outputs }) => outputs[0])
  }
  const pictures = async () => (await saved()).map(({ data }) => typeof data['image/png'])
  await expect.poll(pictures).toEqual(['string', 'string', 'string', 'string'])
  const outputs = await saved()
  expect(outputs[2].data['image/png']).toBe('iVBORw0KGgo=')
  const sizes = await Promise.all(
    [0, 1, 3].map((i) =>
      page.evaluate(
        async (data) => {
          const image = new Image()
          image.src = `data:image/png;base64,${data}`
          await image.decode()
          const canvas = document.createElement('canvas')
          canvas.width = image.width
          canvas.height = image.height
          const context = canvas.getContext('2d')!
          context.drawImage(image, 0, 0)
          return {
            size: [image.width, image.height],
            corner: [...context.getImageData(0, 0, 1, 1).data]
          }
        },
        String(outputs[i].data['image/png']).replace(/\s/g, '')
      )
    )
  )
  for (const [k, i] of [0, 1, 3].entries()) {
    const { width, height } = (
      outputs[i].metadata as unknown as Record<string, { width: number; height: number }>
    )['image/png']
    const scale = i === 1 ? 3 : 2
    expect(sizes[k].size).toEqual([width * scale, height * scale])
    // For white paper, on a dark page as well.
    expect(sizes[k].corner).toEqual([255, 255, 255, 255])
  }
  await screenshot(page, 'kept')
})

test("a stranger's notebook stays as it came", async () => {
  const { page, server } = lab
  server.write('unkept.ipynb', notebook([cell(bundle({ ...chart, description: 'stranger' }))]))
  await server.openNotebook(page, 'unkept.ipynb')
  await page.locator('.nnqft-Figure canvas').waitFor()
  // Nothing tells that no picture will be kept, but a trusted figure drawn later has got its own.
  server.write('own.ipynb', notebook([cell(bundle(chart))]))
  await server.trust('own.ipynb')
  await runCommand(page, 'docmanager:open', { path: 'own.ipynb' })
  await page.locator('.jp-Dialog button', { hasText: 'No Kernel' }).click()
  const isKept = () =>
    page.evaluate(() => {
      type Cell = { outputArea: { model: { toJSON(): { data: object }[] } } }
      const { jupyterapp } = window as unknown as {
        jupyterapp: { shell: { currentWidget: { content: { widgets: Cell[] } } } }
      }
      const [own] = jupyterapp.shell.currentWidget.content.widgets
      return 'image/png' in own.outputArea.model.toJSON()[0].data
    })
  await expect.poll(isKept).toBe(true)
  await runCommand(page, 'docmanager:open', { path: 'unkept.ipynb' })
  await runCommand(page, 'docmanager:save')
  expect(server.read('unkept.ipynb')).toContain('stranger')
  expect(server.read('unkept.ipynb')).not.toContain('image/png')
})

test('a click on a mark opens its link in a trusted notebook, by the keyboard too', async () => {
  const { page, server } = lab
  const spec = { ...chart, encoding: { ...chart.encoding, href: { field: 'link' } } }
  server.write('links/page.html', '<title>beside</title>')
  server.write('links/links.ipynb', notebook([cell(bundle(spec))]))
  await server.trust('links/links.ipynb')
  await server.openNotebook(page, 'links/links.ipynb')
  const mark = page.locator('.nnqft-Figure svg .mark-symbol path').first()
  await mark.waitFor()
  const [opened] = await Promise.all([page.context().waitForEvent('page'), mark.click()])
  expect(opened.url()).toContain('/files/links/page.html')
  await opened.close()
  await page.locator('.nnqft-Figure-stage').focus()
  await page.keyboard.press('Home')
  const [again] = await Promise.all([
    page.context().waitForEvent('page'),
    page.keyboard.press('Enter')
  ])
  expect(again.url()).toContain('/files/links/page.html')
  await again.close()
})

test('a tooltip shows a picture and a heading, and stays in the window', async () => {
  const { page, server } = lab
  const square =
    '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="3000"><rect width="400" height="3000"/></svg>'
  const rows = values.map((row) => ({ ...row, title: 'A heading', note: 'long'.repeat(500) }))
  const spec = {
    ...chart,
    data: { values: rows },
    mark: { ...chart.mark, tooltip: { content: 'data' } }
  }
  server.write('tips/square.svg', square)
  server.write('tips/tips.ipynb', notebook([cell(bundle(spec))]))
  await server.trust('tips/tips.ipynb')
  await server.openNotebook(page, 'tips/tips.ipynb')
  const mark = page.locator('.nnqft-Figure svg .mark-symbol path').first()
  const tooltip = page.locator('.nnqft-Tooltip')
  // Read at once: a page that still finds its layout may draw the figure anew under the pointer, which hides the tooltip.
  const look = async () => {
    await mark.hover()
    return tooltip.evaluate((node) => {
      const { left, top, right, bottom, width } = node.getBoundingClientRect()
      const picture = node.querySelector<HTMLImageElement>('img[src*="/files/tips/square.svg"]')
      const isShown = width > 0 && picture?.complete === true && picture.naturalWidth > 0
      const heading = node.querySelector('.nnqft-Tooltip-title')?.textContent
      const fits = node.scrollWidth <= node.clientWidth
      return { isShown, heading, fits, edges: [left, top, 1200 - right, 900 - bottom] }
    })
  }
  let tip = await look()
  await expect.poll(async () => (tip = await look()).isShown).toBe(true)
  const { heading, fits, edges } = tip
  expect(heading).toBe('A heading')
  expect(fits).toBe(true)
  for (const distance of edges) expect(distance).toBeGreaterThanOrEqual(0)
  await screenshot(page, 'tooltip')
})

/** Specifications under a MIME type of the other language, and of old versions. */
const misnamed: Record<string, object> = {
  'application/vnd.vega.v5+json': chart,
  [vegaLite]: {
    $schema: 'https://vega.github.io/schema/vega/v5.json',
    width: 100,
    height: 100,
    data: [{ name: 'rows', values: [{}, {}] }],
    marks: [
      {
        type: 'symbol',
        from: { data: 'rows' },
        encode: { enter: { x: { value: 50 }, y: { value: 50 } } }
      }
    ]
  },
  'application/vnd.vegalite.v2+json': {
    ...chart,
    $schema: 'https://vega.github.io/schema/vega-lite/v2.json'
  },
  'application/vnd.vegalite.v3+json': {
    ...chart,
    selection: { pick: { type: 'interval', bind: 'scales' } }
  },
  'application/vnd.vegalite.v4+json': {
    ...chart,
    selection: { pick: { type: 'single', on: 'mouseover' } }
  }
}

test('specifications under the type of the other language, and of old versions, are drawn', async () => {
  const { page, server } = lab
  const cells = Object.entries(misnamed).map(([type, spec], i) =>
    cell({ [type]: spec }, undefined, i)
  )
  server.write('misnamed.ipynb', notebook(cells))
  await server.trust('misnamed.ipynb')
  await server.openNotebook(page, 'misnamed.ipynb')
  for (const i of cells.keys()) {
    const marks = page.locator('.nnqft-Figure').nth(i).locator('svg .mark-symbol path')
    await marks.first().waitFor()
    expect(await marks.count(), Object.keys(misnamed)[i]).toBe(2)
  }
})

const rect = { type: 'rect', encode: { enter: { width: { value: 50 }, height: { value: 50 } } } }
const lite = (version: string) => `https://vega.github.io/schema/vega-lite/${version}.json`

/** Figures of versions that are not the bundled one, and what is told about each. */
const versions: readonly (readonly [string, object, RegExp])[] = [
  [
    'application/vnd.vegalite.v1+json',
    { ...chart, $schema: lite('v1') },
    /^This figure is written in Vega-Lite 1 and taken for Vega-Lite 6: parts may/
  ],
  [
    'application/vnd.vega.v2+json',
    {
      width: 60,
      height: 60,
      marks: [{ type: 'rect', properties: { enter: { x: { value: 1 } } } }]
    },
    /^This figure is written in Vega 2 and taken for Vega 6: parts may .* be missing\.$/
  ],
  [vegaLite, { ...chart, $schema: lite('v9') }, /written in Vega-Lite 9, which is newer than/],
  [
    'application/vnd.vega.v5+json',
    { width: 60, height: 60, marks: [rect], $schema: 'https://example.org/mine.json' },
    /^The schema https:\/\/example\.org\/mine\.json of this figure is unknown: .* Vega 6\.$/
  ],
  // What fails is put down to its version.
  [
    'application/vnd.vega.v2+json',
    { width: 60, height: 60, axes: [{ type: 'x', scale: 'x' }], marks: [] },
    /could not be drawn: .*written in Vega 2 and taken for Vega 6.*That is the likely cause\./
  ],
  [
    vegaLite,
    { ...chart, $schema: lite('v7'), mark: 'ribbon' },
    /could not be drawn: .*ribbon.*written in Vega-Lite 7, .*That is the likely cause\./
  ],
  [vegaLite, { ...chart, $schema: lite('v5'), mark: 'ribbon' }, /ribbon((?!likely cause).)*$/]
]

test('figures of old, newer and unknown versions are drawn as the current one, and told about', async () => {
  const { page, server } = lab
  const cells = versions.map(([type, spec], i) => cell({ [type]: spec }, undefined, i))
  server.write('versions.ipynb', notebook([...cells, cell(bundle(chart), undefined, 99)]))
  await server.trust('versions.ipynb')
  await server.openNotebook(page, 'versions.ipynb')
  for (const [i, [type, , words]] of versions.entries()) {
    const figure = page.locator('.nnqft-Figure').nth(i)
    await figure.scrollIntoViewIfNeeded()
    const notice = figure.locator('.nnqft-Notice')
    await notice.waitFor()
    expect(await notice.textContent(), type).toMatch(words)
    const isDrawn = !String(words).includes('could not') && !String(words).includes('ribbon')
    expect(await figure.locator('svg.marks').count(), type).toBe(isDrawn ? 1 : 0)
  }
  const usual = page.locator('.nnqft-Figure').nth(versions.length)
  await usual.scrollIntoViewIfNeeded()
  await usual.locator('svg.marks').waitFor()
  expect(await usual.locator('.nnqft-Notice').count()).toBe(0)
  await screenshot(page, 'versions')
})

/** Figures of which the compiler or Vega has something to say. */
const warned: readonly (readonly [object, readonly RegExp[]])[] = [
  [
    { ...chart, mark: 'bar', encoding: { x, y, shape: { field: 'a' } } },
    [/^shape dropped .* "bar"/]
  ],
  [{ ...chart, encoding: { x, y, colour: { field: 'a' } } }, [/^colour-encoding is dropped/]],
  [
    {
      ...chart,
      encoding: { x, y, color: { field: 'a', type: 'nominal', scale: { type: 'pow', padding: 3 } } }
    },
    [/does not work with "pow" scale/, /"padding" is dropped/]
  ]
]

test('what the compiler has to say about a figure is shown on request', async () => {
  const { page, server } = lab
  const cells = [...warned.map(([spec]) => spec), chart].map((spec, i) =>
    cell(bundle(spec), undefined, i)
  )
  server.write('warned.ipynb', notebook(cells))
  await server.trust('warned.ipynb')
  await server.openNotebook(page, 'warned.ipynb')
  for (const [i, [, words]] of warned.entries()) {
    const figure = page.locator('.nnqft-Figure').nth(i)
    await figure.scrollIntoViewIfNeeded()
    await figure.locator('svg.marks').waitFor()
    expect(await figure.locator('.nnqft-Notice, .nnqft-Warnings').count()).toBe(0)
    const tool = figure.locator('[data-tool=warnings]')
    await tool.click()
    expect(await figure.locator('.nnqft-Warnings li').allTextContents()).toEqual(
      words.map((word) => expect.stringMatching(word) as unknown)
    )
    await tool.click()
    expect(await figure.locator('.nnqft-Warnings').count()).toBe(0)
  }
  const quiet = page.locator('.nnqft-Figure').nth(warned.length)
  await quiet.scrollIntoViewIfNeeded()
  await quiet.locator('svg.marks').waitFor()
  expect(await quiet.locator('[data-tool=warnings]').count()).toBe(0)
})

test.each(['chart.vl.json', 'chart.vg.json', 'chart.vegalite', 'chart.vl'])(
  'the file %s opens in this viewer, and loads the data beside it once it is trusted',
  async (name) => {
    const { page, server } = lab
    server.write(`viewer/${name}`, { ...chart, data: { url: 'rows.csv' } })
    server.write('viewer/rows.csv', 'a,b\n1,2\n3,4\n')
    await page.goto(
      server.url(`lab/workspaces/viewer-${name.replace(/\W/g, '')}/tree/viewer/${name}?reset`)
    )
    const figure = page.locator('.jp-MimeDocument .nnqft-Figure')
    const trust = figure.locator('.nnqft-Notice button', { hasText: 'Trust this file' })
    await trust.waitFor()
    expect(await figure.locator('.nnqft-Notice').textContent()).toContain('refused: rows.csv')
    await trust.click()
    await figure.locator('svg .mark-symbol path').nth(1).waitFor()
    expect(server.read(`viewer/${name}`)).toBe(
      JSON.stringify({ ...chart, data: { url: 'rows.csv' } })
    )
  }
)
