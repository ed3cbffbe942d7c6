// Sums of products of rows of 64 vectors, a tile of one or two rows and up to four columns (successive
// rows) at a time, whose sums stay in registers. More columns would not fit; fewer leave the processor
// waiting for its last addition.
import { ROW } from './settings'

/** Adds the products of two rows with each column up to `end` to the vectors at `sumA` and `sumB`. */
export function multiplyTwoRows(
  rowA: usize,
  rowB: usize,
  column: usize,
  end: usize,
  sumA: usize,
  sumB: usize
): void {
  for (; column + 4 * ROW <= end; column += 4 * ROW) {
    addTile24(rowA, rowB, column, sumA, sumB)
    sumA += 64
    sumB += 64
  }
  const left = end - column
  if (left == 3 * ROW) addTile23(rowA, rowB, column, sumA, sumB)
  else if (left == 2 * ROW) addTile22(rowA, rowB, column, sumA, sumB)
  else if (left == ROW) addTile21(rowA, rowB, column, sumA, sumB)
}

/** Adds the products of a row with each column up to `end` to the vectors at `sum`. */
export function multiplyRow(row: usize, column: usize, end: usize, sum: usize): void {
  for (; column + 4 * ROW <= end; column += 4 * ROW) {
    addTile14(row, column, sum)
    sum += 64
  }
  const left = end - column
  if (left == 3 * ROW) addTile13(row, column, sum)
  else if (left == 2 * ROW) addTile12(row, column, sum)
  else if (left == ROW) addTile11(row, column, sum)
}

// A function for each shape: in one function the compiler would make a single loop of all shapes, which
// asks for the number of columns every time.

function addTile24(rowA: usize, rowB: usize, column: usize, sumA: usize, sumB: usize): void {
  addTwoByTile(4, rowA, rowB, column, sumA, sumB)
}

function addTile23(rowA: usize, rowB: usize, column: usize, sumA: usize, sumB: usize): void {
  addTwoByTile(3, rowA, rowB, column, sumA, sumB)
}

function addTile22(rowA: usize, rowB: usize, column: usize, sumA: usize, sumB: usize): void {
  addTwoByTile(2, rowA, rowB, column, sumA, sumB)
}

function addTile21(rowA: usize, rowB: usize, column: usize, sumA: usize, sumB: usize): void {
  addTwoByTile(1, rowA, rowB, column, sumA, sumB)
}

function addTile14(row: usize, column: usize, sum: usize): void {
  addOneByTile(4, row, column, sum)
}

function addTile13(row: usize, column: usize, sum: usize): void {
  addOneByTile(3, row, column, sum)
}

function addTile12(row: usize, column: usize, sum: usize): void {
  addOneByTile(2, row, column, sum)
}

function addTile11(row: usize, column: usize, sum: usize): void {
  addOneByTile(1, row, column, sum)
}

@inline
function addTwoByTile(
  columns: i32,
  rowA: usize,
  rowB: usize,
  column: usize,
  sumA: usize,
  sumB: usize
): void {
  let a0 = f64x2.splat(0)
  let a1 = a0
  let a2 = a0
  let a3 = a0
  let b0 = a0
  let b1 = a0
  let b2 = a0
  let b3 = a0
  const end = column + ROW
  do {
    const a = v128.load(rowA)
    const b = v128.load(rowB)
    const x0 = v128.load(column)
    a0 = f64x2.add(a0, f64x2.mul(a, x0))
    b0 = f64x2.add(b0, f64x2.mul(b, x0))
    if (columns > 1) {
      const x1 = v128.load(column, ROW)
      a1 = f64x2.add(a1, f64x2.mul(a, x1))
      b1 = f64x2.add(b1, f64x2.mul(b, x1))
    }
    if (columns > 2) {
      const x2 = v128.load(column, 2 * ROW)
      a2 = f64x2.add(a2, f64x2.mul(a, x2))
      b2 = f64x2.add(b2, f64x2.mul(b, x2))
    }
    if (columns > 3) {
      const x3 = v128.load(column, 3 * ROW)
      a3 = f64x2.add(a3, f64x2.mul(a, x3))
      b3 = f64x2.add(b3, f64x2.mul(b, x3))
    }
    rowA += 16
    rowB += 16
    column += 16
  } while (column < end)
  accumulate(sumA, a0, 0)
  accumulate(sumB, b0, 0)
  if (columns > 1) {
    accumulate(sumA, a1, 16)
    accumulate(sumB, b1, 16)
  }
  if (columns > 2) {
    accumulate(sumA, a2, 32)
    accumulate(sumB, b2, 32)
  }
  if (columns > 3) {
    accumulate(sumA, a3, 48)
    accumulate(sumB, b3, 48)
  }
}

@inline
function addOneByTile(columns: i32, row: usize, column: usize, sum: usize): void {
  let s0 = f64x2.splat(0)
  let s1 = s0
  let s2 = s0
  let s3 = s0
  const end = column + ROW
  do {
    const a = v128.load(row)
    s0 = f64x2.add(s0, f64x2.mul(a, v128.load(column)))
    if (columns > 1) s1 = f64x2.add(s1, f64x2.mul(a, v128.load(column, ROW)))
    if (columns > 2) s2 = f64x2.add(s2, f64x2.mul(a, v128.load(column, 2 * ROW)))
    if (columns > 3) s3 = f64x2.add(s3, f64x2.mul(a, v128.load(column, 3 * ROW)))
    row += 16
    column += 16
  } while (column < end)
  accumulate(sum, s0, 0)
  if (columns > 1) accumulate(sum, s1, 16)
  if (columns > 2) accumulate(sum, s2, 32)
  if (columns > 3) accumulate(sum, s3, 48)
}

@inline
function accumulate(target: usize, value: v128, offset: usize): void {
  v128.store(target + offset, f64x2.add(v128.load(target + offset), value))
}
