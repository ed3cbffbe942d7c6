import type { Locator, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { bundle } from './exampleFigures.js'
import { boxOf, centreOf, labSession, screenshot, tooltipOf } from './labSession.js'

const lab = labSession()

const values = [1, 2, 3, 4].map((x) => ({ x, y: x * x }))
const q = (field: string) => ({ field, type: 'quantitative' })
const resize = { source: 'window', type: 'resize' }
const size = (i: number) => `containerSize()[${i}]`

/** A chart of full Vega that takes its sizes from the element around it. */
const following = (width: object, more: object = {}) => ({
  height: 90,
  autosize: { type: 'fit', contains: 'padding', resize: true },
  data: [{ name: 'rows', values }],
  scales: [
    { name: 'x', domain: { data: 'rows', field: 'x' }, range: 'width' },
    { name: 'y', domain: { data: 'rows', field: 'y' }, range: 'height' }
  ],
  axes: [
    { scale: 'x', orient: 'bottom' },
    { scale: 'y', orient: 'left' }
  ],
  marks: [
    {
      type: 'symbol',
      from: { data: 'rows' },
      encode: { update: { x: { scale: 'x', field: 'x' }, y: { scale: 'y', field: 'y' } } }
    }
  ],
  ...more,
  signals: [
    { name: 'width', ...width },
    { name: 'note', value: 'kept', bind: { input: 'text' } },
    ...((more as { signals?: object[] }).signals ?? [])
  ]
})

const followers = [
  following({ init: size(0), on: [{ events: resize, update: size(0) }] }),
  following({ update: size(0) }),
  following({
    init: `isFinite(${size(0)}) ? ${size(0)} : 200`,
    on: [{ events: 'window:resize', update: `isFinite(${size(0)}) ? ${size(0)} : 200` }]
  }),
  following({ value: '', on: [{ events: resize, update: size(0) }] })
]

const vega = (spec: object) => ({ 'application/vnd.vega.v5+json': spec })

const drawing = (figure: Locator) =>
  figure.locator('.nnqft-Figure-view:not(.nnqft-mod-pending)').locator('svg.marks, canvas.marks')

/** How much of its stage a picture takes, in width. */
const share = (figure: Locator) =>
  figure.evaluate((node) => {
    const picture = node.querySelector(
      '.nnqft-Figure-view:not(.nnqft-mod-pending) :is(svg.marks, canvas.marks)'
    )
    const stage = node.querySelector('.nnqft-Figure-stage')!
    return (picture?.getBoundingClientRect().width ?? 0) / stage.clientWidth
  })

test.each([true, false])(
  'charts of full Vega that ask for the size of their element take the width of the page; trusted: %s',
  async (trusted) => {
    const { page, server } = lab
    const cells = followers.map((spec) => vega({ ...spec, description: `trusted: ${trusted}` }))
    await server.writeNotebook(`followers-${trusted}.ipynb`, cells, trusted)
    await server.openNotebook(page, `followers-${trusted}.ipynb`)
    const figures = page.locator('.nnqft-Figure')
    for (const width of [1200, 900]) {
      await page.setViewportSize({ width, height: 900 })
      for (const i of followers.keys()) {
        await figures.nth(i).scrollIntoViewIfNeeded()
        const close = async () => Math.round(100 * (await share(figures.nth(i))))
        await expect.poll(close, { message: `${i} at ${width}` }).toBe(100)
      }
    }
    if (trusted) {
      // The same view follows: what the reader has typed is still there.
      const note = figures.first().locator('.vega-bind input')
      await note.fill('typed')
      await page.setViewportSize({ width: 1200, height: 900 })
      await expect.poll(() => share(figures.first())).toBeGreaterThan(0.99)
      expect(await note.inputValue()).toBe('typed')
    }
    await screenshot(page, `followers-${trusted}`)
  }
)

test('a chart that asks for both sizes of its element has a height on the page, and the full screen', async () => {
  const { page, server } = lab
  const { height: _, ...spec } = following(
    { update: size(0) },
    { signals: [{ name: 'height', update: size(1) }] }
  ) as Record<string, unknown>
  await server.writeNotebook('both.ipynb', [vega(spec)])
  await server.openNotebook(page, 'both.ipynb')
  const figure = page.locator('.nnqft-Figure')
  await drawing(figure).waitFor()
  expect(Math.round((await boxOf(drawing(figure))).height)).toBe(300)
  await figure.locator('.vega-bind input').fill('typed')
  await figure.locator('[data-tool=fullscreen]').click()
  await expect
    .poll(async () => Math.round((await boxOf(drawing(figure))).height))
    .toBeGreaterThan(500)
  expect(await figure.locator('.vega-bind input').inputValue()).toBe('typed')
  expect(await share(figure)).toBeGreaterThan(0.98)
  await screenshot(page, 'both-full')
})

const circle = Array.from({ length: 41 }, (_, i) => ({
  i,
  x: Math.cos((i * Math.PI) / 20),
  y: Math.sin((i * Math.PI) / 20)
}))

/** Charts of fixed sizes, and where in them something has a shape of its own. */
const shapes: Readonly<Record<string, { readonly output: object; readonly shape: string }>> = {
  'a unit circle': {
    output: bundle({
      width: 300,
      height: 300,
      data: { values: circle },
      params: [{ name: 'brush', select: 'interval' }],
      mark: { type: 'line', point: true, tooltip: true },
      encoding: { x: q('x'), y: q('y'), order: q('i') }
    }),
    shape: '.mark-line path'
  },
  'a pie with a legend': {
    output: bundle({
      width: 120,
      height: 120,
      data: { values },
      mark: 'arc',
      encoding: { theta: q('y'), color: { field: 'x', type: 'nominal' } }
    }),
    shape: '.mark-arc'
  },
  'square cells': {
    output: bundle({
      data: { values },
      width: { step: 12 },
      height: { step: 12 },
      mark: 'rect',
      encoding: { x: { field: 'x', type: 'ordinal' }, y: { field: 'x', type: 'ordinal' } }
    }),
    shape: '.mark-rect path'
  },
  'views side by side': {
    output: bundle({
      data: { values },
      hconcat: [
        { width: 80, height: 80, mark: 'point', encoding: { x: q('x') } },
        { width: 50, height: 80, mark: 'arc', encoding: { theta: q('y') } }
      ]
    }),
    shape: '.mark-arc'
  },
  'a disc of full Vega at fixed pixels': {
    output: vega({
      width: 200,
      height: 120,
      marks: [
        {
          type: 'arc',
          encode: {
            enter: {
              x: { value: 100 },
              y: { value: 60 },
              startAngle: { value: 0 },
              endAngle: { value: 6.283185 },
              outerRadius: { value: 50 },
              fill: { value: 'teal' }
            }
          }
        }
      ]
    }),
    shape: '.mark-arc path'
  }
}

/** Width and height of something in the window. */
async function sides(figure: Locator, selector: string): Promise<readonly [number, number]> {
  const { width, height } = await boxOf(drawing(figure).locator(selector).first())
  return [width, height]
}

async function leaveFullScreen(page: Page): Promise<void> {
  await page.evaluate(() => document.exitFullscreen())
  await expect.poll(() => page.evaluate(() => document.fullscreenElement)).toBe(null)
}

test('charts of sizes of their own are magnified by the full screen, and nothing is stretched', async () => {
  const { page, server } = lab
  await server.writeNotebook(
    'shapes.ipynb',
    Object.values(shapes).map(({ output }) => output as Record<string, unknown>)
  )
  await server.openNotebook(page, 'shapes.ipynb')
  for (const [i, [name, { shape }]] of Object.entries(shapes).entries()) {
    const figure = page.locator('.nnqft-Figure').nth(i)
    await figure.scrollIntoViewIfNeeded()
    await drawing(figure).waitFor()
    const [width, height] = await sides(figure, shape)
    const { width: before } = await boxOf(drawing(figure))
    await figure.locator('[data-tool=fullscreen]').click()
    await expect.poll(async () => (await sides(figure, shape))[0]).toBeGreaterThan(1.2 * width)
    const [across, down] = await sides(figure, shape)
    expect(across / down, name).toBeCloseTo(width / height, 2)
    const { width: after } = await boxOf(drawing(figure))
    expect(across / width, name).toBeCloseTo(after / before, 2)
    // It fills one side of the screen, and no more than that.
    const room = await figure.locator('.nnqft-Figure-stage').evaluate((stage) => ({
      filled: Math.max(
        ...Array.from(stage.querySelectorAll('.nnqft-Figure-view'), (view) => {
          const { width, height } = view.getBoundingClientRect()
          return Math.max(width / stage.clientWidth, height / stage.clientHeight)
        })
      ),
      scrolled: stage.scrollWidth > stage.clientWidth || stage.scrollHeight > stage.clientHeight
    }))
    expect(room.filled, name).toBeGreaterThan(0.99)
    expect(room.scrolled, name).toBe(false)
    await screenshot(page, `full-${name}`)
    await leaveFullScreen(page)
    await expect.poll(() => sides(figure, shape), { message: name }).toEqual([width, height])
  }
})

test('a magnified chart answers pointer and keys where its marks are, and keeps what was selected', async () => {
  const { page, server } = lab
  await server.writeNotebook('magnified.ipynb', [
    shapes['a unit circle'].output as Record<string, unknown>
  ])
  await server.openNotebook(page, 'magnified.ipynb')
  const figure = page.locator('.nnqft-Figure')
  await drawing(figure).waitFor()
  const [width] = await sides(figure, '.mark-line path')
  await figure.locator('[data-tool=fullscreen]').click()
  await expect.poll(async () => (await sides(figure, '.mark-line path'))[0]).toBeGreaterThan(width)
  const line = await boxOf(drawing(figure).locator('.mark-line path'))
  // A brush from the middle of the circle to its right upper end.
  const [x, y] = [line.x + line.width / 2, line.y + line.height / 2]
  await page.mouse.move(x, y)
  await page.mouse.down()
  await page.mouse.move(line.x + line.width, line.y, { steps: 5 })
  await page.mouse.up()
  const brush = drawing(figure).locator('.brush_brush path').first()
  const expected = [x, line.y, line.width / 2, line.height / 2]
  const miss = async () => {
    const { x, y, width, height } = await boxOf(brush)
    return Math.max(...[x, y, width, height].map((place, i) => Math.abs(place - expected[i])))
  }
  await expect.poll(miss).toBeLessThan(6)
  // The mark under the pointer tells its row.
  await tooltipOf(drawing(figure).locator('.mark-symbol path').nth(10), '10')
  // The ring of the keyboard's cursor is around its mark.
  await figure.locator('.nnqft-Figure-stage').focus()
  await page.keyboard.press('End')
  const [ringed, last] = [
    await centreOf(figure.locator('.nnqft-Figure-cursor')),
    // Where the circle begins, at its right end.
    await centreOf(drawing(figure).locator('.mark-symbol path').first())
  ]
  expect(Math.hypot(ringed[0] - last[0], ringed[1] - last[1])).toBeLessThan(3)
  await screenshot(page, 'magnified')
  await page.keyboard.press('Escape')
  await leaveFullScreen(page)
  await expect.poll(async () => (await sides(figure, '.mark-line path'))[0]).toBe(width)
  expect(await brush.isVisible()).toBe(true)
})
