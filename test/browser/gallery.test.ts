import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { markCharts } from './gallery/marks.js'
import { drawReference, openReference, picture, type Picture } from './gallery/reference.js'
import { vegaCharts } from './gallery/vega.js'
import { viewCharts } from './gallery/views.js'
import { changeTheme } from './jupyterLab.js'
import { labSession, screenshotOf } from './labSession.js'

const lab = labSession()

type Language = 'vega' | 'vega-lite'
const mimeTypes = {
  vega: 'application/vnd.vega.v5+json',
  'vega-lite': 'application/vnd.vegalite.v5+json'
}

/** The charts that take the width of the page need no scrolling. */
const asWideAsThePage = ['the width of the page', 'the sum of a random walk, sized by the page']

/** The chart of one cell, drawn: its description, the width it was given, what it cannot show at once. */
async function drawnChart(page: Page, index: number) {
  await page.evaluate(async (index) => {
    type Notebook = { scrollToItem(index: number, align: string): Promise<void> }
    const { jupyterapp } = window as unknown as {
      jupyterapp: { shell: { currentWidget: { content: Notebook } } }
    }
    await jupyterapp.shell.currentWidget.content.scrollToItem(index, 'start')
  }, index)
  const figure = page.locator(`.jp-Cell[data-windowed-list-index="${index}"] .nnqft-Figure`)
  const view = figure.locator('.nnqft-Figure-view:not(.nnqft-mod-pending)')
  await view.or(figure.locator('.nnqft-Notice')).first().waitFor()
  expect(await figure.locator('.nnqft-Notice').allTextContents()).toEqual([])
  const svg = view.locator('svg').first()
  const described: Picture = await svg.evaluate(picture)
  const stage = figure.locator('.nnqft-Figure-stage')
  const { room, excess } = await stage.evaluate(({ clientWidth, scrollWidth }) => ({
    room: clientWidth,
    excess: scrollWidth - clientWidth
  }))
  return { figure, described, room, excess }
}

async function compareCharts(charts: Readonly<Record<string, object>>, language: Language) {
  const { page, server } = lab
  const bundles = Object.values(charts).map((spec) => ({ [mimeTypes[language]]: spec }))
  server.writeNotebook('gallery.ipynb', bundles)
  const reference = await page.context().browser()!.newPage()
  await openReference(reference)
  await server.openNotebook(page, 'gallery.ipynb')
  for (const theme of ['Light', 'Dark'] as const) {
    await changeTheme(page, theme)
    for (const [index, [name, spec]] of Object.entries(charts).entries()) {
      const { figure, described, room, excess } = await drawnChart(page, index)
      await screenshotOf(figure, `gallery-${name}-${theme}`)
      const expected = await drawReference(reference, spec, language, room)
      const { markup, ...structure } = described
      const { markup: expectedMarkup, ...expectedStructure } = expected
      expect.soft(structure, `${name}, ${theme}`).toEqual(expectedStructure)
      // On a light page nothing at all is different.
      if (theme === 'Light') expect.soft(markup, name).toEqual(expectedMarkup)
      if (asWideAsThePage.includes(name)) expect.soft(excess, name).toBe(0)
    }
  }
  await reference.close()
}

test.each([
  ['one view', markCharts, 'vega-lite'],
  ['several views and parameters', viewCharts, 'vega-lite'],
  ['full Vega', vegaCharts, 'vega']
] as const)(
  'charts of others with %s look as Vega draws them',
  async (_, charts, language) => {
    await compareCharts(charts, language)
  },
  600_000
)
