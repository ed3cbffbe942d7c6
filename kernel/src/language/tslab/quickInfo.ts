import type * as TypeScript from 'typescript'
import { sourceLines } from '../sourceLines.js'
import type { TypeScriptModule } from './typescriptModule.js'

type Parts = TypeScript.SymbolDisplayPart[]

/** Functions of TypeScript's language service that its declaration file does not list. */
interface Internals {
  getTouchingPropertyName(file: TypeScript.SourceFile, position: number): TypeScript.Node
  getContainerNode(node: TypeScript.Node): TypeScript.Node | undefined
  createTextSpanFromNode(node: TypeScript.Node, file: TypeScript.SourceFile): TypeScript.TextSpan
  typeToDisplayParts(checker: TypeScript.TypeChecker, type: TypeScript.Type): Parts
  SymbolDisplay: {
    getSymbolDisplayPartsDocumentationAndSymbolKind(
      checker: TypeScript.TypeChecker,
      symbol: TypeScript.Symbol,
      file: TypeScript.SourceFile,
      enclosing: TypeScript.Node | undefined,
      location: TypeScript.Node,
      meaning: number | undefined
    ): {
      displayParts: Parts
      documentation: Parts
      tags: TypeScript.JSDocTagInfo[] | undefined
      symbolKind: TypeScript.ScriptElementKind
    }
  }
}

/** What the checker has and its type does not list. */
interface CheckerInternals {
  resolveName(
    name: string,
    location: TypeScript.Node,
    meaning: TypeScript.SymbolFlags,
    excludeGlobals: boolean
  ): TypeScript.Symbol | undefined
}

/** Value, type and namespace, as the language service numbers them. */
const anyMeaning = 7

/** What is known of a symbol, and where it is declared. */
export interface DeclaredQuickInfo extends TypeScript.QuickInfo {
  readonly declaration?: SymbolDeclaration
}

/** The text that declares a symbol. */
export interface SymbolDeclaration {
  readonly path: string
  /** Zero-based. */
  readonly line: number
  readonly text: string
  /** Whether it stands at the top of its file. */
  readonly isAtTop: boolean
}

/**
 * What an editor shows on hovering over a position: the language service does the same, but only for
 * programs of its own, in which a cell would not see the earlier ones.
 */
export function quickInfo(
  ts: TypeScriptModule,
  file: TypeScript.SourceFile,
  checker: TypeScript.TypeChecker,
  position: number
): DeclaredQuickInfo | undefined {
  const { getTouchingPropertyName } = ts as unknown as Internals
  const touched = getTouchingPropertyName(file, position)
  const own = ts.isSourceFile(touched)
    ? undefined
    : infoOfNode(ts, file, checker, describedNode(ts, touched))
  if (own) return own
  const callee = calleeAround(ts, file, position)
  return callee && infoOfNode(ts, file, checker, callee)
}

function infoOfNode(
  ts: TypeScriptModule,
  file: TypeScript.SourceFile,
  checker: TypeScript.TypeChecker,
  node: TypeScript.Node
): DeclaredQuickInfo | undefined {
  const internals = ts as unknown as Internals
  const textSpan = internals.createTextSpanFromNode(node, file)
  const symbol = imported(ts, checker, symbolAt(ts, checker, node))
  if (symbol && !checker.isUnknownSymbol(symbol)) {
    const { symbolKind, displayParts, ...texts } =
      internals.SymbolDisplay.getSymbolDisplayPartsDocumentationAndSymbolKind(
        checker,
        symbol,
        file,
        internals.getContainerNode(node),
        node,
        // A type by itself stands where a value would: by that it would be none.
        symbol.flags & ts.SymbolFlags.Value ? undefined : anyMeaning
      )
    const declaration = declarationOf(ts, symbol)
    return {
      kind: symbolKind,
      kindModifiers: '',
      textSpan,
      displayParts: [...displayParts, ...fieldsOf(ts, checker, symbol)],
      ...texts,
      tags: texts.tags ?? [],
      ...(declaration && { declaration })
    }
  }
  if (!ts.isIdentifier(node) && node.kind !== ts.SyntaxKind.ThisKeyword) return undefined
  const type = checker.getTypeAtLocation(node)
  // Nothing is known of a name that nothing declares.
  if (ts.isIdentifier(node) && type.flags & ts.TypeFlags.Any) return undefined
  return {
    kind: ts.ScriptElementKind.unknown,
    kindModifiers: '',
    textSpan,
    displayParts: internals.typeToDisplayParts(checker, type),
    documentation: type.symbol?.getDocumentationComment(checker) ?? [],
    tags: type.symbol?.getJsDocTags(checker) ?? []
  }
}

/**
 * What a name stands for: in an object that is written where a type is expected, the field of that type,
 * which has the documentation; by itself also a type.
 */
function symbolAt(
  ts: TypeScriptModule,
  checker: TypeScript.TypeChecker,
  node: TypeScript.Node
): TypeScript.Symbol | undefined {
  const { parent } = node
  if (ts.isIdentifier(node) && ts.isObjectLiteralElement(parent) && parent.name === node) {
    const expected = checker.getContextualType(parent.parent as TypeScript.ObjectLiteralExpression)
    const field =
      expected && checker.getPropertyOfType(checker.getNonNullableType(expected), node.text)
    if (field) return field
  }
  const found = checker.getSymbolAtLocation(node)
  // What the checker makes up for a type that nothing declares.
  if (found && !found.declarations && found.flags & ts.SymbolFlags.TypeAlias) return undefined
  if (!ts.isIdentifier(node) || (found && !checker.isUnknownSymbol(found))) return found
  if (ts.isPropertyAccessExpression(parent) && parent.name === node) {
    return typeOfModule(ts, checker, parent) ?? found
  }
  const { resolveName } = checker as unknown as CheckerInternals
  return resolveName(node.text, node, ts.SymbolFlags.Type | ts.SymbolFlags.Namespace, false)
}

/** A type of a module where a value would stand: `nnqft.FixedPoint` in a cell of its own. */
function typeOfModule(
  ts: TypeScriptModule,
  checker: TypeScript.TypeChecker,
  { expression, name }: TypeScript.PropertyAccessExpression
): TypeScript.Symbol | undefined {
  const space = checker.getSymbolAtLocation(expression)
  if (!space || !(space.flags & ts.SymbolFlags.Alias)) return undefined
  return checker.tryGetMemberInModuleExports(name.text, checker.getAliasedSymbol(space))
}

/** Most fields that are shown of a type. */
const mostFields = 100

/** The fields of an interface, a line each; a type of another kind shows them by itself. */
function fieldsOf(
  ts: TypeScriptModule,
  checker: TypeScript.TypeChecker,
  symbol: TypeScript.Symbol
): Parts {
  if (!(symbol.flags & ts.SymbolFlags.Interface) || symbol.flags & ts.SymbolFlags.Value) return []
  const fields = checker.getPropertiesOfType(checker.getDeclaredTypeOfSymbol(symbol))
  const lines = fields.slice(0, mostFields).map((field) => {
    const isOptional = (field.flags & ts.SymbolFlags.Optional) !== 0
    const full = checker.typeToString(checker.getTypeOfSymbol(field))
    const type = isOptional ? full.replace(/ \| undefined$/, '') : full
    const optional = isOptional ? '?' : ''
    const [note] = sourceLines(ts.displayPartsToString(field.getDocumentationComment(checker)))
    return `  ${field.name}${optional}: ${type}${note ? ` // ${note}` : ''}`
  })
  if (fields.length > mostFields) lines.push('  …')
  return [{ kind: 'text', text: ` {\n${lines.join('\n')}\n}` }]
}

/** The text of the declaration that gives a symbol its value; of a function all its signatures. */
function declarationOf(
  ts: TypeScriptModule,
  symbol: TypeScript.Symbol
): SymbolDeclaration | undefined {
  const all = symbol.declarations ?? []
  const main = symbol.valueDeclaration ?? all[0]
  // The declaration of a whole module is its file.
  if (!main || ts.isSourceFile(main)) return undefined
  const file = main.getSourceFile()
  const shown = ts.isFunctionLike(main) ? all.filter((one) => one.getSourceFile() === file) : [main]
  const statements = shown.map((one) =>
    ts.isVariableDeclaration(one) && ts.isVariableDeclarationList(one.parent)
      ? one.parent.parent
      : one
  )
  return {
    path: file.fileName,
    line: file.getLineAndCharacterOfPosition(main.getStart(file)).line,
    text: statements.map((one) => one.getText(file)).join('\n'),
    isAtTop: statements.every(({ parent }) => ts.isSourceFile(parent))
  }
}

/** What an import names, unless that is a whole module: its signature says more than the import's. */
function imported(
  ts: TypeScriptModule,
  checker: TypeScript.TypeChecker,
  symbol: TypeScript.Symbol | undefined
): TypeScript.Symbol | undefined {
  if (!symbol || !(symbol.flags & ts.SymbolFlags.Alias)) return symbol
  const target = checker.getAliasedSymbol(symbol)
  return target.flags & ts.SymbolFlags.Module ? symbol : target
}

/** `new` stands for what it constructs. */
function describedNode(ts: TypeScriptModule, node: TypeScript.Node): TypeScript.Node {
  const { parent } = node
  return ts.isNewExpression(parent) && node.pos === parent.pos ? parent.expression : node
}

/** What is called with the arguments among which the position is, between, before or after them. */
function calleeAround(
  ts: TypeScriptModule,
  file: TypeScript.SourceFile,
  position: number
): TypeScript.Node | undefined {
  let found: TypeScript.Node | undefined
  const visit = (node: TypeScript.Node): void => {
    if (position < node.pos || position > node.end) return
    if ((ts.isCallExpression(node) || ts.isNewExpression(node)) && node.arguments) {
      // The list begins after its parenthesis; the last one of the call, if it is there, ends it.
      const isInside =
        position >= node.arguments.pos && (position < node.end || !isClosed(node, file))
      if (isInside) found = node.expression
    } else if (ts.isFunctionLike(node) && 'body' in node) {
      // Code of a function is no argument.
      const body = node.body as TypeScript.Node | undefined
      if (body && ts.isBlock(body) && position > body.getStart(file)) found = undefined
    }
    ts.forEachChild(node, visit)
  }
  ts.forEachChild(file, visit)
  return found && ts.isPropertyAccessExpression(found) ? found.name : found
}

function isClosed(node: TypeScript.Node, file: TypeScript.SourceFile): boolean {
  return file.text[node.end - 1] === ')'
}
