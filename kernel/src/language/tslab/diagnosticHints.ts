import { existsSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { dirname, join } from 'node:path'
import type * as TypeScript from 'typescript'
import { valueText } from '../valueText.js'
import { pythonHint, pythonNameHint } from './pythonHabits.js'

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
  readonly line: string
}

type Rule = (ts: typeof TypeScript, checker: TypeScript.TypeChecker, found: Finding) => Hint
type Hint = string | undefined

const unknownName = new Set([2304, 2503, 2552, 2580, 2582, 2584])
const wrongType = new Set([2322, 2345])

/** What may help with an error, for those who know another language better; `undefined` if nothing is known. */
export function diagnosticHint(
  ts: typeof TypeScript,
  program: TypeScript.Program,
  diagnostic: TypeScript.Diagnostic,
  message: string,
  packageFolders: readonly string[]
): Hint {
  const { file, start, length = 0, code } = diagnostic
  if (!file || start === undefined) return undefined
  const text = file.text.slice(start, start + length)
  const node = nodeAt(ts, file, start, start + length)
  const line = file.text.split('\n')[file.getLineAndCharacterOfPosition(start).line] ?? ''
  const found: Finding = { code, message: message.split('\n', 1)[0] ?? '', text, node, line }
  const own = librariesHint(found)
  if (own !== undefined) return own
  // What cannot be parsed has unknown names, too: those of the words of another language.
  const isParsed = program.getSyntacticDiagnostics(file).length === 0
  const habit = isParsed ? undefined : pythonHint(line)
  if (code < 2000 || habit !== undefined) return habit
  if (unknownName.has(code)) return unknownNameHint(ts, found, packageFolders)
  const checker = program.getTypeChecker()
  for (const rule of rules) {
    const hint = rule(ts, checker, found)
    if (hint !== undefined) return hint
  }
  return undefined
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
  { node, text }: Finding,
  packageFolders: readonly string[]
): Hint {
  const { parent } = node
  const isNamed =
    ts.isBinaryExpression(parent) &&
    parent.left === node &&
    parent.operatorToken.kind === ts.SyntaxKind.EqualsToken &&
    ts.isCallExpression(parent.parent)
  if (isNamed) {
    return `TypeScript has no arguments by name: where a function takes options, write { ${text}: ${parent.right.getText()} }`
  }
  const habit = pythonNameHint(text)
  if (habit !== undefined) return habit
  if (isBuiltin(text)) return `import * as ${text} from 'node:${text}'`
  const isInstalled = [process.cwd(), ...packageFolders].some((folder) => hasPackage(folder, text))
  if (isInstalled) return `import * as ${text} from '${text}'`
  return Object.hasOwn(Math, text) ? `Math.${text}` : undefined
}

function hasPackage(folder: string, name: string): boolean {
  if (!/^[\w$-]+$/.test(name)) return false
  if (existsSync(join(folder, 'node_modules', name, 'package.json'))) return true
  return folder !== dirname(folder) && hasPackage(dirname(folder), name)
}

/** A promise stands where its value is wanted. */
const missingAwait: Rule = (ts, checker, { code, node, message }) => {
  const { parent } = node
  const isMember = ts.isPropertyAccessExpression(parent) && parent.name === node
  const value =
    (isMember && code !== 2345 ? parent.expression : undefined) ??
    (ts.isVariableDeclaration(parent) && parent.name === node ? parent.initializer : undefined) ??
    node
  const isWhole = message.includes("'Promise<") || !wrongType.has(code)
  if (!isWhole) return undefined
  const type = checker.getTypeAtLocation(value)
  const isPromise = (one?: TypeScript.Type) => one?.symbol?.name === 'Promise'
  if (isPromise(type)) return `await is missing: await ${value.getText()}`
  const isList =
    checker.isArrayType(type) && isPromise(checker.getIndexTypeOfType(type, ts.IndexKind.Number))
  return isList ? `await is missing: await Promise.all(${value.getText()})` : undefined
}

/** A literal that was widened to the type of all texts or numbers. */
const widenedLiteral: Rule = (_, __, { code, message }) => {
  if (!wrongType.has(code)) return undefined
  const [, source, target = ''] =
    /^Type '(string|number)' is not assignable to type '(.*)'\.$/.exec(message) ??
    /^Argument of type '(string|number)' is not assignable to parameter of type '(.*)'\.$/.exec(
      message
    ) ??
    []
  const isOfLiterals = /^(?:(?:"[^"]*"|\d+|undefined|null)(?: \| |$))+$/.test(target)
  const isOfName = source === 'string' && /^[A-Z]\w+$/.test(target) && !(target in globalThis)
  if (source === undefined || !(isOfLiterals || isOfName)) return undefined
  return `write \`as const\` behind the literal where it is first written: its type is ${source} otherwise`
}

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

const rules: readonly Rule[] = [missingAwait, widenedLiteral, missingArgument]
