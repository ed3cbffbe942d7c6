import { refusedUnder } from '../numerics/refusedUnder.js'
import { connectedCumulant } from '../correlators/exactGreenFunction.js'
import { requirePoints, type NetworkParameters, type Point } from '../networks/networkParameters.js'
import { ParameterError } from '../numerics/parameterError.js'
import {
  fromSignedLogarithm,
  signedProduct,
  toSignedLogarithm
} from '../numerics/signedLogarithm.js'
import { exactCoupling } from './exactCoupling.js'
import { vertexIntegral } from './treeIntegral.js'

/**
 * How much of the connected six-point function the exchange between two quartic vertices makes:
 * (sum_10 u4^2 int int K_W^3 K_W K_W^3)/Gc6 = 1 + u6 N_K6/Gc6. Where it exceeds one and Gc6 > 0 the sextic coupling is
 * positive. GaussNet at x -> 0: 6 (16/15)^(dIn/2)/(exp(4 sigmaB^2) + 2) (docs/theory.md, "Effective action and couplings").
 *
 * @param points six
 * @example
 * const points = [[0.1], [0.2], [0.3], [0.4], [0.5], [0.6]]
 * exchangeShare({ network: 'gauss', sigmaW: 1, sigmaB: 1 }, points, 10) // 0.0831425
 * @throws ParameterError unless there are six points, and as `exactCoupling`
 */
export function exchangeShare(
  parameters: NetworkParameters,
  points: readonly Point[],
  width: number,
  cutoff?: number
): number {
  return refusedUnder('exchangeShare', () => {
    requirePoints('exchangeShare', points)
    if (points.length !== 6) {
      throw new ParameterError('exchangeShare', 'points', 'a list of six points', points.length)
    }
    const options = cutoff === undefined ? {} : { cutoff }
    const { sign, logMagnitude: log } = exactCoupling(parameters, points, width, options)
    const coupling = { sign, log, logError: -Infinity }
    const integral = vertexIntegral(parameters, points, cutoff)
    const connected = toSignedLogarithm(connectedCumulant(parameters, points, width))
    const contact = signedProduct([coupling, integral, connected], [1, 1, -1])
    return 1 + fromSignedLogarithm(contact).value
  })
}
