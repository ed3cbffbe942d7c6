import type { Agreement } from '../comparison/compareWithExact.js'
import {
  ParameterError,
  requireBoolean,
  requireObject,
  requireObjects,
  requireOneOf,
  requireText
} from '../numerics/parameterError.js'
import { refusedUnder } from '../numerics/refusedUnder.js'
import { figureColors } from './parts/colorScales.js'
import { linearErrorBar, logarithmicErrorBar } from './parts/errorBar.js'
import { Figure } from './parts/figure.js'
import { linearAxis } from './parts/linearAxis.js'
import { lineKinds } from './parts/lineKinds.js'
import type { Row as ResultRow } from './parts/figureRows.js'
import { logarithmicAxis } from './parts/logarithmicAxis.js'
import { requireCell, requireFigureOptions } from './parts/figureOptions.js'
import { seriesColor } from './parts/seriesColor.js'
import { resultRows } from './tables/resultRows.js'

/** A field of the rows, any text where their fields are not known. */
export type FieldOf<Row extends object> = [keyof Row] extends [never] ? string : keyof Row & string

/** Which fields of the rows are drawn, and how. */
export interface PlotOptions<Row extends object> {
  /** Numbers, or text where the rows are of a category each. */
  readonly x: FieldOf<Row>
  /** Points; joined by a line where `line` is set. */
  readonly y?: FieldOf<Row>
  /** One standard error of y, >= 0. */
  readonly error?: FieldOf<Row>
  /** A line, at the x of the rows that have it; a bar at each category. */
  readonly exact?: FieldOf<Row>
  /** A colour for each value: text for categories, numbers for a sequence. */
  readonly color?: FieldOf<Row>
  /** A panel for each value, side by side. */
  readonly facet?: FieldOf<Row>
  /** Which axes are logarithmic. */
  readonly log?: 'x' | 'y' | 'xy'
  /** Whether the points are joined by a dashed line; default false. */
  readonly line?: boolean
  /** Title of the x axis; default: the name of the field. */
  readonly xTitle?: string
  /** Title of the y axis; default: the name of the field. */
  readonly yTitle?: string
  /** Default: "y against x". */
  readonly title?: string
  /** Short identifier in kebab case; also the file name of an export. Default: `plot`. */
  readonly name?: string
  /** What the numbers are of, plain JSON. */
  readonly parameters?: object
  /** Rows of the table of agreement that the figure shows. */
  readonly agreement?: readonly Agreement[]
}

const optionKeys = [
  'x',
  'y',
  'error',
  'exact',
  'color',
  'facet',
  'log',
  'line',
  'xTitle',
  'yTitle',
  'title',
  'name',
  'parameters',
  'agreement'
] as const

/**
 * A figure of one's own: rows, a list of plain objects, as points with error bars and as lines, in the look of the
 * library's figures. Rows without a number in a field are left out of what it draws. What a logarithmic axis cannot
 * show is counted below the title. Where x is text there is a place for each category, in the order of the rows.
 * A single result of the library, such as a flow, is drawn as its `resultRows`.
 *
 * @example plot([{ N: 2, u4: -3.1, error: 0.2, exact: -3.2 }], { x: 'N', y: 'u4', error: 'error', exact: 'exact', log: 'x' })
 * @throws ParameterError without rows, for options or fields that do not exist, or if nothing is left to draw
 */
export function plot(
  result: object & { readonly length?: never },
  options: PlotOptions<ResultRow>
): Figure
export function plot<Row extends object>(rows: readonly Row[], options: PlotOptions<Row>): Figure
export function plot<Row extends object>(
  given: object | readonly Row[],
  options: PlotOptions<Row>
): Figure {
  const rows = isResult(given)
    ? (refusedUnder('plot', () => resultRows(given)) as readonly Row[])
    : (given as readonly Row[])
  requireRows(rows, options)
  const { x, y, exact, title = `${y ?? exact} against ${x}`, name = 'plot' } = options
  const { parameters = {}, agreement } = options
  const drawn = rows.map((row) => drawnRow(row, options))
  const hidden = drawn.filter((row) => row.hidden).length
  if (!drawn.some(({ point, exact }) => point !== undefined || exact !== undefined)) {
    const rule = `with a number in ${x} and in ${[y, exact].filter(Boolean).join(' or ')}`
    const need = `, positive for options.log = '${options.log}' (of negative ones a row can hold Math.abs)`
    throw new ParameterError('plot', 'rows', hidden > 0 ? rule + need : rule, rows[0])
  }
  const note = `${hidden} of ${rows.length} rows have numbers that are not positive, which a logarithmic axis cannot show`
  return new Figure({
    name,
    title,
    description: `${y ?? exact} against ${x}.`,
    parameters,
    results: [given],
    ...(agreement && { agreement }),
    roles: {
      ...(y !== undefined && { measured: 'point' }),
      ...(options.error !== undefined && { error: 'error' }),
      ...(exact !== undefined && { exact: 'exact' })
    },
    ...(hidden > 0 && { remark: note }),
    spec: {
      data: { values: drawn.map(({ hidden: _, ...row }) => row) },
      ...panels(drawn, options)
    }
  })
}

function isResult(given: unknown): given is object {
  return typeof given === 'object' && given !== null && !Array.isArray(given)
}

/** A row as it is drawn; what an axis cannot show is missing. */
interface DrawnRow {
  readonly x?: number | string
  readonly point?: number
  readonly error?: number
  readonly low?: number
  readonly high?: number
  readonly exact?: number
  readonly color?: unknown
  readonly facet?: unknown
  readonly hidden: boolean
}

function drawnRow<Row extends object>(row: Row, options: PlotOptions<Row>): DrawnRow {
  const { log = '', color, facet } = options
  const number = (field: FieldOf<Row> | undefined) => {
    const value = field === undefined ? undefined : fieldOf(row, field)
    return typeof value === 'number' && Number.isFinite(value) ? value : undefined
  }
  const shown = (value: number | undefined, axis: 'x' | 'y') =>
    value !== undefined && (value > 0 || !log.includes(axis)) ? value : undefined
  const given = fieldOf(row, options.x)
  const x = typeof given === 'string' ? given : number(options.x)
  const [y, exact] = [number(options.y), number(options.exact)]
  const place = typeof x === 'string' ? x : shown(x, 'x')
  const point = place === undefined ? undefined : shown(y, 'y')
  const line = place === undefined ? undefined : shown(exact, 'y')
  const error = number(options.error)
  const bar = log.includes('y') ? logarithmicErrorBar : linearErrorBar
  return {
    ...(place !== undefined && { x: place }),
    ...(point !== undefined && { point }),
    ...(point !== undefined && error !== undefined && { error, ...bar(point, error) }),
    ...(line !== undefined && { exact: line }),
    ...(color !== undefined && { color: fieldOf(row, color) }),
    ...(facet !== undefined && { facet: fieldOf(row, facet) }),
    hidden:
      x !== undefined &&
      ((y !== undefined && point === undefined) || (exact !== undefined && line === undefined))
  }
}

function fieldOf(row: object, field: string): unknown {
  return (row as Readonly<Record<string, unknown>>)[field]
}

function panels<Row extends object>(drawn: readonly DrawnRow[], options: PlotOptions<Row>) {
  const { facet, log = '' } = options
  const numbers = (keys: readonly (keyof DrawnRow)[]) =>
    drawn.flatMap((row) => keys.flatMap((key) => (typeof row[key] === 'number' ? [row[key]] : [])))
  const axis = (name: 'x' | 'y', keys: readonly (keyof DrawnRow)[], title: string) => ({
    type: 'quantitative',
    title,
    scale: log.includes(name)
      ? { type: 'log', nice: false, padding: 8 }
      : { zero: false, padding: 8 },
    axis: log.includes(name)
      ? { ...logarithmicAxis(numbers(keys)), format: '~g' }
      : linearAxis(numbers(keys))
  })
  const { x, y, exact, xTitle = x, yTitle = y ?? exact ?? '' } = options
  const across = {
    field: 'x',
    ...(isOfCategories(drawn)
      ? { type: 'nominal', title: xTitle, sort: null, axis: { labelAngle: -45 } }
      : axis('x', ['x'], xTitle))
  }
  const up = axis('y', ['point', 'low', 'high', 'exact'], yTitle)
  const layer = layers(across, up, options, drawn)
  if (facet === undefined) return { width: 520, height: 320, layer }
  const values = [...new Set(drawn.map((row) => row.facet))]
  const count = values.length
  return {
    facet: { field: 'facet', type: 'nominal', title: null, sort: values },
    columns: Math.min(count, 3),
    spec: { width: count === 1 ? 480 : count === 2 ? 280 : 190, height: 240, layer }
  }
}

/** Whether the rows are of a category each. */
function isOfCategories(drawn: readonly DrawnRow[]): boolean {
  return drawn.some(({ x }) => typeof x === 'string')
}

function layers<Row extends object>(
  x: object,
  y: object,
  { color, line, y: measured, error, exact }: PlotOptions<Row>,
  drawn: readonly DrawnRow[]
): object[] {
  const sequence = drawn.every(({ color }) => typeof color === 'number')
  const channel =
    color === undefined
      ? colorOfSeries(measured, exact)
      : {
          field: 'color',
          type: sequence ? 'ordinal' : 'nominal',
          title: color,
          ...(!sequence && { sort: null }),
          legend: { symbolOpacity: 1, labelLimit: 320 }
        }
  const part = (field: string, name: string | undefined, mark: object, further: object = {}) => ({
    mark,
    transform: [
      { filter: `isValid(datum.${field})` },
      { calculate: JSON.stringify(name), as: color === undefined ? 'series' : 'kind' }
    ],
    encoding: { x, y: { ...y, field }, color: channel, ...further }
  })
  const isOfLines = !isOfCategories(drawn)
  const curve = isOfLines
    ? { type: 'line', strokeWidth: 1.5 }
    : { type: 'tick', orient: 'horizontal', thickness: 2 }
  const disc = { type: 'point', filled: true, size: 40, opacity: 1, tooltip: true }
  const shown = measured !== undefined
  // Where colours are of another field, a line is told from the points by its name.
  const isNamed = color !== undefined && exact !== undefined && shown && isOfLines
  const kinds = isNamed
    ? { strokeDash: lineKinds({ [exact]: [1, 0], ...(line && { [measured]: [4, 3] }) }) }
    : {}
  return [
    ...(exact === undefined ? [] : [part('exact', exact, curve, kinds)]),
    ...(shown && line ? [part('point', measured, { ...curve, strokeDash: [4, 3] }, kinds)] : []),
    ...(shown && error !== undefined
      ? [part('low', measured, { type: 'rule' }, { y2: { field: 'high' } })]
      : []),
    ...(shown ? [part('point', measured, disc)] : [])
  ]
}

/** Where colours are free they tell points from lines, with a legend if there are both. */
function colorOfSeries(measured: string | undefined, exact: string | undefined) {
  const channel = seriesColor([
    ...(measured === undefined
      ? []
      : [{ name: measured, color: figureColors.blue, mark: 'point' } as const]),
    ...(exact === undefined
      ? []
      : [{ name: exact, color: figureColors.red, mark: 'line' } as const])
  ])
  return measured === undefined || exact === undefined ? { ...channel, legend: null } : channel
}

/** Options that name a field of the rows. */
const fieldOptions = ['x', 'y', 'error', 'exact', 'color', 'facet'] as const

function requireRows<Row extends object>(rows: readonly Row[], options: PlotOptions<Row>): void {
  requireObject('plot', 'options', options)
  requireFigureOptions('plot', { parameters: {}, ...options }, optionKeys)
  for (const key of ['xTitle', 'yTitle'] as const) {
    if (options[key] !== undefined) requireText('plot', `options.${key}`, options[key])
  }
  requireObjects('plot', 'rows', rows, 1, Infinity)
  if (options.y === undefined && options.exact === undefined) {
    throw new ParameterError('plot', 'options.y', 'a field, or exact in its place', undefined)
  }
  const fields = [...new Set(rows.flatMap((row: object) => Object.keys(row)))]
  for (const option of fieldOptions) {
    const field = options[option]
    if (field === undefined ? option !== 'x' : fields.includes(field)) continue
    throw new ParameterError('plot', `options.${option}`, `one of ${fields.join(', ')}`, field)
  }
  for (const option of fieldOptions) {
    const field = options[option]
    if (field === undefined) continue
    rows.forEach((row, i) => requireCell('plot', `rows[${i}].${field}`, fieldOf(row, field)))
  }
  const { log, line } = options
  if (log !== undefined) requireOneOf('plot', 'options.log', log, ['x', 'y', 'xy'])
  if (line !== undefined) requireBoolean('plot', 'options.line', line)
}
