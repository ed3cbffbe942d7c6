import { format, inspect, textWidth, type InspectOptions } from './util.js'

type Print = (stream: 'stdout' | 'stderr', text: string) => void

/** Node's console: the methods of `console` that print. */
export class NodeConsole {
  readonly #print: Print
  readonly #now: () => number
  readonly #counts = new Map<string, number>()
  readonly #times = new Map<string, number>()
  #margin = ''

  /**
   * @param print gets whole lines
   * @param now a clock, in milliseconds
   */
  constructor(print: Print, now = () => performance.now()) {
    this.#print = print
    this.#now = now
  }

  readonly log = (...values: readonly unknown[]): void => this.#write('stdout', format(...values))
  readonly info = this.log
  readonly debug = this.log
  readonly dirxml = this.log

  readonly warn = (...values: readonly unknown[]): void => this.#write('stderr', format(...values))
  readonly error = this.warn

  readonly dir = (value: unknown, options: InspectOptions = {}): void =>
    this.#write('stdout', inspect(value, { customInspect: false, ...options }))

  readonly trace = (...values: readonly unknown[]): void => {
    const problem = new Error(format(...values))
    problem.name = 'Trace'
    // Where the browser can, without the call of this method.
    Error.captureStackTrace?.(problem, this.trace)
    this.error(problem.stack)
  }

  readonly assert = (holds?: unknown, ...values: readonly unknown[]): void => {
    if (holds) return
    const [first, ...rest] = values
    const text = values.length === 0 ? '' : `: ${String(first)}`
    this.warn(`Assertion failed${text}`, ...rest)
  }

  readonly count = (label: unknown = 'default'): void => {
    const name = String(label)
    const count = (this.#counts.get(name) ?? 0) + 1
    this.#counts.set(name, count)
    this.log(`${name}: ${count}`)
  }

  readonly countReset = (label: unknown = 'default'): void => {
    const name = String(label)
    if (!this.#counts.delete(name)) this.#advise(`Count for '${name}' does not exist`)
  }

  readonly time = (label: unknown = 'default'): void => {
    const name = String(label)
    if (!this.#times.has(name)) this.#times.set(name, this.#now())
    else this.#advise(`Label '${name}' already exists for console.time()`)
  }

  readonly timeEnd = (label: unknown = 'default'): void => {
    this.#tellTime('timeEnd', String(label), [])
    this.#times.delete(String(label))
  }

  readonly timeLog = (label: unknown = 'default', ...values: readonly unknown[]): void =>
    this.#tellTime('timeLog', String(label), values)

  readonly group = (...values: readonly unknown[]): void => {
    if (values.length > 0) this.log(...values)
    this.#margin += '  '
  }
  readonly groupCollapsed = this.group

  readonly groupEnd = (): void => {
    this.#margin = this.#margin.slice(2)
  }

  readonly table = (data: unknown, columns?: readonly string[]): void => {
    if (columns !== undefined && !Array.isArray(columns)) {
      throw new TypeError(`console.table: the columns must be an array, got ${inspect(columns)}`)
    }
    if (typeof data !== 'object' || data === null) this.log(data)
    else this.log(tableText(tableColumns(data, columns)))
  }

  #tellTime(method: string, label: string, values: readonly unknown[]): void {
    const start = this.#times.get(label)
    if (start === undefined) this.#advise(`No such label '${label}' for console.${method}()`)
    else this.log('%s: %s', label, durationText(this.#now() - start), ...values)
  }

  #advise(text: string): void {
    this.#print('stderr', `Warning: ${text}\n`)
  }

  #write(stream: 'stdout' | 'stderr', text: string): void {
    this.#print(stream, `${this.#margin}${text.replaceAll('\n', `\n${this.#margin}`)}\n`)
  }
}

function durationText(milliseconds: number): string {
  if (milliseconds < 1000) return `${Number(milliseconds.toFixed(3))}ms`
  if (milliseconds < 60_000) return `${(milliseconds / 1000).toFixed(3)}s`
  const hours = Math.floor(milliseconds / 3_600_000)
  const minutes = Math.floor((milliseconds % 3_600_000) / 60_000)
  const seconds = ((milliseconds % 60_000) / 1000).toFixed(3).padStart(6, '0')
  if (hours === 0) return `${minutes}:${seconds} (m:ss.mmm)`
  return `${hours}:${String(minutes).padStart(2, '0')}:${seconds} (h:mm:ss.mmm)`
}

/** Texts of a column by the numbers of their rows, under its name. */
type Column = readonly [name: string, cells: readonly string[]]

function tableColumns(data: object, columns: readonly string[] | undefined): Column[] {
  const count = (size: number) => Array.from({ length: size }, (_, i) => String(i))
  if (data instanceof Map) {
    const keys = [...data.keys()].map(cellText)
    const values = [...data.values()].map(cellText)
    return [
      ['(iteration index)', count(data.size)],
      ['Key', keys],
      ['Values', values]
    ]
  }
  if (data instanceof Set) {
    return [
      ['(iteration index)', count(data.size)],
      ['Values', [...data].map(cellText)]
    ]
  }
  const rows = Object.entries(data) as [string, unknown][]
  const cells = new Map<string, string[]>()
  const values: string[] = []
  rows.forEach(([, row], i) => {
    const isObject = typeof row === 'function' || (typeof row === 'object' && row !== null)
    if (!isObject && !columns) values[i] = cellText(row)
    const fields = columns ?? (isObject ? Object.keys(row) : [])
    for (const name of fields.map(String)) {
      const column = cells.get(name) ?? []
      cells.set(name, column)
      const isThere = isObject && Object.hasOwn(row, name)
      column[i] = isThere ? cellText((row as Record<string, unknown>)[name]) : ''
    }
  })
  // Names that are numbers come first, as everywhere in the language.
  const named = Object.entries(Object.fromEntries(cells))
  const last: Column[] = values.length > 0 ? [['Values', values]] : []
  return [['(index)', rows.map(([name]) => name)], ...named, ...last]
}

function cellText(value: unknown): string {
  const isLarge =
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !ArrayBuffer.isView(value) &&
    Object.keys(value).length > 2
  return inspect(value, { depth: isLarge ? -1 : 0, maxArrayLength: 3, breakLength: Infinity })
}

function tableText(columns: readonly Column[]): string {
  const height = Math.max(...columns.map(([, cells]) => cells.length))
  const rows = Array.from({ length: height }, (_, i) => columns.map(([, cells]) => cells[i] ?? ''))
  const head = columns.map(([name]) => name)
  const widths = columns.map(([name, cells]) =>
    Math.max(textWidth(name), ...Array.from(cells, (cell = '') => textWidth(cell)))
  )
  const line = ([left, middle, right]: string) =>
    left + widths.map((width) => '─'.repeat(width + 2)).join(middle) + right
  const rowText = (row: readonly string[]) => {
    const cells = row.map((cell, i) => cell + ' '.repeat(widths[i] - textWidth(cell)))
    return `│ ${cells.join(' │ ')} │`
  }
  return [line('┌┬┐'), rowText(head), line('├┼┤'), ...rows.map(rowText), line('└┴┘')].join('\n')
}
