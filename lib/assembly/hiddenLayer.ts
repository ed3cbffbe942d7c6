// Draws a chunk of neurons and evaluates g(W0 x + b0) at every point.
import { errorFunctions } from './errorFunction'
import { exponentials, guardedExponentials, smallExponentials } from './exponential'
import { fillNormals } from './normals'
import {
  BIAS,
  ERF,
  GAUSS,
  LITERAL,
  RELU,
  STRIP,
  TILTED,
  ZEROS,
  biased,
  bounded,
  dimension,
  estimator,
  features,
  network,
  normals,
  points,
  slopes,
  small,
  spaced
} from './settings'

/** exp whose argument may leave the fast range. */
const GUARDED_GAUSS: i32 = 3
/** exp of a small argument: the ratio of equally spaced inputs that lie close together. */
const SMALL_GAUSS: i32 = 5
/** The preactivation itself, which the tilted estimator wants of GaussNet. */
const IDENTITY: i32 = 4

const V_ONE: usize = memory.data<f64>([1, 1], 16)

/** Draws `count` slots: first all W0, coordinate by coordinate, then all W1, then all b0. */
export function drawNeurons(count: i32): void {
  const drawn = dimension + (estimator == LITERAL ? 1 : 0) + (biased ? 1 : 0)
  // The strips lie close together, so that one call fills them all.
  fillNormals(normals, drawn * count)
}

/** Where the W1 of a chunk of `count` slots begin. */
@inline
export function outputWeights(count: i32): usize {
  return normals + (<usize>(dimension * count) << 4)
}

@inline
function biases(count: i32): usize {
  if (!biased) return ZEROS
  return normals + (<usize>((dimension + (estimator == LITERAL ? 1 : 0)) * count) << 4)
}

/** Fills the feature strips of a chunk of `count` slots: exp(w.h) and exp(z0) if `spaced`. */
export function evaluateFeatures(count: i32): void {
  const last = spaced ? 1 : points
  for (let k = 0; k < last; k++) evaluateStrip(features + <usize>k * STRIP, k, biases(count), count)
  if (spaced) evaluateStrip(features + STRIP, points, ZEROS, count)
}

/** g(sigmaB b + slope . W0) for every slot; GaussNet without its normalisation. */
function evaluateStrip(target: usize, point: i32, bias: usize, count: i32): void {
  const bytes = <usize>count << 4
  let slope = slopes + (<usize>(point * dimension) << 4)
  let weights = normals
  let scale = v128.load(BIAS)
  for (let i = 1; i < dimension; i++) {
    addCoordinate(target, bias, scale, weights, v128.load(slope), target + bytes)
    bias = target
    scale = v128.load(V_ONE)
    slope += 16
    weights += bytes
  }
  const s = v128.load(slope)
  const end = target + bytes
  if (network == RELU) sweep(RELU, target, bias, scale, weights, s, end)
  else if (network == ERF) sweep(ERF, target, bias, scale, weights, s, end)
  else if (estimator == TILTED) sweep(IDENTITY, target, bias, scale, weights, s, end)
  else if (small && point == points) sweep(SMALL_GAUSS, target, bias, scale, weights, s, end)
  else if (bounded) sweep(GAUSS, target, bias, scale, weights, s, end)
  else sweep(GUARDED_GAUSS, target, bias, scale, weights, s, end)
}

function addCoordinate(
  target: usize,
  source: usize,
  scale: v128,
  weights: usize,
  slope: v128,
  end: usize
): void {
  do {
    const z = f64x2.mul(scale, v128.load(source))
    v128.store(target, f64x2.add(z, f64x2.mul(slope, v128.load(weights))))
    target += 16
    source += 16
    weights += 16
  } while (target < end)
}

/** The last coordinate and the activation, `code` being a constant of each call. */
@inline
function sweep(
  code: i32,
  target: usize,
  source: usize,
  scale: v128,
  weights: usize,
  slope: v128,
  end: usize
): void {
  do {
    const z = f64x2.add(
      f64x2.mul(scale, v128.load(source)),
      f64x2.mul(slope, v128.load(weights))
    )
    v128.store(target, activation(code, z))
    target += 16
    source += 16
    weights += 16
  } while (target < end)
}

@inline
function activation(code: i32, z: v128): v128 {
  if (code == RELU) return f64x2.pmax(v128.load(ZEROS), z)
  if (code == ERF) return errorFunctions(z)
  if (code == IDENTITY) return z
  if (code == SMALL_GAUSS) return smallExponentials(z)
  return code == GAUSS ? exponentials(z) : guardedExponentials(z)
}
