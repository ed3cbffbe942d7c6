import { expect, test } from 'vitest'
import { fitPage, viewsAcross } from '../../../extension/src/renderer/fitPage.js'

type Spec = Record<string, unknown>
/** Each view is an object of its own, as in JSON. */
const fit = (spec: Spec, room: number, across = 1) =>
  fitPage(JSON.parse(JSON.stringify(spec)) as Spec, 'vega-lite', room, across)
const ours = { usermeta: { nnqft: { width: 'container' } } }

test.each<Spec>([
  { mark: 'point' },
  { mark: 'point', width: 300 },
  { mark: 'point', width: 3000, height: 20 },
  { mark: 'arc', width: 150, height: 150, autosize: 'fit' },
  { mark: 'bar', width: { step: 20 } },
  { mark: 'rect', config: { view: { step: 12 } } },
  { mark: 'rect', config: { view: { continuousWidth: 400, discreteWidth: 50 } } },
  { layer: [{ mark: 'line' }, { mark: 'point' }], width: 90 },
  { facet: { field: 'a' }, spec: { mark: 'point' } },
  { repeat: ['a', 'b'], spec: { mark: 'point', width: 900 } },
  { mark: 'point', encoding: { column: { field: 'a' } }, width: 500 },
  { hconcat: [{ mark: 'point', width: 700 }, { mark: 'point' }, { mark: 'bar', width: 900 }] },
  { vconcat: [{ height: 50, mark: 'tick' }, { hconcat: [{ mark: 'point' }, { width: 50 }] }] },
  // Notes of ours that do not ask, and a wish of somebody else's.
  { mark: 'point', usermeta: { nnqft: {} } },
  { mark: 'point', usermeta: { width: 'container' } },
  // Diagrams and cells of our own keep their sizes.
  { mark: 'rect', width: { step: 11 }, ...ours }
])('%j is drawn at its own sizes in every page', (spec) => {
  for (const room of [120, 500, 2000]) {
    expect(fit(spec, room)).toEqual({ spec, follows: 'nothing' })
  }
})

test.each<Spec>([
  { mark: 'point', width: 'container' },
  { layer: [{ mark: 'point' }], width: 'container', height: 'container' },
  { mark: 'point', ...ours },
  { mark: 'point', width: 500, ...ours }
])('%j takes all of the page and follows it', (wish) => {
  const { spec, follows } = fit(wish, 1000)
  expect(follows).toBe('width')
  expect(spec).toMatchObject({ width: 1000, autosize: { type: 'fit-x', contains: 'padding' } })
  expect(spec).not.toHaveProperty('height')
})

test('a figure of the width of the page keeps its own way of fitting', () => {
  const autosize = { contains: 'content', resize: true }
  const wish = { mark: 'point', width: 'container', config: { autosize: 'fit' }, autosize }
  expect(fit(wish, 700).spec['autosize']).toEqual({
    type: 'fit',
    contains: 'content',
    resize: true
  })
})

test('views that ask for the page share it, beside those with widths of their own', () => {
  const asking = { mark: 'point', width: 'container', height: 'container' }
  const { spec, follows } = fit(
    { vconcat: [asking, { hconcat: [asking, asking] }, { hconcat: [{ width: 150 }, asking] }] },
    1000
  )
  expect(follows).toBe('drawing')
  expect(spec).toEqual({
    vconcat: [
      { mark: 'point', width: 950 },
      {
        hconcat: [
          { mark: 'point', width: 450 },
          { mark: 'point', width: 450 }
        ]
      },
      { hconcat: [{ width: 150 }, { mark: 'point', width: 750 }] }
    ]
  })
  expect(fit({ concat: [asking, asking], columns: 1 }, 1000, 1.02).spec).toEqual({
    concat: [
      { mark: 'point', width: 969 },
      { mark: 'point', width: 969 }
    ],
    columns: 1
  })
  expect(fit({ facet: { field: 'a' }, columns: 4, spec: asking }, 1000).spec).toMatchObject({
    spec: { mark: 'point', width: 200 }
  })
  expect(fit({ mark: 'bar', width: 'container', encoding: { row: {} } }, 1000).spec).toMatchObject({
    width: 950
  })
})

test('a height that has no container is the usual one', () => {
  const spec = { hconcat: [{ mark: 'point', width: 100, height: 'container' }] }
  expect(fit(spec, 1000)).toEqual({
    spec: { hconcat: [{ mark: 'point', width: 100 }] },
    follows: 'nothing'
  })
})

test('views that would be too narrow side by side continue in further rows', () => {
  const view = { mark: 'point', width: 'container' }
  const row = { hconcat: [view, view, view], spacing: 9 }
  const narrow = { mark: 'point', width: 200 }
  const broken = { concat: [narrow, narrow, narrow], columns: 2, spacing: 9 }
  expect(fit(row, 500).spec).toEqual(broken)
  expect(fit({ vconcat: [row] }, 500).spec).toEqual({ vconcat: [broken] })
  expect(fit(row, 200).spec).toMatchObject({ columns: 1 })
  // Five views where four have room: three and two rather than four and one.
  const five = { hconcat: Array.from({ length: 5 }, () => view) }
  expect(fit(five, 800).spec).toMatchObject({ columns: 3 })
  expect(fit(row, 600).spec).toHaveProperty('hconcat')
})

test('all views of a figure of ours that asks share the page', () => {
  const view = { mark: 'point', width: 230 }
  expect(fit({ hconcat: [view, view], ...ours }, 1000).spec).toMatchObject({
    hconcat: [{ width: 450 }, { width: 450 }]
  })
})

test('a Vega specification is drawn as it is', () => {
  const spec = { width: 50 }
  expect(fitPage(spec, 'vega', 300)).toEqual({ spec, follows: 'nothing' })
})

test('the views side by side in a composition are counted through its rows', () => {
  const view = { mark: 'point' }
  expect(viewsAcross({ vconcat: [view, { hconcat: [view, { hconcat: [view, view] }] }] })).toBe(3)
  expect(viewsAcross({ concat: [view, view, view], columns: 2 })).toBe(2)
  expect(viewsAcross(view)).toBe(1)
})
