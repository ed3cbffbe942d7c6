import { ParameterError } from '../../numerics/parameterError.js'
import type { Activation } from './activation.js'
import { cos } from './cos.js'
import { erf } from './erf.js'
import { gauss } from './gauss.js'
import { relu } from './relu.js'

/** All activations that have a name, by it. */
export const activations = { gauss, relu, erf, cos } as const satisfies Readonly<
  Record<string, Activation>
>

/**
 * A network, named after the activation of its hidden layers: those of arXiv:2008.08601 (`gauss`, `relu`, `erf`) and
 * all others of the list.
 */
export type NetworkName = keyof typeof activations

/** All names of networks. */
export const activationNames = Object.keys(activations) as readonly NetworkName[]

/**
 * A user's own activation, as JSON.
 *
 * @example { expression: 'z * tanh(z)', kinks: [] }
 */
export interface ExpressionActivation {
  /** g as an expression in z. */
  readonly expression: string
  /** Where g or a derivative of it jumps; default none. */
  readonly kinks?: readonly number[]
}

/** What says which activation a layer has. */
export type ActivationSpecification = NetworkName | ExpressionActivation

/** Completes "network must be". */
export const networkRule = `one of ${activationNames.map((name) => `'${name}'`).join(', ')}`

/** The activation that a specification stands for. @throws ParameterError if it stands for none */
export function requireActivation(
  source: string,
  specification: ActivationSpecification,
  parameter = 'network'
): Activation {
  if (typeof specification === 'string' && Object.hasOwn(activations, specification)) {
    return activations[specification]
  }
  throw new ParameterError(source, parameter, networkRule, specification)
}

/** The activation of a checked specification. */
export function activationOf(specification: ActivationSpecification): Activation {
  return requireActivation('activationOf', specification)
}
