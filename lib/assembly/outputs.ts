// Literal estimator: f_a(x) = W1_a g(W0 x + b0) + b1_a of every network of a group, a its outputs. They share the
// hidden layer; those beyond the first draw W1 and b1 from streams of their own.
import { outputWeights } from './hiddenLayer'
import { STREAM, exchangeStreams, startStream } from './randomStream'
import {
  CHUNK,
  READOUT_BIAS,
  PAIRS,
  ROW,
  STRIP,
  allocate,
  features,
  norms,
  outputCount,
  points,
  readoutBiased,
  slopes,
  spaced,
  terms
} from './settings'
import { B1, W1, fillWeights } from './weights'

/** A strip of ones. */
let ones: usize = 0

/** f of the group, a row a field: all points of the first output, then those of the next. */
export let outputs: usize = 0
let outputBiases: usize = 0

/** Sums of W1 exp(b + w c) w^m, a row a power, where there are `terms`, else of W1 g, a row a point; for each output. */
let sums: usize = 0
/** Bytes of the sums of one output. */
let outputBytes: usize = 0
/** The sums, and the W1 of the chunk, of the output that is being added to. */
let outputSums: usize = 0
let weights: usize = 0

/** Seeds of the streams of further outputs, then those streams as they were left. */
let streams: usize = 0
/** W1 of a further output, and the strip of the first power, which adding writes over. */
let furtherWeights: usize = 0
let firstPower: usize = 0
/** (x - c)^m/m! in two lanes, x and c as slopes: shape [point][term]. */
let coefficients: usize = 0

/** To be called before the slopes are scaled. */
export function allocateOutputs(): void {
  // addSixPowers works on six rows at a time.
  outputs = allocate(<usize>(points * outputCount + 5) * ROW)
  // fillNormals draws three vectors at a time.
  outputBiases = allocate(ROW + 32)
  ones = allocate(STRIP)
  for (let o: usize = 0; o < STRIP; o += 16) v128.store(ones + o, f64x2.splat(1))
  const rows = terms ? terms : outputCount > 1 ? points + 5 : points
  outputBytes = <usize>rows * ROW
  sums = terms || outputCount > 1 ? allocate(<usize>outputCount * outputBytes) : outputs
  if (terms) fillCoefficients()
  if (outputCount == 1) return
  streams = allocate(<usize>(2 * (outputCount - 1)) * STREAM)
  furtherWeights = allocate(<usize>(CHUNK + 2) << 4)
  firstPower = allocate(STRIP)
}

/** Where the host writes the seeds of the streams of further outputs, one after the other. */
export function furtherSeeds(): usize {
  return streams
}

@inline
function furtherStream(output: i32): usize {
  return streams + <usize>(outputCount + output - 2) * STREAM
}

/** Starts the streams of the further outputs; to be called before that of the networks starts. */
export function startFurtherStreams(): void {
  for (let output = 1; output < outputCount; output++) {
    startStream(streams + <usize>(output - 1) * STREAM)
    exchangeStreams(furtherStream(output))
  }
}

/** What is added next belongs to the first output, for a chunk of `count` slots. */
export function selectFirstOutput(count: i32): void {
  outputSums = sums
  weights = outputWeights(count)
}

/** What is added next belongs to a further output, whose W1 are drawn. */
export function selectFurtherOutput(output: i32, count: i32): void {
  outputSums = sums + <usize>output * outputBytes
  weights = furtherWeights
  exchangeStreams(furtherStream(output))
  fillWeights(furtherWeights, count, W1)
  exchangeStreams(furtherStream(output))
}

export function keepFirstPower(): void {
  memory.copy(firstPower, features, STRIP)
}

export function restoreFirstPower(): void {
  memory.copy(features, firstPower, STRIP)
}

function fillCoefficients(): void {
  coefficients = allocate(<usize>(points * terms) << 4)
  const middle = load<f64>(slopes + (<usize>points << 4))
  let target = coefficients
  for (let k = 0; k < points; k++) {
    const distance = load<f64>(slopes + (<usize>k << 4)) - middle
    let coefficient: f64 = 1
    for (let m = 0; m < terms; m++) {
      v128.store(target, f64x2.splat(coefficient))
      coefficient = (coefficient * distance) / <f64>(m + 1)
      target += 16
    }
  }
}

export function clearOutputs(): void {
  memory.fill(sums, 0, <usize>outputCount * outputBytes)
}

/** Adds W1 g of `length` slots from `first` on to network pair `pair`, for the output that is selected. */
export function addToOutputs(pair: i32, first: i32, length: i32): void {
  const factors = weights + ((<usize>first) << 4)
  const bytes = (<usize>length) << 4
  const target = outputSums + ((<usize>pair) << 4)
  let source = features + ((<usize>first) << 4)
  if (terms || spaced) {
    addPowers(terms ? terms : points, target, factors, source, bytes)
    return
  }
  let k = 0
  for (; k + 6 <= points; k += 6) {
    addSix(target + <usize>k * ROW, factors, source, bytes)
    source += 6 * STRIP
  }
  for (; k + 2 <= points; k += 2) {
    addTwo(target + <usize>k * ROW, factors, source, bytes)
    source += 2 * STRIP
  }
  if (k < points) addOne(target + <usize>k * ROW, factors, source, bytes)
}

/** The same for `pairs` whole pairs from `pair` on, of `neurons` slots each. */
export function addPairsToOutputs(
  pair: i32,
  pairs: i32,
  neurons: i32,
  first: i32
): void {
  if (!spaced || points > 6) {
    for (let p = 0; p < pairs; p++) addToOutputs(pair + p, first + p * neurons, neurons)
    return
  }
  // Without a call for each pair, which would take longer than its few neurons.
  const bytes = (<usize>neurons) << 4
  let target = outputSums + ((<usize>pair) << 4)
  let factors = weights + ((<usize>first) << 4)
  let source = features + ((<usize>first) << 4)
  const end = target + ((<usize>pairs) << 4)
  for (; target < end; target += 16) {
    addSixPowers(target, factors, source, source + bytes, false)
    source += bytes
    factors += bytes
  }
}

/** Adds W1 times the first `count` powers, a row each. */
function addPowers(
  count: i32,
  target: usize,
  factors: usize,
  source: usize,
  bytes: usize
): void {
  const end = source + bytes
  for (let k = 6; k < count; k += 6) {
    addSixPowers(target, factors, source, end, true)
    target += 6 * ROW
    factors = ones
  }
  addSixPowers(target, factors, source, end, false)
}

/**
 * Adds `weight` times the first power and the five that follow from the ratios, a strip behind; if there is
 * `more` to come, the seventh is left as the first. Fewer rows than six leave the spare rows of the outputs with
 * numbers nobody reads.
 */
@inline
function addSixPowers(
  target: usize,
  weights: usize,
  source: usize,
  end: usize,
  more: bool
): void {
  let s0 = v128.load(target)
  let s1 = v128.load(target, ROW)
  let s2 = v128.load(target, 2 * ROW)
  let s3 = v128.load(target, 3 * ROW)
  let s4 = v128.load(target, 4 * ROW)
  let s5 = v128.load(target, 5 * ROW)
  do {
    const ratio = v128.load(source, STRIP)
    let value = f64x2.mul(v128.load(weights), v128.load(source))
    s0 = f64x2.add(s0, value)
    value = f64x2.mul(value, ratio)
    s1 = f64x2.add(s1, value)
    value = f64x2.mul(value, ratio)
    s2 = f64x2.add(s2, value)
    value = f64x2.mul(value, ratio)
    s3 = f64x2.add(s3, value)
    value = f64x2.mul(value, ratio)
    s4 = f64x2.add(s4, value)
    value = f64x2.mul(value, ratio)
    s5 = f64x2.add(s5, value)
    if (more) v128.store(source, f64x2.mul(value, ratio))
    source += 16
    weights += 16
  } while (source < end)
  v128.store(target, s0)
  v128.store(target, s1, ROW)
  v128.store(target, s2, 2 * ROW)
  v128.store(target, s3, 3 * ROW)
  v128.store(target, s4, 4 * ROW)
  v128.store(target, s5, 5 * ROW)
}

function addSix(target: usize, weights: usize, source: usize, bytes: usize): void {
  let s0 = v128.load(target)
  let s1 = v128.load(target, ROW)
  let s2 = v128.load(target, 2 * ROW)
  let s3 = v128.load(target, 3 * ROW)
  let s4 = v128.load(target, 4 * ROW)
  let s5 = v128.load(target, 5 * ROW)
  const end = source + bytes
  do {
    const w = v128.load(weights)
    s0 = f64x2.add(s0, f64x2.mul(w, v128.load(source)))
    s1 = f64x2.add(s1, f64x2.mul(w, v128.load(source, STRIP)))
    s2 = f64x2.add(s2, f64x2.mul(w, v128.load(source, 2 * STRIP)))
    s3 = f64x2.add(s3, f64x2.mul(w, v128.load(source, 3 * STRIP)))
    s4 = f64x2.add(s4, f64x2.mul(w, v128.load(source, 4 * STRIP)))
    s5 = f64x2.add(s5, f64x2.mul(w, v128.load(source, 5 * STRIP)))
    weights += 16
    source += 16
  } while (source < end)
  v128.store(target, s0)
  v128.store(target, s1, ROW)
  v128.store(target, s2, 2 * ROW)
  v128.store(target, s3, 3 * ROW)
  v128.store(target, s4, 4 * ROW)
  v128.store(target, s5, 5 * ROW)
}

function addTwo(target: usize, weights: usize, source: usize, bytes: usize): void {
  let s0 = v128.load(target)
  let s1 = v128.load(target, ROW)
  const end = source + bytes
  do {
    const w = v128.load(weights)
    s0 = f64x2.add(s0, f64x2.mul(w, v128.load(source)))
    s1 = f64x2.add(s1, f64x2.mul(w, v128.load(source, STRIP)))
    weights += 16
    source += 16
  } while (source < end)
  v128.store(target, s0)
  v128.store(target, s1, ROW)
}

function addOne(target: usize, weights: usize, source: usize, bytes: usize): void {
  let sum = v128.load(target)
  const end = source + bytes
  do {
    sum = f64x2.add(sum, f64x2.mul(v128.load(weights), v128.load(source)))
    weights += 16
    source += 16
  } while (source < end)
  v128.store(target, sum)
}

/**
 * Scales the sums, adds sigmaB b1 (one normal a network, drawn now), and leaves zeros in place of
 * the networks beyond `networks`, so that they add nothing to any moment.
 */
export function finishOutputs(networks: i32): void {
  const bytes = (<usize>((networks + 1) >> 1)) << 4
  if (sums != outputs) memory.fill(outputs, 0, <usize>(points * outputCount) * ROW)
  for (let output = 0; output < outputCount; output++) {
    if (output > 0) exchangeStreams(furtherStream(output))
    if (readoutBiased) drawBiases(bytes)
    if (output > 0) exchangeStreams(furtherStream(output))
    finishOutput(output, networks, bytes)
  }
}

function finishOutput(output: i32, networks: i32, bytes: usize): void {
  const rows = outputs + <usize>(output * points) * ROW
  const powers = sums + <usize>output * outputBytes
  if (terms) sumSeries(rows, powers, bytes)
  for (let k = 0; k < points; k++) {
    const row = rows + <usize>k * ROW
    const source = terms ? row : powers + <usize>k * ROW
    scaleRow(row, source, v128.load(norms + ((<usize>k) << 4)), row + bytes)
    if (networks & 1) store<f64>(row + ((<usize>networks) << 3), 0)
  }
}

/** The outputs, less their norms, from the sums of powers. */
function sumSeries(rows: usize, powers: usize, bytes: usize): void {
  let coefficient = coefficients
  for (let k = 0; k < points; k++) {
    const row = rows + <usize>k * ROW
    // Small terms first.
    for (let m = terms - 6; m >= 0; m -= 6) {
      const first = coefficient + ((<usize>m) << 4)
      addSixRows(row, powers + <usize>m * ROW, first, row + bytes)
    }
    coefficient += (<usize>terms) << 4
  }
}

/** Adds six successive rows, each times its coefficient. */
function addSixRows(target: usize, source: usize, coefficient: usize, end: usize): void {
  const c0 = v128.load(coefficient)
  const c1 = v128.load(coefficient, 16)
  const c2 = v128.load(coefficient, 32)
  const c3 = v128.load(coefficient, 48)
  const c4 = v128.load(coefficient, 64)
  const c5 = v128.load(coefficient, 80)
  do {
    let sum = f64x2.add(v128.load(target), f64x2.mul(c5, v128.load(source, 5 * ROW)))
    sum = f64x2.add(sum, f64x2.mul(c4, v128.load(source, 4 * ROW)))
    sum = f64x2.add(sum, f64x2.mul(c3, v128.load(source, 3 * ROW)))
    sum = f64x2.add(sum, f64x2.mul(c2, v128.load(source, 2 * ROW)))
    sum = f64x2.add(sum, f64x2.mul(c1, v128.load(source, ROW)))
    sum = f64x2.add(sum, f64x2.mul(c0, v128.load(source)))
    v128.store(target, sum)
    source += 16
    target += 16
  } while (target < end)
}

/** sigmaB b1 of the group, and zeros behind them; all zeros where there are no biases. */
function drawBiases(bytes: usize): void {
  fillWeights(outputBiases, <i32>(bytes >> 4), B1)
  const sigmaB = v128.load(READOUT_BIAS)
  const end = outputBiases + bytes
  for (let o = outputBiases; o < end; o += 16) v128.store(o, f64x2.mul(sigmaB, v128.load(o)))
  if (bytes < ROW) v128.store(end, f64x2.splat(0))
}

function scaleRow(row: usize, source: usize, norm: v128, end: usize): void {
  let bias = outputBiases
  // Two at a time: behind an odd number stand zeros.
  do {
    v128.store(row, f64x2.add(f64x2.mul(norm, v128.load(source)), v128.load(bias)))
    v128.store(row, f64x2.add(f64x2.mul(norm, v128.load(source, 16)), v128.load(bias, 16)), 16)
    row += 32
    source += 32
    bias += 32
  } while (row < end)
}
