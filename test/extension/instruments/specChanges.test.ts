import { compile, type TopLevelSpec } from 'vega-lite'
import { expect, test } from 'vitest'
import { toggleAxisScale } from '../../../extension/src/instruments/axisScale.js'
import { convergenceField, measuredPoints } from '../../../lib/src/figures/parts/measuredPoints.js'
import { hasErrors, withConfidenceBand } from '../../../extension/src/instruments/confidenceBand.js'
import { layerNames, withoutLayers } from '../../../extension/src/instruments/layers.js'
import { withLegendFilter } from '../../../extension/src/instruments/legendFilter.js'
import { withLinkedHover } from '../../../extension/src/instruments/linkedHover.js'
import { unitSpecs } from '../../../extension/src/instruments/unitSpecs.js'
import { canZoom, withZoom } from '../../../extension/src/instruments/zoom.js'
import type { JsonObject } from '../../../extension/src/renderer/safeSpec.js'

const x = { field: 'x', type: 'quantitative' }
const y = { field: 'y', type: 'quantitative' }
const scales = (spec: JsonObject, axis: string) =>
  unitSpecs(spec).map(({ encoding }) => (encoding[axis] as { scale: unknown }).scale)

test('units inherit the channels of the layers around them', () => {
  const spec = {
    encoding: { x },
    layer: [{ mark: 'line', encoding: { y } }, { mark: { type: 'bar' } }]
  }
  const units = unitSpecs({ hconcat: [spec, { facet: { field: 'a' }, spec: { mark: 'point' } }] })
  expect(units.map(({ mark, encoding }) => [mark, Object.keys(encoding)])).toEqual([
    ['line', ['x', 'y']],
    ['bar', ['x']],
    ['point', []]
  ])
})

test('a positive axis becomes logarithmic and a logarithmic one linear, in all layers of a view', () => {
  const spec = () => ({
    data: { values: [{ y: 1 }, { y: 2 }] },
    layer: [
      { mark: 'line', encoding: { y: { ...y, scale: { domain: [1, 2] } } } },
      { mark: 'point', encoding: { y } }
    ]
  })
  const log = toggleAxisScale(spec(), 'y')
  expect(scales(log, 'y')).toEqual([
    { domain: [1, 2], type: 'log', zero: false },
    { type: 'log', zero: false }
  ])
  expect(scales(toggleAxisScale(log, 'y'), 'y')).toEqual([
    { domain: [1, 2], type: 'linear' },
    { type: 'linear' }
  ])
})

test('an axis with values of both signs becomes symmetric around the smallest size', () => {
  const spec = {
    data: { values: [{ x: -3 }, { x: 0 }, { x: 0.25 }] },
    mark: 'point',
    encoding: { x }
  }
  expect(scales(toggleAxisScale(spec, 'x'), 'x')).toEqual([{ type: 'symlog', constant: 0.25 }])
})

test('zoom binds one selection per view to its continuous axes', () => {
  const layered = {
    layer: [
      { mark: 'line', encoding: { x, y } },
      { mark: 'point', encoding: { x, y } }
    ]
  }
  const named = { mark: 'bar', encoding: { x: { field: 'a', type: 'nominal' }, y } }
  const spec = withZoom({ hconcat: [layered, named] })
  const params = unitSpecs(spec).map(({ unit }) => unit['params'])
  expect(params).toEqual([
    [{ name: 'nnqft_zoom_0', select: { type: 'interval', encodings: ['x', 'y'] }, bind: 'scales' }],
    undefined,
    [{ name: 'nnqft_zoom_1', select: { type: 'interval', encodings: ['y'] }, bind: 'scales' }]
  ])
  expect(canZoom({ mark: 'bar', encoding: { x: { field: 'a', type: 'nominal' } } })).toBe(false)
})

test('layers are called by name, series, field or mark, and the last one of a view stays', () => {
  const spec = () => ({
    layer: [
      { name: 'theory', mark: 'line' },
      { mark: 'line', transform: [{ filter: { field: 's', equal: 'exact' } }], encoding: { y } },
      { mark: 'rule', encoding: { y, y2: { field: 'high' } } },
      { mark: 'point', encoding: { y } }
    ]
  })
  expect(layerNames(spec())).toEqual(['theory', 'exact', 'rule', 'y'])
  expect(layerNames(withoutLayers(spec(), new Set(['exact', 'rule'])))).toEqual(['theory', 'y'])
  const none = withoutLayers(spec(), new Set(['theory', 'exact', 'rule', 'y']))
  expect(unitSpecs(none)).toHaveLength(4)
})

test('bands of one and two errors lie behind the measured values of every view', () => {
  const view = { mark: 'point', encoding: { x, y: { ...y, scale: { type: 'log' } } } }
  const spec = {
    hconcat: [view, { mark: 'point', encoding: { x, y } }],
    usermeta: { nnqft: { roles: { measured: 'y', error: 'e' } } }
  }
  expect(hasErrors(spec)).toBe(true)
  expect(hasErrors({ ...spec, usermeta: {} })).toBe(false)
  const units = unitSpecs(withConfidenceBand(structuredClone(spec)))
  expect(units.map(({ mark }) => mark)).toEqual(['area', 'area', 'point', 'area', 'area', 'point'])
  const [logarithmic, , , linear] = units.map(({ unit }) => unit['transform'])
  expect(linear).toEqual([
    { calculate: 'datum["y"] - 2 * datum["e"]', as: 'bandLow' },
    { calculate: 'datum["y"] + 2 * datum["e"]', as: 'bandHigh' },
    { filter: 'isValid(datum.bandHigh)' }
  ])
  // The lower end stays on a logarithmic axis.
  expect(logarithmic).toContainEqual({
    calculate: 'max(datum["y"] - 2 * datum["e"], datum["y"] / 10)',
    as: 'bandLow'
  })
})

// Only the first kind had a band once: none at all where no average had converged.
test('bands lie behind measured points of both kinds, converged or not', () => {
  const rows = [true, false].map((converged, i) => ({
    x: i,
    y: 1,
    e: 0.1,
    ...convergenceField(converged)
  }))
  const spec = {
    data: { values: rows },
    layer: measuredPoints(rows, { x, y }) as JsonObject[],
    usermeta: { nnqft: { roles: { measured: 'y', error: 'e' } } }
  }
  const marks = unitSpecs(withConfidenceBand(spec)).map(({ unit }) => unit['mark'])
  expect(marks).toMatchObject([
    { type: 'area' },
    { type: 'area' },
    { filled: true },
    { type: 'area' },
    { type: 'area' },
    { filled: false }
  ])
})

test('bands take their errors from error bars where the rows have no field of errors', () => {
  const bar = { mark: 'rule', encoding: { x, y: { ...y, field: 'low' }, y2: { field: 'high' } } }
  const colour = { field: 'width', type: 'ordinal' }
  const points = { name: 'measured', mark: 'point', encoding: { x, y, color: colour } }
  const spec = withConfidenceBand({ layer: [bar, points] })
  expect(unitSpecs(spec)[1].unit).toMatchObject({
    transform: [
      { calculate: 'datum["y"] - 2 * (max(datum["low"],datum["high"]) - datum["y"])' },
      { as: 'bandHigh' },
      { filter: 'isValid(datum.bandHigh)' }
    ],
    encoding: { color: colour }
  })
  expect(layerNames(spec)).toEqual(['rule', 'measured'])
})

test('a legend of categories filters, unless the figure has selections of its own', () => {
  const color = { field: 'width', type: 'ordinal' }
  const spec = () => ({ mark: 'point', encoding: { x, color } })
  const [{ unit }] = unitSpecs(withLegendFilter(spec()))
  expect(unit['params']).toEqual([
    { name: 'nnqft_legend_0', select: { type: 'point', fields: ['width'] }, bind: 'legend' }
  ])
  const own = { ...spec(), params: [{ name: 'mine', select: 'point' }] }
  expect(withLegendFilter(structuredClone(own))).toEqual(own)
})

test('linked hover keeps the opacity that a figure has and leaves joined marks alone', () => {
  const chosen = { param: 'chosen', value: 0.5 }
  const encoding = { x, opacity: { condition: chosen, value: 0.05 } }
  const layer = [
    { mark: 'point', encoding },
    { mark: 'line', encoding: { x } }
  ]
  const spec = withLinkedHover({ layer, usermeta: { nnqft: {} } })
  const [point, line] = unitSpecs(spec)
  expect(point.encoding['opacity']).toMatchObject({
    condition: [{ value: 0.3 }, chosen],
    value: 0.05
  })
  expect(line.encoding).toEqual({ x })
  const foreign = { mark: 'point', encoding: { x } }
  expect(withLinkedHover(foreign)).toBe(foreign)
})

test('the outline of a histogram gets a bar per bin that linked hover can light up', () => {
  const color = { field: 'width', type: 'ordinal', title: 'N' }
  const outline = {
    mark: { type: 'area', interpolate: 'step-after' },
    params: [{ name: 'chosen' }],
    encoding: { x, y, color }
  }
  const spec = withLinkedHover({ layer: [outline], usermeta: { nnqft: {} } })
  const [area, bins] = unitSpecs(spec)
  expect(area.unit['params']).toEqual([{ name: 'chosen' }])
  expect(bins.unit).toMatchObject({
    mark: { type: 'rect' },
    transform: [
      { window: [{ op: 'lead', field: 'x' }], sort: [{ field: 'x' }], groupby: ['width'] },
      {
        filter:
          '(isArray(datum["combination"]) && length(datum["combination"]) > 0) || ' +
          '(isArray(datum["combinations"]) && length(datum["combinations"]) > 0)'
      }
    ],
    encoding: { x, y, color, y2: { datum: 0 }, opacity: { value: 0 } }
  })
  const [, bins2] = unitSpecs(
    withLinkedHover({
      layer: [structuredClone({ ...outline, encoding: { x, y } })],
      usermeta: { nnqft: { roles: { combination: 'c' } } }
    })
  )
  expect(bins2.unit['transform']).toContainEqual({
    filter: '(isArray(datum["c"]) && length(datum["c"]) > 0)'
  })
})

test('what instruments add to several views keeps the data of each view apart', () => {
  // Units of one name read the rows of the last of them.
  const bar = { mark: 'rule', encoding: { x, y: { ...y, field: 'low' }, y2: { field: 'high' } } }
  const outline = { mark: { type: 'area', interpolate: 'step-after' }, encoding: { x, y } }
  const view = (name: string) => ({
    data: { name, values: [{ x: 1, y: 2, low: 1, high: 3, combinations: [1] }] },
    layer: [outline, bar, { mark: 'point', encoding: { x, y } }]
  })
  const spec = structuredClone({ hconcat: [view('a'), view('b')], usermeta: { nnqft: {} } })
  const changed = withConfidenceBand(withLinkedHover(spec)) as unknown as TopLevelSpec
  const { marks = [] } = compile(changed).spec
  const sources = marks.map((group) => {
    const units = 'marks' in group ? (group.marks ?? []) : []
    return units.flatMap(({ from }) => (from && 'data' in from ? [from.data] : []))
  })
  expect(sources.map(({ length }) => length)).toEqual([6, 6])
  expect(sources[0].filter((source) => sources[1].includes(source))).toEqual([])
})
