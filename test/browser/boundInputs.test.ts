import type { Locator, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { bundle } from './exampleFigures.js'
import { changeTheme } from './jupyterLab.js'
import { labSession, screenshot } from './labSession.js'

const lab = labSession()

/** Bindings of every kind, with a first value each. */
const bindings: readonly {
  readonly name: string
  readonly value: unknown
  readonly bind: object
}[] = [
  { name: 'cutoff', value: 15, bind: { input: 'range', min: 0, max: 30, step: 1 } },
  { name: 'count', value: 5, bind: { input: 'number', min: 0, max: 999 } },
  { name: 'note', value: 'ab', bind: { input: 'text', placeholder: 'words' } },
  {
    name: 'shape',
    value: 'circle',
    bind: { input: 'select', options: ['circle', 'diamond', 'square'] }
  },
  { name: 'grid', value: false, bind: { input: 'checkbox' } },
  { name: 'kind', value: 'sun', bind: { input: 'radio', options: ['sun', 'rain', 'snow'] } },
  { name: 'day', value: '2024-05-17', bind: { input: 'date' } },
  { name: 'tint', value: '#336699', bind: { input: 'color' } }
]

/** The values of all bindings as one line, which the picture shows. */
const told = bindings.map(({ name }) => `'${name}=' + ${name}`).join(" + ' ' + ")

const rows = { values: [{ x: 1 }, { x: 2 }, { x: 3 }] }

const vegaLite = {
  data: rows,
  params: bindings,
  height: 80,
  title: { text: { expr: told } },
  mark: { type: 'point', tooltip: true },
  encoding: { x: { field: 'x', type: 'quantitative' } }
}

const vega = {
  width: 300,
  height: 80,
  title: { text: { signal: told } },
  signals: bindings,
  data: [{ name: 'rows', ...rows }],
  scales: [{ name: 'x', domain: { data: 'rows', field: 'x' }, range: 'width' }],
  marks: [
    {
      type: 'symbol',
      from: { data: 'rows' },
      encode: {
        enter: {
          x: { scale: 'x', field: 'x' },
          y: { value: 40 },
          fill: { value: 'teal' },
          tooltip: { signal: 'datum' }
        }
      }
    }
  ]
}

const outputs = {
  'Vega-Lite': bundle(vegaLite),
  Vega: { 'application/vnd.vega.v5+json': vega }
}

/** What is typed into each binding, and what the picture tells then. */
const typed: Readonly<Record<string, readonly (readonly [keys: string, told: string])[]>> = {
  cutoff: [
    ['End', 'cutoff=30'],
    ['Home', 'cutoff=0'],
    ['ArrowRight ArrowUp', 'cutoff=2'],
    ['ArrowLeft', 'cutoff=1'],
    ['PageUp d d b Enter', 'cutoff=4']
  ],
  count: [
    ['Home 1', 'count=15'],
    ['ArrowUp', 'count=16'],
    ['End 0', 'count=160'],
    ['ArrowDown ArrowLeft Delete Enter', 'count=15']
  ],
  note: [
    ['Home x', 'note=xab'],
    ['End y d d', 'note=xabydd'],
    ['ArrowLeft ArrowLeft + -', 'note=xaby+-dd'],
    ['ArrowUp z Enter', 'note=zxaby+-dd']
  ],
  shape: [
    ['ArrowDown', 'shape=diamond'],
    ['End', 'shape=square'],
    ['Home', 'shape=circle'],
    ['s', 'shape=square'],
    ['ArrowUp', 'shape=diamond']
  ],
  grid: [
    ['Space', 'grid=true'],
    ['ArrowLeft Home End a d d Enter', 'grid=true'],
    ['Space', 'grid=false']
  ],
  kind: [
    ['ArrowDown', 'kind=rain'],
    ['ArrowRight', 'kind=snow'],
    ['Home End x', 'kind=snow'],
    ['ArrowUp', 'kind=rain']
  ],
  day: [
    ['ArrowUp', 'day=2024-06-17'],
    ['ArrowRight ArrowUp', 'day=2024-06-18'],
    ['Home d d', 'day=2024-06-18']
  ],
  tint: [['ArrowRight Home End d d', 'tint=#336699']]
}

const cells = (page: Page) =>
  page.evaluate(() => {
    const { jupyterapp } = window as unknown as {
      jupyterapp: {
        shell: { currentWidget: { content: { widgets: unknown[]; activeCellIndex: number } } }
      }
    }
    const { widgets, activeCellIndex } = jupyterapp.shell.currentWidget.content
    return [widgets.length, activeCellIndex]
  })

/** What the cursor on marks leaves while it is somewhere. */
const cursor = (page: Page) =>
  page.locator('.nnqft-Figure-cursor:visible, .nnqft-Tooltip:not([hidden])').count()

async function typeInto(page: Page, figure: Locator, name: string): Promise<void> {
  const input = figure.locator(`.vega-bind [name="${name}"]`).first()
  await input.focus()
  const before = await cells(page)
  for (const [keys, shown] of typed[name]) {
    for (const key of keys.split(' ')) await page.keyboard.press(key)
    await figure.locator('svg .role-title', { hasText: shown }).first().waitFor()
    const focused = await page.evaluate(() => document.activeElement?.getAttribute('name'))
    expect(focused, `${name}: ${keys}`).toBe(name)
    expect(await cursor(page), `${name}: ${keys}`).toBe(0)
  }
  await page.keyboard.press('Escape')
  await figure.locator('.nnqft-Figure-stage:focus').waitFor()
  expect(await cursor(page), name).toBe(0)
  expect(await cells(page), name).toEqual(before)
}

test.each(Object.entries(outputs))(
  'keys typed into an input element of a figure belong to it: %s',
  async (language, output) => {
    const { page, server } = lab
    await server.writeNotebook('typed.ipynb', [output, { 'text/plain': 'below' }])
    await server.openNotebook(page, 'typed.ipynb')
    const address = page.url()
    const figure = page.locator('.nnqft-Figure')
    await figure.locator('svg .mark-symbol path').first().waitFor()
    for (const { name } of bindings) await typeInto(page, figure, name)
    // The cursor on the marks is still there for whoever wants it, and goes when an input is entered.
    await page.keyboard.press('Home')
    await figure.locator('.nnqft-Figure-cursor').waitFor()
    expect(await cursor(page)).toBe(2)
    await figure.locator('.vega-bind [name="note"]').click()
    await expect.poll(() => cursor(page)).toBe(0)
    await page.keyboard.press('Home')
    expect(await cursor(page)).toBe(0)
    expect(page.url()).toBe(address)
    await screenshot(page, `bound-inputs-${language}`)
  }
)

/** Text of bound inputs and their names: its contrast with what lies behind it, by what it belongs to. */
function contrasts(bindingsNode: Element): Record<string, number> {
  const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true })!
  const painted = (colours: readonly string[]) => {
    context.clearRect(0, 0, 1, 1)
    for (const colour of colours) {
      context.fillStyle = colour
      context.fillRect(0, 0, 1, 1)
    }
    return Array.from(context.getImageData(0, 0, 1, 1).data.slice(0, 3), (c) => c / 255)
  }
  const luminance = (channels: readonly number[]) => {
    const [r, g, b] = channels.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const grounds = (node: Element | null): string[] =>
    node ? [...grounds(node.parentElement), getComputedStyle(node).backgroundColor] : ['white']
  // The others show no text.
  const wordy =
    '.vega-bind-name, label, span, select, input:is([type=text], [type=number], [type=date])'
  const result: Record<string, number> = {}
  for (const node of bindingsNode.querySelectorAll(wordy)) {
    const behind = grounds(node)
    const [a, b] = [painted(behind), painted([...behind, getComputedStyle(node).color])]
      .map(luminance)
      .sort((x, y) => x - y)
    result[`${node.tagName} ${node.getAttribute('name') ?? node.textContent}`] =
      (b + 0.05) / (a + 0.05)
  }
  return result
}

test('input elements of figures carry the style of the page, and are legible on it', async () => {
  const { page, server } = lab
  await server.writeNotebook('styled.ipynb', Object.values(outputs))
  await server.openNotebook(page, 'styled.ipynb')
  const figures = page.locator('.nnqft-Figure')
  for (const theme of ['Light', 'Dark'] as const) {
    await changeTheme(page, theme)
    for (const i of [0, 1]) {
      const bound = figures.nth(i).locator('.vega-bindings').first()
      await bound.waitFor()
      const least = Object.entries(await bound.evaluate(contrasts)).filter(
        ([, value]) => value < 4.5
      )
      expect(least, theme).toEqual([])
      const styles = await bound.locator('input, select').evaluateAll((inputs) =>
        inputs.map((input) => {
          const { fontFamily, accentColor, colorScheme } = getComputedStyle(input)
          return [fontFamily, accentColor, colorScheme]
        })
      )
      const page_ = await bound.evaluate((node) => {
        const probe = document.createElement('div')
        probe.style.fontFamily = 'var(--jp-ui-font-family)'
        probe.style.accentColor = 'var(--jp-brand-color1)'
        node.append(probe)
        const { fontFamily, accentColor } = getComputedStyle(probe)
        probe.remove()
        return [fontFamily, accentColor]
      })
      expect(new Set(styles.map(String))).toEqual(
        new Set([String([...page_, theme.toLowerCase()])])
      )
    }
    await screenshot(page, `bound-inputs-${theme}`)
  }
})
