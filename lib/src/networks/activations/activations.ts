import { ParameterError } from '../../numerics/parameterError.js'
import { abs } from './abs.js'
import type { Activation } from './activation.js'
import { cos } from './cos.js'
import { elu } from './elu.js'
import { erf } from './erf.js'
import { exp } from './exp.js'
import { gauss } from './gauss.js'
import { gaussian } from './gaussian.js'
import { gelu } from './gelu.js'
import { hardTanh } from './hardTanh.js'
import { hermite2 } from './hermite2.js'
import { hermite3 } from './hermite3.js'
import { hermite4 } from './hermite4.js'
import { identity } from './identity.js'
import { leakyRelu } from './leakyRelu.js'
import {
  ownActivation,
  valuesDigest,
  type ExpressionActivation,
  type FunctionActivation
} from './own.js'
import { relu } from './relu.js'
import { sigmoid } from './sigmoid.js'
import { sign } from './sign.js'
import { silu } from './silu.js'
import { sin } from './sin.js'
import { softplus } from './softplus.js'
import { square } from './square.js'
import { step } from './step.js'
import { tanh } from './tanh.js'

/** All activations that have a name, by it. */
const named = {
  gauss,
  relu,
  erf,
  cos,
  sin,
  tanh,
  hardTanh,
  gelu,
  silu,
  elu,
  softplus,
  sigmoid,
  leakyRelu,
  abs,
  step,
  sign,
  exp,
  gaussian,
  identity,
  square,
  hermite2,
  hermite3,
  hermite4
} as const

/**
 * A network, named after the activation of its hidden layers: those of arXiv:2008.08601 (`gauss`, `relu`, `erf`) and
 * all others of the list.
 */
export type NetworkName = keyof typeof named

/** All activations that have a name, by it. */
export const activations: Readonly<Record<NetworkName, Activation>> = named

/** All names of networks. */
export const activationNames = Object.keys(named) as readonly NetworkName[]

/** What says which activation a layer has. */
export type ActivationSpecification = NetworkName | ExpressionActivation | FunctionActivation

/** What other libraries and papers call activations of the list, in lower case without separators. */
const otherNames: Readonly<Record<string, NetworkName>> = {
  absolute: 'abs',
  cosine: 'cos',
  exponential: 'exp',
  heaviside: 'step',
  htanh: 'hardTanh',
  id: 'identity',
  linear: 'identity',
  logistic: 'sigmoid',
  lrelu: 'leakyRelu',
  none: 'identity',
  quadratic: 'square',
  rbf: 'gaussian',
  rectifier: 'relu',
  sgn: 'sign',
  signum: 'sign',
  sine: 'sin',
  swish: 'silu',
  threshold: 'step',
  unitstep: 'step'
}

/** Completes "network must be"; of what has another name here it says that first. */
function networkRule(given: unknown): string {
  const names = `one of ${activationNames.map((name) => `'${name}'`).join(', ')}`
  const rule = `${names}, or {"expression": "z * tanh(z)", "kinks": []}`
  const meant = nameHere(given)
  return meant === undefined ? rule : `'${meant}', its name here, or another ${rule}`
}

/** The name here of an activation that is spelt otherwise, such as 'leaky_relu' or 'ReLU-net', or has a name of `otherNames`. */
function nameHere(given: unknown): NetworkName | undefined {
  if (typeof given !== 'string' || given.length > 40) return undefined
  const plain = given
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
    .replace(/net$/, '')
  if (Object.hasOwn(otherNames, plain)) return otherNames[plain]
  return activationNames.find((name) => name.toLowerCase() === plain)
}

/** The activation that a specification stands for. @throws ParameterError if it stands for none */
export function requireActivation(
  source: string,
  specification: ActivationSpecification,
  parameter = 'network'
): Activation {
  if (typeof specification === 'string' && Object.hasOwn(activations, specification)) {
    return activations[specification]
  }
  if (
    typeof specification === 'object' &&
    (specification as unknown) !== null &&
    ('expression' in specification || 'function' in specification)
  ) {
    return ownActivation(source, parameter, specification)
  }
  throw new ParameterError(source, parameter, networkRule(specification), specification)
}

/**
 * The activation of a checked specification.
 *
 * @example activationOf('relu').growth // 1
 */
export function activationOf(specification: ActivationSpecification): Activation {
  return requireActivation('activationOf', specification)
}

/** A specification in the one form that JSON tells apart: without what is usual, a function with its digest. */
export function canonicalActivation(
  specification: ActivationSpecification
): ActivationSpecification {
  if (typeof specification === 'string') return specification
  const { kinks = [] } = specification
  const edges = kinks.length > 0 ? { kinks } : {}
  if ('expression' in specification) return { expression: specification.expression, ...edges }
  const digest = specification.digest ?? valuesDigest(specification.function)
  return { function: specification.function, digest, ...edges }
}
