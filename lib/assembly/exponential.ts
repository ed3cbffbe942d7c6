// exp(x) = 2^k 2^(j/256) exp(r), |r| <= log(2)/512: a table of 256 entries and a polynomial of
// degree 4. Below 1.6 ulp. The vector form and the scalar form give the same bits.
import { ddMultiply, hi, lo } from './doubleDouble'

/**
 * Bits of 2^(j/256) less j 2^44, j = 0 … 255: adding n 2^44 for n = 256 k + j makes 2^k 2^(j/256) of
 * them.
 */
const TABLE: usize = memory.data(2048, 16)

/** Adding it rounds to an integer and leaves that integer in the low bits: 1.5 * 2^52. */
const ROUND: f64 = 6755399441055744
/** 256 / log(2). */
export const INVERSE_STEP: f64 = 369.3299304675746
/** log(2) / 256 in two parts; the first has 21 low zero bits, so that its products are exact. */
const STEP_HIGH: f64 = 0.00270760617331689
const STEP_LOW: f64 = 7.453964567463233e-13

// Constants of the vector form live in memory: V8 would rebuild a splat in every iteration. Strips load
// them once, so that they stay in registers.
const V_ROUND: usize = memory.data<f64>([6755399441055744, 6755399441055744], 16)
const V_INVERSE_STEP: usize = memory.data<f64>([369.3299304675746, 369.3299304675746], 16)
const V_STEP_HIGH: usize = memory.data<f64>([0.00270760617331689, 0.00270760617331689], 16)
const V_STEP_LOW: usize = memory.data<f64>([7.453964567463233e-13, 7.453964567463233e-13], 16)
const V_HALF: usize = memory.data<f64>([1 / 2, 1 / 2], 16)
const V_SIXTH: usize = memory.data<f64>([1.0 / 6.0, 1.0 / 6.0], 16)
const V_24TH: usize = memory.data<f64>([1.0 / 24.0, 1.0 / 24.0], 16)
const V_INDEX: usize = memory.data<i64>([255, 255], 16)

/** Powers of log(2) / 256 over 1!, 2!, 3!, 4!. */
const V_STEP: usize = memory.data<f64>([0.0027076061740622863, 0.0027076061740622863], 16)
const V_STEP_2: usize = memory.data<f64>([3.665565596910106e-6, 3.665565596910106e-6], 16)
const V_STEP_3: usize = memory.data<f64>([3.308302680541371e-9, 3.308302680541371e-9], 16)
const V_STEP_4: usize = memory.data<f64>([2.239395190875157e-12, 2.239395190875157e-12], 16)

const V_ONE: usize = memory.data<f64>([1, 1], 16)
const V_120TH: usize = memory.data<f64>([1.0 / 120.0, 1.0 / 120.0], 16)
const V_720TH: usize = memory.data<f64>([1.0 / 720.0, 1.0 / 720.0], 16)
const V_5040TH: usize = memory.data<f64>([1.0 / 5040.0, 1.0 / 5040.0], 16)
const V_40320TH: usize = memory.data<f64>([1.0 / 40320.0, 1.0 / 40320.0], 16)

/** Largest |x| of the vector form. */
const FAST_RANGE: f64 = 708

export function fillExponentialTable(): void {
  let a: f64 = 1
  let aLow: f64 = 0
  for (let j: usize = 0; j < 256; j++) {
    store<u64>(TABLE + (j << 3), reinterpret<u64>(a) - (<u64>j << 44))
    // 2^(1/256) to 106 bits.
    ddMultiply(a, aLow, 1.0027112750502025, -3.636615928692264e-17)
    a = hi
    aLow = lo
  }
}

/** 2^(n/256) of both lanes, where n + ROUND = t. */
@inline
function powers(t: v128, index: v128): v128 {
  const offsets = i64x2.shl(v128.and(t, index), 3)
  const first = v128.load64_zero(<usize>i32x4.extract_lane(offsets, 0), TABLE)
  const entries = v128.load_lane<u64>(<usize>i32x4.extract_lane(offsets, 2), first, 1, TABLE)
  return i64x2.add(entries, i64x2.shl(t, 44))
}

/**
 * 2^(y/256), the exponential of y steps, in place from `target` up to `end`, for |y| <= 2^18. An exponent
 * that comes in steps needs no division by log(2) and leaves its remainder exactly.
 */
export function steppedExponentialStrip(target: usize, end: usize): void {
  const round = v128.load(V_ROUND)
  const index = v128.load(V_INDEX)
  const c1 = v128.load(V_STEP)
  const c2 = v128.load(V_STEP_2)
  const c3 = v128.load(V_STEP_3)
  const c4 = v128.load(V_STEP_4)
  do {
    const y = v128.load(target)
    const t = f64x2.add(y, round)
    const r = f64x2.sub(y, f64x2.sub(t, round))
    const power = powers(t, index)
    const head = f64x2.add(c1, f64x2.mul(r, c2))
    const tail = f64x2.add(c3, f64x2.mul(r, c4))
    const p = f64x2.mul(r, f64x2.add(head, f64x2.mul(f64x2.mul(r, r), tail)))
    v128.store(target, f64x2.add(power, f64x2.mul(power, p)))
    target += 16
  } while (target < end)
}

/**
 * exp(slope y) of the y from `source` on into the strip from `target` up to `end`, for |slope y| <= 1/16: the
 * series up to x^8, which leaves 4e-17, without a table.
 */
export function smallExponentialStrip(
  target: usize,
  source: usize,
  slope: v128,
  end: usize
): void {
  const one = v128.load(V_ONE)
  const c2 = v128.load(V_HALF)
  const c3 = v128.load(V_SIXTH)
  const c4 = v128.load(V_24TH)
  const c5 = v128.load(V_120TH)
  const c6 = v128.load(V_720TH)
  const c7 = v128.load(V_5040TH)
  const c8 = v128.load(V_40320TH)
  do {
    const x = f64x2.mul(slope, v128.load(source))
    const xx = f64x2.mul(x, x)
    const p23 = f64x2.add(c2, f64x2.mul(c3, x))
    const p45 = f64x2.add(c4, f64x2.mul(c5, x))
    const p67 = f64x2.add(c6, f64x2.mul(c7, x))
    let p = f64x2.add(p67, f64x2.mul(xx, c8))
    p = f64x2.add(p45, f64x2.mul(xx, p))
    p = f64x2.add(p23, f64x2.mul(xx, p))
    p = f64x2.add(x, f64x2.mul(xx, p))
    v128.store(target, f64x2.add(one, p))
    target += 16
    source += 16
  } while (target < end)
}

/** exp in place for any x. */
export function guardedExponentialStrip(target: usize, end: usize): void {
  for (; target < end; target += 16) v128.store(target, guardedExponentials(v128.load(target)))
}

/** exp of both lanes for any x, infinities, overflow and denormal results included. */
@inline
export function guardedExponentials(x: v128): v128 {
  const inRange = f64x2.le(f64x2.abs(x), f64x2.splat(FAST_RANGE))
  if (i64x2.all_true(inRange)) {
    const t = f64x2.add(f64x2.mul(x, v128.load(V_INVERSE_STEP)), v128.load(V_ROUND))
    const n = f64x2.sub(t, v128.load(V_ROUND))
    const high = f64x2.sub(x, f64x2.mul(n, v128.load(V_STEP_HIGH)))
    const r = f64x2.sub(high, f64x2.mul(n, v128.load(V_STEP_LOW)))
    const power = powers(t, v128.load(V_INDEX))
    const rr = f64x2.mul(r, r)
    const head = f64x2.add(v128.load(V_HALF), f64x2.mul(r, v128.load(V_SIXTH)))
    const tail = f64x2.add(head, f64x2.mul(rr, v128.load(V_24TH)))
    const p = f64x2.add(r, f64x2.mul(rr, tail))
    return f64x2.add(power, f64x2.mul(power, p))
  }
  return f64x2.replace_lane(
    f64x2.splat(exponential(f64x2.extract_lane(x, 0))),
    1,
    exponential(f64x2.extract_lane(x, 1))
  )
}

/** exp(x) for any x. */
export function exponential(x: f64): f64 {
  if (x != x) return x
  if (x > 709.782712893384) return Infinity
  if (x < -745.1332191019412) return 0
  const t = x * INVERSE_STEP + ROUND
  const n = t - ROUND
  const r = x - n * STEP_HIGH - n * STEP_LOW
  const bits = reinterpret<i64>(t)
  const k = (bits << 13) >> 21
  const entry = load<i64>(TABLE + (<usize>(bits & 255) << 3))
  const rr = r * r
  const p = r + rr * (1.0 / 2.0 + r * (1.0 / 6.0) + rr * (1.0 / 24.0))
  // Near both ends of the range 2^64 is kept apart, so that a denormal result is rounded only once
  // and 2^1024 is no step on the way to a finite one.
  const apart: i64 = k < -1021 ? 64 : k > 1023 ? -64 : 0
  const power = reinterpret<f64>(entry + ((bits + (apart << 8)) << 44))
  const y = power + power * p
  return apart == 0 ? y : apart > 0 ? y * 5.421010862427522e-20 : y * 18446744073709551616.0
}
