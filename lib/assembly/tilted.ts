// Tilted estimator. With W1 and b1 averaged over, E[f(x1) … f(xn)] is a sum over the ways to hand
// some points to b1 and to split the others into even blocks, one neuron a block:
//   sigmaB^|B| (|B|-1)!! N (N-1) … (sigmaW^2/N)^(n-|B|)/2 prod (|b|-1)!! M_b,
// with the feature moments M_b = E[prod g(x_a)] (derived in docs/theory.md). A draw has one neuron
// for each block of the finest partition and puts for M_b the product of its features. For GaussNet
// the draw is made where prod g(x_a) is large: (W0, b0) shifted by their covariance with
// sum z(x_a), and weighted with the ratio of the two densities.
import { guardedExponentials } from './exponential'
import { allocateMoments, moments } from './momentRows'
import { multisetCount, multisetRank, nextMultiset } from './multisetTables'
import {
  BIAS,
  GAUSS,
  OUTPUT_VARIANCE,
  PAIRS,
  ROW,
  STRIP,
  allocate,
  biased,
  dimension,
  features,
  network,
  norms,
  points,
  slopes,
  width
} from './settings'

/** Neurons of a draw: blocks of the finest partition. */
export let neurons: i32 = 1
/** Features of the group's neurons (GaussNet: preactivations), rows [neuron][point]. */
let base: usize = 0
/** One for each draw of the group, zero for those beyond it. */
let present: usize = 0

/** Rows of block estimates: BLOCKS[neuron][degree/2]. */
const BLOCKS: usize = memory.data(32 * 32 * 4, 16)
/** For each degree: i32 row of the first two points and i32 row of the others, a multiset. */
const SPLITS: usize = memory.data(64 * 4, 16)
/** For each degree, GaussNet: f64 exponents V + L and -V/2 of each multiset. */
const EXPONENTS: usize = memory.data(64 * 4, 16)
// Combinations whose fields have the same outputs, position by position, make a pattern; the combinations of an order of
// one output are one.
/** For each pattern: its order, its combinations, and where they stand if the host lists them: i32 points. */
const ORDERS: usize = memory.data(64 * 4, 16)
const COMBINATIONS: usize = memory.data(64 * 4, 16)
const LISTS: usize = memory.data(64 * 4, 16)
/** For each pattern: f64 weight, i32 blocks, i32 offset of its rows, a term. */
const TERMS: usize = memory.data(64 * 4, 16)
const TERM_COUNTS: usize = memory.data(64 * 4, 16)
/** For each pattern: u32 addresses of the rows of each combination, and how many there are. */
const ADDRESSES: usize = memory.data(64 * 4, 16)
const ADDRESS_COUNTS: usize = memory.data(64 * 4, 16)
/** For each pattern: the rows of its moments. */
const RESULTS: usize = memory.data(64 * 4, 16)
/** Block of each position of the partition that is being made: 0 for b1, else 1, 2, …; and sizes. */
const LABELS: usize = memory.data(64 * 4, 16)
const SIZES: usize = memory.data(65 * 4, 16)
/** Output of each position; and for each block a bit for each output that it has an odd number of times. */
const OUTPUTS: usize = memory.data(64 * 4, 16)
const ODD: usize = memory.data(65 * 4, 16)
const TUPLE: usize = memory.data(64 * 4, 16)
const PART: usize = memory.data(64 * 4, 16)

@inline
function at(table: usize, index: i32): i32 {
  return load<i32>(table + (index << 2))
}

@inline
function put(table: usize, index: i32, value: i32): void {
  store<i32>(table + (index << 2), value)
}

@inline
function blockRows(neuron: i32, degree: i32): usize {
  return <usize>at(BLOCKS, (neuron << 5) + (degree >> 1))
}

/** Room and tables for every order up to `highest`; before the terms of each order. */
export function allocateDraws(highest: i32): void {
  neurons = highest >> 1
  base = allocate(<usize>(neurons * points) * ROW)
  present = allocate(ROW)
  for (let degree = 2; degree <= highest; degree += 2) {
    const count = multisetCount(degree)
    // The blocks before it take two points each.
    for (let r = 0; 2 * r + degree <= highest; r++) {
      put(BLOCKS, (r << 5) + (degree >> 1), <i32>allocate(<usize>count * ROW))
    }
    fillSplits(degree, count)
  }
}

function fillSplits(degree: i32, count: i32): void {
  const splits = allocate(<usize>count << 3)
  const exponents = allocate(<usize>count << 4)
  put(SPLITS, degree, <i32>splits)
  put(EXPONENTS, degree, <i32>exponents)
  const sigmaB = load<f64>(BIAS)
  memory.fill(TUPLE, 0, <usize>degree << 2)
  for (let row = 0; row < count; row++) {
    const rest = degree > 2 ? multisetRank(TUPLE + 8, degree - 2) : 0
    put(splits, 2 * row, multisetRank(TUPLE, 2))
    put(splits, 2 * row + 1, rest)
    let variance = biased ? <f64>(degree * degree) * sigmaB * sigmaB : 0
    for (let i = 0; i < dimension; i++) {
      let slope: f64 = 0
      for (let j = 0; j < degree; j++) {
        slope += load<f64>(slopes + (<usize>(at(TUPLE, j) * dimension + i) << 4))
      }
      variance += slope * slope
    }
    let logNorm: f64 = 0
    for (let j = 0; j < degree; j++) logNorm += load<f64>(norms + (<usize>at(TUPLE, j) << 4))
    store<f64>(exponents + (<usize>row << 4), variance + logNorm)
    store<f64>(exponents + (<usize>row << 4), -0.5 * variance, 8)
    nextMultiset(TUPLE, degree)
  }
}

let found: i32 = 0
let addressCount: i32 = 0
let filling: bool = false

/** How many patterns there are. */
let patterns: i32 = 0

/** Makes the terms of one order of one output. */
export function prepareOrder(order: i32): void {
  allocateMoments(order)
  memory.fill(OUTPUTS, 0, 64 * 4)
  preparePattern(order, multisetCount(order), 0, moments(order))
}

/**
 * Makes the terms of the patterns that the host lists: for each its order, its number of combinations, the output of each
 * position, and the points of each combination.
 */
export function preparePatterns(list: usize, end: usize): void {
  while (list < end) {
    const order = load<i32>(list)
    const count = load<i32>(list, 4)
    memory.copy(OUTPUTS, list + 8, <usize>order << 2)
    list += 8 + (<usize>order << 2)
    preparePattern(order, count, list, allocate(<usize>count * ROW))
    list += <usize>(count * order) << 2
  }
}

/** The rows of the moments of all patterns, one after the other, by number. */
export function patternRow(row: i32): usize {
  let pattern = 0
  while (row >= at(COMBINATIONS, pattern)) row -= at(COMBINATIONS, pattern++)
  return <usize>at(RESULTS, pattern) + <usize>row * ROW
}

/** Makes the terms of a pattern and the addresses of their rows. */
function preparePattern(order: i32, count: i32, list: usize, results: usize): void {
  const pattern = patterns++
  put(ORDERS, pattern, order)
  put(COMBINATIONS, pattern, count)
  put(LISTS, pattern, <i32>list)
  put(RESULTS, pattern, <i32>results)
  filling = false
  visit(pattern, 0, 0)
  put(TERMS, pattern, <i32>allocate(<usize>found << 4))
  put(TERM_COUNTS, pattern, found)
  put(ADDRESS_COUNTS, pattern, addressCount)
  put(ADDRESSES, pattern, <i32>allocate((<usize>count * <usize>addressCount) << 2))
  filling = true
  visit(pattern, 0, 0)
}

/** Goes through all partitions of the positions of a pattern; `blocks` have been opened so far. */
function visit(pattern: i32, position: i32, blocks: i32): void {
  if (position == 0) {
    found = 0
    addressCount = 0
    memory.fill(SIZES, 0, 65 * 4)
    memory.fill(ODD, 0, 65 * 4)
  }
  if (position == at(ORDERS, pattern)) {
    for (let label = 0; label <= blocks; label++) if (at(ODD, label)) return
    if (filling) fillTerm(pattern, blocks)
    found++
    addressCount += max(blocks, 1)
    return
  }
  const bit = 1 << at(OUTPUTS, position)
  for (let label = biased ? 0 : 1; label <= blocks + 1; label++) {
    put(LABELS, position, label)
    put(SIZES, label, at(SIZES, label) + 1)
    put(ODD, label, at(ODD, label) ^ bit)
    visit(pattern, position + 1, max(blocks, label))
    put(SIZES, label, at(SIZES, label) - 1)
    put(ODD, label, at(ODD, label) ^ bit)
  }
}

/** 1 3 5 … (size - 1), the number of pairings of `size` points. */
function pairings(size: i32): f64 {
  let product: f64 = 1
  for (let i = size - 1; i > 1; i -= 2) product *= <f64>i
  return product
}

/** The number of pairings of equal outputs in a block. */
function blockPairings(order: i32, label: i32): f64 {
  let product: f64 = 1
  for (let output = 0; output <= order >> 1; output++) {
    let size = 0
    for (let i = 0; i < order; i++) {
      if (at(LABELS, i) == label && at(OUTPUTS, i) == output) size++
    }
    product *= pairings(size)
  }
  return product
}

function fillTerm(pattern: i32, blocks: i32): void {
  const order = at(ORDERS, pattern)
  const sigmaB = load<f64>(BIAS)
  let weight = blockPairings(order, 0)
  for (let i = 0; i < at(SIZES, 0); i++) weight *= sigmaB
  for (let b = 1; b <= blocks; b++) {
    weight *= <f64>(width - b + 1) * blockPairings(order, b)
    for (let i = 0; i < at(SIZES, b); i += 2) weight *= load<f64>(OUTPUT_VARIANCE)
  }
  const term = <usize>at(TERMS, pattern) + (<usize>found << 4)
  store<f64>(term, weight)
  store<i32>(term, blocks, 8)
  store<i32>(term, addressCount, 12)
  let address = <usize>at(ADDRESSES, pattern) + (<usize>addressCount << 2)
  const stride = <usize>at(ADDRESS_COUNTS, pattern) << 2
  memory.fill(TUPLE, 0, <usize>order << 2)
  for (let c = 0; c < at(COMBINATIONS, pattern); c++) {
    const list = <usize>at(LISTS, pattern)
    if (list) memory.copy(TUPLE, list + (<usize>(c * order) << 2), <usize>order << 2)
    if (blocks == 0) store<u32>(address, <u32>present)
    for (let b = 1; b <= blocks; b++) {
      let size = 0
      for (let i = 0; i < order; i++) if (at(LABELS, i) == b) insert(size++, at(TUPLE, i))
      const row = blockRows(b - 1, size) + <usize>multisetRank(PART, size) * ROW
      store<u32>(address + (<usize>(b - 1) << 2), <u32>row)
    }
    address += stride
    if (!list) nextMultiset(TUPLE, order)
  }
}

/** Puts a point in its place among the `size` sorted ones of PART. */
function insert(size: i32, point: i32): void {
  for (; size > 0 && at(PART, size - 1) > point; size--) put(PART, size, at(PART, size - 1))
  put(PART, size, point)
}

/** Takes the features of `length` slots from `first` on: neurons of draw `pair` from `neuron` on. */
export function takeFeatures(pair: i32, neuron: i32, first: i32, length: i32): void {
  for (let k = 0; k < points; k++) {
    let target = base + <usize>(neuron * points + k) * ROW + (<usize>pair << 4)
    let source = features + <usize>k * STRIP + (<usize>first << 4)
    for (let i = 0; i < length; i++) {
      v128.store(target, v128.load(source))
      target += <usize>points * ROW
      source += 16
    }
  }
}

/** Estimates M_b of every multiset for every neuron, zero for the draws beyond `draws`. */
export function finishDraws(draws: i32, highest: i32): void {
  memory.fill(present, 0, ROW)
  for (let i = 0; i < draws; i++) store<f64>(present + (<usize>i << 3), 1)
  for (let degree = 2; degree <= highest; degree += 2) {
    const count = multisetCount(degree)
    for (let r = 0; 2 * r + degree <= highest; r++) fillBlocks(r, degree, count)
  }
  if (network != GAUSS) return
  // The rows hold sums of preactivations so far, which the higher degrees needed.
  for (let degree = 2; degree <= highest; degree += 2) {
    const count = multisetCount(degree)
    for (let r = 0; 2 * r + degree <= highest; r++) weigh(r, degree, count)
  }
}

/** Products of features, or for GaussNet sums of preactivations. */
function fillBlocks(neuron: i32, degree: i32, count: i32): void {
  const splits = <usize>at(SPLITS, degree)
  const rows = base + <usize>(neuron * points) * ROW
  let target = blockRows(neuron, degree)
  if (degree == 2) {
    for (let k = 0; k < points; k++) {
      for (let l = k; l < points; l++) {
        join(target, rows + <usize>k * ROW, rows + <usize>l * ROW)
        target += ROW
      }
    }
    return
  }
  const pairRows = blockRows(neuron, 2)
  const restRows = blockRows(neuron, degree - 2)
  for (let row = 0; row < count; row++) {
    join(
      target,
      pairRows + <usize>at(splits, 2 * row) * ROW,
      restRows + <usize>at(splits, 2 * row + 1) * ROW
    )
    target += ROW
  }
}

function join(target: usize, a: usize, b: usize): void {
  if (network == GAUSS) {
    for (let o: usize = 0; o < ROW; o += 16) {
      v128.store(target + o, f64x2.add(v128.load(a + o), v128.load(b + o)))
    }
  } else {
    for (let o: usize = 0; o < ROW; o += 16) {
      v128.store(target + o, f64x2.mul(v128.load(a + o), v128.load(b + o)))
    }
  }
}

/**
 * GaussNet, S = sum z(x_a) with variance V: at the shifted draw S + V the product of features is
 * exp(S + V + L), L from their normalisation, and the ratio of densities exp(-S - V/2).
 */
function weigh(neuron: i32, degree: i32, count: i32): void {
  let exponents = <usize>at(EXPONENTS, degree)
  let row = blockRows(neuron, degree)
  for (let i = 0; i < count; i++) {
    const feature = v128.load64_splat(exponents)
    const density = v128.load64_splat(exponents, 8)
    for (let o: usize = 0; o < ROW; o += 16) {
      const s = v128.load(row + o)
      const product = guardedExponentials(f64x2.add(s, feature))
      const ratio = guardedExponentials(f64x2.sub(density, s))
      v128.store(row + o, f64x2.mul(product, ratio))
    }
    exponents += 16
    row += ROW
  }
}

/** Sums the terms of all patterns for every combination and draw. */
export function sumPatterns(): void {
  for (let pattern = 0; pattern < patterns; pattern++) sumTerms(pattern)
}

function sumTerms(pattern: i32): void {
  let addresses = <usize>at(ADDRESSES, pattern)
  const stride = <usize>at(ADDRESS_COUNTS, pattern) << 2
  const terms = <usize>at(TERMS, pattern)
  const end = terms + (<usize>at(TERM_COUNTS, pattern) << 4)
  let row = <usize>at(RESULTS, pattern)
  for (let c = at(COMBINATIONS, pattern); c > 0; c--) {
    for (let o: usize = 0; o < <usize>PAIRS << 4; o += 16) {
      let sum = f64x2.splat(0)
      for (let term = terms; term < end; term += 16) {
        let address = addresses + (<usize>load<i32>(term, 12) << 2)
        let product = f64x2.mul(
          v128.load64_splat(term),
          v128.load(<usize>load<u32>(address) + o)
        )
        for (let b = load<i32>(term, 8); b > 1; b--) {
          address += 4
          product = f64x2.mul(product, v128.load(<usize>load<u32>(address) + o))
        }
        sum = f64x2.add(sum, product)
      }
      v128.store(row + o, f64x2.mul(sum, v128.load(present + o)))
    }
    addresses += stride
    row += ROW
  }
}
