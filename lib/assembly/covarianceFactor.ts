// Given a hidden layer, the preactivations of the next one are independent normal vectors, a component a point, of the
// covariance S = sigmaB^2 + sigmaW^2/n sum g(x) g(y). Here S is written as F F^T, network by network.
import { ROW, allocate, points } from './settings'

/** Below this share of its own variance, what is left of a point's variance is rounding of S. */
const LEAST_SHARE: f64 = 1.4210854715202004e-14

/** F, two networks to a vector: shape [pair][point][column]. */
let factors: usize = 0
/** Columns of each row of F that are not zero, i32: shape [pair][point]. */
let lengths: usize = 0
/** S of one network, shape [point][point]; what is left of the variances; which points are done. */
let left: usize = 0
let variances: usize = 0
let done: usize = 0

export function allocateFactors(pairs: i32): void {
  factors = allocate(<usize>(pairs * points * points) << 4)
  lengths = allocate(<usize>(pairs * points) << 2)
  left = allocate(<usize>(points * points) << 3)
  variances = allocate(<usize>points << 3)
  done = allocate(<usize>points << 2)
}

/** First coefficient of a row of F. */
@inline
export function factorRow(pair: i32, point: i32): usize {
  return factors + (<usize>((pair * points + point) * points) << 4)
}

@inline
export function factorLength(pair: i32, point: i32): i32 {
  return load<i32>(lengths + (<usize>(pair * points + point) << 2))
}

/** Factors the covariances of `pairs` pairs of networks, whose rows (k, l), k <= l, begin at `covariances`. */
export function factorCovariances(covariances: usize, pairs: i32): void {
  const perPair = <usize>(points * points) << 4
  memory.fill(factors, 0, <usize>pairs * perPair)
  memory.fill(lengths, 0, <usize>(pairs * points) << 2)
  for (let pair = 0; pair < pairs; pair++) {
    for (let lane = 0; lane < 2; lane++) {
      takeCovariance(covariances + (<usize>pair << 4) + (<usize>lane << 3))
      factorOne(pair, lane)
    }
  }
}

@inline
function entry(k: i32, l: i32): usize {
  return left + (<usize>(k * points + l) << 3)
}

function takeCovariance(source: usize): void {
  for (let k = 0; k < points; k++) {
    for (let l = k; l < points; l++) {
      const value = load<f64>(source)
      store<f64>(entry(k, l), value)
      store<f64>(entry(l, k), value)
      source += ROW
    }
    store<f64>(variances + (<usize>k << 3), load<f64>(entry(k, k)))
    store<i32>(done + (<usize>k << 2), 0)
  }
}

/**
 * Cholesky's factor, the point with the largest share of its variance left taken first. Where no share is above
 * rounding the rest follows from what was taken: close or dependent inputs need no care.
 */
function factorOne(pair: i32, lane: i32): void {
  for (let column = 0; column < points; column++) {
    const pivot = nextPivot()
    if (pivot < 0) return
    store<i32>(done + (<usize>pivot << 2), 1)
    const root = sqrt(load<f64>(entry(pivot, pivot)))
    setCoefficient(pair, lane, pivot, column, root)
    for (let k = 0; k < points; k++) {
      if (load<i32>(done + (<usize>k << 2))) continue
      setCoefficient(pair, lane, k, column, load<f64>(entry(k, pivot)) / root)
    }
    removeColumn(pair, lane, column)
  }
}

function nextPivot(): i32 {
  let best = LEAST_SHARE
  let pivot = -1
  for (let k = 0; k < points; k++) {
    if (load<i32>(done + (<usize>k << 2))) continue
    const variance = load<f64>(variances + (<usize>k << 3))
    if (!(variance > 0)) continue
    const share = load<f64>(entry(k, k)) / variance
    if (share > best) {
      best = share
      pivot = k
    }
  }
  return pivot
}

@inline
function coefficient(pair: i32, lane: i32, point: i32, column: i32): usize {
  return factorRow(pair, point) + (<usize>column << 4) + (<usize>lane << 3)
}

function setCoefficient(pair: i32, lane: i32, point: i32, column: i32, value: f64): void {
  store<f64>(coefficient(pair, lane, point, column), value)
  const length = lengths + (<usize>(pair * points + point) << 2)
  store<i32>(length, max(load<i32>(length), column + 1))
}

/** Subtracts the part of a column from what is left of the covariance. */
function removeColumn(pair: i32, lane: i32, column: i32): void {
  for (let k = 0; k < points; k++) {
    if (load<i32>(done + (<usize>k << 2))) continue
    const a = load<f64>(coefficient(pair, lane, k, column))
    for (let l = 0; l < points; l++) {
      if (load<i32>(done + (<usize>l << 2))) continue
      const b = load<f64>(coefficient(pair, lane, l, column))
      store<f64>(entry(k, l), load<f64>(entry(k, l)) - a * b)
    }
  }
}
