import type * as TypeScript from 'typescript'
import { declaredValues } from './declaredNames.js'
import { typescript as ts } from './typescriptModule.js'

/** A part of a text that is replaced, by what. */
export interface Edit {
  readonly start: number
  readonly end: number
  readonly by: string
}

/** What the top of a text declares, to be kept when it has run. */
export interface KeptDeclarations {
  /** Names of the values. */
  readonly names: readonly string[]
  /** Those whose uses become uses of what is kept: others stay constants of the text. */
  readonly assigned: ReadonlySet<string>
  readonly edits: readonly Edit[]
}

/**
 * Makes assignments of the declarations at the top of a text: to its functions before all else, to classes and enums
 * after their declaration.
 * @param place where a name is kept, as code to assign to
 */
export function keptDeclarations(
  file: TypeScript.SourceFile,
  place: (name: string) => string
): KeptDeclarations {
  const names: string[] = []
  const assigned = new Set<string>()
  const edits: Edit[] = []
  const insert = (at: number, by: string) => edits.push({ start: at, end: at, by })
  const keeping = (name: string) => `;void (${place(name)} = ${name});`
  for (const statement of file.statements) {
    if (!isKept(statement)) continue
    const declared = declaredValues(ts, statement)
    names.push(...declared)
    if (ts.isVariableStatement(statement)) {
      for (const name of declared) assigned.add(name)
      edits.push(...assignments(file, statement.declarationList, place))
    } else if (ts.isFunctionDeclaration(statement)) {
      for (const name of declared) assigned.add(name)
      insert(0, declared.map(keeping).join(''))
    } else insert(statement.end, declared.map(keeping).join(''))
  }
  return { names, assigned, edits }
}

/** Whether a statement declares values, and no resource that is disposed of at the end of the text. */
function isKept(statement: TypeScript.Statement): boolean {
  const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : []
  if (modifiers.some(({ kind }) => kind === ts.SyntaxKind.DeclareKeyword)) return false
  if (ts.isVariableStatement(statement)) return (statement.declarationList.flags & using) !== using
  if (ts.isFunctionDeclaration(statement)) return statement.body !== undefined
  return (
    ts.isClassDeclaration(statement) ||
    ts.isEnumDeclaration(statement) ||
    ts.isModuleDeclaration(statement)
  )
}

/** The flag of `await using` holds it too. */
const using = ts.NodeFlags.Using

/** `let a: number, { b } = c` as `void (a = undefined, { b: b } = c)`, with the places of the names. */
function assignments(
  file: TypeScript.SourceFile,
  list: TypeScript.VariableDeclarationList,
  place: (name: string) => string
): Edit[] {
  const edits: Edit[] = []
  const { declarations } = list
  const [first] = declarations
  if (!first) return edits
  edits.push({ start: list.getStart(file), end: first.getStart(file), by: ';void (' })
  for (const { name, type, exclamationToken, initializer } of declarations) {
    edits.push(...targets(file, name, place))
    const typed = type ?? exclamationToken
    if (typed) edits.push({ start: name.end, end: typed.end, by: '' })
    if (!initializer) {
      const end = (typed ?? name).end
      edits.push({ start: end, end, by: ' = undefined' })
    }
  }
  edits.push({ start: declarations.end, end: declarations.end, by: ')' })
  return edits
}

/** The names of a pattern as what they are assigned to. */
function targets(
  file: TypeScript.SourceFile,
  name: TypeScript.BindingName,
  place: (name: string) => string
): Edit[] {
  if (ts.isIdentifier(name)) {
    return [{ start: name.getStart(file), end: name.end, by: place(name.text) }]
  }
  return name.elements.flatMap((element) => {
    if (ts.isOmittedExpression(element)) return []
    const isShorthand =
      ts.isObjectBindingPattern(name) && !element.propertyName && !element.dotDotDotToken
    const at = element.name.getStart(file)
    const property = isShorthand
      ? [{ start: at, end: at, by: `${element.name.getText(file)}: ` }]
      : []
    return [...property, ...targets(file, element.name, place)]
  })
}
