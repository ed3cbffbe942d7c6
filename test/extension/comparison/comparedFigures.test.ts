import { nullTranslator } from '@jupyterlab/translation'
import { expect, test } from 'vitest'
import { comparedFigures, commonValues } from '../../../extension/src/comparison/comparedFigures.js'
import { measuredViews } from '../../../extension/src/comparison/measurements.js'

const trans = nullTranslator.load('jupyterlab_nnqft')

const figure = (values: object[], extra: object = {}) => ({
  data: { values },
  mark: 'point',
  encoding: {
    x: { field: 'width', type: 'quantitative' },
    y: { field: 'm', type: 'quantitative' }
  },
  usermeta: { nnqft: { roles: { measured: 'm', error: 'e' } } },
  ...extra
})

test('values are compared where position and series agree, with z of the combined error', () => {
  const first = figure([
    { width: 2, m: 5, e: 3 },
    { width: 3, m: 1, e: 1 }
  ])
  const second = figure([
    { width: 2, m: 0, e: 4 },
    { width: 5, m: 1, e: 1 }
  ])
  const compared = comparedFigures([first, second], ['A', 'B'], trans)
  expect(compared).toMatchObject({ count: 1, scored: 1, chiSquared: 1, largest: 1 })
})

test('without errors there are differences and no scores', () => {
  const values = [{ key: { x: 1 }, value: 3 }]
  expect(commonValues(values, [{ key: { x: 1 }, value: 1 }])).toEqual([
    { key: { x: 1 }, first: 3, second: 1, difference: 2 }
  ])
})

test('a position that occurs twice identifies nothing', () => {
  const twice = [
    { key: { x: 1 }, value: 3 },
    { key: { x: 1 }, value: 4 }
  ]
  expect(commonValues(twice, [{ key: { x: 1 }, value: 1 }])).toEqual([])
})

test('errors come from the error bars of a figure without roles', () => {
  const x = { field: 'width', type: 'quantitative' }
  const spec = {
    data: { values: [{ width: 2, m: 5, low: 4.9, high: 6, series: 'a' }] },
    layer: [
      {
        mark: 'rule',
        encoding: { x, y: { field: 'low', type: 'quantitative' }, y2: { field: 'high' } }
      },
      {
        mark: 'point',
        encoding: {
          x,
          y: { field: 'm', type: 'quantitative' },
          color: { field: 'series', type: 'nominal' }
        }
      }
    ]
  }
  expect(measuredViews(spec)[0].measurements).toEqual([
    { key: { width: 2, series: 'a' }, value: 5, error: 1 }
  ])
})

test('views are matched by their titles, whatever their place and their other rows', () => {
  const panel = (title: string, rows: object[]) => ({ title, ...figure(rows), usermeta: {} })
  const row = (width: number, m: number) => ({ width, m })
  const first = { hconcat: [panel('n = 2', [row(2, 1)]), panel('n = 4', [row(2, 5), row(3, 7)])] }
  const second = { hconcat: [panel('n = 4', [row(3, 6), row(5, 1)])] }
  const { spec, count } = comparedFigures([first, second], ['A', 'B'], trans)
  expect(count).toBe(1)
  expect(spec['hconcat']).toMatchObject([
    { title: 'n = 4', vconcat: [{}, { data: { values: [{ width: 3, first: 7, second: 6 }] } }] }
  ])
})

test('points are compared rather than the curve that is drawn below them', () => {
  const unit = (mark: string, field: string) => ({
    mark,
    encoding: { x: { field: 'w', type: 'quantitative' }, y: { field, type: 'quantitative' } }
  })
  const values = [{ w: 1, exact: 1, measured: 2 }]
  const [view] = measuredViews({
    data: { values },
    layer: [unit('line', 'exact'), unit('point', 'measured')]
  })
  expect(view.measurements).toEqual([{ key: { w: 1 }, value: 2 }])
})

test('data of several views have names of their own, as Vega-Lite asks', () => {
  const views = ['a', 'b'].map((title) => ({ ...figure([{ width: 2, m: 5 }]), title }))
  const { spec } = comparedFigures([{ hconcat: views }, { hconcat: views }], ['A', 'B'], trans)
  const names = Array.from(JSON.stringify(spec).matchAll(/"name":"([^"]*)"/g), ([, name]) => name)
  expect(names).toEqual(['values 1', 'differences 1', 'values 2', 'differences 2'])
})

test('columns on a common base are values, bars between two fields are not', () => {
  const x = { field: 'low', type: 'quantitative' }
  const unit = (y2: object) => ({
    data: { values: [{ low: 1, high: 2, drawn: 3 }] },
    mark: 'rect',
    encoding: { x, y: { field: 'drawn', type: 'quantitative' }, y2 }
  })
  expect(measuredViews(unit({ datum: 0 }))[0].measurements).toEqual([{ key: { low: 1 }, value: 3 }])
  expect(measuredViews(unit({ field: 'high' }))).toEqual([])
})

test('figures without a value in common are refused', () => {
  const pair = [figure([{ width: 2, m: 5 }]), figure([{ width: 3, m: 5 }])] as const
  expect(() => comparedFigures(pair, ['A', 'B'], trans)).toThrow('no value in common')
})
