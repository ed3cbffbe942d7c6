import { animals, days, prices, scattered, shares, yields } from './rows.js'

type Spec = Record<string, unknown>

const q = (field: unknown, more: object = {}) => ({ field, type: 'quantitative', ...more })
const n = (field: string, more: object = {}) => ({ field, type: 'nominal', ...more })
const o = (field: string, more: object = {}) => ({ field, type: 'ordinal', ...more })
const t = (field: string, more: object = {}) => ({ field, type: 'temporal', ...more })
const of = (values: unknown) => ({ data: { values } })

const brush = { name: 'brush', select: { type: 'interval', encodings: ['x'] } }

/** Compositions, facets, parameters and selections, in the styles of the same galleries. */
export const viewCharts: Readonly<Record<string, Spec>> = {
  'facets by row and column': {
    ...of(animals),
    mark: 'point',
    width: 110,
    height: 90,
    encoding: {
      x: q('length'),
      y: q('depth'),
      row: n('island'),
      column: n('species'),
      color: n('species')
    }
  },
  'trellis of wrapped facets': {
    ...of(yields),
    facet: n('site', { columns: 2 }),
    columns: 2,
    spec: {
      height: { step: 14 },
      mark: 'point',
      encoding: { x: q('yield', { scale: { zero: false } }), y: n('variety'), color: n('year') }
    }
  },
  'repeated pairs that zoom, as a matrix of scatter plots': {
    ...of(animals),
    repeat: { row: ['length', 'depth'], column: ['mass', 'length'] },
    spec: {
      width: 120,
      height: 120,
      params: [{ name: 'grid', select: 'interval', bind: 'scales' }],
      mark: 'point',
      encoding: {
        x: q({ repeat: 'column' }),
        y: q({ repeat: 'row' }, { axis: { minExtent: 30 } }),
        color: n('species')
      }
    }
  },
  'repeat with parameters at the top, as Altair writes them': {
    ...of(animals),
    params: [
      {
        name: 'p',
        select: { type: 'interval', encodings: ['x', 'y'] },
        bind: 'scales',
        views: ['v']
      }
    ],
    repeat: ['length', 'depth'],
    columns: 2,
    spec: {
      name: 'v',
      mark: 'circle',
      encoding: { x: q('mass'), y: q({ repeat: 'repeat' }), color: n('species') }
    }
  },
  'repeated layers': {
    ...of(days),
    repeat: { layer: ['low', 'high'] },
    spec: {
      mark: 'line',
      encoding: {
        x: t('date'),
        y: q({ repeat: 'layer' }, { title: 'degrees' }),
        color: { datum: { repeat: 'layer' }, type: 'nominal' }
      }
    }
  },
  'marginal histograms above and beside their points': {
    ...of(animals),
    spacing: 15,
    bounds: 'flush',
    vconcat: [
      {
        height: 60,
        mark: 'bar',
        encoding: {
          x: q('length', { bin: true, axis: null }),
          y: { aggregate: 'count', title: '' }
        }
      },
      {
        spacing: 15,
        bounds: 'flush',
        hconcat: [
          {
            mark: 'rect',
            encoding: {
              x: q('length', { bin: true }),
              y: q('depth', { bin: true }),
              color: { aggregate: 'count' }
            }
          },
          {
            width: 60,
            mark: 'bar',
            encoding: {
              y: q('depth', { bin: true, axis: null }),
              x: { aggregate: 'count', title: '' }
            }
          }
        ]
      }
    ]
  },
  'ticks above and beside their points': {
    ...of(animals),
    vconcat: [
      { height: 50, mark: 'tick', encoding: { x: q('length') } },
      {
        hconcat: [
          { mark: 'point', encoding: { x: q('length'), y: q('depth') } },
          { width: 50, mark: 'tick', encoding: { y: q('depth') } }
        ]
      }
    ]
  },
  'five views in rows of three': {
    ...of(animals),
    columns: 3,
    concat: ['length', 'depth', 'mass', 'length', 'depth'].map((field) => ({
      width: 140,
      height: 100,
      mark: 'area',
      transform: [{ density: field, bandwidth: 0 }],
      encoding: { x: q('value', { title: field }), y: q('density') }
    }))
  },
  'ridges of densities': {
    ...of(animals),
    transform: [{ density: 'mass', groupby: ['species'], extent: [2500, 7000], steps: 40 }],
    height: 40,
    bounds: 'flush',
    mark: {
      type: 'area',
      interpolate: 'monotone',
      fillOpacity: 0.8,
      stroke: 'lightgray',
      strokeWidth: 0.5
    },
    encoding: {
      row: n('species', { title: null, header: { labelAngle: 0, labelAlign: 'left' } }),
      x: q('value'),
      y: q('density', { axis: null, scale: { range: [40, -30] } }),
      fill: n('species', { legend: null })
    },
    config: { view: { stroke: 'transparent' } }
  },
  'multi-line highlight with parameters at the top': {
    ...of(prices),
    params: [
      {
        name: 'near',
        select: { type: 'point', on: 'mouseover', fields: ['symbol'], nearest: true },
        views: ['points']
      }
    ],
    layer: [
      {
        name: 'points',
        mark: { type: 'circle', opacity: 0 },
        encoding: { x: t('date'), y: q('price'), color: n('symbol') }
      },
      {
        mark: 'line',
        encoding: {
          x: t('date'),
          y: q('price'),
          color: n('symbol'),
          size: { condition: { param: 'near', value: 3, empty: false }, value: 1 }
        }
      }
    ]
  },
  'lines chosen by hovering one of them': {
    ...of(prices),
    params: [{ name: 'h', select: { type: 'point', on: 'mouseover' }, views: ['v'] }],
    layer: [
      {
        name: 'v',
        mark: 'line',
        encoding: {
          x: t('date'),
          y: q('price'),
          color: n('symbol'),
          opacity: { condition: { param: 'h', value: 1 }, value: 0.3 }
        }
      }
    ]
  },
  'interactive legend of the author': {
    ...of(prices),
    params: [{ name: 'kind', select: { type: 'point', fields: ['symbol'] }, bind: 'legend' }],
    mark: 'area',
    encoding: {
      x: t('date'),
      y: q('price', { stack: 'center' }),
      color: n('symbol'),
      opacity: { condition: { param: 'kind', value: 1 }, value: 0.2 }
    }
  },
  'overview and detail': {
    ...of(prices),
    vconcat: [
      {
        width: 480,
        height: 160,
        mark: 'area',
        encoding: {
          x: t('date', { scale: { domain: { param: 'brush' } } }),
          y: q('price', { aggregate: 'mean' })
        }
      },
      {
        width: 480,
        height: 50,
        params: [brush],
        mark: 'area',
        encoding: { x: t('date'), y: q('price', { aggregate: 'mean' }) }
      }
    ]
  },
  crossfilter: {
    ...of(animals),
    repeat: { column: ['length', 'depth', 'mass'] },
    spec: {
      width: 130,
      height: 100,
      layer: [
        {
          params: [brush],
          mark: 'bar',
          encoding: {
            x: q({ repeat: 'column' }, { bin: { maxbins: 12 } }),
            y: { aggregate: 'count' },
            color: { value: '#ddd' }
          }
        },
        {
          transform: [{ filter: { param: 'brush' } }],
          mark: 'bar',
          encoding: {
            x: q({ repeat: 'column' }, { bin: { maxbins: 12 } }),
            y: { aggregate: 'count' }
          }
        }
      ]
    }
  },
  'points and the bars of their selection': {
    ...of(animals),
    hconcat: [
      {
        params: [{ name: 'pick', select: 'interval', value: { x: [36, 48], y: [14, 18] } }],
        mark: 'point',
        encoding: {
          x: q('length', { scale: { zero: false } }),
          y: q('depth', { scale: { zero: false } }),
          color: { condition: { ...n('species'), param: 'pick' }, value: 'lightgray' }
        }
      },
      {
        width: 100,
        transform: [{ filter: { param: 'pick' } }],
        mark: 'bar',
        encoding: { x: { aggregate: 'count' }, y: n('species'), color: n('species') }
      }
    ]
  },
  'a threshold moved by a slider': {
    ...of(days),
    params: [
      {
        name: 'cutoff',
        value: 15,
        bind: { input: 'range', min: 0, max: 30, step: 1, name: 'Cutoff ' }
      },
      { name: 'shape', value: 'circle', bind: { input: 'select', options: ['circle', 'square'] } },
      { name: 'kind', value: 'sun', bind: { input: 'radio', options: ['sun', 'rain'] } },
      { name: 'note', value: 'text', bind: { input: 'text' } },
      { name: 'grid', value: true, bind: { input: 'checkbox' } }
    ],
    mark: { type: 'point', shape: { expr: 'shape' } },
    encoding: {
      x: t('date'),
      y: q('high'),
      color: { condition: { test: 'datum.high < cutoff', value: 'steelblue' }, value: 'orange' }
    }
  },
  'widths and angles by expressions of parameters': {
    ...of(shares),
    params: [
      { name: 'corner', value: 8 },
      { name: 'half', expr: 'corner / 2' }
    ],
    mark: { type: 'bar', cornerRadius: { expr: 'half' } },
    encoding: {
      x: o('category'),
      y: q('value'),
      color: n('category', { legend: { labelExpr: "'type ' + datum.label", columns: 2 } })
    }
  },
  'a population against time of the day': {
    ...of(
      scattered(48, 9).map((u, i) => ({
        when: `2024-03-0${1 + Math.floor(i / 24)}T${String(i % 24).padStart(2, '0')}:00:00`,
        count: Math.round(100 * u)
      }))
    ),
    mark: 'rect',
    config: { view: { discreteWidth: 240, discreteHeight: { step: 22 } } },
    encoding: {
      x: o('when', { timeUnit: 'hours', title: 'hour' }),
      y: o('when', { timeUnit: 'monthdate', title: 'day' }),
      color: q('count', { aggregate: 'sum', scale: { scheme: 'viridis' } })
    }
  },
  'the width of the page': {
    ...of(prices),
    width: 'container',
    height: 120,
    mark: 'line',
    encoding: { x: t('date'), y: q('price'), color: n('symbol') }
  }
}
