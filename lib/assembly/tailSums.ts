// What the diagnostics need of the literal estimator: sum of v^2 and largest |v| of the diagonal
// combinations.
import { ROW, points } from './settings'
import { diagonalMonomials } from './momentSums'

/** Literal estimator, v = f(x_k)^(2h); a v128 of squares, then one of maxima, a point. */
export function addPowers(h: i32, squares: usize, maxima: usize): void {
  for (let k = 0; k < points; k++) {
    let row = diagonalMonomials(h, k)
    let square = v128.load(squares)
    let largest = v128.load(maxima)
    const end = row + ROW
    do {
      const p = v128.load(row)
      const v = f64x2.mul(p, p)
      square = f64x2.add(square, f64x2.mul(v, v))
      largest = f64x2.pmax(largest, v)
      const q = v128.load(row, 16)
      const w = f64x2.mul(q, q)
      square = f64x2.add(square, f64x2.mul(w, w))
      largest = f64x2.pmax(largest, w)
      row += 32
    } while (row < end)
    v128.store(squares, square)
    v128.store(maxima, largest)
    squares += 16
    maxima += 16
  }
}
