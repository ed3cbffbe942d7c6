// Draws a chunk of neurons and evaluates g(W0 x + b0) at every point.
import { activateStrip } from './activation'
import {
  INVERSE_STEP,
  smallExponentialStrip,
  steppedExponentialStrip
} from './exponential'
import { fillNormals } from './normals'
import {
  BIAS,
  GAUSS,
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
  readoutDrawn,
  slopes,
  small,
  spaced,
  terms
} from './settings'
import { B0, W0, W1, allNormal, fillWeights } from './weights'

const V_ONE: usize = memory.data<f64>([1, 1], 16)
/** sigmaB of the preactivations in two lanes, in steps where exponents are. */
const INNER_BIAS: usize = memory.data(16, 16)

/** Whether exponents are computed in steps of log(2)/256, from slopes and a bias that are. */
@inline
function stepped(): bool {
  return network == GAUSS && estimator != TILTED && bounded
}

/** Brings slopes and bias into the unit of the preactivations, once the host has written them. */
export function preparePreactivations(): void {
  const unit = f64x2.splat(stepped() ? INVERSE_STEP : 1)
  v128.store(INNER_BIAS, f64x2.mul(unit, v128.load(BIAS)))
  // The series of small ratios takes the spacing as it is.
  const end = slopes + (<usize>((small ? points : points + 1) * dimension) << 4)
  for (let o = slopes; o < end; o += 16) v128.store(o, f64x2.mul(unit, v128.load(o)))
}

/** Draws `count` slots: first all W0, coordinate by coordinate, then all W1, then all b0. */
export function drawNeurons(count: i32): void {
  if (allNormal()) {
    const drawn = dimension + (readoutDrawn ? 1 : 0) + (biased ? 1 : 0)
    // The strips lie close together, so that one call fills them all.
    fillNormals(normals, drawn * count)
    return
  }
  // In the order of their places: what one writes over, the next one fills.
  fillWeights(normals, dimension * count, W0)
  if (readoutDrawn) fillWeights(outputWeights(count), count, W1)
  if (biased) fillWeights(biases(count), count, B0)
}

/** Where the W1 of a chunk of `count` slots begin. */
@inline
export function outputWeights(count: i32): usize {
  return normals + (<usize>(dimension * count) << 4)
}

@inline
function biases(count: i32): usize {
  if (!biased) return ZEROS
  return normals + (<usize>((dimension + (readoutDrawn ? 1 : 0)) * count) << 4)
}

/**
 * Fills the feature strips of a chunk of `count` slots. Where features follow from powers, these are the
 * first power and, if `spaced`, the ratio exp(w.h) of successive ones.
 */
export function evaluateFeatures(count: i32): void {
  const bias = biases(count)
  if (terms) {
    evaluateStrip(features, points, bias, count)
  } else if (spaced) {
    evaluateStrip(features, 0, bias, count)
    evaluateStrip(features + STRIP, points, ZEROS, count)
  } else {
    for (let k = 0; k < points; k++) evaluateStrip(features + <usize>k * STRIP, k, bias, count)
  }
}

/**
 * g(sigmaB b + slope . W0) for every slot; GaussNet without its normalisation. The tilted estimator wants
 * the preactivation itself of GaussNet. First the strip of preactivations, then g in place: a loop that did
 * both would run out of registers.
 */
function evaluateStrip(target: usize, point: i32, bias: usize, count: i32): void {
  const bytes = <usize>count << 4
  const end = target + bytes
  let slope = slopes + (<usize>(point * dimension) << 4)
  let weights = normals
  const ratio = small && point == points && estimator != TILTED
  if (ratio && dimension == 1) {
    smallExponentialStrip(target, weights, v128.load(slope), end)
    return
  }
  if (bias == ZEROS) multiplyStrip(target, weights, v128.load(slope), end)
  else addCoordinate(target, bias, v128.load(INNER_BIAS), weights, v128.load(slope), end)
  for (let i = 1; i < dimension; i++) {
    slope += 16
    weights += bytes
    addCoordinate(target, target, v128.load(V_ONE), weights, v128.load(slope), end)
  }
  if (network != GAUSS) activateStrip(network, target, end)
  else if (estimator == TILTED) return
  else if (ratio) smallExponentialStrip(target, target, v128.load(V_ONE), end)
  else if (stepped()) steppedExponentialStrip(target, end)
  else activateStrip(network, target, end)
}

// Two slots at a time, one too many where their number is odd: strips have room for an even one.

function multiplyStrip(target: usize, weights: usize, slope: v128, end: usize): void {
  do {
    v128.store(target, f64x2.mul(slope, v128.load(weights)))
    v128.store(target, f64x2.mul(slope, v128.load(weights, 16)), 16)
    target += 32
    weights += 32
  } while (target < end)
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
    const even = f64x2.mul(scale, v128.load(source))
    v128.store(target, f64x2.add(even, f64x2.mul(slope, v128.load(weights))))
    const odd = f64x2.mul(scale, v128.load(source, 16))
    v128.store(target, f64x2.add(odd, f64x2.mul(slope, v128.load(weights, 16))), 16)
    target += 32
    source += 32
    weights += 32
  } while (target < end)
}
