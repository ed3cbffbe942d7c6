import type * as TypeScript from 'typescript'
import type { TypeScriptModule } from './typescriptModule.js'

/** The declarations of earlier cells, as tslab's converter names them. */
const previousCells = '/__prev__.d.ts'

/** What TypeScript has and its declaration file does not list. */
interface Internals {
  isExpressionNode(node: TypeScript.Node): boolean
}

/**
 * Writes every use of a name that cells share as a property of the shared scope, `exports.name`, so
 * that code of an earlier cell sees what a later one assigned or declared anew. Concerned are the
 * names of earlier cells, and functions, classes and imports at the top of this one; its variables
 * become properties when they are exported. A function or class names itself directly.
 */
export function sharedNames(
  ts: TypeScriptModule,
  checker: TypeScript.TypeChecker
): TypeScript.TransformerFactory<TypeScript.SourceFile> {
  const { factory } = ts
  const { isExpressionNode } = ts as unknown as Internals

  const isShared = (symbol: TypeScript.Symbol | undefined, use: TypeScript.Node): boolean =>
    symbol?.declarations?.some((declaration) => {
      const file = declaration.getSourceFile()
      if (file.fileName.endsWith(previousCells)) return true
      if (file !== use.getSourceFile() || !isAtTop(ts, declaration)) return false
      return !ts.findAncestor(use, (node) => node === declaration)
    }) ?? false

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
      if (!isShared(checker.getShorthandAssignmentValueSymbol(node), node)) {
        return ts.visitEachChild(node, visit, context)
      }
      const { text } = node.name
      const fallback = node.objectAssignmentInitializer
      const value = fallback
        ? factory.createAssignment(property(text), visitExpression(fallback))
        : property(text)
      return ts.setTextRange(factory.createPropertyAssignment(text, value), node)
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
      if (!isUse(node) || !isShared(checker.getSymbolAtLocation(node), node)) return node
      return ts.setOriginalNode(ts.setTextRange(property(node.text), node), node)
    }
    return (file) => ts.visitEachChild(file, visit, context)
  }
}

/** A function, class or import of the cell itself. */
function isAtTop(ts: TypeScriptModule, declaration: TypeScript.Declaration): boolean {
  if (ts.isFunctionDeclaration(declaration) || ts.isClassDeclaration(declaration)) {
    return ts.isSourceFile(declaration.parent)
  }
  return (
    ts.isImportSpecifier(declaration) ||
    ts.isImportClause(declaration) ||
    ts.isNamespaceImport(declaration)
  )
}
