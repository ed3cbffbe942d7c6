import { ParameterError } from '../numerics/parameterError.js'
import type { EnsembleMoments } from '../sampling/ensembleMoments.js'
import { measuredCouplings } from './couplingTable.js'
import { exactCoupling } from './exactCoupling.js'
import { localityPoints, type LocalityMapOptions } from './localityMap.js'

/** u4 of four points relative to its exact value at a reference, measured and exact. */
export interface MeasuredLocality {
  readonly measured: number
  /** Standard error of `measured`, as the bags show it. */
  readonly standardError: number
  readonly exact: number
  /** Exact u4 at the reference. */
  readonly reference: number
}

/**
 * One point of a locality map, measured: u4(x1, x2, x3, x4) of a sample whose four inputs are the `localityPoints`,
 * over the exact u4 of the reference; the same as `localityMap`'s deviation + 1.
 *
 * @throws ParameterError unless the sample has four inputs, and as `measuredCouplings` and `localityMap`
 */
export function measuredLocality(
  moments: EnsembleMoments,
  width: number,
  options: LocalityMapOptions = {}
): MeasuredLocality {
  const { ensemble } = moments
  const { inputs } = ensemble
  if (inputs.length !== 4) {
    const rule = 'a sample of four inputs'
    throw new ParameterError('measuredLocality', 'moments', rule, inputs)
  }
  const { centre, spread } = options.reference ?? { centre: 0, spread: 0 }
  const origin = localityPoints(centre, spread, inputs[0].length)
  const reference = exactCoupling(ensemble, width, origin, options).value
  const table = measuredCouplings(moments, 4, width, options)
  const place = table.combinations.findIndex((indices) => indices.join() === '0,1,2,3')
  return {
    measured: table.values[place] / reference,
    standardError: table.errors[place] / Math.abs(reference),
    exact: exactCoupling(ensemble, width, inputs, options).value / reference,
    reference
  }
}
