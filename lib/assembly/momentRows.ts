// Moments of every single network of a group, a row a combination: what the estimators that know
// more than the outputs of a network add up.
import { multisetCount, nextMultiset } from './multisetTables'
import { ROW, allocate } from './settings'

/** Rows of moments of order n at MOMENTS[n], in the order of the multisets. */
const MOMENTS: usize = memory.data(64 * 4, 16)
/** Room for one combination. */
const TUPLE: usize = memory.data(64 * 4, 16)

@inline
export function moments(order: i32): usize {
  return <usize>load<u32>(MOMENTS + (order << 2))
}

export function allocateMoments(order: i32): void {
  store<u32>(MOMENTS + (order << 2), <u32>allocate(<usize>multisetCount(order) * ROW))
}

/** Adds the group's moments to `sums`, and the diagonal ones to `squares` and `maxima`. */
export function addMoments(order: i32, sums: usize, squares: usize, maxima: usize): void {
  memory.fill(TUPLE, 0, <usize>order << 2)
  let row = moments(order)
  do {
    let sum = v128.load(sums)
    for (let o: usize = 0; o < ROW; o += 16) sum = f64x2.add(sum, v128.load(row + o))
    v128.store(sums, sum)
    // Non-decreasing points: equal ends make a diagonal combination.
    const point = load<i32>(TUPLE)
    if (point == load<i32>(TUPLE + ((order - 1) << 2))) {
      addDiagonal(row, squares + (<usize>point << 4), maxima + (<usize>point << 4))
    }
    sums += 16
    row += ROW
  } while (nextMultiset(TUPLE, order))
}

function addDiagonal(row: usize, squares: usize, maxima: usize): void {
  let square = v128.load(squares)
  let largest = v128.load(maxima)
  for (const end = row + ROW; row < end; row += 16) {
    const v = v128.load(row)
    square = f64x2.add(square, f64x2.mul(v, v))
    largest = f64x2.pmax(largest, f64x2.abs(v))
  }
  v128.store(squares, square)
  v128.store(maxima, largest)
}
