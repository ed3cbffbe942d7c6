import { parseExpression } from 'vega-expression'
import {
  composedJet,
  powerJet,
  productJet,
  quotientJet,
  scaledJet,
  sumJet,
  type Jet
} from '../../numerics/jet.js'
import { ParameterError } from '../../numerics/parameterError.js'
import { elementaryFunctions, type DifferentiableFunction } from './elementaryFunctions.js'

type RealFunction = (z: number) => number

/** What an expression is computed with: numbers, or jets for its derivatives. */
interface Arithmetic<T> {
  readonly constant: (value: number) => T
  readonly value: (x: T) => number
  readonly apply: (f: DifferentiableFunction, x: T) => T
  /** Functions of two arguments, and operators. */
  readonly pair: Readonly<Record<string, (a: T, b: T) => T>>
}

const numbers: Arithmetic<number> = {
  constant: (value) => value,
  value: (x) => x,
  apply: (f, x) => f.value(x),
  pair: {
    pow: Math.pow,
    min: Math.min,
    max: Math.max,
    '+': (a, b) => a + b,
    '-': (a, b) => a - b,
    '*': (a, b) => a * b,
    '/': (a, b) => a / b,
    '%': (a, b) => a % b,
    '<': (a, b) => Number(a < b),
    '>': (a, b) => Number(a > b),
    '<=': (a, b) => Number(a <= b),
    '>=': (a, b) => Number(a >= b)
  }
}

const constantJet = (value: number): Jet => [value, 0, 0]

const jets: Arithmetic<Jet> = {
  constant: constantJet,
  value: ([x]) => x,
  apply: (f, x) => composedJet(x, [f.value(x[0]), f.derivative(x[0]), f.secondDerivative(x[0])]),
  pair: {
    pow: powerJet,
    min: (a, b) => (a[0] <= b[0] ? a : b),
    max: (a, b) => (a[0] >= b[0] ? a : b),
    '+': sumJet,
    '-': (a, b) => sumJet(a, scaledJet(b, -1)),
    '*': productJet,
    '/': quotientJet,
    '%': (a, b) => sumJet(a, scaledJet(b, -Math.trunc(a[0] / b[0]))),
    '<': (a, b) => constantJet(Number(a[0] < b[0])),
    '>': (a, b) => constantJet(Number(a[0] > b[0])),
    '<=': (a, b) => constantJet(Number(a[0] <= b[0])),
    '>=': (a, b) => constantJet(Number(a[0] >= b[0]))
  }
}

/** Functions of two arguments; what else `pair` holds is an operator. */
const pairFunctions = ['pow', 'min', 'max']
const binaryOperators = Object.keys(numbers.pair).filter((name) => !pairFunctions.includes(name))
const functionNames = [...Object.keys(elementaryFunctions), ...pairFunctions]

const constants: Readonly<Record<string, number>> = {
  PI: Math.PI,
  E: Math.E,
  LN2: Math.LN2,
  SQRT2: Math.SQRT2
}

/** The part of the parser's tree that stands for a number. */
interface Node {
  readonly type: string
  readonly name?: string
  readonly value?: unknown
  readonly operator?: string
  readonly left?: Node
  readonly right?: Node
  readonly argument?: Node
  readonly test?: Node
  readonly consequent?: Node
  readonly alternate?: Node
  readonly callee?: Node
  readonly arguments?: readonly Node[]
}

/** What an expression stands for. */
export interface ExpressionFunction {
  readonly value: RealFunction
  /** Value and derivatives, those of what is written on either side of a kink. */
  readonly jet: (z: number) => Jet
}

/** Longest expression. */
const longest = 1000

/**
 * The function of z that an expression stands for, with its derivatives: numbers, z, PI, E, LN2, SQRT2, + - * / %, comparisons, a ? b : c, and
 * the functions abs, sign, sqrt, exp, expm1, log, log1p, sin, cos, tan, asin, acos, atan, sinh, cosh, tanh, asinh, erf, erfc,
 * sigmoid, pow(a, b), min(a, b), max(a, b). Vega's parser reads it; nothing is evaluated as code.
 *
 * @throws ParameterError that says what is allowed
 */
export function expressionFunction(
  source: string,
  parameter: string,
  expression: unknown
): ExpressionFunction {
  if (typeof expression !== 'string' || expression.trim() === '' || expression.length > longest) {
    const rule = `an expression in z of at most ${longest} characters, such as "z * tanh(z)"`
    throw new ParameterError(source, parameter, rule, expression)
  }
  const refuse = (rule: string): never => {
    throw new ParameterError(source, parameter, rule, expression)
  }
  let tree: Node
  try {
    tree = parseExpression(expression) as unknown as Node
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return refuse(`an expression in z such as "z * tanh(z)" (${reason})`)
  }
  const jet = compiled(tree, jets, refuse)
  return { value: compiled(tree, numbers, refuse), jet: (z) => jet([z, 1, 0]) }
}

type Refusal = (rule: string) => never

function compiled<T>(node: Node, arithmetic: Arithmetic<T>, refuse: Refusal): (z: T) => T {
  const part = (child: Node | undefined) => compiled(child as Node, arithmetic, refuse)
  switch (node.type) {
    case 'Literal': {
      const { value } = node
      if (typeof value !== 'number') return refuse('made of numbers; it holds another literal')
      return () => arithmetic.constant(value)
    }
    case 'Identifier':
      return identifier(node.name as string, arithmetic, refuse)
    case 'UnaryExpression': {
      const argument = part(node.argument)
      const minusOne = arithmetic.constant(-1)
      if (node.operator === '-') return (z) => arithmetic.pair['*'](minusOne, argument(z))
      if (node.operator === '+') return argument
      return refuse(`free of the operator ${node.operator}; allowed are ${operators}`)
    }
    case 'BinaryExpression': {
      const name = node.operator as string
      if (!binaryOperators.includes(name)) {
        const hint = ['^', '**'].includes(name) ? '; write pow(a, b)' : ''
        return refuse(`free of the operator ${name}; allowed are ${operators}${hint}`)
      }
      const operation = arithmetic.pair[name]
      const [left, right] = [part(node.left), part(node.right)]
      return (z) => operation(left(z), right(z))
    }
    case 'ConditionalExpression': {
      const [test, yes, no] = [part(node.test), part(node.consequent), part(node.alternate)]
      return (z) => (arithmetic.value(test(z)) ? yes(z) : no(z))
    }
    case 'CallExpression':
      return call(node, arithmetic, refuse)
    default:
      return refuse(`made of numbers, z, ${operators} and functions; ${node.type} is none of them`)
  }
}

const operators = `${binaryOperators.join(' ')} ?:`

function identifier<T>(name: string, arithmetic: Arithmetic<T>, refuse: Refusal): (z: T) => T {
  if (name === 'z') return (z) => z
  if (!Object.hasOwn(constants, name)) {
    return refuse(
      `of the variable z and the constants ${Object.keys(constants).join(', ')}; ${name} is neither`
    )
  }
  const value = arithmetic.constant(constants[name])
  return () => value
}

function call<T>(node: Node, arithmetic: Arithmetic<T>, refuse: Refusal): (z: T) => T {
  const name = node.callee?.name ?? ''
  if (!functionNames.includes(name)) {
    return refuse(
      `made of the functions ${functionNames.join(', ')}; it calls ${name || 'another'}`
    )
  }
  const given = node.arguments ?? []
  const count = pairFunctions.includes(name) ? 2 : 1
  if (given.length !== count) return refuse(`such that ${name} has ${count} argument(s)`)
  const [first, second] = given.map((argument) => compiled(argument, arithmetic, refuse))
  if (count === 2) return (z) => arithmetic.pair[name](first(z), second(z))
  const f = elementaryFunctions[name]
  return (z) => arithmetic.apply(f, first(z))
}
