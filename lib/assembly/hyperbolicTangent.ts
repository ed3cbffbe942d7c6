// tanh(z0 + d) = (tanh z0 + tanh d)/(1 + tanh z0 tanh d) about the nearest multiple z0 of 1/128: a table of tanh z0 and
// an odd polynomial of degree 5 on |d| <= 1/256. One division costs less than the terms of a polynomial that would
// need none. Below 3 ulp.
import { ddAdd, ddMultiply, ddRatio, hi, lo } from './doubleDouble'

/** tanh(z0) for z0 = -20 … 20. */
const TABLE: usize = memory.data(5121 * 8, 16)

/**
 * Adding it rounds to a multiple of 1/128 and leaves the number of the entry in the low bits: 1.5 * 2^45 and 20, which
 * is the first entry's distance from 0.
 */
const V_ROUND: usize = memory.data<f64>([52776558133268, 52776558133268], 16)
/** tanh(20) is 1 to the last bit. */
const V_LARGEST: usize = memory.data<f64>([20, 20], 16)
const V_LEAST: usize = memory.data<f64>([-20, -20], 16)
const V_ONE: usize = memory.data<f64>([1, 1], 16)
// -1/3 and 2/15, into which the next term, -17/315 d^7, is spread as Chebyshev's polynomial of degree 3 in d^2 does
// that vanishes at d = 0: what is left out is below 1e-17 d.
const V_C3: usize = memory.data<f64>([-0.33333333332792037, -0.33333333332792037], 16)
const V_C5: usize = memory.data<f64>([0.13333218678393302, 0.13333218678393302], 16)

/** tanh z0 = (e^(2 z0) - 1)/(e^(2 z0) + 1), the exponential as a power of e^(1/64) to 106 bits. */
export function fillHyperbolicTangentTable(): void {
  let power: f64 = 1
  let powerLow: f64 = 0
  for (let i: usize = 0; i <= 2560; i++) {
    ddAdd(power, powerLow, 1, 0)
    const sum = hi
    const sumLow = lo
    ddAdd(power, powerLow, -1, 0)
    ddRatio(hi, lo, sum, sumLow)
    store<f64>(TABLE + ((2560 + i) << 3), hi)
    store<f64>(TABLE + ((2560 - i) << 3), -hi)
    ddMultiply(power, powerLow, 1.0157477085866857, 2.0530467874932267e-17)
    power = hi
    powerLow = lo
  }
}

/** tanh in place from `target` up to `end`; NaN gives -1. */
export function hyperbolicTangentStrip(target: usize, end: usize): void {
  const round = v128.load(V_ROUND)
  const largest = v128.load(V_LARGEST)
  const least = v128.load(V_LEAST)
  const one = v128.load(V_ONE)
  const c3 = v128.load(V_C3)
  const c5 = v128.load(V_C5)
  for (; target < end; target += 16) {
    const z = f64x2.pmin(largest, f64x2.pmax(least, v128.load(target)))
    const t = f64x2.add(z, round)
    const d = f64x2.sub(z, f64x2.sub(t, round))
    const first = v128.load64_zero(<usize>i32x4.extract_lane(t, 0) << 3, TABLE)
    const entries = v128.load_lane<u64>(<usize>i32x4.extract_lane(t, 2) << 3, first, 1, TABLE)
    const dd = f64x2.mul(d, d)
    const p = f64x2.mul(dd, f64x2.add(c3, f64x2.mul(dd, c5)))
    const e = f64x2.add(d, f64x2.mul(d, p))
    const below = f64x2.add(one, f64x2.mul(entries, e))
    v128.store(target, f64x2.div(f64x2.add(entries, e), below))
  }
}
