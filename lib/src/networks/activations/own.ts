import { jsonText } from '../../numerics/jsonText.js'
import { numericalDerivatives } from '../../numerics/numericalDerivatives.js'
import { ParameterError, requireKeys, requireFinite } from '../../numerics/parameterError.js'
import { textDigest } from '../../numerics/randomStream.js'
import type { Activation } from './activation.js'
import { define } from './define.js'
import { expressionFunction, type ExpressionFunction } from './expression.js'
import { growthOn } from './growth.js'

/**
 * A user's own activation, as JSON.
 *
 * @example { expression: 'z * tanh(z)', kinks: [] }
 */
export interface ExpressionActivation {
  /** g as an expression in z: see `expressionFunction`. */
  readonly expression: string
  /** Where g or a derivative of it jumps, increasing; default none. */
  readonly kinks?: readonly number[]
}

/** A user's own activation as a function, in a notebook. */
export interface FunctionActivation {
  /** g, of the preactivation. */
  readonly function: (z: number) => number
  /** Where g or a derivative of it jumps, increasing; default none. */
  readonly kinks?: readonly number[]
  /** What tells it from others in JSON, computed from its values: need not be given. */
  readonly digest?: string
}

const known = new Map<string, Activation>()
const knownFunctions = new WeakMap<object, Activation>()

/**
 * The activation of an expression or a function.
 *
 * @throws ParameterError for an expression that is none, a kink that is not finite or out of order, or values that are
 *   not finite
 */
export function ownActivation(
  source: string,
  parameter: string,
  given: ExpressionActivation | FunctionActivation
): Activation {
  if ('expression' in given) {
    const key = jsonText([given.expression, given.kinks])
    const kept = known.get(key)
    if (kept) return kept
    requireKeys(source, parameter, given, ['expression', 'kinks'])
    const g = expressionFunction(source, `${parameter}.expression`, given.expression)
    const activation = fromFunction(source, parameter, given.expression, g, given.kinks)
    known.set(key, activation)
    return activation
  }
  const kept = knownFunctions.get(given)
  if (kept) return kept
  requireKeys(source, parameter, given, ['function', 'kinks', 'digest'])
  if (typeof given.function !== 'function') {
    throw new ParameterError(source, `${parameter}.function`, 'a function of z', given.function)
  }
  const { function: value, kinks } = given
  const jet = (z: number) => numericalDerivatives(value, z, kinks ?? [])
  const name = value.name || 'own function'
  const activation = fromFunction(source, parameter, name, { value, jet }, kinks)
  knownFunctions.set(given, activation)
  return activation
}

/** Kinks further out than this are never seen. */
const farthestKink = 1e6

function fromFunction(
  source: string,
  parameter: string,
  formula: string,
  { value, jet }: ExpressionFunction,
  kinks: readonly number[] = []
): Activation {
  if (!Array.isArray(kinks)) {
    throw new ParameterError(source, `${parameter}.kinks`, 'a list of numbers', kinks)
  }
  kinks.forEach((kink: unknown, i) => {
    const place = `${parameter}.kinks[${i}]`
    requireFinite(source, place, kink)
    if (Math.abs(kink) > farthestKink) {
      throw new ParameterError(source, place, `in [-${farthestKink}, ${farthestKink}]`, kink)
    }
    if (i > 0 && !(kink > kinks[i - 1])) {
      throw new ParameterError(source, place, `> kinks[${i - 1}] = ${kinks[i - 1]}`, kink)
    }
  })
  for (const z of probes) {
    const y: unknown = value(z)
    if (typeof y !== 'number' || !Number.isFinite(y)) {
      throw new ParameterError(source, parameter, `finite at all z; at z = ${z} it is not`, y)
    }
  }
  return define({
    name: formula,
    formula,
    value,
    derivative: (z) => jet(z)[1],
    secondDerivative: (z) => jet(z)[2],
    kinks,
    growth: growthOf(value)
  })
}

/** Where values must be finite, and are compared. */
const probes = Array.from({ length: 257 }, (_, i) => (i - 128) / 8)

/** What tells one function from another: the digest of its values. */
export function valuesDigest(value: (z: number) => number): string {
  return textDigest(JSON.stringify(probes.map((z) => value(z + 1 / 32)))).slice(0, 16)
}

/** Power of |z| with which g grows on either side; -1 if it vanishes on both, as the covariance then does. */
function growthOf(value: (z: number) => number): number {
  return Math.max(-1, growthOn(value, 1), growthOn(value, -1))
}
