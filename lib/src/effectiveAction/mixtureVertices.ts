import { inverse } from 'ml-matrix'
import { wickContractions } from '../correlators/wickContractions.js'
import { fieldOf } from '../networks/field.js'
import type { FieldModes } from './fieldModes.js'
import {
  combinationPlace,
  denseTensor,
  fieldTensor,
  transformTensor,
  type FieldTensor
} from './fieldTensor.js'
import type { ModeScale } from './pairMoments.js'
import { squareMatrix } from './squareMatrix.js'
import { exchangeDiagrams, negated, type ConnectedFunctions, type Vertices } from './vertices.js'

/**
 * Connected functions and vertices of a mixture of normals from its weighted sums (see `PairMoments`), on points. With the
 * cumulants kappa of M, G = G0 - G0 <M> G0, amputated Gc4 = sum over 3 pairings of kappa(M, M) and Gc6 =
 * -sum over 15 of kappa(M, M, M), every leg amputated by A = G^-1 G0 = (1 - <M> G0)^-1; then
 * Gamma^(2) = Lambda + A <M>, Gamma^(4) = -Gc4 and Gamma^(6) = -Gc6 + sum over 10 of Gamma^(4) G Gamma^(4).
 */
export function mixtureVertices(
  sums: Float64Array,
  scale: ModeScale,
  modes: FieldModes,
  outputs: number,
  highest: 4 | 6
): { readonly connected: ConnectedFunctions; readonly vertices: Vertices } {
  const cumulants = pairCumulants(sums, (modes.points * (modes.points + 1)) / 2, highest)
  const pairing = pairingTensors(cumulants, modes.points, outputs)
  const inModes = amputated(cumulants.mean, scale, modes.points)
  const lift = (matrix: Float64Array) => blockDiagonal(matrix, modes.points, outputs)
  // From modes to points: f(x) = sum over modes of v_m(x) times the mode.
  const rotation = lift(transposed(modes.vectors, modes.points))
  const legs = multiplied(rotation, lift(inModes.leg), modes.points * outputs)
  const onPoints = (matrix: Float64Array) =>
    transformTensor(matrixTensor(lift(matrix), modes.points * outputs), rotation)
  const gamma2 = onPoints(inModes.gamma2)
  const gamma4 = negated(transformTensor(pairing.two, legs))
  const g2 = onPoints(inModes.propagator)
  const propagators = Float64Array.from(scale.propagator)
  const outer = multiplied(rotation, lift(diagonal(propagators)), modes.points * outputs)
  const g4 = transformTensor(pairing.two, outer)
  if (!pairing.three) return { connected: { g2, g4 }, vertices: { gamma2, gamma4 } }
  const exchange = exchangeDiagrams(gamma4, denseTensor(g2))
  const six = transformTensor(pairing.three, legs)
  const gamma6 = {
    ...six,
    values: six.values.map((value, c) => value + exchange.values[c])
  }
  const g6 = negated(transformTensor(pairing.three, outer))
  return { connected: { g2, g4, g6 }, vertices: { gamma2, gamma4, gamma6 } }
}

interface PairCumulants {
  /** <M_p>. */
  readonly mean: Float64Array
  /** kappa(M_p, M_q), by place of p <= q. */
  readonly two: Float64Array
  /** kappa(M_p, M_q, M_r), by place of p <= q <= r; empty where it was not summed. */
  readonly three: Float64Array
}

function pairCumulants(sums: Float64Array, pairs: number, highest: 4 | 6): PairCumulants {
  const average = (from: number, count: number) =>
    sums.subarray(from, from + count).map((value) => value / sums[0])
  const mean = average(1, pairs)
  const twoCount = (pairs * (pairs + 1)) / 2
  const squares = average(1 + pairs, twoCount)
  const place = (...list: number[]) => combinationPlace(pairs, list)
  const two = new Float64Array(twoCount)
  const three =
    highest === 6
      ? average(1 + pairs + twoCount, (twoCount * (pairs + 2)) / 3)
      : new Float64Array(0)
  let [second, third] = [0, 0]
  for (let p = 0; p < pairs; p++) {
    for (let q = p; q < pairs; q++) {
      two[second] = squares[second] - mean[p] * mean[q]
      for (let r = q; r < pairs && three.length > 0; r++) {
        three[third] -=
          mean[p] * squares[place(q, r)] +
          mean[q] * squares[place(p, r)] +
          mean[r] * squares[second]
        three[third++] += 2 * mean[p] * mean[q] * mean[r]
      }
      second++
    }
  }
  return { mean, two, three }
}

/** Sums over pairings of the fields, whose outputs agree in each pair, of the cumulants of the pairs' M. */
function pairingTensors(
  { mean, two, three }: PairCumulants,
  points: number,
  outputs: number
): { readonly two: FieldTensor; readonly three?: FieldTensor } {
  const sumOver = (rank: number, values: Float64Array) =>
    fieldTensor(rank, points * outputs, (combination) => {
      let total = 0
      const fields = combination.map((index) => fieldOf(index, points))
      for (const contraction of wickContractions(rank)) {
        if (contraction.some(([i, j]) => fields[i].output !== fields[j].output)) continue
        const pairs = contraction.map(([i, j]) =>
          combinationPlace(
            points,
            [fields[i].point, fields[j].point].sort((a, b) => a - b)
          )
        )
        total +=
          values[
            combinationPlace(
              mean.length,
              pairs.sort((a, b) => a - b)
            )
          ]
      }
      return total
    })
  return { two: sumOver(4, two), ...(three.length > 0 && { three: sumOver(6, three) }) }
}

/** A = (1 - <M> G0)^-1, Lambda + A <M> and G0 - G0 <M> G0 in the modes. */
function amputated(mean: Float64Array, { free, propagator }: ModeScale, points: number) {
  const M = (m: number, n: number) => mean[combinationPlace(points, m < n ? [m, n] : [n, m])]
  const inverted = squareMatrix(points, (i) => {
    const [m, n] = [Math.floor(i / points), i % points]
    return (m === n ? 1 : 0) - M(m, n) * propagator[n]
  })
  const leg = Float64Array.from(inverse(inverted).to1DArray())
  const gamma2 = new Float64Array(points * points)
  const full = new Float64Array(points * points)
  for (let m = 0; m < points; m++) {
    for (let n = 0; n < points; n++) {
      let sum = m === n ? free[m] : 0
      for (let l = 0; l < points; l++) sum += leg[m * points + l] * M(l, n)
      gamma2[m * points + n] = sum
      full[m * points + n] = (m === n ? propagator[m] : 0) - propagator[m] * M(m, n) * propagator[n]
    }
  }
  return { leg, gamma2, propagator: full }
}

function matrixTensor(matrix: Float64Array, size: number): FieldTensor {
  return fieldTensor(2, size, ([a, b]) => (matrix[a * size + b] + matrix[b * size + a]) / 2)
}

function diagonal(values: Float64Array): Float64Array {
  const size = values.length
  const matrix = new Float64Array(size * size)
  values.forEach((value, m) => (matrix[m * size + m] = value))
  return matrix
}

/** The same matrix for every output. */
function blockDiagonal(matrix: Float64Array, points: number, outputs: number): Float64Array {
  if (outputs === 1) return matrix
  const size = points * outputs
  const result = new Float64Array(size * size)
  for (let o = 0; o < outputs; o++) {
    for (let m = 0; m < points; m++) {
      const row = (o * points + m) * size + o * points
      result.set(matrix.subarray(m * points, (m + 1) * points), row)
    }
  }
  return result
}

function transposed(matrix: Float64Array, size: number): Float64Array {
  return matrix.map((_, i) => matrix[(i % size) * size + Math.floor(i / size)])
}

function multiplied(a: Float64Array, b: Float64Array, size: number): Float64Array {
  const result = new Float64Array(size * size)
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      for (let k = 0; k < size; k++) result[i * size + j] += a[i * size + k] * b[k * size + j]
    }
  }
  return result
}
