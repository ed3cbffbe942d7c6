import type { Figure } from '../renderer/figure.js'
import type { FigureCollection } from '../renderer/figureCollection.js'
import { isObject, type JsonObject } from '../renderer/safeSpec.js'
import { figureNotes, type FieldRoles } from './figureNotes.js'
import { fadedOpacity, fieldChannel, markOpacity, unitSpecs, type UnitSpec } from './unitSpecs.js'

/** Signal in each linked view that holds what the reader points at, in any figure. */
export const linkSignal = 'nnqft_link'

/** What the reader points at: a combination of inputs, or all of one width. */
export interface LinkedValue {
  readonly combination?: unknown
  readonly width?: unknown
}

/**
 * Makes a figure able to highlight a combination or a width that the reader points at in any
 * figure: marks of other combinations (or widths, where there is no combination) fade.
 */
export function withLinkedHover(spec: JsonObject): JsonObject {
  const notes = figureNotes(spec)
  if (!notes) return spec
  const params = Array.isArray(spec['params']) ? (spec['params'] as unknown[]) : []
  spec['params'] = [...params, { name: linkSignal, value: null }]
  for (const unit of unitSpecs(spec)) fadeOthers(unit, notes.roles)
  return spec
}

/** What a row of data says about its combination and width. */
export function linkedValue(datum: unknown, roles: FieldRoles): LinkedValue | null {
  if (!isObject(datum)) return null
  const { combination = 'combination', width = 'width' } = roles
  const link: { combination?: unknown; width?: unknown } = {}
  if (datum[combination] !== undefined) link.combination = datum[combination]
  if (datum[width] !== undefined) link.width = datum[width]
  return Object.keys(link).length > 0 ? link : null
}

/** Broadcasts what the reader points at in one figure to all figures of the page. */
export function linkFigures(collection: FigureCollection): void {
  let current = 'null'
  const show = (value: LinkedValue | null) => {
    const text = JSON.stringify(value)
    if (text === current) return
    current = text
    for (const figure of collection.figures) highlight(figure, value)
  }
  collection.figureAdded.connect((_, figure) => {
    figure.instrument(withLinkedHover)
    let watched: Figure['view']
    figure.drawn.connect(() => {
      const { view } = figure
      if (!view || view === watched) return
      watched = view
      const roles = figureNotes(figure.spec)?.roles ?? {}
      view.addEventListener('pointermove', (_event, item) => show(linkedValue(item?.datum, roles)))
      view.addEventListener('pointerout', () => show(null))
    })
  })
}

function highlight({ view, spec }: Figure, value: LinkedValue | null): void {
  // Only our own figures carry the signal; it came in with `withLinkedHover`.
  if (!view || !figureNotes(spec)) return
  view.signal(linkSignal, value)
  void view.runAsync()
}

function fadeOthers(unit: UnitSpec, roles: FieldRoles): void {
  const { combination = 'combination', width = 'width' } = roles
  if (!drawsSingleRows(unit, [combination, width])) return
  const test =
    `${linkSignal} !== null && (${differs(combination, 'combination')} || ` +
    `(!${known(combination, 'combination')} && ${differs(width, 'width')}))`
  const given = unit.encoding['opacity']
  const opacity = isObject(given) ? given : { value: markOpacity(unit) }
  const conditions = [opacity['condition'] ?? []].flat()
  unit.unit['encoding'] = {
    ...(isObject(unit.unit['encoding']) ? unit.unit['encoding'] : {}),
    opacity: { ...opacity, condition: [{ test, value: fadedOpacity }, ...conditions] }
  }
}

/** Lines and areas join many rows: they can fade only if each belongs to one width as a whole. */
function drawsSingleRows(unit: UnitSpec, links: readonly string[]): boolean {
  if (!['line', 'area', 'trail'].includes(unit.mark)) return true
  return ['color', 'detail', 'stroke', 'fill'].some((channel) => {
    const field = fieldChannel(unit, channel)?.['field']
    return links.includes(String(field))
  })
}

function known(field: string, key: keyof LinkedValue): string {
  return `(isValid(${linkSignal}.${key}) && isValid(datum[${JSON.stringify(field)}]))`
}

function differs(field: string, key: keyof LinkedValue): string {
  return `(${known(field, key)} && datum[${JSON.stringify(field)}] !== ${linkSignal}.${key})`
}
