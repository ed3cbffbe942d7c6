import type * as TypeScript from 'typescript'
import { linkName, valueName } from '../cellScope.js'
import { boundNames, importedIdentifiers } from './declaredNames.js'
import type { TypeScriptModule } from './typescriptModule.js'

/** What TypeScript has and its declaration file does not list. */
interface Internals {
  isLocalName(name: TypeScript.Identifier): boolean
}

/**
 * Rewrites the `export { a, b }` at the end of a translated cell so that the names live in the shared
 * scope alone. A variable is exported where it is declared, which makes each of its uses a property
 * of `exports`; imports are linked to `exports`, where later cells may write to them. What a cell exports
 * from another module it does not know itself: that module is only loaded. The value of the last expression
 * is put into the scope.
 * @param moved gets the names that `export` has been put before
 */
export function exportedNames(
  ts: TypeScriptModule,
  moved: Set<string>
): TypeScript.TransformerFactory<TypeScript.SourceFile> {
  const { factory } = ts
  return () => (file) => {
    const exported = new Set(file.statements.flatMap((one) => exportedHere(ts, one)))
    const linked = new Set<string>()
    const last = file.statements.findLast((one) => !ts.isExportDeclaration(one))
    const statements = file.statements.flatMap((statement): readonly TypeScript.Statement[] => {
      if (statement === last && isWritten(ts, statement)) return [keptValue(factory, statement)]
      if (ts.isVariableStatement(statement)) {
        return [exportVariables(ts, statement, exported, moved)]
      }
      if (ts.isExportDeclaration(statement) && statement.moduleSpecifier) {
        const { moduleSpecifier, attributes } = statement
        const loaded = factory.createImportDeclaration(
          undefined,
          undefined,
          moduleSpecifier,
          attributes
        )
        return [ts.setTextRange(loaded, statement)]
      }
      if (!ts.isImportDeclaration(statement)) return [statement]
      const names = importedIdentifiers(ts, statement.importClause).filter(({ text }) =>
        exported.has(text)
      )
      for (const { text } of names) linked.add(text)
      return [statement, ...names.map((name) => link(ts, name))]
    })
    const done = new Set([...moved, ...linked])
    const rest = statements.flatMap((statement) => withoutNames(ts, statement, done))
    return factory.updateSourceFile(file, rest)
  }
}

/** An expression that stands in the cell, not one that a declaration is translated to. */
function isWritten(
  ts: TypeScriptModule,
  statement: TypeScript.Statement
): statement is TypeScript.ExpressionStatement {
  const written = ts.getOriginalNode(statement)
  return (
    ts.isExpressionStatement(statement) && written.pos >= 0 && ts.isExpressionStatement(written)
  )
}

/** `exports.__value = expression` */
function keptValue(
  factory: TypeScript.NodeFactory,
  statement: TypeScript.ExpressionStatement
): TypeScript.Statement {
  const place = factory.createPropertyAccessExpression(
    factory.createIdentifier('exports'),
    valueName
  )
  const kept = factory.createAssignment(place, statement.expression)
  return factory.updateExpressionStatement(statement, kept)
}

/** The elements of `export { … }` that carry their own name. */
function exportedHere(ts: TypeScriptModule, statement: TypeScript.Statement): string[] {
  if (!ts.isExportDeclaration(statement) || statement.moduleSpecifier) return []
  const clause = statement.exportClause
  if (!clause || !ts.isNamedExports(clause)) return []
  return clause.elements.filter(({ propertyName }) => !propertyName).map(({ name }) => name.text)
}

/** Adds `export`. `let x` without a value sets `x` to undefined, whatever an earlier cell gave it. */
function exportVariables(
  ts: TypeScriptModule,
  statement: TypeScript.VariableStatement,
  exported: ReadonlySet<string>,
  moved: Set<string>
): TypeScript.VariableStatement {
  const { factory } = ts
  const list = statement.declarationList
  const names = list.declarations.flatMap(({ name }) => boundNames(ts, name))
  // Helpers of the translation are not for later cells.
  if (!names.every((name) => exported.has(name))) return statement
  const declarations = list.declarations.map((declaration) => {
    const { initializer } = declaration
    const name = unmarked(ts, declaration.name)
    // `var x` may stand twice in a cell: the second one changes nothing.
    const keeps = initializer !== undefined || (ts.isIdentifier(name) && moved.has(name.text))
    if (ts.isIdentifier(name)) moved.add(name.text)
    const value = keeps ? initializer : factory.createVoidZero()
    return factory.updateVariableDeclaration(declaration, name, undefined, undefined, value)
  })
  for (const name of names) moved.add(name)
  return factory.updateVariableStatement(
    statement,
    [factory.createModifier(ts.SyntaxKind.ExportKeyword)],
    factory.updateVariableDeclarationList(list, declarations)
  )
}

/** A name which is no more marked as that of a variable of the cell's own, in the place of a class or an enum. */
function unmarked(ts: TypeScriptModule, name: TypeScript.BindingName): TypeScript.BindingName {
  const { isLocalName } = ts as unknown as Internals
  const isMarked = ts.isIdentifier(name) && isLocalName(name)
  return isMarked ? ts.setTextRange(ts.factory.createIdentifier(name.text), name) : name
}

function withoutNames(
  ts: TypeScriptModule,
  statement: TypeScript.Statement,
  moved: ReadonlySet<string>
): TypeScript.Statement[] {
  if (exportedHere(ts, statement).length === 0) return [statement]
  const declaration = statement as TypeScript.ExportDeclaration
  const clause = declaration.exportClause as TypeScript.NamedExports
  const left = clause.elements.filter(
    ({ name, propertyName }) => propertyName !== undefined || !moved.has(name.text)
  )
  return [
    ts.factory.updateExportDeclaration(
      declaration,
      declaration.modifiers,
      declaration.isTypeOnly,
      ts.factory.updateNamedExports(clause, left),
      declaration.moduleSpecifier,
      declaration.attributes
    )
  ]
}

/** `__link("name", () => name)`: what a module exports may change as long as it lives. */
function link(ts: TypeScriptModule, name: TypeScript.Identifier): TypeScript.Statement {
  const { factory } = ts
  const read = factory.createArrowFunction(
    undefined,
    undefined,
    [],
    undefined,
    undefined,
    // Known to the checker as that import.
    ts.setOriginalNode(factory.createIdentifier(name.text), name)
  )
  const parameters = [factory.createStringLiteral(name.text), read]
  const callee = factory.createIdentifier(linkName)
  return factory.createExpressionStatement(
    factory.createCallExpression(callee, undefined, parameters)
  )
}

/**
 * For the translation to CommonJS: drops `exports.a = exports.b = void 0`, with which it begins.
 * Until the cell gives a name its new value the earlier one stays.
 */
export function withoutReset(
  ts: TypeScriptModule
): TypeScript.TransformerFactory<TypeScript.SourceFile> {
  const isReset = (statement: TypeScript.Statement): boolean => {
    // It stands for nothing that was there before.
    if (
      ts.getOriginalNode(statement) !== statement ||
      statement.pos >= 0 ||
      !ts.isExpressionStatement(statement)
    )
      return false
    let node: TypeScript.Expression = statement.expression
    if (!ts.isBinaryExpression(node)) return false
    while (ts.isBinaryExpression(node)) node = node.right
    return ts.isVoidExpression(node)
  }
  return () => (file) =>
    ts.factory.updateSourceFile(
      file,
      file.statements.filter((statement) => !isReset(statement))
    )
}
