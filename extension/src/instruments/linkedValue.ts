import type { FigureRoles } from 'nnqft'
import { isObject } from '../renderer/safeSpec.js'

/** What the reader points at: combinations of inputs, of one order, or all of one width. */
export interface LinkedValue {
  /** Numbers of the combinations: one for a single value, several for the bin of a histogram. */
  readonly combinations?: readonly unknown[]
  readonly order?: unknown
  readonly width?: unknown
}

/** Names of the fields that say what a row belongs to, with the usual ones where none are given. */
export function linkFields({ combination, order = 'order', width = 'width' }: FigureRoles): {
  readonly combination: readonly string[]
  order: string
  width: string
} {
  const usual = ['combination', 'combinations']
  return { combination: combination === undefined ? usual : [combination], order, width }
}

/** What a row of data says about its combinations, their order and its width. */
export function linkedValue(datum: unknown, roles: FigureRoles): LinkedValue | null {
  if (!isObject(datum)) return null
  const fields = linkFields(roles)
  const combination = fields.combination.map((name) => datum[name]).find(isKnown)
  const order = datum[fields.order]
  const width = datum[fields.width]
  const link = {
    ...(isKnown(combination) && { combinations: [combination].flat() as unknown[] }),
    ...(isKnown(order) && { order }),
    ...(isKnown(width) && { width })
  }
  return 'combinations' in link || 'width' in link ? link : null
}

/**
 * Whether a row belongs to something else than the reader points at: to other combinations of the
 * same order, or, where these cannot be compared, to another width.
 */
export function isApart(link: LinkedValue | null, row: LinkedValue | null): boolean {
  if (!link || !row) return false
  if (areComparable(link, row)) return !sharesCombination(link, row)
  return isKnown(link.width) && isKnown(row.width) && link.width !== row.width
}

/** Whether a row holds a combination that the reader points at. */
export function sharesCombination(link: LinkedValue | null, row: LinkedValue | null): boolean {
  if (!link || !row || !areComparable(link, row)) return false
  const pointedAt = new Set(link.combinations)
  return row.combinations?.some((combination) => pointedAt.has(combination)) ?? false
}

function areComparable(link: LinkedValue, row: LinkedValue): boolean {
  const sameOrder = !isKnown(link.order) || !isKnown(row.order) || link.order === row.order
  return link.combinations !== undefined && row.combinations !== undefined && sameOrder
}

function isKnown(value: unknown): boolean {
  return value !== undefined && value !== null
}
