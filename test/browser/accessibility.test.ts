import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { bundle, deviationFigure } from './exampleFigures.js'
import { changeTheme, runCommand } from './jupyterLab.js'
import { labSession, screenshot } from './labSession.js'

const lab = labSession()
const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js')

/** Serious and critical faults that axe finds inside the elements of a selector. */
async function faults(page: Page, selector: string): Promise<string[]> {
  await page.addScriptTag({ path: axe })
  const results = await page.evaluate(
    (selector) =>
      (window as unknown as { axe: { run(selector: string): Promise<AxeResults> } }).axe.run(
        selector
      ),
    selector
  )
  return results.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`))
}

test('axe finds no serious fault in figures, their panels and failures, light or dark', async () => {
  const { page, server } = lab
  const broken = { mark: 'no such mark', data: { values: [{ a: 1 }] } }
  await server.writeNotebook('axe.ipynb', [bundle(deviationFigure()), bundle(broken)])
  await server.openNotebook(page, 'axe.ipynb')
  const figure = page.locator('.nnqft-Figure').first()
  await figure.locator('.nnqft-Figure-view svg').waitFor()
  for (const theme of ['Light', 'Dark'] as const) {
    await changeTheme(page, theme)
    for (const tool of ['table', 'provenance', 'layers']) {
      await figure.locator(`[data-tool=${tool}]`).click()
      await page.locator(`[data-panel=${tool}]`).waitFor()
      await screenshot(page, `${tool}-${theme}`)
      expect(await faults(page, '.nnqft-Figure')).toEqual([])
    }
    await figure.locator('.nnqft-Figure-stage').focus()
    await page.keyboard.press('ArrowRight')
    await figure.locator('.nnqft-Figure-cursor').waitFor()
    expect(await faults(page, '.nnqft-Figure, .nnqft-Tooltip')).toEqual([])
  }
})

test('axe finds no serious fault in the explorer and in a comparison, light or dark', async () => {
  const { page, server } = lab
  await server.writeNotebook('two.ipynb', [
    bundle(deviationFigure()),
    bundle(deviationFigure(1.05))
  ])
  await server.openNotebook(page, 'two.ipynb')
  for (const i of [0, 1]) await page.locator('[data-tool=compare]').nth(i).click()
  await page.locator('.nnqft-Comparison .nnqft-Figure-view svg').first().waitFor()
  await runCommand(page, 'nnqft:open-explorer')
  await page.locator('.nnqft-Explorer .nnqft-Figure-view').nth(3).waitFor()
  for (const theme of ['Light', 'Dark'] as const) {
    await changeTheme(page, theme)
    await screenshot(page, `explorer-${theme}`)
    expect(await faults(page, '.nnqft-Explorer')).toEqual([])
  }
  await runCommand(page, 'tabsmenu:activate-previously-used-tab')
  await page.locator('.nnqft-Comparison').waitFor()
  for (const theme of ['Dark', 'Light'] as const) {
    await changeTheme(page, theme)
    await screenshot(page, `comparison-${theme}`)
    expect(await faults(page, '.nnqft-Comparison')).toEqual([])
  }
})
