import type * as TypeScript from 'typescript'
import type { TypeScriptModule } from './typescriptModule.js'

/** What TypeScript has and its declaration file does not list. */
interface Internals {
  getModuleInstanceState(node: TypeScript.ModuleDeclaration): number
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
  if (ts.isModuleDeclaration(statement) && !augments(ts, statement)) {
    const { getModuleInstanceState } = ts as unknown as Internals
    return getModuleInstanceState(statement) === 0 ? [] : [statement.name.text]
  }
  if (ts.isImportDeclaration(statement)) return importedNames(ts, statement.importClause)
  // `import area = Geometry.area`
  return ts.isImportEqualsDeclaration(statement) ? [statement.name.text] : []
}

/** Names that a top-level statement declares, types included. */
export function declaredNames(ts: TypeScriptModule, statement: TypeScript.Statement): string[] {
  const values = declaredValues(ts, statement)
  if (values.length > 0) return values
  if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)) {
    return [statement.name.text]
  }
  if (ts.isModuleDeclaration(statement) && !augments(ts, statement)) return [statement.name.text]
  return []
}

/** `declare global` or `declare module 'x'`. */
function augments(ts: TypeScriptModule, statement: TypeScript.ModuleDeclaration): boolean {
  return (
    ts.isStringLiteral(statement.name) || (statement.flags & ts.NodeFlags.GlobalAugmentation) !== 0
  )
}

/** What a statement declares in the global scope or in another module: `global/name`, `fs/name`. */
export function augmentedNames(ts: TypeScriptModule, statement: TypeScript.Statement): string[] {
  if (!ts.isModuleDeclaration(statement) || !augments(ts, statement)) return []
  const { body, name } = statement
  const inside = body && ts.isModuleBlock(body) ? body.statements : []
  return inside.flatMap((one) => declaredNames(ts, one)).map((inner) => `${name.text}/${inner}`)
}

/** Names of the values that an import clause declares. */
export function importedNames(
  ts: TypeScriptModule,
  clause: TypeScript.ImportClause | undefined
): string[] {
  return importedIdentifiers(ts, clause).map(({ text }) => text)
}

/** The names of the values that an import clause declares, as they stand in it. */
export function importedIdentifiers(
  ts: TypeScriptModule,
  clause: TypeScript.ImportClause | undefined
): TypeScript.Identifier[] {
  if (!clause || clause.isTypeOnly) return []
  const names = clause.name ? [clause.name] : []
  const bindings = clause.namedBindings
  if (!bindings) return names
  if (ts.isNamespaceImport(bindings)) return [...names, bindings.name]
  return [...names, ...bindings.elements.map(({ name }) => name)]
}

/** Names that a variable declaration binds, destructured ones included. */
export function boundNames(ts: TypeScriptModule, name: TypeScript.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text]
  return name.elements.flatMap((element) =>
    ts.isBindingElement(element) ? boundNames(ts, element.name) : []
  )
}
