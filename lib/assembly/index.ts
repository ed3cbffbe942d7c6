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
import { fillExponentialTable } from './exponential'
import {
  addFieldMoments,
  addFieldSums,
  allocateFields,
  combinationsOfOrder,
  diagnosedOfOrder,
  diagonalRow,
  fieldCounts,
  fieldDiagonals,
  fieldFactors,
  fillProductRows,
  placeRow
} from './fieldMoments'
import { drawNeurons, evaluateFeatures, preparePreactivations } from './hiddenLayer'
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
  TILTED,
  allocate,
  estimator,
  network,
  norms,
  outputCount,
  points,
  setSettings,
  slopes,
  width
} from './settings'
import { GRID, allocateTable, kinks, pieces } from './table'
import { addPoint, addPowers } from './tailSums'
import {
  allocateDraws,
  finishDraws,
  neurons,
  prepareTerms,
  sumTerms,
  takeFeatures
} from './tilted'
import { DISTRIBUTIONS } from './weights'

export {
  allocateArray,
  cosineArray,
  errorFunctionArray,
  exponentialArray,
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
  numberOfOrders: i32
): void {
  fillExponentialTable()
  fillLayers()
  if (networkCode == ERF) fillErrorFunctionTable()
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
    withBiases
  )
  orderCount = numberOfOrders
  orders = allocate(<usize>numberOfOrders << 2)
}

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

/** Makes room for the lists of what is taken of several outputs; the host writes them at the three pointers. */
export function configureFields(base: i32, products: i32, combinations: i32, diagnosed: i32): void {
  allocateFields(orderCount, base, products, combinations, diagnosed)
}

export function fieldFactorsPointer(): usize {
  return fieldFactors()
}

export function fieldCountsPointer(): usize {
  return fieldCounts()
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
    for (let i = 0; i < orderCount; i++) prepareTerms(order(i))
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

/** Literal: all fields. Conditional: a row of ones, then the moments of one output, order by order. */
function placeBaseRows(highest: i32): void {
  if (estimator == LITERAL) {
    for (let k = 0; k < points * outputCount; k++) placeRow(k, outputs + <usize>k * ROW)
    return
  }
  const ones = allocate(ROW)
  for (let o: usize = 0; o < ROW; o += 8) store<f64>(ones + o, 1)
  let row = 0
  placeRow(row++, ones)
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

/** Works through about `budget` slots; true while the block is unfinished. */
export function advance(budget: i32): bool {
  while (budget > 0) {
    if (slotsLeft == 0) {
      if (networksLeft == 0) return false
      beginGroup()
    }
    const count = <i32>min<i64>(CHUNK, slotsLeft)
    drawNeurons(count)
    evaluateFeatures(count)
    if (estimator == LITERAL) addFurtherOutputs(count)
    addChunk(count)
    slotsLeft -= count
    budget -= count
    if (slotsLeft == 0) finishGroup()
  }
  return slotsLeft != 0 || networksLeft != 0
}

function beginGroup(): void {
  groupNetworks = min(networksLeft, 2 * PAIRS)
  networksLeft -= groupNetworks
  slotsLeft = <i64>((groupNetworks + 1) >> 1) * <i64>drawnWidth()
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
    finishCovariances(groupNetworks)
    for (let n = 4; n <= highest; n += 2) contract(n)
  } else if (estimator == TILTED) {
    finishDraws(groupNetworks, highest)
    for (let i = 0; i < orderCount; i++) sumTerms(order(i))
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
