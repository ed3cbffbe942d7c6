import { deviationSummary, ensemble, exactCouplings, sampleEnsemble } from 'nnqft'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { bundle, deviationFigure } from './exampleFigures.js'
import { boxOf, labSession, screenshot } from './labSession.js'

const lab = labSession()

/** Figures of the explorer, in the order of the page. */
const figureNames = ['greenFunction', 'deviation', 'flow', 'theory'] as const

function figure(page: Page, name: (typeof figureNames)[number]) {
  return page.locator('.nnqft-Explorer .nnqft-Figure').nth(figureNames.indexOf(name))
}

async function openExplorer(page: Page): Promise<void> {
  await page.goto(lab.server.url('lab/workspaces/explorer?reset'))
  await page.locator('.jp-LauncherCard', { hasText: 'RG explorer' }).click()
  await figure(page, 'theory').locator('.nnqft-Figure-view').waitFor()
}

test('the explorer samples in the browser to the same bits as in Node', async () => {
  const { page } = lab
  await openExplorer(page)
  const lowered = page.locator('.nnqft-Explorer-controls sub')
  expect(await lowered.allTextContents()).toEqual(['W', 'b', 'in', 'out'])
  const number = (name: string) => page.locator(`.nnqft-Explorer input[type=number][name=${name}]`)
  await number('width').fill('20')
  await number('networksPerBag').fill('500')
  await number('seed').fill('11')
  await number('seed').press('Enter')
  await page.locator('[data-action=sample]').click()
  await page.locator('.nnqft-Explorer-side [role=status]', { hasText: '⟨|m4|⟩' }).waitFor()
  await screenshot(page, 'explorer')
  const deviation = figure(page, 'deviation')
  await deviation.locator('[data-tool=table]').click()
  await deviation.locator('th button', { hasText: 'low' }).click()
  const cells = deviation.locator('tbody tr', { hasText: 'measured' }).locator('td')
  const drawn = ensemble({
    network: 'gauss',
    sigmaW: 1,
    sigmaB: 0.3,
    widths: [20],
    orders: [2, 4],
    bags: 20,
    networksPerBag: 500,
    seed: 11
  })
  const { mean } = deviationSummary(
    await sampleEnsemble(drawn, { store: false, workers: 1 }),
    4,
    20
  )
  expect((await cells.allTextContents()).slice(0, 3)).toEqual(['20', 'measured', String(mean)])
})

test('a click in theory space starts a trajectory, and a new parameter draws the flow anew', async () => {
  const { page } = lab
  await openExplorer(page)
  const theory = figure(page, 'theory')
  const picture = theory.locator('.nnqft-Figure-view').first()
  const trajectories = theory.locator('.mark-line path')
  const box = await boxOf(picture)
  await picture.click({ position: { x: box.width * 0.6, y: box.height * 0.3 } })
  await trajectories.first().waitFor()
  await picture.click({ position: { x: box.width * 0.4, y: box.height * 0.6 } })
  await expect.poll(() => trajectories.count()).toBe(2)
  const flow = figure(page, 'flow')
  expect(await flow.locator('.mark-line path').count()).toBe(3)
  await page.locator('.nnqft-Explorer select[name=truncation]').selectOption('8')
  await expect.poll(() => flow.locator('.mark-line path').count()).toBe(4)
  await expect.poll(() => trajectories.count()).toBe(0)
})

test('the flow starts from the exact couplings of the network, and a trajectory at a given point', async () => {
  const { page } = lab
  await openExplorer(page)
  const field = (name: string) => page.locator(`.nnqft-Explorer input[type=number][name=${name}]`)
  await field('sigmaB').fill('1')
  await field('sigmaB').press('Enter')
  await page.locator('[data-action=couplings]').click()
  const network = ensemble({ network: 'gauss' })
  const options = { normalisation: 'canonical' } as const
  const exact = ([4, 6] as const).map(
    (order) => exactCouplings(network, order, 100, options).summary.mean
  )
  // The last bits are those of the browser's exp, not of Node's.
  const ratio = async (name: string, value: number) =>
    Number(await field(name).inputValue()) / value
  await expect.poll(() => ratio('u4', exact[0])).toBeCloseTo(1, 12)
  expect(await ratio('u6', exact[1])).toBeCloseTo(1, 12)
  // Both are negative: the flow leaves the truncation at a finite scale, and the figure says where.
  const title = figure(page, 'flow').locator('.role-title-text text')
  await expect.poll(() => title.textContent()).toContain('ends at k =')
  await page.locator('.nnqft-Explorer-trajectory button').click()
  await figure(page, 'theory').locator('.mark-line path').first().waitFor()
  await screenshot(page, 'explorer-exact')
  await page.locator('.nnqft-Explorer select[name=network]').selectOption('relu')
  expect(await field('cutoff').isEnabled()).toBe(true)
  await page.locator('[data-action=couplings]').click()
  // ReLU-net has no canonical field: the reason is told, the state stays.
  await page.locator('.nnqft-Explorer-side [role=status]', { hasText: 'normalisation' }).waitFor()
})

test('in a narrow tab the figures stand below the parameters, as wide as the tab', async () => {
  const { page } = lab
  await page.setViewportSize({ width: 760, height: 900 })
  await openExplorer(page)
  const [side, flow] = [page.locator('.nnqft-Explorer-side'), figure(page, 'flow')]
  await flow.locator('.nnqft-Figure-view svg').first().waitFor()
  const [above, below] = [await boxOf(side), await boxOf(flow)]
  expect(below.y).toBeGreaterThan(above.y + above.height)
  expect(below.width).toBeGreaterThan(380)
  const explorer = page.locator('.nnqft-Explorer')
  expect(await explorer.evaluate((node) => node.scrollWidth - node.clientWidth)).toBe(0)
  await screenshot(page, 'explorer-narrow')
})

test('the explorer comes back after a reload with its state', async () => {
  const { page } = lab
  await openExplorer(page)
  await page.locator('.nnqft-Explorer input[type=number][name=sigmaW]').fill('1.35')
  // The layout is saved some time later.
  const saved = page.waitForResponse((response) => {
    const request = response.request()
    const isSaving = request.method() === 'PUT' && request.url().includes('/api/workspaces/')
    return isSaving && (request.postData() ?? '').includes('1.35')
  })
  await page.keyboard.press('Enter')
  await saved
  await page.goto(lab.server.url('lab/workspaces/explorer'))
  const sigmaW = page.locator('.nnqft-Explorer input[type=number][name=sigmaW]')
  await sigmaW.waitFor()
  expect(await sigmaW.inputValue()).toBe('1.35')
})

test('a figure opens its network in the explorer, which sends its state to the notebook', async () => {
  const { page, server } = lab
  await server.writeNotebook('network.ipynb', [bundle(deviationFigure())])
  await server.openNotebook(page, 'network.ipynb')
  await page.locator('[data-tool=explore]').click()
  const explorer = page.locator('.nnqft-Explorer')
  await explorer.waitFor()
  expect(await explorer.locator('input[type=number][name=sigmaB]').inputValue()).toBe('1')
  await explorer.locator('[data-action=send]').click()
  await page.locator('.lm-TabBar-tabLabel', { hasText: 'network.ipynb' }).click()
  const cell = page.locator('.jp-Notebook .jp-Cell').nth(1)
  await cell.locator('.cm-content', { hasText: '"sigmaB":1,' }).waitFor()
})
