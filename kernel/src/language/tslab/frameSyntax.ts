import type * as TypeScript from 'typescript'
import type { CellPosition } from '../languageEngine.js'
import { parseCell, syntaxErrors } from './cellSource.js'
import { declaredValues } from './declaredNames.js'
import { keptDeclarations, type Edit } from './keptDeclarations.js'
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

/** Names that are declared around a place, in functions and blocks; at the top if that is asked for. */
export function namesAround(
  code: string,
  place: CellPosition,
  withTop: boolean
): ReadonlySet<string> {
  const file = parseCell(ts, code)
  internals.bindSourceFile(file, {})
  const names = new Set<string>()
  const add = (node: TypeScript.Node) => {
    const { locals } = node as Binding
    for (const name of locals?.keys() ?? []) names.add(ts.unescapeLeadingUnderscores(name))
  }
  for (let node = nodeAt(file, place); !ts.isSourceFile(node); node = node.parent) add(node)
  if (withTop) add(file)
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

/** TypeScript as JavaScript for a place in the program. */
export interface DebuggedExpression {
  readonly code: string
  /** Whether it gives a promise, because it awaits something. */
  readonly isAsync: boolean
  /** Names that it declares and keeps. */
  readonly kept: readonly string[]
}

/** Where an expression finds names that are not declared in it, as code; undefined for those that stay as they are. */
export interface SharedNames {
  /** A name that it uses. */
  used(name: string): string | undefined
  /** A name that it declares at its top; undefined if none is kept. */
  readonly kept: ((name: string) => string) | undefined
}

/**
 * TypeScript as JavaScript for a place in the program: names of the cells, which are properties of a shared
 * object in the code that runs, are written so, and what is to be kept is put there. What awaits something becomes a call of
 * a function that gives a promise of the value of its last expression.
 * @throws SyntaxError if it is no TypeScript
 */
export function debuggedExpression(text: string, shared: SharedNames): DebuggedExpression {
  const file = readExpression(text, shared.kept !== undefined)
  const [error] = syntaxErrors(file)
  if (error) throw new SyntaxError(ts.flattenDiagnosticMessageText(error.messageText, '\n'))
  const { kept } = shared
  const none = { names: [], assigned: new Set<string>(), edits: [] }
  const declared = kept ? keptDeclarations(file, kept) : none
  const isAsync = awaits(file)
  const edits = [...declared.edits]
  const last = file.statements.at(-1)
  const value = isAsync && last && ts.isExpressionStatement(last) ? last.expression : undefined
  internals.bindSourceFile(file, {})
  if (value) edits.push({ start: value.getStart(file), end: value.getStart(file), by: 'return (' })
  for (const identifier of identifiersIn(file)) {
    const where = placeOf(identifier)
    const written =
      where === 'top'
        ? declared.assigned.has(identifier.text) && kept?.(identifier.text)
        : where === 'outside' && shared.used(identifier.text)
    if (typeof written !== 'string') continue
    const start = identifier.getStart(file)
    edits.push({ start, end: identifier.end, by: replacement(identifier, written) })
  }
  if (value) edits.push({ start: value.end, end: value.end, by: ')' })
  let code = edited(file.text, edits)
  if (isAsync) code = `(async () => {${code}\n})()`
  const options = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext }
  const { outputText } = ts.transpileModule(code, { compilerOptions: options })
  return { code: outputText, isAsync, kept: declared.names }
}

/** What could be a block is taken for an object, and what could be a function for one, if no declaration is looked for. */
function readExpression(text: string, declares: boolean): TypeScript.SourceFile {
  const file = parseCell(ts, text)
  const isDeclaration =
    declares && file.statements.some((one) => declaredValues(ts, one).length > 0)
  if (isDeclaration && syntaxErrors(file).length === 0) return file
  const asValue = parseCell(ts, `(${text}\n)`)
  return syntaxErrors(asValue).length === 0 ? asValue : file
}

/** The text with its edits made; of those at one place the first stands first. */
function edited(text: string, edits: readonly Edit[]): string {
  const parts: string[] = []
  let at = 0
  for (const { start, end, by } of [...edits].sort((a, b) => a.start - b.start)) {
    parts.push(text.slice(at, start), by)
    at = end
  }
  return [...parts, text.slice(at)].join('')
}

/** Where the declaration is that a name stands for: inside of a function or block of the text, at its top, or outside. */
function placeOf(identifier: TypeScript.Identifier): 'inside' | 'top' | 'outside' {
  const name = ts.escapeLeadingUnderscores(identifier.text)
  for (let node = identifier.parent; ; node = node.parent) {
    const isDeclared = (node as Binding).locals?.has(name) === true
    if (ts.isSourceFile(node)) return isDeclared ? 'top' : 'outside'
    const isItself =
      (ts.isFunctionExpression(node) || ts.isClassExpression(node)) &&
      node.name?.text === identifier.text
    if (isDeclared || isItself) return 'inside'
  }
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
