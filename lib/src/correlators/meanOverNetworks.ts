import { diagnoseTerms } from '../statistics/estimatorDiagnostics.js'
import type { TailDiagnosis } from '../statistics/convergenceSummary.js'
import type { Ensemble } from '../networks/ensemble.js'
import {
  ParameterError,
  requireFinite,
  requireFiniteList,
  requireInteger,
  requireList,
  requireObject
} from '../numerics/parameterError.js'

/** A measured number with the standard error of a mean over networks; see `diagnoseEstimator` for how far to trust it. */
export interface MeasuredMean extends TailDiagnosis {
  /** Mean over the networks. */
  readonly value: number
  /** Standard error of `value`. */
  readonly standardError: number
}

/**
 * The n-point function of single networks, for any n, odd ones included: mean over networks of
 * f(x_c1) … f(x_cn), with its standard error.
 *
 * @param ensemble the ensemble they were drawn from
 * @param outputs as `drawNetworks` returns them, shape [network][field]
 * @param combination indices c1 … cn of fields (inputs where there is one output), repeats allowed
 * @example
 * const setup = ensemble({ network: 'gauss', widths: [10] })
 * meanOverNetworks(setup, drawNetworks(setup, 10, 1000), [0, 1, 2])
 * @throws ParameterError for fewer than two networks, outputs of another shape, or an index that
 *   does not exist
 */
export function meanOverNetworks(
  ensemble: Pick<Ensemble, 'inputs' | 'outputs'>,
  outputs: Float64Array,
  combination: readonly number[]
): MeasuredMean {
  const source = 'meanOverNetworks'
  requireObject(source, 'ensemble', ensemble)
  requireList(source, 'ensemble.inputs', ensemble.inputs)
  requireFiniteList(source, 'combination', combination, 'a list of indices')
  requireOutputList(source, outputs)
  const fields = ensemble.inputs.length * (ensemble.outputs ?? 1)
  const networks = outputs.length / fields
  if (!Number.isInteger(networks) || networks < 2) {
    const rule = `at least two rows of ${fields} numbers, one row a network`
    throw new ParameterError(source, 'outputs', rule, outputs)
  }
  combination.forEach((c, i) => requireInteger(source, `combination[${i}]`, c, 0, fields - 1))
  const products = Float64Array.from({ length: networks }, (_, i) =>
    combination.reduce((product, c) => product * outputs[i * fields + c], 1)
  )
  const value = products.reduce((sum, v) => sum + v, 0) / networks
  const squares = products.reduce((sum, v) => sum + (v - value) ** 2, 0)
  const standardError = Math.sqrt(squares / (networks - 1) / networks)
  return { value, standardError, ...diagnoseTerms(products) }
}

/** Refuses anything but what `drawNetworks` yields. */
export function requireOutputList(source: string, outputs: unknown): void {
  if (!(outputs instanceof Float64Array) || outputs.length === 0) {
    const rule = 'a Float64Array of at least one, of drawNetworks'
    throw new ParameterError(source, 'outputs', rule, outputs)
  }
  const wrong = outputs.findIndex((value) => !Number.isFinite(value))
  if (wrong >= 0) requireFinite(source, `outputs[${wrong}]`, outputs[wrong])
}
