import type { Locator, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { fadedOpacity } from '../../extension/src/instruments/markOpacity.js'
import { bundle, deviationFigure } from './exampleFigures.js'
import { changeTheme, runCommand } from './jupyterLab.js'
import { boxOf, failures, labSession, screenshot } from './labSession.js'

const lab = labSession()

const program = [
  `import { plot } from 'nnqft'

const rows = [1, 2, 3, 4, 5, 6].map((N) => ({ N, u4: N * N, net: N % 2 ? 'odd' : 'even' }))
const figure = plot(rows, { x: 'N', y: 'u4', color: 'net' })
const heard: number[][] = []
figure.onSelect((selected) => {
  heard.push(selected.map(({ x }) => x as number))
  if (selected.length === 2) throw new Error("heard of " + selected.length)
})
display(figure)`,
  `figure.selection.reduce((sum, { point }) => sum + (point as number), 0)`,
  `JSON.stringify([figure.selection.map(({ x }) => x), heard])`,
  `figure.with({ title: 'The same numbers' })`
]

const marks = (figure: Locator) =>
  figure.locator('.nnqft-Figure-view svg .mark-symbol.role-mark path')

/** Runs a cell. @returns what it shows */
async function resultOf(page: Page, index: number): Promise<string | null> {
  const cell = page.locator('.jp-Notebook .jp-CodeCell').nth(index)
  const prompt = cell.locator('.jp-InputPrompt')
  const before = await prompt.textContent()
  await cell.locator('.cm-content').click()
  await page.keyboard.press('Control+Enter')
  await expect.poll(() => prompt.textContent()).not.toBe(before)
  await expect.poll(() => prompt.textContent()).toMatch(/\[\d+\]/)
  return cell.locator('.jp-OutputArea-executeResult pre').textContent()
}

/** How opaque the marks are, from left to right. */
async function shown(figure: Locator): Promise<(string | null)[]> {
  const all = await marks(figure).evaluateAll((paths) =>
    paths.map((path) => [path.getBoundingClientRect().x, path.getAttribute('opacity')] as const)
  )
  return all.sort((a, b) => a[0] - b[0]).map(([, opacity]) => opacity)
}

/** Drags a rectangle from below one mark to above another, further right. */
async function dragFrom(page: Page, first: Centre, last: Centre): Promise<void> {
  await page.mouse.move(first.x - 8, first.y + 8)
  await page.mouse.down()
  await page.mouse.move((first.x + last.x) / 2, (first.y + last.y) / 2)
  await page.mouse.move(last.x + 8, last.y - 8)
  await page.mouse.up()
}

interface Centre {
  readonly x: number
  readonly y: number
}

const faded = String(fadedOpacity)

test('rows selected by dragging, clicks, keys and the legend are those that the next cell computes with', async () => {
  const { page, server } = lab
  server.writeProgram('select.ipynb', program)
  await server.openNotebook(page, 'select.ipynb', true)
  await runCommand(page, 'notebook:run-all-cells')
  const figure = page.locator('.nnqft-Figure').first()
  const same = page.locator('.jp-Notebook .jp-CodeCell').nth(3).locator('.nnqft-Figure')
  await expect.poll(() => marks(figure).count()).toBe(6)
  await expect.poll(() => marks(same).count()).toBe(6)
  await figure.locator('[data-tool=select]').click()
  await expect.poll(() => figure.locator('.nnqft-mod-selecting').count()).toBe(1)
  const centres = (await Promise.all((await marks(figure).all()).map(boxOf)))
    .map(({ x, y, width, height }) => ({ x: x + width / 2, y: y + height / 2 }))
    .sort((a, b) => a.x - b.x)

  await dragFrom(page, centres[1], centres[3])
  // At once: what has not been sent yet goes before the cell.
  expect(await resultOf(page, 1)).toBe('29')
  await expect.poll(() => shown(figure)).toEqual([faded, '1', '1', '1', faded, faded])
  await expect.poll(() => shown(same)).toEqual([faded, '1', '1', '1', faded, faded])
  expect(await figure.locator('.nnqft-Figure-status').textContent()).toBe('3 rows selected')
  expect(await same.locator('.nnqft-Figure-status').textContent()).not.toContain('selected')
  await screenshot(page, 'selection')

  await page.keyboard.down('Shift')
  await page.mouse.click(centres[5].x, centres[5].y)
  await page.mouse.click(centres[2].x, centres[2].y)
  await page.keyboard.up('Shift')
  expect(await resultOf(page, 1)).toBe(String(4 + 16 + 36))

  await figure.locator('.role-legend-label text', { hasText: 'even' }).click()
  expect(await resultOf(page, 1)).toBe(String(4 + 16 + 36))
  await page.mouse.click(centres[0].x, centres[0].y)
  expect(await resultOf(page, 1)).toBe('0')
  await figure.locator('.nnqft-Figure-stage').focus()
  await page.keyboard.press('Escape')
  expect(await resultOf(page, 1)).toBe(String(4 + 16 + 36))
  await figure.locator('[data-tool=reset]').click()
  await expect.poll(() => shown(figure)).toEqual(Array(6).fill('1'))
  expect(await resultOf(page, 1)).toBe('0')

  // A picture that zooms stays where it is while its marks are selected.
  await figure.locator('[data-tool=zoom]').click()
  await figure.locator('[data-tool=select]').click()
  await expect.poll(() => figure.locator('.nnqft-mod-selecting').count()).toBe(1)
  await dragFrom(page, centres[0], centres[4])
  await expect.poll(() => shown(figure)).toEqual(['1', '1', '1', '1', '1', faded])
  await figure.locator('.nnqft-Figure-stage').focus()
  for (const key of ['Home', 'Enter', 'ArrowRight', 'Shift+Enter']) await page.keyboard.press(key)
  await expect
    .poll(() => figure.locator('.nnqft-Figure-status').textContent())
    .toBe('2 rows selected')
  const [selected, heard] = JSON.parse((await resultOf(page, 2))!.slice(1, -1)) as [
    number[],
    number[][]
  ]
  expect(selected).toEqual([1, 3])
  await expect.poll(() => failures(page).textContent()).toContain('Error: heard of 2')
  expect(heard.at(-1)).toEqual([1, 3])
  expect(heard).toContainEqual([2, 3, 4])
  expect(heard).toContainEqual([])

  // In either of two figures of the same numbers, and in one that is shown later.
  await same.locator('.nnqft-Figure-stage').focus()
  for (const key of ['Home', 'ArrowRight', 'Shift+Enter']) await page.keyboard.press(key)
  await expect.poll(() => shown(figure)).toEqual(['1', faded, faded, faded, faded, faded])
  expect(await resultOf(page, 1)).toBe('1')
  await same.evaluate((element) => (element.dataset['old'] = 'yes'))
  await page.locator('.jp-Notebook .jp-CodeCell').nth(3).locator('.cm-content').click()
  await page.keyboard.press('Control+Enter')
  await expect.poll(() => same.getAttribute('data-old')).toBeNull()
  await expect.poll(() => shown(same)).toEqual(['1', faded, faded, faded, faded, faded])
})

test('after a reload of the page a figure shows what the kernel holds: a rectangle, a point, entries of the legend', async () => {
  const { page, server } = lab
  server.writeProgram('again.ipynb', program)
  await server.openNotebook(page, 'again.ipynb', true)
  await runCommand(page, 'notebook:run-all-cells')
  const figure = page.locator('.nnqft-Figure').first()
  await expect.poll(() => marks(figure).count()).toBe(6)
  await figure.locator('[data-tool=select]').click()
  await expect.poll(() => figure.locator('.nnqft-mod-selecting').count()).toBe(1)
  const reload = async () => {
    await runCommand(page, 'docmanager:save')
    await page.goto('about:blank')
    await server.openNotebook(page, 'again.ipynb', true)
    await expect.poll(() => marks(figure).count()).toBe(6)
  }
  const click = async (index: number) => {
    await figure.scrollIntoViewIfNeeded()
    const boxes = await Promise.all((await marks(figure).all()).map(boxOf))
    const { x, y, width, height } = boxes.sort((a, b) => a.x - b.x)[index]
    await page.mouse.click(x + width / 2, y + height / 2)
  }
  await figure.locator('.nnqft-Figure-stage').focus()
  await click(1)
  expect(await resultOf(page, 1)).toBe('4')
  await reload()
  await expect.poll(() => shown(figure)).toEqual([faded, '1', faded, faded, faded, faded])
  await screenshot(page, 'selection-again-light')
  await changeTheme(page, 'Dark')
  await screenshot(page, 'selection-again-dark')
  await changeTheme(page, 'Light')
  expect(await resultOf(page, 1)).toBe('4')

  await figure.locator('.role-legend-label text', { hasText: 'odd' }).click()
  await click(0)
  expect(await resultOf(page, 1)).toBe('1')
  await figure.locator('.nnqft-Figure-stage').focus()
  await page.keyboard.press('Escape')
  expect(await resultOf(page, 1)).toBe(String(1 + 9 + 25))
  await reload()
  await expect.poll(() => shown(figure)).toEqual(['1', faded, '1', faded, '1', faded])
  await figure.locator('.nnqft-Figure-stage').focus()
  await page.keyboard.press('Escape')
  await expect.poll(() => shown(figure)).toEqual(Array(6).fill('1'))
  expect(await resultOf(page, 1)).toBe('0')
  await reload()
  await expect.poll(() => shown(figure)).toEqual(Array(6).fill('1'))
})

test('a figure of an untrusted notebook can be selected in, and sends nothing', async () => {
  const { page, server } = lab
  const sent: string[] = []
  page.on('websocket', (socket) =>
    socket.on('framesent', ({ payload }) => sent.push(payload.toString()))
  )
  await server.writeNotebook('strange.ipynb', [bundle(deviationFigure())], false)
  const stored = JSON.parse(server.read('strange.ipynb')) as { metadata: object }
  stored.metadata = { kernelspec: { name: 'nnqft', display_name: 'TypeScript (NNQFT)' } }
  server.write('strange.ipynb', stored)
  await server.openNotebook(page, 'strange.ipynb', true)
  const figure = page.locator('.nnqft-Figure')
  await figure.locator('[data-tool=select]').click()
  await expect.poll(() => figure.locator('.nnqft-mod-selecting').count()).toBe(1)
  await figure.locator('.nnqft-Figure-stage').focus()
  for (const key of ['Home', 'Enter']) await page.keyboard.press(key)
  await expect
    .poll(() => figure.locator('.nnqft-Figure-status').textContent())
    .toBe('1 row selected')
  // A cell goes after all that waits to be sent.
  await page.locator('.jp-Notebook .cm-content').first().click()
  await page.keyboard.press('Control+Enter')
  await expect.poll(() => sent.some((text) => text.includes('execute_request'))).toBe(true)
  expect(sent.filter((text) => text.includes('nnqft.selection'))).toEqual([])
})
