import type * as TypeScript from 'typescript'
import type { TypeScriptModule } from './typescriptModule.js'

/**
 * Transformers for code that becomes the body of a CommonJS function: `import(...)` stays a real
 * dynamic import and `import.meta` an object (the variables `dynamicImport` and `importMeta`), and
 * what its `import` statements require in the end, after unused and type-only ones are gone, is collected.
 * A `require` that was written as such is none of them: it loads when it is called, if ever.
 */
export function moduleSyntaxTransformers(
  ts: TypeScriptModule,
  required: Set<string>
): TypeScript.CustomTransformers {
  const replace: TypeScript.TransformerFactory<TypeScript.SourceFile> = (context) => {
    const visit = (node: TypeScript.Node): TypeScript.Node => {
      if (ts.isMetaProperty(node) && node.keywordToken === ts.SyntaxKind.ImportKeyword) {
        return ts.factory.createIdentifier('importMeta')
      }
      const visited = ts.visitEachChild(node, visit, context)
      if (!ts.isCallExpression(visited)) return visited
      if (visited.expression.kind !== ts.SyntaxKind.ImportKeyword) return visited
      const callee = ts.factory.createIdentifier('dynamicImport')
      return ts.factory.updateCallExpression(visited, callee, undefined, visited.arguments)
    }
    return (file) => ts.visitEachChild(file, visit, context)
  }
  const collect: TypeScript.TransformerFactory<TypeScript.SourceFile> = () => {
    const visit = (node: TypeScript.Node): void => {
      if (ts.isCallExpression(node) && ts.isIdentifier(node.expression)) {
        const [argument] = node.arguments
        // The translation's own calls have no place in the text.
        const isRequire = node.expression.text === 'require' && node.pos < 0
        if (isRequire && argument && ts.isStringLiteral(argument)) required.add(argument.text)
      }
      ts.forEachChild(node, visit)
    }
    return (file) => {
      visit(file)
      return file
    }
  }
  return { before: [replace], after: [collect] }
}
