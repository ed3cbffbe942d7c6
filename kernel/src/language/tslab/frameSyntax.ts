import type * as TypeScript from 'typescript'
import type { CellPosition } from '../languageEngine.js'
import { parseCell, syntaxErrors } from './cellSource.js'
import { typescript as ts } from './typescriptModule.js'

/** What TypeScript has and its declaration file does not list. */
interface Internals {
  bindSourceFile(file: object, options: object): void
  isExpressionNode(node: TypeScript.Node): boolean
}
const internals = ts as unknown as Internals

interface Binding {
  readonly locals?: ReadonlyMap<TypeScript.__String, unknown>
}

/** Names that are declared around a place, in functions and blocks and not at the top. */
export function namesAround(code: string, place: CellPosition): ReadonlySet<string> {
  const file = parseCell(ts, code)
  internals.bindSourceFile(file, {})
  const names = new Set<string>()
  for (let node = nodeAt(file, place); !ts.isSourceFile(node); node = node.parent) {
    const { locals } = node as Binding
    for (const name of locals?.keys() ?? []) names.add(ts.unescapeLeadingUnderscores(name))
  }
  return names
}

/** Whether an error that is thrown at a place is caught in the same function. */
export function isCaughtAt(code: string, place: CellPosition): boolean {
  let node = nodeAt(parseCell(ts, code), place)
  for (; !ts.isSourceFile(node) && !ts.isFunctionLike(node); node = node.parent) {
    const { parent } = node
    if (ts.isTryStatement(parent) && parent.tryBlock === node && parent.catchClause) return true
  }
  return false
}

function nodeAt(file: TypeScript.SourceFile, { line, column }: CellPosition): TypeScript.Node {
  const offset = (file.getLineStarts()[line] ?? file.end) + column
  const inside = (node: TypeScript.Node): TypeScript.Node =>
    ts.forEachChild(node, (child) =>
      child.getStart(file) <= offset && offset < child.end ? inside(child) : undefined
    ) ?? node
  return inside(file)
}

/** The line, zero-based, on which code that is asked to stop on `line` can do so: that or a later one. */
export function lineToStop(code: string, line: number): number {
  const file = parseCell(ts, code)
  const lineOf = (offset: number) => file.getLineAndCharacterOfPosition(offset).line
  const lines = new Set<number>()
  const visit = (node: TypeScript.Node): void => {
    if (runs(node)) lines.add(lineOf(node.getStart(file)))
    if (ts.isFunctionLike(node) && 'body' in node && node.body) {
      const { body } = node
      lines.add(
        lineOf(
          ts.isBlock(body as TypeScript.Node)
            ? node.end - 1
            : (body as TypeScript.Node).getStart(file)
        )
      )
    }
    ts.forEachChild(node, visit)
  }
  visit(file)
  const later = [...lines].filter((one) => one >= line)
  return later.length > 0 ? Math.min(...later) : line
}

/** A statement that does something where it stands. */
function runs(node: TypeScript.Node): boolean {
  const { FirstStatement, LastStatement } = ts.SyntaxKind
  return (
    (node.kind >= FirstStatement && node.kind <= LastStatement) ||
    ts.isPropertyDeclaration(node) ||
    ts.isEnumDeclaration(node)
  )
}

/**
 * TypeScript as JavaScript for a place in the program: names of the cells, which are properties of a shared
 * object in the code that runs, are written so. What awaits something becomes a call of a function that gives a promise
 * of the value of its last expression.
 * @param shared what stands for a name of the cells; undefined for other names
 * @throws SyntaxError if it is no TypeScript
 */
export function debuggedExpression(
  text: string,
  shared: (name: string) => string | undefined
): { readonly code: string; readonly isAsync: boolean } {
  // What could be a block is taken for an object.
  const asValue = parseCell(ts, `(${text}\n)`)
  const file = syntaxErrors(asValue).length === 0 ? asValue : parseCell(ts, text)
  const [error] = syntaxErrors(file)
  if (error) throw new SyntaxError(ts.flattenDiagnosticMessageText(error.messageText, '\n'))
  const own = declaredIn(file)
  const isAsync = awaits(file)
  const last = file.statements.at(-1)
  const value = isAsync && last && ts.isExpressionStatement(last) ? last.expression : undefined
  let { text: code } = file
  const replace = (start: number, end: number, by: string) => {
    code = code.slice(0, start) + by + code.slice(end)
  }
  if (value) replace(value.end, value.end, ')')
  for (const identifier of identifiersIn(file).reverse()) {
    const written = own.has(identifier.text) ? undefined : shared(identifier.text)
    if (written === undefined) continue
    replace(identifier.getStart(file), identifier.end, replacement(identifier, written))
  }
  if (value) replace(value.getStart(file), value.getStart(file), 'return (')
  if (isAsync) code = `(async () => {${code}\n})()`
  const options = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext }
  return { code: ts.transpileModule(code, { compilerOptions: options }).outputText, isAsync }
}

/** Whether code awaits something itself, and not in a function. */
function awaits(node: TypeScript.Node): boolean {
  const isAwait =
    ts.isAwaitExpression(node) || (ts.isForOfStatement(node) && node.awaitModifier !== undefined)
  if (isAwait) return true
  return ts.forEachChild(node, (child) => !ts.isFunctionLike(child) && awaits(child)) ?? false
}

function replacement({ parent, text }: TypeScript.Identifier, written: string): string {
  if (ts.isShorthandPropertyAssignment(parent)) return `${text}: ${written}`
  const isCalled =
    ts.isCallExpression(parent) && (parent.expression as { text?: string }).text === text
  return isCalled ? `(0, ${written})` : written
}

/** Uses of names as values, in the order of the text. */
function identifiersIn(file: TypeScript.SourceFile): TypeScript.Identifier[] {
  const found: TypeScript.Identifier[] = []
  const visit = (node: TypeScript.Node): void => {
    if (ts.isIdentifier(node)) {
      const { parent } = node
      // TypeScript counts the names of properties in accesses as expressions.
      const isMember =
        (ts.isPropertyAccessExpression(parent) || ts.isMetaProperty(parent)) && parent.name === node
      const isShorthand = ts.isShorthandPropertyAssignment(parent)
      if (isShorthand || (!isMember && internals.isExpressionNode(node))) found.push(node)
    }
    ts.forEachChild(node, visit)
  }
  visit(file)
  return found
}

/** Every name that a text declares somewhere. */
function declaredIn(file: TypeScript.SourceFile): ReadonlySet<string> {
  internals.bindSourceFile(file, {})
  const names = new Set<string>()
  const visit = (node: TypeScript.Node): void => {
    for (const name of (node as Binding).locals?.keys() ?? [])
      names.add(ts.unescapeLeadingUnderscores(name))
    ts.forEachChild(node, visit)
  }
  visit(file)
  return names
}
