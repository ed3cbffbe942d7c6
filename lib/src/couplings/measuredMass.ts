import { covarianceShape } from '../covariances/covarianceShape.js'
import { fitLine } from '../numerics/leastSquares.js'
import { ParameterError } from '../numerics/parameterError.js'
import { requireMoments, type EnsembleMoments } from '../sampling/ensembleMoments.js'
import { meanOverBags, orderMoments } from '../statistics/bags.js'
import { measuredGreenFunction } from '../correlators/measuredGreenFunction.js'
import { momentRounding } from '../statistics/momentRounding.js'
import { propagatedRounding, withRounding } from '../statistics/rounding.js'
import { jackknifeError } from '../statistics/jackknife.js'
import { tailDiagnosis, type TailDiagnosis } from '../statistics/convergenceSummary.js'

/** A measured mass squared with its standard error. */
export interface MeasuredMass extends TailDiagnosis {
  /** Mass squared, in units of an inverse length squared. */
  readonly massSquared: number
  /** Standard error of `massSquared`, as the bags show it. */
  readonly standardError: number
}

/**
 * The mass squared m0^2 = 2 sigmaW^2 / dIn of GaussNet's propagator, measured from the decay of the two-point
 * function: ln(G(x, y) - sigmaB^2) = ln sigmaW^2 - m0^2 |x - y|^2 / 4, fitted as a line through all pairs of
 * inputs. Pairs are correlated, so the error is a jackknife over bags, rounding included.
 *
 * @example
 * const moments = await sampleEnsemble(ensemble({ network: 'gauss', widths: [10] }))
 * measuredMass(moments, 10)
 * @throws ParameterError if the network is not GaussNet, if the moments lack order 2, the width or a second bag,
 *   or if a measured G(x, y) is not above sigmaB^2 (inputs too far apart for the number of networks)
 */
export function measuredMass(moments: EnsembleMoments, width: number): MeasuredMass {
  requireMoments('measuredMass', moments)
  const { network, sigmaB, inputs, bags } = moments.ensemble
  if (covarianceShape('measuredMass', moments.ensemble).images?.mirrored !== 0) {
    const rule =
      "'gauss' with normal W0 and b0, the one network with a translation invariant propagator"
    throw new ParameterError('measuredMass', 'network', rule, network)
  }
  const part = orderMoments('measuredMass', moments, 2, width)
  const { combinations } = part
  const squared = combinations.map(([a, b]) =>
    inputs[a].reduce((sum, x, k) => sum + (x - inputs[b][k]) ** 2, 0)
  )
  const massOf = (means: Float64Array) => {
    const logarithms = combinations.map((combination, c) => {
      const weightPart = means[c] - sigmaB ** 2
      if (weightPart > 0) return Math.log(weightPart)
      const place = `measured G at inputs ${combination.join(', ')}`
      throw new ParameterError('measuredMass', place, '> sigmaB^2', means[c])
    })
    return -4 * fitLine(squared, logarithms).slope
  }
  const replicates = Array.from({ length: bags }, (_, bag) => massOf(meanOverBags(part, bags, bag)))
  const { mean, standardError } = measuredGreenFunction(moments, 2, width)
  const roundings = momentRounding(moments, 2, width)
  const [rounding] = propagatedRounding((of) => [massOf(of)], mean, standardError, roundings)
  return {
    massSquared: massOf(mean),
    standardError: withRounding(jackknifeError(replicates), rounding),
    ...tailDiagnosis(moments, [2], width)
  }
}
