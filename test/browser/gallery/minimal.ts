type Spec = Record<string, unknown>

const q = (field: string) => ({ field, type: 'quantitative' })
const n = (field: string) => ({ field, type: 'nominal' })
const o = (field: string) => ({ field, type: 'ordinal' })
const rows = (a: string, b: string) => ({
  data: {
    values: [
      { x: 1, y: 2, k: a },
      { x: 2, y: 3, k: b }
    ]
  }
})
const two = rows('a', 'b')
const coloured = { x: q('x'), y: q('y'), color: n('k') }
const highlight = (on: string) => [{ name: 'h', select: { type: 'point', on }, views: ['v'] }]
const thirty = Array.from({ length: 30 }, (_, i) => ({ x: i, y: i % 7, k: `colour ${i}` }))

/** The smallest specifications that charts of others have failed on, and their nearest kin. */
export const minimalCharts: Readonly<Record<string, Spec>> = {
  'a box plot with a colour': {
    ...two,
    mark: 'boxplot',
    encoding: { x: n('k'), y: q('y'), color: n('k') }
  },
  'an error band with a colour': { ...two, mark: 'errorband', encoding: coloured },
  'an error bar with a colour': { ...two, mark: 'errorbar', encoding: coloured },
  'a parameter at the top of layers': {
    ...two,
    params: highlight('mouseover'),
    layer: [{ name: 'v', mark: 'line', encoding: coloured }]
  },
  'a parameter at the top of a row': {
    ...two,
    params: highlight('pointerover'),
    hconcat: [
      { name: 'v', mark: 'point', encoding: coloured },
      { mark: 'bar', encoding: coloured }
    ]
  },
  'a parameter at the top of a facet': {
    ...two,
    params: [{ name: 'p', select: 'interval', bind: 'scales', views: ['v'] }],
    facet: n('k'),
    spec: { name: 'v', mark: 'point', encoding: coloured }
  },
  'points of a configured opacity': {
    ...two,
    config: { point: { opacity: 0.2 } },
    mark: 'point',
    encoding: coloured
  },
  'bars whose mark has an opacity': {
    ...two,
    mark: { type: 'bar', opacity: 0.25 },
    encoding: coloured
  },
  'areas of a style with an opacity': {
    ...two,
    config: { style: { faint: { fillOpacity: 0.4 } } },
    mark: { type: 'area', style: 'faint' },
    encoding: coloured
  },
  'a small pie with long labels': {
    width: 150,
    height: 150,
    ...rows('fourteenletter', 'letterfourteen'),
    mark: 'arc',
    encoding: { theta: q('y'), color: n('k') }
  },
  'thirty colours beside a height of 150': {
    height: 150,
    data: { values: thirty },
    mark: 'point',
    encoding: coloured
  },
  'thirty colours below a width of 150': {
    width: 150,
    data: { values: thirty },
    mark: 'point',
    encoding: { ...coloured, color: { ...n('k'), legend: { orient: 'bottom', columns: 3 } } }
  },
  'cells of a configured step': {
    ...two,
    config: { view: { step: 12 } },
    mark: 'rect',
    encoding: { x: o('x'), y: o('y') }
  },
  'cells of steps of their own': {
    ...two,
    width: { step: 31 },
    height: { step: 9 },
    mark: 'rect',
    encoding: { x: o('x'), y: o('y') }
  },
  'cells in a configured discrete size': {
    ...two,
    config: { view: { discreteWidth: 77, discreteHeight: { step: 33 } } },
    mark: 'rect',
    encoding: { x: o('x'), y: o('y') }
  },
  'ticks above and beside their points': {
    ...two,
    vconcat: [
      { height: 50, mark: 'tick', encoding: { x: q('x') } },
      {
        hconcat: [
          { mark: 'point', encoding: { x: q('x'), y: q('y') } },
          { width: 50, mark: 'tick', encoding: { y: q('y') } }
        ]
      }
    ]
  }
}
