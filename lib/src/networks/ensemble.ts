import { z } from 'zod'
import { ParameterError } from '../numerics/parameterError.js'

/**
 * The architectures: GaussNet, ReLU-net and Erf-net of arXiv:2008.08601, whose g is a normalised
 * exponential, max(z, 0) or erf, and Cos-net, whose g is the cosine: the network of arXiv:2112.04527 with
 * a normal bias in place of a uniform phase.
 */
export type NetworkName = (typeof networkNames)[number]

/** All names of networks. */
export const networkNames = ['gauss', 'relu', 'erf', 'cos'] as const

/** Completes "network must be". */
export const networkRule = `one of ${networkNames.map((name) => `'${name}'`).join(', ')}`

/**
 * How moments are estimated, each without bias: `literal` draws every weight and bias, as the paper
 * does; `conditional` draws the hidden layer and replaces W1 and b1 by Wick's theorem; `tilted` draws
 * one neuron for each feature moment, for GaussNet where that moment comes from (importance sampling,
 * which samples the heavy tail).
 */
export type EstimatorName = 'literal' | 'conditional' | 'tilted'

/**
 * A statistical ensemble of networks, as plain JSON: the identity of a result. The same ensemble
 * gives the same bits on any number of threads, processes and hosts.
 *
 * One hidden layer of width N, f(x) = W1 g(W0 x + b0) + b1, with W0 ~ N(0, sigmaW^2 / dIn),
 * W1 ~ N(0, sigmaW^2 / N), b0, b1 ~ N(0, sigmaB^2), all independent (arXiv:2108.01403, section 2).
 */
export interface Ensemble {
  /** Architecture. */
  readonly network: NetworkName
  /** Hidden-layer widths N, each >= 1, no repeats. */
  readonly widths: readonly number[]
  /** Standard deviation of the weights, > 0. */
  readonly sigmaW: number
  /** Standard deviation of the biases, >= 0. */
  readonly sigmaB: number
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
  /** How moments are estimated. */
  readonly estimator: EstimatorName
}

/** What `ensemble` needs; the rest has the defaults of the talk. */
export type EnsembleParameters = Pick<Ensemble, 'network'> & Partial<Ensemble>

/** The ten widths of the talk. */
export const talkWidths: readonly number[] = [2, 3, 4, 5, 10, 20, 50, 100, 500, 1000]

/** One-dimensional inputs of the papers (arXiv:2008.08601); Cos-net has those of Erf-net. */
export const paperInputs: Readonly<Record<NetworkName, readonly (readonly number[])[]>> = {
  gauss: [[-0.01], [-0.006], [-0.002], [0.002], [0.006], [0.01]],
  relu: [[0.2], [0.4], [0.6], [0.8], [1.0], [1.2]],
  erf: [[-1], [-0.6], [-0.2], [0.2], [0.6], [1]],
  cos: [[-1], [-0.6], [-0.2], [0.2], [0.6], [1]]
}

const defaultSigmaB: Readonly<Record<NetworkName, number>> = { gauss: 1, relu: 0, erf: 1, cos: 1 }

const integer = (minimum: number) =>
  z.number(`an integer >= ${minimum}`).refine((v) => Number.isSafeInteger(v) && v >= minimum, {
    error: `an integer >= ${minimum}`
  })

const networkSchema = z.enum(networkNames, { error: networkRule })

const ensembleSchema = z.strictObject({
  network: networkSchema,
  widths: z
    .array(integer(1), 'a list of integers >= 1')
    .nonempty('a list of at least one width')
    .refine((w) => new Set(w).size === w.length, { error: 'free of repeated widths' }),
  sigmaW: z
    .number('a finite number > 0')
    .refine((v) => Number.isFinite(v) && v > 0, { error: 'a finite number > 0' }),
  sigmaB: z
    .number('a finite number >= 0')
    .refine((v) => Number.isFinite(v) && v >= 0, { error: 'a finite number >= 0' }),
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
  estimator: z.enum(['literal', 'conditional', 'tilted'], {
    error: "one of 'literal', 'conditional', 'tilted'"
  })
})

/**
 * A checked ensemble with the talk's values where `parameters` is silent: ten widths, sigmaW = 1,
 * sigmaB = 1 (ReLU-net: 0), the paper's one-dimensional inputs, orders 2, 4, 6, 20 bags of 30000
 * networks, seed 0, the literal estimator.
 *
 * @example ensemble({ network: 'gauss', sigmaB: 0.3, widths: [10] })
 * @throws ParameterError naming the parameter, the rule and the value, before any work starts;
 *   unknown keys are refused too
 */
export function ensemble(parameters: EnsembleParameters): Ensemble {
  if (typeof parameters !== 'object' || parameters === null || Array.isArray(parameters)) {
    throw new ParameterError('ensemble', 'parameters', 'an object', parameters)
  }
  const network = networkSchema.safeParse(parameters.network)
  if (!network.success) {
    throw new ParameterError(
      'ensemble',
      'network',
      network.error.issues[0].message,
      parameters.network
    )
  }
  const given = Object.fromEntries(Object.entries(parameters).filter(([, v]) => v !== undefined))
  const complete = {
    widths: talkWidths,
    sigmaW: 1,
    sigmaB: defaultSigmaB[network.data],
    inputs: paperInputs[network.data],
    orders: [2, 4, 6],
    bags: 20,
    networksPerBag: 30000,
    seed: 0,
    estimator: 'literal',
    ...given
  }
  const parsed = ensembleSchema.safeParse(complete)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  if (issue.code === 'unrecognized_keys') {
    const known = Object.keys(ensembleSchema.shape).join(', ')
    throw new ParameterError(
      'ensemble',
      'parameters',
      `free of unknown keys (known: ${known})`,
      issue.keys[0]
    )
  }
  const value = issue.path.reduce<unknown>(
    (node, key) => (node as Record<PropertyKey, unknown>)[key],
    complete
  )
  throw new ParameterError('ensemble', pathText(issue.path), issue.message, value)
}

function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((key, i) => (typeof key === 'number' ? `[${key}]` : (i ? '.' : '') + String(key)))
    .join('')
}
