import { activationOf } from '../networks/activations/activations.js'
import { streamStates } from '../numerics/randomStream.js'
import { ParameterError, requireInteger } from '../numerics/parameterError.js'
import { requireSampled } from './samplableNetwork.js'
import { equalSpacing } from './equalSpacing.js'
import { exponentialSeries } from './exponentialSeries.js'
import { largestNormal } from './largestNormal.js'
import { instantiateSampler, type SamplerExports } from './samplerModule.js'
import type { SamplerSettings } from './samplerSettings.js'

/** As in `lib/assembly/settings.ts`. */
const functionCodes = { exponential: 0, rectifier: 1, errorFunction: 2, cosine: 3 } as const
const estimatorCodes = { literal: 0, conditional: 1, tilted: 2 } as const

/** Slots (neurons of a pair of networks) of one call into WASM, about a millisecond. */
const slotsPerCall = 50_000

/**
 * The sampler for one ensemble at one width, in the calling thread: runs blocks to completion. The
 * interface for hosts that bring their own workers, such as a browser's.
 *
 * @example new BlockSampler(samplerSettings(ensemble, 10)).sample(block.networks, block.stream)
 */
export class BlockSampler {
  private readonly wasm: SamplerExports

  /**
   * @throws ParameterError where `requireSamplable` does
   */
  constructor(readonly settings: SamplerSettings) {
    const { estimator, width, sigmaB, inputs, orders } = settings
    requireSamplable(settings)
    const { sampled } = requireSampled('sampleEnsemble', settings)
    const slopes = inputSlopes(settings)
    const featuresFromPowers = sampled === 'exponential' && estimator === 'literal'
    const spacing = featuresFromPowers ? equalSpacing(slopes) : undefined
    const series = featuresFromPowers && !spacing ? exponentialSeries(slopes) : undefined
    const wasm = instantiateSampler()
    wasm.configure(
      functionCodes[sampled],
      estimatorCodes[estimator],
      width,
      inputs[0].length,
      inputs.length,
      spacing ? 1 : 0,
      spacing && largestNormal * absoluteSum(spacing) <= 1 / 16 ? 1 : 0,
      series?.terms ?? 0,
      largestExponent(sigmaB, slopes) < 700 ? 1 : 0,
      sigmaB > 0 ? 1 : 0,
      orders.length
    )
    new Int32Array(wasm.memory.buffer, wasm.ordersPointer(), orders.length).set(orders)
    writePairs(wasm, wasm.slopesPointer(), [
      ...slopes.flat(),
      ...(spacing ?? []),
      ...(series ? [series.middle] : [])
    ])
    writePairs(
      wasm,
      wasm.normsPointer(),
      outputNorms(settings, slopes, (x) => wasm.exponential(x))
    )
    writePairs(wasm, wasm.biasPointer(), [sigmaB])
    new Float64Array(wasm.memory.buffer, wasm.outputVariancePointer(), 1)[0] =
      settings.sigmaW ** 2 / width
    wasm.prepare()
    this.wasm = wasm
  }

  /** Memory of the instance. */
  get bytes(): number {
    return this.wasm.memory.buffer.byteLength
  }

  /**
   * Sums over `networks` networks drawn from the random stream called `stream`: for each order the
   * sums of f(x_c1) … f(x_cn) over its combinations, then the sums of squares and the maxima of
   * the diagnosed ones (see `OrderMoments`), one order after the other. Within a block, sums
   * run over groups of 128 networks, and in a group over even and odd networks apart.
   */
  sample(networks: number, stream: string): Float64Array {
    const { wasm } = this
    const states = streamStates(stream)
    new Uint8Array(wasm.memory.buffer, wasm.seedsPointer(), states.length).set(states)
    wasm.begin(networks)
    while (wasm.advance(slotsPerCall)) continue
    return new Float64Array(wasm.memory.buffer, wasm.finish(), wasm.resultLength()).slice()
  }
}

/** sigmaW x/sqrt(dIn), shape [point][coordinate]. */
function inputSlopes({ sigmaW, inputs }: SamplerSettings): number[][] {
  const scale = sigmaW / Math.sqrt(inputs[0].length)
  return inputs.map((point) => point.map((x) => scale * x))
}

/**
 * sigmaW/sqrt(N), for GaussNet divided by exp(sigmaB^2 + sigmaW^2 x.x/dIn), for each point; the tilted
 * estimator takes the logarithm of that divisor alone.
 */
function outputNorms(
  { network, estimator, width, sigmaW, sigmaB }: SamplerSettings,
  slopes: readonly (readonly number[])[],
  exponential: (x: number) => number
): number[] {
  const { normalised } = activationOf(network)
  if (estimator === 'tilted') {
    return slopes.map((slope) => (normalised ? -normExponent(sigmaB, slope) : 0))
  }
  const scale = sigmaW / Math.sqrt(width)
  return slopes.map((slope) =>
    normalised ? scale * exponential(-normExponent(sigmaB, slope)) : scale
  )
}

function normExponent(sigmaB: number, slope: readonly number[]): number {
  return slope.reduce((sum, s) => sum + s * s, sigmaB * sigmaB)
}

function largestExponent(sigmaB: number, slopes: readonly (readonly number[])[]): number {
  return largestNormal * (sigmaB + 2 * Math.max(...slopes.map(absoluteSum)))
}

function absoluteSum(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + Math.abs(value), 0)
}

/**
 * Refuses what the sampler cannot hold or represent, before any work starts.
 *
 * @throws ParameterError if the sampler cannot draw such a network, if a width reaches 2^31, if there are more than
 *   4e6 combinations, or if `sigmaB` and the inputs put the normalisation of GaussNet out of the range of numbers or
 *   preactivations out of the range of the activation's function
 */
export function requireSamplable(settings: SamplerSettings): void {
  const { estimator, width, sigmaB, inputs, orders } = settings
  requireInteger('sampleEnsemble', 'widths', width, 1, 2 ** 31 - 1)
  const order = orders[orders.length - 1]
  let combinations = 1
  for (let i = 1; i <= order; i++) combinations = (combinations * (inputs.length + i - 1)) / i
  if (combinations > 4e6 || order > 60) {
    const rule = `at most 60, with at most 4e6 combinations of the ${inputs.length} inputs`
    throw new ParameterError('sampleEnsemble', 'orders', rule, orders)
  }
  // Its table of terms grows with the number of even partitions, 107 at order 6, 1556 at order 8.
  if (estimator === 'tilted' && (order > 8 || combinations > (order === 8 ? 5e3 : 5e4))) {
    const rule =
      'at most 8 for the tilted estimator, with at most 5e4 combinations (5e3 at order 8)'
    throw new ParameterError('sampleEnsemble', 'orders', rule, orders)
  }
  const { normalised } = requireSampled('sampleEnsemble', settings)
  if (!normalised) return
  inputSlopes(settings).forEach((slope, k) => {
    if (normExponent(sigmaB, slope) < 600) return
    const rule = 'such that sigmaB^2 + sigmaW^2 x.x/dIn < 600, for GaussNet to be in range'
    throw new ParameterError('sampleEnsemble', `inputs[${k}]`, rule, inputs[k])
  })
}

function writePairs(wasm: SamplerExports, pointer: number, values: readonly number[]): void {
  const target = new Float64Array(wasm.memory.buffer, pointer, 2 * values.length)
  values.forEach((value, i) => target.fill(value, 2 * i, 2 * i + 2))
}
