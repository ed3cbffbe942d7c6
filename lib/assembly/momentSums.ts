// Sums of f(x_c1) … f(x_cn) over the networks of a block. A combination of order n = 2h is a
// multiset A of h points and a multiset B of h points >= the last of A: with the monomials of
// degree h in rows, order n is a set of small matrix products P P^T, tile by tile in registers.
import { multisetCount, nextMultiset, suffix } from './multisetTables'
import { outputs } from './outputs'
import { multiplyRow, multiplyTwoRows } from './productTiles'
import { ROW, allocate, points } from './settings'

/** Rows of monomials of degree h at MONOMIALS[h]; degree 1 is the group's outputs. */
const MONOMIALS: usize = memory.data(64 * 4, 16)
/**
 * For each degree h: its multisets ordered by last point, 16 bytes each: i32 row, i32 first combination,
 * i32 columns, the multisets of points >= the last one.
 */
const PLANS: usize = memory.data(64 * 4, 16)

@inline
function monomials(degree: i32): usize {
  return <usize>load<u32>(MONOMIALS + (degree << 2))
}

@inline
function plan(degree: i32): usize {
  return <usize>load<u32>(PLANS + (degree << 2))
}

/** Room for monomials up to `degree`, and the plans of their products. */
export function allocateMonomials(degree: i32): void {
  store<u32>(MONOMIALS + 4, <u32>outputs)
  for (let h = 1; h <= degree; h++) {
    const count = multisetCount(h)
    if (h > 1) store<u32>(MONOMIALS + (h << 2), <u32>allocate(<usize>count * ROW))
    const table = allocate(<usize>count << 4)
    store<u32>(PLANS + (h << 2), <u32>table)
    let entry = table
    const tuple = allocate(<usize>h << 2)
    for (let last = 0; last < points; last++) {
      memory.fill(tuple, 0, <usize>h << 2)
      let row = 0
      let combination = 0
      do {
        const end = load<i32>(tuple + ((h - 1) << 2))
        if (end == last) {
          store<i32>(entry, row)
          store<i32>(entry, combination, 4)
          store<i32>(entry, suffix(last, h), 8)
          entry += 16
        }
        combination += suffix(end, h)
        row++
      } while (nextMultiset(tuple, h))
    }
  }
}

/** Monomials of degree h: f(x_a) times the monomials of degree h - 1 whose points are >= a. */
export function fillMonomials(degree: i32): void {
  for (let h = 2; h <= degree; h++) {
    const lower = monomials(h - 1)
    const lowerEnd = lower + <usize>multisetCount(h - 1) * ROW
    let target = monomials(h)
    for (let a = 0; a < points; a++) {
      const factor = outputs + <usize>a * ROW
      let row = lowerEnd - <usize>suffix(a, h - 1) * ROW
      for (; row + 4 * ROW <= lowerEnd; row += 4 * ROW) {
        multiplyFourRows(target, factor, row)
        target += 4 * ROW
      }
      for (; row < lowerEnd; row += ROW) {
        multiplyRows(target, factor, row)
        target += ROW
      }
    }
  }
}

/** Four successive rows times one, which is loaded once. */
function multiplyFourRows(target: usize, factor: usize, row: usize): void {
  const end = factor + ROW
  do {
    const f = v128.load(factor)
    v128.store(target, f64x2.mul(f, v128.load(row)))
    v128.store(target, f64x2.mul(f, v128.load(row, ROW)), ROW)
    v128.store(target, f64x2.mul(f, v128.load(row, 2 * ROW)), 2 * ROW)
    v128.store(target, f64x2.mul(f, v128.load(row, 3 * ROW)), 3 * ROW)
    target += 16
    row += 16
    factor += 16
  } while (factor < end)
}

function multiplyRows(target: usize, a: usize, b: usize): void {
  const end = target + ROW
  do {
    // Four at a time: the loop itself would cost as much as the products.
    v128.store(target, f64x2.mul(v128.load(a), v128.load(b)))
    v128.store(target, f64x2.mul(v128.load(a, 16), v128.load(b, 16)), 16)
    v128.store(target, f64x2.mul(v128.load(a, 32), v128.load(b, 32)), 32)
    v128.store(target, f64x2.mul(v128.load(a, 48), v128.load(b, 48)), 48)
    target += 64
    a += 64
    b += 64
  } while (target < end)
}

/** The row of f(x_k)^h, the first multiset whose points are all >= k. */
export function diagonalMonomials(h: i32, k: i32): usize {
  return monomials(h) + <usize>(multisetCount(h) - suffix(k, h)) * ROW
}

/** Adds the group's sums of order 2h to `sums`, a v128 a combination. */
export function addProducts(h: i32, sums: usize): void {
  const rows = monomials(h)
  const end = rows + <usize>multisetCount(h) * ROW
  let entry = plan(h)
  let count = multisetCount(h)
  for (; count >= 2; count -= 2) {
    addTwoRows(entry, rows, end, sums)
    entry += 32
  }
  if (count) {
    const row = rows + <usize>load<i32>(entry) * ROW
    const sum = sums + (<usize>load<i32>(entry, 4) << 4)
    multiplyRow(row, end - <usize>load<i32>(entry, 8) * ROW, end, sum)
  }
}

/** Two successive rows of the plan: the second has the last columns of the first, or all. */
function addTwoRows(entry: usize, rows: usize, end: usize, sums: usize): void {
  const rowA = rows + <usize>load<i32>(entry) * ROW
  const rowB = rows + <usize>load<i32>(entry, 16) * ROW
  const sumA = sums + (<usize>load<i32>(entry, 4) << 4)
  const sumB = sums + (<usize>load<i32>(entry, 20) << 4)
  const extra = load<i32>(entry, 8) - load<i32>(entry, 24)
  const column = end - <usize>load<i32>(entry, 24) * ROW
  if (extra) multiplyRow(rowA, column - <usize>extra * ROW, column, sumA)
  multiplyTwoRows(rowA, rowB, column, end, sumA + (<usize>extra << 4), sumB)
}
