import type { LayerCovariances } from '../covariances/layerCovariances.js'
import type { Estimate } from '../numerics/estimate.js'
import { ParameterError } from '../numerics/parameterError.js'
import { ExactMoments, rounded } from './exactMoments.js'

/** Highest order: one layer maps the 105 pairings of eight fields to each other. */
const highestOrder = 8

/** A set of disjoint pairs of fields, each pair and the list ascending, with its coefficient. */
type Matchings = Map<
  string,
  { readonly pairs: readonly (readonly [number, number])[]; weight: number }
>

/**
 * Deep linear networks, g(z) = z, for any inputs, outputs, biases and widths, exact to all orders in 1/N. Given the layers
 * before, S^(l) - sigmaB^2 is a Wishart matrix, of which
 *   E[S_(a1 b1) … S_(ak bk)] = sum over pairings of the 2k indices of n^(cycles - k) prod S^(l-1),
 * the cycles those of the pairing joined with the pairs (a b). So each layer maps linear combinations of products of entries
 * to such; the outputs are normal given S^(L). Derived in docs/theory.md.
 */
export class LinearTheory extends ExactMoments {
  constructor(private readonly covariances: LayerCovariances) {
    super(covariances.points.length)
  }

  protected moment(combination: readonly number[], width: number): Estimate {
    if (combination.length > highestOrder) {
      const rule = `at most ${highestOrder} for deep linear networks`
      throw new ParameterError('LinearTheory', 'the number of points', rule, combination.length)
    }
    const { covariances } = this
    let states: Matchings = new Map()
    for (const pairs of pairings(combination.map((_, i) => i))) {
      const joined = pairs.every(([a, b]) => {
        return this.outputOf(combination[a]) === this.outputOf(combination[b])
      })
      if (joined) add(states, pairs, 1)
    }
    for (let layer = covariances.depth; layer >= 1; layer--) {
      states = this.before(states, layer, width * covariances.widthOf(layer))
    }
    let [value, size] = [0, 0]
    for (const { pairs, weight } of states.values()) {
      const term = pairs.reduce((product, [a, b]) => {
        const [x, y] = [combination[a], combination[b]].map((field) => this.pointOf(field))
        return product * covariances.entry(0, x, y).value
      }, weight)
      value += term
      size += Math.abs(term)
    }
    const dimension = covariances.points[0].length
    return rounded(value, size, 8 * combination.length * (covariances.depth + dimension + 4))
  }

  /** Products of entries of S^(layer) as products of entries of S^(layer - 1). */
  private before(states: Matchings, layer: number, neurons: number): Matchings {
    const { sigmaW, sigmaB } = this.covariances.mapTo(layer)
    const [scale, bias] = [sigmaW ** 2, sigmaB ** 2]
    const next: Matchings = new Map()
    for (const { pairs, weight } of states.values()) {
      for (let mask = 0; mask < 1 << pairs.length; mask++) {
        const kept = pairs.filter((_, i) => mask & (1 << i))
        if (bias === 0 && kept.length < pairs.length) continue
        const factor = weight * bias ** (pairs.length - kept.length) * scale ** kept.length
        for (const pairing of pairings(kept.flat().sort((a, b) => a - b))) {
          const power = cycles(kept, pairing) - kept.length
          const share = power === 0 ? 1 : neurons ** power
          if (share > 0) add(next, pairing, factor * share)
        }
      }
    }
    return next
  }
}

function add(
  states: Matchings,
  pairs: readonly (readonly [number, number])[],
  weight: number
): void {
  const key = pairs.join(';')
  const known = states.get(key)
  if (known) known.weight += weight
  else states.set(key, { pairs, weight })
}

/** All ways to join a sorted list in pairs. */
function pairings(list: readonly number[]): (readonly (readonly [number, number])[])[] {
  if (list.length === 0) return [[]]
  const [first, ...rest] = list
  return rest.flatMap((partner) =>
    pairings(rest.filter((other) => other !== partner)).map((others) => [
      [first, partner] as const,
      ...others
    ])
  )
}

/** Number of cycles of two pairings of the same indices, drawn on top of each other. */
function cycles(
  left: readonly (readonly [number, number])[],
  right: readonly (readonly [number, number])[]
): number {
  const partner = (pairs: readonly (readonly [number, number])[]) =>
    new Map(pairs.flatMap(([a, b]) => [[a, b] as const, [b, a] as const]))
  const [byLeft, byRight] = [partner(left), partner(right)]
  const open = new Set(byLeft.keys())
  let count = 0
  for (const start of byLeft.keys()) {
    if (!open.has(start)) continue
    count++
    for (let index = start; open.has(index);) {
      open.delete(index)
      const across = byLeft.get(index) as number
      open.delete(across)
      index = byRight.get(across) as number
    }
  }
  return count
}
