import { networkSizes } from '../networks/networkSizes.js'
import { reachError } from '../numerics/outOfReach.js'
import { withOrigin } from '../provenance/origin.js'
import { ensemble as checkedEnsemble, type Ensemble } from '../networks/ensemble.js'
import type { WeightDistribution } from '../networks/weights/weightDistribution.js'
import type { Point } from '../networks/networkParameters.js'
import { requireInteger } from '../numerics/parameterError.js'
import { textDigest } from '../numerics/randomStream.js'
import { writeTable } from './blockSampler.js'
import { drawnNumbers } from './drawnNumbers.js'
import {
  requireSampled,
  type SampledArchitecture,
  type SampledFunction,
  type SampledLayer
} from './samplableNetwork.js'
import { instantiateSampler, type SamplerExports } from './samplerModule.js'
import { samplerVersion } from './samplingPlan.js'
import type { SampledWeights } from './weightDraws.js'

/** Most numbers that are kept, 800 megabytes. */
const mostOutputs = 1e8

/**
 * Whole networks, drawn one by one: f(x) of each output at all inputs of the ensemble, for looking at
 * single functions and at the distribution of f itself. `sampleEnsemble`, which keeps moments
 * alone, is the way to measure those.
 *
 * The random stream depends on width and seed only: more networks begin with the same ones, other
 * inputs show the same networks elsewhere, other sigmas show them deformed, further outputs leave the first ones as they
 * are. `bags`,
 * `networksPerBag`, `orders` and `estimator` play no part.
 *
 * @param ensemble its network, sigmas, inputs and seed
 * @param networks how many, >= 1
 * @returns f, shape [network][output][input]
 * @example drawNetworks(ensemble({ network: 'gauss' }), 100, 5).subarray(0, 6) // the first network
 * @throws ParameterError if the ensemble, width or number is out of its domain
 * @throws ParameterError if an output leaves the range of numbers
 */
export function drawNetworks(ensemble: Ensemble, width: number, networks: number): Float64Array {
  requireInteger('drawNetworks', 'width', width, 1)
  const checked = checkedEnsemble(ensemble)
  const { estimator: _, ...allDrawn } = checked
  const { inputs, outputs: count = 1, seed } = checked
  const most = Math.floor(mostOutputs / (inputs.length * count))
  requireInteger('drawNetworks', 'networks', networks, 1, most)
  const network = requireSampled('drawNetworks', allDrawn)
  const key = [samplerVersion, 'drawn', width, seed]
  const fields = count * inputs.length
  const outputs = new Float64Array(networks * fields)
  const draws = drawsOf(network.weights, key)
  const readouts = Array.from({ length: count }, (_, output) =>
    output === 0 ? draws : drawsOf(network.weights, [...key, 'output', output])
  )
  const draw =
    network.later.length === 0
      ? oneLayer(network, inputs, width, readouts)
      : severalLayers(network, inputs, width, readouts, key)
  for (let i = 0; i < networks; i++) draw(outputs.subarray(i * fields, (i + 1) * fields))
  if (outputs.every(Number.isFinite)) {
    return withOrigin(outputs, 'drawNetworks', ensemble, width, networks)
  }
  throw reachError('drawNetworks', 'an output overflows', networkSizes(checked, { inputs }))
}

/** Draws the next network and writes its outputs, shape [output][input]. */
type NetworkDraw = (fields: Float64Array) => void

type Draws = ReturnType<typeof drawsOf>

function oneLayer(
  network: SampledArchitecture,
  inputs: readonly Point[],
  width: number,
  readouts: readonly Draws[]
): NetworkDraw {
  const { first, readout } = network
  const [draw] = readouts
  const neurons = first.width * width
  const feature = firstFeatures(network, inputs)
  const points = inputs.length
  const inputScale = first.sigmaW / Math.sqrt(inputs[0].length)
  const outputScale = readout.sigmaW / Math.sqrt(neurons)
  const weights = new Float64Array(inputs[0].length)
  return (fields) => {
    readouts.forEach(({ b1 }, o) =>
      fields.fill(readout.sigmaB * b1(), o * points, (o + 1) * points)
    )
    for (let neuron = 0; neuron < neurons; neuron++) {
      const outputWeights = readouts.map(({ W1 }) => outputScale * W1())
      const bias = first.sigmaB * draw.b0()
      for (let k = 0; k < weights.length; k++) weights[k] = inputScale * draw.W0()
      const row = feature(weights, bias)
      for (let field = 0; field < fields.length; field++) {
        fields[field] += outputWeights[Math.floor(field / points)] * row[field % points]
      }
    }
  }
}

/** Layer by layer, neuron by neuron: first the bias of a neuron, then its weights. */
function severalLayers(
  network: SampledArchitecture,
  inputs: readonly Point[],
  width: number,
  readouts: readonly Draws[],
  key: readonly unknown[]
): NetworkDraw {
  const { first, later, readout } = network
  const [draw] = readouts
  const feature = firstFeatures(network, inputs)
  const inputScale = first.sigmaW / Math.sqrt(inputs[0].length)
  const count = inputs.length
  const weights = new Float64Array(inputs[0].length)
  const layers = later.map((layer, l) => ({
    ...layer,
    ...layerDraws(layer, draw, [...key, 'layer', l + 1]),
    activate: activation(layer, count)
  }))
  return (fields) => {
    let before = new Float64Array(first.width * width * count)
    for (let at = 0; at < before.length; at += count) {
      const bias = first.sigmaB * draw.b0()
      for (let k = 0; k < weights.length; k++) weights[k] = inputScale * draw.W0()
      before.set(feature(weights, bias).subarray(0, count), at)
    }
    for (const { sigmaW, sigmaB, width: multiple, W, b, activate } of layers) {
      const after = new Float64Array(multiple * width * count)
      for (let at = 0; at < after.length; at += count) {
        const row = after.subarray(at, at + count)
        addUp(row, before, sigmaB * b(), sigmaW, W)
        activate(row)
      }
      before = after
    }
    readouts.forEach(({ W1, b1 }, o) => {
      const row = fields.subarray(o * count, (o + 1) * count)
      addUp(row, before, readout.sigmaB * b1(), readout.sigmaW, W1)
    })
  }
}

/** bias + sigmaW/sqrt(n) sum W g, for n neurons whose features stand in `before`, shape [neuron][input]. */
function addUp(
  row: Float64Array,
  before: Float64Array,
  bias: number,
  sigmaW: number,
  draw: () => number
): void {
  const count = row.length
  const scale = sigmaW / Math.sqrt(before.length / count)
  row.fill(bias)
  for (let at = 0; at < before.length; at += count) {
    const weight = scale * draw()
    for (let a = 0; a < count; a++) row[a] += weight * before[at + a]
  }
}

function layerDraws({ weights, biases }: SampledLayer, usual: Draws, key: readonly unknown[]) {
  const streamOf = (kind: string, distribution: WeightDistribution) =>
    drawnNumbers(textDigest(JSON.stringify([...key, kind, distribution])), distribution)
  // A network of normal weights throughout has one stream.
  const one = usual.W0 === usual.W1 && weights === 'normal' && biases === 'normal'
  return one
    ? { W: usual.W0, b: usual.W0 }
    : { W: streamOf('weights', weights), b: streamOf('biases', biases) }
}

/** Draws of weights and biases, of variance 1: from one stream if all are normal, else each from its own. */
function drawsOf(weights: SampledWeights, key: readonly unknown[]) {
  const streamOf = (...name: readonly unknown[]) => textDigest(JSON.stringify([...key, ...name]))
  if (Object.values(weights).every((distribution) => distribution === 'normal')) {
    const normal = drawnNumbers(streamOf(), 'normal')
    return { W0: normal, b0: normal, W1: normal, b1: normal }
  }
  const own = (kind: keyof SampledWeights) =>
    drawnNumbers(streamOf(kind, weights[kind]), weights[kind])
  return { W0: own('W0'), b0: own('b0'), W1: own('W1'), b1: own('b1') }
}

/** The features g(w.x + b) of one neuron of the first layer at all inputs, by the sampler's own functions. */
function firstFeatures(
  { normalised, first: { sigmaW, sigmaB }, ...features }: SampledArchitecture,
  inputs: readonly Point[]
) {
  const activate = activation(features, inputs.length)
  // One more than there are inputs where those are odd: the functions work on pairs.
  const row = new Float64Array(inputs.length + (inputs.length % 2))
  const scale = sigmaW ** 2 / inputs[0].length
  const square = (x: readonly number[]) => x.reduce((sum, value) => sum + value * value, 0)
  const shift = inputs.map((x) => (normalised ? sigmaB ** 2 + scale * square(x) : 0))
  return (weights: Float64Array, bias: number): Float64Array => {
    inputs.forEach((x, a) => {
      let z = bias - shift[a]
      for (let k = 0; k < x.length; k++) z += weights[k] * x[k]
      row[a] = z
    })
    activate(row)
    return row
  }
}

/** An activation of rows of `count` preactivations or one more, in place. */
function activation(
  { sampled, table }: Pick<SampledArchitecture, 'sampled' | 'table'>,
  count: number
) {
  const wasm = instantiateSampler()
  if (table) writeTable(wasm, table)
  const pointer = wasm.allocateArray(count)
  const kept = new Float64Array(wasm.memory.buffer, pointer, count + (count % 2))
  return (row: Float64Array) => {
    kept.set(row)
    functions[sampled](wasm, pointer, kept)
    row.set(kept.subarray(0, row.length))
  }
}

const functions: Readonly<
  Record<SampledFunction, (wasm: SamplerExports, pointer: number, row: Float64Array) => void>
> = {
  exponential: (wasm, pointer, row) => wasm.exponentialArray(pointer, row.length),
  rectifier: (_wasm, _pointer, row) => row.forEach((z, a) => (row[a] = Math.max(z, 0))),
  errorFunction: (wasm, pointer, row) => wasm.errorFunctionArray(pointer, row.length),
  cosine: (wasm, pointer, row) => wasm.cosineArray(pointer, row.length),
  hyperbolicTangent: (wasm, pointer, row) => wasm.hyperbolicTangentArray(pointer, row.length),
  table: (wasm, pointer, row) => wasm.tableArray(pointer, row.length)
}
