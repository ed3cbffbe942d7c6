import type { CellPosition } from './languageEngine.js'
import { sourceLines } from './sourceLines.js'

export const red = (text: string) => `\u001b[31m${text}\u001b[39m`
export const bold = (text: string) => `\u001b[1m${text}\u001b[22m`
export const dim = (text: string) => `\u001b[2m${text}\u001b[22m`

const contextLines = 2

/** The lines around a place, the place marked. */
export function codeFrame(code: string, start: CellPosition, end: CellPosition = start): string[] {
  const lines = sourceLines(code)
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
