// cos(z) by the series of sine and cosine about the nearest multiple of pi/2, which is subtracted in
// four parts. Below 1 ulp for |z| <= 2^20 pi/2, close to the zeros too.

/** Adding it rounds to an integer and leaves that integer in the low bits: 1.5 * 2^52. */
const V_ROUND: usize = memory.data<f64>([6755399441055744, 6755399441055744], 16)
/** 2 / pi. */
const V_INVERSE_STEP: usize = memory.data<f64>([0.6366197723675814, 0.6366197723675814], 16)
// pi/2 to 151 bits. The first three parts have 33 bits each, so that their products with up to 2^20
// are exact: doubles in the range come as close to a zero of the cosine as 2^-60, and must keep their
// digits there.
const V_STEP_1: usize = memory.data<f64>([1.5707963267341256, 1.5707963267341256], 16)
const V_STEP_2: usize = memory.data<f64>([6.077100506303966e-11, 6.077100506303966e-11], 16)
const V_STEP_3: usize = memory.data<f64>([2.0222662487111665e-21, 2.0222662487111665e-21], 16)
const V_STEP_4: usize = memory.data<f64>([8.4784276603689e-32, 8.4784276603689e-32], 16)

const V_ONE: usize = memory.data<f64>([1, 1], 16)
const V_HALF: usize = memory.data<f64>([1 / 2, 1 / 2], 16)
const V_UNIT: usize = memory.data<i64>([1, 1], 16)
const V_SIGN: usize = memory.data<u64>([0x8000000000000000, 0x8000000000000000], 16)

// 1/n!, signs alternating: odd n of the sine, even n of the cosine. On |r| <= pi/4 what is left out
// is below 3e-18.
const V_S3: usize = memory.data<f64>([-1.0 / 6.0, -1.0 / 6.0], 16)
const V_S5: usize = memory.data<f64>([1.0 / 120.0, 1.0 / 120.0], 16)
const V_S7: usize = memory.data<f64>([-1.0 / 5040.0, -1.0 / 5040.0], 16)
const V_S9: usize = memory.data<f64>([1.0 / 362880.0, 1.0 / 362880.0], 16)
const V_S11: usize = memory.data<f64>([-1.0 / 39916800.0, -1.0 / 39916800.0], 16)
const V_S13: usize = memory.data<f64>([1.0 / 6227020800.0, 1.0 / 6227020800.0], 16)
const V_S15: usize = memory.data<f64>([-1.0 / 1307674368000.0, -1.0 / 1307674368000.0], 16)
const V_S17: usize = memory.data<f64>([1.0 / 355687428096000.0, 1.0 / 355687428096000.0], 16)
const V_C4: usize = memory.data<f64>([1.0 / 24.0, 1.0 / 24.0], 16)
const V_C6: usize = memory.data<f64>([-1.0 / 720.0, -1.0 / 720.0], 16)
const V_C8: usize = memory.data<f64>([1.0 / 40320.0, 1.0 / 40320.0], 16)
const V_C10: usize = memory.data<f64>([-1.0 / 3628800.0, -1.0 / 3628800.0], 16)
const V_C12: usize = memory.data<f64>([1.0 / 479001600.0, 1.0 / 479001600.0], 16)
const V_C14: usize = memory.data<f64>([-1.0 / 87178291200.0, -1.0 / 87178291200.0], 16)
const V_C16: usize = memory.data<f64>([1.0 / 20922789888000.0, 1.0 / 20922789888000.0], 16)

/** cos in place from `target` up to `end`, for |z| <= 2^20 pi/2; infinities and NaN give NaN. */
export function cosineStrip(target: usize, end: usize): void {
  for (; target < end; target += 16) v128.store(target, cosines(v128.load(target)))
}

@inline
function cosines(z: v128): v128 {
  // z = n pi/2 + r, r = high + low.
  const t = f64x2.add(f64x2.mul(z, v128.load(V_INVERSE_STEP)), v128.load(V_ROUND))
  const n = f64x2.sub(t, v128.load(V_ROUND))
  const a = f64x2.sub(z, f64x2.mul(n, v128.load(V_STEP_1)))
  const second = f64x2.mul(n, v128.load(V_STEP_2))
  const b = f64x2.sub(a, second)
  const third = f64x2.mul(n, v128.load(V_STEP_3))
  const c = f64x2.sub(b, third)
  const lost = f64x2.add(lostDifference(a, second, b), lostDifference(b, third, c))
  const rest = f64x2.sub(lost, f64x2.mul(n, v128.load(V_STEP_4)))
  const high = f64x2.add(c, rest)
  const low = f64x2.sub(rest, f64x2.sub(high, c))

  const odd = i64x2.shr_s(i64x2.shl(t, 63), 63)
  // Quadrants 1 and 2 have the sign turned.
  const turned = i64x2.shl(i64x2.add(t, v128.load(V_UNIT)), 62)
  const size = v128.bitselect(sineSeries(high, low), cosineSeries(high, low), odd)
  return v128.xor(size, v128.and(turned, v128.load(V_SIGN)))
}

/** (a - b) - difference, exactly, where `difference` is a - b rounded (Knuth's two-sum). */
@inline
function lostDifference(a: v128, b: v128, difference: v128): v128 {
  const v = f64x2.sub(difference, a)
  return f64x2.sub(f64x2.sub(a, f64x2.sub(difference, v)), f64x2.add(b, v))
}

/** sin(high + low), |high| <= pi/4: the derivative of the sine takes the low part along. */
@inline
function sineSeries(high: v128, low: v128): v128 {
  const q = f64x2.mul(high, high)
  let p = f64x2.add(v128.load(V_S15), f64x2.mul(q, v128.load(V_S17)))
  p = f64x2.add(v128.load(V_S13), f64x2.mul(q, p))
  p = f64x2.add(v128.load(V_S11), f64x2.mul(q, p))
  p = f64x2.add(v128.load(V_S9), f64x2.mul(q, p))
  p = f64x2.add(v128.load(V_S7), f64x2.mul(q, p))
  p = f64x2.add(v128.load(V_S5), f64x2.mul(q, p))
  p = f64x2.add(v128.load(V_S3), f64x2.mul(q, p))
  const slope = f64x2.sub(v128.load(V_ONE), f64x2.mul(q, v128.load(V_HALF)))
  const tail = f64x2.add(f64x2.mul(f64x2.mul(q, high), p), f64x2.mul(low, slope))
  return f64x2.add(high, tail)
}

/** cos(high + low), |high| <= pi/4: 1 - q/2 in two parts, the rest on top of the lower one. */
@inline
function cosineSeries(high: v128, low: v128): v128 {
  const q = f64x2.mul(high, high)
  let p = f64x2.add(v128.load(V_C14), f64x2.mul(q, v128.load(V_C16)))
  p = f64x2.add(v128.load(V_C12), f64x2.mul(q, p))
  p = f64x2.add(v128.load(V_C10), f64x2.mul(q, p))
  p = f64x2.add(v128.load(V_C8), f64x2.mul(q, p))
  p = f64x2.add(v128.load(V_C6), f64x2.mul(q, p))
  p = f64x2.add(v128.load(V_C4), f64x2.mul(q, p))
  const half = f64x2.mul(q, v128.load(V_HALF))
  const first = f64x2.sub(v128.load(V_ONE), half)
  const second = f64x2.sub(f64x2.sub(v128.load(V_ONE), first), half)
  const tail = f64x2.sub(f64x2.mul(f64x2.mul(q, q), p), f64x2.mul(high, low))
  return f64x2.add(first, f64x2.add(second, tail))
}
