import type { TranslationBundle } from '@jupyterlab/translation'
import type { Row } from '../renderer/inlineRows.js'
import { ownLook } from '../renderer/ownLook.js'
import { isObject, type JsonObject } from '../renderer/safeSpec.js'
import { measuredViews, type Measurement, type MeasuredView } from './measurements.js'

/** A value that two figures have in common. */
export interface ComparedValue {
  readonly key: Row
  readonly first: number
  readonly second: number
  /** first - second. */
  readonly difference: number
  /** Difference in units of its standard error, sqrt(error1^2 + error2^2); absent without errors. */
  readonly z?: number
}

/** Two figures side by side. */
export interface ComparedFigures {
  /** One specification: both figures overlaid, and the z-scores (or differences) below. */
  readonly spec: JsonObject
  /** Number of values in common. */
  readonly count: number
  /** Number of values with a z-score. */
  readonly scored: number
  /** Sum of squared z-scores: chi-squared with `scored` degrees of freedom if the errors are right. */
  readonly chiSquared: number
  /** Largest |z|. */
  readonly largest: number
}

/**
 * Overlays two figures and compares the values they have in common: those of the same position and
 * series in views of the same title, or in the same place where no title agrees.
 *
 * @throws RangeError if the figures have no value in common
 */
export function comparedFigures(
  [first, second]: readonly [JsonObject, JsonObject],
  [nameA, nameB]: readonly [string, string],
  trans: TranslationBundle
): ComparedFigures {
  const others = measuredViews(second)
  const pairs = measuredViews(first).flatMap((view, i) => {
    const other = counterpart(view, others) ?? others[i]
    const values = other ? commonValues(view.measurements, other.measurements) : []
    return values.length > 0 ? [{ view, other, values }] : []
  })
  if (pairs.length === 0) throw new RangeError(trans.__('The two figures have no value in common.'))
  const names = nameA === nameB ? [`${nameA} (1)`, `${nameB} (2)`] : [nameA, nameB]
  const spec = {
    description: trans.__(
      '%1 and %2 overlaid, with the differences of their values below.',
      ...names
    ),
    config: ownLook,
    hconcat: pairs.map(({ view, other, values }, i) =>
      comparisonView(view, other, values, names, pairs.length > 1 ? ` ${i + 1}` : '')
    ),
    usermeta: { nnqft: { figure: 'comparison', width: 'container' } }
  }
  const scores = pairs.flatMap(({ values }) => values.flatMap(({ z }) => z ?? []))
  return {
    spec,
    count: pairs.reduce((sum, { values }) => sum + values.length, 0),
    scored: scores.length,
    chiSquared: scores.reduce((sum, z) => sum + z * z, 0),
    largest: scores.reduce((largest, z) => Math.max(largest, Math.abs(z)), 0)
  }
}

function counterpart(
  { title }: MeasuredView,
  others: readonly MeasuredView[]
): MeasuredView | undefined {
  return title === '' ? undefined : others.find((other) => other.title === title)
}

/** Whether the toolbar offers a comparison; asked for at each change, and slow for many rows. */
const comparable = new WeakMap<JsonObject, boolean>()

/** Whether a figure has values, each with a key of its own, that another one may have too. */
export function isComparable(spec: JsonObject): boolean {
  const known = comparable.get(spec)
  if (known !== undefined) return known
  const found = measuredViews(spec).some(
    ({ measurements }) => commonValues(measurements, measurements).length > 0
  )
  comparable.set(spec, found)
  return found
}

/** Values of the same key in both lists; a key that occurs twice in a list names nothing. */
export function commonValues(
  first: readonly Measurement[],
  second: readonly Measurement[]
): ComparedValue[] {
  const others = new Map(second.map((measurement) => [keyText(measurement), measurement]))
  const own = new Set(first.map(keyText))
  if (others.size !== second.length || own.size !== first.length) return []
  return first.flatMap((a) => {
    const b = others.get(keyText(a))
    if (!b) return []
    const difference = a.value - b.value
    const error = Math.hypot(a.error ?? NaN, b.error ?? NaN)
    const compared = { key: a.key, first: a.value, second: b.value, difference }
    return [error > 0 ? { ...compared, z: difference / error } : compared]
  })
}

function keyText({ key }: Measurement): string {
  return JSON.stringify(Object.entries(key).sort(([a], [b]) => (a < b ? -1 : 1)))
}

function comparisonView(
  view: MeasuredView,
  other: MeasuredView,
  values: readonly ComparedValue[],
  names: readonly string[],
  /** Tells the data of this view from those of the others, whose names must differ. */
  suffix: string
): JsonObject {
  const logarithmic = isObject(view.y['scale']) && view.y['scale']['type'] === 'log'
  const rows = [view, other].flatMap(({ measurements }, i) =>
    measurements.map(({ key, value, error }) => ({
      ...key,
      figure: names[i],
      value,
      ...(error !== undefined && {
        // The lower end stays on a logarithmic axis.
        low: logarithmic ? Math.max(value - error, value / 10) : value - error,
        high: value + error
      })
    }))
  )
  const scored = values.some(({ z }) => z !== undefined)
  const field = scored ? 'z' : 'difference'
  const { x } = view
  const y = { ...view.y, field: 'value' }
  const legend = { orient: 'top', direction: 'vertical', labelLimit: 500 }
  const colour = { field: 'figure', type: 'nominal', title: null, scale: { domain: names }, legend }
  const zero = { mark: { type: 'rule', strokeDash: [4, 3] }, encoding: { y: { datum: 0 } } }
  return {
    title: view.title,
    resolve: { scale: { x: 'shared' } },
    vconcat: [
      {
        height: 220,
        data: { name: `values${suffix}`, values: rows },
        encoding: { x, color: colour },
        layer: [
          {
            mark: { type: 'rule' },
            transform: [{ filter: 'isValid(datum.low)' }],
            encoding: { y: { ...y, field: 'low' }, y2: { field: 'high' } }
          },
          { mark: { type: 'point', tooltip: { content: 'data' } }, encoding: { y } }
        ]
      },
      {
        height: 110,
        data: {
          name: `differences${suffix}`,
          values: values.map(({ key, ...rest }) => ({ ...key, ...rest }))
        },
        layer: [
          zero,
          {
            mark: { type: 'point', filled: true, tooltip: { content: 'data' } },
            encoding: { x, y: { field, type: 'quantitative' } }
          }
        ]
      }
    ]
  }
}
