import type * as TypeScript from '@tslab/typescript-for-tslab'
import type { TypeScriptModule } from './typescriptModule.js'

/** The declarations of earlier cells, as tslab's converter names them. */
const previousCells = '/__prev__.d.ts'

/**
 * Writes `{ a }` out as `{ a: exports.a }` where `a` comes from an earlier cell. tslab's converter
 * turns such names into properties of `exports`, but misses these: for the checker, the name in a
 * shorthand property is the property's. Targets of assignments, `({ a } = b)`, are the same syntax.
 */
export function shorthandProperties(
  ts: TypeScriptModule,
  checker: TypeScript.TypeChecker
): TypeScript.TransformerFactory<TypeScript.SourceFile> {
  const { factory } = ts
  const fromEarlierCell = (node: TypeScript.ShorthandPropertyAssignment): boolean =>
    checker
      .getShorthandAssignmentValueSymbol(node)
      ?.declarations?.some((one) => one.getSourceFile().fileName.endsWith(previousCells)) ?? false
  return (context) => {
    const visit = (node: TypeScript.Node): TypeScript.Node => {
      if (!ts.isShorthandPropertyAssignment(node) || !fromEarlierCell(node)) {
        return ts.visitEachChild(node, visit, context)
      }
      const { text } = node.name
      const shared = factory.createPropertyAccessExpression(
        factory.createIdentifier('exports'),
        text
      )
      const fallback = node.objectAssignmentInitializer
      const value = fallback
        ? factory.createAssignment(shared, ts.visitNode(fallback, visit) as TypeScript.Expression)
        : shared
      return ts.setTextRange(factory.createPropertyAssignment(text, value), node)
    }
    return (file) => ts.visitEachChild(file, visit, context)
  }
}
