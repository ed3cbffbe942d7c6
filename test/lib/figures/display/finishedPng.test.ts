import { Resvg } from '@resvg/resvg-js'
import { describe, expect, it } from 'vitest'
import { inflateSync } from 'node:zlib'
import { finishedPng } from '../../../../lib/src/figures/display/finishedPng.js'

const circles = Array.from({ length: 60 }, (_, i) => {
  const [x, y] = [20 + ((i * 37) % 360), 20 + ((i * 53) % 260)]
  return `<circle cx="${x}" cy="${y}" r="9" fill="hsl(${6 * i} 70% 50%)"/>`
})
const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="400" height="300">${circles.join('')}</svg>`
const render = (document: string) =>
  new Resvg(document, { font: { loadSystemFonts: false } }).render()
const drawn = render(svg).asPng()

/** Type and data of every chunk, by a walk of its own. */
function chunks(png: Uint8Array) {
  const bytes = Buffer.from(png)
  const found: { type: string; data: Buffer }[] = []
  for (let at = 8; at < bytes.length; at += 12 + bytes.readUInt32BE(at)) {
    const type = bytes.toString('latin1', at + 4, at + 8)
    found.push({ type, data: bytes.subarray(at + 8, at + 8 + bytes.readUInt32BE(at)) })
  }
  return found
}

const scanlines = (png: Uint8Array) =>
  inflateSync(
    Buffer.concat(
      chunks(png)
        .filter(({ type }) => type === 'IDAT')
        .map(({ data }) => data)
    )
  )

describe('finishedPng', () => {
  it('keeps every pixel and the header, in fewer bytes', async () => {
    const finished = await finishedPng(drawn, 144)
    expect(scanlines(finished).equals(scanlines(drawn))).toBe(true)
    expect(chunks(finished)[0]).toEqual(chunks(drawn)[0])
    expect(finished.length).toBeLessThan(0.95 * drawn.length)
  })

  it('writes one resolution, in dots per metre, also into a file that has one', async () => {
    const twice = await finishedPng(await finishedPng(drawn, 72), 144)
    const resolutions = chunks(twice).filter(({ type }) => type === 'pHYs')
    expect(resolutions).toHaveLength(1)
    expect(resolutions[0].data.readUInt32BE(0)).toBe(Math.round(144 / 0.0254))
  })

  it('is a file that a decoder with checksums reads', async () => {
    const finished = Buffer.from(await finishedPng(drawn, 144)).toString('base64')
    const image = `<image width="400" height="300" href="data:image/png;base64,${finished}"/>`
    const framed = svg.replace(circles.join(''), image)
    expect(render(framed).pixels.equals(render(svg).pixels)).toBe(true)
  })
})
