// Moments of every single network of a group, a row a combination: what the estimators that know
// more than the outputs of a network add up.
import { multisetCount } from './multisetTables'
import { ROW, ZEROS, allocate } from './settings'

/** Rows of moments of order n at MOMENTS[n], in the order of the multisets. */
const MOMENTS: usize = memory.data(64 * 4, 16)

@inline
export function moments(order: i32): usize {
  return <usize>load<u32>(MOMENTS + (order << 2))
}

export function allocateMoments(order: i32): void {
  store<u32>(MOMENTS + (order << 2), <u32>allocate(<usize>multisetCount(order) * ROW))
}

/** Adds the group's moments v to `sums`, v^2 to `squares`, and keeps the largest |v| in `maxima`. */
export function addMoments(order: i32, sums: usize, squares: usize, maxima: usize): void {
  let row = moments(order)
  for (let c = multisetCount(order); c > 0; c--) {
    addRow(row, sums, squares, maxima)
    row += ROW
    sums += 16
    squares += 16
    maxima += 16
  }
}

/** The same for one row. */
export function addRow(row: usize, sums: usize, squares: usize, maxima: usize): void {
  // Summed apart first: where all moments are alike, each addition rounds the same way.
  let sum = v128.load(ZEROS)
  let square = sum
  let largest = v128.load(maxima)
  for (const end = row + ROW; row < end; row += 16) {
    const v = v128.load(row)
    sum = f64x2.add(sum, v)
    square = f64x2.add(square, f64x2.mul(v, v))
    largest = f64x2.pmax(largest, f64x2.abs(v))
  }
  v128.store(sums, f64x2.add(v128.load(sums), sum))
  v128.store(squares, f64x2.add(v128.load(squares), square))
  v128.store(maxima, largest)
}
