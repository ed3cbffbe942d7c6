// This library's sampler, one thread, no workers.
import { BlockSampler, ensemble } from 'nnqft'
import { serve } from './serve.mjs'

const samplers = new Map()
let block = 0

serve(({ name, width, inputs, networks }) => {
  const { orders, sigmaW, sigmaB, network, estimator, ...rest } = ensemble({
    network: 'gauss',
    inputs: inputs.map((/** @type {number} */ x) => [x])
  })
  if (!samplers.has(name)) {
    const settings = { orders, sigmaW, sigmaB, network, estimator, width, inputs: rest.inputs }
    samplers.set(name, new BlockSampler(settings))
  }
  const sums = samplers.get(name).sample(networks, `bench/${block++}`)
  return sums[0] / networks
})
