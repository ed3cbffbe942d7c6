import { expect, test } from 'vitest'
import { comparedFigures, commonValues } from '../../../extension/src/comparison/comparedFigures.js'
import { measuredViews } from '../../../extension/src/comparison/measurements.js'

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
  const compared = comparedFigures([first, second], ['A', 'B'])
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
    data: { values: [{ width: 2, m: 5, low: 4, high: 6, series: 'a' }] },
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

test('figures without a value in common are refused', () => {
  const pair = [figure([{ width: 2, m: 5 }]), figure([{ width: 3, m: 5 }])] as const
  expect(() => comparedFigures(pair, ['A', 'B'])).toThrow('no value in common')
})
