import { streamStates } from '../numerics/randomStream.js'
import { estimatorOf } from '../networks/estimators.js'
import { fieldCombinationCount } from '../networks/field.js'
import { ParameterError, requireInteger } from '../numerics/parameterError.js'
import { roundingShift, type ActivationTable } from './activationTable.js'
import { sumsLayout } from './bagSums.js'
import { equalSpacing } from './equalSpacing.js'
import { exponentialSeries } from './exponentialSeries.js'
import { momentProgram } from './momentProgram.js'
import { instantiateSampler, type SamplerExports } from './samplerModule.js'
import type { SamplerSettings } from './samplerSettings.js'
import { outputStream } from './samplingPlan.js'
import { distributionCode, largestDraw, largestPreactivation } from './weightDraws.js'

/** As in `lib/assembly/settings.ts`. */
const functionCodes = {
  exponential: 0,
  rectifier: 1,
  errorFunction: 2,
  cosine: 3,
  table: 4,
  hyperbolicTangent: 5
} as const

/** Networks of a group, as in `lib/assembly/settings.ts`. */
export const groupSize = 128

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
    const { sampled, table, weights, width, sigmaB, later, readout } = settings
    const { inputs, outputs, orders } = settings
    requireSamplable(settings)
    const slopes = inputSlopes(settings)
    const largestWeight = largestDraw(weights.W0)
    const featuresFromPowers =
      sampled === 'exponential' && estimatorOf(settings).drawsOutputs && later.length === 0
    const spacing = featuresFromPowers ? equalSpacing(slopes) : undefined
    const series =
      featuresFromPowers && !spacing ? exponentialSeries(slopes, largestWeight) : undefined
    const wasm = instantiateSampler()
    wasm.configure(
      functionCodes[sampled],
      estimatorOf(settings).code,
      width,
      inputs[0].length,
      inputs.length,
      outputs,
      spacing ? 1 : 0,
      spacing && largestWeight * absoluteSum(spacing) <= 1 / 16 ? 1 : 0,
      series?.terms ?? 0,
      largestExponent(settings, slopes) < 700 ? 1 : 0,
      sigmaB > 0 ? 1 : 0,
      readout.sigmaB > 0 ? 1 : 0,
      later.length,
      orders.length
    )
    if (later.length > 0) writeLayers(wasm, settings)
    else if (table) writeTable(wasm, table)
    if (outputs > 1) writeProgram(wasm, settings)
    const codes = [weights.W0, weights.b0, weights.W1, weights.b1].flatMap(distributionCode)
    new Float64Array(wasm.memory.buffer, wasm.distributionsPointer(), codes.length).set(codes)
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
    writePairs(wasm, wasm.readoutBiasPointer(), [readout.sigmaB])
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
    this.begin(networks, stream)
    while (wasm.advance(slotsPerCall)) continue
    return new Float64Array(wasm.memory.buffer, wasm.finish(), wasm.resultLength()).slice()
  }

  /**
   * Draws the networks that `sample` draws and hands over the covariances of their outputs given all hidden layers,
   * S = sigmaB^2 + sigmaW^2/N sum g(x) g(y) of the last layer, in groups of at most 128 networks. Nothing is
   * allocated for a network.
   *
   * @param visit takes S of a group, shape [pair of inputs][128], pairs in the order of `multisets(inputs, 2)`, and how
   *   many networks are in it; the array is valid during the call alone
   * @throws ParameterError unless the estimator draws hidden layers alone
   */
  covariances(
    networks: number,
    stream: string,
    visit: (covariances: Float64Array, networks: number) => void
  ): void {
    const { wasm } = this
    const { estimator, inputs } = this.settings
    const { drawsOutputs, drawsMoments } = estimatorOf(this.settings)
    if (drawsOutputs || drawsMoments) {
      const rule = 'one that draws hidden layers alone (conditional)'
      throw new ParameterError('BlockSampler', 'estimator', rule, estimator)
    }
    const length = ((inputs.length * (inputs.length + 1)) / 2) * groupSize
    this.begin(0, stream)
    for (let left = networks; left > 0; left -= groupSize) {
      const count = Math.min(left, groupSize)
      wasm.extend(count)
      while (wasm.advance(slotsPerCall)) continue
      visit(new Float64Array(wasm.memory.buffer, wasm.covariancesPointer(), length), count)
    }
  }

  private begin(networks: number, stream: string): void {
    const { wasm } = this
    const { outputs } = this.settings
    const { drawsOutputs } = estimatorOf(this.settings)
    writeSeeds(wasm, wasm.seedsPointer(), streamStates(stream))
    for (let output = 1; drawsOutputs && output < outputs; output++) {
      const states = streamStates(outputStream(stream, output))
      writeSeeds(wasm, wasm.furtherSeedsPointer() + (output - 1) * states.length, states)
    }
    wasm.begin(networks)
  }
}

/** Layers beyond the first, what enters them, and the different tables of all layers. */
function writeLayers(wasm: SamplerExports, settings: SamplerSettings): void {
  const { later, width, table } = settings
  const tables = [...new Set([table, ...later.map((layer) => layer.table)])].filter(
    (one) => one !== undefined
  )
  const numberOf = (one: ActivationTable | undefined) => (one ? tables.indexOf(one) : -1)
  const widest = Math.max(width, ...later.map((layer) => layer.width))
  wasm.configureLayers(later.length, widest, tables.length, numberOf(table))
  tables.forEach((one, number) => {
    writeTable(wasm, one)
    wasm.keepTable(number)
  })
  const records = later.flatMap((layer) => [
    functionCodes[layer.sampled],
    layer.width,
    layer.sigmaB,
    ...distributionCode(layer.weights),
    ...distributionCode(layer.biases),
    numberOf(layer.table)
  ])
  new Float64Array(wasm.memory.buffer, wasm.layersPointer(), records.length).set(records)
  const slopes = inputSlopes(settings)
  const entries = later.flatMap(({ sigmaW }, l) => {
    const scale = sigmaW / Math.sqrt(l === 0 ? width : later[l - 1].width)
    return featureScales(settings, l === 0, scale, slopes, (x) => wasm.exponential(x))
  })
  writePairs(wasm, wasm.entriesPointer(), entries)
}

/** sigmaW x/sqrt(dIn), shape [point][coordinate]. */
function inputSlopes({ sigmaW, inputs }: SamplerSettings): number[][] {
  const scale = sigmaW / Math.sqrt(inputs[0].length)
  return inputs.map((point) => point.map((x) => scale * x))
}

/**
 * sigmaW/sqrt(N) of the readout, for GaussNet divided by exp(sigmaB^2 + sigmaW^2 x.x/dIn), for each point; the tilted
 * estimator takes the logarithm of that divisor alone.
 */
function outputNorms(
  settings: SamplerSettings,
  slopes: readonly (readonly number[])[],
  exponential: (x: number) => number
): number[] {
  const { normalised, width, sigmaB, later, readout } = settings
  if (estimatorOf(settings).drawsMoments) {
    return slopes.map((slope) => (normalised ? -normExponent(sigmaB, slope) : 0))
  }
  const last = later.length > 0 ? later[later.length - 1].width : width
  const scale = readout.sigmaW / Math.sqrt(last)
  return featureScales(settings, later.length === 0, scale, slopes, exponential)
}

/** `scale` for each point, with the normalisation of the first layer's features where they are meant. */
function featureScales(
  { normalised, sigmaB }: SamplerSettings,
  ofFirst: boolean,
  scale: number,
  slopes: readonly (readonly number[])[],
  exponential: (x: number) => number
): number[] {
  return slopes.map((slope) =>
    normalised && ofFirst ? scale * exponential(-normExponent(sigmaB, slope)) : scale
  )
}

function normExponent(sigmaB: number, slope: readonly number[]): number {
  return slope.reduce((sum, s) => sum + s * s, sigmaB * sigmaB)
}

function largestExponent(
  { weights, sigmaB }: SamplerSettings,
  slopes: readonly (readonly number[])[]
): number {
  return largestPreactivation(weights, sigmaB, 2 * Math.max(...slopes.map(absoluteSum)))
}

function absoluteSum(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + Math.abs(value), 0)
}

/**
 * Refuses what the sampler cannot hold or represent, before any work starts.
 *
 * @throws ParameterError if a width reaches 2^31, if there are more than 4e6 combinations (1e5 of several
 *   outputs), or if `sigmaB` and the
 *   inputs put the normalisation of GaussNet out of the range of numbers
 */
export function requireSamplable(settings: SamplerSettings): void {
  const { normalised, estimator, width, sigmaB, inputs, outputs, orders } = settings
  const { drawsMoments } = estimatorOf(settings)
  requireInteger('sampleEnsemble', 'widths', width, 1, 2 ** 31 - 1)
  const order = orders[orders.length - 1]
  const most = outputs > 1 ? 1e5 : 4e6
  const combinations = order > 60 ? Infinity : fieldCombinationCount(inputs.length, outputs, order)
  if (combinations > most) {
    const of = `${inputs.length} inputs${outputs > 1 ? ` and ${outputs} outputs` : ''}`
    const rule = `at most 60, with at most ${outputs > 1 ? '1e5' : '4e6'} combinations of the ${of}`
    throw new ParameterError('sampleEnsemble', 'orders', rule, orders)
  }
  // Its table of terms grows with the number of even partitions, 107 at order 6, 1556 at order 8.
  if (drawsMoments && (order > 8 || combinations > (order === 8 ? 5e3 : 5e4))) {
    const rule = `at most 8 for the ${estimator} estimator, with at most 5e4 combinations (5e3 at order 8)`
    throw new ParameterError('sampleEnsemble', 'orders', rule, orders)
  }
  if (!normalised) return
  inputSlopes(settings).forEach((slope, k) => {
    if (normExponent(sigmaB, slope) < 600) return
    const rule = 'smaller, so that sigmaB^2 + sigmaW^2 x.x/dIn < 600, for GaussNet to be in range'
    const [name, value] = farthest(settings, k)
    throw new ParameterError('sampleEnsemble', name, rule, value)
  })
}

/** What makes the preactivation of an input largest. */
function farthest({ sigmaW, sigmaB, inputs }: SamplerSettings, k: number): [string, unknown] {
  if (sigmaB ** 2 >= 300) return ['sigmaB', sigmaB]
  if (sigmaW >= Math.hypot(...inputs[k])) return ['sigmaW', sigmaW]
  return [`inputs[${k}]`, inputs[k]]
}

/** Puts a table of an activation into the memory of an instance. */
export function writeTable(
  wasm: SamplerExports,
  { step, cells, kinks, coefficients }: ActivationTable
): void {
  wasm.configureTable(coefficients.length / 8, kinks.length)
  new Float64Array(wasm.memory.buffer, wasm.tablePiecesPointer(), coefficients.length).set(
    coefficients
  )
  writePairs(wasm, wasm.tableKinksPointer(), kinks)
  const end = cells * step
  writePairs(wasm, wasm.tableGridPointer(), [-end, end, 1 / step, step, roundingShift + cells])
}

/** Puts the lists of what is taken of several outputs into the memory of an instance. */
function writeProgram(wasm: SamplerExports, settings: SamplerSettings): void {
  const program = momentProgram(settings, sumsLayout(settings))
  const { baseRows, productRows, factors, counts, diagonals, patterns } = program
  const combinations = factors.length / 2 - productRows
  wasm.configureFields(baseRows, productRows, combinations, diagonals.length, patterns.length)
  const write = (pointer: number, values: Int32Array) =>
    new Int32Array(wasm.memory.buffer, pointer, values.length).set(values)
  write(wasm.fieldFactorsPointer(), factors)
  write(wasm.fieldCountsPointer(), counts)
  write(wasm.fieldDiagonalsPointer(), diagonals)
  write(wasm.fieldPatternsPointer(), patterns)
}

function writeSeeds(wasm: SamplerExports, pointer: number, states: Uint8Array): void {
  new Uint8Array(wasm.memory.buffer, pointer, states.length).set(states)
}

function writePairs(wasm: SamplerExports, pointer: number, values: readonly number[]): void {
  const target = new Float64Array(wasm.memory.buffer, pointer, 2 * values.length)
  values.forEach((value, i) => target.fill(value, 2 * i, 2 * i + 2))
}
