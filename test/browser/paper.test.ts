import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { bundle, deviationFigure } from './exampleFigures.js'
import { changeTheme } from './jupyterLab.js'
import { exported, labSession, screenshotOf } from './labSession.js'
import { illegible } from './legibleSvg.js'

const lab = labSession()

const values = [
  { x: 1, y: 2, k: 'a' },
  { x: 2, y: 3, k: 'b' },
  { x: 3, y: 1, k: 'c' }
]
const q = (field: string) => ({ field, type: 'quantitative' })
const at = { x: q('x'), y: q('y') }
const words = { mark: { type: 'text', dy: -14 }, encoding: { text: { field: 'k' } } }
const titled = { data: { values }, width: 160, height: 90, title: 'A title' }
const chart = { ...titled, encoding: at, layer: [{ mark: { type: 'point', filled: true } }, words] }
const wishing = (spec: object, embedOptions: object) => ({ ...spec, usermeta: { embedOptions } })
const white = { labelColor: 'white', titleColor: 'white' }

/** Charts of Vega-Lite whose colours come from everywhere. */
const vegaLite: Readonly<Record<string, object>> = {
  'no colours of its own': {
    ...chart,
    layer: [{ mark: 'bar', encoding: { color: { field: 'k' } } }, words]
  },
  'black marks': {
    ...chart,
    layer: [{ mark: { type: 'line', color: 'black', point: true } }, words]
  },
  'black marks by a configuration': { ...chart, config: { mark: { color: '#000' } } },
  'words on a white plot': { ...chart, config: { view: { fill: 'white' } } },
  'words on a plot of a view': { ...chart, view: { fill: '#fafafa' } },
  'a white background': { ...chart, background: 'white' },
  'a background by a configuration': { ...chart, config: { background: '#fffbe6' } },
  'a dark background with light words': {
    ...chart,
    config: {
      background: '#1c2b3a',
      axis: white,
      title: { color: 'white' },
      text: { color: 'white' },
      point: { color: 'orange' }
    }
  },
  'light words for a dark page': {
    ...chart,
    config: {
      axis: white,
      title: { color: 'white' },
      text: { color: 'white' },
      point: { color: 'gold' }
    }
  },
  'words on bars': {
    ...titled,
    encoding: { x: { field: 'k' }, y: q('y') },
    layer: [
      { mark: { type: 'bar', color: '#8fb8de' } },
      { mark: { type: 'text', dy: 8 }, encoding: { text: q('y') } }
    ]
  },
  'the theme “dark”': wishing({ ...titled, mark: 'point', encoding: at }, { theme: 'dark' }),
  'the theme “ggplot2”': wishing(chart, { theme: 'ggplot2' }),
  'the theme “vox”': wishing(chart, { theme: 'vox' }),
  'a configuration of the embedding': wishing(chart, { config: { mark: { color: 'black' } } }),
  'a figure of this project': deviationFigure()
}

const scales = [
  { name: 'x', domain: { data: 'rows', field: 'x' }, range: 'width', padding: 20 },
  { name: 'y', domain: { data: 'rows', field: 'y' }, range: 'height', padding: 20 }
]
const place = { x: { scale: 'x', field: 'x' }, y: { scale: 'y', field: 'y' } }
const mark = (type: string, channels: object) => ({
  type,
  from: { data: 'rows' },
  encode: { enter: { ...place, ...channels } }
})
const labels = mark('text', { text: { field: 'k' }, dy: { value: -8 } })
const full = (more: object, ...marks: object[]) => ({
  width: 160,
  height: 90,
  padding: 5,
  title: 'A title',
  data: [{ name: 'rows', values }],
  scales,
  axes: [
    { scale: 'x', orient: 'bottom' },
    { scale: 'y', orient: 'left', title: 'height' }
  ],
  marks: [...marks, labels],
  ...more
})
const points = mark('symbol', { fill: { value: 'teal' } })

/** The same in full Vega. */
const vega: Readonly<Record<string, object>> = {
  'no colours of its own': full({}, points),
  'black marks': full({}, mark('symbol', { fill: { value: 'black' } })),
  'black lines': full({}, mark('line', { stroke: { value: '#111' } })),
  'a white ground under its words': full(
    { encode: { enter: { fill: { value: 'white' } } } },
    points
  ),
  'a white background': full({ background: 'white' }, points),
  'a dark background by a configuration': full(
    {
      config: {
        background: '#222',
        axis: white,
        title: { color: 'white' },
        text: { fill: 'white' }
      }
    },
    points
  ),
  'the theme “dark”': wishing(full({ marks: [points] }), { theme: 'dark' }),
  'a configuration of the embedding': wishing(full({}, points), {
    config: { symbol: { size: 90 } }
  })
}

/** What pictures for print stand on that are not on white paper. */
const grounds: Readonly<Record<string, string>> = {
  'a background by a configuration': '255,251,230,255',
  'a dark background with light words': '28,43,58,255',
  'a dark background by a configuration': '34,34,34,255',
  'light words for a dark page': '17,17,17,255',
  'the theme “dark”': '51,51,51,255'
}

const menuOf = {
  'png print': 'PNG picture for print',
  'svg print': 'SVG picture for print',
  'png screen': 'PNG as on screen',
  'svg screen': 'SVG as on screen'
} as const

/** What is hard to read of an exported SVG that is put on paper. */
function lostOnPaper(page: Page, svg: Buffer): Promise<string[]> {
  return page
    .setContent(`<body style="background: white">${svg.toString()}</body>`)
    .then(() => page.locator('svg').evaluate(illegible))
}

/** The colour of a corner of a PNG, and how far any red in it is from that of the corner: words are there. */
function describedPng(page: Page, png: Buffer): Promise<{ corner: string; most: number }> {
  return page.evaluate(async (data) => {
    const image = new Image()
    image.src = `data:image/png;base64,${data}`
    await image.decode()
    const canvas = document.createElement('canvas')
    canvas.width = image.width
    canvas.height = image.height
    const context = canvas.getContext('2d')!
    context.drawImage(image, 0, 0)
    const pixels = context.getImageData(0, 0, image.width, image.height).data
    const [red] = pixels
    let most = 0
    for (let i = 0; i < pixels.length; i += 4) most = Math.max(most, Math.abs(pixels[i] - red))
    return { corner: [...pixels.slice(0, 4)].join(), most }
  }, png.toString('base64'))
}

const pageColour = (page: Page) =>
  page.evaluate(() => {
    const probe = document.createElement('div')
    probe.style.color = 'var(--jp-layout-color0)'
    document.body.append(probe)
    const [r, g, b] = getComputedStyle(probe).color.match(/\d+/g)!
    probe.remove()
    return [r, g, b, 255].join()
  })

const languages = [
  ['Vega-Lite', vegaLite, (spec: object) => bundle(spec)],
  ['Vega', vega, (spec: object) => ({ 'application/vnd.vega.v5+json': spec })]
] as const

test.each(languages)(
  'charts on a dark page can be read there, and their pictures on white paper: %s',
  async (language, charts, output) => {
    const { page, server } = lab
    await server.writeNotebook('paper.ipynb', Object.values(charts).map(output))
    const paper = await page.context().browser()!.newPage()
    await server.openNotebook(page, 'paper.ipynb')
    const figures = page.locator('.nnqft-Figure')
    const light: Buffer[] = []
    for (const i of Object.keys(charts).keys()) {
      const figure = figures.nth(i)
      await figure.scrollIntoViewIfNeeded()
      await figure.locator('svg.marks').waitFor()
      light.push(await exported(page, figure, menuOf['png print']))
    }
    await changeTheme(page, 'Dark')
    const ground = await pageColour(page)
    for (const [i, name] of Object.keys(charts).entries()) {
      const figure = figures.nth(i)
      const told = `${language}, ${name}`
      await figure.scrollIntoViewIfNeeded()
      const picture = figure.locator('.nnqft-Figure-view:not(.nnqft-mod-pending) svg.marks')
      await expect
        .poll(() => picture.evaluateAll((all) => all.flatMap((svg) => svg.childElementCount)))
        .toHaveLength(1)
      await expect.poll(() => picture.evaluate(illegible), { message: told }).toEqual([])
      const [svgPrint, svgScreen, pngPrint, pngScreen] = [
        await exported(page, figure, menuOf['svg print']),
        await exported(page, figure, menuOf['svg screen']),
        await exported(page, figure, menuOf['png print']),
        await exported(page, figure, menuOf['png screen'])
      ]
      expect.soft(await lostOnPaper(paper, svgPrint), `${told}, SVG for print`).toEqual([])
      expect.soft(await lostOnPaper(paper, svgScreen), `${told}, SVG as on screen`).toEqual([])
      // A picture for print does not tell what page it comes from.
      expect.soft(pngPrint.equals(light[i]), `${told}, PNG for print`).toBe(true)
      const [printed, shown] = [
        await describedPng(paper, pngPrint),
        await describedPng(paper, pngScreen)
      ]
      expect.soft(printed.most, told).toBeGreaterThan(100)
      expect.soft(shown.most, told).toBeGreaterThan(100)
      expect.soft(printed.corner, told).toBe(grounds[name] ?? '255,255,255,255')
      const sheet = await picture.evaluate((svg) => getComputedStyle(svg).backgroundColor)
      const behind = sheet === 'rgba(0, 0, 0, 0)' ? ground : [...sheet.match(/\d+/g)!, 255].join()
      expect.soft(shown.corner, told).toBe(behind)
      await screenshotOf(figure, `paper-${language}-${name}`)
    }
    await paper.close()
  }
)
