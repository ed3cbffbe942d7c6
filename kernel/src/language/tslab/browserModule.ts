import type * as TypeScript from 'typescript'
import { declaredValues } from './declaredNames.js'
import { typescript as ts } from './typescriptModule.js'

/** What anywidget asks of the code of a widget; the second is an older form. */
const wanted = ['default', 'render']

/**
 * Checks the text of a module that a page is to load, which would tell of its mistakes in the browser's console alone.
 * @throws SyntaxError if JavaScript does not parse, TypeError if the module exports nothing to draw with
 */
export function requireWidgetModule(text: string): void {
  const fileName = 'esm.js'
  const { diagnostics = [] } = ts.transpileModule(text, {
    fileName,
    reportDiagnostics: true,
    compilerOptions: { allowJs: true, target: ts.ScriptTarget.ESNext, module: ts.ModuleKind.ESNext }
  })
  const file = ts.createSourceFile(fileName, text, ts.ScriptTarget.ESNext)
  // Half a statement is also one of TypeScript, which it tells first (by numbers from 8000 on).
  const mistake = diagnostics.find(({ code }) => code < 8000) ?? diagnostics[0]
  if (mistake) {
    const { line, character } = file.getLineAndCharacterOfPosition(mistake.start ?? 0)
    const message = ts.flattenDiagnosticMessageText(mistake.messageText, '\n')
    throw new SyntaxError(`esm: ${message} (line ${line + 1}, column ${character + 1})`)
  }
  const exported = file.statements.flatMap(exportedBy)
  if (exported.includes(everything) || wanted.some((name) => exported.includes(name))) return
  const names = exported.length > 0 ? exported.join(', ') : 'nothing'
  throw new TypeError(
    `esm must have a default export, such as { render({ model, el }) { … } }, it exports ${names}`
  )
}

/** Names that are known in the page alone. */
const everything = '*'

function exportedBy(statement: TypeScript.Statement): readonly string[] {
  if (ts.isExportAssignment(statement)) return ['default']
  if (ts.isExportDeclaration(statement)) {
    const { exportClause } = statement
    if (!exportClause) return [everything]
    if (ts.isNamespaceExport(exportClause)) return [exportClause.name.text]
    return exportClause.elements.map(({ name }) => name.text)
  }
  const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : []
  const kinds = modifiers.map(({ kind }) => kind)
  if (!kinds.includes(ts.SyntaxKind.ExportKeyword)) return []
  if (kinds.includes(ts.SyntaxKind.DefaultKeyword)) return ['default']
  return declaredValues(ts, statement)
}
