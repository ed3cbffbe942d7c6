// This library's sampler of deep networks, one thread, no workers; the argument is the estimator.
import { BlockSampler, ensemble, samplerSettings } from 'nnqft'
import { serve } from './serve.mjs'

const estimator = /** @type {'literal' | 'conditional'} */ (process.argv[2])
const samplers = new Map()
let block = 0

serve(({ name, network, width, depth, inputs, sigmaW, sigmaB, networks }) => {
  if (!samplers.has(name)) {
    const points = inputs.map((/** @type {number} */ x) => [x])
    const setup = ensemble({
      network,
      depth,
      sigmaW,
      sigmaB,
      inputs: points,
      orders: [2, 4],
      estimator
    })
    samplers.set(name, new BlockSampler(samplerSettings(setup, width)))
  }
  const sums = samplers.get(name).sample(networks, `bench/${block++}`)
  return sums[0] / networks
})
