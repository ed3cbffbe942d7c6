import { isBuiltin } from 'node:module'
import type * as TypeScript from 'typescript'
import { installedManifest } from '../installedPackages.js'
import { sourceLines } from '../sourceLines.js'
import { valueText } from '../valueText.js'
import { pythonHint, pythonMemberHint, pythonNameHint } from './pythonHabits.js'

/**
 * Where a library registers hints of its own: a list on the global object, of functions that are given an
 * error and return a line that helps, or nothing.
 */
export const hintsKey = Symbol.for('Jupyter.hints')

/** An error of the type checker, as a hint of a library sees it. */
export interface HintedError {
  /** Number of the TypeScript diagnostic, for example 2322. */
  readonly code: number
  readonly message: string
  /** The code that it is about. */
  readonly text: string
}

interface Finding extends HintedError {
  readonly node: TypeScript.Node
}

/** What is known of packages. */
export interface PackageHints {
  /** Folders in which packages are looked for after the working folder. */
  readonly packageFolders: readonly string[]
  /** Says why the module of a name is not found, where it is one of a package. */
  readonly missing?: (specifier: string) => string | undefined
}

type Rule = (ts: typeof TypeScript, checker: TypeScript.TypeChecker, found: Finding) => Hint
type Hint = string | undefined

const unknownName = new Set([2304, 2503, 2552, 2580, 2582, 2584])
const unknownModule = 2307
const unknownMember = new Set([2339, 2551, 2550])
/** Of a value, of an argument, and of an argument for all overloads. */
const wrongType = new Set([2322, 2345, 2769])
/** Of the left and the right side of an arithmetic operator, and of both. */
const wrongOperands = new Set([2362, 2363, 2365])
/** A field that an object must not have. */
const excessField = 2353
/** Types in which fields are missing. */
const missingFields = new Set([2559, 2739, 2740, 2741])

/**
 * What may help with an error, for those who know another language better; `undefined` if nothing is known.
 *
 * @param reasons what the error says is wrong; of several the last for which a hint is known counts
 */
export function diagnosticHint(
  ts: typeof TypeScript,
  program: TypeScript.Program,
  diagnostic: TypeScript.Diagnostic,
  reasons: readonly string[],
  { packageFolders, missing }: PackageHints
): Hint {
  const { file, start, length = 0, code } = diagnostic
  if (!file || start === undefined) return undefined
  const text = file.text.slice(start, start + length)
  const node = nodeAt(ts, file, start, start + length)
  const found = { code, text, node }
  const messages = reasons.toReversed()
  const ofLibrary = first(messages, (message) => librariesHint({ ...found, message }))
  if (ofLibrary !== undefined) return ofLibrary
  // What cannot be parsed has unknown names, too: those of the words of another language.
  const isParsed = program.getSyntacticDiagnostics(file).length === 0
  const habit = isParsed ? undefined : first(linesAt(file.text, start), pythonHint)
  if (code < 2000 || habit !== undefined) return habit
  if (code === unknownModule) return ts.isStringLiteral(node) ? missing?.(node.text) : undefined
  const checker = program.getTypeChecker()
  if (unknownName.has(code)) return unknownNameHint(ts, checker, found, packageFolders)
  return first(messages, (message) =>
    first(rules, (rule) => rule(ts, checker, { ...found, message }))
  )
}

/** The first hint that is known of any of these. */
function first<One>(list: readonly One[], hintOf: (one: One) => Hint): Hint {
  for (const one of list) {
    const hint = hintOf(one)
    if (hint !== undefined) return hint
  }
  return undefined
}

/** The line of an error, and the one before it, at whose end something may be missing. */
function linesAt(text: string, position: number): readonly string[] {
  const start = position - (sourceLines(text.slice(0, position)).at(-1) ?? '').length
  const [line = ''] = sourceLines(text.slice(start))
  const isFirstWord = text.slice(start, position).trim() === ''
  const before = isFirstWord ? sourceLines(text.slice(0, start).trimEnd()).slice(-1) : []
  return [line, ...before]
}

/** The innermost node that spans all of a range. */
function nodeAt(
  ts: typeof TypeScript,
  file: TypeScript.SourceFile,
  start: number,
  end: number
): TypeScript.Node {
  let found: TypeScript.Node = file
  const visit = (node: TypeScript.Node): void => {
    if (node.getStart(file) > start || node.end < end) return
    found = node
    ts.forEachChild(node, visit)
  }
  ts.forEachChild(file, visit)
  return found
}

function librariesHint({ code, message, text }: HintedError): Hint {
  const registered: unknown = Reflect.get(globalThis, hintsKey)
  if (!Array.isArray(registered)) return undefined
  for (const hint of registered as unknown[]) {
    if (typeof hint !== 'function') continue
    try {
      const line: unknown = Reflect.apply(hint, undefined, [{ code, message, text }])
      if (typeof line === 'string') return line
    } catch (problem) {
      return `a hint of a library failed: ${valueText(problem, { depth: 1 }).split('\n', 1)[0] ?? ''}`
    }
  }
  return undefined
}

function unknownNameHint(
  ts: typeof TypeScript,
  checker: TypeScript.TypeChecker,
  { node, text }: Omit<Finding, 'message'>,
  packageFolders: readonly string[]
): Hint {
  const { parent } = node
  const isAssigned =
    ts.isBinaryExpression(parent) &&
    parent.left === node &&
    parent.operatorToken.kind === ts.SyntaxKind.EqualsToken
  if (isAssigned && ts.isCallExpression(parent.parent)) {
    return namedArgumentHint(ts, checker, parent.parent, text)
  }
  const habit = pythonNameHint(text, memberOf(ts, node))
  if (habit !== undefined) return habit
  if (isAssigned && ts.isExpressionStatement(parent.parent)) {
    return `a new name is given by const, or by let if it changes: const ${parent.getText()}`
  }
  const space = spaceWith(ts, checker, node)
  if (space !== undefined) return `${space}.${text}`
  if (isBuiltin(text)) return `import * as ${text} from 'node:${text}'`
  const isInstalled =
    isPackageName.test(text) &&
    [process.cwd(), ...packageFolders].some((folder) => installedManifest(text, folder))
  if (isInstalled) return `import * as ${text} from '${text}'`
  return Object.hasOwn(Math, text) ? `Math.${text}` : undefined
}

/** The name under which the cells have imported a module that has what is named here, its types too. */
function spaceWith(
  ts: typeof TypeScript,
  checker: TypeScript.TypeChecker,
  node: TypeScript.Node
): string | undefined {
  const wanted = node.getText()
  const space = checker.getSymbolsInScope(node, ts.SymbolFlags.Alias).find((alias) => {
    if (!alias.declarations?.some(ts.isNamespaceImport)) return false
    const module = checker.getAliasedSymbol(alias)
    // Types are among its exports alone; those of `export =` are only fields of the value.
    const isExported = checker.getExportsOfModule(module).some(({ name }) => name === wanted)
    return isExported || checker.getTypeOfSymbol(module).getProperty(wanted) !== undefined
  })
  return space?.name
}

/** What is taken of a name, as `exp` in `np.exp(x)`. */
function memberOf(ts: typeof TypeScript, { parent }: TypeScript.Node): string | undefined {
  return ts.isPropertyAccessExpression(parent) ? parent.name.text : undefined
}

/** A call with arguments such as `width=10`. */
function namedArgumentHint(
  ts: typeof TypeScript,
  checker: TypeScript.TypeChecker,
  call: TypeScript.CallExpression,
  name: string
): string {
  const none = 'TypeScript has no arguments by name'
  const places = checker.getResolvedSignature(call)?.parameters.map((parameter) => parameter.name)
  if (places?.includes(name)) {
    return `${none}: values stand in their places, ${call.expression.getText()}(${places.join(', ')})`
  }
  const fields = call.arguments.flatMap((argument) =>
    ts.isBinaryExpression(argument) && ts.isIdentifier(argument.left)
      ? [`${argument.left.text}: ${argument.right.getText()}`]
      : []
  )
  return `${none}: where a function takes options, write { ${fields.join(', ')} }`
}

const isPackageName = /^[\w$-]+$/

/** A promise stands where its value is wanted. */
const missingAwait: Rule = (ts, checker, found) => {
  const { code, node, message } = found
  const spread = spreadPromise(ts, checker, found)
  if (spread) return `await is missing: { ...(await ${spread.getText()}) }`
  const isOther = wrongType.has(code) && !message.includes("'Promise<")
  if (isOther || code === excessField) return undefined
  for (const value of wantedValues(ts, code, node)) {
    const type = checker.getTypeAtLocation(value)
    const isListed = isPromise(checker.getIndexTypeOfType(type, ts.IndexKind.Number))
    if (checker.isArrayType(type) && isListed) {
      return `await is missing: await Promise.all(${value.getText()})`
    }
    if (!isPromise(type)) continue
    const list = listOfParameter(ts, checker, value)
    return `await is missing: await ${list ? `Promise.all(${list.getText()})` : value.getText()}`
  }
  return undefined
}

const isPromise = (type?: TypeScript.Type) => type?.symbol?.name === 'Promise'

/** Expressions whose value an error is about. */
function wantedValues(
  ts: typeof TypeScript,
  code: number,
  node: TypeScript.Node
): readonly TypeScript.Node[] {
  const { parent } = node
  if (wrongOperands.has(code) && ts.isBinaryExpression(node)) return [node.left, node.right]
  if (ts.isElementAccessExpression(node)) return [node.expression, node]
  if (ts.isPropertyAccessExpression(parent) && parent.name === node && code !== 2345) {
    return [parent.expression]
  }
  if (ts.isBindingElement(parent)) {
    const declared = ts.walkUpBindingElementsAndPatterns(parent)
    return declared.initializer ? [declared.initializer] : []
  }
  if (ts.isVariableDeclaration(parent) && parent.name === node && parent.initializer) {
    return [parent.initializer]
  }
  // The name of a field is not a value.
  return ts.isPropertyAssignment(parent) && parent.name === node ? [parent.initializer] : [node]
}

/** A promise whose fields are taken into an object: it has none. */
function spreadPromise(
  ts: typeof TypeScript,
  checker: TypeScript.TypeChecker,
  { code, node }: Finding
): TypeScript.Node | undefined {
  if (!unknownMember.has(code) && !wrongType.has(code) && !missingFields.has(code)) return undefined
  const { parent } = node
  const value = ts.isPropertyAccessExpression(parent) ? parent.expression : node
  const declared = checker.getSymbolAtLocation(value)?.valueDeclaration
  const literal = declared && ts.isVariableDeclaration(declared) ? declared.initializer : value
  if (!literal || !ts.isObjectLiteralExpression(literal)) return undefined
  const spreads = literal.properties.filter(ts.isSpreadAssignment)
  return spreads.find(({ expression }) => isPromise(checker.getTypeAtLocation(expression)))
    ?.expression
}

/** The list of promises that a method hands to the function whose parameter this is. */
function listOfParameter(
  ts: typeof TypeScript,
  checker: TypeScript.TypeChecker,
  value: TypeScript.Node
): TypeScript.Node | undefined {
  const declared = checker.getSymbolAtLocation(value)?.valueDeclaration
  const call = declared && ts.isParameter(declared) ? declared.parent.parent : undefined
  if (!call || !ts.isCallExpression(call) || !ts.isPropertyAccessExpression(call.expression)) {
    return undefined
  }
  return call.expression.expression
}

/** A list stands where a number is wanted, as NumPy has it. */
const arithmeticOfLists: Rule = (ts, checker, { code, node, message }) => {
  const isList = (one: TypeScript.Node) => checker.isArrayType(checker.getTypeAtLocation(one))
  if (wrongType.has(code) && /'(?:readonly )?number\[\]'.*'number'/.test(message)) {
    const call = node.parent
    if (!ts.isCallExpression(call) || call.arguments.length !== 1) return undefined
    return `of each number in the list: ${node.getText()}.map((x) => ${call.expression.getText()}(x))`
  }
  const operation = ts.isBinaryExpression(node) ? node : node.parent
  if (!wrongOperands.has(code) || !ts.isBinaryExpression(operation)) return undefined
  const { left, right, operatorToken } = operation
  const operator = operatorToken.getText()
  if (isList(left) && isList(right)) {
    return `arithmetic is of numbers: ${left.getText()}.map((x, i) => x ${operator} ${right.getText()}[i])`
  }
  if (isList(left)) {
    return `arithmetic is of numbers: ${left.getText()}.map((x) => x ${operator} ${right.getText()})`
  }
  if (isList(right)) {
    return `arithmetic is of numbers: ${right.getText()}.map((x) => ${left.getText()} ${operator} x)`
  }
  const isText = checker.getTypeAtLocation(left).flags & ts.TypeFlags.StringLike
  return isText && operator === '%' ? 'values in a text: `x = ${x}` between backticks' : undefined
}

/** Two lists or objects are compared, which are equal only if they are one. */
const comparisonOfLists: Rule = (ts, _, { code, node }) => {
  if (code !== 2839 || !ts.isBinaryExpression(node)) return undefined
  return 'lists are equal if all is: a.length === b.length && a.every((x, i) => x === b[i])'
}

/** A field that the value does not have: one of its elements has it, or Python does. */
const unknownField: Rule = (ts, checker, { code, node }) => {
  const { parent } = node
  if (!unknownMember.has(code) || !ts.isPropertyAccessExpression(parent)) return undefined
  const type = checker.getTypeAtLocation(parent.expression)
  const [value, name] = [parent.expression.getText(), node.getText()]
  const element = checker.isArrayType(type)
    ? checker.getIndexTypeOfType(type, ts.IndexKind.Number)
    : undefined
  if (element && checker.getPropertyOfType(element, name) && isOfObject(ts, element)) {
    return `${value} is a list: ${value}.map((one) => one.${name}), or ${value}[0].${name}`
  }
  return pythonMemberHint(kindOf(ts, checker, type), value, name)
}

/** Which habits of Python a value of a type calls up. */
function kindOf(ts: typeof TypeScript, checker: TypeScript.TypeChecker, type: TypeScript.Type) {
  if (checker.isArrayLikeType(type)) return 'list'
  if (type.flags & ts.TypeFlags.StringLike) return 'text'
  const name = type.symbol?.name
  if (name === 'JupyterWidgets') return 'widgets'
  return name === 'JupyterWidget' || name === 'JupyterButton' ? 'widget' : 'object'
}

const isOfObject = (ts: typeof TypeScript, type: TypeScript.Type) =>
  (type.flags & ts.TypeFlags.Object) !== 0

/** A literal that was widened to the type of all texts or numbers. */
const widenedLiteral: Rule = (_, __, { code, message }) => {
  if (!wrongType.has(code)) return undefined
  const [, source, target = ''] =
    /^Type '(string|number)' is not assignable to type '(.*)'\.$/.exec(message) ??
    /^Argument of type '(string|number)' is not assignable to parameter of type '(.*)'\.$/.exec(
      message
    ) ??
    []
  const isOfLiterals = /^(?=.*["\d])(?:(?:"[^"]*"|\d+|undefined|null)(?: \| |$))+$/.test(target)
  const [, name] = /^([A-Z]\w+)(?: \| undefined| \| null)*$/.exec(target) ?? []
  const isOfName = source === 'string' && name !== undefined && !(name in globalThis)
  if (source === undefined || !(isOfLiterals || isOfName)) return undefined
  return `write \`as const\` behind the literal where it is first written: its type is ${source} otherwise`
}

/** So many words of a type are told at most. */
const mostWords = 20

/** A word that is none of those allowed, which the message does not tell where their type has a name. */
const otherWord: Rule = (ts, checker, { code, node, message }) => {
  if (!wrongType.has(code)) return undefined
  for (const value of wantedValues(ts, code, node)) {
    if (!ts.isStringLiteralLike(value)) continue
    const wanted = checker.getContextualType(value)
    const words = (wanted?.isUnion() ? wanted.types : []).flatMap((one) =>
      one.isStringLiteral() ? [one.value] : []
    )
    const isTold = words.every((word) => message.includes(`"${word}"`))
    if (isTold || words.length > mostWords) return undefined
    return `one of ${words.map((word) => `'${word}'`).join(', ')}`
  }
  return undefined
}

/** A parameter whose type nothing says. */
const untypedParameter: Rule = (ts, _, { code, node, text }) =>
  code === 7006 && ts.isParameter(node.parent)
    ? `the type of a parameter stands behind its name: ${text}: number`
    : undefined

/** Arguments that a call leaves out. */
const missingArgument: Rule = (ts, checker, { code, node }) => {
  if (code !== 2554 && code !== 2555) return undefined
  let call: TypeScript.Node = node
  while (!ts.isCallExpression(call) && !ts.isNewExpression(call)) {
    if (ts.isSourceFile(call)) return undefined
    call = call.parent
  }
  const signature = checker.getResolvedSignature(call)
  const names = (signature?.parameters ?? [])
    .slice(call.arguments?.length ?? 0)
    .filter(({ valueDeclaration: declared }) => {
      if (!declared || !ts.isParameter(declared)) return true
      return !declared.questionToken && !declared.initializer && !declared.dotDotDotToken
    })
    .map(({ name }) => name)
  return names.length === 0 ? undefined : `missing: ${names.join(', ')}`
}

const rules: readonly Rule[] = [
  missingAwait,
  arithmeticOfLists,
  comparisonOfLists,
  unknownField,
  widenedLiteral,
  otherWord,
  untypedParameter,
  missingArgument
]
