import type { Ensemble } from '../../../lib/src/networks/ensemble.js'
import { featureMoment } from '../../../lib/src/networks/featureMoment.js'

/** Splits `items` into its first element with each other one, and the rest. */
function pairs<T>(items: readonly T[]): { pair: T[]; rest: T[] }[] {
  return items.flatMap((a, i) =>
    items.slice(i + 1).map((b, j) => ({
      pair: [a, b],
      rest: items.filter((_, k) => k !== i && k !== i + 1 + j)
    }))
  )
}

function pairings<T>(items: readonly T[]): T[][][] {
  if (items.length === 0) return [[]]
  const [first, ...others] = items
  return others.flatMap((other, i) =>
    pairings(others.filter((_, k) => k !== i)).map((rest) => [[first, other], ...rest])
  )
}

const sum = (terms: readonly number[]) => terms.reduce((total, term) => total + term, 0)

/**
 * E[f(x1) … f(xn)] at width N for n = 2, 4, 6, from the connected functions of a network given its
 * hidden layer (derived in docs/theory.md), written out order by order.
 */
export function exactMoment(
  ensemble: Pick<Ensemble, 'network' | 'sigmaW' | 'sigmaB'>,
  width: number,
  points: readonly (readonly number[])[]
): number {
  const { sigmaW, sigmaB } = ensemble
  const known = new Map<string, number>()
  const M = (...x: (readonly number[])[]) => {
    const key = JSON.stringify([...x].sort())
    if (!known.has(key)) known.set(key, featureMoment(ensemble, x).value)
    return known.get(key)!
  }
  const K = (a: readonly number[], b: readonly number[]) => sigmaB ** 2 + sigmaW ** 2 * M(a, b)
  const product = (f: typeof K, pairing: (readonly number[])[][]) =>
    pairing.reduce((value, [a, b]) => value * f(a, b), 1)
  const connected4 = (x: (readonly number[])[]) =>
    (sigmaW ** 4 / width) * (3 * M(...x) - sum(pairings(x).map((p) => product(M, p))))
  const x = [...points]
  const free = sum(pairings(x).map((p) => product(K, p)))
  if (x.length === 2) return free
  if (x.length === 4) return free + connected4(x)
  const connected6 =
    (sigmaW ** 6 / width ** 2) *
    (15 * M(...x) -
      3 * sum(pairs(x).map(({ pair, rest }) => M(...rest) * M(pair[0], pair[1]))) +
      2 * sum(pairings(x).map((p) => product(M, p))))
  return (
    free +
    sum(pairs(x).map(({ pair, rest }) => K(pair[0], pair[1]) * connected4(rest))) +
    connected6
  )
}
