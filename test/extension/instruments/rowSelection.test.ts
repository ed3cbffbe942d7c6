import { plot } from 'nnqft'
import { parse, View } from 'vega'
import { compile, type TopLevelSpec } from 'vega-lite'
import { describe, expect, it } from 'vitest'
import {
  canSelect,
  rowAt,
  rowsInside,
  selectionHash,
  selectionSignal,
  withRowSelection
} from '../../../extension/src/instruments/rowSelection.js'
import { scenePoints } from '../../../extension/src/instruments/scenePoints.js'
import { copySpec } from '../../../extension/src/renderer/splitRows.js'
import type { JsonObject } from '../../../extension/src/renderer/safeSpec.js'

const rows = [1, 2, 3, 4].map((N) => ({ N, u4: N, error: 0.1, exact: N, net: N % 2 ? 'a' : 'b' }))
const fields = { x: 'N', y: 'u4', error: 'error', exact: 'exact' } as const
const specOf = (figure: { readonly spec: object }) => figure.spec as JsonObject

/** A figure as it is drawn with its rows numbered, without a page. */
async function drawn(spec: JsonObject) {
  const numbered: JsonObject[] = []
  const changed = withRowSelection(copySpec(spec), numbered)
  const vega = compile({ ...changed, width: 300 } as unknown as TopLevelSpec).spec
  const view = await new View(parse(vega), { renderer: 'none' }).runAsync()
  return { view, rows: numbered, points: scenePoints(view).flat() }
}

interface Scene {
  readonly marktype?: string
  readonly role?: string
  readonly opacity?: number
  readonly items?: readonly Scene[]
}

const rootOf = (view: View) => (view.scenegraph() as unknown as { readonly root: Scene }).root

function opacitiesOf(scene: Scene, kind: string): unknown[] {
  const { marktype, role, items = [] } = scene
  if (marktype === kind && role === 'mark') return items.map(({ opacity }) => opacity)
  return items.flatMap((item) => opacitiesOf(item, kind))
}

describe('rows that can be selected', () => {
  it('are those of the library, which knows them by a hash, in marks that stand for one row each', () => {
    const points = specOf(plot(rows, fields))
    expect(canSelect(points)).toBe(true)
    expect(selectionHash(points)).toMatch(/^[0-9a-f]{64}$/)
    expect(canSelect(specOf(plot(rows, { x: 'N', exact: 'exact' })))).toBe(false)
    expect(canSelect({ ...points, usermeta: {} })).toBe(false)
    expect(canSelect({ ...points, usermeta: { nnqft: { provenance: {} } } })).toBe(false)
  })

  it.each([
    ['one view', plot(rows, fields)],
    ['panels', plot(rows, { ...fields, facet: 'net' })],
    ['colours', plot(rows, { ...fields, color: 'net' })],
    ['a logarithmic axis', plot(rows, { ...fields, log: 'xy' })],
    ['categories', plot(rows, { x: 'net', y: 'u4' })]
  ])('of %s are the rows of the figure, each found at the place of its mark', async (_, figure) => {
    const { rows: numbered, points } = await drawn(specOf(figure))
    expect(numbered).toEqual(figure.rows())
    const symbols = points.filter(({ isJoined }) => !isJoined)
    for (const point of symbols) {
      const row = rowAt(points, point)
      expect(numbered[row!]).toMatchObject({ x: point.datum['x'], point: point.datum['point'] })
    }
    const everywhere = { left: -1e4, top: -1e4, right: 1e4, bottom: 1e4 }
    expect([...new Set(rowsInside(points, everywhere))].sort()).toEqual([0, 1, 2, 3])
  })

  it('are those with their middle in the rectangle, and none where there is no mark', async () => {
    const { points } = await drawn(specOf(plot(rows, fields)))
    const [, second, third] = points.filter(({ isJoined }) => !isJoined)
    const area = {
      left: second.x - 1,
      right: third.x + 1,
      top: third.y - 1,
      bottom: second.y + 1
    }
    expect(rowsInside(points, area)).toEqual([1, 2])
    expect(rowsInside(points, { ...area, bottom: area.top })).toEqual([])
    expect(rowAt(points, { x: (second.x + third.x) / 2, y: second.y })).toBeUndefined()
  })

  it('include cells of a map, found anywhere inside them', async () => {
    const values = [0, 1].flatMap((x) => [0, 1].map((y) => ({ x, y, value: x + 2 * y })))
    const channel = (field: string) => ({ field, type: 'ordinal' })
    const { points, rows: numbered } = await drawn({
      data: { values },
      mark: 'rect',
      encoding: { x: channel('x'), y: channel('y'), color: { field: 'value' } }
    })
    for (const { box, datum } of points) {
      for (const part of [0.1, 0.5, 0.9]) {
        const place = {
          x: box.left + part * (box.right - box.left),
          y: box.top + part * (box.bottom - box.top)
        }
        expect(numbered[rowAt(points, place)!]).toMatchObject({ x: datum['x'], y: datum['y'] })
      }
    }
  })

  it('leave the figure as it was', () => {
    const spec = specOf(plot(rows, fields))
    const before = JSON.stringify(spec)
    withRowSelection(copySpec(spec), [])
    expect(JSON.stringify(spec)).toBe(before)
  })

  it('fade when others are selected; lines stay', async () => {
    const { view } = await drawn(specOf(plot(rows, fields)))
    const opacities = () => ['line', 'symbol'].map((kind) => opacitiesOf(rootOf(view), kind))
    const all = opacities()
    await view.signal(selectionSignal, { 1: true, 3: true }).runAsync()
    expect(opacities()).toEqual([all[0], [0.3, 1, 0.3, 1]])
    await view.signal(selectionSignal, null).runAsync()
    expect(opacities()).toEqual(all)
  })
})
