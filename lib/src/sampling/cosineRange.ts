import type { Ensemble } from '../networks/ensemble.js'
import { ParameterError } from '../numerics/parameterError.js'

/**
 * Largest sigmaB + sigmaW sum |x_k|/sqrt(dIn) of Cos-net. No normal of the sampler is larger than 13, so
 * preactivations stay below 1.3e6, and its cosine is accurate up to 2^20 pi/2 = 1.65e6.
 */
const largestScale = 1e5

/**
 * Refuses inputs that put preactivations of Cos-net out of the range of the sampler's cosine.
 *
 * @throws ParameterError naming the input
 */
export function requireCosineRange(
  source: string,
  { network, sigmaW, sigmaB, inputs }: Pick<Ensemble, 'network' | 'sigmaW' | 'sigmaB' | 'inputs'>
): void {
  if (network !== 'cos') return
  inputs.forEach((point, k) => {
    const sum = point.reduce((total, component) => total + Math.abs(component), 0)
    if (sigmaB + (sigmaW * sum) / Math.sqrt(point.length) <= largestScale) return
    const rule = 'such that sigmaB + sigmaW sum |x|/sqrt(dIn) <= 1e5, for the cosine to be in range'
    throw new ParameterError(source, `inputs[${k}]`, rule, point)
  })
}
