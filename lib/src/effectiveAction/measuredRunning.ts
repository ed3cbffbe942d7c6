import { ParameterError, requireInteger, requireObject } from '../numerics/parameterError.js'
import type { FieldTensor } from './fieldTensor.js'
import { jackknifed, type MeasuredVertices } from './measuredVertices.js'
import type { Vertices } from './vertices.js'

/** By how much vertices have changed between two scales. */
export interface MeasuredRunning {
  /** The scale. */
  readonly k: number
  /** The scale that they are compared with. */
  readonly from: number
  /** Vertices at k minus those at `from`. */
  readonly running: Vertices
  /** Jackknife over bags, of each entry of each difference. */
  readonly errors: Vertices
}

/**
 * The measured running Gamma_k - Gamma_k0 at all scales. One sample serves all of them, so most of its noise is common and
 * drops out: at large N the running is known many times better than the vertices, which alone would not tell one flow
 * from another. What a flow from the infrared is tested with.
 *
 * @param reference place of k0 in `measured.scales`; default 0
 * @example measuredRunning(await measuredVertices(drawn, 1000, { scales: [0, 1, 30] }))[2].running.gamma4
 * @throws ParameterError for what `measuredVertices` has not yielded, or a place that is none of a scale
 */
export function measuredRunning(measured: MeasuredVertices, reference = 0): MeasuredRunning[] {
  const source = 'measuredRunning'
  requireObject(source, 'measured', measured)
  const { scales } = measured
  if (!Array.isArray(scales) || scales.length === 0) {
    throw new ParameterError(source, 'measured.scales', 'scales that were measured', scales)
  }
  requireInteger(source, 'reference', reference, 0, scales.length - 1)
  const start = measured.scales[reference]
  return measured.scales.map((scale) => ({
    k: scale.k,
    from: start.k,
    running: difference(scale, start),
    errors: jackknifed(scale.replicates.map((one, bag) => difference(one, start.replicates[bag])))
  }))
}

function difference(one: Vertices, other: Vertices): Vertices {
  const minus = (a: FieldTensor, b: FieldTensor): FieldTensor => ({
    ...a,
    values: a.values.map((value, c) => value - b.values[c])
  })
  return {
    gamma2: minus(one.gamma2, other.gamma2),
    gamma4: minus(one.gamma4, other.gamma4),
    ...(one.gamma6 && other.gamma6 && { gamma6: minus(one.gamma6, other.gamma6) })
  }
}
