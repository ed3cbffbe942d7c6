import type { FigureRoles } from 'nnqft'
import type { EventListenerHandler } from 'vega'
import type { Figure } from '../renderer/figure.js'
import type { FigureCollection } from '../renderer/figureCollection.js'
import { isObject, type JsonObject } from '../renderer/safeSpec.js'
import { provideExpression } from '../renderer/vegaEngine.js'
import { figureNotes } from './figureNotes.js'
import { surroundUnit } from './layers.js'
import {
  isApart,
  linkedValue,
  linkFields,
  sharesCombination,
  type LinkedValue
} from './linkedValue.js'
import { fadeWhere, isJoined } from './markOpacity.js'
import { fieldChannel, unitSpecs, type UnitSpec } from './unitSpecs.js'

/** Signal in each linked view that holds what the reader points at, in any figure. */
export const linkSignal = 'nnqft_link'

/** Expression functions of linked views: arguments are the link, a row and the roles of its fields. */
const apart = 'nnqft_apart'
const together = 'nnqft_together'

/**
 * Makes a figure able to highlight what the reader points at in any figure: marks of other
 * combinations (or widths, where there is no combination) fade, and bins of a histogram that hold
 * the combination stand out.
 */
export function withLinkedHover(spec: JsonObject): JsonObject {
  const notes = figureNotes(spec)
  if (!notes) return spec
  const params = Array.isArray(spec['params']) ? (spec['params'] as unknown[]) : []
  spec['params'] = [...params, { name: linkSignal, value: null }]
  for (const unit of unitSpecs(spec)) {
    fadeOthers(unit, notes.roles, spec['config'])
    if (isOutline(unit)) addBins(unit, notes.roles)
  }
  return spec
}

/** What the reader points at, told to all figures of the page. */
export class FigureLink {
  private current = 'null'

  constructor(private readonly collection: FigureCollection) {
    provideExpression(apart, (link, row, roles) =>
      isApart(link as LinkedValue | null, linkedValue(row, roles as FigureRoles))
    )
    provideExpression(together, (link, row, roles) =>
      sharesCombination(link as LinkedValue | null, linkedValue(row, roles as FigureRoles))
    )
  }

  /** Highlights what a row of a figure belongs to; nothing, without one. */
  show(figure: Figure, datum: unknown): void {
    const value = linkedValue(datum, figureNotes(figure.spec)?.roles ?? {})
    const text = JSON.stringify(value)
    if (text === this.current) return
    this.current = text
    for (const each of this.collection.figures) highlight(each, value)
  }
}

/** Broadcasts what the reader points at in one figure to all figures of the page. */
export function linkFigures(collection: FigureCollection, link: FigureLink): void {
  collection.figureAdded.connect((_, figure) => {
    figure.instrument(withLinkedHover)
    let watched: Figure['view']
    const moved: EventListenerHandler = (_, item) => link.show(figure, item?.datum)
    const left = () => link.show(figure, null)
    figure.drawn.connect(() => {
      const { view } = figure
      if (!view || view === watched) return
      watched = view
      view.addEventListener('pointermove', moved)
      view.addEventListener('pointerout', left)
    })
    // The picture may go on in another figure.
    figure.disposed.connect(() => {
      watched?.removeEventListener('pointermove', moved)
      watched?.removeEventListener('pointerout', left)
    })
  })
}

function highlight({ view, spec }: Figure, value: LinkedValue | null): void {
  // Only our own figures carry the signal; it came in with `withLinkedHover`.
  if (!view || !figureNotes(spec)) return
  view.signal(linkSignal, value)
  void view.runAsync()
}

function fadeOthers(unit: UnitSpec, roles: FigureRoles, config: unknown): void {
  const joined = isJoined(unit)
  if (joined && !isOneWidth(unit, roles)) return
  // The row of a line or an area is its first: what it says of combinations is not true of the rest.
  const row = joined ? { width: roles.width ?? 'width', combination: '' } : roles
  fadeWhere(unit, config, `${apart}(${linkSignal}, datum, ${JSON.stringify(row)})`)
}

/** Lines and areas join many rows: they can fade only if each belongs to one width as a whole. */
function isOneWidth(unit: UnitSpec, { width = 'width' }: FigureRoles): boolean {
  return ['color', 'detail', 'stroke', 'fill'].some(
    (channel) => fieldChannel(unit, channel)?.['field'] === width
  )
}

/** Whether a unit is the outline of a histogram: its rows are the lower ends of bins. */
function isOutline({ unit, mark, encoding }: UnitSpec): boolean {
  const interpolation = isObject(unit['mark']) ? unit['mark']['interpolate'] : undefined
  return mark === 'area' && interpolation === 'step-after' && 'x' in encoding && 'y' in encoding
}

/** Lays a bar over each bin of an outline, unseen until it holds what the reader points at. */
function addBins(unit: UnitSpec, roles: FigureRoles): void {
  const { x, y, color } = unit.encoding
  const series = fieldChannel(unit, 'color')?.['field']
  const place = String(fieldChannel(unit, 'x')?.['field'])
  const hasList = linkFields(roles).combination.map((name) => {
    const list = `datum[${JSON.stringify(name)}]`
    return `(isArray(${list}) && length(${list}) > 0)`
  })
  const test = `${together}(${linkSignal}, datum, ${JSON.stringify(roles)})`
  const bins = {
    mark: { type: 'rect' },
    transform: [
      {
        window: [{ op: 'lead', field: place, as: 'binEnd' }],
        sort: [{ field: place }],
        ...(series !== undefined && { groupby: [series] })
      },
      { filter: hasList.join(' || ') }
    ],
    encoding: {
      x,
      x2: { field: 'binEnd' },
      y,
      y2: { datum: 0 },
      ...(color !== undefined && { color }),
      opacity: { condition: { test, value: 1 }, value: 0 },
      tooltip: binTooltip(unit)
    }
  }
  surroundUnit(unit.unit, { before: [bins] })
}

function binTooltip(unit: UnitSpec): JsonObject[] {
  return ['color', 'x', 'x2', 'y'].flatMap((channel) => {
    const { field, title } = fieldChannel(unit, channel === 'x2' ? 'x' : channel) ?? {}
    if (field === undefined) return []
    const name = title ?? field
    if (channel === 'x2') return [{ field: 'binEnd', type: 'quantitative', title: '<' }]
    const type = channel === 'color' ? 'nominal' : 'quantitative'
    return [{ field, type, title: channel === 'x' ? `${String(name)} ≥` : name }]
  })
}
