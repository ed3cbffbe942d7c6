import { OutOfReach } from '../numerics/outOfReach.js'
import type { Activation } from '../networks/activations/activation.js'
import type { NetworkParameters, Point } from '../networks/networkParameters.js'
import {
  rescaled,
  signedProduct,
  signedSum,
  toSignedLogarithm,
  type SignedLogarithm
} from '../numerics/signedLogarithm.js'
import { gaussNetTreeIntegral } from './gaussNetTreeIntegral.js'
import type { TreeDiagram } from './treeDiagrams.js'

type Images = NonNullable<Activation['images']>

/** A choice of signs for the points, the first one's +, with its weight. */
interface WeightedSigns {
  readonly signs: readonly number[]
  readonly weight: SignedLogarithm
}

/**
 * The function (tree, points) -> integral of prod K_W over the vertices of a tree diagram, exact in any dimension, for a
 * covariance that is GaussNet's at (x, y) times a factor `direct`, plus exp(-2 sigmaB^2) times `mirrored` times GaussNet's at
 * (x, -y): a sum of GaussNet's integrals over the signs of all points. Turning a vertex over moves a line's mirror
 * image to its other lines, which gives the weight of each choice of signs,
 *   sum over the vertices' signs of direct^(lines with a plus) (mirrored exp(-2 sigmaB^2))^(lines with a minus).
 * Derived in docs/theory.md, "Effective action and couplings".
 *
 * @throws OutOfReach where not even the logarithm is a number
 */
export function imageTreeIntegrals(
  { sigmaW, sigmaB }: NetworkParameters,
  { direct, mirrored }: Images
): (tree: TreeDiagram, points: readonly Point[]) => SignedLogarithm {
  const required = (integral: SignedLogarithm) => {
    if (integral.logError > -Infinity) return integral
    throw new OutOfReach('treeIntegral', 'the integral underflows', 'farthest')
  }
  if (mirrored === 0 && direct === 1) {
    return (tree, points) => required(gaussNetTreeIntegral(sigmaW, tree, points))
  }
  const line = toSignedLogarithm({ value: direct, error: 0 })
  // As a logarithm: mirrored lines may be all that is left of an integral, however small they are.
  const image = rescaled(toSignedLogarithm({ value: mirrored, error: 0 }), -2 * sigmaB ** 2)
  const known = new Map<TreeDiagram, readonly WeightedSigns[]>()
  return (tree, points) => {
    const choices = known.get(tree) ?? weightedSigns(tree, points.length, line, image)
    known.set(tree, choices)
    const terms = choices.map(({ signs, weight }) => {
      const turned = points.map((point, a) => point.map((component) => signs[a] * component))
      return signedProduct([gaussNetTreeIntegral(sigmaW, tree, turned), weight])
    })
    return required(signedSum(terms))
  }
}

function weightedSigns(
  tree: TreeDiagram,
  count: number,
  direct: SignedLogarithm,
  image: SignedLogarithm
): WeightedSigns[] {
  const { vertices, edges } = tree
  const lines = count + edges.length
  const terms = Array.from({ length: lines + 1 }, (_, minus) =>
    signedProduct([direct, image], [lines - minus, minus])
  )
  return signChoices(count - 1).map((others) => {
    const signs = [1, ...others]
    const weights = signChoices(vertices.length).map((orientation) => {
      let minus = edges.filter(([v, w]) => orientation[v] !== orientation[w]).length
      vertices.forEach(({ legs }, v) => {
        minus += legs.filter((leg) => signs[leg] !== orientation[v]).length
      })
      return terms[minus]
    })
    return { signs, weight: signedSum(weights) }
  })
}

/** All lists of `count` signs. */
function signChoices(count: number): (readonly number[])[] {
  return Array.from({ length: 2 ** count }, (_, bits) =>
    Array.from({ length: count }, (_, i) => ((bits >> i) & 1 ? -1 : 1))
  )
}
