import { parser } from '@lezer/javascript'
import { isAlike, literalCode, literalOf, type Literal } from './literals.js'

/** A variable of a cell whose value is written out, and where that stands. */
interface Parameter {
  readonly name: string
  readonly value: Literal
  readonly from: number
  readonly to: number
}

const typescript = parser.configure({ dialect: 'ts' })

/** Values of variables, by name. */
export type ParameterValues = Readonly<Record<string, Literal>>

/** What became of values that were to be put into a cell. */
export interface ParameterEdit {
  readonly code: string
  /** Names of those that are new. */
  readonly changed: readonly string[]
  /** Names that the cell does not have, or has with a value of another kind. */
  readonly refused: readonly string[]
}

/** The values that stand in a cell behind `let name =`, at its top. */
export function parameterValues(code: string): ParameterValues {
  return Object.fromEntries(parametersOf(code).map(({ name, value }) => [name, value]))
}

/** A cell with other values of its parameters. Only data go in, in place of data of the same kind. */
export function withParameters(
  code: string,
  values: Readonly<Record<string, unknown>>
): ParameterEdit {
  const parameters = parametersOf(code)
  const fitting = parameters.filter(
    ({ name, value }) => Object.hasOwn(values, name) && isAlike(values[name], value)
  )
  const names = new Set(fitting.map(({ name }) => name))
  const changes = fitting.flatMap(({ name, value, from, to }) => {
    const text = literalCode(values[name] as Literal)
    return text === literalCode(value) ? [] : [{ name, from, to, text }]
  })
  return {
    // From the last one on: places before it stay.
    code: changes.reduceRight(
      (all, { from, to, text }) => `${all.slice(0, from)}${text}${all.slice(to)}`,
      code
    ),
    changed: changes.map(({ name }) => name),
    refused: Object.keys(values).filter((name) => !names.has(name))
  }
}

function parametersOf(code: string): Parameter[] {
  const found: Parameter[] = []
  const top = typescript.parse(code).topNode
  for (const declaration of top.getChildren('VariableDeclaration')) {
    let name: string | undefined
    let isNext = false
    for (let part = declaration.firstChild; part; part = part.nextSibling) {
      if (part.name === 'VariableDefinition') name = code.slice(part.from, part.to)
      else if (part.name === 'Equals') isNext = true
      else if (isNext && name !== undefined) {
        const value = literalOf(part, code)
        if (value !== undefined) found.push({ name, value, from: part.from, to: part.to })
        isNext = false
        name = undefined
      }
    }
  }
  return found
}
