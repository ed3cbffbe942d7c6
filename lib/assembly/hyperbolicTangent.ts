// tanh(z0 + d) = (tanh z0 + tanh d)/(1 + tanh z0 tanh d) about the nearest multiple z0 of 1/128: a table of tanh z0 and
// an odd polynomial of degree 5 on |d| <= 1/256. One division costs less than the terms of a polynomial that would
// need none. Below 3 ulp.
import { ddAdd, ddMultiply, ddRatio, hi, lo } from './doubleDouble'

/** tanh(z0) for z0 from -32 up to 32, 8192 entries and the one at 32. */
const TABLE: usize = memory.data(8193 * 8, 16)

/** Adding it rounds to a multiple of 1/128 and leaves the number of the entry in the low bits: 1.5 * 2^45 and 32. */
const V_ROUND: usize = memory.data<f64>([52776558133280, 52776558133280], 16)
/** Bits of the sum for the first entry, z0 = -32. */
const V_FIRST: usize = memory.data<f64>([52776558133248, 52776558133248], 16)
/** tanh(31) is 1 to the last bit. */
const V_LARGEST: usize = memory.data<f64>([31, 31], 16)
const V_LEAST: usize = memory.data<f64>([-31, -31], 16)
const V_ONE: usize = memory.data<f64>([1, 1], 16)
// -1/3 and 2/15, into which the next term, -17/315 d^7, is spread as Chebyshev's polynomial of degree 3 in d^2 does
// that vanishes at d = 0: what is left out is below 1e-17 d.
const V_C3: usize = memory.data<f64>([-0.33333333332792037, -0.33333333332792037], 16)
const V_C5: usize = memory.data<f64>([0.13333218678393302, 0.13333218678393302], 16)

/** tanh z0 = (e^(2 z0) - 1)/(e^(2 z0) + 1), the exponential as a power of e^(1/64) to 106 bits. */
export function fillHyperbolicTangentTable(): void {
  let power: f64 = 1
  let powerLow: f64 = 0
  for (let i: usize = 0; i <= 4096; i++) {
    ddAdd(power, powerLow, 1, 0)
    const sum = hi
    const sumLow = lo
    ddAdd(power, powerLow, -1, 0)
    ddRatio(hi, lo, sum, sumLow)
    store<f64>(TABLE + ((4096 + i) << 3), hi)
    store<f64>(TABLE + ((4096 - i) << 3), -hi)
    ddMultiply(power, powerLow, 1.0157477085866857, 2.0530467874932267e-17)
    power = hi
    powerLow = lo
  }
}

/**
 * tanh in place from `target` up to `end`, two vectors at a time, one too many where their number is odd; NaN gives -1.
 * Numbers of entries are read where t is stored: taking them out of a vector would cost more than both.
 */
export function hyperbolicTangentStrip(target: usize, end: usize): void {
  const round = v128.load(V_ROUND)
  const first = v128.load(V_FIRST)
  const one = v128.load(V_ONE)
  const c3 = v128.load(V_C3)
  const c5 = v128.load(V_C5)
  for (; target < end; target += 32) {
    let zA = v128.load(target)
    let zB = v128.load(target, 16)
    let tA = f64x2.add(zA, round)
    let tB = f64x2.add(zB, round)
    v128.store(target, v128.xor(tA, first))
    v128.store(target, v128.xor(tB, first), 16)
    let a0 = load<u64>(target)
    let a1 = load<u64>(target, 8)
    let b0 = load<u64>(target, 16)
    let b1 = load<u64>(target, 24)
    if ((a0 | a1 | b0 | b1) > 8191) {
      zA = inRange(zA)
      zB = inRange(zB)
      tA = f64x2.add(zA, round)
      tB = f64x2.add(zB, round)
      v128.store(target, v128.xor(tA, first))
      v128.store(target, v128.xor(tB, first), 16)
      a0 = load<u64>(target)
      a1 = load<u64>(target, 8)
      b0 = load<u64>(target, 16)
      b1 = load<u64>(target, 24)
    }
    const dA = f64x2.sub(zA, f64x2.sub(tA, round))
    const dB = f64x2.sub(zB, f64x2.sub(tB, round))
    v128.store(target, aboutEntries(dA, entries(a0, a1), one, c3, c5))
    v128.store(target, aboutEntries(dB, entries(b0, b1), one, c3, c5), 16)
  }
}

@inline
function inRange(z: v128): v128 {
  return f64x2.pmin(v128.load(V_LARGEST), f64x2.pmax(v128.load(V_LEAST), z))
}

@inline
function entries(even: u64, odd: u64): v128 {
  const lower = v128.load64_zero(<usize>even << 3, TABLE)
  return v128.load_lane<u64>(<usize>odd << 3, lower, 1, TABLE)
}

@inline
function aboutEntries(d: v128, tanh0: v128, one: v128, c3: v128, c5: v128): v128 {
  const dd = f64x2.mul(d, d)
  const p = f64x2.mul(dd, f64x2.add(c3, f64x2.mul(dd, c5)))
  const e = f64x2.add(d, f64x2.mul(d, p))
  return f64x2.div(f64x2.add(tanh0, e), f64x2.add(one, f64x2.mul(tanh0, e)))
}
