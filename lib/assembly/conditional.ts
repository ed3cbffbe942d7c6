// Conditional estimator: given the hidden layer, f is Gaussian with covariance
// C(x, y) = sigmaB^2 + sigmaW^2/N sum g(x) g(y), so Wick's theorem replaces W1 and b1:
// E[f_1 … f_n] = sum_i C(1, i) E[the other n - 2].
import { allocateMoments, moments } from './momentRows'
import { multisetCount, multisetRank, nextMultiset } from './multisetTables'
import { ROW, STRIP, allocate, features, points } from './settings'

/** For each order n and combination: n - 1 pairs of i32, row of C(1, i) and row of the rest. */
const TERMS: usize = memory.data(64 * 4, 16)

export function allocateContractions(highest: i32): void {
  for (let n = 2; n <= highest; n += 2) {
    const count = multisetCount(n)
    allocateMoments(n)
    if (n > 2) store<u32>(TERMS + (n << 2), <u32>contractionTerms(n, count))
  }
}

function contractionTerms(order: i32, count: i32): usize {
  const table = allocate(<usize>count * <usize>(order - 1) * 8)
  const tuple = allocate(<usize>order << 2)
  const pair = allocate(8)
  const rest = allocate(<usize>order << 2)
  let entry = table
  do {
    for (let i = 1; i < order; i++) {
      store<i32>(pair, load<i32>(tuple))
      store<i32>(pair, load<i32>(tuple + (i << 2)), 4)
      let place = rest
      for (let j = 1; j < order; j++) {
        if (j == i) continue
        store<i32>(place, load<i32>(tuple + (j << 2)))
        place += 4
      }
      store<i32>(entry, multisetRank(pair, 2))
      store<i32>(entry, multisetRank(rest, order - 2), 4)
      entry += 8
    }
  } while (nextMultiset(tuple, order))
  return table
}

export function clearCovariances(): void {
  memory.fill(moments(2), 0, <usize>multisetCount(2) * ROW)
}

/** Row of the covariance of the points k <= l. */
@inline
function covarianceRow(k: i32, l: i32): usize {
  return moments(2) + <usize>(k * points - ((k * (k - 1)) >> 1) + l - k) * ROW
}

/**
 * Adds g(x) g(y) of `length` slots from `first` on to network pair `pair`, two points by two: with one sum in flight
 * the processor would wait for its last addition.
 */
export function addToCovariances(pair: i32, first: i32, length: i32): void {
  const bytes = <usize>length << 4
  const lane = <usize>pair << 4
  const start = features + (<usize>first << 4)
  let k = 0
  for (; k + 2 <= points; k += 2) {
    const a = start + <usize>k * STRIP
    addWithin(a, bytes, covarianceRow(k, k) + lane, covarianceRow(k + 1, k + 1) + lane)
    let l = k + 2
    for (; l + 2 <= points; l += 2) {
      const b = start + <usize>l * STRIP
      addBetween(a, b, bytes, covarianceRow(k, l) + lane, covarianceRow(k + 1, l) + lane)
    }
    if (l < points) {
      const b = start + <usize>l * STRIP
      addLast(a, b, bytes, covarianceRow(k, l) + lane, covarianceRow(k + 1, l) + lane)
    }
  }
  if (k < points) addSquare(start + <usize>k * STRIP, bytes, covarianceRow(k, k) + lane)
}

/** The three products of two points whose strips follow each other. */
function addWithin(a: usize, bytes: usize, upper: usize, lower: usize): void {
  let aa = v128.load(upper)
  let ab = v128.load(upper + ROW)
  let bb = v128.load(lower)
  for (const end = a + bytes; a < end; a += 16) {
    const x = v128.load(a)
    const y = v128.load(a, STRIP)
    aa = f64x2.add(aa, f64x2.mul(x, x))
    ab = f64x2.add(ab, f64x2.mul(x, y))
    bb = f64x2.add(bb, f64x2.mul(y, y))
  }
  v128.store(upper, aa)
  v128.store(upper + ROW, ab)
  v128.store(lower, bb)
}

/** The four products of two points with two others. */
function addBetween(a: usize, b: usize, bytes: usize, upper: usize, lower: usize): void {
  let s0 = v128.load(upper)
  let s1 = v128.load(upper + ROW)
  let s2 = v128.load(lower)
  let s3 = v128.load(lower + ROW)
  for (const end = a + bytes; a < end; a += 16) {
    const x0 = v128.load(a)
    const x1 = v128.load(a, STRIP)
    const y0 = v128.load(b)
    const y1 = v128.load(b, STRIP)
    s0 = f64x2.add(s0, f64x2.mul(x0, y0))
    s1 = f64x2.add(s1, f64x2.mul(x0, y1))
    s2 = f64x2.add(s2, f64x2.mul(x1, y0))
    s3 = f64x2.add(s3, f64x2.mul(x1, y1))
    b += 16
  }
  v128.store(upper, s0)
  v128.store(upper + ROW, s1)
  v128.store(lower, s2)
  v128.store(lower + ROW, s3)
}

/** Two points with the last one of an odd number. */
function addLast(a: usize, b: usize, bytes: usize, upper: usize, lower: usize): void {
  let s0 = v128.load(upper)
  let s1 = v128.load(lower)
  for (const end = a + bytes; a < end; a += 16) {
    const y = v128.load(b)
    s0 = f64x2.add(s0, f64x2.mul(v128.load(a), y))
    s1 = f64x2.add(s1, f64x2.mul(v128.load(a, STRIP), y))
    b += 16
  }
  v128.store(upper, s0)
  v128.store(lower, s1)
}

function addSquare(a: usize, bytes: usize, target: usize): void {
  let sum = v128.load(target)
  for (const end = a + bytes; a < end; a += 16) {
    const x = v128.load(a)
    sum = f64x2.add(sum, f64x2.mul(x, x))
  }
  v128.store(target, sum)
}

/**
 * Turns the sums into covariances, zero for the networks beyond `networks`.
 *
 * @param factors of a feature's weights, two equal lanes a point
 * @param variance of the biases
 */
export function finishCovariances(networks: i32, factors: usize, variance: v128): void {
  const bytes = <usize>((networks + 1) >> 1) << 4
  let row = moments(2)
  for (let k = 0; k < points; k++) {
    for (let l = k; l < points; l++) {
      const norm = f64x2.mul(
        v128.load(factors + (<usize>k << 4)),
        v128.load(factors + (<usize>l << 4))
      )
      for (let o: usize = 0; o < bytes; o += 16) {
        v128.store(row + o, f64x2.add(variance, f64x2.mul(norm, v128.load(row + o))))
      }
      if (networks & 1) store<f64>(row + (<usize>networks << 3), 0)
      row += ROW
    }
  }
}

/** Wick sums of order n > 2 for every network of the group, from those of order n - 2. */
export function contract(order: i32): void {
  const covariances = moments(2)
  const lower = moments(order - 2)
  let entry = <usize>load<u32>(TERMS + (order << 2))
  let row = moments(order)
  for (let c = multisetCount(order); c > 0; c--) {
    for (let o: usize = 0; o < ROW; o += 16) {
      let sum = f64x2.splat(0)
      let term = entry
      for (let i = 1; i < order; i++) {
        const a = v128.load(covariances + <usize>load<i32>(term) * ROW + o)
        sum = f64x2.add(sum, f64x2.mul(a, v128.load(lower + <usize>load<i32>(term, 4) * ROW + o)))
        term += 8
      }
      v128.store(row + o, sum)
    }
    entry += <usize>(order - 1) << 3
    row += ROW
  }
}
