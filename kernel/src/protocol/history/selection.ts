import type { JsonObject } from '../../wire/message.js'
import { globPattern } from './globPattern.js'

/** One input of a session. */
export interface HistoryEntry {
  /** The execution count. */
  readonly line: number
  readonly source: string
  /** Text of the result. */
  readonly output: string | null
}

/** One input of any session. */
export interface HistoryRow extends HistoryEntry {
  readonly session: number
}

/** Which entries a history_request asks for. */
export type Selection =
  | {
      readonly kind: 'range'
      /** Zero or less: counted back from the present session. */
      readonly session: number
      readonly start: number
      readonly stop: number
    }
  | {
      readonly kind: 'newest'
      /** In the manner of a shell: `*`, `?`, `[a-z]`. */
      readonly pattern: string
      /** Of inputs with the same text only the newest. */
      readonly unique: boolean
      /** At most so many; all where negative. */
      readonly count: number
    }

/**
 * What a history_request asks for: `tail`, `range` or `search`.
 * @throws RangeError for any other
 */
export function selectionOf(request: JsonObject): Selection {
  const number = (name: string, otherwise: number) => {
    const value = request[name]
    return typeof value === 'number' ? Math.trunc(value) : otherwise
  }
  switch (request.hist_access_type) {
    case 'range': {
      const [start, stop] = [number('start', 0), number('stop', Number.MAX_SAFE_INTEGER)]
      return { kind: 'range', session: number('session', 0), start, stop }
    }
    case 'tail':
      return { kind: 'newest', pattern: '*', unique: false, count: number('n', -1) }
    case 'search': {
      const pattern = typeof request.pattern === 'string' ? request.pattern : '*'
      const unique = request.unique === true
      return { kind: 'newest', pattern, unique, count: number('n', -1) }
    }
    default:
      throw new RangeError(
        `hist_access_type must be tail, range or search, got ${JSON.stringify(request.hist_access_type)}`
      )
  }
}

/** Number of the session of a range, if the present one is `own`. */
export function selectedSession({ session }: { readonly session: number }, own: number): number {
  return session > 0 ? session : own + session
}

/** Adds what is selected of the present session to what was selected of the others. */
export function withOwn(
  others: readonly HistoryRow[],
  own: readonly HistoryRow[],
  selection: Selection
): HistoryRow[] {
  if (selection.kind === 'range') {
    const { start, stop } = selection
    const isSelected = ({ session, line }: HistoryRow) =>
      selectedSession(selection, session) === session && line >= start && line < stop
    return [...others, ...own.filter(isSelected)]
  }
  const { pattern, unique, count } = selection
  const fits = globPattern(pattern)
  const rows = [...others, ...own.filter(({ source }) => fits(source))]
  // Kernels that run at the same time have higher numbers.
  rows.sort((a, b) => a.session - b.session || a.line - b.line)
  const last = new Map(rows.map(({ source }, index) => [source, index]))
  const kept = rows.filter(({ source }, index) => !unique || last.get(source) === index)
  return count < 0 ? kept : kept.slice(Math.max(0, kept.length - count))
}
