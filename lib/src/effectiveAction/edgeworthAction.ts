import { reachError } from '../numerics/outOfReach.js'
import { refusedUnder } from '../numerics/refusedUnder.js'
import type { NetworkParameters, Point } from '../networks/networkParameters.js'
import { factorial } from '../numerics/doubleFactorial.js'
import { matrixRows } from '../numerics/eigenSystem.js'
import { requireFinite, requireFiniteList, requireObject } from '../numerics/parameterError.js'
import { covarianceModes } from './fieldModes.js'
import { denseTensor, fieldTensor, transformTensor, type FieldTensor } from './fieldTensor.js'
import { exactConnected } from './infraredVertices.js'
import { inverseOf } from './vertices.js'

/** A polynomial action sum over n of s_n f^n/n!, n = 0, 2, 4, 6. */
export interface EdgeworthAction {
  /** s_0 = S(0). */
  readonly constant: number
  /** s_2, rank 2. */
  readonly gamma2: FieldTensor
  /** s_4, rank 4. */
  readonly gamma4: FieldTensor
  /** s_6, rank 6. */
  readonly gamma6: FieldTensor
}

/**
 * The microscopic action S = -log p(f) of one output on points in powers of 1/N, to order 1/N^2, from the exact
 * cumulants: the Edgeworth series of the density of f (arXiv:2307.03223), written as a polynomial of f whose
 * coefficients, the derivatives at f = 0, are returned. With the amputated cumulants g4 and g6,
 * S = f K^-1 f/2 - [H4 g4/24 + H6 g6/720 + (connected part of H8 g4 g4)/1152], H_n Hermite polynomials: every
 * pair of their legs may be joined by -K. Derived in docs/theory.md, "Field theory on points: the passive flow measured".
 *
 * @example edgeworthAction({ network: 'erf', sigmaW: 1, sigmaB: 0.5 }, [[0.4], [1]], 100)
 * @throws ParameterError as `infraredVertices`
 */
export function edgeworthAction(
  parameters: NetworkParameters,
  points: readonly Point[],
  width: number
): EdgeworthAction {
  return refusedUnder('edgeworthAction', () => {
    const { g2, g4, g6 } = exactConnected(
      'edgeworthAction',
      { ...parameters, outputs: 1 },
      points,
      width,
      6
    )
    const fields = points.length
    const K = denseTensor(g2)
    const { eigenvalues } = covarianceModes(matrixRows(K))
    const inverted = inverseOf(g2)
    const four = looped(denseTensor(transformTensor(g4, inverted)), 4, K, fields)
    const six = looped(denseTensor(transformTensor(g6 as FieldTensor, inverted)), 6, K, fields)
    const sums = [0, 2, 4, 6].map((rank) => new Float64Array(fields ** rank))
    const subtract = (dense: Float64Array, rank: number, coefficient: number) =>
      dense.forEach((value, i) => (sums[rank / 2][i] -= factorial(rank) * coefficient * value))
    four.forEach((dense, a) => subtract(dense, 4 - 2 * a, ((-1) ** a * loops(4, a, 0)) / 24))
    six.forEach((dense, a) => subtract(dense, 6 - 2 * a, ((-1) ** a * loops(6, a, 0)) / 720))
    for (let links = 1; links <= 4; links++) {
      for (let a = 0; 2 * a + links <= 4; a++) {
        for (let b = 0; 2 * b + links <= 4; b++) {
          const ways = loops(4, a, links) * loops(4, b, links) * factorial(links)
          const ranks = [4 - 2 * a, 4 - 2 * b] as const
          const joined = linked(four[a], four[b], ranks, links, K, fields)
          const sign = (-1) ** (a + b + links)
          subtract(joined, ranks[0] + ranks[1] - 2 * links, (sign * ways) / 1152)
        }
      }
    }
    inverted.forEach((value, i) => (sums[1][i] += value))
    const normal = eigenvalues.reduce((sum, l) => sum + Math.log((2 * Math.PI) / l), 0) / 2
    return {
      constant: sums[0][0] + normal,
      gamma2: symmetrised(sums[1], 2, fields),
      gamma4: symmetrised(sums[2], 4, fields),
      gamma6: symmetrised(sums[3], 6, fields)
    }
  })
}

/**
 * The value of a polynomial action at a field. @throws ParameterError unless the field has as many entries as points
 *
 * @example
 * const action = edgeworthAction({ network: 'erf', sigmaW: 1, sigmaB: 0.5 }, [[0.4]], 100)
 * edgeworthValue(action, [0.2]) - edgeworthValue(action, [0]) // 0.036668
 */
export function edgeworthValue(action: EdgeworthAction, field: readonly number[]): number {
  requireObject('edgeworthValue', 'action', action)
  const { constant, gamma2, gamma4, gamma6 } = action
  requireFinite('edgeworthValue', 'action.constant', constant)
  const rule = `a list of ${gamma2.fields} numbers`
  requireFiniteList('edgeworthValue', 'field', field, rule, { least: gamma2.fields })
  const sum = [gamma2, gamma4, gamma6].reduce((sum, tensor) => {
    const term = denseTensor(tensor).reduce(
      (total, value, place) => total + value * productAt(field, place, tensor.rank),
      0
    )
    return sum + term / factorial(tensor.rank)
  }, constant)
  if (Number.isFinite(sum)) return sum
  throw reachError('edgeworthValue', 'the action overflows', { field })
}

function productAt(field: readonly number[], place: number, rank: number): number {
  let value = 1
  for (let i = 0; i < rank; i++) {
    value *= field[place % field.length]
    place = Math.floor(place / field.length)
  }
  return value
}

/** Ways of joining `a` pairs among n legs and choosing `links` of the others, without order. */
function loops(n: number, a: number, links: number): number {
  return factorial(n) / (2 ** a * factorial(a) * factorial(links) * factorial(n - 2 * a - links))
}

/** A symmetric tensor with 0, 1, … pairs of its legs joined by K. */
function looped(
  dense: Float64Array,
  rank: number,
  K: Float64Array,
  fields: number
): Float64Array[] {
  const results = [dense]
  for (let left = rank - 2; left >= 0; left -= 2) {
    const before = results[results.length - 1]
    const rest = fields ** left
    const next = new Float64Array(rest)
    K.forEach((value, ab) => {
      for (let r = 0; r < rest; r++) next[r] += value * before[ab * rest + r]
    })
    results.push(next)
  }
  return results
}

/** Two symmetric tensors whose first `links` legs are joined by K, each with its counterpart. */
function linked(
  left: Float64Array,
  right: Float64Array,
  [rankLeft, rankRight]: readonly [number, number],
  links: number,
  K: Float64Array,
  fields: number
): Float64Array {
  const [outer, inner, other] = [rankLeft - links, links, rankRight - links].map((n) => fields ** n)
  const result = new Float64Array(outer * other)
  for (let i = 0; i < inner; i++) {
    for (let j = 0; j < inner; j++) {
      let line = 1
      for (let l = 0, [x, y] = [i, j]; l < links; l++) {
        line *= K[(x % fields) * fields + (y % fields)]
        ;[x, y] = [Math.floor(x / fields), Math.floor(y / fields)]
      }
      for (let o = 0; o < outer; o++) {
        const value = line * left[i * outer + o]
        for (let p = 0; p < other; p++) result[o * other + p] += value * right[j * other + p]
      }
    }
  }
  return result
}

/** The mean over all orders of the indices. */
function symmetrised(dense: Float64Array, rank: number, fields: number): FieldTensor {
  const orders = permutations(rank)
  return fieldTensor(rank, fields, (combination) => {
    const sum = orders.reduce(
      (total, order) => total + dense[order.reduce((at, i) => at * fields + combination[i], 0)],
      0
    )
    return sum / orders.length
  })
}

function permutations(size: number): number[][] {
  if (size === 0) return [[]]
  return permutations(size - 1).flatMap((rest) =>
    Array.from({ length: size }, (_, i) => [...rest.slice(0, i), size - 1, ...rest.slice(i)])
  )
}
