import { expect, test } from 'vitest'
import { fitWidth, viewsAcross, widestView } from '../../../extension/src/renderer/fitWidth.js'

const fit = (spec: Record<string, unknown>, room: number) => fitWidth(spec, 'vega-lite', room)

test.each([
  [undefined, 1000, 640],
  [undefined, 400, 400],
  ['container', 1000, 1000],
  [300, 1000, 300],
  [900, 500, 500]
])('a single view that asks for %s in %i pixels takes %i', (width, room, expected) => {
  const fitted = fit({ mark: 'point', width }, room)
  expect(fitted.resizable).toBe(true)
  expect(fitted.spec['width']).toBe(expected)
  expect(fitted.spec['autosize']).toEqual({ type: 'fit-x', contains: 'padding' })
})

test('views side by side share the room and views above each other have all of it', () => {
  const view = () => ({ mark: 'point', width: 2000 })
  const { spec, resizable } = fit({ vconcat: [view(), { hconcat: [view(), view()] }] }, 1000)
  expect(resizable).toBe(false)
  expect(spec).toEqual({
    vconcat: [
      { mark: 'point', width: 950 },
      {
        hconcat: [
          { mark: 'point', width: 450 },
          { mark: 'point', width: 450 }
        ]
      }
    ]
  })
})

test('views that would be too narrow side by side continue in further rows', () => {
  const view = () => ({ mark: 'point', width: 230 })
  const row = { hconcat: [view(), view(), view()], spacing: 9 }
  const narrow = { mark: 'point', width: 200 }
  const broken = { concat: [narrow, narrow, narrow], columns: 2, spacing: 9 }
  expect(fit(structuredClone(row), 500).spec).toEqual(broken)
  expect(fit({ vconcat: [structuredClone(row)] }, 500).spec).toEqual({ vconcat: [broken] })
  expect(fit(structuredClone(row), 200).spec).toMatchObject({ columns: 1 })
  // Five views where four have room: three and two rather than four and one.
  const five = { hconcat: Array.from({ length: 5 }, view) }
  expect(fit(five, 800).spec).toMatchObject({ columns: 3 })
  expect(fit(structuredClone(row), 600).spec).toHaveProperty('hconcat')
})

test.each([
  [{ facet: { field: 'a' }, spec: { mark: 'point' } }],
  [{ mark: 'point', encoding: { column: { field: 'a' } }, width: 50 }],
  [{ mark: 'bar', width: { step: 20 } }]
])('%j keeps its own widths', (spec) => {
  expect(fit(structuredClone(spec), 300)).toEqual({ spec, resizable: false })
})

test('a Vega specification is drawn as it is', () => {
  expect(fitWidth({ width: 50 }, 'vega', 300)).toEqual({ spec: { width: 50 }, resizable: false })
})

test('the views side by side in a composition are counted through its rows', () => {
  const view = { mark: 'point' }
  expect(viewsAcross({ vconcat: [view, { hconcat: [view, { hconcat: [view, view] }] }] })).toBe(3)
  expect(viewsAcross({ concat: [view, view, view], columns: 2 })).toBe(2)
  expect(viewsAcross(view)).toBe(1)
})

test('the widest view of a composition is found through its rows', () => {
  const views = [{ mark: 'point', width: 100 }, { vconcat: [{ mark: 'bar', width: 130 }] }]
  expect(widestView({ hconcat: views })).toBe(130)
  expect(widestView({ mark: 'point', width: { step: 20 } })).toBe(0)
})
