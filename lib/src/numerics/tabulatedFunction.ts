import type { Estimate } from './estimate.js'

/** Coefficients of the polynomial of a cell. */
const terms = 12
/** Cells further from 0 than this are not kept. */
const mostCells = 2 ** 16
/** Last Chebyshev coefficients of a cell, relative to its largest value, below which the polynomial is right to rounding. */
const tail = 4e-15

const { points, toChebyshev, toPowers } = chebyshevFit()

/**
 * A smooth function from polynomials of degree 11 on cells of one length, each made when a point of it is first asked for, so
 * that many values cost little. A cell where the polynomial misses the function by more than the function's own error
 * keeps none, and there the function itself answers.
 *
 * @param f the function with its absolute error
 * @param length of a cell: a polynomial of degree 11 has to follow f over it
 */
export function tabulatedFunction(
  f: (x: number) => Estimate,
  length: number
): (x: number) => number {
  const [right, left]: (Float64Array | null)[][] = [[], []]
  const scale = 2 / length
  return (x) => {
    const cell = Math.floor(x / length)
    const [side, place] = cell < 0 ? [left, -1 - cell] : [right, cell]
    let powers = side[place]
    if (powers === undefined) {
      // Not NaN, and not so far out that the list would be a long one.
      if (!(place < mostCells)) return f(x).value
      for (let k = side.length; k <= place; k++) side.push(undefined as never)
      powers = cellPowers(f, (cell + 0.5) * length, length / 2)
      side[place] = powers
    }
    if (powers === null) return f(x).value
    const t = scale * x - 2 * cell - 1
    const square = t * t
    let [even, odd] = [powers[terms - 2], powers[terms - 1]]
    for (let k = terms - 4; k >= 0; k -= 2) {
      even = even * square + powers[k]
      odd = odd * square + powers[k + 1]
    }
    return even + t * odd
  }
}

function cellPowers(f: (x: number) => Estimate, middle: number, half: number): Float64Array | null {
  const values = points.map((t) => f(middle + half * t))
  const largest = values.reduce((most, { value }) => Math.max(most, Math.abs(value)), 0)
  const noise = values.reduce((most, { error }) => Math.max(most, error), 0)
  const product = (row: Float64Array, vector: readonly number[]) =>
    row.reduce((sum, weight, k) => sum + weight * vector[k], 0)
  // First Chebyshev's coefficients, which fall off: powers straight from the values would lose three digits.
  const coefficients = toChebyshev.map((row) =>
    product(
      row,
      values.map(({ value }) => value)
    )
  )
  const missing = Math.abs(coefficients[terms - 2]) + Math.abs(coefficients[terms - 1])
  if (missing > tail * largest + noise) return null
  return Float64Array.from(toPowers, (row) => product(row, coefficients))
}

/** The Chebyshev points, the Chebyshev coefficients of values there, and the powers of t in Chebyshev's polynomials. */
function chebyshevFit() {
  const angles = Array.from({ length: terms }, (_, k) => (Math.PI * (k + 0.5)) / terms)
  const toChebyshev = angles.map((_, j) =>
    Float64Array.from(angles, (angle) => ((j ? 2 : 1) / terms) * Math.cos(j * angle))
  )
  // T_j in powers of t.
  const powersOf: number[][] = [[1], [0, 1]]
  for (let j = 2; j < terms; j++) {
    const [before, last] = powersOf.slice(-2)
    powersOf.push(
      Array.from({ length: j + 1 }, (_, k) => 2 * (k > 0 ? last[k - 1] : 0) - (before[k] ?? 0))
    )
  }
  const toPowers = angles.map((_, power) =>
    Float64Array.from(powersOf, (powers) => powers[power] ?? 0)
  )
  return { points: angles.map(Math.cos), toChebyshev, toPowers }
}
