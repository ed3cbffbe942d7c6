import { ensemble as checkedEnsemble, type Ensemble } from '../networks/ensemble.js'
import type { WeightDistribution } from '../networks/weights/weightDistribution.js'
import { requireInteger } from '../numerics/parameterError.js'
import { streamStates, textDigest } from '../numerics/randomStream.js'
import { writeTable } from './blockSampler.js'
import { requireSampled, type SampledActivation, type SampledFunction } from './samplableNetwork.js'
import { instantiateSampler, type SamplerExports } from './samplerModule.js'
import { samplerVersion } from './samplingPlan.js'
import { distributionCode, type SampledWeights } from './weightDraws.js'

/** Normals that are drawn at a time. */
const batch = 4096

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
 * @throws RangeError if an output leaves the range of numbers
 */
export function drawNetworks(ensemble: Ensemble, width: number, networks: number): Float64Array {
  requireInteger('drawNetworks', 'width', width, 1)
  requireInteger('drawNetworks', 'networks', networks, 1)
  const checked = checkedEnsemble(ensemble)
  const { sigmaW, sigmaB, inputs, outputs: count = 1, seed } = checked
  const dIn = inputs[0].length
  const network = requireSampled('drawNetworks', { ...checked, estimator: 'literal' })
  const key = [samplerVersion, 'drawn', width, seed]
  const draw = drawsOf(network.weights, key)
  const readouts = Array.from({ length: count }, (_, output) =>
    output === 0 ? draw : drawsOf(network.weights, [...key, 'output', output])
  )
  const feature = featureRows(checked, network)
  const points = inputs.length
  const outputs = new Float64Array(networks * count * points)
  const inputScale = sigmaW / Math.sqrt(dIn)
  const outputScale = sigmaW / Math.sqrt(width)
  const weights = new Float64Array(dIn)
  for (let i = 0; i < networks; i++) {
    const fields = outputs.subarray(i * count * points, (i + 1) * count * points)
    readouts.forEach(({ b1 }, o) => fields.fill(sigmaB * b1(), o * points, (o + 1) * points))
    for (let neuron = 0; neuron < width; neuron++) {
      const outputWeights = readouts.map(({ W1 }) => outputScale * W1())
      const bias = sigmaB * draw.b0()
      for (let k = 0; k < dIn; k++) weights[k] = inputScale * draw.W0()
      const row = feature(weights, bias)
      for (let field = 0; field < fields.length; field++) {
        fields[field] += outputWeights[Math.floor(field / points)] * row[field % points]
      }
    }
  }
  if (outputs.every(Number.isFinite)) return outputs
  throw new RangeError('drawNetworks: an output overflows; use smaller sigmas or inputs')
}

/** Draws of weights and biases, of variance 1: from one stream if all are normal, else each from its own. */
function drawsOf(weights: SampledWeights, key: readonly unknown[]) {
  const streamOf = (...name: readonly unknown[]) => textDigest(JSON.stringify([...key, ...name]))
  if (Object.values(weights).every((distribution) => distribution === 'normal')) {
    const normal = draws(streamOf(), 'normal')
    return { W0: normal, b0: normal, W1: normal, b1: normal }
  }
  const own = (kind: keyof SampledWeights) => draws(streamOf(kind, weights[kind]), weights[kind])
  return { W0: own('W0'), b0: own('b0'), W1: own('W1'), b1: own('b1') }
}

/** The numbers of one distribution and stream of the sampler, one after the other. */
function draws(name: string, distribution: WeightDistribution): () => number {
  const wasm = instantiateSampler()
  const pointer = wasm.allocateArray(batch)
  const code = distributionCode(distribution)
  new Float64Array(wasm.memory.buffer, wasm.distributionsPointer(), code.length).set(code)
  const states = streamStates(name)
  new Uint8Array(wasm.memory.buffer, wasm.seedsPointer(), states.length).set(states)
  wasm.startNormals()
  const drawn = new Float64Array(wasm.memory.buffer, pointer, batch)
  let next = batch
  return () => {
    if (next === batch) {
      wasm.weightArray(pointer, batch)
      next = 0
    }
    return drawn[next++]
  }
}

/** The features g(w.x + b) of one neuron at all inputs, by the sampler's own functions. */
function featureRows(
  { sigmaW, sigmaB, inputs }: Ensemble,
  { sampled, table, normalised }: SampledActivation
) {
  const wasm = instantiateSampler()
  if (table) writeTable(wasm, table)
  const pointer = wasm.allocateArray(inputs.length)
  // One more than there are inputs where those are odd: the functions work on pairs.
  const row = new Float64Array(wasm.memory.buffer, pointer, inputs.length + (inputs.length % 2))
  const scale = sigmaW ** 2 / inputs[0].length
  const square = (x: readonly number[]) => x.reduce((sum, value) => sum + value * value, 0)
  const shift = inputs.map((x) => (normalised ? sigmaB ** 2 + scale * square(x) : 0))
  const activate = functions[sampled]
  return (weights: Float64Array, bias: number): Float64Array => {
    inputs.forEach((x, a) => {
      let z = bias - shift[a]
      for (let k = 0; k < x.length; k++) z += weights[k] * x[k]
      row[a] = z
    })
    activate(wasm, pointer, row)
    return row
  }
}

const functions: Readonly<
  Record<SampledFunction, (wasm: SamplerExports, pointer: number, row: Float64Array) => void>
> = {
  exponential: (wasm, pointer, row) => wasm.exponentialArray(pointer, row.length),
  rectifier: (_wasm, _pointer, row) => row.forEach((z, a) => (row[a] = Math.max(z, 0))),
  errorFunction: (wasm, pointer, row) => wasm.errorFunctionArray(pointer, row.length),
  cosine: (wasm, pointer, row) => wasm.cosineArray(pointer, row.length),
  table: (wasm, pointer, row) => wasm.tableArray(pointer, row.length)
}
