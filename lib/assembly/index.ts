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
import { drawNeurons, evaluateFeatures, preparePreactivations } from './hiddenLayer'
import { addProducts, allocateMonomials, fillMonomials } from './momentSums'
import { addMoments } from './momentRows'
import { fillCounts, multisetCount } from './multisetTables'
import { fillLayers } from './normals'
import {
  addPairsToOutputs,
  addToOutputs,
  allocateOutputs,
  clearOutputs,
  finishOutputs
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
  TILTED,
  allocate,
  estimator,
  network,
  norms,
  points,
  setSettings,
  slopes,
  width
} from './settings'
import { GRID, allocateTable, kinks, pieces } from './table'
import { addPowers } from './tailSums'
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

@inline
function order(index: i32): i32 {
  return load<i32>(orders + (index << 2))
}

/** Neurons of a network that are drawn. */
@inline
function drawnWidth(): i32 {
  return estimator == TILTED ? neurons : width
}

/** Combinations of order n whose squares and maxima are kept: the diagonal ones, or all. */
@inline
function diagnosed(n: i32): i32 {
  return estimator == LITERAL ? points : multisetCount(n)
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
    allocateMonomials(highest >> 1)
  }
  preparePreactivations()
  for (let i = 0; i < orderCount; i++) {
    sumCount += multisetCount(order(i)) + 2 * diagnosed(order(i))
  }
  sums = allocate(<usize>sumCount << 4)
}

/** Begins a block of `networks` networks with the stream at `seedsPointer()`. */
export function begin(networks: i32): void {
  startStream()
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

/** Hands the slots of a chunk to the pairs of networks they belong to. */
function addChunk(count: i32): void {
  const drawn = drawnWidth()
  let first = 0
  while (first < count) {
    if (estimator == LITERAL && neuron == 0 && count - first >= 2 * drawn) {
      const pairs = (count - first) / drawn
      addPairsToOutputs(pair, pairs, drawn, first, count)
      first += pairs * drawn
      pair += pairs
      continue
    }
    const length = min(drawn - neuron, count - first)
    if (estimator == CONDITIONAL) addToCovariances(pair, first, length)
    else if (estimator == TILTED) takeFeatures(pair, neuron, first, length)
    else addToOutputs(pair, first, length, count)
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
    fillMonomials(highest >> 1)
  }
  for (let i = 0; i < orderCount; i++) {
    const n = order(i)
    const squares = target + (<usize>multisetCount(n) << 4)
    const maxima = squares + (<usize>diagnosed(n) << 4)
    if (estimator != LITERAL) {
      addMoments(n, target, squares, maxima)
    } else {
      addProducts(n >> 1, target)
      addPowers(n >> 1, squares, maxima)
    }
    target = maxima + (<usize>diagnosed(n) << 4)
  }
}

/** Joins the two lanes, in place: f64 for each sum, square and maximum, order by order. */
export function finish(): usize {
  let source = sums
  let target = sums
  for (let i = 0; i < orderCount; i++) {
    const maxima = diagnosed(order(i))
    const added = multisetCount(order(i)) + maxima
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
