// Hidden layers beyond the first. The conditional estimator draws the preactivations of a layer from their covariance
// given the layer before, the literal one draws every weight.
import { activateStrip } from './activation'
import { factorCovariances, factorLength, factorRow } from './covarianceFactor'
import { moments } from './momentRows'
import { fillNormals } from './normals'
import { CHUNK, LITERAL, STRIP, allocate, estimator, features, points } from './settings'
import { selectTable } from './table'
import { LATER_B, LATER_W, fillWeights, setDistribution } from './weights'

/** Hidden layers beyond the first. */
export let laterLayers: i32 = 0

/**
 * One record a layer, f64 each, written by the host: code of its activation, number of neurons, sigmaB, code and
 * parameter of the distributions of its weights and of its biases, number of its table.
 */
let records: usize = 0
const RECORD: usize = 64
/** Number of the first layer's table; negative: it has none. */
let firstTable: i32 = -1
/** Two equal lanes each, shape [layer][point]: what sum W g(x) is multiplied by to enter a layer. */
let entries: usize = 0

/** Normals of a chunk, a strip a point. */
let layerNormals: usize = 0
/** Literal: features of the layer before and of this one, a row a point; weights and bias of a neuron. */
let before: usize = 0
let after: usize = 0
let rowBytes: usize = 0
let weights: usize = 0

export function allocateLayers(layers: i32, widestLayer: i32, tableOfFirst: i32): void {
  laterLayers = layers
  firstTable = tableOfFirst
  records = allocate(<usize>layers * RECORD)
  entries = allocate(<usize>(layers * points) << 4)
  if (estimator != LITERAL) {
    // fillNormals draws three vectors at a time, and strips take two.
    layerNormals = allocate(<usize>points * STRIP + 64)
    return
  }
  rowBytes = <usize>(widestLayer + 2) << 4
  before = allocate(<usize>points * rowBytes)
  after = allocate(<usize>points * rowBytes)
  weights = allocate(rowBytes + 64)
}

export function layerRecords(): usize {
  return records
}

export function layerEntries(): usize {
  return entries
}

@inline
function record(layer: i32): usize {
  return records + <usize>(layer - 1) * RECORD
}

@inline
function activationCode(layer: i32): i32 {
  return <i32>load<f64>(record(layer))
}

/** Neurons of a layer beyond the first. */
@inline
export function layerWidth(layer: i32): i32 {
  return <i32>load<f64>(record(layer), 8)
}

@inline
export function layerBias(layer: i32): f64 {
  return load<f64>(record(layer), 16)
}

/** Factors that enter layer `layer`, two equal lanes a point. */
@inline
export function layerEntry(layer: i32): usize {
  return entries + (<usize>((layer - 1) * points) << 4)
}

// Conditional.

/** Draws the next layer's normals: `count` for every point, which are drawn together, then brought into its strip. */
export function drawLayer(count: i32): void {
  fillNormals(layerNormals, points * count)
  if (count == CHUNK) return
  const bytes = <usize>count << 4
  for (let k = <usize>points - 1; k > 0; k--) {
    memory.copy(layerNormals + k * STRIP, layerNormals + k * bytes, bytes)
  }
}

/** F n of `length` slots from `first` on, which belong to one pair of networks. */
export function correlate(pair: i32, first: i32, length: i32): void {
  const start = <usize>first << 4
  const bytes = <usize>length << 4
  for (let k = 0; k < points; k++) {
    const target = features + <usize>k * STRIP + start
    const columns = factorLength(pair, k)
    const factor = factorRow(pair, k)
    const source = layerNormals + start
    let column = columns == 0 ? 0 : ((columns - 1) % 6) + 1
    if (column == 0) memory.fill(target, 0, bytes)
    else if (column == 1) combineOne(target, source, factor, bytes)
    else if (column == 2) combineTwo(target, source, factor, bytes)
    else if (column == 3) combineThree(target, source, factor, bytes)
    else if (column == 4) combineFour(target, source, factor, bytes)
    else if (column == 5) combineFive(target, source, factor, bytes)
    else combineSix(target, source, factor, bytes)
    for (; column < columns; column += 6) {
      const place = factor + (<usize>column << 4)
      addSix(target, source + <usize>column * STRIP, place, bytes)
    }
  }
}

// A function for each number of columns, as in productTiles.ts.

function combineOne(target: usize, source: usize, factor: usize, bytes: usize): void {
  combine(1, false, target, source, factor, bytes)
}

function combineTwo(target: usize, source: usize, factor: usize, bytes: usize): void {
  combine(2, false, target, source, factor, bytes)
}

function combineThree(target: usize, source: usize, factor: usize, bytes: usize): void {
  combine(3, false, target, source, factor, bytes)
}

function combineFour(target: usize, source: usize, factor: usize, bytes: usize): void {
  combine(4, false, target, source, factor, bytes)
}

function combineFive(target: usize, source: usize, factor: usize, bytes: usize): void {
  combine(5, false, target, source, factor, bytes)
}

function combineSix(target: usize, source: usize, factor: usize, bytes: usize): void {
  combine(6, false, target, source, factor, bytes)
}

function addSix(target: usize, source: usize, factor: usize, bytes: usize): void {
  combine(6, true, target, source, factor, bytes)
}

/**
 * Sums of up to six strips times their coefficients, which stay in registers. Strips come by threes, those that are
 * left over first: a sum does not depend on how many are taken at a time.
 */
@inline
function combine(
  columns: i32,
  adding: bool,
  target: usize,
  source: usize,
  factor: usize,
  bytes: usize
): void {
  const a = v128.load(factor)
  const b = columns > 1 ? v128.load(factor, 16) : a
  const c = columns > 2 ? v128.load(factor, 32) : a
  const d = columns > 3 ? v128.load(factor, 48) : a
  const e = columns > 4 ? v128.load(factor, 64) : a
  const f = columns > 5 ? v128.load(factor, 80) : a
  for (const end = target + bytes; target < end; target += 16) {
    let sum = f64x2.mul(a, v128.load(source))
    if (adding) sum = f64x2.add(v128.load(target), sum)
    if (columns % 3 == 2) sum = f64x2.add(sum, f64x2.mul(b, v128.load(source, STRIP)))
    if (columns % 3 == 0) {
      const second = f64x2.mul(b, v128.load(source, STRIP))
      sum = f64x2.add(sum, f64x2.add(second, f64x2.mul(c, v128.load(source, 2 * STRIP))))
    }
    if (columns == 4) {
      sum = f64x2.add(sum, f64x2.mul(b, v128.load(source, STRIP)))
      const third = f64x2.mul(c, v128.load(source, 2 * STRIP))
      sum = f64x2.add(sum, f64x2.add(third, f64x2.mul(d, v128.load(source, 3 * STRIP))))
    }
    if (columns == 5) {
      sum = f64x2.add(sum, f64x2.mul(c, v128.load(source, 2 * STRIP)))
      const fourth = f64x2.mul(d, v128.load(source, 3 * STRIP))
      sum = f64x2.add(sum, f64x2.add(fourth, f64x2.mul(e, v128.load(source, 4 * STRIP))))
    }
    if (columns == 6) {
      sum = f64x2.add(sum, f64x2.mul(d, v128.load(source, 3 * STRIP)))
      const fifth = f64x2.mul(e, v128.load(source, 4 * STRIP))
      sum = f64x2.add(sum, f64x2.add(fifth, f64x2.mul(f, v128.load(source, 5 * STRIP))))
    }
    v128.store(target, sum)
    source += 16
  }
}

/** Makes a layer's activation, 0 for the first, the one that `tableStrip` computes. */
export function selectLayer(layer: i32): void {
  const number = layer == 0 ? firstTable : <i32>load<f64>(record(layer), 56)
  if (number >= 0) selectTable(number)
}

/** The layer's activation on a chunk of `count` slots. */
export function activateLayer(layer: i32, count: i32): void {
  const bytes = <usize>count << 4
  for (let k = 0; k < points; k++) {
    const strip = features + <usize>k * STRIP
    activateStrip(activationCode(layer), strip, strip + bytes)
  }
}

/** Factors the covariances of the group for its next layer. */
export function beginLayer(pairs: i32): void {
  factorCovariances(moments(2), pairs)
}

// Literal: one pair of networks after the other, a neuron at a time.

/** Keeps the features of `count` neurons of the first layer from neuron `first` on. */
export function keepFeatures(first: i32, count: i32): void {
  for (let k: usize = 0; k < <usize>points; k++) {
    memory.copy(before + k * rowBytes + (<usize>first << 4), features + k * STRIP, <usize>count << 4)
  }
}

/** Hands `count` neurons of the last layer, from `first` on, to the feature strips. */
export function takeFeaturesOfLayer(first: i32, count: i32): void {
  for (let k: usize = 0; k < <usize>points; k++) {
    memory.copy(features + k * STRIP, before + k * rowBytes + (<usize>first << 4), <usize>count << 4)
  }
}

/** Draws a neuron's weights to the `inputs` neurons before, and its bias, and adds up its preactivations. */
export function drawNeuronOfLayer(layer: i32, neuron: i32, inputs: i32): void {
  const at = record(layer)
  setDistribution(LATER_W, load<f64>(at, 24), load<f64>(at, 32))
  fillWeights(weights, inputs, LATER_W)
  const sigmaB = layerBias(layer)
  const end = weights + (<usize>inputs << 4)
  const place = after + (<usize>neuron << 4)
  let k: usize = 0
  const entry = layerEntry(layer)
  for (; k + 2 <= <usize>points; k += 2) addTwoPoints(place, entry, k, end)
  if (k < <usize>points) addPoint(place, entry, k, end)
  if (sigmaB == 0) return
  setDistribution(LATER_B, load<f64>(at, 40), load<f64>(at, 48))
  fillWeights(weights, 1, LATER_B)
  const bias = f64x2.mul(f64x2.splat(sigmaB), v128.load(weights))
  for (k = 0; k < <usize>points; k++) {
    const target = place + k * rowBytes
    v128.store(target, f64x2.add(v128.load(target), bias))
  }
}

/** Four sums in flight: with fewer, the processor would wait for its last addition. */
function addTwoPoints(place: usize, entry: usize, k: usize, end: usize): void {
  let a = before + k * rowBytes
  let b = a + rowBytes
  let evenA = f64x2.splat(0)
  let oddA = evenA
  let evenB = evenA
  let oddB = evenA
  let w = weights
  for (; w + 16 < end; w += 32) {
    const even = v128.load(w)
    const odd = v128.load(w, 16)
    evenA = f64x2.add(evenA, f64x2.mul(even, v128.load(a)))
    oddA = f64x2.add(oddA, f64x2.mul(odd, v128.load(a, 16)))
    evenB = f64x2.add(evenB, f64x2.mul(even, v128.load(b)))
    oddB = f64x2.add(oddB, f64x2.mul(odd, v128.load(b, 16)))
    a += 32
    b += 32
  }
  if (w < end) {
    evenA = f64x2.add(evenA, f64x2.mul(v128.load(w), v128.load(a)))
    evenB = f64x2.add(evenB, f64x2.mul(v128.load(w), v128.load(b)))
  }
  const target = place + k * rowBytes
  const factors = entry + (k << 4)
  v128.store(target, f64x2.mul(v128.load(factors), f64x2.add(evenA, oddA)))
  v128.store(target + rowBytes, f64x2.mul(v128.load(factors, 16), f64x2.add(evenB, oddB)))
}

function addPoint(place: usize, entry: usize, k: usize, end: usize): void {
  let a = before + k * rowBytes
  let even = f64x2.splat(0)
  let odd = even
  let w = weights
  for (; w + 16 < end; w += 32) {
    even = f64x2.add(even, f64x2.mul(v128.load(w), v128.load(a)))
    odd = f64x2.add(odd, f64x2.mul(v128.load(w, 16), v128.load(a, 16)))
    a += 32
  }
  if (w < end) even = f64x2.add(even, f64x2.mul(v128.load(w), v128.load(a)))
  v128.store(place + k * rowBytes, f64x2.mul(v128.load(entry + (k << 4)), f64x2.add(even, odd)))
}

/** Activates the neurons of a layer that are all there: they are what the next one is made of. */
export function finishLayer(layer: i32): void {
  const bytes = <usize>layerWidth(layer) << 4
  for (let k: usize = 0; k < <usize>points; k++) {
    const row = after + k * rowBytes
    activateStrip(activationCode(layer), row, row + bytes)
  }
  const kept = before
  before = after
  after = kept
}
