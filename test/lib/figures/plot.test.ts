import { describe, expect, it } from 'vitest'
import { plot, type PlotOptions } from '../../../lib/src/figures/plot.js'
import { resultRows } from '../../../lib/src/figures/tables/resultRows.js'
import { passiveFlow } from '../../../lib/src/index.js'
import { drawChecked } from './specification.js'

const rows = [
  { N: 2, u4: -3.1, error: 0.2, exact: -3.2, network: 'relu', d: 1 },
  { N: 10, u4: -0.61, error: 0.05, exact: -0.64, network: 'relu', d: 2 },
  { N: 2, u4: 1.9, error: 0.3, exact: 2, network: 'tanh', d: 1 },
  { N: 10, u4: 0.42, error: 0.05, exact: 0.4, network: 'tanh', d: 2 }
]
type Row = (typeof rows)[number]

function drawnValues(figure: ReturnType<typeof plot>): Record<string, unknown>[] {
  return (figure.spec.data as { values: Record<string, unknown>[] }).values
}

describe('a figure of rows', () => {
  it('is that of a result, given as it is', () => {
    const flow = passiveFlow({ dimension: 1, couplings: [2, 5], scales: [1, 3, 10] })
    const options = { x: 'k', y: 'u4', log: 'x', title: 'Flow' } as const
    const figure = plot(flow, options)
    expect(figure.rows()).toHaveLength(3)
    expect(figure.spec).toEqual(plot(resultRows(flow), options).spec)
    expect(() => plot(flow, { x: 'k', y: 'u5' })).toThrow(/options.y must be one of k, /)
  })

  const cases: readonly [string, PlotOptions<Row>][] = [
    ['points', { x: 'N', y: 'u4' }],
    ['error bars and a line', { x: 'N', y: 'u4', error: 'error', exact: 'exact' }],
    [
      'colours of categories',
      { x: 'N', y: 'u4', error: 'error', exact: 'exact', color: 'network' }
    ],
    ['colours of a sequence', { x: 'N', y: 'u4', color: 'd', line: true }],
    ['panels', { x: 'N', y: 'u4', exact: 'exact', facet: 'network' }],
    ['logarithmic axes', { x: 'N', y: 'u4', error: 'error', log: 'xy' }],
    ['categories', { x: 'network', y: 'u4', error: 'error', exact: 'exact' }],
    ['exact values alone', { x: 'N', exact: 'exact', color: 'network', log: 'x' }]
  ]
  it.each(cases)('with %s is valid Vega-Lite and draws without a warning', async (_, options) => {
    const svg = await drawChecked(plot(rows, options))
    expect(svg).toContain(options.x === 'network' ? 'tanh' : 'N')
  })

  it('has a place for each category, in the order of the rows, and bars for exact values', () => {
    const spec = plot(rows, { x: 'network', y: 'u4', exact: 'exact' }).spec
    const [bars, points] = spec.layer as { mark: object; encoding: { x: object } }[]
    expect(bars).toMatchObject({
      mark: { type: 'tick' },
      encoding: { x: { type: 'nominal', sort: null } }
    })
    expect(points).toMatchObject({ mark: { type: 'point' } })
    expect(drawnValues(plot(rows, { x: 'network', y: 'u4', log: 'x' }))[0].x).toBe('relu')
  })

  it('draws each number and the ends of its bar', () => {
    const [first] = drawnValues(plot(rows, { x: 'N', y: 'u4', error: 'error', exact: 'exact' }))
    expect(first).toMatchObject({ x: 2, point: -3.1, exact: -3.2, error: 0.2 })
    expect(first.low).toBeCloseTo(-3.3, 14)
    expect(first.high).toBeCloseTo(-2.9, 14)
  })

  it('counts what a logarithmic axis cannot show, and keeps bars above zero', () => {
    const figure = plot(rows, { x: 'N', y: 'u4', error: 'error', log: 'y' })
    const { subtitle } = figure.spec.title as { subtitle: string }
    expect(subtitle).toMatch(/^2 of 4 rows have numbers that are not positive/)
    const drawn = drawnValues(figure).filter((row) => 'point' in row)
    expect(drawn).toHaveLength(2)
    drawn.forEach(({ low }) => expect(low).toBeGreaterThan(0))
  })

  it('leaves out what is no number', () => {
    const gaps = [...rows, { ...rows[0], u4: NaN }, { ...rows[0], u4: undefined }]
    const drawn = drawnValues(plot(gaps, { x: 'N', y: 'u4' }))
    expect(drawn.filter((row) => 'point' in row)).toHaveLength(4)
  })

  it('has titles, parameters and provenance as every figure', () => {
    const options = {
      x: 'N',
      y: 'u4',
      title: 'Mine',
      xTitle: 'width',
      parameters: { sigmaW: 2 }
    } as const
    const { spec, title } = plot(rows, options)
    expect(title).toBe('Mine')
    expect(JSON.stringify(spec)).toContain('"title":"width"')
    const { nnqft } = spec.usermeta as {
      nnqft: { provenance: { hash: string; parameters: object } }
    }
    expect(nnqft.provenance.parameters).toEqual({ sigmaW: 2 })
    const other = plot(rows.slice(1), options).spec.usermeta as typeof spec.usermeta
    expect((other as { nnqft: typeof nnqft }).nnqft.provenance.hash).not.toBe(nnqft.provenance.hash)
  })
})

describe('what is refused', () => {
  const wrong = (rows: unknown, options: unknown) => () =>
    plot(rows as Row[], options as PlotOptions<Row>)
  it.each([
    [
      rows,
      { x: 'width', y: 'u4' },
      /options.x must be one of N, u4, error, exact, network, d, got/
    ],
    [rows, { x: 'N', y: 'u5' }, /options.y must be one of N/],
    [rows, { x: 'N' }, /options.y must be a field, or exact in its place/],
    [rows, { x: 'N', y: 'u4', log: 'z' }, /options.log must be one of 'x', 'y', 'xy'/],
    [rows, { x: 'N', y: 'u4', colour: 'd' }, /options must be free of unknown keys/],
    [rows, null, /options must be an object/],
    [[], { x: 'N', y: 'u4' }, /rows must be a list of at least one/],
    ['rows', { x: 'N', y: 'u4' }, /rows must be a list of at least one/],
    [[null], { x: 'N', y: 'u4' }, /rows\[0\] must be an object/],
    [
      rows.slice(0, 2),
      { x: 'N', y: 'u4', log: 'y' },
      /rows must be with a number in N and in u4, positive for options.log = 'y' \(of negative ones a row can hold Math.abs\)/
    ],
    [[{ x: 1, y: NaN }], { x: 'x', y: 'y', log: 'y' }, /a number in x and in y, got/]
  ])('%#', (rows, options, message) => {
    expect(wrong(rows, options)).toThrow(message)
  })
})
