// The sampler's door. The host configures an instance, writes inputs, orders and the seven states of
// a stream, then calls `advance` in slices of a few milliseconds until a block is done.
import {
  addToCovariances,
  allocateContractions,
  clearCovariances,
  contract,
  finishCovariances
} from './conditional'
import { fillErrorFunctionTable } from './errorFunction'
import { allocateFactors } from './covarianceFactor'
import { fillExponentialTable } from './exponential'
import {
  addFieldMoments,
  addFieldSums,
  allocateFields,
  baseRowCount,
  combinationsOfOrder,
  diagnosedOfOrder,
  diagonalRow,
  fieldCounts,
  fieldDiagonals,
  fieldFactors,
  fieldPatterns,
  fieldPatternsEnd,
  fillProductRows,
  placeRow
} from './fieldMoments'
import { drawNeurons, evaluateFeatures, outputWeights, preparePreactivations } from './hiddenLayer'
import { fillHyperbolicTangentTable } from './hyperbolicTangent'
import {
  activateLayer,
  allocateLayers,
  beginLayer,
  correlate,
  drawLayer,
  drawNeuronOfLayer,
  finishLayer,
  keepFeatures,
  laterLayers,
  layerBias,
  layerEntries,
  layerEntry,
  layerRecords,
  layerWidth,
  selectLayer,
  takeFeaturesOfLayer
} from './laterLayers'
import { addProducts, allocateMonomials, fillMonomials } from './momentSums'
import { addMoments, moments } from './momentRows'
import { fillCounts, multisetCount } from './multisetTables'
import { fillLayers } from './normals'
import {
  addPairsToOutputs,
  addToOutputs,
  allocateOutputs,
  clearOutputs,
  finishOutputs,
  furtherSeeds,
  keepFirstPower,
  outputs,
  restoreFirstPower,
  selectFirstOutput,
  selectFurtherOutput,
  startFurtherStreams
} from './outputs'
import { SEEDS, startStream } from './randomStream'
import {
  BIAS,
  CHUNK,
  CONDITIONAL,
  ERF,
  LITERAL,
  OUTPUT_VARIANCE,
  PAIRS,
  ROW,
  READOUT_BIAS,
  TANH,
  TILTED,
  allocate,
  estimator,
  network,
  norms,
  outputCount,
  points,
  readoutBiased,
  setSettings,
  slopes,
  width
} from './settings'
import { GRID, allocateTable, allocateTables, keepTable, kinks, pieces } from './table'
import { addPoint, addPowers } from './tailSums'
import {
  allocateDraws,
  finishDraws,
  neurons,
  patternRow,
  prepareOrder,
  preparePatterns,
  sumPatterns,
  takeFeatures
} from './tilted'
import { DISTRIBUTIONS, W1, fillWeights } from './weights'

export {
  allocateArray,
  cosineArray,
  errorFunctionArray,
  exponentialArray,
  hyperbolicTangentArray,
  logarithmArray,
  normalArray,
  smallExponentialArray,
  startNormals,
  steppedExponentialArray,
  tableArray,
  tailArray,
  weightArray
} from './arrays'
export { exponential } from './exponential'

/** Orders n, i32 each; sums, squares and maxima follow each other, order by order. */
let orders: usize = 0
let orderCount: i32 = 0
let sums: usize = 0
let sumCount: i32 = 0

/** Networks not yet begun, those of the current group, and the group's slots to come. */
let networksLeft: i32 = 0
let groupNetworks: i32 = 0
let slotsLeft: i64 = 0
/** Where the next slot belongs. */
let pair: i32 = 0
let neuron: i32 = 0
/** Hidden layer that is being drawn, the first one being 0. */
let layer: i32 = 0

/** Sets an instance up, once. The arrays at the pointers below are the host's to fill. */
export function configure(
  networkCode: i32,
  estimatorCode: i32,
  hiddenWidth: i32,
  inputDimension: i32,
  inputPoints: i32,
  outputsDrawn: i32,
  equallySpaced: bool,
  closelySpaced: bool,
  powersOfWeights: i32,
  boundedExponents: bool,
  withBiases: bool,
  withReadoutBiases: bool,
  later: i32,
  numberOfOrders: i32
): void {
  fillExponentialTable()
  fillLayers()
  if (networkCode == ERF || later > 0) fillErrorFunctionTable()
  if (networkCode == TANH || later > 0) fillHyperbolicTangentTable()
  setSettings(
    networkCode,
    estimatorCode,
    hiddenWidth,
    inputDimension,
    inputPoints,
    outputsDrawn,
    equallySpaced,
    closelySpaced,
    powersOfWeights,
    boundedExponents,
    withBiases,
    withReadoutBiases,
    later > 0
  )
  orderCount = numberOfOrders
  orders = allocate(<usize>numberOfOrders << 2)
}

/**
 * Makes room for hidden layers beyond the first and for their different tables; the host writes them at the two
 * pointers, and keeps each table under its number.
 */
export function configureLayers(layers: i32, widest: i32, tables: i32, tableOfFirst: i32): void {
  allocateLayers(layers, widest, tableOfFirst)
  allocateTables(tables)
  if (estimator == CONDITIONAL) allocateFactors(PAIRS)
}

export function layersPointer(): usize {
  return layerRecords()
}

export function entriesPointer(): usize {
  return layerEntries()
}

export { keepTable }

/** Makes room for a table of an activation; the host writes it at the three pointers. */
export function configureTable(pieceCount: i32, kinkCount: i32): void {
  allocateTable(pieceCount, kinkCount)
}

export function tablePiecesPointer(): usize {
  return pieces
}

export function tableKinksPointer(): usize {
  return kinks
}

export function tableGridPointer(): usize {
  return GRID
}

/** Makes room for the lists of what is taken of several outputs; the host writes them at the pointers. */
export function configureFields(
  base: i32,
  products: i32,
  combinations: i32,
  diagnosed: i32,
  patternNumbers: i32
): void {
  allocateFields(orderCount, base, products, combinations, diagnosed, patternNumbers)
}

export function fieldFactorsPointer(): usize {
  return fieldFactors()
}

export function fieldCountsPointer(): usize {
  return fieldCounts()
}

export function fieldPatternsPointer(): usize {
  return fieldPatterns()
}

export function fieldDiagonalsPointer(): usize {
  return fieldDiagonals()
}

/** Distributions of W0, b0, W1 and b1: code and parameter of each, f64. */
export function distributionsPointer(): usize {
  return DISTRIBUTIONS
}

export function ordersPointer(): usize {
  return orders
}

export function slopesPointer(): usize {
  return slopes
}

export function normsPointer(): usize {
  return norms
}

export function biasPointer(): usize {
  return BIAS
}

export function readoutBiasPointer(): usize {
  return READOUT_BIAS
}

export function outputVariancePointer(): usize {
  return OUTPUT_VARIANCE
}

export function seedsPointer(): usize {
  return SEEDS
}

/** Seeds of the streams of further outputs, one after the other, once `prepare` was called. */
export function furtherSeedsPointer(): usize {
  return furtherSeeds()
}

@inline
function order(index: i32): i32 {
  return load<i32>(orders + (index << 2))
}

/** Neurons of a network that are drawn. */
@inline
function drawnWidth(): i32 {
  // The readout of literal draws takes the last layer.
  if (layer > 0) return layerWidth(min(layer, laterLayers))
  return estimator == TILTED ? neurons : width
}

/** Combinations of the order at `index` in `orders`. */
@inline
function combinations(index: i32): i32 {
  return outputCount > 1 ? combinationsOfOrder(index) : multisetCount(order(index))
}

/** Those of them whose squares and maxima are kept: the diagonal ones, or all. */
@inline
function diagnosed(index: i32): i32 {
  if (outputCount > 1) return diagnosedOfOrder(index)
  return estimator == LITERAL ? points : multisetCount(order(index))
}

/** Allocates what depends on the orders; to be called once, when every array is written. */
export function prepare(): void {
  const highest = order(orderCount - 1)
  fillCounts(highest)
  if (estimator == CONDITIONAL) {
    allocateContractions(highest)
  } else if (estimator == TILTED) {
    allocateDraws(highest)
    if (outputCount > 1) preparePatterns(fieldPatterns(), fieldPatternsEnd())
    else for (let i = 0; i < orderCount; i++) prepareOrder(order(i))
  } else {
    allocateOutputs()
    if (outputCount == 1) allocateMonomials(highest >> 1)
  }
  if (outputCount > 1) placeBaseRows(highest)
  preparePreactivations()
  for (let i = 0; i < orderCount; i++) {
    sumCount += combinations(i) + 2 * diagnosed(i)
  }
  sums = allocate(<usize>sumCount << 4)
}

/** Literal: all fields. Else a row of ones, then the moments: conditional of one output, order by order; tilted all. */
function placeBaseRows(highest: i32): void {
  if (estimator == LITERAL) {
    for (let k = 0; k < points * outputCount; k++) placeRow(k, outputs + <usize>k * ROW)
    return
  }
  const ones = allocate(ROW)
  for (let o: usize = 0; o < ROW; o += 8) store<f64>(ones + o, 1)
  let row = 0
  placeRow(row++, ones)
  if (estimator == TILTED) {
    for (; row < baseRowCount(); row++) placeRow(row, patternRow(row - 1))
    return
  }
  for (let n = 2; n <= highest; n += 2) {
    for (let c = 0; c < multisetCount(n); c++) placeRow(row++, moments(n) + <usize>c * ROW)
  }
}

/** Begins a block of `networks` networks with the stream at `seedsPointer()`. */
export function begin(networks: i32): void {
  if (estimator == LITERAL) startFurtherStreams()
  startStream(SEEDS)
  memory.fill(sums, 0, <usize>sumCount << 4)
  networksLeft = networks
  groupNetworks = 0
  slotsLeft = 0
}

/** Adds `networks` networks to the block, which go on in its streams: a group at a time for what looks at single ones. */
export function extend(networks: i32): void {
  networksLeft += networks
}

/** Conditional: the covariances given the hidden layers of the group done last, a row of networks for each pair of points. */
export function covariancesPointer(): usize {
  return moments(2)
}

/** Works through about `budget` slots; true while the block is unfinished. */
export function advance(budget: i32): bool {
  while (budget > 0) {
    if (slotsLeft == 0) {
      if (networksLeft == 0) return false
      beginGroup()
    }
    if (laterLayers > 0 && estimator == LITERAL) {
      budget -= advanceLiteral()
      continue
    }
    const count = <i32>min<i64>(CHUNK, slotsLeft)
    fillFeatures(count)
    if (estimator == LITERAL) addFurtherOutputs(count)
    addChunk(count)
    slotsLeft -= count
    budget -= count
    if (slotsLeft == 0 && layer < laterLayers) beginNextLayer()
    else if (slotsLeft == 0) finishGroup()
  }
  return slotsLeft != 0 || networksLeft != 0
}

/** Draws a chunk of the present layer and fills its features. */
function fillFeatures(count: i32): void {
  if (layer == 0) {
    drawNeurons(count)
    evaluateFeatures(count)
    return
  }
  drawLayer(count)
  let first = 0
  let p = pair
  let n = neuron
  while (first < count) {
    const length = min(drawnWidth() - n, count - first)
    correlate(p, first, length)
    first += length
    n = 0
    p++
  }
  activateLayer(layer, count)
}

/** Conditional: the covariances of the group, given its present layer, are those of the next one's preactivations. */
function beginNextLayer(): void {
  layer++
  const sigmaB = layerBias(layer)
  finishCovariances(groupNetworks, layerEntry(layer), f64x2.splat(sigmaB * sigmaB))
  const pairs = (groupNetworks + 1) >> 1
  beginLayer(pairs)
  clearCovariances()
  selectLayer(layer)
  slotsLeft = <i64>pairs * <i64>drawnWidth()
  pair = 0
  neuron = 0
}

/**
 * Literal draws of several hidden layers: the next step of the present pair of networks, which is a chunk of its first
 * or last layer or one neuron of a later one. Returns its cost in slots.
 */
function advanceLiteral(): i32 {
  if (layer == 0) {
    const count = min(CHUNK, width - neuron)
    drawNeurons(count)
    evaluateFeatures(count)
    keepFeatures(neuron, count)
    neuron += count
    if (neuron == width) enterLayer(1)
    return count
  }
  const inputs = layer == 1 ? width : layerWidth(layer - 1)
  if (layer <= laterLayers) {
    drawNeuronOfLayer(layer, neuron++, inputs)
    if (neuron == layerWidth(layer)) {
      finishLayer(layer)
      enterLayer(layer + 1)
    }
    return (inputs >> 2) + 1
  }
  const count = min(CHUNK, inputs - neuron)
  takeFeaturesOfLayer(neuron, count)
  fillWeights(outputWeights(count), count, W1)
  addFurtherOutputs(count)
  addChunk(count)
  slotsLeft -= count
  if (neuron == 0) enterLayer(0)
  if (slotsLeft == 0) finishGroup()
  return count
}

function enterLayer(next: i32): void {
  layer = next
  neuron = 0
  if (next <= laterLayers) selectLayer(next)
}

function beginGroup(): void {
  groupNetworks = min(networksLeft, 2 * PAIRS)
  networksLeft -= groupNetworks
  layer = 0
  if (laterLayers > 0) selectLayer(0)
  const last = laterLayers > 0 && estimator == LITERAL ? layerWidth(laterLayers) : drawnWidth()
  slotsLeft = <i64>((groupNetworks + 1) >> 1) * <i64>last
  pair = 0
  neuron = 0
  if (estimator == CONDITIONAL) clearCovariances()
  else if (estimator == LITERAL) clearOutputs()
}

/** Adds the chunk to all outputs but the first, which is left selected. */
function addFurtherOutputs(count: i32): void {
  if (outputCount > 1) {
    const firstPair = pair
    const firstNeuron = neuron
    keepFirstPower()
    for (let output = 1; output < outputCount; output++) {
      selectFurtherOutput(output, count)
      addChunk(count)
      pair = firstPair
      neuron = firstNeuron
      restoreFirstPower()
    }
  }
  selectFirstOutput(count)
}

/** Hands the slots of a chunk to the pairs of networks they belong to. */
function addChunk(count: i32): void {
  const drawn = drawnWidth()
  let first = 0
  while (first < count) {
    if (estimator == LITERAL && neuron == 0 && count - first >= 2 * drawn) {
      const pairs = (count - first) / drawn
      addPairsToOutputs(pair, pairs, drawn, first)
      first += pairs * drawn
      pair += pairs
      continue
    }
    const length = min(drawn - neuron, count - first)
    if (estimator == CONDITIONAL) addToCovariances(pair, first, length)
    else if (estimator == TILTED) takeFeatures(pair, neuron, first, length)
    else addToOutputs(pair, first, length)
    first += length
    neuron += length
    if (neuron == drawn) {
      neuron = 0
      pair++
    }
  }
}

function finishGroup(): void {
  const highest = order(orderCount - 1)
  let target = sums
  if (estimator == CONDITIONAL) {
    const sigmaB = v128.load(READOUT_BIAS)
    const variance = readoutBiased ? f64x2.mul(sigmaB, sigmaB) : f64x2.splat(0)
    finishCovariances(groupNetworks, norms, variance)
    for (let n = 4; n <= highest; n += 2) contract(n)
  } else if (estimator == TILTED) {
    finishDraws(groupNetworks, highest)
    sumPatterns()
  } else {
    finishOutputs(groupNetworks)
    if (outputCount == 1) fillMonomials(highest >> 1)
  }
  if (outputCount > 1) {
    addFields()
    return
  }
  for (let i = 0; i < orderCount; i++) {
    const n = order(i)
    const squares = target + (<usize>combinations(i) << 4)
    const maxima = squares + (<usize>diagnosed(i) << 4)
    if (estimator != LITERAL) {
      addMoments(n, target, squares, maxima)
    } else {
      addProducts(n >> 1, target)
      addPowers(n >> 1, squares, maxima)
    }
    target = maxima + (<usize>diagnosed(i) << 4)
  }
}

/** Adds what the group gives of several outputs. */
function addFields(): void {
  fillProductRows()
  let target = sums
  let first = 0
  let diagonal = 0
  for (let i = 0; i < orderCount; i++) {
    const count = combinations(i)
    const squares = target + (<usize>count << 4)
    const maxima = squares + (<usize>diagnosed(i) << 4)
    if (estimator == LITERAL) {
      addFieldSums(first, count, target)
      for (let d: usize = 0; d < <usize>diagnosed(i); d++) {
        addPoint(diagonalRow(diagonal++), squares + (d << 4), maxima + (d << 4))
      }
    } else {
      addFieldMoments(first, count, target, squares, maxima)
    }
    first += count
    target = maxima + (<usize>diagnosed(i) << 4)
  }
}

/** Joins the two lanes, in place: f64 for each sum, square and maximum, order by order. */
export function finish(): usize {
  let source = sums
  let target = sums
  for (let i = 0; i < orderCount; i++) {
    const maxima = diagnosed(i)
    const added = combinations(i) + maxima
    for (let j = 0; j < added + maxima; j++) {
      const a = load<f64>(source)
      const b = load<f64>(source, 8)
      store<f64>(target, j < added ? a + b : max(a, b))
      source += 16
      target += 8
    }
  }
  return sums
}

/** Number of f64 that `finish` leaves. */
export function resultLength(): i32 {
  return sumCount
}
