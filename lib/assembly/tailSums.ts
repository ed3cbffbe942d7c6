// What the diagnostics need of the literal estimator: sum of v^2 and largest |v| of the diagonal
// combinations.
import { ROW, points } from './settings'
import { diagonalMonomials } from './momentSums'

/**
 * Literal estimator, v = f(x_k)^(2h); a v128 of squares, then one of maxima, a point. Three points at a
 * time: with one, the processor would wait for its last addition.
 */
export function addPowers(h: i32, squares: usize, maxima: usize): void {
  let k = 0
  for (; k + 3 <= points; k += 3) {
    addThreePoints(
      diagonalMonomials(h, k),
      diagonalMonomials(h, k + 1),
      diagonalMonomials(h, k + 2),
      squares,
      maxima
    )
    squares += 48
    maxima += 48
  }
  for (; k < points; k++) {
    addPoint(diagonalMonomials(h, k), squares, maxima)
    squares += 16
    maxima += 16
  }
}

function addThreePoints(a: usize, b: usize, c: usize, squares: usize, maxima: usize): void {
  let squareA = v128.load(squares)
  let squareB = v128.load(squares, 16)
  let squareC = v128.load(squares, 32)
  let largestA = v128.load(maxima)
  let largestB = v128.load(maxima, 16)
  let largestC = v128.load(maxima, 32)
  const end = a + ROW
  do {
    let v = v128.load(a)
    v = f64x2.mul(v, v)
    squareA = f64x2.add(squareA, f64x2.mul(v, v))
    largestA = f64x2.pmax(largestA, v)
    v = v128.load(b)
    v = f64x2.mul(v, v)
    squareB = f64x2.add(squareB, f64x2.mul(v, v))
    largestB = f64x2.pmax(largestB, v)
    v = v128.load(c)
    v = f64x2.mul(v, v)
    squareC = f64x2.add(squareC, f64x2.mul(v, v))
    largestC = f64x2.pmax(largestC, v)
    a += 16
    b += 16
    c += 16
  } while (a < end)
  v128.store(squares, squareA)
  v128.store(squares, squareB, 16)
  v128.store(squares, squareC, 32)
  v128.store(maxima, largestA)
  v128.store(maxima, largestB, 16)
  v128.store(maxima, largestC, 32)
}

/** The same for the row of one v's root. */
export function addPoint(row: usize, squares: usize, maxima: usize): void {
  let square = v128.load(squares)
  let largest = v128.load(maxima)
  const end = row + ROW
  do {
    let v = v128.load(row)
    v = f64x2.mul(v, v)
    square = f64x2.add(square, f64x2.mul(v, v))
    largest = f64x2.pmax(largest, v)
    row += 16
  } while (row < end)
  v128.store(squares, square)
  v128.store(maxima, largest)
}
