import type { LayerCovariances } from '../covariances/layerCovariances.js'
import type { Estimate } from '../numerics/estimate.js'
import { ExactMoments, rounded } from './exactMoments.js'

/** Highest order: one layer maps the 105 pairings of eight fields to each other. */
const highestOrder = 8

/** Disjoint pairs of fields, each pair and the list ascending. */
type Pairs = readonly (readonly [number, number])[]

interface Matching {
  readonly pairs: Pairs
  readonly key: string
}

/** A pairing that a layer makes of another one, and the power of its number of neurons. */
interface LayerStep extends Matching {
  readonly power: number
}

/** Matchings with their coefficients, by key. */
type Matchings = Map<string, { readonly pairs: Pairs; weight: number }>

/**
 * Deep linear networks, g(z) = z, for any inputs, outputs, biases and widths, exact to all orders in 1/N. Given the layers
 * before, S^(l) - sigmaB^2 is a Wishart matrix, of which
 *   E[S_(a1 b1) … S_(ak bk)] = sum over pairings of the 2k indices of n^(cycles - k) prod S^(l-1),
 * the cycles those of the pairing joined with the pairs (a b). So each layer maps linear combinations of products of entries
 * to such; the outputs are normal given S^(L). Derived in docs/theory.md, "Exact to all orders".
 */
export class LinearTheory extends ExactMoments {
  protected readonly name = 'deep linear networks'
  /** What one layer makes of a product of entries, kept: all layers and widths ask for the same ones. */
  private readonly steps = new Map<string, readonly LayerStep[]>()

  constructor(private readonly covariances: LayerCovariances) {
    super(covariances.points.length, highestOrder)
  }

  protected moment(combination: readonly number[], width: number): Estimate {
    const { covariances } = this
    let states: Matchings = new Map()
    for (const pairs of pairings(combination.map((_, i) => i))) {
      const joined = pairs.every(([a, b]) => {
        return this.outputOf(combination[a]) === this.outputOf(combination[b])
      })
      if (joined) add(states, keyed(pairs), 1)
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
        for (const { pairs: paired, key, power } of this.stepsOf(kept)) {
          const share = power === 0 ? 1 : neurons ** power
          if (share > 0) add(next, { pairs: paired, key }, factor * share)
        }
      }
    }
    return next
  }

  private stepsOf(kept: Pairs): readonly LayerStep[] {
    const key = kept.join(';')
    const known = this.steps.get(key)
    if (known) return known
    const steps = pairings(kept.flat().sort((a, b) => a - b)).map((pairs) => ({
      ...keyed(pairs),
      power: cycles(kept, pairs) - kept.length
    }))
    this.steps.set(key, steps)
    return steps
  }
}

function keyed(pairs: Pairs): Matching {
  return { pairs, key: pairs.join(';') }
}

function add(states: Matchings, { pairs, key }: Matching, weight: number): void {
  const known = states.get(key)
  if (known) known.weight += weight
  else states.set(key, { pairs, weight })
}

/** All ways to join a sorted list in pairs. */
function pairings(list: readonly number[]): Pairs[] {
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
function cycles(left: Pairs, right: Pairs): number {
  const partner = (pairs: Pairs) =>
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
