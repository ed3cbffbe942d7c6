import type { Locator, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { markCharts } from './gallery/marks.js'
import { minimalCharts } from './gallery/minimal.js'
import { drawReference, openReference, picture } from './gallery/reference.js'
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

/** The chart that takes the width of the page needs no scrolling. */
const asWideAsThePage = 'the width of the page'

interface NotebookContent {
  readonly widgets: { readonly outputArea?: { readonly node: Element } }[]
  scrollToItem(index: number, align: string): Promise<void>
}

/** Brings the chart of one cell into sight, with the pointer elsewhere. */
async function showChart(page: Page, index: number): Promise<Locator> {
  await page.mouse.move(0, 0)
  await page.evaluate(async (index) => {
    const { jupyterapp } = window as unknown as {
      jupyterapp: { shell: { currentWidget: { content: NotebookContent } } }
    }
    await jupyterapp.shell.currentWidget.content.scrollToItem(index, 'start')
  }, index)
  return page.locator(`.jp-Cell[data-windowed-list-index="${index}"] .nnqft-Figure`)
}

/** Marks all pictures of the notebook, so that those of another theme can be waited for. */
function markPictures(page: Page, theme: string): Promise<void> {
  return page.evaluate((theme) => {
    const { jupyterapp } = window as unknown as {
      jupyterapp: { shell: { currentWidget: { content: NotebookContent } } }
    }
    for (const { outputArea } of jupyterapp.shell.currentWidget.content.widgets) {
      outputArea?.node.querySelectorAll<HTMLElement>('.nnqft-Figure-view').forEach((view) => {
        view.dataset['theme'] = theme
      })
    }
  }, theme)
}

/** The picture of a chart, once it is drawn: in the present theme, unless its background is its own. */
async function drawnPicture(figure: Locator, spec: object): Promise<Locator> {
  const present = 'background' in spec ? '' : ':not([data-theme])'
  const view = figure.locator(`.nnqft-Figure-view:not(.nnqft-mod-pending)${present}`)
  await view.or(figure.locator('.nnqft-Notice')).first().waitFor()
  expect(await figure.locator('.nnqft-Notice').allTextContents()).toEqual([])
  return view.locator('svg').first()
}

async function compareCharts(charts: Readonly<Record<string, object>>, language: Language) {
  const { page, server } = lab
  const bundles = Object.values(charts).map((spec) => ({ [mimeTypes[language]]: spec }))
  await server.writeNotebook('gallery.ipynb', bundles)
  const reference = await page.context().browser()!.newPage()
  await openReference(reference)
  await server.openNotebook(page, 'gallery.ipynb')
  for (const theme of ['Light', 'Dark'] as const) {
    if (theme === 'Dark') await markPictures(page, 'Light')
    await changeTheme(page, theme)
    for (const [index, [name, spec]] of Object.entries(charts).entries()) {
      const figure = await showChart(page, index)
      const svg = await drawnPicture(figure, spec)
      const stage = figure.locator('.nnqft-Figure-stage')
      const expected = await drawReference(
        reference,
        spec,
        language,
        await stage.evaluate((node) => node.clientWidth)
      )
      // What follows the page does so a moment after it is back in it.
      if (name === asWideAsThePage) {
        await expect.poll(() => svg.getAttribute('width')).toBe(expected.size[0])
        expect(await stage.evaluate((node) => node.scrollWidth - node.clientWidth)).toBe(0)
      }
      const { markup, ...structure } = await svg.evaluate(picture)
      const { markup: expectedMarkup, ...expectedStructure } = expected
      expect.soft(structure, `${name}, ${theme}`).toEqual(expectedStructure)
      // On a light page nothing at all is different.
      if (theme === 'Light') expect.soft(markup, name).toEqual(expectedMarkup)
      await screenshotOf(figure, `gallery-${name}-${theme}`)
    }
  }
  await reference.close()
}

test.each([
  ['the least that has failed', minimalCharts, 'vega-lite'],
  ['one view', markCharts, 'vega-lite'],
  ['several views and parameters', viewCharts, 'vega-lite'],
  ['full Vega', vegaCharts, 'vega']
] as const)('charts of others with %s look as Vega draws them', async (_, charts, language) => {
  await compareCharts(charts, language)
})
