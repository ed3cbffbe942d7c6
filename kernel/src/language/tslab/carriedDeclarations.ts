import type * as TypeScript from 'typescript'
import { declaredNames } from './cellSource.js'
import type { TypeScriptModule } from './typescriptModule.js'

/**
 * Declarations carried to the next cell after a cell threw half-way: those of the new state, but
 * for the values that were never assigned, which keep their earlier declaration, if any.
 * @param next declaration file with the cell's names
 * @param previous declaration file before the cell
 * @param unassigned values that the cell declares and did not reach
 */
export function withoutUnassigned(
  ts: TypeScriptModule,
  next: string,
  previous: string,
  unassigned: ReadonlySet<string>
): string {
  const kept = select(ts, next, (name) => !unassigned.has(name), true)
  return kept + select(ts, previous, (name) => unassigned.has(name), false)
}

/**
 * Declarations after a cell beside which another one ended: the cell's own, and of the others what
 * is there by now.
 * @param next declaration file with the cell's names
 * @param current declaration file with the names of the cell that ended in the meantime
 * @param own names that the cell declares, types included
 */
export function overlaid(
  ts: TypeScriptModule,
  next: string,
  current: string,
  own: ReadonlySet<string>
): string {
  return (
    select(ts, next, (name) => own.has(name), false) +
    select(ts, current, (name) => !own.has(name), true)
  )
}

function select(
  ts: TypeScriptModule,
  declarations: string,
  wanted: (name: string) => boolean,
  keepTypes: boolean
): string {
  const file = ts.createSourceFile('carried.d.ts', declarations, ts.ScriptTarget.Latest, true)
  const printer = ts.createPrinter()
  const lines: string[] = []
  for (const statement of file.statements) {
    const names = declaredNames(ts, statement)
    if (names.length === 0 ? keepTypes : names.every(wanted))
      lines.push(statement.getFullText(file))
    else if (ts.isImportDeclaration(statement)) {
      const part = importOf(ts, statement, wanted)
      if (part) lines.push(printer.printNode(ts.EmitHint.Unspecified, part, file))
    } else if (ts.isVariableStatement(statement)) {
      const list = statement.declarationList
      const left = list.declarations.filter(({ name }) => wanted(name.getText(file)))
      if (left.length === 0) continue
      const part: TypeScript.VariableStatement = ts.factory.createVariableStatement(
        statement.modifiers,
        ts.factory.createVariableDeclarationList(left, list.flags)
      )
      lines.push(printer.printNode(ts.EmitHint.Unspecified, part, file))
    }
  }
  return lines.map((line) => `${line.trimEnd()}\n`).join('')
}

/** An import of the wanted names only; undefined if none of its names is wanted. */
function importOf(
  ts: TypeScriptModule,
  statement: TypeScript.ImportDeclaration,
  wanted: (name: string) => boolean
): TypeScript.ImportDeclaration | undefined {
  const { factory } = ts
  const { importClause: clause } = statement
  const bindings = clause?.namedBindings
  if (!clause || !bindings || !ts.isNamedImports(bindings)) return undefined
  const elements = bindings.elements.filter(({ name }) => wanted(name.text))
  const name = clause.name && wanted(clause.name.text) ? clause.name : undefined
  if (elements.length === 0 && !name) return undefined
  const named = elements.length > 0 ? factory.createNamedImports(elements) : undefined
  return factory.createImportDeclaration(
    statement.modifiers,
    factory.createImportClause(clause.isTypeOnly, name, named),
    statement.moduleSpecifier
  )
}
