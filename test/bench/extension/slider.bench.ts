import { test } from 'vitest'
import { labSession } from '../../browser/labSession.js'

// How often a figure is redrawn while a slider is moved: the slider's readings and the figure's titles, as the page shows
// them. Measures rather than judges, and so stays out of `npm test`.

const lab = labSession()

const moves = 50
/** Milliseconds between two moves: faster than the redraws that are asked for, so that they set the pace. */
const pause = 33

const program = `Jupyter.widgets.interact(({ width }) => Jupyter.vegaLite({
  $schema: 'https://vega.github.io/schema/vega-lite/v5.json',
  title: 'at ' + width,
  data: { values: Array.from({ length: 100 }, (_, x) => ({ x, y: Math.sin(x / width) })) },
  mark: 'line',
  encoding: { x: { field: 'x', type: 'quantitative' }, y: { field: 'y', type: 'quantitative' } }
}), { width: [0, 120, 1] })`

test('redraws a second of a figure whose slider is moved', async () => {
  const { page, server } = lab
  server.writeProgram('slider.ipynb', [program])
  await server.openNotebook(page, 'slider.ipynb', true)
  await page.locator('.jp-Notebook .jp-CodeCell .cm-content').first().click()
  await page.keyboard.press('Control+Enter')
  const title = page.locator('.jupyter-widgets svg .role-title-text')
  await title.filter({ hasText: 'at 60' }).waitFor()
  await page.evaluate(() => {
    const seen: { title: string; time: number }[] = []
    Object.assign(window, { seen })
    const look = () => {
      for (const { textContent } of document.querySelectorAll(
        '.jupyter-widgets svg .role-title-text'
      )) {
        if (textContent && seen.at(-1)?.title !== textContent)
          seen.push({ title: textContent, time: performance.now() })
      }
    }
    new MutationObserver(look).observe(document.body, {
      childList: true,
      characterData: true,
      subtree: true
    })
    look()
  })
  await page.locator('.jupyter-widgets .noUi-handle').first().focus()
  const start = performance.now()
  for (let move = 0; move < moves; move++) {
    await page.keyboard.press('ArrowRight')
    await page.waitForTimeout(pause)
  }
  const pace = (1000 * moves) / (performance.now() - start)
  await title.filter({ hasText: `at ${60 + moves}` }).waitFor()
  const times = await page.evaluate(() =>
    (window as unknown as { seen: { time: number }[] }).seen.slice(1).map(({ time }) => time)
  )
  const seconds = (times.at(-1)! - times[0]) / 1000
  const rate = (times.length - 1) / seconds
  process.stdout.write(
    `slider: ${moves} moves, ${pace.toFixed(1)} a second; ${times.length} redraws, ${rate.toFixed(1)} a second ` +
      '(goal: 10 or more on an idle machine)\n'
  )
})
