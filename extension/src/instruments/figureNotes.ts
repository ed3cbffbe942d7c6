import type { FigureRoles } from 'nnqft'
import { ownNotes } from '../renderer/ownNotes.js'
import { isObject, type JsonObject } from '../renderer/safeSpec.js'

/** What the library writes beside a specification, in `usermeta.nnqft`. */
export interface FigureNotes {
  /** Short identifier. */
  readonly figure: string
  readonly title: string
  /** Where the numbers come from: parameters, seed, versions, time, hash. */
  readonly provenance: JsonObject
  /** TypeScript that makes the figure. */
  readonly code?: string
  /** Rows of the table of agreement with the exact values. */
  readonly agreement: readonly JsonObject[]
  /** Estimators with their diagnostics; `converged` is false where the tail is not sampled. */
  readonly convergence: readonly JsonObject[]
  /** Which field of the rows plays which part; absent where a figure has no such field. */
  readonly roles: FigureRoles
}

/** The notes of a specification, or `undefined` for a figure of other software. */
export function figureNotes(spec: JsonObject): FigureNotes | undefined {
  const notes = ownNotes(spec)
  if (!notes) return undefined
  const { figure, title, provenance, code, agreement, convergence, roles } = notes
  return {
    figure: typeof figure === 'string' ? figure : 'figure',
    title: typeof title === 'string' ? title : '',
    provenance: isObject(provenance) ? provenance : {},
    ...(typeof code === 'string' && { code }),
    agreement: listOfObjects(agreement),
    convergence: listOfObjects(convergence),
    roles: fieldRoles(roles)
  }
}

/** How many estimators of a figure have not converged. */
export function unconvergedCount({ convergence }: FigureNotes): number {
  return convergence.filter(({ converged }) => converged === false).length
}

function listOfObjects(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : []
}

function fieldRoles(roles: unknown): FigureRoles {
  if (!isObject(roles)) return {}
  const fields = Object.entries(roles).filter(([, field]) => typeof field === 'string')
  return Object.fromEntries(fields) as FigureRoles
}
