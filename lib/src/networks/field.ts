import {
  ParameterError,
  requireInteger,
  requireKeys,
  requireList
} from '../numerics/parameterError.js'
import { multisetCount, multisets } from '../numerics/multisets.js'

/**
 * What a Green function is indexed by: a point of data space and an output. Fields have one index, output times the number
 * of points plus the point's index, so that with one output a field is a point.
 */
export interface Field {
  /** Index of the point. */
  readonly point: number
  /** Index of the output. */
  readonly output: number
}

/**
 * The index of a field.
 *
 * @example fieldIndex({ point: 1, output: 2 }, 10) // 21
 * @throws ParameterError unless point and output are indices, the point below the number of points
 */
export function fieldIndex(field: Field, points: number): number {
  requireKeys('fieldIndex', 'field', field, ['point', 'output'])
  requireInteger('fieldIndex', 'points', points, 1)
  const { point, output } = field
  requireInteger('fieldIndex', 'field.point', point, 0, points - 1)
  requireInteger('fieldIndex', 'field.output', output, 0)
  return output * points + point
}

/**
 * The field of an index.
 *
 * @example fieldOf(21, 10) // { "point": 1, "output": 2 }
 * @throws ParameterError unless the index is >= 0 and there are points
 */
export function fieldOf(index: number, points: number): Field {
  requireInteger('fieldOf', 'index', index, 0)
  requireInteger('fieldOf', 'points', points, 1)
  return { point: index % points, output: Math.floor(index / points) }
}

/** The points at which each output occurs among fields, outputs in the order of first occurrence. */
export function pointsByOutput(
  fields: readonly number[],
  points: number
): readonly (readonly number[])[] {
  const groups = new Map<number, number[]>()
  for (const index of fields) {
    const { point, output } = fieldOf(index, points)
    groups.set(output, [...(groups.get(output) ?? []), point])
  }
  return [...groups.values()]
}

/** How often each output occurs among fields, in the order of first occurrence. */
export function outputCounts(fields: readonly number[], points: number): readonly number[] {
  return pointsByOutput(fields, points).map(({ length }) => length)
}

/**
 * The index structure of a function of fields: how often each output occurs, the most frequent first. [2, 2] is that of
 * f_1 f_1 f_2 f_2 and of f_1 f_2 f_1 f_2.
 */
export function outputStructure(outputs: readonly number[]): readonly number[] {
  const counts = new Map<number, number>()
  for (const output of outputs) counts.set(output, (counts.get(output) ?? 0) + 1)
  return [...counts.values()].sort((a, b) => b - a)
}

/**
 * The inequivalent combinations of fields of a Green function: one representative of each class under permutations of
 * the fields and of the outputs, without those in which an output occurs an odd number of times, since they vanish when
 * its sign is reversed. Every distribution of weights has these symmetries; normal ones make the classes of O(d_out),
 * whose elements further linear relations connect. In lexicographic order; one output gives
 * `multisets(points, order)`. Of order n they have at most n/2 outputs, so that more change nothing: 6 points have 21,
 * 357 and 4879 combinations of order 2, 4 and 6.
 *
 * @example fieldCombinations(1, 3, 4) // [[0, 0, 0, 0], [0, 0, 1, 1]]
 * @throws ParameterError unless points and outputs are integers >= 1 and the order is an integer >= 0 (at most 60 with several
 *   outputs), or for more than 1e7 combinations
 */
export function fieldCombinations(
  points: number,
  outputs: number,
  order: number
): readonly (readonly number[])[] {
  requireInteger('fieldCombinations', 'points', points, 1)
  requireInteger('fieldCombinations', 'outputs', outputs, 1)
  requireInteger('fieldCombinations', 'order', order, 0)
  // Beyond, the partitions of the order over outputs alone are too many to count.
  if (outputs > 1) requireInteger('fieldCombinations', 'order', order, 0, 60)
  const count = fieldCombinationCount(points, outputs, order)
  if (count > mostCombinations) {
    const rule = `such that there are at most ${mostCombinations} combinations, not ${count.toPrecision(3)}`
    throw new ParameterError('fieldCombinations', 'order', rule, order)
  }
  if (outputs === 1) return multisets(points, order)
  return evenPartitions(order, outputs)
    .flatMap((sizes) => groupings(points, sizes))
    .map((groups) => joined([...groups].sort(compareLists), points))
    .sort(compareLists)
}

const mostCombinations = 1e7

/** How many `fieldCombinations` there are, without a list; rounded beyond 2^53. */
export function fieldCombinationCount(points: number, outputs: number, order: number): number {
  if (outputs === 1) return multisetCount(points, order)
  return evenPartitions(order, outputs).reduce((sum, sizes) => {
    const ofSize = (size: number) =>
      multisetCount(multisetCount(points, size), sizes.filter((other) => other === size).length)
    return sum + [...new Set(sizes)].reduce((product, size) => product * ofSize(size), 1)
  }, 0)
}

/** Non-increasing lists of at most `parts` even numbers >= 2 with a given even sum; none for an odd one. */
function evenPartitions(sum: number, parts: number, largest = sum): readonly (readonly number[])[] {
  if (sum === 0) return [[]]
  if (sum % 2 === 1 || parts === 0) return []
  const partitions: (readonly number[])[] = []
  for (let first = Math.min(sum, largest); first >= 2; first -= 2) {
    for (const rest of evenPartitions(sum - first, parts - 1, first)) {
      partitions.push([first, ...rest])
    }
  }
  return partitions
}

/** All lists of multisets of points of these sizes; equal sizes in non-decreasing order. */
function groupings(points: number, sizes: readonly number[]): readonly (readonly number[])[][] {
  if (sizes.length === 0) return [[]]
  const [size, ...others] = sizes
  const rest = groupings(points, others)
  return multisets(points, size).flatMap((group) =>
    rest
      .filter(([next]) => !next || next.length < size || compareLists(group, next) <= 0)
      .map((groups) => [group, ...groups])
  )
}

/** The fields of groups of points, one group for each output. */
function joined(groups: readonly (readonly number[])[], points: number): readonly number[] {
  return groups.flatMap((group, output) => group.map((point) => output * points + point))
}

/** The combination that stands for the class of some fields: the least one, in lexicographic order. */
export function representative(fields: readonly number[], points: number): readonly number[] {
  const groups = pointsByOutput(fields, points).map((group) => [...group].sort((a, b) => a - b))
  return joined(groups.sort(compareLists), points)
}

/** Smaller entries first, and longer lists where they agree. */
function compareLists(a: readonly number[], b: readonly number[]): number {
  const k = a.findIndex((value, i) => value !== b[i])
  if (k < 0 || k >= b.length) return b.length - a.length
  return a[k] - b[k]
}

/** Refuses output indices that the network does not have, or another number of them than of points. */
export function requireOutputs(
  source: string,
  outputs: readonly number[],
  points: number,
  known = Infinity
): void {
  if (!Array.isArray(outputs) || outputs.length !== points) {
    throw new ParameterError(source, 'outputs', `a list of ${points}, one for each point`, outputs)
  }
  requireList(source, 'outputs', outputs)
  outputs.forEach((output: unknown, i) => {
    if (Number.isSafeInteger(output) && (output as number) >= 0 && (output as number) < known)
      return
    const top = known < Infinity ? ` and < ${known}, the number of outputs` : ''
    throw new ParameterError(source, `outputs[${i}]`, `an integer >= 0${top}`, output)
  })
}
