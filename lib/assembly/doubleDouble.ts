// Unevaluated sums hi + lo of two f64, about 106 bits: used once, to fill the tables of `exp`,
// `erf` and `tanh` to the last bit. Error-free sum and product after T. J. Dekker, Numer. Math. 18 (1971) 224.

/** The result of the last operation is `hi + lo`. */
export let hi: f64 = 0
export let lo: f64 = 0

/** Veltkamp's splitting factor 2^27 + 1. */
const SPLIT: f64 = 134217729

@inline
function quickSum(a: f64, b: f64): void {
  hi = a + b
  lo = b - (hi - a)
}

/** Exact product of two f64. */
function exactProduct(a: f64, b: f64): void {
  const p = a * b
  const ta = SPLIT * a
  const aHigh = ta - (ta - a)
  const aLow = a - aHigh
  const tb = SPLIT * b
  const bHigh = tb - (tb - b)
  const bLow = b - bHigh
  hi = p
  lo = aHigh * bHigh - p + aHigh * bLow + aLow * bHigh + aLow * bLow
}

/** (a + aLow) + (b + bLow). */
export function ddAdd(a: f64, aLow: f64, b: f64, bLow: f64): void {
  const s = a + b
  const v = s - a
  const e = a - (s - v) + (b - v)
  quickSum(s, e + aLow + bLow)
}

/** (a + aLow) * (b + bLow). */
export function ddMultiply(a: f64, aLow: f64, b: f64, bLow: f64): void {
  exactProduct(a, b)
  quickSum(hi, lo + (a * bLow + aLow * b))
}

/** (a + aLow) / b. */
export function ddDivide(a: f64, aLow: f64, b: f64): void {
  const q = a / b
  exactProduct(q, b)
  quickSum(q, (a - hi - lo + aLow) / b)
}

/** (a + aLow) / (b + bLow). */
export function ddRatio(a: f64, aLow: f64, b: f64, bLow: f64): void {
  const q = a / b
  exactProduct(q, b)
  quickSum(q, (a - hi - lo + aLow - q * bLow) / b)
}
