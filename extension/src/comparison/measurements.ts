import type { FigureRoles } from 'nnqft'
import { figureNotes } from '../instruments/figureNotes.js'
import { measuredUnit } from '../instruments/measuredUnit.js'
import { fieldChannel, viewSpecs } from '../instruments/unitSpecs.js'
import { inlineTables, type Row } from '../renderer/inlineRows.js'
import type { JsonObject } from '../renderer/safeSpec.js'
import { titleText } from '../renderer/titleText.js'

/** One drawn value of a figure. */
export interface Measurement {
  /** What the value belongs to: position on the x axis, series, combination, width. */
  readonly key: Row
  readonly value: number
  /** Standard error, where the figure has one. */
  readonly error?: number
}

/** The values of one view of a figure, with what is needed to draw them again. */
export interface MeasuredView {
  readonly title: string
  /** Definitions of the axes, as the figure has them. */
  readonly x: JsonObject
  readonly y: JsonObject
  readonly measurements: readonly Measurement[]
}

/**
 * The values that a figure draws, view by view, with the errors of their field or of the error bars. Views
 * without inline rows or a quantitative y axis are left out; see `measuredUnit`.
 */
export function measuredViews(spec: JsonObject): MeasuredView[] {
  const roles: FigureRoles = figureNotes(spec)?.roles ?? {}
  const shared = inlineTables({ data: spec['data'] })
  return viewSpecs(spec).flatMap((view) => {
    const measured = measuredUnit(view, roles)
    if (!measured) return []
    const { unit: main, bar, scale } = measured
    const { data, transform } = main.unit
    const [table] = inlineTables({ data, transform }).concat(inlineTables(view), shared)
    if (!table) return []
    const x = fieldChannel(main, 'x') ?? {}
    const y = { ...fieldChannel(main, 'y'), ...(scale && { scale }) } as JsonObject
    const keyFields = ['x', 'color', 'shape', 'detail', 'row', 'column', 'facet']
      .map((channel) => fieldChannel(main, channel)?.['field'])
      .concat(roles.combination, roles.width)
    const fields = [...new Set(keyFields.filter((field) => typeof field === 'string'))]
    const measurements = table.rows.flatMap((row) => {
      const value = numberIn(row, measured.value)
      if (value === undefined) return []
      const error = errorOf(row, value, measured.error, bar)
      const key = Object.fromEntries(fields.map((field) => [field, row[field]]))
      return [{ key, value, ...(error !== undefined && { error }) }]
    })
    return [{ title: titleText(view['title']), x, y, measurements }]
  })
}

/** The lower end of a bar may be cut, so that it stays on a logarithmic axis: the upper one counts. */
function errorOf(
  row: Row,
  value: number,
  field: string | undefined,
  bar: readonly [string, string] | undefined
): number | undefined {
  if (field !== undefined) return numberIn(row, field)
  if (bar === undefined) return undefined
  const [low, high] = bar.map((name) => numberIn(row, name))
  return low === undefined || high === undefined ? undefined : Math.max(low, high) - value
}

function numberIn(row: Row, field: string): number | undefined {
  const value = row[field]
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}
