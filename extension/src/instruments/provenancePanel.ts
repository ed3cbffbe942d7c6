import type { TranslationBundle } from '@jupyterlab/translation'
import { isObject, type JsonObject } from '../renderer/safeSpec.js'
import { cellText, columnNames } from './dataTable.js'
import { unconvergedCount, type FigureNotes } from './figureNotes.js'

/** Where a figure's numbers come from, and how they agree with the exact ones. */
export function provenancePanel(notes: FigureNotes, trans: TranslationBundle): HTMLElement {
  const content = document.createElement('div')
  const list = document.createElement('dl')
  list.className = 'nnqft-Provenance'
  for (const [name, value] of flatten(notes.provenance)) {
    const term = document.createElement('dt')
    const detail = document.createElement('dd')
    term.textContent = name
    detail.textContent = value
    list.append(term, detail)
  }
  content.append(list)
  const tables: [string, readonly JsonObject[]][] = [
    [trans.__('Agreement with the exact values'), notes.agreement],
    [convergenceTitle(notes, trans), notes.convergence]
  ]
  for (const [title, rows] of tables) {
    if (rows.length > 0) content.append(rowsTable(title, rows))
  }
  return content
}

/** Nested objects as lines such as `parameters sigmaW`; lists stay on one line. */
function flatten(value: JsonObject, prefix = ''): [string, string][] {
  return Object.entries(value).flatMap(([key, entry]): [string, string][] =>
    isObject(entry) ? flatten(entry, `${prefix}${key} `) : [[`${prefix}${key}`, cellText(entry)]]
  )
}

function convergenceTitle(notes: FigureNotes, trans: TranslationBundle): string {
  const count = unconvergedCount(notes)
  if (count === 0) return trans.__('Convergence: all estimators have converged')
  return trans.__('Convergence: %1 of %2 have not converged', count, notes.convergence.length)
}

function rowsTable(title: string, rows: readonly JsonObject[]): HTMLElement {
  const table = document.createElement('table')
  table.className = 'nnqft-DataTable'
  table.createCaption().textContent = title
  const columns = columnNames(rows)
  const head = table.createTHead().insertRow()
  for (const column of columns) {
    const cell = document.createElement('th')
    cell.scope = 'col'
    cell.textContent = column
    head.append(cell)
  }
  const body = table.createTBody()
  for (const row of rows) {
    const line = body.insertRow()
    if (row['converged'] === false || row['verdict'] === 'disagrees')
      line.className = 'nnqft-mod-warning'
    for (const column of columns) line.insertCell().textContent = cellText(row[column])
  }
  return table
}
