import type * as TypeScript from 'typescript'
import type { TypeScriptModule } from './typescriptModule.js'

/** What can be said of a cell from its syntax alone. */
export interface CellSource {
  /** The text to compile: `export` and `default` blanked out, every position unchanged. */
  readonly text: string
  /** Every name declared at the top level, types included. */
  readonly names: readonly string[]
  /** Whether it awaits outside every function. */
  readonly awaits: boolean
  /** Source of each top-level declaration, by the name of the value it declares. */
  readonly definitions: ReadonlyMap<string, string>
}

/** Reads a cell's syntax. */
export function readCellSource(ts: TypeScriptModule, code: string): CellSource {
  const file = ts.createSourceFile('cell.ts', code, ts.ScriptTarget.Latest, true)
  let text = code
  const blankOut = (start: number, end: number) => {
    text = text.slice(0, start) + ' '.repeat(end - start) + text.slice(end)
  }
  const definitions = new Map<string, string>()
  for (const statement of file.statements) {
    // `export default value`: the value remains, as an expression.
    if (ts.isExportAssignment(statement) && !statement.isExportEquals) {
      blankOut(statement.getStart(file), statement.expression.getStart(file))
    }
    for (const modifier of ts.canHaveModifiers(statement)
      ? (ts.getModifiers(statement) ?? [])
      : []) {
      const isExport =
        modifier.kind === ts.SyntaxKind.ExportKeyword ||
        modifier.kind === ts.SyntaxKind.DefaultKeyword
      if (isExport) blankOut(modifier.getStart(file), modifier.end)
    }
    for (const name of declaredValues(ts, statement)) definitions.set(name, statement.getText(file))
  }
  return {
    text,
    names: topLevelNames(ts, file),
    awaits: file.statements.some((statement) => awaitsOutside(ts, statement)),
    definitions
  }
}

/** The binder's view: it knows every kind of declaration. */
function topLevelNames(ts: TypeScriptModule, file: TypeScript.SourceFile): string[] {
  const internal = ts as unknown as { bindSourceFile(file: object, options: object): void }
  internal.bindSourceFile(file, {})
  const { locals } = file as unknown as { locals?: ReadonlyMap<TypeScript.__String, unknown> }
  // `declare global` and `declare module 'x'` have a name for the binder only.
  const names = [...(locals?.keys() ?? [])].filter(
    (name) => name !== ts.InternalSymbolName.Global && !String(name).startsWith('"')
  )
  return names.map((name) => ts.unescapeLeadingUnderscores(name))
}

/** Names of the values that a top-level statement declares. */
export function declaredValues(ts: TypeScriptModule, statement: TypeScript.Statement): string[] {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.flatMap(({ name }) => boundNames(ts, name))
  }
  if (
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isEnumDeclaration(statement)
  ) {
    return statement.name ? [statement.name.text] : []
  }
  if (ts.isImportDeclaration(statement)) return importedNames(ts, statement.importClause)
  return []
}

/** Names that a top-level statement declares, types included. */
export function declaredNames(ts: TypeScriptModule, statement: TypeScript.Statement): string[] {
  const values = declaredValues(ts, statement)
  if (values.length > 0) return values
  if (
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement) ||
    ts.isModuleDeclaration(statement)
  ) {
    return [statement.name.text]
  }
  return []
}

/** Names of the values that an import clause declares. */
export function importedNames(
  ts: TypeScriptModule,
  clause: TypeScript.ImportClause | undefined
): string[] {
  if (!clause || clause.isTypeOnly) return []
  const names = clause.name ? [clause.name.text] : []
  const bindings = clause.namedBindings
  if (!bindings) return names
  if (ts.isNamespaceImport(bindings)) return [...names, bindings.name.text]
  return [...names, ...bindings.elements.map(({ name }) => name.text)]
}

/** Names that a variable declaration binds, destructured ones included. */
export function boundNames(ts: TypeScriptModule, name: TypeScript.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text]
  return name.elements.flatMap((element) =>
    ts.isBindingElement(element) ? boundNames(ts, element.name) : []
  )
}

function awaitsOutside(ts: TypeScriptModule, node: TypeScript.Node): boolean {
  if (ts.isAwaitExpression(node)) return true
  if (ts.isForOfStatement(node) && node.awaitModifier) return true
  if (ts.isVariableDeclarationList(node) && isAwaitUsing(ts, node)) return true
  if (ts.isFunctionLike(node) || ts.isPropertyDeclaration(node)) return false
  return ts.forEachChild(node, (child) => awaitsOutside(ts, child)) ?? false
}

/** The flags of `await using` are those of `const` and `using` together. */
function isAwaitUsing(ts: TypeScriptModule, list: TypeScript.VariableDeclarationList): boolean {
  return (list.flags & ts.NodeFlags.BlockScoped) === ts.NodeFlags.AwaitUsing
}
