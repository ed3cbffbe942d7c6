// This library's sampler, one thread, no workers.
import { BlockSampler, ensemble, samplerSettings } from 'nnqft'
import { serve } from './serve.mjs'

const samplers = new Map()
let block = 0

serve(({ name, width, inputs, networks }) => {
  if (!samplers.has(name)) {
    const points = inputs.map((/** @type {number} */ x) => [x])
    const settings = samplerSettings(ensemble({ network: 'gauss', inputs: points }), width)
    samplers.set(name, new BlockSampler(settings))
  }
  const sums = samplers.get(name).sample(networks, `bench/${block++}`)
  return sums[0] / networks
})
