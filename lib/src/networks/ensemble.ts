import * as z from 'zod'
import { ParameterError, requireKeys } from '../numerics/parameterError.js'
import { requireSchema } from '../numerics/requireSchema.js'
import { activationOf, type ActivationSpecification } from './activations/activations.js'
import {
  architectureOf,
  ensembleKeys,
  networkKeys,
  shortForm,
  type GivenNetwork,
  type NetworkParameters,
  type samplingKeys
} from './architecture.js'
import { estimatorNames, type EstimatorName } from './estimators.js'
import { publishedInputs, publishedNames, type PublishedName } from './publishedSettings.js'

/**
 * A statistical ensemble of networks, as plain JSON: the identity of a result. The same ensemble
 * gives the same bits on any number of threads, processes and hosts.
 *
 * One hidden layer of width N, f(x) = W1 g(W0 x + b0) + b1, with W0 ~ N(0, sigmaW^2 / dIn),
 * W1 ~ N(0, sigmaW^2 / N), b0, b1 ~ N(0, sigmaB^2), all independent (arXiv:2108.01403, section 2), unless
 * `depth`, `outputs`, `weights` or `layers` say otherwise.
 */
export interface Ensemble extends NetworkParameters {
  /** Widths N of the hidden layers, each >= 1, no repeats. */
  readonly widths: readonly number[]
  /** The points x, shape [point][dIn], all of the same dimension dIn >= 1. */
  readonly inputs: readonly (readonly number[])[]
  /** Orders n of the moments E[f(x1) … f(xn)] that are kept: even, >= 2, increasing. */
  readonly orders: readonly number[]
  /** Number of independent bags, each one measurement of every Green function. */
  readonly bags: number
  /** Networks drawn per bag and width. */
  readonly networksPerBag: number
  /** Seed of the random streams, an integer in [0, 2^53). */
  readonly seed: number
  /** How moments are estimated; see `estimators`. */
  readonly estimator: EstimatorName
}

/** What `ensemble` needs, a network; the rest has the defaults of the talk. */
export type EnsembleParameters = GivenNetwork &
  Partial<Omit<Ensemble, keyof NetworkParameters | 'inputs'>> & {
    /** Points, or the name of a published calculation for its inputs. */
    readonly inputs?: Ensemble['inputs'] | PublishedName
  }

/** The ten widths of the talk. */
export const talkWidths: readonly number[] = [2, 3, 4, 5, 10, 20, 50, 100, 500, 1000]

const integer = (minimum: number) =>
  z
    .number(`an integer >= ${minimum}`)
    .refine((v) => !Number.isInteger(v) || v <= Number.MAX_SAFE_INTEGER, {
      error: `an integer >= ${minimum} and < 2^53`
    })
    .refine((v) => Number.isInteger(v) && v >= minimum, { error: `an integer >= ${minimum}` })

/** What an ensemble states besides its network. */
const samplingSchema = z.object({
  widths: z
    .array(integer(1), 'a list of integers >= 1')
    .nonempty('a list of at least one width')
    .refine((w) => new Set(w).size === w.length, { error: 'free of repeated widths' }),
  inputs: z
    .array(
      z
        .array(z.number('a finite number'), 'a point, that is a list of numbers')
        .nonempty('a point of dimension >= 1'),
      'a list of points, each a list of numbers'
    )
    .nonempty('a list of at least one point')
    .superRefine((points, context) => {
      points.forEach((point, i) => {
        if (point.length !== points[0].length) {
          context.addIssue({
            code: 'custom',
            path: [i],
            message: `of the dimension of the first point, ${points[0].length}`
          })
        }
      })
    }),
  orders: z
    .array(
      integer(2).refine((n) => n % 2 === 0, { error: 'even and >= 2' }),
      'a list of even integers'
    )
    .nonempty('a list of at least one order')
    .refine((orders) => orders.every((n, i) => i === 0 || n > orders[i - 1]), {
      error: 'increasing without repeats'
    }),
  bags: integer(1),
  networksPerBag: integer(1),
  seed: integer(0),
  estimator: z.enum(estimatorNames, {
    error: `one of ${estimatorNames.map((name) => `'${name}'`).join(', ')}`
  })
} satisfies Record<(typeof samplingKeys)[number], unknown>)

/**
 * A checked ensemble with the talk's values where `parameters` is silent: ten widths, sigmaW = 1, the activation's usual
 * sigmaB (1; ReLU-net: 0) and inputs, orders 2, 4, 6, 20 bags of 30000 networks, seed 0, the literal estimator. Long
 * and short forms of one network give the same ensemble, the shortest.
 *
 * @example ensemble({ network: 'gauss', sigmaB: 0.3, widths: [10] })
 * @throws ParameterError naming the parameter, the rule and the value, before any work starts;
 *   unknown keys are refused too
 */
export function ensemble(parameters: EnsembleParameters): Ensemble {
  requireKeys('ensemble', 'parameters', parameters, ensembleKeys)
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined)
  const ofNetwork = given.filter(([key]) => (networkKeys as readonly string[]).includes(key))
  const architecture = architectureOf('ensemble', Object.fromEntries(ofNetwork) as GivenNetwork)
  const { activation } = architecture.layers[0]
  const { inputs } = parameters
  const complete = {
    widths: talkWidths,
    inputs: activationOf(activation).inputs(1),
    orders: [2, 4, 6],
    bags: 20,
    networksPerBag: 30000,
    seed: 0,
    estimator: estimatorNames[0],
    ...Object.fromEntries(
      given.filter(([key]) => !(networkKeys as readonly string[]).includes(key))
    ),
    ...(typeof inputs === 'string' && { inputs: namedInputs(inputs, activation) })
  }
  const { widths, ...rest } = requireSchema('ensemble', samplingSchema, complete)
  const { network, ...parametersOfNetwork } = shortForm(architecture)
  return { network, widths, ...parametersOfNetwork, ...rest }
}

function namedInputs(name: string, network: ActivationSpecification): Ensemble['inputs'] {
  const known = publishedNames.find((published) => published === name)
  if (known) return publishedInputs(known, network)
  const rule = `a list of points, each a list of numbers, or one of ${publishedNames.join(', ')}`
  throw new ParameterError('ensemble', 'inputs', rule, name)
}
