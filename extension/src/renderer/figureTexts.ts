import type { Spec } from 'vega'

/** Signals that stand for a figure's title and subtitle. */
const signalNames = [
  ['text', 'nnqft_title'],
  ['subtitle', 'nnqft_subtitle']
] as const

/** A Vega specification and what may be said anew about its rows. */
export interface SpecTexts {
  /** The specification without texts and notes: its title is that of signals. */
  readonly spec: Spec
  /** Title and subtitle by the names of their signals, a string or several lines. */
  readonly titles: Readonly<Record<string, unknown>>
  readonly description: string | undefined
}

/**
 * Takes title, subtitle, description and notes out of a specification: they often say for which values its rows
 * are, and a living view can say others.
 */
export function splitTexts({ description, usermeta: _, ...spec }: Spec): SpecTexts {
  const { title } = spec
  const given = typeof title === 'string' ? { text: title } : title
  const said = signalNames.filter(([part]) => isText(given?.[part]))
  if (!given || said.length === 0) return { spec, titles: {}, description }
  const signals = Object.fromEntries(said.map(([part, name]) => [part, { signal: name }]))
  const titles = Object.fromEntries(said.map(([part, name]) => [name, given[part]]))
  return { spec: { ...spec, title: { ...given, ...signals } }, titles, description }
}

/** The specification with its texts as the signals' values, as Vega takes it at the start. */
export function withTextSignals(whole: Spec): Spec {
  const { spec, titles, description } = splitTexts(whole)
  const own = Object.entries(titles).map(([name, value]) => ({ name, value }))
  return {
    ...spec,
    ...(description !== undefined && { description }),
    signals: [...own, ...(spec.signals ?? [])]
  }
}

/** Vega leaves the place of an empty text out, and that of one computed by a signal is the author's. */
function isText(text: unknown): boolean {
  if (Array.isArray(text)) return text.length > 0 && text.every((line) => typeof line === 'string')
  return typeof text === 'string' && text !== ''
}
