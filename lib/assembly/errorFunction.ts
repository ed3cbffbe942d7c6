// erf(z0 + d) as a polynomial of degree 6 about the nearest of 769 points z0 = i/128, |d| <= 1/256:
// its Taylor series, economised. erf(z0) is kept in two parts. Below 2 ulp.
import { ddAdd, ddDivide, ddMultiply, hi, lo } from './doubleDouble'

/** One entry, 64 bytes: erf(z0) high and low, then the coefficients of d … d^6. */
const TABLE: usize = memory.data(769 * 64, 64)

/** Adding it rounds to an integer: 1.5 * 2^52. */
const V_ROUND: usize = memory.data<f64>([6755399441055744, 6755399441055744], 16)
const V_INVERSE_STEP: usize = memory.data<f64>([128, 128], 16)
const V_STEP: usize = memory.data<f64>([0.0078125, 0.0078125], 16)
/** erf(6) is 1 to the last bit. */
const V_LARGEST: usize = memory.data<f64>([6, 6], 16)
const V_ENTRY: usize = memory.data<i64>([1023, 1023], 16)
const V_SIGN: usize = memory.data<u64>([0x8000000000000000, 0x8000000000000000], 16)

/**
 * The derivative of erf at z0 + h is sum t_k h^k with t_0 = 2/sqrt(pi) exp(-z0^2) and
 * t_(k+1) = -2 (z0 t_k + t_(k-1))/(k + 1); its integral gives the entry, and both give the next one.
 */
export function fillErrorFunctionTable(): void {
  let value: f64 = 0
  let valueLow: f64 = 0
  let slope: f64 = 1.1283791670955126 // 2/sqrt(pi) to 106 bits
  let slopeLow: f64 = 1.533545961316588e-17
  for (let i: usize = 0; i <= 768; i++) {
    const entry = TABLE + (i << 6)
    const z0 = <f64>i * 0.0078125
    store<f64>(entry, value)
    store<f64>(entry, valueLow, 8)
    let before: f64 = 0
    let beforeLow: f64 = 0
    let term = slope
    let termLow = slopeLow
    let nextSlope: f64 = 0
    let nextSlopeLow: f64 = 0
    let power: f64 = 1 // h^k, exact
    for (let k = 0; k < 20; k++) {
      ddMultiply(term, termLow, power, 0)
      ddAdd(nextSlope, nextSlopeLow, hi, lo)
      nextSlope = hi
      nextSlopeLow = lo
      ddDivide(term, termLow, <f64>(k + 1))
      if (k < 6) store<f64>(entry + 16 + (k << 3), hi)
      if (k == 6) economise(entry + 16, hi)
      power *= 0.0078125
      ddMultiply(hi, lo, power, 0)
      ddAdd(value, valueLow, hi, lo)
      value = hi
      valueLow = lo
      ddMultiply(term, termLow, z0, 0)
      ddAdd(hi, lo, before, beforeLow)
      ddMultiply(hi, lo, -2, 0)
      ddDivide(hi, lo, <f64>(k + 1))
      before = term
      beforeLow = termLow
      term = hi
      termLow = lo
    }
    slope = nextSlope
    slopeLow = nextSlopeLow
  }
}

/**
 * Spreads the term c d^7 over the odd powers below it, d^7 = 7/4 h^2 d^5 - 7/8 h^4 d^3 + 7/64 h^6 d
 * within h^7/64 on |d| <= h (the Chebyshev polynomial of degree 7); h = 1/256.
 */
function economise(coefficients: usize, c: f64): void {
  const h2: f64 = 1.0 / 65536.0
  store<f64>(coefficients, load<f64>(coefficients) + c * (7.0 / 64.0) * h2 * h2 * h2)
  store<f64>(coefficients, load<f64>(coefficients, 16) - c * (7.0 / 8.0) * h2 * h2, 16)
  store<f64>(coefficients, load<f64>(coefficients, 32) + c * (7.0 / 4.0) * h2, 32)
}

/** erf in place from `target` up to `end`. */
export function errorFunctionStrip(target: usize, end: usize): void {
  for (; target < end; target += 16) v128.store(target, errorFunctions(v128.load(target)))
}

/** erf of both lanes, any argument but NaN (which gives 1 with its sign). */
@inline
function errorFunctions(z: v128): v128 {
  const a = f64x2.pmin(v128.load(V_LARGEST), v128.andnot(z, v128.load(V_SIGN)))
  const t = f64x2.add(f64x2.mul(a, v128.load(V_INVERSE_STEP)), v128.load(V_ROUND))
  const d = f64x2.sub(
    a,
    f64x2.mul(f64x2.sub(t, v128.load(V_ROUND)), v128.load(V_STEP))
  )
  const offsets = i64x2.shl(v128.and(t, v128.load(V_ENTRY)), 6)
  const e0 = TABLE + <usize>i64x2.extract_lane(offsets, 0)
  const e1 = TABLE + <usize>i64x2.extract_lane(offsets, 1)
  const v0 = v128.load(e0)
  const v1 = v128.load(e1)
  const a0 = v128.load(e0, 16)
  const a1 = v128.load(e1, 16)
  const b0 = v128.load(e0, 32)
  const b1 = v128.load(e1, 32)
  const c0 = v128.load(e0, 48)
  const c1 = v128.load(e1, 48)
  let p = f64x2.add(
    v128.shuffle<f64>(c0, c1, 0, 2),
    f64x2.mul(d, v128.shuffle<f64>(c0, c1, 1, 3))
  )
  p = f64x2.add(v128.shuffle<f64>(b0, b1, 1, 3), f64x2.mul(d, p))
  p = f64x2.add(v128.shuffle<f64>(b0, b1, 0, 2), f64x2.mul(d, p))
  p = f64x2.add(v128.shuffle<f64>(a0, a1, 1, 3), f64x2.mul(d, p))
  p = f64x2.add(v128.shuffle<f64>(a0, a1, 0, 2), f64x2.mul(d, p))
  const y = f64x2.add(
    v128.shuffle<f64>(v0, v1, 0, 2),
    f64x2.add(v128.shuffle<f64>(v0, v1, 1, 3), f64x2.mul(d, p))
  )
  return v128.or(y, v128.and(z, v128.load(V_SIGN)))
}
