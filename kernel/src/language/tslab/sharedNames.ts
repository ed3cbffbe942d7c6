import type * as TypeScript from 'typescript'
import type { TypeScriptModule } from './typescriptModule.js'

/** The declarations of earlier cells, as tslab's converter names them. */
const previousCells = '/__prev__.d.ts'

/** What TypeScript has and its declaration file does not list. */
interface Internals {
  isExpressionNode(node: TypeScript.Node): boolean
}

interface Checker {
  resolveName(
    name: string,
    from: TypeScript.Node,
    meaning: TypeScript.SymbolFlags,
    withoutGlobals: boolean
  ): TypeScript.Symbol | undefined
}

/**
 * Writes every use of a name that cells share as a property of the shared scope, `exports.name`, so
 * that code of an earlier cell sees what a later one assigned or declared anew. Concerned are the
 * names of earlier cells, and functions, classes and imports at the top of this one; its variables
 * become properties when they are exported. A function or class names itself directly.
 * @param ambient names of earlier cells that stand for variables elsewhere
 */
export function sharedNames(
  ts: TypeScriptModule,
  checker: TypeScript.TypeChecker,
  ambient: ReadonlySet<string>
): TypeScript.TransformerFactory<TypeScript.SourceFile> {
  const { factory } = ts
  const { isExpressionNode } = ts as unknown as Internals

  const isEarlier = (declaration: TypeScript.Declaration) =>
    declaration.getSourceFile().fileName.endsWith(previousCells)

  /** Whether an earlier cell declared a variable that is elsewhere, in the global scope for example. */
  const isElsewhere = (symbol: TypeScript.Symbol) =>
    (symbol.declarations ?? []).some(
      (one) =>
        isEarlier(one) && (ambient.has(symbol.name) || ts.findAncestor(one, ts.isModuleBlock))
    )

  const isShared = (symbol: TypeScript.Symbol, use: TypeScript.Node) =>
    (symbol.declarations ?? []).some((declaration) => {
      if (isEarlier(declaration)) return true
      const isOwn = declaration.getSourceFile() === use.getSourceFile()
      if (!isOwn || !isAtTop(ts, declaration)) return false
      return !ts.findAncestor(use, (node) => node === declaration)
    })

  /** What is written for a name that means `symbol`; undefined if nothing else. */
  const written = (symbol: TypeScript.Symbol | undefined, use: TypeScript.Identifier) => {
    if (!symbol || isElsewhere(symbol)) return undefined
    return isShared(symbol, use) ? property(use.text) : undefined
  }

  const isUse = (node: TypeScript.Identifier): boolean =>
    isExpressionNode(node) &&
    !ts.isTypeQueryNode(node.parent) &&
    !(ts.isPropertyAccessExpression(node.parent) && node.parent.name === node)

  const property = (name: string) =>
    factory.createPropertyAccessExpression(factory.createIdentifier('exports'), name)

  return (context) => {
    const visitExpression = (node: TypeScript.Expression) =>
      ts.visitNode(node, visit) as TypeScript.Expression

    const visitShorthand = (node: TypeScript.ShorthandPropertyAssignment): TypeScript.Node => {
      // For the checker the name in `{ a }` is the property's: the variable is asked for apart.
      const variable = written(checker.getShorthandAssignmentValueSymbol(node), node.name)
      if (!variable) return ts.visitEachChild(node, visit, context)
      const fallback = node.objectAssignmentInitializer
      const value = fallback
        ? factory.createAssignment(variable, visitExpression(fallback))
        : variable
      return ts.setTextRange(factory.createPropertyAssignment(node.name.text, value), node)
    }

    /** `import area = Geometry.area` becomes a variable: what comes after takes each part for a shared name. */
    const visitAlias = (node: TypeScript.ImportEqualsDeclaration): TypeScript.Node => {
      const symbol = checker.getSymbolAtLocation(node.name)
      const { moduleReference: reference } = node
      if (!symbol || node.isTypeOnly || ts.isExternalModuleReference(reference)) return node
      if (!(checker.getAliasedSymbol(symbol).flags & ts.SymbolFlags.Value)) return node
      const declared = factory.createVariableDeclaration(
        node.name,
        undefined,
        undefined,
        entity(reference)
      )
      const list = factory.createVariableDeclarationList([declared], ts.NodeFlags.Const)
      return ts.setTextRange(factory.createVariableStatement(undefined, list), node)
    }

    const entity = (name: TypeScript.EntityName): TypeScript.Expression =>
      ts.isIdentifier(name)
        ? (written(checker.getSymbolAtLocation(name), name) ?? factory.createIdentifier(name.text))
        : factory.createPropertyAccessExpression(entity(name.left), name.right.text)

    /** `export { a }` of a name that the cell has from an earlier one says nothing new. */
    const visitExport = (node: TypeScript.ExportDeclaration): TypeScript.Node => {
      const clause = node.exportClause
      if (!clause || node.moduleSpecifier || !ts.isNamedExports(clause)) return node
      const own = clause.elements.filter(
        (one) => !checker.getExportSpecifierLocalTargetSymbol(one)?.declarations?.some(isEarlier)
      )
      const list = factory.updateNamedExports(clause, own)
      return factory.updateExportDeclaration(
        node,
        node.modifiers,
        node.isTypeOnly,
        list,
        undefined,
        node.attributes
      )
    }

    /** `f()` must not become a call of a method of the scope: `(0, exports.f)()`. */
    const detached = (callee: TypeScript.Expression): TypeScript.Expression => {
      const visited = visitExpression(callee)
      if (visited === callee || !ts.isIdentifier(callee)) return visited
      return factory.createParenthesizedExpression(
        factory.createComma(factory.createNumericLiteral(0), visited)
      )
    }

    const visit = (node: TypeScript.Node): TypeScript.Node => {
      if (ts.isShorthandPropertyAssignment(node)) return visitShorthand(node)
      if (ts.isExportDeclaration(node)) return visitExport(node)
      if (ts.isImportEqualsDeclaration(node)) return visitAlias(node)
      if (ts.isCallExpression(node) && ts.isIdentifier(node.expression)) {
        const callee = detached(node.expression)
        const argumentList = ts.visitNodes(node.arguments, visit) as typeof node.arguments
        return node.questionDotToken
          ? factory.updateCallChain(
              node as TypeScript.CallChain,
              callee,
              node.questionDotToken,
              node.typeArguments,
              argumentList
            )
          : factory.updateCallExpression(node, callee, node.typeArguments, argumentList)
      }
      if (ts.isTaggedTemplateExpression(node) && ts.isIdentifier(node.tag)) {
        const template = ts.visitNode(node.template, visit) as TypeScript.TemplateLiteral
        const tag = detached(node.tag)
        return factory.updateTaggedTemplateExpression(node, tag, node.typeArguments, template)
      }
      if (!ts.isIdentifier(node)) return ts.visitEachChild(node, visit, context)
      const name = isUse(node) ? written(checker.getSymbolAtLocation(node), node) : undefined
      if (!name) return node
      return ts.setOriginalNode(ts.setTextRange(name, node), node)
    }
    return (file) => {
      const visited = ts.visitEachChild(file, visit, context)
      const aliases = jsxNames(ts, context.getCompilerOptions(), file).filter((name) => {
        const { resolveName } = checker as unknown as Checker
        const symbol = resolveName(name, file, ts.SymbolFlags.Value, true)
        return symbol && !isElsewhere(symbol) && symbol.declarations?.some(isEarlier)
      })
      const declared = aliases.map((name) =>
        factory.createVariableDeclaration(name, undefined, undefined, property(name))
      )
      if (declared.length === 0) return visited
      const list = factory.createVariableDeclarationList(declared, ts.NodeFlags.Const)
      const statement = factory.createVariableStatement(undefined, list)
      return factory.updateSourceFile(visited, [statement, ...visited.statements])
    }
  }
}

/** Names that the translation of a cell's JSX uses without their standing in its text. */
function jsxNames(
  ts: TypeScriptModule,
  { jsx, jsxFactory = 'React', jsxFragmentFactory = 'React' }: TypeScript.CompilerOptions,
  file: TypeScript.SourceFile
): string[] {
  if (jsx !== ts.JsxEmit.React || file.languageVariant !== ts.LanguageVariant.JSX) return []
  const roots = [jsxFactory, jsxFragmentFactory].map((name) => name.split('.')[0] ?? name)
  return [...new Set(roots)]
}

/** A function, class or import of the cell itself. */
function isAtTop(ts: TypeScriptModule, declaration: TypeScript.Declaration): boolean {
  if (ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Ambient) return false
  if (ts.isFunctionDeclaration(declaration) || ts.isClassDeclaration(declaration)) {
    return ts.isSourceFile(declaration.parent)
  }
  return (
    ts.isImportSpecifier(declaration) ||
    ts.isImportClause(declaration) ||
    ts.isNamespaceImport(declaration)
  )
}
