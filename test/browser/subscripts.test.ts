// Symbols such as σ_W have real subscripts in figures of this library, wherever they are drawn; other people's texts stay as they are.
import type { Locator, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { bundle } from './exampleFigures.js'
import { changeTheme } from './jupyterLab.js'
import { exported, labSession, screenshot, tooltipOf } from './labSession.js'

const lab = labSession()

const values = [1, 2, 3].map((x) => ({ x, y: x * x, kind: x < 3 ? 'G_c' : 'long_name' }))
const chart = {
  title: { text: 'Against σ_W and x_max', subtitle: ['σ_b = 0.3, d_in = 1', 'no symbol'] },
  data: { values },
  width: 300,
  height: 120,
  mark: { type: 'point', tooltip: true },
  encoding: {
    x: { field: 'x', type: 'quantitative', title: 'σ_W' },
    y: { field: 'y', type: 'quantitative', title: '|G_c⁽ⁿ⁾|' },
    color: { field: 'kind' }
  }
}
const own = { ...chart, usermeta: { nnqft: { figure: 'own', title: 'own' } } }
/** On a canvas. */
const painted = { nnqft: own.usermeta.nnqft, embedOptions: { renderer: 'canvas' } }

/** Texts of a drawing, with what is below the line in brackets. */
function textsOf(figure: Locator): Promise<string[]> {
  return figure.locator('.nnqft-Figure-view svg text').evaluateAll((texts) =>
    texts.map((text) => {
      const parts = [...text.querySelectorAll('tspan[font-size]')]
      const whole = text.cloneNode(true) as Element
      for (const [i, part] of [...whole.querySelectorAll('tspan[font-size]')].entries()) {
        part.textContent = `[${parts[i].textContent}]`
      }
      return (whole.textContent ?? '').replaceAll('\u200b', '')
    })
  )
}

/** Keeps what canvases of the page write, with the size of each text. */
const watchCanvases = () => {
  const seen = window as unknown as { written: string[] }
  seen.written = []
  // The canvas calls it on itself.
  const { fillText } = CanvasRenderingContext2D.prototype
  CanvasRenderingContext2D.prototype.fillText = function (text, x, y) {
    seen.written.push(`${text} ${/[\d.]+(?=px)/.exec(this.font)?.[0]}`)
    fillText.call(this, text, x, y)
  }
}
const written = (page: Page) =>
  page.evaluate(() => (window as unknown as { written: string[] }).written)

test('in drawings on the page, light and dark, and in exported ones', async () => {
  const { server } = lab
  const page = await lab.newPage()
  await page.addInitScript(watchCanvases)
  await server.writeNotebook('symbols.ipynb', [
    bundle(own),
    bundle(chart),
    bundle({ ...own, title: 'Painted σ_W²', usermeta: painted })
  ])
  await server.openNotebook(page, 'symbols.ipynb')
  const figures = page.locator('.nnqft-Figure')
  const [ours, foreign, canvas] = [0, 1, 2].map((i) => figures.nth(i))
  await ours.locator('.nnqft-Figure-view svg').waitFor()
  await foreign.locator('.nnqft-Figure-view svg').waitFor()
  await canvas.locator('.nnqft-Figure-view canvas').waitFor()
  const lowered = [
    'Against σ[W] and x[max]',
    'σ[b] = 0.3, d[in] = 1no symbol',
    'σ[W]',
    '|G[c]⁽ⁿ⁾|',
    'G[c]',
    'long_name'
  ]
  expect(await textsOf(ours)).toEqual(expect.arrayContaining(lowered))
  expect(await textsOf(foreign)).toEqual(
    expect.arrayContaining(['Against σ_W and x_max', 'σ_W', '|G_c⁽ⁿ⁾|', 'G_c', 'long_name'])
  )
  await expect
    .poll(() => written(page))
    .toEqual(expect.arrayContaining(['Painted σ 13', 'W 9.36', '² 13']))
  expect(await written(page)).not.toContain('Painted σ_W² 13')
  await screenshot(page, 'subscripts-light')

  await changeTheme(page, 'Dark')
  await expect.poll(() => textsOf(ours)).toEqual(expect.arrayContaining(lowered))
  await screenshot(page, 'subscripts-dark')

  const svg = String(await exported(page, ours, 'SVG picture for print'))
  expect(svg).toMatch(/>Against σ<tspan dy="2.86" font-size="9.36px">W<\/tspan>/)
  expect(svg).not.toMatch(/>[^<]*[σG]_[^<]*</)
  expect(String(await exported(page, foreign, 'SVG picture for print'))).toContain('>σ_W<')
  const before = (await written(page)).length
  await exported(page, ours, 'PNG picture for print')
  expect((await written(page)).slice(before)).toEqual(expect.arrayContaining(['W 9.36']))
})

test('a text that changes is lowered anew, and its parts tell the pointer what it is on', async () => {
  const { page, server } = lab
  const rows = { data: { values: [{ x: 1, label: 'σ_W' }] }, usermeta: own.usermeta }
  const label = {
    ...rows,
    params: [{ name: 'more', value: false, bind: { input: 'checkbox' } }],
    mark: { type: 'text', fontSize: 40, tooltip: true },
    encoding: {
      x: { field: 'x', type: 'quantitative' },
      text: {
        condition: { param: 'more', empty: false, value: 'G_c', test: 'more' },
        field: 'label'
      }
    }
  }
  await server.writeNotebook('changing.ipynb', [bundle(label)])
  await server.openNotebook(page, 'changing.ipynb')
  const figure = page.locator('.nnqft-Figure')
  const mark = figure.locator('.nnqft-Figure-view svg .mark-text.role-mark text')
  await expect.poll(() => textsOf(figure)).toContain('σ[W]')
  await tooltipOf(mark.locator('tspan').first(), 'label')
  await figure.locator('input[type=checkbox]').click()
  await expect.poll(() => textsOf(figure)).toContain('G[c]')
})
