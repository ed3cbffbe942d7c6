// Moments of several outputs. The combinations of fields are far fewer than all multisets (fields of one output come in
// even numbers, and outputs are alike), so the host lists them: each one is a product of two rows of numbers, one for
// every network of the group. There are base rows (literal: the fields; conditional: ones, then the moments of one
// output, order by order; tilted: ones, then all moments) and, behind them, products of two rows that stand before.
import { addRow } from './momentRows'
import { ROW, allocate } from './settings'

/** Addresses of the rows, u32. */
let rows: usize = 0
let baseCount: i32 = 0
let rowCount: i32 = 0
/** Two i32 rows for each product row, then for each combination, order by order. */
let factors: usize = 0
/** For each order: i32 number of its combinations and of its diagnosed ones. */
let counts: usize = 0
/** i32 rows of f^h whose squares and maxima are kept (literal), order by order. */
let diagonals: usize = 0
/** Tilted: patterns of outputs, as `preparePatterns` reads them. */
let patterns: usize = 0
let patternsEnd: usize = 0

/** Makes room for the host's lists. */
export function allocateFields(
  orders: i32,
  base: i32,
  products: i32,
  combinations: i32,
  diagnosed: i32,
  patternNumbers: i32
): void {
  baseCount = base
  rowCount = base + products
  rows = allocate(<usize>rowCount << 2)
  counts = allocate(<usize>orders << 3)
  factors = allocate(<usize>(products + combinations) << 3)
  diagonals = allocate(<usize>diagnosed << 2)
  patterns = allocate(<usize>patternNumbers << 2)
  patternsEnd = patterns + (<usize>patternNumbers << 2)
  for (let row = base; row < rowCount; row++) placeRow(row, allocate(ROW))
}

export function fieldFactors(): usize {
  return factors
}

export function fieldCounts(): usize {
  return counts
}

export function fieldPatterns(): usize {
  return patterns
}

export function fieldPatternsEnd(): usize {
  return patternsEnd
}

export function baseRowCount(): i32 {
  return baseCount
}

export function fieldDiagonals(): usize {
  return diagonals
}

/** Says where a base row is. */
export function placeRow(row: i32, address: usize): void {
  store<u32>(rows + (<usize>row << 2), <u32>address)
}

@inline
function address(row: i32): usize {
  return <usize>load<u32>(rows + (<usize>row << 2))
}

@inline
function factor(pair: i32, which: i32): usize {
  return address(load<i32>(factors + (<usize>(2 * pair + which) << 2)))
}

export function combinationsOfOrder(index: i32): i32 {
  return load<i32>(counts + (<usize>index << 3))
}

export function diagnosedOfOrder(index: i32): i32 {
  return load<i32>(counts + (<usize>index << 3), 4)
}

/** Fills the product rows from the base rows. */
export function fillProductRows(): void {
  for (let row = baseCount; row < rowCount; row++) {
    const pair = row - baseCount
    multiplyInto(address(row), factor(pair, 0), factor(pair, 1))
  }
}

function multiplyInto(target: usize, a: usize, b: usize): void {
  for (const end = target + ROW; target < end; target += 16) {
    v128.store(target, f64x2.mul(v128.load(a), v128.load(b)))
    a += 16
    b += 16
  }
}

/** Adds the sums of `count` combinations from number `first` on, a v128 each. */
export function addFieldSums(first: i32, count: i32, sums: usize): void {
  let pair = rowCount - baseCount + first
  const end = pair + count
  for (; pair + 4 <= end; pair += 4) {
    addFour(pair, sums)
    sums += 64
  }
  for (; pair < end; pair++) {
    addOne(factor(pair, 0), factor(pair, 1), sums)
    sums += 16
  }
}

/** Four at a time: with one, the processor would wait for its last addition. */
function addFour(pair: i32, sums: usize): void {
  let a0 = factor(pair, 0)
  let b0 = factor(pair, 1)
  let a1 = factor(pair + 1, 0)
  let b1 = factor(pair + 1, 1)
  let a2 = factor(pair + 2, 0)
  let b2 = factor(pair + 2, 1)
  let a3 = factor(pair + 3, 0)
  let b3 = factor(pair + 3, 1)
  let s0 = f64x2.splat(0)
  let s1 = s0
  let s2 = s0
  let s3 = s0
  for (let o: usize = 0; o < ROW; o += 16) {
    s0 = f64x2.add(s0, f64x2.mul(v128.load(a0 + o), v128.load(b0 + o)))
    s1 = f64x2.add(s1, f64x2.mul(v128.load(a1 + o), v128.load(b1 + o)))
    s2 = f64x2.add(s2, f64x2.mul(v128.load(a2 + o), v128.load(b2 + o)))
    s3 = f64x2.add(s3, f64x2.mul(v128.load(a3 + o), v128.load(b3 + o)))
  }
  accumulate(sums, s0)
  accumulate(sums + 16, s1)
  accumulate(sums + 32, s2)
  accumulate(sums + 48, s3)
}

function addOne(a: usize, b: usize, sums: usize): void {
  let sum = f64x2.splat(0)
  for (let o: usize = 0; o < ROW; o += 16) {
    sum = f64x2.add(sum, f64x2.mul(v128.load(a + o), v128.load(b + o)))
  }
  accumulate(sums, sum)
}

@inline
function accumulate(target: usize, value: v128): void {
  v128.store(target, f64x2.add(v128.load(target), value))
}

/** The row of f^h of the diagnosed combination at `index`. */
export function diagonalRow(index: i32): usize {
  return address(load<i32>(diagonals + (<usize>index << 2)))
}

let product: usize = 0

/** Adds the moments v of `count` combinations from number `first` on, v^2, and keeps the largest |v|. */
export function addFieldMoments(
  first: i32,
  count: i32,
  sums: usize,
  squares: usize,
  maxima: usize
): void {
  if (product == 0) product = allocate(ROW)
  const pair = rowCount - baseCount + first
  for (let c = 0; c < count; c++) {
    multiplyInto(product, factor(pair + c, 0), factor(pair + c, 1))
    const place = <usize>c << 4
    addRow(product, sums + place, squares + place, maxima + place)
  }
}
