import type { NetworkParameters, Point } from '../networks/networkParameters.js'
import { rescaled, signedSum, type SignedLogarithm } from '../numerics/signedLogarithm.js'
import { gaussNetTreeIntegral } from './gaussNetTreeIntegral.js'
import type { TreeDiagram } from './treeDiagrams.js'

/** A choice of signs for the points, the first one's +, and the logarithm of its weight. */
interface WeightedSigns {
  readonly signs: readonly number[]
  readonly logWeight: number
}

/**
 * The function (tree, points) -> integral of prod K_W over the vertices of a tree diagram, Cos-net, exact
 * in any dimension: K_W(x, y) is half of GaussNet's at (x, y) plus exp(-2 sigmaB^2) times half of it at
 * (x, -y), so the integral is a sum of GaussNet's over the signs of all points. Turning a vertex over moves
 * a line's mirror image to its other lines, which gives the weight of each choice of signs,
 *   2^-L sum over the vertices' signs of exp(-2 sigmaB^2 (number of lines with a minus)),
 * L the number of lines. Derived in docs/theory.md.
 */
export function cosNetTreeIntegrals({ sigmaW, sigmaB }: NetworkParameters) {
  const known = new Map<TreeDiagram, readonly WeightedSigns[]>()
  return (tree: TreeDiagram, points: readonly Point[]): SignedLogarithm => {
    const choices = known.get(tree) ?? weightedSigns(tree, points.length, sigmaB)
    known.set(tree, choices)
    return signedSum(
      choices.map(({ signs, logWeight }) => {
        const turned = points.map((point, a) => point.map((component) => signs[a] * component))
        return rescaled(gaussNetTreeIntegral(sigmaW, tree, turned), logWeight)
      })
    )
  }
}

function weightedSigns(tree: TreeDiagram, count: number, sigmaB: number): WeightedSigns[] {
  const { vertices, edges } = tree
  const lines = count + edges.length
  return signChoices(count - 1).map((others) => {
    const signs = [1, ...others]
    const weight = signChoices(vertices.length).reduce((sum, orientation) => {
      let minus = edges.filter(([v, w]) => orientation[v] !== orientation[w]).length
      vertices.forEach(({ legs }, v) => {
        minus += legs.filter((leg) => signs[leg] !== orientation[v]).length
      })
      return sum + Math.exp(-2 * sigmaB ** 2 * minus)
    }, 0)
    return { signs, logWeight: Math.log(weight) - lines * Math.LN2 }
  })
}

/** All lists of `count` signs. */
function signChoices(count: number): (readonly number[])[] {
  return Array.from({ length: 2 ** count }, (_, bits) =>
    Array.from({ length: count }, (_, i) => ((bits >> i) & 1 ? -1 : 1))
  )
}
