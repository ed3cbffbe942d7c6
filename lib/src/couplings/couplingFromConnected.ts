import type { Point } from '../networks/networkParameters.js'
import { ParameterError } from '../numerics/parameterError.js'
import {
  negated,
  signedProduct,
  signedSum,
  type SignedLogarithm
} from '../numerics/signedLogarithm.js'
import { treeDiagrams, type TreeDiagram } from './treeDiagrams.js'
import type { TreeIntegrals } from './treeIntegral.js'

/**
 * Coupling u_n seen by the points x_1 … x_n, from the connected function Gc(n) there and the lower
 * couplings: Gc(n) = sum over tree diagrams of prod (-u_order) times their integrals, solved for the
 * contact term. n = 4: u4 = -Gc4/N_K. n = 6: u6 = (sum_10 u4^2 int int K^3 K K^3 - Gc6)/N_K6.
 * The 1/4! and 1/6! of Gamma = Gamma_0 + u4/4! int f^4 + u6/6! int f^6 are thus out of u_n, as in
 * arXiv:2108.01403.
 */
export interface CouplingEquation {
  /** -1/N_K: multiplies Gc(n). */
  readonly inverseContact: SignedLogarithm
  /** Diagrams with lower couplings: u_n gains product of (-u)^power times the ratio of the integral to N_K. */
  readonly exchanges: readonly { readonly tree: TreeDiagram; readonly ratio: SignedLogarithm }[]
}

/** The integrals of one combination of points, which no coupling enters. */
export function couplingEquation(
  integralOf: TreeIntegrals,
  points: readonly Point[]
): CouplingEquation {
  const [contact, ...others] = treeDiagrams(points.length)
  const integral = integralOf(contact, points)
  if (integral.sign === 0) {
    const rule = 'such that the vertex integral does not vanish'
    throw new ParameterError('couplingEquation', 'points', rule, points)
  }
  const inverse = signedProduct([integral], [-1])
  return {
    inverseContact: negated(inverse),
    exchanges: others.map((tree) => ({
      tree,
      ratio: signedProduct([integralOf(tree, points), inverse])
    }))
  }
}

/** u_n from the connected function and the lower couplings by order. */
export function solveCoupling(
  { inverseContact, exchanges }: CouplingEquation,
  connected: SignedLogarithm,
  lower: Readonly<Record<number, SignedLogarithm>>
): SignedLogarithm {
  const contact = signedProduct([connected, inverseContact])
  const corrections = exchanges.map(({ tree, ratio }) => {
    const factors = tree.vertices.map(({ order }) => {
      const coupling = lower[order]
      if (!coupling) {
        throw new ParameterError(
          'solveCoupling',
          'lower',
          `given for order ${order}`,
          Object.keys(lower)
        )
      }
      return negated(coupling)
    })
    return signedProduct([ratio, ...factors])
  })
  return signedSum([contact, ...corrections])
}
