import { BlockSampler } from './blockSampler.js'
import type { SamplerSettings } from './samplerSettings.js'

/** What a worker is asked to do: a block of networks under some settings. */
export interface BlockTask {
  readonly settings: SamplerSettings
  readonly networks: number
  readonly stream: string
}

let sampler: BlockSampler | undefined
let samplerText = ''

/** Entry point of a worker of the pool: one sampler, kept while the settings stay the same. */
export default function sampleBlock({ settings, networks, stream }: BlockTask): Float64Array {
  const text = JSON.stringify(settings)
  if (!sampler || text !== samplerText) {
    sampler = new BlockSampler(settings)
    samplerText = text
  }
  return sampler.sample(networks, stream)
}
