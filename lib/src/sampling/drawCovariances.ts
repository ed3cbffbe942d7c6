import { ensemble as checkedEnsemble, type Ensemble } from '../networks/ensemble.js'
import { requireFunction, requireInteger } from '../numerics/parameterError.js'
import { BlockSampler, requireSamplable } from './blockSampler.js'
import { pauses, requirePieceOptions, type PieceOptions } from '../numerics/inPieces.js'
import { samplerSettings } from './samplerSettings.js'
import { bagBlocks } from './samplingPlan.js'

/**
 * Takes the covariances of a group of networks: S of each one, shape [pair of inputs][128], pairs in the order of
 * `multisets(inputs, 2)`, the first `networks` of each row. The array is valid during the call alone.
 */
export type CovarianceVisit = (bag: number, covariances: Float64Array, networks: number) => void

/**
 * Draws the networks of an ensemble at one width and hands over, for each of them, the covariance of an output given all
 * hidden layers: S(x, y) = sigmaB^2 + sigmaW^2/N sum g(x) g(y) of the last one. Given them the outputs are independent
 * normal processes of this covariance, so that f is a mixture of normals. The networks are those of the conditional
 * estimator; `orders` and `estimator` of the ensemble play no part.
 *
 * @param options how the work is watched and stopped, in networks
 * @example
 * const setup = ensemble({ network: 'erf', inputs: [[0.4], [1]] })
 * const variances: number[] = []
 * await drawCovariances(setup, 10, (bag, covariances, networks) => {
 *   variances.push(...covariances.subarray(0, networks))
 * })
 * @throws ParameterError if the ensemble or width is out of its domain, and for weights W1 or biases b1 that are not
 *   normal
 */
export async function drawCovariances(
  ensemble: Ensemble,
  width: number,
  visit: CovarianceVisit,
  options: PieceOptions = {}
): Promise<void> {
  const source = 'drawCovariances'
  requireInteger(source, 'width', width, 1)
  requireFunction(source, 'visit', visit)
  requirePieceOptions(source, options)
  const checked = checkedEnsemble({ ...ensemble, estimator: 'conditional', orders: [2] })
  const settings = samplerSettings(checked, width)
  requireSamplable(settings)
  const sampler = new BlockSampler(settings)
  const pause = pauses(checked.bags * checked.networksPerBag, options)
  let done = 0
  for (let bag = 0; bag < checked.bags; bag++) {
    for (const { networks, stream } of bagBlocks(checked, width, bag)) {
      sampler.covariances(networks, stream, (covariances, count) => visit(bag, covariances, count))
      await pause((done += networks))
    }
  }
}
