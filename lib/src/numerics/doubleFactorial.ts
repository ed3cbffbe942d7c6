import { requireInteger } from './parameterError.js'

/** Largest n whose double factorial is a double. */
export const highestDoubleFactorial = 300

/**
 * Double factorial n!! = n (n - 2) (n - 4) …, with (-1)!! = 0!! = 1. (n - 1)!! is the number of
 * Wick contractions of n fields and the n-th moment of a standard normal variable (n even).
 * Exact up to n = 25, rounded above; overflows above n = 300.
 *
 * @throws ParameterError unless n is an integer in [-1, 300]
 */
export function doubleFactorial(n: number): number {
  requireInteger('doubleFactorial', 'n', n, -1, highestDoubleFactorial)
  let product = 1
  for (let factor = n; factor > 1; factor -= 2) product *= factor
  return product
}

/** n! of an integer n >= 0, exact up to n = 18. */
export function factorial(n: number): number {
  return doubleFactorial(n) * doubleFactorial(n - 1)
}
