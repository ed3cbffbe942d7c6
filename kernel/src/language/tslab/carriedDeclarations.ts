import type * as TypeScript from 'typescript'
import { augmentedNames, declaredNames, declaredValues } from './declaredNames.js'
import type { TypeScriptModule } from './typescriptModule.js'

/** One name's part of the declarations. */
interface Entry {
  /** Undefined for what declares nothing in the cells' own scope. */
  readonly name: string | undefined
  readonly isValue: boolean
  readonly isType: boolean
  /** Names it declares elsewhere, as `global/name`. */
  readonly augmented: readonly string[]
  readonly text: string
}

/** What the cells so far declare: the text that the next one is checked against, name by name. */
export class CarriedDeclarations {
  readonly #entries: readonly Entry[]
  /** Names that stand for variables elsewhere. */
  readonly ambient: ReadonlySet<string>
  /** The declarations as a file. */
  readonly text: string

  private constructor(entries: readonly Entry[], ambient: ReadonlySet<string>) {
    this.#entries = entries
    this.ambient = ambient
    this.text = entries.map(({ text }) => text).join('')
  }

  static readonly none = new CarriedDeclarations([], new Set())

  /**
   * These, and those of a cell, which take the place of earlier ones: a value that of a value, a type that of
   * a type.
   * @param declarations declaration file of the cell
   * @param ambient names that stand for variables elsewhere
   * @param unassigned values that the cell declares and did not reach: they keep their earlier
   *   declaration, if any
   */
  with(
    ts: TypeScriptModule,
    declarations: string,
    ambient: ReadonlySet<string>,
    unassigned: ReadonlySet<string>
  ): CarriedDeclarations {
    const file = ts.createSourceFile('own.d.ts', declarations, ts.ScriptTarget.Latest, true)
    const own = file.statements
      .flatMap((statement) => entriesOf(ts, file, statement))
      .filter(({ name }) => name === undefined || !unassigned.has(name))
    const values = new Set(own.filter(({ isValue }) => isValue).map(({ name }) => name))
    const types = new Set(own.filter(({ isType }) => isType).map(({ name }) => name))
    const kept = this.without(own.flatMap(({ augmented }) => augmented)).#entries.flatMap((entry) =>
      remaining(entry, values.has(entry.name), types.has(entry.name))
    )
    const others = [...this.ambient].filter((name) => !values.has(name))
    const stillAmbient = [...ambient].filter((name) => values.has(name))
    return new CarriedDeclarations([...own, ...kept], new Set([...others, ...stillAmbient]))
  }

  /** These, and a variable of any type. */
  withVariable(ts: TypeScriptModule, name: string): CarriedDeclarations {
    return this.with(ts, `export declare let ${name}: any;`, new Set(), new Set())
  }

  /** Types of the values, as TypeScript writes them, by name; of those that are literals and of imports it writes none. */
  types(ts: TypeScriptModule): ReadonlyMap<string, string> {
    const file = ts.createSourceFile('all.d.ts', this.text, ts.ScriptTarget.Latest)
    const found = new Map<string, string>()
    const overloads = new Map<string, [parameters: string, result: string][]>()
    for (const statement of file.statements) {
      if (ts.isFunctionDeclaration(statement)) {
        const name = statement.name?.text ?? ''
        const before = overloads.get(name) ?? []
        overloads.set(name, [...before, signature(file, statement)])
      } else for (const [name, type] of writtenTypes(ts, file, statement)) found.set(name, type)
    }
    for (const [name, signatures] of overloads) {
      const several = signatures.map((parts) => `${parts.join(': ')}; `).join('')
      found.set(name, signatures.length > 1 ? `{ ${several}}` : signatures.flat().join(' => '))
    }
    return found
  }

  /** These without declarations elsewhere of the same names, which a cell is about to declare anew. */
  without(augmented: Iterable<string>): CarriedDeclarations {
    const anew = new Set(augmented)
    if (anew.size === 0) return this
    const kept = this.#entries.filter((entry) => !entry.augmented.some((name) => anew.has(name)))
    return new CarriedDeclarations(kept, this.ambient)
  }
}

/** A node as it is written, in one line. */
const written = (file: TypeScript.SourceFile, node: TypeScript.Node) =>
  node.getText(file).replace(/\s+/g, ' ')

/** What a function takes, and what it returns. */
function signature(
  file: TypeScript.SourceFile,
  { typeParameters, parameters, type }: TypeScript.FunctionDeclaration
): [parameters: string, result: string] {
  const list = (nodes: readonly TypeScript.Node[]) =>
    nodes.map((node) => written(file, node)).join(', ')
  const generic = typeParameters ? `<${list(typeParameters)}>` : ''
  return [`${generic}(${list(parameters)})`, type ? written(file, type) : 'any']
}

/** Values that a statement other than a function declares, with their types. */
function writtenTypes(
  ts: TypeScriptModule,
  file: TypeScript.SourceFile,
  statement: TypeScript.Statement
): [name: string, type: string][] {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.flatMap(({ name, type }) =>
      type ? [[name.getText(file), written(file, type)]] : []
    )
  }
  if (ts.isImportDeclaration(statement)) return []
  return declaredValues(ts, statement).map((name) => [name, `typeof ${name}`])
}

/** What is left of an entry where its name got another value or another type. */
function remaining(entry: Entry, hasValue: boolean, hasType: boolean): Entry[] {
  if (!(entry.isValue && hasValue) && !(entry.isType && hasType)) return [entry]
  // The class whose type is no more has instances and a constructor still.
  if (!entry.isValue || hasValue || entry.name === undefined) return []
  return [{ ...entry, isType: false, text: `declare let ${entry.name}: any;\n` }]
}

function entriesOf(
  ts: TypeScriptModule,
  file: TypeScript.SourceFile,
  statement: TypeScript.Statement
): Entry[] {
  const entry = (name: string | undefined, isValue: boolean, isType: boolean, text: string) => ({
    name,
    isValue,
    isType,
    augmented: [],
    text: `${text.trim()}\n`
  })
  const whole = statement.getFullText(file)
  if (ts.isVariableStatement(statement)) {
    const { declarations } = statement.declarationList
    if (declarations.length === 1)
      return [entry(declaredNames(ts, statement)[0], true, false, whole)]
    const keyword = statement.declarationList.flags & ts.NodeFlags.Const ? 'const' : 'let'
    return declarations.map((one) => {
      const text = `declare ${keyword} ${one.getText(file)};`
      return entry(one.name.getText(file), true, false, text)
    })
  }
  if (ts.isImportDeclaration(statement)) {
    return importedOneByOne(statement, file).map(([name, text]) => entry(name, true, true, text))
  }
  if (ts.isExportDeclaration(statement)) return []
  const augmented = augmentedNames(ts, statement)
  const [name] = declaredNames(ts, statement)
  const isValue = declaredValues(ts, statement).length > 0
  const isType = !ts.isFunctionDeclaration(statement)
  return [{ ...entry(name, isValue, isType, whole), augmented }]
}

/** The names of an import, each with an import of its own. */
function importedOneByOne(
  { importClause: clause, moduleSpecifier, attributes }: TypeScript.ImportDeclaration,
  file: TypeScript.SourceFile
): [name: string, text: string][] {
  if (!clause) return []
  const keyword = clause.isTypeOnly ? 'import type' : 'import'
  const from = `from ${moduleSpecifier.getText(file)}${attributes ? ` ${attributes.getText(file)}` : ''};`
  const { name, namedBindings: bindings } = clause
  const texts: [string, string][] = name ? [[name.text, `${keyword} ${name.text} ${from}`]] : []
  if (!bindings) return texts
  if ('name' in bindings) {
    return [...texts, [bindings.name.text, `${keyword} ${bindings.getText(file)} ${from}`]]
  }
  const named = bindings.elements.map((element): [string, string] => [
    element.name.text,
    `${keyword} { ${element.getText(file)} } ${from}`
  ])
  return [...texts, ...named]
}
