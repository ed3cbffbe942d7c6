import { networkSizes } from '../networks/networkSizes.js'
import {
  fieldCombinationCount,
  fieldCombinations,
  fieldIndex,
  requireOutputs
} from '../networks/field.js'
import type { NetworkParameters, Point } from '../networks/networkParameters.js'
import { requireNetworkParameters, requirePoints } from '../networks/networkParameters.js'
import type { Estimate } from '../numerics/estimate.js'
import {
  inPieces,
  refusingUnder,
  requirePieceOptions,
  type PieceOptions,
  type Pieces
} from '../numerics/inPieces.js'
import { ParameterError, requireInteger } from '../numerics/parameterError.js'
import { refusedUnder } from '../numerics/refusedUnder.js'
import { withEntries, type FieldEntries } from '../statistics/fieldEntries.js'
import { highestOrder } from './finiteWidthTheory.js'
import { greenFunctionParts, type GreenFunctionPart } from './greenFunctionTheory.js'
import { KeptTheories } from './keptTheories.js'
import { networkTheory } from './networkTheory.js'
import { distinctPoints, samePoint } from './quarticVertex.js'

/** A Green function; `error` bounds quadrature and rounding. */
export interface ExactEstimate extends Estimate {
  /** The highest power of 1/N that the value is right to, for deep networks; absent where it is exact at every width. */
  readonly exactTo?: number
}

/** Values on all combinations of an ensemble's inputs at one width. */
export interface ExactGreenFunction extends FieldEntries {
  /** Order n of the Green function: the number of fields in it. */
  readonly order: number
  /** Width N of the hidden layers. */
  readonly width: number
  /** Which part of the function: `full`, `free` or `connected`. */
  readonly part: GreenFunctionPart
  /** Indices of the fields, `fieldCombinations(inputs.length, outputs, order)`: of the inputs where there is one output. */
  readonly combinations: readonly (readonly number[])[]
  /** Shape [combination]. */
  readonly values: Float64Array
  /** Bounds on the absolute errors, shape [combination]. */
  readonly errors: Float64Array
  /** The highest power of 1/N that the values are right to, for deep networks; absent where they are exact at every width. */
  readonly exactTo?: number
}

/**
 * Exact Green function G^(n)(x_1, …, x_n) = E[f(x_1) … f(x_n)] at width N, or a part of it, with a
 * bound on its error; n is the number of points, at most 10 with one hidden layer, and odd functions are zero. Symmetric
 * under permutations bit by bit. Derived in docs/theory.md, "Exact Green functions at finite width" (neither paper has it). Of more than one hidden layer it is an
 * expansion in 1/N, right to the power `exactTo` (connected parts: n <= 6), but for deep linear networks (n <= 8) and
 * homogeneous ones without biases at inputs on one ray (n <= 300, connected parts: n <= 12), which are exact.
 *
 * @param outputs which output each factor is, indices from 0; default: all the first
 * @example exactGreenFunction({ network: 'gauss', sigmaW: 1, sigmaB: 1 }, [[0], [0]], 10).value // 2
 * @throws ParameterError for a width, parameters, points or a part outside their domain, and
 *   if a moment overflows
 */
export function exactGreenFunction(
  parameters: NetworkParameters,
  points: readonly Point[],
  width: number,
  part: GreenFunctionPart = 'full',
  outputs?: readonly number[]
): ExactEstimate {
  const source = 'exactGreenFunction'
  requireWidthAndPart(source, width, part)
  const combination = combinationOf(source, parameters, points, outputs)
  if (points.length % 2) return { value: 0, error: 0 }
  return refusedUnder(
    source,
    () => {
      const { theory, fields } = combination()
      const exactTo = theory.exactTo(points.length, part)
      const estimate = theory.part(fields, width, part)
      return exactTo === Infinity ? estimate : { ...estimate, exactTo }
    },
    () => networkSizes(parameters, { points })
  )
}

/**
 * Computes what `exactGreenFunction` of some points needs at any width, in pieces that can be watched and stopped, and keeps
 * it. Only high orders at different points need it, and networks by quadrature or of many layers.
 *
 * @example
 * const erf = { network: 'erf', sigmaW: 1, sigmaB: 1 } as const
 * await prepareGreenFunction(erf, [[0.1], [0.4], [-0.2], [1]], 'full', undefined, { signal: AbortSignal.timeout(60_000) })
 * exactGreenFunction(erf, [[0.1], [0.4], [-0.2], [1]], 10)
 * @throws as `exactGreenFunction`; the signal's reason if it was stopped
 */
export async function prepareGreenFunction(
  parameters: NetworkParameters,
  points: readonly Point[],
  part: GreenFunctionPart = 'full',
  outputs?: readonly number[],
  options: PieceOptions = {}
): Promise<void> {
  const source = 'prepareGreenFunction'
  requireWidthAndPart(source, 1, part)
  const combination = combinationOf(source, parameters, points, outputs)
  requirePieceOptions(source, options)
  const pieces = () => {
    const { theory, fields } = combination()
    return theory.pieces([fields], part)
  }
  const sizes = () => networkSizes(parameters, { points })
  const needed = points.length % 2 ? [] : refusedUnder(source, pieces, sizes)
  await inPieces(refusingUnder(source, needed, sizes), options)
}

/** The theory of some points and their fields in it, once they are checked. */
function combinationOf(
  source: string,
  parameters: NetworkParameters,
  points: readonly Point[],
  outputs?: readonly number[]
) {
  requireNetworkParameters(source, parameters)
  requirePoints(source, points)
  const outputOf = outputs === undefined ? points.map(() => 0) : outputs
  requireOutputs(source, outputOf, points.length, parameters.outputs ?? 1)
  return () => {
    // A canonical order of the distinct points makes the result independent of the given order.
    const distinct = distinctPoints(points)
    const fields = points.map((point, a) =>
      fieldIndex(
        { point: distinct.findIndex((other) => samePoint(point, other)), output: outputOf[a] },
        distinct.length
      )
    )
    return { theory: theories.of(parameters, distinct), fields }
  }
}

/**
 * Exact connected Green function Gc^(n) at width N, the joint cumulant of the outputs:
 * O(N^(1 - n/2)), exactly so with one hidden layer. See `exactGreenFunction`.
 *
 * @example connectedCumulant({ network: 'gauss', sigmaW: 1, sigmaB: 1 }, [[0], [0], [0], [0]], 10).error
 */
export function connectedCumulant(
  parameters: NetworkParameters,
  points: readonly Point[],
  width: number
): ExactEstimate {
  return refusedUnder('connectedCumulant', () =>
    exactGreenFunction(parameters, points, width, 'connected')
  )
}

/**
 * Exact Green functions of one order on all combinations of an ensemble's inputs at one width.
 * What does not depend on the width is computed once for an ensemble and kept.
 *
 * @example exactGreenFunctions({ network: 'erf', sigmaW: 1, sigmaB: 0.3, inputs: [[0.1], [0.4]] }, 4, 10).at([0, 0, 1, 1])
 * @throws as `exactGreenFunction`
 */
export function exactGreenFunctions(
  parameters: NetworkParameters & { readonly inputs: readonly Point[] },
  order: number,
  width: number,
  part: GreenFunctionPart = 'full'
): ExactGreenFunction {
  requireWidthAndPart('exactGreenFunctions', width, part)
  const { theory, combinations } = tableOf('exactGreenFunctions', parameters, order, part)
  const values = new Float64Array(combinations.length)
  const errors = new Float64Array(combinations.length)
  if (order % 2 === 0) {
    combinations.forEach((combination, c) => {
      const { value, error } = refusedUnder(
        'exactGreenFunctions',
        () => theory.part(combination, width, part),
        () => networkSizes(parameters, { inputs: parameters.inputs })
      )
      values[c] = value
      errors[c] = error
    })
  }
  const exactTo = theory.exactTo(order, part)
  const known = exactTo === Infinity ? {} : { exactTo }
  return withEntries(
    'exactGreenFunctions',
    { order, width, part, combinations, values, errors, ...known },
    parameters.inputs.length,
    (c) => ({ value: values[c], error: errors[c], ...known })
  )
}

/**
 * Computes what `exactGreenFunctions` of an ensemble need at any width, in pieces that can be watched and stopped, and keeps
 * it: they, and all that is made of them, then take no time. Only long ones need it: high orders, many inputs,
 * networks by quadrature.
 *
 * @example
 * const setup = ensemble({ network: 'erf', inputs: [[0.4], [1]] })
 * await prepareGreenFunctions(setup, 8, 'full', { signal: AbortSignal.timeout(60_000) })
 * exactGreenFunctions(setup, 8, 10)
 * @throws as `exactGreenFunction`; the signal's reason if it was stopped
 */
export async function prepareGreenFunctions(
  parameters: NetworkParameters & { readonly inputs: readonly Point[] },
  order: number,
  part: GreenFunctionPart = 'full',
  options: PieceOptions = {}
): Promise<void> {
  requirePieceOptions('prepareGreenFunctions', options)
  await inPieces(greenFunctionPieces('prepareGreenFunctions', parameters, order, part), options)
}

/** What a table needs at all widths, in pieces whose results are kept. */
export function greenFunctionPieces(
  source: string,
  parameters: NetworkParameters & { readonly inputs: readonly Point[] },
  order: number,
  part: GreenFunctionPart
): Pieces {
  const { theory, combinations } = tableOf(source, parameters, order, part)
  if (order % 2 === 1) return []
  const sizes = () => networkSizes(parameters, { inputs: parameters.inputs })
  const pieces = refusedUnder(source, () => theory.pieces(combinations, part), sizes)
  return refusingUnder(source, pieces, sizes)
}

/** The theory and the combinations of a table, checked. */
function tableOf(
  source: string,
  parameters: NetworkParameters & { readonly inputs: readonly Point[] },
  order: number,
  part: GreenFunctionPart
) {
  requireWidthAndPart(source, 1, part)
  requireInteger(source, 'order', order, 1, highestOrder)
  requireNetworkParameters(source, parameters)
  const { inputs, outputs = 1 } = parameters
  requireAffordableTable(source, inputs, order, outputs)
  return {
    theory: refusedUnder(
      source,
      () => theories.of(parameters, inputs),
      () => networkSizes(parameters, { inputs })
    ),
    combinations: fieldCombinations(inputs.length, outputs, order)
  }
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

const theories = new KeptTheories('exactGreenFunction', networkTheory)

function requireWidthAndPart(source: string, width: number, part: GreenFunctionPart): void {
  requireInteger(source, 'width', width, 1)
  if (!greenFunctionParts.includes(part)) {
    const rule = `one of ${greenFunctionParts.map((name) => `'${name}'`).join(', ')}`
    throw new ParameterError(source, 'part', rule, part)
  }
}
