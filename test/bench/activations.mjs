import { BlockSampler, ensemble, samplerSettings } from 'nnqft'
import { median } from './median.mjs'

/** Far apart, so that no series of close inputs stands for the function. */
const inputs = [[-1], [-0.7], [-0.1], [0.2], [0.55], [1]]
const width = 1000
const networks = 1024

/**
 * Measures what a table costs against a function of the sampler's own: tanh against erf, as whole blocks, and as what
 * either adds to ReLU-net, whose function is next to nothing.
 *
 * @param {number} rounds
 * @param {import('./scorecard.mjs').Scorecard} scorecard
 */
export function measureActivations(rounds, scorecard) {
  const samplers = /** @type {const} */ (['relu', 'erf', 'tanh']).map(
    (network) => new BlockSampler(samplerSettings(ensemble({ network, sigmaB: 1, inputs }), width))
  )
  const seconds = (/** @type {number} */ s, /** @type {number} */ block) => {
    const start = performance.now()
    samplers[s].sample(networks, `bench/${block}`)
    return performance.now() - start
  }
  samplers.forEach((_, s) => seconds(s, -1))
  const timings = Array.from({ length: 3 * rounds }, (_, r) =>
    samplers.map((__, s) => seconds(s, r))
  )
  const blocks = median(timings.map(([, erf, tanh]) => tanh / erf))
  scorecard.check('tanh by its table against erf, whole blocks', blocks, { atMost: 2.5 })
  const strips = median(timings.map(([relu, erf, tanh]) => (tanh - relu) / (erf - relu)))
  scorecard.check('tanh by its table against erf, what they add to ReLU', strips, { atMost: 2.5 })
}
