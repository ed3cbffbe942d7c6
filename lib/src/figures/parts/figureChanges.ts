import {
  ParameterError,
  requireFinite,
  requireKeys,
  requireOneOf,
  requirePositive,
  requireText
} from '../../numerics/parameterError.js'
import { linearAxis } from './linearAxis.js'
import { logarithmicAxis } from './logarithmicAxis.js'
import { rowsOf, type Row, type VegaLiteSpec } from './figureRows.js'

/** What may be changed of one axis, in all panels of a figure. */
export interface AxisChanges {
  /** Title of the axis. */
  readonly title?: string
  /** Ends of the axis, in the units of its numbers. */
  readonly domain?: readonly [number, number]
  /** Scale of the axis. */
  readonly scale?: 'linear' | 'log'
}

/** What may be changed of a finished figure. */
export interface FigureChanges {
  /** Title of the figure. */
  readonly title?: string
  /** A line under the title. */
  readonly subtitle?: string
  /** Short identifier in kebab case; also the file name of an export. */
  readonly name?: string
  /** Of each panel, in pixels. */
  readonly width?: number
  /** Of each panel, in pixels. */
  readonly height?: number
  /** Changes of the axes, in all panels. */
  readonly axes?: { readonly x?: AxisChanges; readonly y?: AxisChanges }
}

const textKeys = ['title', 'subtitle', 'name'] as const
const sizeKeys = ['width', 'height'] as const
const axisNames = ['x', 'y'] as const
const compositions = ['layer', 'hconcat', 'vconcat', 'concat'] as const

/** @throws ParameterError naming the change that cannot be made */
export function requireFigureChanges(source: string, changes: FigureChanges): void {
  requireKeys(source, 'changes', changes, [...textKeys, ...sizeKeys, 'axes'])
  for (const key of textKeys) {
    if (changes[key] !== undefined) requireText(source, `changes.${key}`, changes[key])
  }
  for (const key of sizeKeys) {
    if (changes[key] !== undefined) requirePositive(source, `changes.${key}`, changes[key])
  }
  if (changes.axes === undefined) return
  requireKeys(source, 'changes.axes', changes.axes, axisNames)
  for (const name of axisNames)
    requireAxisChanges(source, `changes.axes.${name}`, changes.axes[name])
}

function requireAxisChanges(source: string, parameter: string, axis: AxisChanges | undefined) {
  if (axis === undefined) return
  requireKeys(source, parameter, axis, ['title', 'domain', 'scale'])
  const { title, domain, scale } = axis
  if (title !== undefined) requireText(source, `${parameter}.title`, title)
  if (scale !== undefined) requireOneOf(source, `${parameter}.scale`, scale, ['linear', 'log'])
  if (domain === undefined) return
  if (!Array.isArray(domain) || domain.length !== 2 || !(domain[0] < domain[1])) {
    throw new ParameterError(source, `${parameter}.domain`, 'a list of two rising numbers', domain)
  }
  domain.forEach((end, i) => requireFinite(source, `${parameter}.domain[${i}]`, end))
  if (scale === 'log' && domain[0] <= 0) {
    const rule = '> 0 on a logarithmic axis'
    throw new ParameterError(source, `${parameter}.domain[0]`, rule, domain[0])
  }
}

/**
 * Marks, encodings and data with other sizes and axes.
 *
 * @throws ParameterError if a logarithmic axis is asked for where numbers that are not positive stand on it
 */
export function changedSpec(source: string, spec: object, changes: FigureChanges): VegaLiteSpec {
  return changedView(spec as VegaLiteSpec, rowsOf(spec), changes, source)
}

function changedView(
  view: VegaLiteSpec,
  inherited: readonly Row[],
  changes: FigureChanges,
  source: string
): VegaLiteSpec {
  const rows = view.data === undefined ? inherited : rowsOf(view)
  const nested = (one: unknown) => changedView(one as VegaLiteSpec, rows, changes, source)
  const changed: Record<string, unknown> = { ...view }
  const sized = 'mark' in view || 'layer' in view
  for (const key of sizeKeys) {
    if (changes[key] !== undefined && sized && key in view) changed[key] = changes[key]
  }
  if (view.mark !== undefined && (changes.axes?.x?.domain ?? changes.axes?.y?.domain)) {
    const mark = typeof view.mark === 'string' ? { type: view.mark } : (view.mark as object)
    changed.mark = { ...mark, clip: true }
  }
  if (view.encoding !== undefined) {
    changed.encoding = changedEncoding(view.encoding as Channels, rows, changes, source)
  }
  for (const key of compositions) {
    if (Array.isArray(view[key])) changed[key] = view[key].map(nested)
  }
  if (view.spec !== undefined) changed.spec = nested(view.spec)
  return changed
}

type Channel = Readonly<Record<string, unknown>>
type Channels = Readonly<Record<string, Channel>>

function changedEncoding(
  encoding: Channels,
  rows: readonly Row[],
  { axes }: FigureChanges,
  source: string
): Channels {
  const changed = { ...encoding }
  for (const name of axisNames) {
    const [axis, channel] = [axes?.[name], encoding[name]]
    if (axis === undefined || channel === undefined || channel.axis === null) continue
    const fields = [channel.field, encoding[`${name}2`]?.field]
    const numbers = rows.flatMap((row) =>
      fields.map((field) => row[String(field)]).filter((value) => typeof value === 'number')
    )
    if (axis.scale === 'log') requirePositiveNumbers(source, name, numbers)
    changed[name] = changedChannel(channel, axis, numbers)
  }
  return changed
}

function changedChannel(
  channel: Channel,
  change: AxisChanges,
  numbers: readonly number[]
): Channel {
  const { title, domain, scale } = change
  const titled = title === undefined ? channel : { ...channel, title }
  if (channel.type !== 'quantitative' || (domain === undefined && scale === undefined))
    return titled
  const former = (channel.scale ?? {}) as Channel
  const type = scale ?? former.type
  // Which numbers are labelled follows from what the axis spans.
  const { values: _, format: __, ...axis } = (channel.axis ?? {}) as Record<string, unknown>
  const spanned = domain ?? numbers
  return {
    ...titled,
    scale: {
      ...former,
      ...(type !== undefined && { type }),
      ...(scale !== undefined && { nice: false, padding: 8 }),
      ...(domain && { domain, nice: false, padding: 0 })
    },
    axis: { ...axis, ...(type === 'log' ? logarithmicAxis(spanned) : linearAxis(spanned)) }
  }
}

function requirePositiveNumbers(source: string, name: string, numbers: readonly number[]): void {
  const hidden = numbers.filter((value) => value <= 0)
  if (hidden.length === 0) return
  const rule =
    `'linear': ${hidden.length} of ${numbers.length} numbers on this axis are not positive, the first is ` +
    `${hidden[0]} (plot draws the others, and says how many are left out)`
  throw new ParameterError(source, `changes.axes.${name}.scale`, rule, 'log')
}
