// Sums of f(x_c1) … f(x_cn) over the networks of a block. A combination of order n = 2h is a
// multiset A of h points and a multiset B of h points >= the last of A: with the monomials of
// degree h in rows, order n is a set of small matrix products P P^T, tile by tile in registers.
import { multisetCount, nextMultiset, suffix } from './multisetTables'
import { outputs } from './outputs'
import { ROW, allocate, points } from './settings'

/** Rows of monomials of degree h at MONOMIALS[h]; degree 1 is the group's outputs. */
const MONOMIALS: usize = memory.data(64 * 4, 16)
/** For each degree h: its multisets ordered by last point, i32 row and i32 first combination. */
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
    const table = allocate(<usize>count << 3)
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
          entry += 8
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
      for (let row = lowerEnd - <usize>suffix(a, h - 1) * ROW; row < lowerEnd; row += ROW) {
        multiplyRows(target, factor, row)
        target += ROW
      }
    }
  }
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
  for (let last = 0; last < points; last++) {
    // Multisets of h points with this last point: h - 1 points out of 0 … last.
    let count = multisetsBelow(last, h - 1)
    const columns = end - <usize>suffix(last, h) * ROW
    for (; count >= 2; count -= 2) {
      addTwoRows(entry, rows, columns, end, sums)
      entry += 16
    }
    if (count) {
      addOneRow(entry, rows, columns, end, sums)
      entry += 8
    }
  }
}

/** Multisets of `degree` points out of 0 … last. */
@inline
function multisetsBelow(last: i32, degree: i32): i32 {
  return suffix(points - 1 - last, degree)
}

@inline
function accumulate(target: usize, value: v128, offset: usize): void {
  v128.store(target + offset, f64x2.add(v128.load(target + offset), value))
}

function addTwoRows(entry: usize, rows: usize, column: usize, end: usize, sums: usize): void {
  const rowA = rows + <usize>load<i32>(entry) * ROW
  const rowB = rows + <usize>load<i32>(entry, 8) * ROW
  let sumA = sums + (<usize>load<i32>(entry, 4) << 4)
  let sumB = sums + (<usize>load<i32>(entry, 12) << 4)
  for (; column + 3 * ROW <= end; column += 3 * ROW) {
    addTile23(rowA, rowB, column, sumA, sumB)
    sumA += 48
    sumB += 48
  }
  for (; column < end; column += ROW) {
    addTile21(rowA, rowB, column, sumA, sumB)
    sumA += 16
    sumB += 16
  }
}

function addOneRow(entry: usize, rows: usize, column: usize, end: usize, sums: usize): void {
  const row = rows + <usize>load<i32>(entry) * ROW
  let sum = sums + (<usize>load<i32>(entry, 4) << 4)
  for (; column + 4 * ROW <= end; column += 4 * ROW) {
    addTile14(row, column, sum)
    sum += 64
  }
  for (; column < end; column += ROW) {
    addTile11(row, column, sum)
    sum += 16
  }
}

function addTile23(rowA: usize, rowB: usize, column: usize, sumA: usize, sumB: usize): void {
  let s0 = f64x2.splat(0)
  let s1 = s0
  let s2 = s0
  let t0 = s0
  let t1 = s0
  let t2 = s0
  const end = column + ROW
  do {
    const a = v128.load(rowA)
    const b = v128.load(rowB)
    const x = v128.load(column)
    const y = v128.load(column, ROW)
    const z = v128.load(column, 2 * ROW)
    s0 = f64x2.add(s0, f64x2.mul(a, x))
    s1 = f64x2.add(s1, f64x2.mul(a, y))
    s2 = f64x2.add(s2, f64x2.mul(a, z))
    t0 = f64x2.add(t0, f64x2.mul(b, x))
    t1 = f64x2.add(t1, f64x2.mul(b, y))
    t2 = f64x2.add(t2, f64x2.mul(b, z))
    rowA += 16
    rowB += 16
    column += 16
  } while (column < end)
  accumulate(sumA, s0, 0)
  accumulate(sumA, s1, 16)
  accumulate(sumA, s2, 32)
  accumulate(sumB, t0, 0)
  accumulate(sumB, t1, 16)
  accumulate(sumB, t2, 32)
}

function addTile21(rowA: usize, rowB: usize, column: usize, sumA: usize, sumB: usize): void {
  let s = f64x2.splat(0)
  let t = s
  const end = column + ROW
  do {
    const x = v128.load(column)
    s = f64x2.add(s, f64x2.mul(v128.load(rowA), x))
    t = f64x2.add(t, f64x2.mul(v128.load(rowB), x))
    rowA += 16
    rowB += 16
    column += 16
  } while (column < end)
  accumulate(sumA, s, 0)
  accumulate(sumB, t, 0)
}

function addTile14(row: usize, column: usize, sum: usize): void {
  let s0 = f64x2.splat(0)
  let s1 = s0
  let s2 = s0
  let s3 = s0
  const end = column + ROW
  do {
    const a = v128.load(row)
    s0 = f64x2.add(s0, f64x2.mul(a, v128.load(column)))
    s1 = f64x2.add(s1, f64x2.mul(a, v128.load(column, ROW)))
    s2 = f64x2.add(s2, f64x2.mul(a, v128.load(column, 2 * ROW)))
    s3 = f64x2.add(s3, f64x2.mul(a, v128.load(column, 3 * ROW)))
    row += 16
    column += 16
  } while (column < end)
  accumulate(sum, s0, 0)
  accumulate(sum, s1, 16)
  accumulate(sum, s2, 32)
  accumulate(sum, s3, 48)
}

function addTile11(row: usize, column: usize, sum: usize): void {
  let s = f64x2.splat(0)
  const end = column + ROW
  do {
    s = f64x2.add(s, f64x2.mul(v128.load(row), v128.load(column)))
    row += 16
    column += 16
  } while (column < end)
  accumulate(sum, s, 0)
}
