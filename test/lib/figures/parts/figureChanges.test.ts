import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { inflateSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import type { Figure } from '../../../../lib/src/figures/parts/figure.js'
import type { FigureChanges } from '../../../../lib/src/figures/parts/figureChanges.js'
import { plot } from '../../../../lib/src/figures/plot.js'
import { ParameterError } from '../../../../lib/src/numerics/parameterError.js'

const rows = [2, 5, 10].map((N) => ({ N, u4: -3 / N, error: 0.1, exact: -3 / N, d: N < 6 ? 1 : 2 }))
const options = { x: 'N', y: 'u4', error: 'error', exact: 'exact' } as const
const figure = plot(rows, options)
const panels = plot(rows, { ...options, facet: 'd' })
const folder = mkdtempSync(join(tmpdir(), 'nnqft-figure-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Spec {
  readonly title: unknown
  readonly width: number
  readonly height: number
  readonly layer: readonly {
    readonly mark: { readonly clip?: boolean }
    readonly encoding: Record<'x' | 'y', { title: string; scale: object; axis: object }>
  }[]
  readonly spec: Spec
  readonly usermeta: { readonly nnqft: { readonly title: string; readonly width?: string } }
}
const specOf = (one: Figure) => one.spec as unknown as Spec

describe('a figure with changes', () => {
  it('has other titles, sizes and axes in every layer, and leaves the first one as it was', () => {
    const before = JSON.stringify(figure.spec)
    const changed = figure.with({
      title: 'Mine',
      subtitle: 'of Erf-net',
      width: 300,
      height: 200,
      axes: { x: { scale: 'log', title: 'width' }, y: { domain: [-4, 0] } }
    })
    const { title, width, height, layer, usermeta } = specOf(changed)
    expect(title).toEqual({ text: 'Mine', subtitle: 'of Erf-net' })
    expect([width, height, usermeta.nnqft.title]).toEqual([300, 200, 'Mine'])
    expect(usermeta.nnqft).not.toHaveProperty('width')
    expect(layer.length).toBeGreaterThan(2)
    for (const { mark, encoding } of layer) {
      expect(encoding.x).toMatchObject({ title: 'width', scale: { type: 'log' } })
      expect(encoding.y).toMatchObject({ title: 'u4', scale: { domain: [-4, 0], nice: false } })
      expect(mark.clip).toBe(true)
    }
    expect(JSON.stringify(figure.spec)).toBe(before)
  })

  it('keeps what it has been changed to before', () => {
    const twice = specOf(figure.with({ title: 'Mine', width: 300 }).with({ subtitle: 'again' }))
    expect(twice.title).toEqual({ text: 'Mine', subtitle: 'again' })
    expect(twice.width).toBe(300)
  })

  it('changes every panel', () => {
    const { spec } = specOf(panels.with({ width: 150, axes: { y: { title: 'coupling' } } }))
    expect(spec.width).toBe(150)
    expect(new Set(spec.layer.map(({ encoding }) => encoding.y.title))).toEqual(
      new Set(['coupling'])
    )
  })

  it.each<[FigureChanges, string]>([
    [{ titel: 'x' } as FigureChanges, 'changes must be free of unknown keys'],
    [{ width: -1 }, 'changes.width must be a finite number > 0, got -1'],
    [{ axes: { y: { scale: 'log' } } }, "changes.axes.y.scale must be 'linear': 3 of 3 numbers"],
    [{ axes: { z: {} } } as FigureChanges, 'changes.axes must be free of unknown keys'],
    [{ axes: { x: { domain: [3, 1] } } }, 'changes.axes.x.domain must be a list of two rising'],
    [{ axes: { x: { scale: 'log', domain: [0, 1] } } }, 'changes.axes.x.domain[0] must be > 0']
  ])('is refused for %j', (changes, message) => {
    expect(() => figure.with(changes)).toThrow(`Figure.with: ${message}`)
  })
})

describe('a saved figure', () => {
  it('is what the ending of its file says', async () => {
    const read = async (name: string) => readFileSync(await figure.save(join(folder, 'new', name)))
    expect((await read('a.png')).subarray(1, 4).toString()).toBe('PNG')
    expect((await read('a.svg')).toString()).toMatch(/^<svg /)
    expect(JSON.parse((await read('a.vl.json')).toString())).toEqual(figure.spec)
    expect((await read('A.CSV')).toString().split('\r\n')).toEqual([
      'x,point,error,low,high,exact',
      ...figure
        .rows()
        .map(({ x, point, error, low, high, exact }) =>
          [x, point, error, low, high, exact].join(',')
        ),
      ''
    ])
    await expect(figure.save(join(folder, 'a.jpg'))).rejects.toThrow(
      'Figure.save: path must be a file name that ends in .png, .svg, .pdf, .csv, .vl.json'
    )
  })

  it.each([
    [`${'x'.repeat(300)}.csv`, 'short enough for the file system', 'ENAMETOOLONG'],
    ['/dev/null/a.csv', 'a path below folders, not below a file', 'ENOTDIR'],
    ['/proc/nnqft/a.csv', 'a path that is there or can be made', 'ENOENT']
  ])('at %s is refused by the name of its path', async (place, rule, code) => {
    const save = figure.save(resolve(folder, place))
    await expect(save).rejects.toThrow(ParameterError)
    await expect(save).rejects.toThrow(`Figure.save: path must be ${rule}`)
    await expect(save).rejects.toThrow(`(${code}), got "`)
  })

  it('is, as a PDF, one page of the size of the picture, its marks at their places, its fonts inside', async () => {
    const path = await figure.save(join(folder, 'a.pdf'))
    const file = readFileSync(path).toString('latin1')
    const [, width, height] = /viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(await figure.svg()) ?? []
    expect(file).toContain(`/MediaBox [0 0 ${width} ${height}]`)
    expect(file.match(/\/FontFile2/g)?.length).toBe(1)
    const [page] = [...file.matchAll(/stream\n([^]*?)\nendstream/g)].map(([, stream]) =>
      inflateSync(Buffer.from(stream, 'latin1')).toString('latin1')
    )
    // A disc is four curves of one path: the symbols of the points, and of the legend.
    const symbols = (await figure.svg()).match(/d="M[^"]*A[^"]*"/g) ?? []
    const middles = page.matchAll(/([\d.]+) ([\d.]+) m\n(?:[\d. ]+ l\n)?(?:[-\d. ]+ c\n){4}/g)
    expect(new Set([...middles].map(([, x, y]) => `${x} ${y}`)).size).toBe(symbols.length)
    expect(await figure.pdf()).toEqual(new Uint8Array(readFileSync(path)))
  })
})
