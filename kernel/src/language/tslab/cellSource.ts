import type * as TypeScript from 'typescript'
import { withoutExports } from './cellExports.js'
import { augmentedNames, declaredNames, declaredValues } from './declaredNames.js'
import type { TypeScriptModule } from './typescriptModule.js'

/** What can be said of a cell from its syntax alone. */
export interface CellSource {
  /**
   * The text to compile. What makes no sense in a cell is blanked out (`export` and `default` before
   * declarations, other names in `export { a as b }`); no position before the cell's end is changed.
   */
  readonly text: string
  /** Every name declared at the top level, types included. */
  readonly names: readonly string[]
  /** Those of `names` that the cell exports itself, by `export { a }`. */
  readonly exported: ReadonlySet<string>
  /** Those of `names` that stand for a variable elsewhere: `declare const a: number`. */
  readonly ambient: ReadonlySet<string>
  /** Names that the cell declares in the global scope or in other modules. */
  readonly augmented: ReadonlySet<string>
  /** Whether it awaits outside every function. */
  readonly awaits: boolean
  /** Whether it begins with `// @ts-nocheck`. */
  readonly isUnchecked: boolean
  /** Source of each top-level declaration, by the name of the value it declares. */
  readonly definitions: ReadonlyMap<string, string>
}

/** What TypeScript has and its declaration file does not list. */
interface Internals {
  bindSourceFile(file: object, options: object): void
}

/** The syntax tree of a cell. It is a module, whether or not it imports or exports anything. */
export function parseCell(
  ts: TypeScriptModule,
  code: string,
  kind: TypeScript.ScriptKind = ts.ScriptKind.TS
): TypeScript.SourceFile {
  const options: TypeScript.CreateSourceFileOptions = {
    languageVersion: ts.ScriptTarget.Latest,
    setExternalModuleIndicator: (file) => Object.assign(file, { externalModuleIndicator: true })
  }
  return ts.createSourceFile('cell.ts', code, options, true, kind)
}

/** Syntax errors that the parser found. */
export function syntaxErrors(
  file: TypeScript.SourceFile
): readonly TypeScript.DiagnosticWithLocation[] {
  return (file as unknown as { parseDiagnostics: TypeScript.DiagnosticWithLocation[] })
    .parseDiagnostics
}

/**
 * How the text of a cell is read where JSX may be written. `<T>value` and `<T>(x) => x`, which mean something
 * else there, are still understood in cells that can be read in that way only.
 */
export function cellKind(
  ts: TypeScriptModule,
  code: string,
  allowsJsx: boolean
): TypeScript.ScriptKind {
  const { TS, TSX } = ts.ScriptKind
  if (!allowsJsx || !code.includes('<')) return TS
  const fails = (kind: TypeScript.ScriptKind) => syntaxErrors(parseCell(ts, code, kind)).length > 0
  return fails(TSX) && !fails(TS) ? TS : TSX
}

/** Reads a cell's syntax. */
export function readCellSource(
  ts: TypeScriptModule,
  code: string,
  kind: TypeScript.ScriptKind = ts.ScriptKind.TS
): CellSource {
  const file = parseCell(ts, code, kind)
  const { text, exported } = withoutExports(ts, file)
  const definitions = new Map<string, string>()
  const ambient = new Set<string>()
  const augmented = new Set<string>()
  for (const statement of file.statements) {
    const names = declaredNames(ts, statement)
    for (const name of augmentedNames(ts, statement)) augmented.add(name)
    for (const name of isAmbient(ts, statement) ? names : []) ambient.add(name)
    for (const name of declaredValues(ts, statement)) definitions.set(name, statement.getText(file))
  }
  const { checkJsDirective } = file as { checkJsDirective?: { readonly enabled: boolean } }
  return {
    text,
    names: topLevelNames(ts, file),
    exported,
    ambient,
    augmented,
    awaits: awaitsAtTop(ts, file),
    isUnchecked: checkJsDirective?.enabled === false,
    definitions
  }
}

/** Whether a statement says only what there is elsewhere. */
function isAmbient(ts: TypeScriptModule, statement: TypeScript.Statement): boolean {
  const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : []
  return modifiers.some(({ kind }) => kind === ts.SyntaxKind.DeclareKeyword)
}

/** The binder's view: it knows every kind of declaration. */
function topLevelNames(ts: TypeScriptModule, file: TypeScript.SourceFile): string[] {
  const { bindSourceFile } = ts as unknown as Internals
  bindSourceFile(file, {})
  const { locals } = file as unknown as { locals?: ReadonlyMap<TypeScript.__String, unknown> }
  // `declare global` and `declare module 'x'` have a name for the binder only.
  const names = [...(locals?.keys() ?? [])].filter(
    (name) => name !== ts.InternalSymbolName.Global && !String(name).startsWith('"')
  )
  return names.map((name) => ts.unescapeLeadingUnderscores(name))
}

/** Whether a module awaits outside every function. */
export function awaitsAtTop(ts: TypeScriptModule, file: TypeScript.SourceFile): boolean {
  return file.statements.some((statement) => awaitsOutside(ts, statement))
}

function awaitsOutside(ts: TypeScriptModule, node: TypeScript.Node): boolean {
  if (ts.isAwaitExpression(node)) return true
  if (ts.isForOfStatement(node) && node.awaitModifier) return true
  if (ts.isVariableDeclarationList(node) && isAwaitUsing(ts, node)) return true
  if (ts.isFunctionLike(node) || ts.isPropertyDeclaration(node)) {
    // What decorates a member and computes its name runs outside of it.
    const decorators = ts.canHaveDecorators(node) ? (ts.getDecorators(node) ?? []) : []
    const outside = node.name ? [...decorators, node.name] : decorators
    return outside.some((part) => awaitsOutside(ts, part))
  }
  return ts.forEachChild(node, (child) => awaitsOutside(ts, child)) ?? false
}

/** The flags of `await using` are those of `const` and `using` together. */
function isAwaitUsing(ts: TypeScriptModule, list: TypeScript.VariableDeclarationList): boolean {
  return (list.flags & ts.NodeFlags.BlockScoped) === ts.NodeFlags.AwaitUsing
}
