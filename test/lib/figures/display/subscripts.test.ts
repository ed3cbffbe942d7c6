// Letters below the line, for which Unicode has no signs.
import { inflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import {
  placedRuns,
  textRuns,
  withSubscripts
} from '../../../../lib/src/figures/display/subscripts.js'
import { drawPdf, drawSvg } from '../../../../lib/src/figures/display/drawing.js'

describe('a text is taken apart into what stands on the line and below it:', () => {
  it.each([
    ['σ_W', 'σ[W]'],
    ['d ln|u₄| / d ln σ_W', 'd ln|u₄| / d ln σ[W]'],
    ['|G_c⁽ⁿ⁾|', '|G[c]⁽ⁿ⁾|'],
    ['σ_W² = 2, σ_b = 0', 'σ[W]² = 2, σ[b] = 0'],
    ['σ_W(k) in d_in', 'σ[W](k) in d[in]'],
    ['miles_per_gallon', 'miles_per_gallon'],
    ['x_1, x_max_all, _W, a_', 'x_1, x_max_all, _W, a_'],
    ['', '']
  ])('%s', (text, expected) => {
    const runs = textRuns(text)
    expect(runs.map((run) => (run.isLowered ? `[${run.text}]` : run.text)).join('')).toBe(expected)
  })
})

/** What is drawn on the page of a PDF file, its first stream. */
function pageOf(file: Uint8Array): string {
  const start = Buffer.from(file).indexOf('stream\n') + 'stream\n'.length
  return inflateSync(file.subarray(start)).toString('latin1')
}

describe('a drawing', () => {
  const ofLibrary = { usermeta: { nnqft: { figure: 'one' } } }
  const spec = {
    ...ofLibrary,
    $schema: 'https://vega.github.io/schema/vega-lite/v5.json',
    title: { text: 'G_c', subtitle: ['σ_W', 'N = 2'] },
    data: { values: [{ x: 1, label: 'a_long_name' }] },
    mark: 'point',
    encoding: { x: { field: 'x', type: 'quantitative', title: 'd_in of data' } }
  }

  it('has its subscripts in smaller letters, and the line after them at its height', async () => {
    const svg = await drawSvg(spec)
    expect(svg).toMatch(
      /d<tspan dy="2.42" font-size="7.92px">in<\/tspan><tspan dy="-2.42"> of data/
    )
    expect(svg).toMatch(
      /σ<tspan dy="[\d.]+" font-size="[\d.]+px">W<\/tspan><tspan dy="-[\d.]+">\u200b/
    )
    expect(svg.match(/dy="-/g)).toHaveLength(svg.match(/tspan dy="\d[\d.]*" font-size/g)!.length)
  })

  it('stays what it is without any', () => {
    const plain = '<svg><text font-size="11px">a_long_name &lt; 2</text><path d="M0,0"/></svg>'
    expect(withSubscripts(plain)).toBe(plain)
  })

  it('has them in smaller letters in a PDF, too', async () => {
    expect(pageOf(await drawPdf(spec))).toMatch(/ 7\.92 Tf/)
    const { title: _, ...rest } = spec
    const plain = { ...rest, encoding: { x: { field: 'x', type: 'quantitative' } } }
    expect(pageOf(await drawPdf(plain))).not.toMatch(/ 7\.92 Tf/)
  })

  it.each([{}, { usermeta: null }, { usermeta: { nnqft: 1 } }, { usermeta: { embedOptions: {} } }])(
    'leaves the texts of other software as they are: %j',
    async (own) => {
      const { usermeta: _, ...foreign } = spec
      const texts = { ...foreign, ...own, title: 'x_max of G_c' }
      expect(await drawSvg(texts)).toContain('>x_max of G_c<')
      expect(pageOf(await drawPdf(texts))).not.toMatch(/ 7\.92 Tf/)
    }
  )
})

describe('runs are placed', () => {
  const widthOf = (text: string, size: number) => text.length * size
  const [letter, index, rest] = textRuns('σ_W = 2')

  it.each([
    ['left', 0],
    ['center', -(5 * 10 + 7.2) / 2],
    ['right', -(5 * 10 + 7.2)]
  ] as const)('one behind the other, at the %s', (align, start) => {
    const placed = placedRuns([letter, index, rest], { x: 0, y: 5, size: 10, align }, widthOf)
    expect(placed.map(({ text }) => text)).toEqual(['σ', 'W', ' = 2'])
    expect(placed.map(({ x }) => x - start)).toEqual(
      [0, 10, 17.2].map((x) => expect.closeTo(x, 10) as number)
    )
    expect(placed.map(({ size }) => size.toFixed(2))).toEqual(['10.00', '7.20', '10.00'])
    expect(placed.map(({ y }) => y.toFixed(2))).toEqual(['5.00', '7.20', '5.00'])
  })
})
