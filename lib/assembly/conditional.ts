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
 * Adds g(x) g(y) of `length` slots from `first` on to network pair `pair`, three points by three: nine sums and what
 * they are made of fill the registers.
 */
export function addToCovariances(pair: i32, first: i32, length: i32): void {
  const bytes = <usize>length << 4
  const lane = <usize>pair << 4
  const start = features + (<usize>first << 4)
  let k = 0
  for (; k + 3 <= points; k += 3) {
    const a = start + <usize>k * STRIP
    const rowA = covarianceRow(k, k) + lane
    const rowB = covarianceRow(k + 1, k + 1) + lane
    const rowC = covarianceRow(k + 2, k + 2) + lane
    addWithinThree(a, bytes, rowA, rowB, rowC)
    // Row by row, the sums with the points from k + 3 on.
    let b = a + 3 * STRIP
    let sumA = rowA + 3 * ROW
    let sumB = rowB + 2 * ROW
    let sumC = rowC + ROW
    let left = points - k - 3
    for (; left >= 3; left -= 3) {
      addBetweenThree(a, b, bytes, sumA, sumB, sumC)
      b += 3 * STRIP
      sumA += 3 * ROW
      sumB += 3 * ROW
      sumC += 3 * ROW
    }
    if (left == 2) addBetweenTwo(a, b, bytes, sumA, sumB, sumC)
    else if (left == 1) addBetweenOne(a, b, bytes, sumA, sumB, sumC)
  }
  const a = start + <usize>k * STRIP
  const rowA = covarianceRow(k, k) + lane
  if (k + 2 == points) addWithinTwo(a, bytes, rowA, covarianceRow(k + 1, k + 1) + lane)
  else if (k < points) addSquare(a, bytes, rowA)
}

/** The six products of three points whose strips follow each other. */
function addWithinThree(a: usize, bytes: usize, rowA: usize, rowB: usize, rowC: usize): void {
  let aa = v128.load(rowA)
  let ab = v128.load(rowA, ROW)
  let ac = v128.load(rowA, 2 * ROW)
  let bb = v128.load(rowB)
  let bc = v128.load(rowB, ROW)
  let cc = v128.load(rowC)
  for (const end = a + bytes; a < end; a += 16) {
    const x = v128.load(a)
    const y = v128.load(a, STRIP)
    const z = v128.load(a, 2 * STRIP)
    aa = f64x2.add(aa, f64x2.mul(x, x))
    ab = f64x2.add(ab, f64x2.mul(x, y))
    ac = f64x2.add(ac, f64x2.mul(x, z))
    bb = f64x2.add(bb, f64x2.mul(y, y))
    bc = f64x2.add(bc, f64x2.mul(y, z))
    cc = f64x2.add(cc, f64x2.mul(z, z))
  }
  v128.store(rowA, aa)
  v128.store(rowA, ab, ROW)
  v128.store(rowA, ac, 2 * ROW)
  v128.store(rowB, bb)
  v128.store(rowB, bc, ROW)
  v128.store(rowC, cc)
}

/** The three products of two points whose strips follow each other. */
function addWithinTwo(a: usize, bytes: usize, rowA: usize, rowB: usize): void {
  let aa = v128.load(rowA)
  let ab = v128.load(rowA, ROW)
  let bb = v128.load(rowB)
  for (const end = a + bytes; a < end; a += 16) {
    const x = v128.load(a)
    const y = v128.load(a, STRIP)
    aa = f64x2.add(aa, f64x2.mul(x, x))
    ab = f64x2.add(ab, f64x2.mul(x, y))
    bb = f64x2.add(bb, f64x2.mul(y, y))
  }
  v128.store(rowA, aa)
  v128.store(rowA, ab, ROW)
  v128.store(rowB, bb)
}

// A function for each number of points, as in productTiles.ts.

function addBetweenThree(
  a: usize,
  b: usize,
  bytes: usize,
  sumA: usize,
  sumB: usize,
  sumC: usize
): void {
  addBetween(3, a, b, bytes, sumA, sumB, sumC)
}

function addBetweenTwo(
  a: usize,
  b: usize,
  bytes: usize,
  sumA: usize,
  sumB: usize,
  sumC: usize
): void {
  addBetween(2, a, b, bytes, sumA, sumB, sumC)
}

function addBetweenOne(
  a: usize,
  b: usize,
  bytes: usize,
  sumA: usize,
  sumB: usize,
  sumC: usize
): void {
  addBetween(1, a, b, bytes, sumA, sumB, sumC)
}

/** The products of three points with up to three others. */
@inline
function addBetween(
  others: i32,
  a: usize,
  b: usize,
  bytes: usize,
  sumA: usize,
  sumB: usize,
  sumC: usize
): void {
  let a0 = v128.load(sumA)
  let b0 = v128.load(sumB)
  let c0 = v128.load(sumC)
  let a1 = others > 1 ? v128.load(sumA, ROW) : a0
  let b1 = others > 1 ? v128.load(sumB, ROW) : a0
  let c1 = others > 1 ? v128.load(sumC, ROW) : a0
  let a2 = others > 2 ? v128.load(sumA, 2 * ROW) : a0
  let b2 = others > 2 ? v128.load(sumB, 2 * ROW) : a0
  let c2 = others > 2 ? v128.load(sumC, 2 * ROW) : a0
  for (const end = a + bytes; a < end; a += 16) {
    const x = v128.load(a)
    const y = v128.load(a, STRIP)
    const z = v128.load(a, 2 * STRIP)
    const g0 = v128.load(b)
    a0 = f64x2.add(a0, f64x2.mul(x, g0))
    b0 = f64x2.add(b0, f64x2.mul(y, g0))
    c0 = f64x2.add(c0, f64x2.mul(z, g0))
    if (others > 1) {
      const g1 = v128.load(b, STRIP)
      a1 = f64x2.add(a1, f64x2.mul(x, g1))
      b1 = f64x2.add(b1, f64x2.mul(y, g1))
      c1 = f64x2.add(c1, f64x2.mul(z, g1))
    }
    if (others > 2) {
      const g2 = v128.load(b, 2 * STRIP)
      a2 = f64x2.add(a2, f64x2.mul(x, g2))
      b2 = f64x2.add(b2, f64x2.mul(y, g2))
      c2 = f64x2.add(c2, f64x2.mul(z, g2))
    }
    b += 16
  }
  v128.store(sumA, a0)
  v128.store(sumB, b0)
  v128.store(sumC, c0)
  if (others > 1) {
    v128.store(sumA, a1, ROW)
    v128.store(sumB, b1, ROW)
    v128.store(sumC, c1, ROW)
  }
  if (others > 2) {
    v128.store(sumA, a2, 2 * ROW)
    v128.store(sumB, b2, 2 * ROW)
    v128.store(sumC, c2, 2 * ROW)
  }
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
