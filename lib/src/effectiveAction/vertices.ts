import { inverse } from 'ml-matrix'
import { denseTensor, fieldTensor, transformTensor, type FieldTensor } from './fieldTensor.js'
import { squareMatrix } from './squareMatrix.js'

/** Connected Green functions of rank 2, 4 and, where asked for, 6. */
export interface ConnectedFunctions {
  /** Two-point function. */
  readonly g2: FieldTensor
  /** Connected four-point function. */
  readonly g4: FieldTensor
  /** Connected six-point function. */
  readonly g6?: FieldTensor
}

/** Derivatives of an effective action at f = 0: of rank 2, 4 and, where asked for, 6. */
export interface Vertices {
  /** Two-point vertex. */
  readonly gamma2: FieldTensor
  /** Four-point vertex. */
  readonly gamma4: FieldTensor
  /** Six-point vertex. */
  readonly gamma6?: FieldTensor
}

/**
 * The vertices of the effective action whose connected functions these are: Gamma^(2) = G^-1, Gamma^(4) = -Gc4 and
 * Gamma^(6) = -Gc6 + sum over 10 of Gamma^(4) G Gamma^(4), legs amputated with G^-1.
 */
export function verticesOf({ g2, g4, g6 }: ConnectedFunctions): Vertices {
  const inverted = inverseOf(g2)
  const gamma2 = fieldTensor(2, g2.fields, ([a, b]) => inverted[a * g2.fields + b])
  const gamma4 = negated(transformTensor(g4, inverted))
  if (!g6) return { gamma2, gamma4 }
  const amputated = transformTensor(g6, inverted)
  const exchange = exchangeDiagrams(gamma4, denseTensor(g2))
  return {
    gamma2,
    gamma4,
    gamma6: fieldTensor(6, g2.fields, (_, c) => exchange.values[c] - amputated.values[c])
  }
}

/** Inverse of a symmetric tensor of rank 2, row-major. */
export function inverseOf(g2: FieldTensor): Float64Array {
  const { fields } = g2
  const entries = denseTensor(g2)
  const result = inverse(squareMatrix(fields, (i) => entries[i]))
  return Float64Array.from(
    { length: fields * fields },
    (_, i) =>
      (result.get(Math.floor(i / fields), i % fields) +
        result.get(i % fields, Math.floor(i / fields))) /
      2
  )
}

/** The same with the other sign. */
export function negated(tensor: FieldTensor): FieldTensor {
  return { ...tensor, values: tensor.values.map((value) => -value) }
}

/** The ten ways to choose the three fields that share a vertex with the first. */
const triples = [1, 2, 3, 4].flatMap((i) => [2, 3, 4, 5].filter((j) => j > i).map((j) => [0, i, j]))

/**
 * Sum over the ten ways of splitting six fields in threes of Gamma^(4)_abcx G_xy Gamma^(4)_ydef.
 *
 * @param propagator G, row-major, shape [field][field]
 */
export function exchangeDiagrams(gamma4: FieldTensor, propagator: ArrayLike<number>): FieldTensor {
  const { fields } = gamma4
  const vertex = denseTensor(gamma4)
  const joined = new Float64Array(vertex.length)
  for (let abc = 0; abc < fields ** 3; abc++) {
    for (let y = 0; y < fields; y++) {
      let sum = 0
      for (let x = 0; x < fields; x++) sum += vertex[abc * fields + x] * propagator[x * fields + y]
      joined[abc * fields + y] = sum
    }
  }
  const place = (one: readonly number[], list: readonly number[]) =>
    list.reduce((sum, i) => sum * fields + one[i], 0)
  return fieldTensor(6, fields, (combination) =>
    triples.reduce((total, triple) => {
      const others = [1, 2, 3, 4, 5].filter((i) => !triple.includes(i))
      const left = place(combination, triple) * fields
      const right = place(combination, others) * fields
      for (let x = 0; x < fields; x++) total += joined[left + x] * vertex[right + x]
      return total
    }, 0)
  )
}
