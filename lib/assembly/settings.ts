// What is sampled, and the buffers for it. Lanes are networks: a v128 holds two of them. Networks
// come in groups of 128 (64 pairs), and a group's neurons in chunks of 128 slots; a slot is one
// neuron of one pair.

export const GAUSS: i32 = 0
export const RELU: i32 = 1
export const ERF: i32 = 2
export const COS: i32 = 3
/** Any activation, from a table. */
export const TABLE: i32 = 4
export const TANH: i32 = 5

export const LITERAL: i32 = 0
export const CONDITIONAL: i32 = 1
export const TILTED: i32 = 2

/** Pairs of networks in a group, and bytes of one value for each of them. */
export const PAIRS: i32 = 64
export const ROW: usize = 1024
/** Slots of a chunk, and bytes of one value for each of them. */
export const CHUNK: i32 = 128
export const STRIP: usize = 2048

export let network: i32 = GAUSS
export let estimator: i32 = LITERAL
export let width: i32 = 1
export let dimension: i32 = 1
export let points: i32 = 1
/** Outputs whose W1 and b1 are drawn (literal) or whose moments are taken (conditional). */
export let outputCount: i32 = 1
/** Whether features follow from two exponentials, exp(b + w.x0) and exp(w.h). */
export let spaced: bool = false
/** Whether w.h is surely within 1/16 for equally spaced inputs. */
export let small: bool = false
/** Powers of W0 that give every feature besides exp(b + w.c), c in the middle of the inputs; 0: not used. */
export let terms: i32 = 0
/** Whether every exponent is surely within the range of `steppedExponentialStrip`. */
export let bounded: bool = true
/** Whether there are biases b0, and b1. */
export let biased: bool = false
export let readoutBiased: bool = false
/** Whether W1 of a neuron is drawn with its W0: literal draws of one hidden layer. */
export let readoutDrawn: bool = false

/**
 * sigmaW x/sqrt(dIn), two equal lanes each, shape [point][coordinate]; then the spacing h if `spaced`, the
 * middle c if there are `terms`.
 */
export let slopes: usize = 0
/** Two equal lanes each: factor of sum W1 g (literal) or g (conditional); tilted: its logarithm. */
export let norms: usize = 0
/** sigmaW^2/N, for the tilted estimator. */
export const OUTPUT_VARIANCE: usize = memory.data(8, 16)
/** sigmaB of the first layer, and of the readout, in two lanes. */
export const BIAS: usize = memory.data(16, 16)
export const READOUT_BIAS: usize = memory.data(16, 16)

/** Normals of a chunk: dIn strips of W0, then W1 (literal), then b0 if biased. */
export let normals: usize = 0
/**
 * Features g(z) of a chunk, a strip a point; or the first power and, behind it, the ratio of successive
 * ones: exp(w.h) if `spaced`, W0 itself if there are `terms`.
 */
export let features: usize = 0
/** A strip of zeros: b0 where there is no bias. */
export const ZEROS: usize = memory.data(2048, 16)

export function allocate(bytes: usize): usize {
  const block = heap.alloc(bytes + 16)
  const aligned = (block + 15) & ~15
  memory.fill(aligned, 0, bytes)
  return aligned
}

export function setSettings(
  networkCode: i32,
  estimatorCode: i32,
  hiddenWidth: i32,
  inputDimension: i32,
  inputPoints: i32,
  outputsDrawn: i32,
  equallySpaced: bool,
  closelySpaced: bool,
  powersOfWeights: i32,
  boundedExponents: bool,
  withBiases: bool,
  withReadoutBiases: bool,
  withLaterLayers: bool
): void {
  network = networkCode
  estimator = estimatorCode
  width = hiddenWidth
  dimension = inputDimension
  points = inputPoints
  outputCount = outputsDrawn
  spaced = equallySpaced
  small = closelySpaced
  terms = powersOfWeights
  bounded = boundedExponents
  biased = withBiases
  readoutBiased = withReadoutBiases
  readoutDrawn = estimatorCode == LITERAL && !withLaterLayers
  slopes = allocate((<usize>((points + 1) * dimension)) << 4)
  norms = allocate((<usize>points) << 4)
  // A strip before them is for the first power, whose ratios W0 are where there are terms; behind them is
  // room because fillNormals draws three vectors at a time.
  normals = allocate(<usize>(dimension + 3) * STRIP + 32) + STRIP
  features = terms ? normals - STRIP : allocate(<usize>max(points, 2) * STRIP)
}
