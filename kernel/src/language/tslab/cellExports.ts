import type * as TypeScript from 'typescript'
import type { TypeScriptModule } from './typescriptModule.js'

type Replace = (start: number, end: number, by: string) => void

/**
 * The text of a cell with every export turned into what it means in a cell, no position before the cell's
 * end changed, and the names that are left in `export { … }`.
 */
export function withoutExports(ts: TypeScriptModule, file: TypeScript.SourceFile) {
  let { text } = file
  const exported = new Set<string>()
  const replace: Replace = (start, end, by) => {
    text = text.slice(0, start) + by.padEnd(end - start) + text.slice(end)
  }
  endLastLine(ts, file, replace)
  // From the end, since what stands in parentheses gets longer.
  for (const statement of [...file.statements].reverse()) {
    if (ts.isExportAssignment(statement) && !statement.isExportEquals) {
      // The value remains, as an expression; what stands before has ended.
      replace(statement.getStart(file), statement.expression.getStart(file), ';')
    } else if (ts.isExportDeclaration(statement)) {
      if (!statement.moduleSpecifier) withoutAliases(ts, file, statement, exported, replace)
    } else {
      withoutModifiers(ts, file, statement, replace)
    }
  }
  return { text, exported }
}

/** A last line of one word would be read together with what the compiler appends: `global export`. */
function endLastLine(ts: TypeScriptModule, file: TypeScript.SourceFile, replace: Replace): void {
  const last = file.statements.at(-1)
  if (!last || !ts.isExpressionStatement(last) || !ts.isIdentifier(last.expression)) return
  const { end } = last.expression
  replace(end, end, ';')
}

/** Blanks out `export` and `default`; what has no name then is put into parentheses. */
function withoutModifiers(
  ts: TypeScriptModule,
  file: TypeScript.SourceFile,
  statement: TypeScript.Statement,
  replace: Replace
): void {
  const { ExportKeyword, DefaultKeyword } = ts.SyntaxKind
  const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : []
  const exports = modifiers.filter(({ kind }) => kind === ExportKeyword || kind === DefaultKeyword)
  if (exports.length === 0) return
  const isNameless =
    (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) && !statement.name
  if (isNameless) replace(statement.end, statement.end, ');')
  for (const modifier of exports) replace(modifier.getStart(file), modifier.end, '')
  if (isNameless) replace(statement.getStart(file), statement.getStart(file) + 2, ';(')
}

/** Leaves `export { a, b }` of `export type { a as c, a, type b }`. */
function withoutAliases(
  ts: TypeScriptModule,
  file: TypeScript.SourceFile,
  statement: TypeScript.ExportDeclaration,
  exported: Set<string>,
  replace: Replace
): void {
  const { exportClause, isTypeOnly } = statement
  const [first] = exportClause && ts.isNamedExports(exportClause) ? exportClause.elements : []
  if (!exportClause || !ts.isNamedExports(exportClause) || !first) return
  const names = exportClause.elements.map(({ propertyName, name }) => (propertyName ?? name).text)
  const written = new Set(names.filter((name) => !exported.has(name)))
  for (const name of written) exported.add(name)
  const last = exportClause.elements.at(-1) ?? first
  replace(first.getStart(file), last.end, [...written].join(','))
  const start = statement.getStart(file)
  const type = isTypeOnly ? file.text.indexOf('type', start) : start
  if (isTypeOnly) replace(type, type + 4, '')
}
