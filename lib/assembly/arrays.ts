// The elementary functions over arrays, as the sampler computes them: for measuring their accuracy.
import { cosineStrip } from './cosine'
import { errorFunctionStrip, fillErrorFunctionTable } from './errorFunction'
import {
  fillExponentialTable,
  guardedExponentialStrip,
  smallExponentialStrip,
  steppedExponentialStrip
} from './exponential'
import { fillHyperbolicTangentTable, hyperbolicTangentStrip } from './hyperbolicTangent'
import { logarithm } from './logarithm'
import { fillLayers, fillNormals, tailNormal } from './normals'
import { SEEDS, startStream } from './randomStream'
import { allocate } from './settings'
import { tableStrip } from './table'
import { W0, fillWeights } from './weights'

/** Room for `count` f64 (and a few to spare: normals come by sixes), with every table ready. */
export function allocateArray(count: i32): usize {
  fillExponentialTable()
  fillErrorFunctionTable()
  fillHyperbolicTangentTable()
  fillLayers()
  return allocate((<usize>count + 6) << 3)
}

export function exponentialArray(array: usize, count: i32): void {
  guardedExponentialStrip(array, array + (<usize>count << 3))
}

/** 2^(y/256), for |y| <= 2^18. */
export function steppedExponentialArray(array: usize, count: i32): void {
  steppedExponentialStrip(array, array + (<usize>count << 3))
}

/** For |x| <= 1/16. */
export function smallExponentialArray(array: usize, count: i32): void {
  smallExponentialStrip(array, array, f64x2.splat(1), array + (<usize>count << 3))
}

export function errorFunctionArray(array: usize, count: i32): void {
  errorFunctionStrip(array, array + (<usize>count << 3))
}

export function hyperbolicTangentArray(array: usize, count: i32): void {
  hyperbolicTangentStrip(array, array + (<usize>count << 3))
}

/** By the table that has been written. */
export function tableArray(array: usize, count: i32): void {
  tableStrip(array, array + (<usize>count << 3))
}

/** For |x| <= 2^20 pi/2. */
export function cosineArray(array: usize, count: i32): void {
  cosineStrip(array, array + (<usize>count << 3))
}

export function logarithmArray(array: usize, count: i32): void {
  for (const end = array + ((<usize>count) << 3); array < end; array += 8) {
    store<f64>(array, logarithm(load<f64>(array)))
  }
}

/** Starts the stream whose seven states stand at the seeds, for the next two. */
export function startNormals(): void {
  startStream(SEEDS)
}

/** The stream's next standard normals. */
export function normalArray(array: usize, count: i32): void {
  fillNormals(array, (count + 1) >> 1)
}

/** The stream's next weights of the distribution that W0 has. */
export function weightArray(array: usize, count: i32): void {
  fillWeights(array, (count + 1) >> 1, W0)
}

/** Absolute values of normals beyond the ziggurat's lowest layer, of the same stream. */
export function tailArray(array: usize, count: i32): void {
  for (const end = array + (<usize>count << 3); array < end; array += 8) {
    store<f64>(array, tailNormal())
  }
}
