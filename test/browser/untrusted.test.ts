import { expect, test } from 'vitest'
import { bundle, deviationFigure } from './exampleFigures.js'
import { boxOf, exported, labSession, screenshot, tooltipOf } from './labSession.js'

const lab = labSession()

const remote = 'https://evil.example'
const values = [
  {
    a: 1,
    b: 2,
    link: `${remote}/click`,
    image: `${remote}/tip.png`,
    markup: `<img src="${remote}/markup.png">`,
    title: 'x'
  }
]
const point = { type: 'point', size: 40000, filled: true }
const at = { x: { field: 'a', type: 'quantitative' }, y: { field: 'b', type: 'quantitative' } }
const script = "toString.constructor('window.hacked = true')()"

/** What a stranger's notebook may try, one specification each. */
const attacks: Record<string, object> = {
  'remote data': { data: { url: `${remote}/data.json` }, mark: 'point' },
  'remote image': {
    data: { values },
    mark: { type: 'image', url: `${remote}/image.png`, width: 50, height: 50 },
    encoding: { ...at, url: { field: 'image' } }
  },
  'remote cursor': {
    data: { values },
    mark: { ...point, cursor: `url(${remote}/cursor.png), auto` },
    encoding: at
  },
  'link on a mark': { data: { values }, mark: point, encoding: { ...at, href: { field: 'link' } } },
  'image in a tooltip': {
    data: { values },
    mark: { ...point, tooltip: { content: 'data' } },
    encoding: at
  },
  'input element in the page': {
    data: { values },
    params: [{ name: 'p', value: 1, bind: { input: 'text', element: 'body', name: 'password' } }],
    mark: point,
    encoding: at
  },
  'script in an expression': {
    data: { values },
    transform: [{ calculate: script, as: 'c' }],
    mark: point,
    encoding: at
  },
  'prototype pollution': {
    data: { values },
    mark: point,
    encoding: at,
    config: { ['__proto__']: { polluted: true }, constructor: { prototype: { polluted: true } } },
    ['__proto__']: { polluted: true }
  },
  'endless rows': { data: { sequence: { start: 0, stop: 1e10 } }, mark: 'point' },
  'endless list': {
    data: { values },
    transform: [{ calculate: 'length(sequence(1e10))', as: 'c' }],
    mark: point,
    encoding: { x: { field: 'c' } }
  },
  'enormous picture': { data: { values }, mark: point, width: 1e7, height: 1e7 }
}

/** Those that are not drawn at all, with the reason that is told. */
const refusals: Record<string, RegExp> = {
  'remote data': /External resource refused: https:\/\/evil\.example\/data\.json/,
  'remote image': /An image is missing: External resource refused: https:\/\/evil\.example/,
  'script in an expression': /could not be drawn/,
  'endless rows': /generates too many rows by itself/,
  'endless list': /sequence: more than 1000000 elements/,
  'enormous picture': /width is 10000000; an untrusted figure may have 8192/,
  'remote data of Vega': /External resource refused: https:\/\/evil\.example\/vega\.json/
}

const vegaAttack = {
  width: 100,
  height: 100,
  signals: [
    {
      name: 'keys',
      value: '',
      on: [{ events: 'window:keydown', update: "keys + event.key + warn('key')" }]
    },
    { name: 'file', value: '', bind: { input: 'file', element: 'body' } }
  ],
  marks: [
    {
      type: 'rect',
      encode: {
        enter: {
          width: { value: 100 },
          height: { value: 100 },
          fill: { value: `url(${remote}/paint.svg#p)` },
          href: { value: `${remote}/vega-click` },
          cursor: { signal: `'ur' + 'l(${remote}/cursor2.png), auto'` }
        }
      }
    }
  ],
  usermeta: { embedOptions: { loader: { baseURL: remote }, patch: `${remote}/patch.json` } }
}

test('figures of an untrusted notebook do no harm and ask nothing of the network', async () => {
  const { page, server } = lab
  const vega = {
    'everything of Vega': vegaAttack,
    'remote data of Vega': { ...vegaAttack, data: [{ name: 'd', url: `${remote}/vega.json` }] }
  }
  const names = [...Object.keys(attacks), ...Object.keys(vega)]
  const cells = [
    ...Object.values(attacks).map(bundle),
    ...Object.values(vega).map((spec) => ({ 'application/vnd.vega.v5+json': spec }))
  ]
  await server.writeNotebook('hostile.ipynb', cells, false)
  await server.openNotebook(page, 'hostile.ipynb')
  const figures = page.locator('.nnqft-Figure')
  for (let i = 0; i < cells.length; i++) {
    const figure = figures.nth(i)
    await figure.scrollIntoViewIfNeeded()
    const outcome = figure.locator('canvas, .nnqft-Notice').first()
    await outcome.waitFor()
    const words = (await figure.locator('.nnqft-Notice').allTextContents()).join()
    expect(words, names[i]).toMatch(refusals[names[i]] ?? /^$/)
    const canvas = figure.locator('canvas').first()
    if (await canvas.count()) {
      const box = await boxOf(canvas)
      await page.mouse.move(box.x + box.width / 3, box.y + box.height / 3)
      await canvas.click({ position: { x: box.width / 2, y: box.height / 2 } })
    }
  }
  const harm = await page.evaluate(() => ({
    hacked: 'hacked' in window,
    polluted: 'polluted' in {},
    inputs: document.querySelectorAll('body > input, body > div > input[type=file]').length,
    bound: document.querySelectorAll('.vega-bind').length
  }))
  expect(harm).toEqual({ hacked: false, polluted: false, inputs: 0, bound: 0 })
  expect(lab.foreignRequests).toEqual([])
  expect(page.context().pages()).toHaveLength(1)
  expect(page.url()).toContain('hostile.ipynb')
})

test('markup in the data of an untrusted figure is shown as text', async () => {
  const { page, server } = lab
  // Without a place of its own the mark is drawn in the middle.
  const spec = { data: { values }, mark: { ...point, tooltip: { content: 'data' } } }
  await server.writeNotebook('markup.ipynb', [bundle({ ...spec, width: 200, height: 200 })], false)
  await server.openNotebook(page, 'markup.ipynb')
  const figure = page.locator('.nnqft-Figure')
  const tooltip = await tooltipOf(figure.locator('canvas'), '<img src=')
  expect(await tooltip.locator('img').count()).toBe(0)
  await figure.locator('[data-tool=table]').click()
  const table = figure.locator('.nnqft-DataTable')
  await expect.poll(() => table.textContent()).toContain('<img src=')
  expect(await table.locator('img').count()).toBe(0)
  expect(lab.foreignRequests).toEqual([])
})

test('an untrusted figure that would make the page stand still is stopped, and the page lives on', async () => {
  const { page, server } = lab
  const list = Array.from({ length: 300 }, (_, i) => i)
  const multiplied = {
    data: { values: [{ a: list, b: list, c: list, d: list }] },
    // Eight thousand million rows from four lists of three hundred.
    transform: ['a', 'b', 'c', 'd'].map((field) => ({ flatten: [field] })),
    mark: 'point',
    encoding: at
  }
  await server.writeNotebook('huge.ipynb', [bundle(multiplied), bundle(deviationFigure())], false)
  await server.openNotebook(page, 'huge.ipynb')
  await page.evaluate(() => {
    const counter = window as unknown as { beats: number }
    counter.beats = 0
    setInterval(() => counter.beats++, 20)
  })
  const notice = page.locator('.nnqft-Notice')
  await notice.waitFor()
  expect(await notice.textContent()).toContain('takes more than 3 seconds to compute')
  const beats = await page.evaluate(() => (window as unknown as { beats: number }).beats)
  expect(beats).toBeGreaterThan(20)
  // The next figure is tried out by a new worker, and drawn.
  await page.locator('.nnqft-Figure canvas').waitFor()
  expect(await notice.count()).toBe(1)
  // Its rows can be looked at all the same.
  await page.locator('.nnqft-Figure').first().locator('[data-tool=table]').click()
  const table = page.locator('.nnqft-DataTable')
  expect(await table.locator('tbody tr').count()).toBe(100)
  await screenshot(page, 'stopped')
})

const fields = Array.from({ length: 1000 }, (_, i) => `f${i}`)
const wide = Object.fromEntries(fields.map((field, i) => [field, i]))
const hundred = fields.slice(0, 100)
/** A million layers: each field of a hundred against each other one, with a third. */
const nested = {
  repeat: { row: hundred, column: hundred },
  spec: {
    repeat: { layer: hundred },
    spec: { mark: 'point', encoding: { x: { field: { repeat: 'column' } }, y: { field: 'f1' } } }
  }
}

/** Figures that make a million rows and more out of few, or bring them along; why each is not drawn. */
const multitudes: Record<string, { readonly words: RegExp; readonly spec: object }> = {
  sequence: {
    words: /generates too many rows by itself/,
    spec: { data: { sequence: { start: 0, stop: 1e6 } }, mark: 'point' }
  },
  fold: {
    words: /more than 3 seconds to compute/,
    spec: {
      data: { values: Array.from({ length: 20 }, () => wide) },
      transform: [{ fold: fields }, { fold: fields, as: ['name', 'other'] }],
      mark: 'text',
      encoding: { x: { field: 'value', type: 'quantitative' }, text: { field: 'key' } }
    }
  },
  flatten: {
    words: /has 1000000 rows of data/,
    spec: {
      data: { values: [{ a: Array.from({ length: 1_000_000 }, (_, i) => i) }] },
      transform: [{ flatten: ['a'] }],
      mark: 'point',
      encoding: { x: { field: 'a', type: 'quantitative' } }
    }
  },
  density: {
    words: /more than 3 seconds to compute/,
    spec: {
      data: { values: fields.map((_, i) => ({ a: i })) },
      transform: [{ density: 'a', steps: 1e8 }],
      mark: 'area',
      encoding: { x: { field: 'value', type: 'quantitative' }, y: { field: 'density' } }
    }
  },
  'nested repeat': {
    words: /more than 3 seconds to compute/,
    spec: { data: { values: [wide] }, ...nested }
  },
  'many marks': {
    // A busy machine may not even count them in time.
    words: /more than 100000 marks|more than 3 seconds to compute/,
    spec: {
      data: { values: Array.from({ length: 110_000 }, (_, i) => ({ a: i % 500, b: i % 501 })) },
      mark: 'point',
      encoding: at
    }
  },
  rows: {
    words: /has 1000000 rows of data/,
    spec: {
      // Not objects: JupyterLab's server reads a million of those for a minute.
      data: { values: Array.from({ length: 1_000_000 }, (_, i) => i % 1000) },
      mark: 'point',
      encoding: { x: { field: 'data', type: 'quantitative' } }
    }
  }
}

test.each(Object.entries(multitudes))(
  'an untrusted figure of a million rows is told in words, and its data can be had: %s',
  async (name, { words, spec }) => {
    const { page, server } = lab
    await server.writeNotebook('million.ipynb', [bundle(spec), bundle(deviationFigure())], false)
    await server.openNotebook(page, 'million.ipynb')
    const [figure, own] = [0, 1].map((i) => page.locator('.nnqft-Figure').nth(i))
    const notice = figure.locator('.nnqft-Notice')
    await notice.waitFor()
    expect(await notice.textContent()).toMatch(words)
    await own.locator('canvas').first().waitFor()
    expect(await figure.locator('canvas, svg.marks').count()).toBe(0)
    await screenshot(page, `million-${name.replace(' ', '-')}`)
    // The rows are shown a hundred at a time, whatever their number.
    await figure.locator('[data-tool=table]').click()
    const shown = await figure.locator('.nnqft-DataTable tbody tr').count()
    expect(shown).toBeLessThanOrEqual(100)
    if (name === 'sequence') return
    const csv = String(await exported(page, figure, 'Data as CSV'))
      .trim()
      .split('\r\n')
    const { values } = (spec as { data: { values: object[] } }).data
    expect(csv).toHaveLength(1 + (name === 'flatten' ? 1_000_000 : values.length))
  }
)

test('our own figures work in an untrusted notebook too', async () => {
  const { page, server } = lab
  await server.writeNotebook('stranger.ipynb', [bundle(deviationFigure())], false)
  await server.openNotebook(page, 'stranger.ipynb')
  await page.locator('.nnqft-Figure canvas').waitFor()
  expect(await page.locator('.nnqft-Notice').count()).toBe(0)
})

test('a trusted figure fetches nothing either, unless the settings allow it', async () => {
  const { page, server } = lab
  await server.writeNotebook('remote.ipynb', [bundle(attacks['remote data'])])
  await server.openNotebook(page, 'remote.ipynb')
  const notice = page.locator('.nnqft-Notice')
  await notice.waitFor()
  expect(await notice.textContent()).toContain('External resource refused')
  expect(lab.foreignRequests).toEqual([])
})

test('drawing needs no eval, so a strict content security policy does not stop it', async () => {
  const { server } = lab
  const page = await lab.newPage()
  await page.addInitScript(() => {
    const calls: string[] = []
    Object.assign(window, { evalCalls: calls })
    const note = () => calls.push(new Error('eval').stack ?? '')
    window.Function = new Proxy(Function, {
      apply: (target, self, args) => (note(), Reflect.apply(target, self, args) as unknown),
      construct: (target, args) => (note(), Reflect.construct(target, args) as object)
    })
  })
  await server.writeNotebook('eval.ipynb', [bundle(deviationFigure())])
  await server.openNotebook(page, 'eval.ipynb')
  await page.locator('.nnqft-Figure-view svg .mark-symbol path').first().waitFor()
  const calls = await page.evaluate(() => (window as unknown as { evalCalls: string[] }).evalCalls)
  expect(calls.filter((stack) => stack.includes('jupyterlab-nnqft'))).toEqual([])
})
