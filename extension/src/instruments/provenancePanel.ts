import type { TranslationBundle } from '@jupyterlab/translation'
import { isObject, type JsonObject } from '../renderer/safeSpec.js'
import { cellText, columnNames } from './dataTable.js'
import type { FigureNotes } from './figureNotes.js'

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
  if (notes.agreement.length > 0) content.append(agreementTable(notes.agreement, trans))
  return content
}

/** Nested objects as lines such as `parameters sigmaW`; lists stay on one line. */
function flatten(value: JsonObject, prefix = ''): [string, string][] {
  return Object.entries(value).flatMap(([key, entry]): [string, string][] =>
    isObject(entry) ? flatten(entry, `${prefix}${key} `) : [[`${prefix}${key}`, cellText(entry)]]
  )
}

function agreementTable(rows: readonly JsonObject[], trans: TranslationBundle): HTMLElement {
  const table = document.createElement('table')
  table.className = 'nnqft-DataTable'
  table.createCaption().textContent = trans.__('Agreement with the exact values')
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
    for (const column of columns) line.insertCell().textContent = cellText(row[column])
  }
  return table
}
