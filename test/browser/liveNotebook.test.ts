import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { changeTheme, runCommand } from './jupyterLab.js'
import { exported, failures, labSession, screenshot } from './labSession.js'

const lab = labSession()

/** Samples three small runs and shows the figure of each in place of the one before. */
const program = [
  `import * as nnqft from 'nnqft'

async function figureOf(seed: number) {
  const setup = nnqft.ensemble({
    network: 'gauss', sigmaB: 0.3, widths: [2, 10], orders: [2, 4], bags: 4, networksPerBag: 200, seed
  })
  const moments = await nnqft.sampleEnsemble(setup, { store: false })
  return nnqft.deviationMeans(nnqft.meanDeviations(moments), { parameters: setup, title: 'Live figure' })
}`,
  `for (const seed of [1, 2, 3]) await display(await figureOf(seed), { id: 'figure' })`
]

/** The distribution of deviations at two widths, from a small run. */
const histogram = `import * as nnqft from 'nnqft'

const setup = nnqft.ensemble({
  network: 'gauss', sigmaB: 0.3, widths: [2, 10], orders: [2, 4], bags: 4, networksPerBag: 200, seed: 5
})
const moments = await nnqft.sampleEnsemble(setup, { store: false })
await display(nnqft.deviationHistogram(nnqft.combinationDeviations(moments), { parameters: setup }))`

test('a figure of a run can be pointed at, filtered and exported, and is there after a reload', async () => {
  const { server } = lab
  const page = await lab.newPage()
  server.writeProgram('run.ipynb', [histogram])
  await server.openNotebook(page, 'run.ipynb', true)
  await runCommand(page, 'notebook:run-all-cells')
  const figure = page.locator('.nnqft-Figure')
  const areas = figure.locator('.nnqft-Figure-view svg .mark-area path')
  await areas.or(failures(page)).first().waitFor()
  expect(await failures(page).allTextContents()).toEqual([])
  const opacities = () =>
    areas.evaluateAll((all) => all.map((area) => area.getAttribute('opacity')))
  const shown = await opacities()
  const bins = figure.locator('.nnqft-Figure-view svg .mark-rect path:not([aria-hidden])')
  await bins.first().hover({ force: true })
  await expect.poll(opacities).toContain('0.3')
  await page.mouse.move(5, 5)
  await expect.poll(opacities).toEqual(shown)
  await figure.locator('.role-legend-label text', { hasText: '10' }).click()
  await expect.poll(async () => new Set(await opacities()).size).toBe(2)
  await figure.locator('[data-tool=reset]').click()
  await expect.poll(opacities).toEqual(shown)
  const csv = String(await exported(page, figure, 'Data as CSV')).split('\r\n')
  // Every combination of order 2 and 4 at both widths lies in one bin.
  const columns = csv[0].split(',')
  const counts = csv.slice(1).map((line) => Number(line.split(',')[columns.indexOf('count')]))
  expect(counts.filter(Number.isFinite).reduce((a, b) => a + b)).toBe(2 * (21 + 126))
  await runCommand(page, 'docmanager:save')
  await page.reload()
  await expect.poll(opacities).toEqual(shown)
})

test('a notebook run in the kernel shows a figure that is updated in place and can be explored', async () => {
  const { page, server } = lab
  server.writeProgram('live.ipynb', program)
  await server.openNotebook(page, 'live.ipynb', true)
  await runCommand(page, 'notebook:run-all-cells')
  const figures = page.locator('.nnqft-Figure')
  const marks = figures.locator('.nnqft-Figure-view svg .mark-symbol path')
  await marks.or(failures(page)).first().waitFor()
  expect(await failures(page).allTextContents()).toEqual([])
  expect(await figures.count()).toBe(1)
  await figures.locator('[data-tool=provenance]').click()
  // The last of the three runs.
  await expect
    .poll(() => figures.locator('dt', { hasText: 'seed' }).locator('+ dd').textContent())
    .toBe('3')
  await figures.locator('[data-tool=table]').click()
  const measured = figures.locator('tbody tr', { hasText: 'measured' })
  expect(await measured.count()).toBe(4)
  await figures.locator('[data-tool=explore]').click()
  const explorer = page.locator('.nnqft-Explorer')
  await explorer.waitFor()
  expect(await explorer.locator('input[type=number][name=sigmaB]').inputValue()).toBe('0.3')
  await screenshot(page, 'live')
})

interface StoredNotebook {
  readonly cells: {
    readonly cell_type: string
    readonly metadata: { readonly tags?: readonly string[] }
    source: string | string[]
  }[]
}

/** A notebook of the project as it is stored, with a line after its parameters that changes them. */
function storedNotebook(name: string, change: string): StoredNotebook {
  const path = join(import.meta.dirname, '..', '..', 'notebooks', name)
  const notebook = JSON.parse(readFileSync(path, 'utf8')) as StoredNotebook
  const parameters = notebook.cells.find(({ metadata }) => metadata.tags?.includes('parameters'))!
  parameters.source = `${[parameters.source].flat().join('')}\n${change}`
  return notebook
}

test('a stored notebook that is run again draws its figures live, from drafts to the end', async () => {
  const { page, server } = lab
  const name = '04-deviation-means.ipynb'
  server.write(name, storedNotebook(name, 'seed = Date.now()'))
  await server.openNotebook(page, name, true)
  const figures = page.locator('.nnqft-Figure')
  // Not trusted, as it was written elsewhere: its stored figures are there, on canvas.
  await figures.locator('canvas').first().waitFor()
  await page.evaluate(() => {
    const seen = window as unknown as { drafts: string[] }
    seen.drafts = []
    const look = () => {
      for (const text of document.querySelectorAll('.nnqft-Figure-view svg .role-title text')) {
        const words = text.textContent ?? ''
        if (words.includes('sampling:') && seen.drafts.at(-1) !== words) seen.drafts.push(words)
      }
    }
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true })
  })
  await runCommand(page, 'notebook:run-all-cells')
  const titles = () => figures.locator('.nnqft-Figure-view svg .role-title-text').allTextContents()
  await expect
    .poll(async () => (await titles()).join('\n') + (await failures(page).allTextContents()).join())
    .toMatch(/Mean deviation against width, σb = 0\.3(?!.*sampling:)/s)
  expect(await failures(page).count()).toBe(0)
  const drafts = await page.evaluate(() => (window as unknown as { drafts: string[] }).drafts)
  expect(drafts.length).toBeGreaterThan(1)
  expect(drafts[0]).toMatch(/sampling: \d+ %/)
  await figures.first().scrollIntoViewIfNeeded()
  await screenshot(page, 'stored-light')
  await changeTheme(page, 'Dark')
  await screenshot(page, 'stored-dark')
})
