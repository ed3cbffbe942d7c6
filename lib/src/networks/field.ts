import { ParameterError } from '../numerics/parameterError.js'
import { multisets } from '../numerics/multisets.js'

/**
 * What a Green function is indexed by: a point of data space and an output. Fields have one index, output times the number
 * of points plus the point's index, so that with one output a field is a point.
 */
export interface Field {
  readonly point: number
  readonly output: number
}

/** The index of a field. */
export function fieldIndex({ point, output }: Field, points: number): number {
  return output * points + point
}

/** The field of an index. */
export function fieldOf(index: number, points: number): Field {
  return { point: index % points, output: Math.floor(index / points) }
}

/** How often each output occurs among fields, in the order of first occurrence. */
export function outputCounts(fields: readonly number[], points: number): readonly number[] {
  const counts = new Map<number, number>()
  for (const field of fields) {
    const { output } = fieldOf(field, points)
    counts.set(output, (counts.get(output) ?? 0) + 1)
  }
  return [...counts.values()]
}

/**
 * The inequivalent combinations of fields of a Green function: one representative of each class under permutations of
 * the fields and of the outputs, without those in which an output occurs an odd number of times, since they vanish when
 * its sign is reversed. Every distribution of weights has these symmetries; normal ones make the classes of O(d_out),
 * whose elements further linear relations connect. In lexicographic order; one output gives
 * `multisets(points, order)`.
 *
 * @example fieldCombinations(1, 3, 4) // [[0, 0, 0, 0], [0, 0, 1, 1]]
 * @throws ParameterError unless points and outputs are integers >= 1 and the order is an integer >= 0
 */
export function fieldCombinations(
  points: number,
  outputs: number,
  order: number
): readonly (readonly number[])[] {
  const all = multisets(points * outputs, order)
  if (outputs === 1) return all
  return all.filter((combination) => {
    if (outputCounts(combination, points).some((count) => count % 2 === 1)) return false
    return combination.join() === representative(combination, points).join()
  })
}

/** The least combination, in lexicographic order, that permutations of the outputs make of one. */
function representative(combination: readonly number[], points: number): readonly number[] {
  const groups = new Map<number, number[]>()
  for (const index of combination) {
    const { point, output } = fieldOf(index, points)
    groups.set(output, [...(groups.get(output) ?? []), point])
  }
  const sorted = [...groups.values()]
    .map((group) => group.sort((a, b) => a - b))
    .sort((a, b) => compareLists(a, b))
  return sorted.flatMap((group, output) => group.map((point) => output * points + point))
}

/** Longer lists and smaller entries first. */
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
  outputs.forEach((output: unknown, i) => {
    if (Number.isSafeInteger(output) && (output as number) >= 0 && (output as number) < known)
      return
    const top = known < Infinity ? ` and < ${known}, the number of outputs` : ''
    throw new ParameterError(source, `outputs[${i}]`, `an integer >= 0${top}`, output)
  })
}
