import { bold, codeFrame, dim, red } from './codeFrame.js'
import type { CellError } from './engineMessages.js'
import type { Diagnostic } from './languageEngine.js'
import type { TranslatedSource } from './translatedSources.js'

/** Name of the cell with this execution count. */
export function cellName(executionCount: number): string {
  return `In[${executionCount}]`
}

/** The error of a cell that does not compile: every finding with its lines of code. */
export function diagnosticsError(
  cell: Pick<TranslatedSource, 'name' | 'code'>,
  diagnostics: readonly Diagnostic[]
): CellError {
  const [first] = diagnostics
  const isSyntax = first !== undefined && first.code >= 1000 && first.code < 2000
  const ename = isSyntax ? 'SyntaxError' : 'TypeScriptError'
  const traceback = diagnostics.flatMap((found) => {
    const place = `${found.fileName ?? cell.name}:${found.start.line + 1}:${found.start.column + 1}`
    const [message, ...reasons] = found.message.split('\n')
    const title = `${bold(red(`TS${found.code}`))} ${message} ${dim(`(${place})`)}`
    const frame = found.fileName ? [] : codeFrame(cell.code, found.start, found.end)
    return [title, ...reasons.map(dim), ...frame]
  })
  const evalue = first
    ? `TS${first.code}: ${first.message.split('\n', 1)[0]} (line ${first.start.line + 1})`
    : 'the cell does not compile'
  return { ename, evalue, traceback }
}
