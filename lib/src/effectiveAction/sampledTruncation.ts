import { symmetricEigenSystem, matrixRows } from '../numerics/eigenSystem.js'
import { gaussLegendre } from '../numerics/gaussLegendre.js'
import { requireInteger, requireKeys } from '../numerics/parameterError.js'
import { textDigest } from '../numerics/randomStream.js'
import { drawnNumbers } from '../sampling/drawnNumbers.js'
import type { TailDiagnosis } from '../statistics/convergenceSummary.js'
import { looksSampled } from '../statistics/estimatorDiagnostics.js'
import { jackknifeError } from '../statistics/jackknife.js'
import { matrixOfModes } from './pointRegulator.js'
import { denseTensor, transformTensor, type FieldTensor } from './fieldTensor.js'
import { byRank, connectedOf, momentTables } from './connectedMoments.js'
import {
  lowestOnRay,
  radialMoments,
  rayOf,
  requireTruncation,
  type TruncatedAction
} from './truncatedAction.js'
import type { Vertices } from './vertices.js'

/** How a truncated action is sampled. */
export interface TruncationSampling {
  /** Directions in all, at most; default 4000. */
  readonly directions?: number
  /** Random rotations of the rule of directions, for errors; default 8. */
  readonly bags?: number
  /** Default 0. */
  readonly seed?: number
}

/** `errors` are those of the jackknife over bags; `converged` and its companions speak of directions. */
export interface SampledTruncation extends TruncatedAction, TailDiagnosis {}

/** Panels of a ray, of 16 nodes each: what is left is below the error of directions. */
const panels = 16

/**
 * What a truncation predicts when it is taken for the action, as `truncatedAction`, on any number of points: by quadrature along
 * rays f = r n and a product rule of directions n that is rotated at random, in fields in which Gamma2 is 1. Rotations
 * agree to many digits where the action is smooth over directions; where a few of them carry most of the weight, as where the
 * sextic has deep wells far out, `converged` is false. A pure function of its arguments.
 *
 * @example sampledTruncation(edgeworthAction({ network: 'erf', sigmaW: 1, sigmaB: 0.5 }, [[0.4], [1], [2]], 10)).g2
 * @throws ParameterError if the action is found to have no lower bound in some direction, among those drawn or by descent from
 *   the lowest of them
 */
export function sampledTruncation(
  vertices: Vertices,
  sampling: TruncationSampling = {}
): SampledTruncation {
  const source = 'sampledTruncation'
  requireTruncation(source, vertices)
  requireKeys(source, 'sampling', sampling, ['directions', 'bags', 'seed'])
  const { directions = 4000, bags = 8, seed = 0 } = sampling
  requireInteger(source, 'bags', bags, 2)
  requireInteger(source, 'directions', directions, bags, 1e7)
  requireInteger(source, 'seed', seed, 0)
  const { fields } = vertices.gamma2
  const scale = unitScale(vertices.gamma2)
  const inUnits = rescaled(vertices, scale)
  const normal = drawnNumbers(textDigest(JSON.stringify([source, fields, seed])), 'normal')
  const rule = directionRule(fields, directions / bags)
  const drawn = Array.from({ length: bags }, () => {
    const axes = frame(fields, normal)
    return rule.map(({ n: fixed, weight }) => {
      const n = axes[0].map((_, i) => axes.reduce((sum, axis, a) => sum + fixed[a] * axis[i], 0))
      return { n, weight, ray: rayOf(source, inUnits, n) }
    })
  })
  requireBounded(source, inUnits, drawn.flat(), normal)
  const bottom = Math.min(
    ...drawn.map((bag) => Math.min(...bag.map(({ ray }) => lowestOnRay(ray).action)))
  )
  const sums = new DirectionSums(fields, bottom)
  const perBag = drawn.map((bag) => sums.of(bag))
  const total = perBag[0].map((_, i) => perBag.reduce((sum, bag) => sum + bag[i], 0))
  const evaluate = (moments: Float64Array) => {
    const { g2, g4 } = connectedOf(byRank(sums.tables, moments), fields)
    return { g2: transformTensor(g2, scale), g4: transformTensor(g4, scale) }
  }
  const value = evaluate(total)
  const replicates = perBag.map((bag) => evaluate(total.map((all, i) => all - bag[i])))
  const errors = (key: 'g2' | 'g4'): FieldTensor => ({
    ...value[key],
    values: value[key].values.map((_, c) =>
      jackknifeError(replicates.map((one) => one[key].values[c]))
    )
  })
  return { ...value, errors: { g2: errors('g2'), g4: errors('g4') }, ...sums.tail() }
}

interface Direction {
  readonly n: readonly number[]
  readonly weight: number
  /** See `rayOf`. */
  readonly ray: readonly number[]
}

/** |Gamma2|^(-1/2), row-major: f = scale u, with the action of u near |u|^2/2. */
function unitScale(gamma2: FieldTensor): Float64Array {
  const { values, vectors } = symmetricEigenSystem(matrixRows(denseTensor(gamma2)))
  const largest = Math.max(...values.map(Math.abs)) || 1
  const modes = {
    points: gamma2.fields,
    eigenvalues: Float64Array.from(values),
    vectors: Float64Array.from(vectors.flat())
  }
  return matrixOfModes(
    modes,
    values.map((value) => 1 / Math.sqrt(Math.max(Math.abs(value), 1e-12 * largest)))
  )
}

function rescaled({ gamma2, gamma4, gamma6 }: Vertices, scale: Float64Array): Vertices {
  return {
    gamma2: transformTensor(gamma2, scale),
    gamma4: transformTensor(gamma4, scale),
    ...(gamma6 && { gamma6: transformTensor(gamma6, scale) })
  }
}

/**
 * At most so many directions of half a sphere with their weights, sum 1: the product of the trapezoidal rule in one angle and
 * Gauss's in the others, whose measures are powers of the sine.
 */
function directionRule(fields: number, most: number): Omit<Direction, 'ray'>[] {
  if (fields === 1) return [{ n: [1], weight: 1 }]
  const count = Math.max(2, Math.floor(most ** (1 / (fields - 1))))
  const { nodes, weights } = gaussLegendre(count)
  const circle = Array.from({ length: count }, (_, i) => {
    const angle = (Math.PI * (i + 0.5)) / count
    return { n: [Math.cos(angle), Math.sin(angle)], weight: 1 }
  })
  let rule = circle
  for (let power = 1; power < fields - 1; power++) {
    rule = rule.flatMap(({ n, weight }) =>
      Array.from(nodes, (node, i) => {
        const sine = Math.sin(Math.PI * node)
        return {
          n: [...n.map((x) => sine * x), Math.cos(Math.PI * node)],
          weight: weight * weights[i] * sine ** power
        }
      })
    )
  }
  const total = rule.reduce((sum, { weight }) => sum + weight, 0)
  return rule.map(({ n, weight }) => ({ n, weight: weight / total }))
}

/** Orthonormal vectors of random orientation, by Gram and Schmidt. */
function frame(fields: number, normal: () => number): number[][] {
  const vectors: number[][] = []
  while (vectors.length < fields) {
    let next = Array.from({ length: fields }, normal)
    // Twice, for rounding.
    for (let pass = 0; pass < 2; pass++) {
      for (const one of vectors) {
        const overlap = one.reduce((sum, x, i) => sum + x * next[i], 0)
        next = next.map((x, i) => x - overlap * one[i])
      }
    }
    vectors.push(unit(next))
  }
  return vectors
}

function unit(vector: readonly number[]): number[] {
  const length = Math.hypot(...vector)
  return vector.map((x) => x / length)
}

/** Descends at random from the direction along which the last power is smallest: none may be negative. */
function requireBounded(
  source: string,
  vertices: Vertices,
  drawn: readonly Direction[],
  normal: () => number
): void {
  const last = vertices.gamma6 ? 2 : 1
  let best = drawn.reduce((low, one) => (one.ray[last] < low.ray[last] ? one : low))
  let step = 0.1
  for (let i = 0; i < 400; i++) {
    const n = unit(best.n.map((x) => x + step * normal()))
    const ray = rayOf(source, vertices, n)
    if (ray[last] < best.ray[last]) best = { ...best, n, ray }
    else step *= 0.98
  }
}

/** Sums over directions of what `connectedOf` needs, and how single directions share in the fourth moment. */
class DirectionSums {
  readonly tables: ReturnType<typeof momentTables>
  private readonly shares = { sum: 0, squares: 0, largest: 0 }

  constructor(
    private readonly fields: number,
    private readonly bottom: number
  ) {
    this.tables = momentTables(fields, 4)
  }

  of(directions: readonly Direction[]): Float64Array {
    const { tables, shares } = this
    const sums = new Float64Array(tables.reduce((count, table) => count + table.length, 0))
    for (const { n, weight, ray } of directions) {
      const radial = radialMoments(ray, this.fields - 1, panels, this.bottom).map(
        (moment) => weight * moment
      )
      let place = 0
      tables.forEach((table, i) => {
        for (const combination of table) {
          sums[place++] += combination.reduce((product, index) => product * n[index], radial[i])
        }
      })
      shares.sum += radial[2]
      shares.squares += radial[2] ** 2
      shares.largest = Math.max(shares.largest, radial[2])
    }
    return sums
  }

  tail(): TailDiagnosis {
    const { sum, squares, largest } = this.shares
    const effectiveSampleSize = sum ** 2 / squares
    const largestShare = largest / sum
    return {
      effectiveSampleSize,
      largestShare,
      converged: looksSampled(effectiveSampleSize, largestShare)
    }
  }
}
