import type { Command } from 'commander'
import { encodeCsv } from '../figures/display/encodeCsv.js'
import type { Row } from '../figures/parts/figureRows.js'
import { zScore } from '../statistics/fieldEntries.js'

/** Options of commands whose numbers fit into a table. */
export interface TableFlags {
  readonly rows?: boolean
  readonly csv?: boolean
}

/** Adds --rows and --csv. */
export function addTableOptions(command: Command): Command {
  return command
    .option('--rows', 'print the numbers alone, as a JSON list of flat rows')
    .option('--csv', 'print these rows as CSV with a line of names')
}

/** What a command prints: its result as one line of JSON, or the rows of its numbers. */
export function printedResult(
  { rows, csv }: TableFlags,
  result: unknown,
  table: () => readonly Row[]
): string {
  if (!csv) return `${JSON.stringify(rows ? table() : result)}\n`
  const lines = table()
  const names = [...new Set(lines.flatMap((row) => Object.keys(row)))]
  return encodeCsv([names, ...lines.map((row) => names.map((name) => row[name]))])
}

/** A table over combinations of fields, measured or exact. */
interface CombinationTable {
  readonly order: number
  readonly width: number
  readonly combinations: readonly (readonly number[])[]
  readonly values: ArrayLike<number>
  readonly errors: ArrayLike<number>
}

/** A row for every combination, with the exact value and z where there is one. */
export function combinationRows(
  { order, width, combinations, values, errors }: CombinationTable,
  exact?: ArrayLike<number>,
  more: Row = {}
): readonly Row[] {
  return combinations.map((fields, c) => ({
    order,
    width,
    fields: fields.join(' '),
    value: values[c],
    error: errors[c],
    ...(exact && { exact: exact[c], z: zScore(values[c], exact[c], errors[c]) }),
    ...more
  }))
}
