import { estimatorOf } from '../networks/estimators.js'
import { fieldOf } from '../networks/field.js'
import { multisets } from '../numerics/multisets.js'
import type { SumsLayout } from './bagSums.js'
import type { SamplerSettings } from './samplerSettings.js'

/**
 * How the sampler forms the moments of several outputs: each is a product of two rows, which hold one number for each
 * network. Rows are numbered: first the base rows, for the literal estimator the fields, for the conditional one ones,
 * then the moments of one output given the hidden layer, order by order, for the tilted one ones and all moments;
 * behind them products of two rows before.
 */
export interface MomentProgram {
  readonly baseRows: number
  readonly productRows: number
  /** Two rows for each product row, then for each combination, order by order. */
  readonly factors: Int32Array
  /** For each order the number of its combinations and of its diagnosed ones. */
  readonly counts: Int32Array
  /** Literal: the row of f^(n/2) of each diagnosed combination, order by order. */
  readonly diagonals: Int32Array
  /** Tilted: for each pattern of outputs its order, its number of combinations, the outputs, and the points of each. */
  readonly patterns: Int32Array
}

/** The program of a layout of several outputs. */
export function momentProgram(
  settings: SamplerSettings,
  layout: readonly SumsLayout[]
): MomentProgram {
  const points = settings.inputs.length
  const { drawsOutputs, drawsMoments } = estimatorOf(settings)
  const patterns = drawsMoments ? outputPatterns(layout, points) : []
  const rows = drawsOutputs
    ? literalRows(points * settings.outputs)
    : drawsMoments
      ? tiltedRows(patterns)
      : conditionalRows(points, layout[layout.length - 1].order)
  const pairs = layout.flatMap(({ combinations }) =>
    combinations.map((fields) => rows.pair(fields, points))
  )
  const diagonals = drawsOutputs
    ? layout.flatMap(({ order, diagnosed }) =>
        diagnosed.map((fields) => rows.row(fields.slice(0, order / 2), points))
      )
    : []
  return {
    baseRows: rows.base,
    productRows: rows.products.length,
    factors: Int32Array.from([...rows.products, ...pairs].flat()),
    counts: Int32Array.from(
      layout.flatMap(({ combinations, diagnosed }) => [combinations.length, diagnosed.length])
    ),
    diagonals: Int32Array.from(diagonals),
    patterns: Int32Array.from(
      patterns.flatMap(({ outputs, combinations }) => [
        outputs.length,
        combinations.length,
        ...outputs,
        ...combinations.flatMap((fields) => fields.map((field) => fieldOf(field, points).point))
      ])
    )
  }
}

type Factors = readonly [number, number]

/** The rows of one estimator, numbered as they are asked for. */
interface Rows {
  readonly base: number
  readonly products: readonly Factors[]
  /** The row of the product of some fields. */
  readonly row: (fields: readonly number[], points: number) => number
  /** The two rows whose product is the moment of a combination. */
  readonly pair: (fields: readonly number[], points: number) => Factors
}

/** Products of outputs: a field times the product of the fields behind it. */
function literalRows(fields: number): Rows {
  const { products, known } = numbered(fields)
  const row = (list: readonly number[]): number =>
    list.length === 1 ? list[0] : known(list.join(), () => [list[0], row(list.slice(1))])
  const pair = (list: readonly number[]): Factors => {
    const half = list.length / 2
    return [row(list.slice(0, half)), row(list.slice(half))]
  }
  return { base: fields, products, row, pair }
}

/** Given the hidden layer the outputs are independent: products of the moments of each, which are those of the first. */
function conditionalRows(points: number, highest: number): Rows {
  const places = new Map<string, number>()
  for (let order = 2; order <= highest; order += 2) {
    for (const multiset of multisets(points, order)) places.set(multiset.join(), places.size + 1)
  }
  const { products, known } = numbered(places.size + 1)
  const pair = (list: readonly number[]): Factors => {
    const { output } = fieldOf(list[0], points)
    const own = list.filter((field) => fieldOf(field, points).output === output)
    const others = list.slice(own.length)
    const first = places.get(own.map((field) => field % points).join()) as number
    return [first, others.length > 0 ? row(others) : 0]
  }
  const row = (list: readonly number[]): number => {
    const [first, others] = pair(list)
    if (others === 0) return first
    return known([first, others].join(), () => [first, others])
  }
  return { base: places.size + 1, products, row, pair }
}

/** Combinations whose fields have the same outputs, position by position. */
interface OutputPattern {
  readonly outputs: readonly number[]
  readonly combinations: readonly (readonly number[])[]
}

function outputPatterns(layout: readonly SumsLayout[], points: number): readonly OutputPattern[] {
  const patterns = new Map<string, { outputs: number[]; combinations: (readonly number[])[] }>()
  for (const fields of layout.flatMap(({ combinations }) => combinations)) {
    const outputs = fields.map((field) => fieldOf(field, points).output)
    const pattern = patterns.get(outputs.join()) ?? { outputs, combinations: [] }
    patterns.set(outputs.join(), pattern)
    pattern.combinations.push(fields)
  }
  return [...patterns.values()]
}

/** All moments, pattern by pattern. */
function tiltedRows(patterns: readonly OutputPattern[]): Rows {
  const places = new Map(
    patterns
      .flatMap(({ combinations }) => combinations)
      .map((fields, i) => [fields.join(), i + 1] as const)
  )
  const row = (list: readonly number[]) => places.get(list.join()) as number
  return { base: places.size + 1, products: [], row, pair: (list) => [row(list), 0] }
}

/** Numbers for product rows, each given once, after the rows that it is made of. */
function numbered(base: number) {
  const products: Factors[] = []
  const numbers = new Map<string, number>()
  const known = (key: string, factors: () => Factors): number => {
    const given = numbers.get(key)
    if (given !== undefined) return given
    const made = factors()
    const number = base + products.length
    products.push(made)
    numbers.set(key, number)
    return number
  }
  return { products, known }
}
