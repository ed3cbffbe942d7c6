import { outputStructure } from '../networks/field.js'
import { requireInteger, ParameterError } from '../numerics/parameterError.js'

/** A vertex of a tree diagram: u_n with n = legs.length + number of edges that end there. */
export interface DiagramVertex {
  /** Order n of the coupling u_n, even, >= 4. */
  readonly order: number
  /** External points attached, as indices 0 … n - 1. */
  readonly legs: readonly number[]
}

/**
 * A Feynman diagram without loops: vertices joined by internal propagators, external points joined to
 * vertices. Its value is prod (-u_order) over vertices times the integral, over the positions of all
 * vertices, of K_W along every line. Plain data: draw vertices as nodes, edges and legs as lines.
 */
export interface TreeDiagram {
  /** The vertices, each with its order and its external points. */
  readonly vertices: readonly DiagramVertex[]
  /** Pairs of vertex indices. */
  readonly edges: readonly (readonly [number, number])[]
}

/** Some hundred thousand diagrams. */
export const highestTreeOrder = 10

const known = new Map<number, readonly TreeDiagram[]>()

/**
 * All tree diagrams of the connected n-point function with couplings u4, u6, … : the effective action
 * is one-particle irreducible, so there are no loops. n = 4: the contact diagram; n = 6: the contact
 * diagram and 10 exchanges; n = 8: 1 + 56 + 280. The contact diagram comes first. The list is kept; do
 * not change it.
 *
 * @example treeDiagrams(4).length // 1
 * @throws ParameterError unless `order` is even and in [4, 10]
 */
export function treeDiagrams(order: number): readonly TreeDiagram[] {
  requireInteger('treeDiagrams', 'order', order, 4, highestTreeOrder)
  if (order % 2) throw new ParameterError('treeDiagrams', 'order', 'even', order)
  const kept = known.get(order)
  if (kept) return kept
  const others = Array.from({ length: order - 1 }, (_, i) => i + 1)
  const trees = rootedTrees(others)
    .map(({ vertices, edges }) => ({
      // The root vertex of the recursion holds external point 0.
      vertices: vertices.map((v, i) => (i === 0 ? { order: v.order, legs: [0, ...v.legs] } : v)),
      edges
    }))
    .sort((a, b) => a.vertices.length - b.vertices.length)
  known.set(order, trees)
  return trees
}

/**
 * The index structure of the coupling at each vertex of a tree whose ends are fields of these outputs; undefined where
 * the tree vanishes. A vertex takes every output an even number of times, so a line carries the one output that occurs an
 * odd number of times at the ends beyond it, and where there are several of those there is no such line.
 */
export function vertexStructures(
  { vertices, edges }: TreeDiagram,
  outputs: readonly number[]
): readonly (readonly number[])[] | undefined {
  const lines = vertices.map(({ legs }) => legs.map((leg) => outputs[leg]))
  for (const edge of edges) {
    const odd = oddOnes(beyond(edge, vertices, edges).map((leg) => outputs[leg]))
    if (odd.length !== 1) return undefined
    for (const end of edge) lines[end].push(odd[0])
  }
  return lines.map(outputStructure)
}

/** The legs on the far side of an edge, which leads away from the root. */
function beyond(
  [, far]: readonly [number, number],
  vertices: readonly DiagramVertex[],
  edges: TreeDiagram['edges']
): readonly number[] {
  const further = edges.filter(([near]) => near === far)
  return [...vertices[far].legs, ...further.flatMap((edge) => beyond(edge, vertices, edges))]
}

function oddOnes(outputs: readonly number[]): readonly number[] {
  return [...new Set(outputs)].filter(
    (output) => outputs.filter((other) => other === output).length % 2 === 1
  )
}

/** Trees whose root vertex has one line upwards and the points `leaves` below it. */
function rootedTrees(leaves: readonly number[]): TreeDiagram[] {
  return oddPartitions(leaves)
    .filter((blocks) => blocks.length >= 3)
    .flatMap((blocks) => {
      const legs = blocks.filter((block) => block.length === 1).map(([leg]) => leg)
      const root = { order: blocks.length + 1, legs }
      const branches = blocks.filter((block) => block.length > 1).map(rootedTrees)
      return branches.reduce<TreeDiagram[]>(
        (trees, choices) => trees.flatMap((tree) => choices.map((branch) => grafted(tree, branch))),
        [{ vertices: [root], edges: [] }]
      )
    })
}

function grafted(tree: TreeDiagram, branch: TreeDiagram): TreeDiagram {
  const shift = tree.vertices.length
  return {
    vertices: [...tree.vertices, ...branch.vertices],
    edges: [
      ...tree.edges,
      [0, shift],
      ...branch.edges.map(([a, b]): [number, number] => [a + shift, b + shift])
    ]
  }
}

/** Set partitions into blocks of odd size. */
function oddPartitions(items: readonly number[]): (readonly number[])[][] {
  if (items.length === 0) return [[]]
  const [first, ...rest] = items
  return subsets(rest)
    .filter((subset) => subset.length % 2 === 0)
    .flatMap((subset) =>
      oddPartitions(rest.filter((item) => !subset.includes(item))).map((blocks) => [
        [first, ...subset],
        ...blocks
      ])
    )
}

function subsets(items: readonly number[]): (readonly number[])[] {
  return items.reduce<(readonly number[])[]>(
    (found, item) => [...found, ...found.map((subset) => [...subset, item])],
    [[]]
  )
}
