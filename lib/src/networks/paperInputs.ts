import { requireInteger } from '../numerics/parameterError.js'
import type { NetworkName } from './ensemble.js'

type Inputs = readonly (readonly number[])[]

/** Inputs of each dimension 1, 2, 3 at unit scale, for data on both sides of zero and for positive data. */
const symmetric: readonly Inputs[] = [
  [[-1], [-0.6], [-0.2], [0.2], [0.6], [1]],
  [
    [-1, -1],
    [-1, 1],
    [1, -1],
    [1, 1]
  ],
  [
    [-1, -1, -1],
    [1, 1, -1],
    [-1, 1, 1],
    [1, -1, 1]
  ]
]

const positive: readonly Inputs[] = [
  [[0.2], [0.4], [0.6], [0.8], [1], [1.2]],
  [
    [0.5, 0.5],
    [0.5, 1],
    [1, 0.5],
    [1, 1]
  ],
  [
    [0.2, 0.2, 0.2],
    [1, 1, 0.2],
    [0.2, 1, 1],
    [1, 0.2, 1]
  ]
]

/**
 * The inputs of arXiv:2008.08601, section 2, in dIn = 1, 2 or 3 dimensions: GaussNet's are Erf-net's
 * times 0.01, ReLU-net's are positive; Cos-net has Erf-net's. Shape [point][dIn], six points for dIn = 1, four otherwise.
 *
 * @example paperInputsIn('gauss', 2) // [[-0.01, -0.01], [-0.01, 0.01], [0.01, -0.01], [0.01, 0.01]]
 * @throws ParameterError for another dimension
 */
export function paperInputsIn(network: NetworkName, dIn: number): Inputs {
  requireInteger('paperInputsIn', 'dIn', dIn, 1, 3)
  if (network === 'relu') return positive[dIn - 1]
  if (network === 'erf' || network === 'cos') return symmetric[dIn - 1]
  return symmetric[dIn - 1].map((point) => point.map((value) => value / 100))
}
