import { expect, test } from 'vitest'
import { runCommand } from './jupyterLab.js'
import { labSession, screenshot } from './labSession.js'

const lab = labSession()

/** Samples three small runs and shows the figure of each in place of the one before. */
const program = [
  `import * as nnqft from 'nnqft'

async function figureOf(seed: number) {
  const setup = nnqft.ensemble({
    network: 'gauss', sigmaB: 0.3, widths: [2, 10], orders: [2, 4], bags: 4, networksPerBag: 200, seed
  })
  const moments = await nnqft.sampleEnsemble(setup, { store: false })
  const means = [2, 4].flatMap((order) => [2, 10].map((width) => {
    const { mean, standardError, background } = nnqft.deviationSummary(moments, order, width)
    const exact = nnqft.exactDeviation(setup, order, width).mean
    return { order, width, measured: mean, standardError, background, exact }
  }))
  return nnqft.deviationMeans(means, { parameters: setup, title: 'Live figure' })
}`,
  `for (const seed of [1, 2, 3]) await display(await figureOf(seed), { id: 'figure' })`
]

test('a notebook run in the kernel shows a figure that is updated in place and can be explored', async () => {
  const { page, server } = lab
  server.writeProgram('live.ipynb', program)
  await server.openNotebook(page, 'live.ipynb', true)
  await runCommand(page, 'notebook:run-all-cells')
  const figures = page.locator('.nnqft-Figure')
  const marks = figures.locator('.nnqft-Figure-view svg .mark-symbol path')
  const failures = page.locator('[data-mime-type="application/vnd.jupyter.error"]')
  await marks.or(failures).first().waitFor({ timeout: 60_000 })
  expect(await failures.allTextContents()).toEqual([])
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
