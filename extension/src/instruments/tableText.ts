import type { InlineTable, Row } from '../renderer/inlineRows.js'
import { cellText, columnNames } from './dataTable.js'

/** All rows of a figure in one list; rows of several tables get a column that names the table. */
function allRows(tables: readonly InlineTable[]): { columns: string[]; rows: Row[] } {
  const rows =
    tables.length === 1
      ? [...tables[0].rows]
      : tables.flatMap(({ name, rows }) => rows.map((row) => ({ table: name, ...row })))
  return { columns: columnNames(rows), rows }
}

/** A figure's rows as comma-separated values (RFC 4180), first line the column names. */
export function csvText(tables: readonly InlineTable[]): string {
  const { columns, rows } = allRows(tables)
  const quote = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
  const lines = rows.map((row) => columns.map((column) => quote(cellText(row[column]))).join(','))
  return [columns.map(quote).join(','), ...lines].join('\r\n') + '\r\n'
}

/** A figure's rows as a Markdown table. */
export function markdownText(tables: readonly InlineTable[]): string {
  const { columns, rows } = allRows(tables)
  const escape = (text: string) =>
    text.replaceAll('\\', '\\\\').replaceAll('|', '\\|').replaceAll('\n', ' ')
  const line = (cells: readonly string[]) => `| ${cells.map(escape).join(' | ')} |`
  const body = rows.map((row) => line(columns.map((column) => cellText(row[column]))))
  return [line(columns), line(columns.map(() => '---')), ...body].join('\n') + '\n'
}

/** A figure's rows as a LaTeX `tabular`, numbers in mathematics with powers of ten. */
export function latexText(tables: readonly InlineTable[]): string {
  const { columns, rows } = allRows(tables)
  const line = (cells: readonly string[]) => `  ${cells.join(' & ')} \\\\`
  const body = rows.map((row) => line(columns.map((column) => latexCell(row[column]))))
  return [
    `\\begin{tabular}{${'r'.repeat(columns.length)}}`,
    line(columns.map(latexWords)),
    '  \\hline',
    ...body,
    '\\end{tabular}\n'
  ].join('\n')
}

function latexCell(value: unknown): string {
  if (typeof value !== 'number') return latexWords(cellText(value))
  const [digits, exponent] = String(value).split('e')
  return exponent ? `$${digits} \\times 10^{${Number(exponent)}}$` : `$${digits}$`
}

const latexSpecial: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}'
}

function latexWords(text: string): string {
  return text.replace(/[\\~^&%$#_{}]/g, (sign) => latexSpecial[sign] ?? `\\${sign}`)
}
