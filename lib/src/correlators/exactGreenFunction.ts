import {
  fieldCombinationCount,
  fieldCombinations,
  fieldIndex,
  requireOutputs
} from '../networks/field.js'
import type { NetworkParameters, Point } from '../networks/networkParameters.js'
import {
  canonicalNetwork,
  requireNetworkParameters,
  requirePoints
} from '../networks/networkParameters.js'
import type { Estimate } from '../numerics/estimate.js'
import { ParameterError, requireInteger } from '../numerics/parameterError.js'
import { FiniteWidthTheory, highestOrder } from './finiteWidthTheory.js'

/**
 * Which part of a Green function: `full` G, `free` G0 (infinite width), `connected` Gc, or
 * `deviation` G - G0, computed without the subtraction.
 */
export type GreenFunctionPart = 'full' | 'free' | 'connected' | 'deviation'

/** All parts, in the order of the documentation. */
export const greenFunctionParts: readonly GreenFunctionPart[] = [
  'full',
  'free',
  'connected',
  'deviation'
]

/** Values on all combinations of an ensemble's inputs at one width. */
export interface ExactGreenFunction {
  readonly order: number
  readonly width: number
  readonly part: GreenFunctionPart
  /** Indices of the fields, `fieldCombinations(inputs.length, outputs, order)`: of the inputs where there is one output. */
  readonly combinations: readonly (readonly number[])[]
  /** Shape [combination]. */
  readonly values: Float64Array
  /** Bounds on the absolute errors, shape [combination]. */
  readonly errors: Float64Array
}

/**
 * Exact Green function G^(n)(x_1, …, x_n) = E[f(x_1) … f(x_n)] at width N, or a part of it, with a
 * bound on its error; n is the number of points, at most 10, and odd functions are zero. Symmetric
 * under permutations bit by bit. Derived in docs/theory.md (neither paper has it).
 *
 * @param outputs which output each factor is, indices from 0; default: all the first
 * @example exactGreenFunction({ network: 'gauss', sigmaW: 1, sigmaB: 1 }, 10, [[0], [0]]) // 2
 * @throws ParameterError for a width, parameters, points or a part outside their domain; RangeError
 *   if a moment overflows
 */
export function exactGreenFunction(
  parameters: NetworkParameters,
  width: number,
  points: readonly Point[],
  part: GreenFunctionPart = 'full',
  outputs?: readonly number[]
): Estimate {
  requireWidthAndPart('exactGreenFunction', width, part)
  requireNetworkParameters('exactGreenFunction', parameters)
  requirePoints('exactGreenFunction', points)
  const outputOf = outputs ?? points.map(() => 0)
  requireOutputs('exactGreenFunction', outputOf, points.length, parameters.outputs ?? 1)
  if (points.length % 2) return { value: 0, error: 0 }
  // A canonical order of the distinct points makes the result independent of the given order.
  const distinct = [...new Map(points.map((point) => [point.join(), point])).entries()].sort(
    ([a], [b]) => (a < b ? -1 : 1)
  )
  const theory = new FiniteWidthTheory(
    parameters,
    distinct.map(([, point]) => point)
  )
  const indices = points.map((point, a) =>
    fieldIndex(
      { point: distinct.findIndex(([key]) => key === point.join()), output: outputOf[a] },
      distinct.length
    )
  )
  return partOf(theory, indices, width, part)
}

/**
 * Exact connected Green function Gc^(n) at width N, the joint cumulant of the outputs:
 * O(N^(1 - n/2)) exactly. See `exactGreenFunction`.
 */
export function connectedCumulant(
  parameters: NetworkParameters,
  width: number,
  points: readonly Point[]
): Estimate {
  return exactGreenFunction(parameters, width, points, 'connected')
}

/**
 * Exact Green functions of one order on all combinations of an ensemble's inputs at one width.
 * What does not depend on the width is computed once for an ensemble and kept.
 *
 * @throws as `exactGreenFunction`
 */
export function exactGreenFunctions(
  parameters: NetworkParameters & { readonly inputs: readonly Point[] },
  order: number,
  width: number,
  part: GreenFunctionPart = 'full'
): ExactGreenFunction {
  requireWidthAndPart('exactGreenFunctions', width, part)
  requireInteger('exactGreenFunctions', 'order', order, 1, highestOrder)
  requireNetworkParameters('exactGreenFunctions', parameters)
  const { inputs, outputs = 1 } = parameters
  requireAffordableTable('exactGreenFunctions', inputs, order, outputs)
  const theory = theoryOf(parameters)
  const combinations = fieldCombinations(inputs.length, outputs, order)
  const values = new Float64Array(combinations.length)
  const errors = new Float64Array(combinations.length)
  if (order % 2 === 0) {
    combinations.forEach((combination, c) => {
      const { value, error } = partOf(theory, combination, width, part)
      values[c] = value
      errors[c] = error
    })
  }
  return { order, width, part, combinations, values, errors }
}

/** Most combinations of a table of exact values: some minutes where each takes its time. */
const mostCombinations = 2e5

/** Refuses inputs that are no points, or whose fields have more combinations than can be computed. */
export function requireAffordableTable(
  source: string,
  inputs: readonly Point[],
  order: number,
  outputs = 1
): void {
  if (!Array.isArray(inputs) || inputs.length === 0) {
    throw new ParameterError(source, 'inputs', 'a list of at least one point', inputs)
  }
  const count = fieldCombinationCount(inputs.length, outputs, order)
  if (count <= mostCombinations) return
  const rule = `few enough for at most ${mostCombinations} combinations of order ${order}, not ${count}`
  throw new ParameterError(source, 'inputs', rule, inputs)
}

function partOf(
  theory: FiniteWidthTheory,
  indices: readonly number[],
  width: number,
  part: GreenFunctionPart
): Estimate {
  if (part === 'connected') {
    const { value, error } = theory.amplitude(indices)
    const scale = width ** (1 - indices.length / 2)
    const bias = theory.biasCumulant(indices)
    return { value: scale * value + bias.value, error: scale * error + bias.error }
  }
  const expansion = theory.expansion(indices)
  if (part === 'free') return theory.free(indices)
  const first = part === 'deviation' ? 1 : 0
  let value = 0
  let error = 0
  for (let k = expansion.length - 1; k >= first; k--) {
    value += expansion[k].value / width ** k
    error += (expansion[k].error + 4e-16 * Math.abs(expansion[k].value)) / width ** k
  }
  const { biases, sigmaB } = theory.readout
  if (part === 'full' || biases === 'normal' || sigmaB === 0) return { value, error }
  // The cumulants of such biases stay at infinite width: the function there is not the free one.
  const free = theory.free(indices)
  const limit = expansion[0].value - free.value
  return { value: value + limit, error: error + expansion[0].error + free.error }
}

/** Theories in use, by the parameters that define them; the one used longest ago is dropped. */
const theories = new Map<string, FiniteWidthTheory>()

/** An active flow asks for the theories of all its sigmaW at one width after the other. */
const theoriesKept = 64

function theoryOf(
  parameters: NetworkParameters & { readonly inputs: readonly Point[] }
): FiniteWidthTheory {
  const { inputs } = parameters
  const network = canonicalNetwork('exactGreenFunctions', parameters)
  const key = JSON.stringify([network, inputs])
  const theory = theories.get(key) ?? new FiniteWidthTheory(network, inputs)
  theories.delete(key)
  theories.set(key, theory)
  if (theories.size > theoriesKept) theories.delete(theories.keys().next().value as string)
  return theory
}

function requireWidthAndPart(source: string, width: number, part: GreenFunctionPart): void {
  requireInteger(source, 'width', width, 1)
  if (!greenFunctionParts.includes(part)) {
    const rule = `one of ${greenFunctionParts.map((name) => `'${name}'`).join(', ')}`
    throw new ParameterError(source, 'part', rule, part)
  }
}
