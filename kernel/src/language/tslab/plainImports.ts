import type * as TypeScript from 'typescript'
import type { TypeScriptModule } from './typescriptModule.js'

/** What TypeScript has and its declaration file does not list. */
interface Internals {
  setParentRecursive(node: TypeScript.Node, incremental: boolean): void
}

interface SourceFile extends TypeScript.SourceFile {
  /** What comments at the top tell the compiler. */
  readonly pragmas: ReadonlyMap<string, unknown>
}

/** Set by the parser where `import(…)` stands, as an expression or as a type. */
const possiblyContainsDynamicImport = 1 << 22

/**
 * The specifiers that a file names in `import` statements and, if it is one of declarations, in types such as
 * `import('fs').Stats`; undefined for a file that may reach other files in other ways (`import()`,
 * `/// <reference …>`, attributes of imports), or that declares something in other modules.
 */
export function plainImports(
  ts: TypeScriptModule,
  file: TypeScript.SourceFile
): readonly TypeScript.StringLiteral[] | undefined {
  const { setParentRecursive } = ts as unknown as Internals
  // A reference to another file, or where the functions for JSX come from.
  if ((file as SourceFile).pragmas.size > 0) return undefined
  const found: TypeScript.StringLiteral[] = []
  const add = (node: TypeScript.Node, specifier: TypeScript.Node | undefined): boolean => {
    if (!specifier || !ts.isStringLiteral(specifier) || specifier.text === '') return false
    if ('attributes' in node && node.attributes) return false
    // As TypeScript does: imports are looked at before the file is bound.
    setParentRecursive(node, false)
    found.push(specifier)
    return true
  }
  for (const statement of file.statements) {
    if (ts.isModuleDeclaration(statement)) {
      const isOwn = ts.isIdentifier(statement.name) && statement.name.text !== 'global'
      if (!isOwn) return undefined
    }
    // `import x = require('x')`
    if (ts.isImportEqualsDeclaration(statement)) return undefined
    const imports =
      ts.isImportDeclaration(statement) ||
      (ts.isExportDeclaration(statement) && statement.moduleSpecifier)
    if (imports && !add(statement, statement.moduleSpecifier)) return undefined
  }
  if (!(file.flags & possiblyContainsDynamicImport)) return found
  if (!file.isDeclarationFile) return undefined
  const addTypes = (node: TypeScript.Node): boolean => {
    if (ts.isImportTypeNode(node)) {
      const { argument } = node
      if (!add(node, ts.isLiteralTypeNode(argument) ? argument.literal : undefined)) return false
    }
    return !ts.forEachChild(node, (child) => !addTypes(child))
  }
  return addTypes(file) ? found : undefined
}
