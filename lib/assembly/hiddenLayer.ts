// Draws a chunk of neurons and evaluates g(W0 x + b0) at every point.
import { errorFunctions } from './errorFunction'
import { exponentials, guardedExponentials } from './exponential'
import { fillNormals } from './normals'
import {
  BIAS,
  ERF,
  LITERAL,
  RELU,
  STRIP,
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
  spaced
} from './settings'

/** Draws `count` slots: first all W0, coordinate by coordinate, then all W1, then all b0. */
export function drawNeurons(count: i32): void {
  const drawn = dimension + (estimator == LITERAL ? 1 : 0) + (biased ? 1 : 0)
  // The strips lie close together, so that one call fills them all.
  fillNormals(normals, drawn * count)
  if (!biased) return
  const sigmaB = v128.load(BIAS)
  let b = biases(count)
  const end = b + (<usize>count << 4)
  for (; b < end; b += 16) v128.store(b, f64x2.mul(v128.load(b), sigmaB))
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

/** Fills the feature strips of a chunk of `count` slots. */
export function evaluateFeatures(count: i32): void {
  if (spaced) {
    preactivate(features, 0, biases(count), count)
    preactivate(features + STRIP, points, ZEROS, count)
    activate(features, count)
    activate(features + STRIP, count)
    return
  }
  for (let k = 0; k < points; k++) {
    const target = features + <usize>k * STRIP
    preactivate(target, k, biases(count), count)
    activate(target, count)
  }
}

/** z = b + slope . W0 for every slot. */
function preactivate(target: usize, point: i32, bias: usize, count: i32): void {
  const bytes = <usize>count << 4
  let slope = slopes + (<usize>(point * dimension) << 4)
  let weights = normals
  let source = bias
  for (let i = 0; i < dimension; i++) {
    const s = v128.load(slope)
    for (let o: usize = 0; o < bytes; o += 16) {
      v128.store(
        target + o,
        f64x2.add(v128.load(source + o), f64x2.mul(s, v128.load(weights + o)))
      )
    }
    source = target
    slope += 16
    weights += bytes
  }
}

/** g of a strip, in place; the normalisation of GaussNet comes later. */
function activate(strip: usize, count: i32): void {
  const end = strip + (<usize>count << 4)
  if (network == RELU) {
    const zero = f64x2.splat(0)
    for (; strip < end; strip += 16) v128.store(strip, f64x2.pmax(zero, v128.load(strip)))
  } else if (network == ERF) {
    for (; strip < end; strip += 16) v128.store(strip, errorFunctions(v128.load(strip)))
  } else if (bounded) {
    for (; strip < end; strip += 16) v128.store(strip, exponentials(v128.load(strip)))
  } else {
    for (; strip < end; strip += 16) v128.store(strip, guardedExponentials(v128.load(strip)))
  }
}
