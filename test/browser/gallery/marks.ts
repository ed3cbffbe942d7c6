import {
  animals,
  countries,
  days,
  pixel,
  prices,
  scattered,
  shares,
  trades,
  yields
} from './rows.js'

type Spec = Record<string, unknown>

const q = (field: string, more: object = {}) => ({ field, type: 'quantitative', ...more })
const n = (field: string, more: object = {}) => ({ field, type: 'nominal', ...more })
const o = (field: string, more: object = {}) => ({ field, type: 'ordinal', ...more })
const t = (field: string, more: object = {}) => ({ field, type: 'temporal', ...more })
const of = (values: unknown) => ({ data: { values } })

/** Charts of one view or of layers, each in the style of one of the Altair or Vega-Lite gallery. */
export const markCharts: Readonly<Record<string, Spec>> = {
  'scatter plot with colour, shape and size': {
    ...of(animals),
    mark: 'point',
    encoding: {
      x: q('length', { scale: { zero: false } }),
      y: q('depth', { scale: { zero: false } }),
      color: n('species'),
      shape: n('species'),
      size: q('mass')
    }
  },
  'open points of a configured opacity': {
    ...of(animals),
    config: { point: { opacity: 0.2 } },
    mark: 'point',
    encoding: { x: q('length'), y: q('depth'), color: n('species') }
  },
  'points of a style of opacity': {
    ...of(animals),
    config: { style: { faint: { opacity: 0.35 } } },
    mark: { type: 'circle', style: 'faint' },
    encoding: { x: q('length'), y: q('depth'), color: n('species') }
  },
  'bars of sums, sorted': {
    ...of(yields),
    mark: 'bar',
    encoding: { x: q('yield', { aggregate: 'sum' }), y: n('variety', { sort: '-x' }) }
  },
  'stacked bars with a legend': {
    ...of(days),
    mark: { type: 'bar', cornerRadiusEnd: 3 },
    encoding: {
      x: o('date', { timeUnit: 'month', title: 'month' }),
      y: { aggregate: 'count', type: 'quantitative' },
      color: n('weather', {
        scale: {
          domain: ['sun', 'rain', 'fog', 'snow'],
          range: ['#e7ba52', '#1f77b4', '#c7c7c7', '#9467bd']
        }
      })
    }
  },
  'normalised stack': {
    ...of(yields),
    mark: 'bar',
    encoding: { x: q('yield', { stack: 'normalize' }), y: n('site'), color: n('variety') }
  },
  'grouped bars by offsets': {
    ...of(yields),
    mark: 'bar',
    encoding: {
      x: n('site'),
      xOffset: n('year'),
      y: q('yield', { aggregate: 'mean' }),
      color: n('year')
    }
  },
  'diverging bars with conditional colours and labels': {
    ...of(shares.map((row) => ({ ...row, value: row.value - 6 }))),
    encoding: { y: n('category'), x: q('value') },
    layer: [
      {
        mark: 'bar',
        encoding: {
          color: { condition: { test: 'datum.value > 0', value: 'steelblue' }, value: 'orange' }
        }
      },
      { mark: { type: 'text', align: 'left', dx: 4 }, encoding: { text: q('value') } }
    ]
  },
  histogram: {
    ...of(animals),
    mark: 'bar',
    encoding: { x: q('mass', { bin: { maxbins: 12 } }), y: { aggregate: 'count' } }
  },
  'histogram of both sides, log counts': {
    ...of(scattered(200).map((u) => ({ u: Math.exp(5 * u) }))),
    mark: 'bar',
    encoding: { x: q('u', { bin: true }), y: { aggregate: 'count', scale: { type: 'log' } } }
  },
  'heat map of bins': {
    ...of(animals),
    mark: 'rect',
    encoding: {
      x: q('length', { bin: { maxbins: 20 } }),
      y: q('depth', { bin: { maxbins: 12 } }),
      color: { aggregate: 'count' }
    }
  },
  'square cells by a configured step': {
    ...of(yields),
    config: { view: { step: 12 } },
    mark: 'rect',
    encoding: { x: o('variety'), y: o('site'), color: q('yield', { aggregate: 'mean' }) }
  },
  'heat map with labels': {
    ...of(yields),
    width: { step: 44 },
    height: { step: 30 },
    transform: [
      { aggregate: [{ op: 'mean', field: 'yield', as: 'mean' }], groupby: ['variety', 'site'] }
    ],
    encoding: { x: o('variety'), y: o('site') },
    layer: [
      {
        mark: 'rect',
        encoding: { color: q('mean', { legend: { direction: 'horizontal', gradientLength: 120 } }) }
      },
      {
        mark: 'text',
        encoding: {
          text: q('mean', { format: '.0f' }),
          color: { condition: { test: 'datum.mean < 30', value: 'black' }, value: 'white' }
        }
      }
    ]
  },
  'lines of several series': {
    ...of(prices),
    mark: { type: 'line', point: true },
    encoding: { x: t('date'), y: q('price'), color: n('symbol') }
  },
  'lines on a log axis with a base of two': {
    ...of(prices),
    mark: { type: 'line', interpolate: 'monotone' },
    encoding: {
      x: t('date'),
      y: q('price', { scale: { type: 'log', base: 2 } }),
      color: n('symbol')
    }
  },
  'steps, dashed by series': {
    ...of(prices),
    mark: { type: 'line', interpolate: 'step-after' },
    encoding: { x: t('date'), y: q('price'), strokeDash: n('symbol') }
  },
  'areas of opacity a quarter': {
    ...of(prices),
    mark: { type: 'area', opacity: 0.25, line: true },
    encoding: { x: t('date'), y: q('price', { stack: null }), color: n('symbol') }
  },
  streamgraph: {
    ...of(prices),
    width: 300,
    height: 200,
    mark: 'area',
    encoding: {
      x: t('date', { timeUnit: 'yearmonth', axis: { domain: false, format: '%b', tickSize: 0 } }),
      y: q('price', { aggregate: 'sum', axis: null, stack: 'center' }),
      color: n('symbol', { scale: { scheme: 'category20b' } })
    }
  },
  'box plot with a colour': {
    ...of(animals),
    mark: 'boxplot',
    encoding: { x: n('species'), y: q('mass'), color: n('species') }
  },
  'box plot of extremes with ticks': {
    ...of(animals),
    mark: { type: 'boxplot', extent: 'min-max', ticks: true, size: 30 },
    encoding: {
      y: n('island'),
      x: q('mass'),
      color: n('species', { legend: { orient: 'bottom' } })
    }
  },
  'error bands around a line': {
    ...of(animals),
    encoding: { x: q('length', { bin: true }) },
    layer: [
      {
        mark: { type: 'errorband', extent: 'stdev', borders: true },
        encoding: { y: q('mass'), color: n('species') }
      },
      { mark: 'line', encoding: { y: q('mass', { aggregate: 'mean' }), color: n('species') } }
    ]
  },
  'error bars of a standard error': {
    ...of(animals),
    encoding: { y: n('species') },
    layer: [
      {
        mark: { type: 'errorbar', extent: 'stderr', ticks: true },
        encoding: { x: q('mass', { scale: { zero: false } }), color: n('species') }
      },
      {
        mark: { type: 'point', filled: true, color: 'black' },
        encoding: { x: q('mass', { aggregate: 'mean' }) }
      }
    ]
  },
  'strip of ticks': {
    ...of(animals),
    mark: 'tick',
    encoding: { x: q('mass'), y: n('species'), color: n('island') }
  },
  'rules and a mean': {
    ...of(days),
    layer: [
      { mark: 'rule', encoding: { x: t('date'), y: q('low'), y2: { field: 'high' } } },
      {
        mark: { type: 'rule', color: 'firebrick', size: 2 },
        encoding: { y: q('high', { aggregate: 'mean' }) }
      }
    ]
  },
  'trail with a varying width': {
    ...of(prices),
    mark: 'trail',
    encoding: { x: t('date'), y: q('price'), size: q('price'), color: n('symbol') }
  },
  candlestick: {
    ...of(trades),
    encoding: {
      x: t('date', { axis: { format: '%d' } }),
      color: { condition: { test: 'datum.open < datum.close', value: '#06982d' }, value: '#ae1325' }
    },
    layer: [
      {
        mark: 'rule',
        encoding: { y: q('low', { scale: { zero: false }, title: 'price' }), y2: { field: 'high' } }
      },
      { mark: { type: 'bar', size: 7 }, encoding: { y: q('open'), y2: { field: 'close' } } }
    ]
  },
  waterfall: {
    ...of([
      { label: 'begin', amount: 400 },
      { label: 'Jan', amount: 170 },
      { label: 'Feb', amount: -140 },
      { label: 'end', amount: 0 }
    ]),
    width: { step: 60 },
    transform: [
      { window: [{ op: 'sum', field: 'amount', as: 'sum' }] },
      { calculate: "datum.label === 'end' ? 0 : datum.sum - datum.amount", as: 'before' }
    ],
    encoding: { x: o('label', { sort: null, axis: { labelAngle: 0 } }) },
    layer: [
      {
        mark: { type: 'bar', size: 40 },
        encoding: {
          y: q('before'),
          y2: { field: 'sum' },
          color: { condition: [{ test: 'datum.amount < 0', value: '#c94646' }], value: '#93c4aa' }
        }
      },
      { mark: { type: 'text', dy: -8 }, encoding: { y: q('sum'), text: q('amount') } }
    ]
  },
  'pie of 120 pixels': {
    ...of(shares.map((row) => ({ ...row, category: `${row.category} with a long name` }))),
    width: 120,
    height: 120,
    mark: 'arc',
    encoding: { theta: q('value'), color: n('category') }
  },
  'donut with labels': {
    ...of(shares),
    encoding: { theta: q('value', { stack: true }), color: n('category', { legend: null }) },
    layer: [
      { mark: { type: 'arc', innerRadius: 50, outerRadius: 90 } },
      { mark: { type: 'text', radius: 110 }, encoding: { text: n('category') } }
    ]
  },
  'radial plot': {
    ...of(shares),
    layer: [
      { mark: { type: 'arc', innerRadius: 20, stroke: '#fff' } },
      { mark: { type: 'text', radiusOffset: 10 }, encoding: { text: q('value') } }
    ],
    encoding: {
      theta: q('value', { stack: true }),
      radius: q('value', { scale: { type: 'sqrt', zero: true, rangeMin: 20 } }),
      color: n('category', { legend: null })
    }
  },
  'map of two countries': {
    data: { values: countries, format: { type: 'json', property: 'features' } },
    projection: { type: 'mercator' },
    mark: { type: 'geoshape', stroke: 'white' },
    encoding: { color: q('properties.population') }
  },
  'map with a sphere, a graticule and points': {
    projection: { type: 'orthographic', rotate: [-10, -40] },
    layer: [
      { data: { sphere: true }, mark: { type: 'geoshape', fill: 'lightblue' } },
      {
        data: { graticule: { step: [15, 15] } },
        mark: { type: 'geoshape', filled: false, stroke: '#777' }
      },
      {
        ...of([
          { lon: 5, lat: 45 },
          { lon: 18, lat: 44 }
        ]),
        mark: 'circle',
        encoding: { longitude: q('lon'), latitude: q('lat'), size: { value: 80 } }
      }
    ]
  },
  'violins of densities': {
    ...of(animals),
    transform: [{ density: 'mass', groupby: ['species'], extent: [2500, 7000], steps: 60 }],
    mark: { type: 'area', orient: 'horizontal' },
    width: 100,
    encoding: {
      y: q('value'),
      x: q('density', {
        stack: 'center',
        impute: null,
        title: null,
        axis: { labels: false, ticks: false, grid: false }
      }),
      color: n('species'),
      column: n('species', { header: { titleOrient: 'bottom', labelOrient: 'bottom' }, spacing: 0 })
    }
  },
  'text and pictures as marks': {
    ...of(shares.map((row) => ({ ...row, image: pixel }))),
    encoding: { x: n('category'), y: q('value') },
    layer: [
      { mark: { type: 'image', width: 20, height: 20 }, encoding: { url: n('image') } },
      {
        mark: { type: 'text', dy: -18, fontWeight: 'bold' },
        encoding: { text: q('value'), tooltip: n('category') }
      }
    ]
  },
  'regression over points': {
    ...of(animals),
    layer: [
      { mark: { type: 'point', filled: true }, encoding: { x: q('length'), y: q('mass') } },
      {
        mark: { type: 'line', color: 'firebrick' },
        transform: [{ regression: 'mass', on: 'length', method: 'poly', order: 2 }],
        encoding: { x: q('length'), y: q('mass') }
      }
    ]
  },
  'fold, window and lookup': {
    ...of(days),
    transform: [
      { fold: ['low', 'high'], as: ['kind', 'degrees'] },
      {
        window: [{ op: 'mean', field: 'degrees', as: 'rolling' }],
        frame: [-4, 4],
        groupby: ['kind']
      },
      {
        lookup: 'weather',
        from: {
          ...of([
            { w: 'sun', sunny: 1 },
            { w: 'rain', sunny: 0 }
          ]),
          key: 'w',
          fields: ['sunny']
        }
      }
    ],
    mark: 'line',
    encoding: { x: t('date'), y: q('rolling'), color: n('kind', { sort: ['high', 'low'] }) }
  },
  'thirty colours beside 150 pixels': {
    ...of(Array.from({ length: 30 }, (_, i) => ({ x: i, kind: `kind number ${i}` }))),
    height: 150,
    mark: 'bar',
    encoding: { x: q('x'), y: q('x'), color: n('kind') }
  },
  'unit circle, as wide as high': {
    ...of(
      Array.from({ length: 41 }, (_, i) => ({
        i,
        x: Math.cos((i * Math.PI) / 20),
        y: Math.sin((i * Math.PI) / 20)
      }))
    ),
    width: 300,
    height: 300,
    mark: 'line',
    encoding: { x: q('x'), y: q('y'), order: { field: 'i' } }
  },
  'two axes of one picture': {
    ...of(days),
    encoding: { x: o('date', { timeUnit: 'month' }) },
    layer: [
      {
        mark: { type: 'area', opacity: 0.3, color: '#85C5A6' },
        encoding: {
          y: q('high', { aggregate: 'mean', title: 'high', axis: { titleColor: '#85C5A6' } })
        }
      },
      {
        mark: { type: 'line', color: '#85A9C5' },
        encoding: {
          y: q('low', { aggregate: 'mean', title: 'low', axis: { titleColor: '#85A9C5' } })
        }
      }
    ],
    resolve: { scale: { y: 'independent' } }
  },
  'wider than any page': {
    ...of(prices),
    width: 2200,
    height: 80,
    title: { text: 'Wide', subtitle: ['and', 'scrolled'] },
    mark: 'line',
    encoding: { x: t('date'), y: q('price'), color: n('symbol') }
  },
  'white sheet of its own': {
    ...of(animals),
    background: '#ffffff',
    padding: 20,
    mark: { type: 'circle', opacity: 1 },
    encoding: { x: q('length'), y: q('depth'), color: q('mass', { scale: { scheme: 'magma' } }) }
  },
  'axes and legends by a theme of the author': {
    ...of(animals),
    config: {
      font: 'serif',
      axis: { labelColor: '#3d5a80', grid: false, labelFontSize: 13 },
      legend: { orient: 'top', symbolType: 'square', titleColor: '#293241' },
      view: { stroke: null, fill: '#f4f4f4', continuousWidth: 420, continuousHeight: 160 },
      range: { category: ['#98c1d9', '#ee6c4d', '#293241'] }
    },
    mark: 'circle',
    encoding: { x: q('length'), y: q('depth'), color: n('species') }
  }
}
