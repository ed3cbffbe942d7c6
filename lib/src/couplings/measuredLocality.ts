import { refusedUnder } from '../numerics/refusedUnder.js'
import { fieldIndex, representative, requireOutputs } from '../networks/field.js'
import { ParameterError } from '../numerics/parameterError.js'
import { tailDiagnosis, type TailDiagnosis } from '../statistics/convergenceSummary.js'
import { requireMoments, type EnsembleMoments } from '../sampling/ensembleMoments.js'
import { measuredCouplings } from './couplingTable.js'
import { exactCoupling } from './exactCoupling.js'
import {
  couplingRatio,
  localityPoints,
  requireLocalityOptions,
  type LocalityMapOptions
} from './localityMap.js'

/** u4 of four points relative to its exact value at a reference, measured and exact. */
export interface MeasuredLocality extends TailDiagnosis {
  /** Measured u4 over `reference`. */
  readonly measured: number
  /** Standard error of `measured`, as the bags show it. */
  readonly standardError: number
  /** Exact u4 over `reference`. */
  readonly exact: number
  /** Exact u4 at the reference; 0 where it underflows (high dimension), which the ratios do not mind. */
  readonly reference: number
}

/**
 * One point of a locality map, measured: u4(x1, x2, x3, x4) of a sample whose four inputs are the `localityPoints`,
 * over the exact u4 of the reference; the same as `localityMap`'s deviation + 1.
 *
 * @example
 * const setup = ensemble({ network: 'gauss', widths: [10], inputs: localityPoints(0.5, 0.2) })
 * measuredLocality(await sampleEnsemble(setup), 10)
 * @throws ParameterError unless the sample has four inputs, and as `measuredCouplings` and `localityMap`
 */
export function measuredLocality(
  moments: EnsembleMoments,
  width: number,
  options: LocalityMapOptions = {}
): MeasuredLocality {
  return refusedUnder('measuredLocality', () => {
    requireMoments('measuredLocality', moments)
    requireLocalityOptions('measuredLocality', options)
    const { ensemble } = moments
    const { inputs } = ensemble
    if (inputs.length !== 4) {
      const rule = 'a sample of four inputs'
      throw new ParameterError('measuredLocality', 'moments', rule, inputs)
    }
    const { reference: place = { centre: 0, spread: 0 }, ...couplingOptions } = options
    const { outputs = [0, 0, 0, 0], ...tableOptions } = couplingOptions
    requireOutputs('measuredLocality', outputs, 4, ensemble.outputs ?? 1)
    const origin = localityPoints(place.centre, place.spread, inputs[0].length)
    const reference = exactCoupling(ensemble, origin, width, couplingOptions)
    const table = measuredCouplings(moments, 4, width, { ...tableOptions, scaled: true })
    const fields = outputs.map((output, point) => fieldIndex({ point, output }, 4))
    const wanted = representative(fields, 4).join()
    const own = table.combinations.findIndex((combination) => combination.join() === wanted)
    if (own < 0) {
      const rule =
        'such that every output occurs an even number of times: the coupling vanishes else'
      throw new ParameterError('measuredLocality', 'outputs', rule, outputs)
    }
    const unit = reference.sign * Math.exp(table.logScale - reference.logMagnitude)
    return {
      measured: table.values[own] * unit,
      standardError: table.errors[own] * Math.abs(unit),
      exact: couplingRatio(exactCoupling(ensemble, inputs, width, couplingOptions), reference),
      reference: reference.value,
      ...tailDiagnosis(moments, [4], width)
    }
  })
}
