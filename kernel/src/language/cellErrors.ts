import { inspect } from 'node:util'
import type { CellError } from './engineMessages.js'
import type { CellPosition, Diagnostic } from './languageEngine.js'

/** A cell that was executed: what error reports need to know of it. */
export interface ExecutedCell {
  /** Name of the cell in stack traces, for example `In[3]`. */
  readonly name: string
  readonly code: string
  originalPosition(position: CellPosition): CellPosition | undefined
}

/** Name of the cell with this execution count. */
export function cellName(executionCount: number): string {
  return `In[${executionCount}]`
}

const red = (text: string) => `\u001b[31m${text}\u001b[39m`
const bold = (text: string) => `\u001b[1m${text}\u001b[22m`
const dim = (text: string) => `\u001b[2m${text}\u001b[22m`

/** The error of a cell that does not compile: every finding with its lines of code. */
export function diagnosticsError(
  cell: Pick<ExecutedCell, 'name' | 'code'>,
  diagnostics: readonly Diagnostic[]
): CellError {
  const [first] = diagnostics
  const isSyntax = first !== undefined && first.code >= 1000 && first.code < 2000
  const ename = isSyntax ? 'SyntaxError' : 'TypeScriptError'
  const traceback = diagnostics.flatMap((found) => {
    const place = `${found.fileName ?? cell.name}:${found.start.line + 1}:${found.start.column + 1}`
    const title = `${bold(red(`TS${found.code}`))} ${found.message} ${dim(`(${place})`)}`
    return found.fileName ? [title] : [title, ...codeFrame(cell.code, found.start, found.end)]
  })
  const evalue = first
    ? `TS${first.code}: ${first.message} (line ${first.start.line + 1})`
    : 'the cell does not compile'
  return { ename, evalue, traceback, ...(first && !first.fileName && { position: first.start }) }
}

/** The error of a cell that threw `thrown`, which may be anything. */
export function runtimeError(thrown: unknown, cells: ReadonlyMap<string, ExecutedCell>): CellError {
  const { ename, evalue, stack } = describeThrown(thrown)
  const title = `${bold(red(ename))}: ${evalue}`
  const frames = readFrames(stack, cells)
  const place = frames.find((frame) => frame.cell)
  const cause = causeOf(thrown, cells)
  const traceback = [
    title,
    ...(place?.cell ? codeFrame(place.cell.code, place.position) : []),
    ...frames.map(({ text }) => dim(`    ${text}`)),
    ...cause
  ]
  return { ename, evalue, traceback, ...(place && { position: place.position }) }
}

function causeOf(thrown: unknown, cells: ReadonlyMap<string, ExecutedCell>): string[] {
  if (!(thrown instanceof Error) || thrown.cause === undefined) return []
  const { traceback } = runtimeError(thrown.cause, cells)
  return ['caused by', ...traceback]
}

function describeThrown(thrown: unknown) {
  if (typeof thrown === 'object' && thrown !== null && 'message' in thrown) {
    const { name, message, stack, constructor } = thrown as Partial<Error> & {
      constructor: unknown
    }
    const className = typeof constructor === 'function' ? constructor.name : ''
    return {
      ename: String(name ?? (className || 'Error')),
      evalue: String(message),
      stack: typeof stack === 'string' ? stack : ''
    }
  }
  return { ename: 'Thrown', evalue: inspect(thrown, { depth: 2 }), stack: '' }
}

interface Frame {
  readonly text: string
  readonly cell?: ExecutedCell
  readonly position: CellPosition
}

const stackLine = /^\s*at (.*?)\(?((?:file:\/\/|node:|In\[)?[^\s()]*?):(\d+):(\d+)\)?$/

/** The frames of the user's code, in the user's TypeScript; those of the kernel and Node left out. */
function readFrames(stack: string, cells: ReadonlyMap<string, ExecutedCell>): Frame[] {
  const frames: Frame[] = []
  for (const line of stack.split('\n')) {
    const match = stackLine.exec(line)
    if (!match) continue
    const [, caller = '', file = '', lineText, columnText] = match
    const compiled = { line: Number(lineText) - 1, column: Number(columnText) - 1 }
    const cell = cells.get(file)
    if (cell) {
      const position = cell.originalPosition(compiled) ?? compiled
      const place = `${file}:${position.line + 1}:${position.column + 1}`
      const name = caller.replace(/\beval\b|\b(?:exports|Proxy)\./g, '').trim()
      frames.push({ text: name ? `at ${name} (${place})` : `at ${place}`, cell, position })
    } else if (!file.startsWith('node:') && !isKernelFile(file)) {
      frames.push({ text: line.trim(), position: compiled })
    }
  }
  return frames
}

function isKernelFile(file: string): boolean {
  return file === import.meta.url
}

const contextLines = 2

/** The lines around a place, the place marked. */
function codeFrame(code: string, start: CellPosition, end: CellPosition = start): string[] {
  const lines = code.split('\n')
  const first = Math.max(0, start.line - contextLines)
  const last = Math.min(lines.length - 1, start.line + contextLines)
  const width = String(last + 1).length
  const frame: string[] = []
  for (let i = first; i <= last; i++) {
    const text = lines[i] ?? ''
    const marked = i === start.line
    const number = String(i + 1).padStart(width)
    frame.push(marked ? `${red('>')} ${number} | ${text}` : dim(`  ${number} | ${text}`))
    if (!marked) continue
    const length = end.line === start.line ? Math.max(1, end.column - start.column) : 1
    const indent = text.slice(0, start.column).replace(/[^\t]/g, ' ')
    frame.push(`  ${' '.repeat(width)} | ${indent}${red('^'.repeat(length))}`)
  }
  return frame
}
