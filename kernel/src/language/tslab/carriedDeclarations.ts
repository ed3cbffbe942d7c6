import type * as TypeScript from 'typescript'
import { declaredValues } from './cellSource.js'
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
    const names = declaredValues(ts, statement)
    if (names.length === 0 ? keepTypes : names.every(wanted))
      lines.push(statement.getFullText(file))
    else if (ts.isVariableStatement(statement)) {
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
