import * as vega from 'vega'
import { compile, type TopLevelSpec } from 'vega-lite'
import { expect, test } from 'vitest'
import {
  hasLogarithmicBars,
  hasQuantitativeAxis,
  toggleAxisScale,
  whyNoLogarithm
} from '../../../extension/src/instruments/axisScale.js'
import {
  canFilterByLegend,
  withLegendFilter
} from '../../../extension/src/instruments/legendFilter.js'
import { drawnRows } from '../../../extension/src/instruments/scenePoints.js'
import { canZoom, withZoom } from '../../../extension/src/instruments/zoom.js'
import { FigureLog } from '../../../extension/src/renderer/figureLog.js'
import type { JsonObject } from '../../../extension/src/renderer/safeSpec.js'
import { markCharts } from '../../browser/gallery/marks.js'
import { viewCharts } from '../../browser/gallery/views.js'

interface Mark {
  readonly marktype: string
  readonly role?: string
  readonly items: readonly {
    readonly opacity?: number
    readonly fillOpacity?: number
    readonly bounds?: { readonly x1: number; readonly y1: number }
    readonly items?: readonly Mark[]
  }[]
}

/** Draws a specification without a picture; what Vega complains of fails the test. */
async function drawn(spec: JsonObject): Promise<vega.View> {
  const { logger, failures } = new FigureLog()
  const compiled = compile(structuredClone(spec) as unknown as TopLevelSpec, { logger })
  const view = new vega.View(vega.parse(compiled.spec), { renderer: 'none', logger })
  await view.runAsync()
  expect(failures).toEqual([])
  return view
}

function marksOf(view: vega.View): Mark[] {
  const leaves = (mark: Mark): Mark[] =>
    mark.marktype === 'group'
      ? mark.items.flatMap(({ items = [] }) => items.flatMap(leaves))
      : [mark]
  const { root } = view.scenegraph() as unknown as { root: Mark }
  return leaves(root).filter(({ role }) => role === 'mark')
}

const opacities = (view: vega.View) =>
  marksOf(view).map(({ marktype, items }) => [
    marktype,
    items.map(({ opacity = 1, fillOpacity = 1 }) => [opacity, fillOpacity])
  ])

/** Number of marks that have a place in the picture. */
const placed = (view: vega.View) =>
  marksOf(view).flatMap(({ items }) =>
    items.filter(({ bounds }) => bounds && Number.isFinite(bounds.x1) && Number.isFinite(bounds.y1))
  ).length

const charts = Object.entries({ ...markCharts, ...viewCharts })
const chartsThat = (applies: (spec: JsonObject) => boolean) =>
  charts.filter(([, spec]) => applies(spec))

test.each(chartsThat(canFilterByLegend))(
  'a legend that filters leaves the opacities of "%s" until it is used',
  async (_, spec) => {
    const filtered = withLegendFilter(structuredClone(spec))
    expect(filtered).not.toEqual(spec)
    expect(opacities(await drawn(filtered))).toEqual(opacities(await drawn(spec)))
  }
)

test.each(chartsThat(canZoom))('"%s" can be zoomed', async (_, spec) => {
  const view = await drawn(spec)
  expect(placed(await drawn(withZoom(structuredClone(spec))))).toBeGreaterThanOrEqual(placed(view))
})

test.each(
  (['x', 'y'] as const).flatMap((axis) =>
    chartsThat((spec) => hasQuantitativeAxis(spec, axis)).map(([name, spec]) => [axis, name, spec])
  ) as ['x' | 'y', string, JsonObject][]
)('another scale of %s loses no mark of "%s", or is refused', async (axis, _, spec) => {
  const view = await drawn(spec)
  const rows = drawnRows(view)
  if (whyNoLogarithm(spec, axis, rows)) return
  const other = await drawn(toggleAxisScale(structuredClone(spec), axis, rows))
  expect(placed(other)).toBe(placed(view))
})

const values = [
  { x: 1, y: 2, k: 'a' },
  { x: 2, y: 3, k: 'b' }
]
const q = (field: string, more: object = {}) => ({ field, type: 'quantitative', ...more })
const n = (field: string) => ({ field, type: 'nominal' })
const coloured = { x: q('x'), y: q('y'), color: n('k') }

test.each<[string, JsonObject]>([
  ['box plots', { mark: 'boxplot', encoding: { x: n('k'), y: q('y'), color: n('k') } }],
  ['error bands', { mark: { type: 'errorband' }, encoding: coloured }],
  ['error bars', { layer: [{ mark: 'errorbar', encoding: coloured }, { mark: 'line' }] }],
  [
    'parameters at the top',
    {
      params: [{ name: 'h', select: 'point', views: ['v'] }],
      layer: [{ name: 'v', mark: 'line', encoding: coloured }]
    }
  ],
  ['parameters inside', { mark: 'point', params: [{ name: 'p', value: 1 }], encoding: coloured }],
  ['colours by time', { mark: 'bar', encoding: { color: { ...n('x'), timeUnit: 'year' } } }],
  ['binned colours', { mark: 'bar', encoding: { color: { ...n('x'), bin: true } } }],
  ['colours of numbers', { mark: 'bar', encoding: { color: q('x') } }],
  ['no legend', { mark: 'bar', encoding: { color: { ...n('k'), legend: null } } }]
])('legends of figures with %s are left alone', (_, spec) => {
  expect(canFilterByLegend(spec)).toBe(false)
  expect(withLegendFilter(structuredClone(spec))).toEqual(spec)
})

test.each<[unknown, JsonObject]>([
  [0.7, { mark: 'point' }],
  [0.7, { mark: { type: 'tick' } }],
  [1, { mark: 'line' }],
  [0.25, { mark: { type: 'area', opacity: 0.25 } }],
  [{ expr: 'a' }, { mark: { type: 'area', opacity: { expr: 'a' } } }],
  [0.2, { mark: 'point', config: { point: { opacity: 0.2 } } }],
  [0.3, { mark: 'bar', config: { mark: { opacity: 0.3 } } }],
  [0.4, { mark: 'bar', config: { mark: { opacity: 0.3 }, bar: { opacity: 0.4 } } }],
  [
    0.5,
    { mark: { type: 'bar', style: ['a', 'b'] }, config: { style: { a: {}, b: { opacity: 0.5 } } } }
  ],
  [0.6, { mark: 'bar', config: { style: { bar: { opacity: 0.6 } }, bar: { opacity: 0.4 } } }],
  [1, { mark: { type: 'point', fillOpacity: 0.1 } }]
])('a legend keeps the opacity %j of its marks', (value, spec) => {
  const filtered = withLegendFilter(structuredClone({ ...spec, encoding: coloured }))
  expect(filtered['encoding']).toMatchObject({ opacity: { condition: { value } } })
})

const bar = (more: object = {}, scale: object = {}) => ({
  data: { values },
  mark: 'bar',
  encoding: { x: n('k'), y: q('y', { scale }), ...more }
})

test.each<[string, JsonObject, JsonObject]>([
  ['points', { mark: 'point', encoding: { x: q('x'), y: q('y') } }, { type: 'log', zero: false }],
  ['bars from zero', bar(), { type: 'symlog', constant: 2 }],
  ['bars of counts', bar({ y: { aggregate: 'count' } }), { type: 'symlog', constant: 1 }],
  [
    'bars that are not stacked',
    bar({ color: n('k'), y: q('y', { stack: null }) }),
    { type: 'symlog' }
  ],
  ['bars between two values', bar({ y2: { field: 'x' } }), { type: 'log', zero: false }],
  [
    'a domain from zero',
    { mark: 'point', encoding: { y: q('y', { scale: { domain: [0, 9] } }) } },
    { type: 'symlog', constant: 2, domain: [0, 9] }
  ],
  [
    'a rule at zero',
    {
      layer: [
        { mark: 'point', encoding: { y: q('y') } },
        { mark: 'rule', encoding: { y: q('', { datum: 0 }) } }
      ]
    },
    { type: 'symlog', constant: 2 }
  ],
  [
    'a field that is calculated',
    {
      transform: [{ calculate: 'datum.y - 2.5', as: 'z' }],
      mark: 'point',
      encoding: { x: q('x'), y: q('z') }
    },
    { type: 'symlog', constant: 0.5 }
  ],
  [
    'a calculated field of positive values',
    { transform: [{ calculate: '10 * datum.y', as: 'z' }], mark: 'point', encoding: { y: q('z') } },
    { type: 'log' }
  ],
  [
    'means with a negative one',
    {
      data: { values: [...values, { k: 'a', y: -9 }] },
      mark: 'point',
      encoding: { x: n('k'), y: q('y', { aggregate: 'mean' }) }
    },
    { type: 'symlog' }
  ],
  [
    'numeric strings',
    { data: { values: [{ s: '10' }, { s: '200' }] }, mark: 'point', encoding: { y: q('s') } },
    { type: 'log' }
  ],
  [
    'numeric strings with a zero',
    { data: { values: [{ s: '0' }, { s: '200' }] }, mark: 'point', encoding: { y: q('s') } },
    { type: 'symlog', constant: 200 }
  ]
])('the other scale of y suits %s', async (_, chart, scale) => {
  const spec: JsonObject = { data: { values }, ...chart }
  const view = await drawn(spec)
  const rows = drawnRows(view)
  expect(whyNoLogarithm(spec, 'y', rows)).toBeUndefined()
  const changed = toggleAxisScale(structuredClone(spec), 'y', rows)
  const [unit] = (changed['layer'] ?? [changed]) as { encoding: { y: { scale: object } } }[]
  expect(unit.encoding.y.scale).toMatchObject(scale)
  expect(placed(await drawn(changed))).toBe(placed(view))
})

test.each<[string, string, JsonObject]>([
  ['stacked', 'bars in parts', bar({ color: n('k'), x: n('x') })],
  ['stacked', 'shares of a whole', bar({ y: q('y', { stack: 'normalize' }) })],
  [
    'stacked',
    'a stream',
    { mark: 'area', encoding: { x: q('x'), y: q('y', { stack: 'center' }), color: n('k') } }
  ],
  [
    'no numbers',
    'words',
    { data: { values: [{ y: 'a' }] }, mark: 'point', encoding: { y: q('y') } }
  ],
  ['no numbers', 'no rows', { data: { values: [] }, mark: 'point', encoding: { y: q('y') } }]
])('a logarithm is refused (%s) for %s', async (reason, _, chart) => {
  const spec: JsonObject = { data: { values }, ...chart }
  expect(whyNoLogarithm(spec, 'y', drawnRows(await drawn(spec)))).toBe(reason)
})

test('bars on a logarithmic axis are told about, points and ranges are not', () => {
  const log = { type: 'log' }
  expect(hasLogarithmicBars(bar({}, log), 'y')).toBe(true)
  expect(hasLogarithmicBars(bar({}, log), 'x')).toBe(false)
  expect(hasLogarithmicBars({ layer: [{ ...bar({}, log), mark: { type: 'area' } }] }, 'y')).toBe(
    true
  )
  expect(hasLogarithmicBars({ mark: 'bar', encoding: { x: q('x', { scale: log }) } }, 'x')).toBe(
    true
  )
  expect(hasLogarithmicBars(bar({ y2: { field: 'x' } }, log), 'y')).toBe(false)
  expect(hasLogarithmicBars({ ...bar({}, log), mark: 'point' }, 'y')).toBe(false)
  expect(hasLogarithmicBars(bar(), 'y')).toBe(false)
})
