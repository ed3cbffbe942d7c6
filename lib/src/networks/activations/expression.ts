import erf from '@stdlib/math-base-special-erf'
import erfc from '@stdlib/math-base-special-erfc'
import { parseExpression } from 'vega-expression'
import { ParameterError } from '../../numerics/parameterError.js'
import { logistic } from './sigmoid.js'

type RealFunction = (z: number) => number

/** Functions of an expression, with the number of their arguments. */
const functions: Readonly<Record<string, (...values: number[]) => number>> = {
  abs: Math.abs,
  sign: Math.sign,
  sqrt: Math.sqrt,
  exp: Math.exp,
  expm1: Math.expm1,
  log: Math.log,
  log1p: Math.log1p,
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  asin: Math.asin,
  acos: Math.acos,
  atan: Math.atan,
  sinh: Math.sinh,
  cosh: Math.cosh,
  tanh: Math.tanh,
  asinh: Math.asinh,
  erf: (z) => erf(z),
  erfc: (z) => erfc(z),
  sigmoid: (z) => logistic(z),
  pow: Math.pow,
  min: Math.min,
  max: Math.max
}

const argumentCounts: Readonly<Record<string, number>> = { pow: 2, min: 2, max: 2 }

const constants: Readonly<Record<string, number>> = {
  PI: Math.PI,
  E: Math.E,
  LN2: Math.LN2,
  SQRT2: Math.SQRT2
}

const binary: Readonly<Record<string, (a: number, b: number) => number>> = {
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

/** Longest expression. */
const longest = 1000

/**
 * The function of z that an expression stands for: numbers, z, PI, E, LN2, SQRT2, + - * / %, comparisons, a ? b : c, and
 * the functions abs, sign, sqrt, exp, expm1, log, log1p, sin, cos, tan, asin, acos, atan, sinh, cosh, tanh, asinh, erf, erfc,
 * sigmoid, pow(a, b), min(a, b), max(a, b). Vega's parser reads it; nothing is evaluated as code.
 *
 * @throws ParameterError that says what is allowed
 */
export function expressionFunction(
  source: string,
  parameter: string,
  expression: unknown
): RealFunction {
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
  return compiled(tree, refuse)
}

function compiled(node: Node, refuse: (rule: string) => never): RealFunction {
  const part = (child: Node | undefined) => compiled(child as Node, refuse)
  switch (node.type) {
    case 'Literal': {
      const { value } = node
      if (typeof value !== 'number') return refuse('made of numbers; it holds another literal')
      return () => value
    }
    case 'Identifier':
      return identifier(node.name as string, refuse)
    case 'UnaryExpression': {
      const argument = part(node.argument)
      if (node.operator === '-') return (z) => -argument(z)
      if (node.operator === '+') return argument
      return refuse(`free of the operator ${node.operator}; allowed are ${operators}`)
    }
    case 'BinaryExpression': {
      const operation = binary[node.operator as string] as (typeof binary)[string] | undefined
      if (!operation) {
        const hint = ['^', '**'].includes(node.operator as string) ? '; write pow(a, b)' : ''
        return refuse(`free of the operator ${node.operator}; allowed are ${operators}${hint}`)
      }
      const [left, right] = [part(node.left), part(node.right)]
      return (z) => operation(left(z), right(z))
    }
    case 'ConditionalExpression': {
      const [test, yes, no] = [part(node.test), part(node.consequent), part(node.alternate)]
      return (z) => (test(z) ? yes(z) : no(z))
    }
    case 'CallExpression':
      return call(node, refuse)
    default:
      return refuse(`made of numbers, z, ${operators} and functions; ${node.type} is none of them`)
  }
}

const operators = `${Object.keys(binary).join(' ')} ?:`

function identifier(name: string, refuse: (rule: string) => never): RealFunction {
  if (name === 'z') return (z) => z
  if (!Object.hasOwn(constants, name)) {
    return refuse(
      `of the variable z and the constants ${Object.keys(constants).join(', ')}; ${name} is neither`
    )
  }
  const value = constants[name]
  return () => value
}

function call(node: Node, refuse: (rule: string) => never): RealFunction {
  const name = node.callee?.name ?? ''
  if (!Object.hasOwn(functions, name)) {
    return refuse(
      `made of the functions ${Object.keys(functions).join(', ')}; it calls ${name || 'another'}`
    )
  }
  const given = node.arguments ?? []
  const count = argumentCounts[name] ?? 1
  if (given.length !== count) return refuse(`such that ${name} has ${count} argument(s)`)
  const f = functions[name]
  const [first, second] = given.map((argument) => compiled(argument, refuse))
  return second ? (z) => f(first(z), second(z)) : (z) => f(first(z))
}
