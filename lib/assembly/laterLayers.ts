// Hidden layers beyond the first. The conditional estimator draws the preactivations of a layer from their covariance
// given the layer before, the literal one draws every weight.
import { activateStrip } from './activation'
import { factorCovariances, factorLength, factorRow } from './covarianceFactor'
import { moments } from './momentRows'
import { fillNormals } from './normals'
import { LITERAL, STRIP, allocate, estimator, features, points } from './settings'
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

/** Draws the next layer's normals: for every point a strip of `count`. */
export function drawLayer(count: i32): void {
  fillNormals(layerNormals, points * count)
}

/** F n of `length` slots of a chunk of `count`, from `first` on, which belong to one pair of networks. */
export function correlate(pair: i32, first: i32, length: i32, count: i32): void {
  const start = <usize>first << 4
  const bytes = <usize>length << 4
  const strip = <usize>count << 4
  for (let k = 0; k < points; k++) {
    const target = features + <usize>k * STRIP + start
    const columns = factorLength(pair, k)
    const factor = factorRow(pair, k)
    const source = layerNormals + start
    // Three columns at a time: sums stay in registers for most points.
    let column = columns % 3
    if (column == 0) memory.fill(target, 0, bytes)
    else if (column == 1) multiplyOne(target, source, v128.load(factor), bytes)
    else multiplyTwo(target, source, strip, v128.load(factor), v128.load(factor, 16), bytes)
    for (; column < columns; column += 3) {
      const place = factor + (<usize>column << 4)
      addThree(target, source + <usize>column * strip, strip, place, bytes)
    }
  }
}

function multiplyOne(target: usize, source: usize, a: v128, bytes: usize): void {
  for (const end = target + bytes; target < end; target += 16) {
    v128.store(target, f64x2.mul(a, v128.load(source)))
    source += 16
  }
}

function multiplyTwo(
  target: usize,
  source: usize,
  strip: usize,
  a: v128,
  b: v128,
  bytes: usize
): void {
  for (const end = target + bytes; target < end; target += 16) {
    const first = f64x2.mul(a, v128.load(source))
    v128.store(target, f64x2.add(first, f64x2.mul(b, v128.load(source + strip))))
    source += 16
  }
}

function addThree(target: usize, source: usize, strip: usize, factor: usize, bytes: usize): void {
  const a = v128.load(factor)
  const b = v128.load(factor, 16)
  const c = v128.load(factor, 32)
  for (const end = target + bytes; target < end; target += 16) {
    const first = f64x2.add(v128.load(target), f64x2.mul(a, v128.load(source)))
    const second = f64x2.mul(b, v128.load(source + strip))
    const third = f64x2.mul(c, v128.load(source + 2 * strip))
    v128.store(target, f64x2.add(first, f64x2.add(second, third)))
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
