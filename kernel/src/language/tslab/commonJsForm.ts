import type * as TypeScript from 'typescript'
import type { TypeScriptModule } from './typescriptModule.js'

/** What TypeScript has and its declaration file does not list. */
interface Internals {
  readonly transformModule: TypeScript.TransformerFactory<TypeScript.SourceFile>
}

interface Context extends TypeScript.TransformationContext {
  getEmitResolver(): Resolver
}

type Found = TypeScript.Node | undefined

interface Resolver {
  getReferencedExportContainer(node: TypeScript.Identifier, prefixLocals?: boolean): Found
  getReferencedImportDeclaration(node: TypeScript.Identifier): TypeScript.Declaration | undefined
  getReferencedValueDeclaration(node: TypeScript.Identifier): TypeScript.Declaration | undefined
}

/**
 * Makes the body of a CommonJS module of a translated cell, by TypeScript's own translation of modules. For that
 * a name is exported if its declaration says so in the text; here `exportedNames` has put `export` before
 * declarations since, so that the names in `exported` count as well.
 */
export function commonJsForm(
  ts: TypeScriptModule,
  cell: TypeScript.SourceFile,
  exported: ReadonlySet<string>
): TypeScript.TransformerFactory<TypeScript.SourceFile> {
  const { transformModule } = ts as unknown as Internals
  return (given) => {
    const context = given as Context
    const { CommonJS } = ts.ModuleKind
    const options = { ...context.getCompilerOptions(), module: CommonJS, esModuleInterop: true }
    const resolver = withExports(ts, context.getEmitResolver(), cell, exported)
    const changed = { getCompilerOptions: () => options, getEmitResolver: () => resolver }
    return transformModule(Object.assign(Object.create(context) as Context, changed))
  }
}

/** What the checker says of names, and that those of `exported` at the top of the cell are exported. */
function withExports(
  ts: TypeScriptModule,
  resolver: Resolver,
  cell: TypeScript.Node,
  exported: ReadonlySet<string>
): Resolver {
  // An import of an earlier cell is none of this one's; one that the translation of JSX adds is in no file.
  const importOf = (node: TypeScript.Identifier) => {
    const declaration = resolver.getReferencedImportDeclaration(node)
    const file = declaration?.getSourceFile() as TypeScript.SourceFile | undefined
    return file && file !== cell ? undefined : declaration
  }
  return {
    ...resolver,
    getReferencedImportDeclaration: importOf,
    getReferencedExportContainer: (node, prefixLocals) => {
      const container = resolver.getReferencedExportContainer(node, prefixLocals)
      if (container || !exported.has(node.text)) return container
      const declaration = resolver.getReferencedValueDeclaration(node) ?? importOf(node)
      return declaration && isVariableOf(ts, declaration, cell) ? cell : undefined
    }
  }
}

/** Whether a declaration at the top of the cell is translated to that of a variable. */
function isVariableOf(
  ts: TypeScriptModule,
  declaration: TypeScript.Declaration,
  cell: TypeScript.Node
): boolean {
  const variable = ts.isBindingElement(declaration)
    ? ts.walkUpBindingElementsAndPatterns(declaration)
    : declaration
  const statement = ts.isVariableDeclaration(variable) ? variable.parent.parent : variable
  const isVariable =
    ts.isVariableStatement(statement) ||
    ts.isEnumDeclaration(statement) ||
    ts.isModuleDeclaration(statement) ||
    ts.isImportEqualsDeclaration(statement)
  return isVariable && statement.parent === cell
}
