import { OutOfReach } from '../numerics/outOfReach.js'
import { weightCovariance } from '../covariances/infiniteWidthCovariance.js'
import type { NetworkParameters, Point } from '../networks/networkParameters.js'
import { ParameterError } from '../numerics/parameterError.js'
import type { Estimate } from '../numerics/estimate.js'
import {
  negated,
  signedProduct,
  signedSum,
  toSignedLogarithm,
  type SignedLogarithm
} from '../numerics/signedLogarithm.js'
import { treeDiagrams, vertexStructures } from './treeDiagrams.js'
import type { TreeIntegrals } from './treeIntegral.js'

/**
 * Coupling u_n seen by the points x_1 … x_n, from the connected function Gc(n) there and the lower
 * couplings: Gc(n) = sum over tree diagrams of prod (-u_order) times their integrals, solved for the
 * contact term. n = 4: u4 = -Gc4/N_K. n = 6: u6 = (sum_10 u4^2 int int K^3 K K^3 - Gc6)/N_K6.
 * The 1/4! and 1/6! of Gamma = Gamma_0 + u4/4! int f^4 + u6/6! int f^6 are thus out of u_n, as in
 * arXiv:2108.01403. With several outputs u_n is a tensor, u4_abcd f_a f_b f_c f_d/4!, whose entries have their index
 * structure (`outputStructure`): each diagram takes at its vertices the couplings of theirs.
 */
export interface CouplingEquation {
  /** -1/N_K: multiplies Gc(n). */
  readonly inverseContact: SignedLogarithm
  /** Diagrams with lower couplings: u_n gains the product of the -u of the vertices times the ratio of the integral to N_K. */
  readonly exchanges: readonly {
    /** Index structures of the vertices. */
    readonly structures: readonly (readonly number[])[]
    readonly ratio: SignedLogarithm
  }[]
}

/** Lower couplings by their index structure, such as `'4'` or `'2,2'` (two outputs, twice each). */
export type LowerCouplings = Readonly<Record<string, SignedLogarithm>>

/**
 * The integrals of one combination of points, which no coupling enters; undefined where N_K vanishes (ReLU-net without
 * bias, points on both sides of the origin), and u_n with it.
 *
 * @param outputs which output the field at each point is; default: all the same
 */
export function couplingEquation(
  integralOf: TreeIntegrals,
  points: readonly Point[],
  outputs: readonly number[] = points.map(() => 0)
): CouplingEquation | undefined {
  const [contact, ...others] = treeDiagrams(points.length)
  const integral = integralOf(contact, points)
  if (integral.sign === 0) return undefined
  const inverse = signedProduct([integral], [-1])
  return {
    inverseContact: negated(inverse),
    exchanges: others.flatMap((tree) => {
      const structures = vertexStructures(tree, outputs)
      if (!structures) return []
      return [{ structures, ratio: signedProduct([integralOf(tree, points), inverse]) }]
    })
  }
}

/** The same. @throws ParameterError where N_K vanishes */
export function requireEquation(
  integralOf: TreeIntegrals,
  points: readonly Point[],
  outputs?: readonly number[]
): CouplingEquation {
  const equation = couplingEquation(integralOf, points, outputs)
  if (equation) return equation
  const rule = 'such that the vertex integral does not vanish'
  throw new ParameterError('couplingEquation', 'points', rule, points)
}

/**
 * An exact connected function at some of the points as `solveCoupling` takes it. That of GaussNet without bias is zero at
 * the origin, where no neuron varies.
 *
 * @throws OutOfReach where it underflows: amputated, what was lost may be of any size
 */
export function connectedLogarithm(
  source: string,
  connected: Estimate,
  order: number,
  {
    parameters,
    points
  }: { readonly parameters: NetworkParameters; readonly points: readonly Point[] }
): SignedLogarithm {
  const variance = () => Math.min(...points.map((x) => weightCovariance(parameters, x, x)))
  if (connected.value === 0 && connected.error > 0 && variance() ** (order / 2) < 1e-290) {
    throw new OutOfReach(source, 'the connected function underflows', 'farthest')
  }
  return toSignedLogarithm(connected)
}

/** u_n from the connected function and the lower couplings. */
export function solveCoupling(
  { inverseContact, exchanges }: CouplingEquation,
  connected: SignedLogarithm,
  lower: LowerCouplings
): SignedLogarithm {
  const contact = signedProduct([connected, inverseContact])
  const corrections = exchanges.map(({ structures, ratio }) => {
    const factors = structures.map((structure) => {
      const coupling = lower[structure.join()]
      if (coupling) return negated(coupling)
      const rule = `given for the index structure ${structure.join()}`
      throw new ParameterError('solveCoupling', 'lower', rule, Object.keys(lower))
    })
    return signedProduct([ratio, ...factors])
  })
  return signedSum([contact, ...corrections])
}
