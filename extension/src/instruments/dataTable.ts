import type { TranslationBundle } from '@jupyterlab/translation'
import type { InlineTable, Row } from '../renderer/inlineRows.js'

/** Rows that a table shows before the reader asks for more. */
const pageRows = 100

/** The rows of a figure as tables with sortable columns. */
export function dataTables(tables: readonly InlineTable[], trans: TranslationBundle): HTMLElement {
  const content = document.createElement('div')
  if (tables.length === 0) content.append(trans.__('This figure has no rows of data.'))
  content.append(...tables.map((table) => new SortableTable(table, trans).node))
  return content
}

/** Column names of rows, in the order of first occurrence. */
export function columnNames(rows: readonly Row[]): string[] {
  return [...new Set(rows.flatMap((row) => Object.keys(row)))]
}

class SortableTable {
  readonly node = document.createElement('div')
  private readonly table = document.createElement('table')
  private readonly more = document.createElement('button')
  private readonly columns: readonly string[]
  private rows: readonly Row[]
  private shown = pageRows
  private sorted: { column: string; ascending: boolean } | undefined

  constructor(
    { name, rows }: InlineTable,
    private readonly trans: TranslationBundle
  ) {
    this.rows = rows
    this.columns = columnNames(rows)
    this.table.className = 'nnqft-DataTable'
    this.table.tabIndex = -1
    this.table.createCaption().textContent = trans.__('%1: %2 rows', name, rows.length)
    this.table.createTHead().append(this.header())
    this.table.createTBody()
    this.more.type = 'button'
    this.more.className = 'jp-mod-styled'
    this.more.textContent = trans.__('Show more rows')
    this.more.addEventListener('click', () => {
      this.shown *= 4
      this.fill()
      // With its last rows the button goes.
      if (this.more.hidden) this.table.focus()
    })
    this.node.append(this.table, this.more)
    this.fill()
  }

  private header(): HTMLTableRowElement {
    const row = document.createElement('tr')
    for (const column of this.columns) {
      const cell = document.createElement('th')
      const button = document.createElement('button')
      cell.scope = 'col'
      button.type = 'button'
      button.textContent = column
      button.title = this.trans.__('Sort by %1', column)
      button.addEventListener('click', () => this.sortBy(column))
      cell.append(button)
      row.append(cell)
    }
    return row
  }

  private sortBy(column: string): void {
    const ascending = this.sorted?.column === column ? !this.sorted.ascending : true
    this.sorted = { column, ascending }
    this.rows = [...this.rows].sort((a, b) => compare(a[column], b[column]) * (ascending ? 1 : -1))
    Array.from(this.table.tHead?.rows[0]?.cells ?? []).forEach((cell, i) => {
      if (this.columns[i] !== column) cell.removeAttribute('aria-sort')
      else cell.setAttribute('aria-sort', ascending ? 'ascending' : 'descending')
    })
    this.fill()
  }

  private fill(): void {
    const rows = this.rows.slice(0, this.shown).map((row) => {
      const line = document.createElement('tr')
      for (const column of this.columns) line.insertCell().textContent = cellText(row[column])
      return line
    })
    this.table.tBodies[0].replaceChildren(...rows)
    this.more.hidden = this.shown >= this.rows.length
  }
}

function compare(a: unknown, b: unknown): number {
  const difference = asNumber(a) - asNumber(b)
  if (!Number.isNaN(difference)) return difference
  return cellText(a).localeCompare(cellText(b), undefined, { numeric: true })
}

/** A number, or the text of one, as files have it. */
function asNumber(value: unknown): number {
  const isText = typeof value === 'string' && value.trim() !== ''
  return typeof value === 'number' || isText ? Number(value) : NaN
}

/** Text of one value: numbers in full, so that nothing is lost in a copy. */
export function cellText(value: unknown): string {
  if (value === undefined || value === null) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
