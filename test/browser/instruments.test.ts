import { readFileSync } from 'node:fs'
import { deviationHistogram, deviationMeans } from 'nnqft'
import type { Locator } from 'playwright-core'
import { expect, test } from 'vitest'
import { bundle, combinationsFigure, deviationFigure } from './exampleFigures.js'
import { changeTheme, runCommand } from './jupyterLab.js'
import { boxOf, centreOf, labSession, screenshot, tooltipOf } from './labSession.js'

const lab = labSession()

const tool = (figure: Locator, id: string) => figure.locator(`[data-tool="${id}"]`)
const yLabels = (figure: Locator) =>
  figure.locator('.nnqft-Figure-view svg .role-axis-label text').allTextContents()

test('scales, bands, layers and zoom change the picture, and reset takes all of it back', async () => {
  const { page, server } = lab
  await server.writeNotebook('tools.ipynb', [bundle(deviationFigure())])
  await server.openNotebook(page, 'tools.ipynb')
  const figure = page.locator('.nnqft-Figure')
  await figure.locator('.nnqft-Figure-view svg').waitFor()
  const labels = await yLabels(figure)
  await tool(figure, 'scale-y').click()
  await expect.poll(() => yLabels(figure)).not.toEqual(labels)
  expect(await tool(figure, 'scale-y').getAttribute('aria-pressed')).toBe('true')
  await tool(figure, 'bands').click()
  await expect.poll(() => figure.locator('.nnqft-Figure-view svg .mark-area').count()).toBe(2)
  await tool(figure, 'layers').click()
  await figure.locator('.nnqft-Layers label', { hasText: 'exact' }).click()
  await expect.poll(() => figure.locator('.nnqft-Figure-view svg .mark-line').count()).toBe(0)
  await screenshot(page, 'instruments')
  await tool(figure, 'reset').click()
  await expect.poll(() => yLabels(figure)).toEqual(labels)
  expect(await figure.locator('.nnqft-Figure-view svg .mark-area').count()).toBe(0)
  await tool(figure, 'zoom').click()
  await expect.poll(() => tool(figure, 'zoom').getAttribute('aria-pressed')).toBe('true')
  const box = await boxOf(figure.locator('.nnqft-Figure-view svg').first())
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
  await page.mouse.wheel(0, -400)
  await expect.poll(() => yLabels(figure)).not.toEqual(labels)
})

test('pointing at a width in one figure fades the other widths in all figures', async () => {
  const { page, server } = lab
  const small = combinationsFigure(1)
  const data = small['data'] as { values: { combination: number }[] }
  data.values = data.values.filter(({ combination }) => combination < 5)
  await server.writeNotebook('linked.ipynb', [bundle(small), bundle(deviationFigure())])
  await server.openNotebook(page, 'linked.ipynb')
  const [first, second] = [0, 1].map((i) => page.locator('.nnqft-Figure').nth(i))
  const faded = (figure: Locator) =>
    figure.locator('.nnqft-Figure-view svg .mark-symbol path[opacity="0.3"]').count()
  await second.locator('.nnqft-Figure-view svg .mark-symbol path').first().waitFor()
  await first.locator('.nnqft-Figure-view svg .mark-symbol path').first().waitFor()
  await second.locator('.nnqft-Figure-view svg .mark-symbol path').nth(4).hover()
  await expect.poll(() => faded(second)).toBe(9)
  await expect.poll(() => faded(first)).toBe(45)
  await screenshot(page, 'linked')
  await page.mouse.move(5, 5)
  await expect.poll(() => faded(first)).toBe(0)
})

test('pointing at one combination lights up its bin in a histogram, and a bin its combinations', async () => {
  const { page, server } = lab
  const parameters = { network: 'gauss' }
  const values = (width: number) =>
    Float64Array.from({ length: 6 }, (_, combination) => ((combination % 3) + 1) / width)
  const samples = [4, 6].flatMap((order) =>
    [2, 10].map((width) => ({ order, width, measured: values(width), exact: values(width) }))
  )
  const rows = [2, 10].flatMap((width) =>
    Array.from(values(width), (value, combination) => ({ order: 4, width, combination, value }))
  )
  const points = {
    data: { values: rows },
    mark: { type: 'point', filled: true, size: 60 },
    encoding: {
      x: { field: 'combination', type: 'quantitative' },
      y: { field: 'value', type: 'quantitative' }
    },
    usermeta: { nnqft: { figure: 'points' } }
  }
  const histogram = deviationHistogram(samples, { parameters, bins: 12 }).spec
  await server.writeNotebook('bins.ipynb', [bundle(points), bundle(histogram)])
  await server.openNotebook(page, 'bins.ipynb')
  const [first, second] = [0, 1].map((i) => page.locator('.nnqft-Figure').nth(i))
  const symbols = first.locator('.nnqft-Figure-view svg .mark-symbol path')
  const bins = second.locator('.nnqft-Figure-view svg .mark-rect path:not([aria-hidden])')
  await symbols.first().waitFor()
  await bins.first().waitFor()
  // Three bins for each width and order; two combinations in each.
  expect(await bins.count()).toBe(12)
  const lit = () =>
    bins.evaluateAll((all) => all.filter((bin) => bin.getAttribute('opacity') !== '0').length)
  expect(await lit()).toBe(0)
  await symbols.nth(0).hover()
  // Combination 0 of order 4: one bin at each width, none of order 6.
  await expect.poll(lit).toBe(2)
  await screenshot(page, 'linked-bin')
  await bins.nth(0).hover({ force: true })
  // Combinations 0 and 3 at both widths stay, the other four fade.
  await expect
    .poll(() => first.locator('.nnqft-Figure-view svg .mark-symbol path[opacity="0.3"]').count())
    .toBe(8)
})

test('the arrow keys walk through the marks of a figure, told to screen readers', async () => {
  const { page, server } = lab
  await server.writeNotebook('keys.ipynb', [bundle(deviationFigure()), bundle(deviationFigure())])
  await server.openNotebook(page, 'keys.ipynb')
  const [figure, other] = [0, 1].map((i) => page.locator('.nnqft-Figure').nth(i))
  const marks = figure.locator('.nnqft-Figure-view svg .mark-symbol path')
  await marks.first().waitFor()
  await other.locator('.nnqft-Figure-view svg .mark-symbol path').first().waitFor()
  const summary = await figure.evaluate(
    (node) => document.getElementById(node.getAttribute('aria-describedby') ?? '')?.textContent
  )
  expect(summary).toBe(
    'Mean deviation of the 4-point function: ⟨|m₄|⟩ (logarithmic) against width (logarithmic); layers: exact, measured. 10 rows of data.'
  )
  const status = figure.locator('.nnqft-Figure-status')
  const said = async (text: string) => expect.poll(() => status.textContent()).toBe(text)
  const active = () =>
    page.locator('.jp-Notebook .jp-Cell.jp-mod-active').getAttribute('data-windowed-list-index')
  await figure.locator('.nnqft-Figure-stage').focus()
  const cell = await active()
  await page.keyboard.press('ArrowRight')
  await said('width: 2; measured: 6.7; error: 0.45; exact: 6.7 (series 1)')
  await page.keyboard.press('End')
  await page.keyboard.press('ArrowLeft')
  await said('width: 500; measured: 0.0268; error: 0.0018; exact: 0.0268 (series 1)')
  await page.keyboard.press('ArrowDown')
  await said('width: 500; measured: 0.0268; error: 0.0018; exact: 0.0268 (series 2)')
  // The ring sits on the mark, which lights up in the other figure too; the notebook did not move.
  const ring = await centreOf(figure.locator('.nnqft-Figure-cursor'))
  const mark = await centreOf(marks.nth(8))
  expect(Math.hypot(ring[0] - mark[0], ring[1] - mark[1])).toBeLessThan(2)
  await expect
    .poll(() => other.locator('.nnqft-Figure-view svg .mark-symbol path[opacity="0.3"]').count())
    .toBe(9)
  expect(await active()).toBe(cell)
  await screenshot(page, 'point-cursor')
  await page.keyboard.press('Escape')
  expect(await figure.locator('.nnqft-Figure-cursor').count()).toBe(0)
  await expect
    .poll(() => other.locator('.nnqft-Figure-view svg .mark-symbol path[opacity="0.3"]').count())
    .toBe(0)
})

test('a figure fills the screen and comes back, by the keyboard alone', async () => {
  const { page, server } = lab
  const means = deviationMeans(
    [2, 4, 6].flatMap((order) =>
      [2, 10, 100].map((width) => {
        const value = order / width
        return {
          order,
          width,
          measured: value,
          standardError: value / 9,
          background: 1,
          exact: value
        }
      })
    ),
    { parameters: { network: 'gauss' } }
  ).spec
  const { values } = deviationFigure()['data'] as { values: object[] }
  const facets = {
    data: { values },
    mark: 'point',
    encoding: {
      x: { field: 'measured', type: 'quantitative' },
      y: { field: 'exact', type: 'nominal' },
      facet: { field: 'width', type: 'ordinal', columns: 5 }
    }
  }
  const specs = [deviationFigure(), means, { vconcat: [means, deviationFigure()] }, facets]
  await server.writeNotebook('screen.ipynb', specs.map(bundle))
  await server.openNotebook(page, 'screen.ipynb')
  await changeTheme(page, 'Dark')
  for (const i of specs.keys()) {
    const figure = page.locator('.nnqft-Figure').nth(i)
    const picture = figure.locator('.nnqft-Figure-view:not(.nnqft-mod-pending) svg').first()
    await picture.scrollIntoViewIfNeeded()
    const size = async () => {
      const { width, height } = await boxOf(picture)
      return { width, height }
    }
    const before = await size()
    await tool(figure, 'table').focus()
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('data-tool'))
    while ((await focused()) !== 'fullscreen') await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('Enter')
    const isFull = () => figure.evaluate((node) => document.fullscreenElement === node)
    await expect.poll(isFull).toBe(true)
    // Shares of the room beside toolbar and margins that the picture takes; none is scrolled to.
    const stage = figure.locator('.nnqft-Figure-stage')
    const room = await boxOf(stage)
    expect(room.width).toBeGreaterThan(1100)
    expect(room.height).toBeGreaterThan(700)
    const shares = async () => {
      const { width, height } = await size()
      return [width / room.width, height / room.height]
    }
    // A picture of the width of a page fills both sides, one of a size of its own keeps its shape. On the way
    // there it may be drawn for a room that is not the last one.
    const fits = async () => {
      const both = await shares()
      const filled = specs[i] === facets ? Math.max(...both) : Math.min(...both)
      return filled > 0.95 && Math.max(...both) <= 1 ? 'fits' : both
    }
    await expect.poll(fits).toBe('fits')
    await expect.poll(() => tool(figure, 'fullscreen').getAttribute('aria-pressed')).toBe('true')
    expect(await focused()).toBe('fullscreen')
    await screenshot(page, `fullscreen-${i}`)
    await page.keyboard.press('Enter')
    await expect.poll(isFull).toBe(false)
    await expect.poll(size).toEqual(before)
    expect(await tool(figure, 'fullscreen').getAttribute('aria-pressed')).toBe('false')
  }
})

test('tooltips, menus, panels and changes have their place on the full screen too', async () => {
  const { page, server } = lab
  await server.writeNotebook('screen-tools.ipynb', [bundle(deviationFigure())])
  await server.openNotebook(page, 'screen-tools.ipynb')
  const figure = page.locator('.nnqft-Figure')
  const marks = figure.locator('.nnqft-Figure-view svg .mark-symbol path')
  const height = async () => (await boxOf(figure.locator('.nnqft-Figure-view svg').first())).height
  await marks.first().waitFor()
  await tool(figure, 'fullscreen').click()
  await expect.poll(height).toBeGreaterThan(700)
  const full = await height()
  const covers = (selector: string) =>
    page.evaluate((selector) => {
      const box = document.querySelector(selector)!.getBoundingClientRect()
      const seen = document.elementsFromPoint(box.x + box.width / 2, box.y + box.height / 2)
      const { pointerEvents } = getComputedStyle(document.querySelector(selector)!)
      const inside = document.fullscreenElement!.contains(document.querySelector(selector))
      return (
        inside &&
        (pointerEvents === 'none' ||
          seen.some((node) => node.matches(`${selector} *, ${selector}`)))
      )
    }, selector)
  await tooltipOf(marks.nth(4))
  expect(await covers('.nnqft-Tooltip:not([hidden])')).toBe(true)
  await tool(figure, 'export').click()
  await page.locator('.lm-Menu').waitFor()
  expect(await covers('.lm-Menu')).toBe(true)
  await page.keyboard.press('Escape')
  await page.locator('.lm-Menu').waitFor({ state: 'detached' })
  // The rows take room of the picture.
  await tool(figure, 'table').click()
  await expect.poll(height).toBeLessThan(full - 100)
  expect(await figure.evaluate((node) => node.scrollHeight - node.clientHeight)).toBe(0)
  await screenshot(page, 'fullscreen-table')
  await tool(figure, 'table').click()
  await expect.poll(height).toBe(full)
  await tool(figure, 'bands').click()
  await expect.poll(() => figure.locator('.nnqft-Figure-view svg .mark-area').count()).toBe(2)
  expect(await height()).toBe(full)
})

test('a click on a legend keeps one width', async () => {
  const { page, server } = lab
  const spec = combinationsFigure(1)
  const data = spec['data'] as { values: { combination: number }[] }
  data.values = data.values.filter(({ combination }) => combination < 5)
  await server.writeNotebook('legend.ipynb', [bundle(spec)])
  await server.openNotebook(page, 'legend.ipynb')
  const figure = page.locator('.nnqft-Figure')
  await figure
    .locator('.nnqft-Figure-view svg .role-legend-label text', { hasText: '100' })
    .first()
    .click()
  await expect
    .poll(() => figure.locator('.nnqft-Figure-view svg .mark-symbol path[opacity="0.3"]').count())
    .toBe(45)
})

test('rows, provenance and code are a few keys away', async () => {
  const { page, server } = lab
  await server.writeNotebook('inspect.ipynb', [bundle(deviationFigure())])
  await server.openNotebook(page, 'inspect.ipynb')
  const figure = page.locator('.nnqft-Figure')
  await figure.locator('.nnqft-Figure-view svg').waitFor()
  await tool(figure, 'scale-x').focus()
  await page.keyboard.press('End')
  await page.keyboard.press('Home')
  while (
    (await page.evaluate(() => document.activeElement?.getAttribute('data-tool'))) !== 'table'
  ) {
    await page.keyboard.press('ArrowRight')
  }
  await page.keyboard.press('Enter')
  const table = figure.locator('.nnqft-DataTable')
  expect(await table.locator('tbody tr').count()).toBe(10)
  await table.locator('th button', { hasText: 'measured' }).click()
  expect(await table.locator('tbody tr').first().locator('td').first().textContent()).toBe('1000')
  await tool(figure, 'provenance').click()
  const provenance = figure.locator('[data-panel=provenance]')
  expect(await provenance.textContent()).toContain('c0ffee')
  const details = await provenance.locator('dd').evaluateAll((all) =>
    all.map((detail) => {
      const term = detail.previousElementSibling!.getBoundingClientRect()
      const { left, top } = detail.getBoundingClientRect()
      return { left, isBeside: top === term.top && left > term.right }
    })
  )
  expect(details).toEqual(details.map(() => ({ left: details[0].left, isBeside: true })))
  expect(await provenance.locator('tbody td').allTextContents()).toContain('agrees')
  await screenshot(page, 'provenance')
  await tool(figure, 'code').click()
  const inserted = page.locator('.jp-Notebook .jp-Cell').nth(1)
  await inserted.locator('.cm-content', { hasText: "await import('nnqft')" }).waitFor()
})

test('the provenance of a figure warns of estimators that have not converged', async () => {
  const { page, server } = lab
  const spec = deviationFigure() as { usermeta: { nnqft: object } }
  const convergence = [2, 10, 50].map((width) => ({
    quantity: `N = ${width}`,
    effectiveSampleSize: 100 * width,
    converged: width > 2
  }))
  Object.assign(spec.usermeta.nnqft, { convergence })
  await server.writeNotebook('convergence.ipynb', [bundle(spec)])
  await server.openNotebook(page, 'convergence.ipynb')
  const figure = page.locator('.nnqft-Figure')
  const button = tool(figure, 'provenance')
  await button.waitFor()
  expect(await button.getAttribute('aria-label')).toBe(
    'Provenance: 1 estimators have not converged'
  )
  await button.click()
  const table = figure.locator('.nnqft-DataTable', { hasText: 'Convergence' })
  expect(await table.locator('caption').textContent()).toBe(
    'Convergence: 1 of 3 have not converged'
  )
  expect(await table.locator('tr.nnqft-mod-warning td').first().textContent()).toBe('N = 2')
  await screenshot(page, 'convergence')
})

test('exports hold the picture at twice its size and every digit of the rows', async () => {
  const { page, server } = lab
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  const spec = deviationFigure()
  const { values } = spec['data'] as { values: Record<string, number>[] }
  await server.writeNotebook('export.ipynb', [bundle(spec)])
  await server.openNotebook(page, 'export.ipynb')
  const figure = page.locator('.nnqft-Figure')
  const svg = figure.locator('.nnqft-Figure-view svg').first()
  await svg.waitFor()
  const [width, height] = (
    await svg.evaluate((node) => ['width', 'height'].map((name) => node.getAttribute(name)))
  ).map(Number)
  const choose = async (item: string) => {
    await tool(figure, 'export').click()
    await page.locator('.lm-Menu-item', { hasText: item }).click()
  }
  const saved = async (item: string, name: string) => {
    const [download] = await Promise.all([page.waitForEvent('download'), choose(item)])
    expect(download.suggestedFilename()).toBe(name)
    return readFileSync(await download.path())
  }
  const png = await saved('PNG picture', 'mean-deviation.png')
  expect(png.subarray(1, 4).toString()).toBe('PNG')
  // Width and height in the header; PNG specification, 11.2.1.
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([2 * width, 2 * height])
  const picture = (await saved('SVG picture', 'mean-deviation.svg')).toString()
  expect(picture).toContain('Mean deviation of the 4-point function')
  expect(picture.match(/aria-roledescription="point"/g)).toHaveLength(values.length)
  const csv = (await saved('Data as CSV', 'mean-deviation.csv')).toString().trim().split('\r\n')
  expect(csv[0]).toBe('width,measured,error,exact')
  expect(csv.slice(1).map((line) => line.split(',').map(Number))).toEqual(values.map(Object.values))
  const json = (await saved('Vega-Lite JSON', 'mean-deviation.vl.json')).toString()
  expect(JSON.parse(json)).toEqual(spec)
  const copied = async (item: string) => {
    await choose(item)
    await expect.poll(() => figure.locator('.nnqft-Figure-status').textContent()).toBe('Copied.')
    return page.evaluate(() => navigator.clipboard.readText())
  }
  const markdown = (await copied('Copy data as Markdown')).trim().split('\n')
  const cells = (line: string) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => Number(cell))
  expect(markdown.slice(2).map(cells)).toEqual(values.map(Object.values))
  const latex = await copied('Copy data as LaTeX')
  expect(latex).toContain('\\begin{tabular}{rrrr}')
  const { measured, error, exact } = values[9]
  expect(latex).toContain(`$1000$ & $${measured}$ & $${error}$ & $${exact}$`)
})

test('two figures of two notebooks with different rows are compared where they agree', async () => {
  const { page, server } = lab
  const means = (widths: readonly number[], shift: number, title: string) =>
    deviationMeans(
      [2, 4].flatMap((order) =>
        widths.map((width) => ({
          order,
          width,
          measured: (1 + shift) / width,
          standardError: 0.1 / width,
          background: 0.2 / width,
          exact: 1 / width
        }))
      ),
      { parameters: { network: 'gauss' }, title }
    ).spec
  await server.writeNotebook('run-a.ipynb', [bundle(means([2, 5, 10], 0.1, 'Run A'))])
  await server.writeNotebook('run-b.ipynb', [bundle(means([5, 10, 50], 0, 'Run B'))])
  await server.openNotebook(page, 'run-a.ipynb')
  const figure = () => page.locator('.jp-NotebookPanel:not(.lm-mod-hidden) .nnqft-Figure')
  await tool(figure(), 'compare').click()
  await runCommand(page, 'docmanager:open', { path: 'run-b.ipynb' })
  await page.locator('.jp-Dialog button', { hasText: 'No Kernel' }).click()
  await figure().locator('.nnqft-Figure-view svg').waitFor()
  await tool(figure(), 'compare').click()
  const comparison = page.locator('.nnqft-Comparison')
  const text = await comparison.locator('.nnqft-Comparison-summary').textContent()
  // Widths 5 and 10 of two orders: measured, exact and background; only measured values have errors.
  const z = 0.1 / Math.hypot(0.1, 0.1)
  expect(text).toContain(`12 values in common; χ² = ${(4 * z * z).toPrecision(4)} for 4 of them`)
  expect(text).toContain(`largest |z| = ${z.toPrecision(3)}`)
  const picture = comparison.locator('.nnqft-Figure-view svg').first()
  await picture.waitFor()
  expect(await picture.textContent()).toContain('Run B')
  await screenshot(page, 'comparison-runs')
})

test('two figures are compared value by value in a tab of their own', async () => {
  const { page, server } = lab
  await server.writeNotebook('compare.ipynb', [
    bundle(deviationFigure()),
    bundle(deviationFigure(1.05))
  ])
  await server.openNotebook(page, 'compare.ipynb')
  const [first, second] = [0, 1].map((i) => page.locator('.nnqft-Figure').nth(i))
  await tool(first, 'compare').click()
  expect(await tool(first, 'compare').getAttribute('aria-pressed')).toBe('true')
  await tool(second, 'compare').click()
  const comparison = page.locator('.nnqft-Comparison')
  // Each value differs by 5 percent of 13.4 / N; its errors are 0.9 / N and 0.945 / N.
  const z = (0.05 * 13.4) / Math.hypot(0.9, 0.945)
  const text = await comparison.locator('.nnqft-Comparison-summary').textContent()
  expect(text).toContain(`10 values in common; χ² = ${(10 * z * z).toPrecision(4)}`)
  expect(text).toContain(`largest |z| = ${z.toPrecision(3)}`)
  await comparison.locator('.nnqft-Figure-view svg .mark-symbol path').nth(29).waitFor()
  expect(await tool(first, 'compare').getAttribute('aria-pressed')).toBe('false')
  await screenshot(page, 'comparison')
})
