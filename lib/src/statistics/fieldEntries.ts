import { fieldOf, representative } from '../networks/field.js'
import type { Point } from '../networks/networkParameters.js'
import { ParameterError, requireInteger, requireList } from '../numerics/parameterError.js'

/** What a table over combinations of fields holds at one of them. */
export interface FieldEntry {
  readonly value: number
  /** Measured: standard error. Exact: bound on the absolute error. */
  readonly error: number
  /** Of a measured value: the exact one beside it. */
  readonly exact?: number
  /** Of a measured value: (value - exact)/error, with its sign. */
  readonly z?: number
  /** The highest power of 1/N that the exact value is right to, for deep networks; absent where it is exact at every width. */
  readonly exactTo?: number
}

/** A table over combinations of fields, which can be asked for one of them. */
export interface FieldEntries {
  /**
   * The entry of one combination, in any order of the fields: `at([0, 1, 2, 3])`, with one output the indices of the inputs. Not
   * enumerable: JSON, tables and copies are without it.
   *
   * @throws ParameterError for fields that the table does not have
   */
  at(fields: readonly number[]): FieldEntry
}

/** How many standard errors a measured value lies above its exact one: 0 where they are equal, infinite where only they differ. */
export function zScore(measured: number, exact: number, standardError: number): number {
  return measured === exact ? 0 : (measured - exact) / standardError
}

/** A measured entry beside the exact one. */
export function comparedEntry(
  value: number,
  error: number,
  exact: Pick<FieldEntry, 'value' | 'exactTo'>
): FieldEntry {
  const entry = { value, error, exact: exact.value, z: zScore(value, exact.value, error) }
  return exact.exactTo === undefined ? entry : { ...entry, exactTo: exact.exactTo }
}

/** Gives a fresh table its `at`; the entry is computed when it is asked for. */
export function withEntries<T extends { readonly combinations: readonly (readonly number[])[] }>(
  source: string,
  table: T,
  points: number,
  entry: (place: number, fields: readonly number[]) => FieldEntry
): T & FieldEntries {
  const { combinations } = table
  const at = (fields: readonly number[]) => {
    requireList(`${source}.at`, 'fields', fields)
    fields.forEach((field, i) => requireInteger(`${source}.at`, `fields[${i}]`, field, 0))
    const wanted = representative(fields, points).join()
    const place = combinations.findIndex((combination) => combination.join() === wanted)
    if (place >= 0) return entry(place, combinations[place])
    const rule =
      `${combinations[0].length} fields, each below ${points} times the number of outputs, ` +
      'of each output an even number (else the function is zero)'
    throw new ParameterError(`${source}.at`, 'fields', rule, fields)
  }
  return Object.defineProperty(table, 'at', { value: at }) as T & FieldEntries
}

/** The points and outputs of fields, as exact functions take them. */
export function pointsAndOutputs(
  fields: readonly number[],
  inputs: readonly Point[]
): { readonly points: readonly Point[]; readonly outputs: readonly number[] } {
  const parts = fields.map((field) => fieldOf(field, inputs.length))
  return {
    points: parts.map(({ point }) => inputs[point]),
    outputs: parts.map(({ output }) => output)
  }
}
