import { gaussLegendre } from '../../lib/src/numerics/gaussLegendre.js'

/**
 * Integral of f from a to b by Gauss-Legendre rules on panels that grow fourfold away from each of the `centres`, so that
 * every length from `least` on is resolved there: a second method beside adaptive ones, which it knows nothing of. The error
 * is what a rule of far fewer points makes of it, and rounding: a bound on that of all points, too, where panels are wide.
 * The size is the integral of |f|.
 */
export function gradedIntegral(
  f: (x: number) => number,
  a: number,
  b: number,
  centres: readonly number[],
  least: number
): { value: number; error: number; size: number } {
  const breaks = new Set([a, b])
  for (const centre of centres) {
    for (let reach = least; reach < 2 * (b - a); reach *= 4) {
      for (const x of [centre - reach, centre, centre + reach]) if (x > a && x < b) breaks.add(x)
    }
  }
  const ends = Float64Array.from(breaks).sort()
  const [fine, coarse] = [20, 12].map((order) => {
    const { nodes, weights } = gaussLegendre(order)
    let [value, size] = [0, 0]
    for (let i = 0; i + 1 < ends.length; i++) {
      const width = ends[i + 1] - ends[i]
      const terms = nodes.map((node, j) => width * weights[j] * f(ends[i] + node * width))
      // A sum of its own for each panel: one sum over thousands of nodes would lose two digits.
      value += terms.reduce((sum, term) => sum + term, 0)
      size += terms.reduce((sum, term) => sum + Math.abs(term), 0)
    }
    return { value, size }
  })
  return {
    value: fine.value,
    error: Math.abs(fine.value - coarse.value) + 1e-14 * fine.size,
    size: fine.size
  }
}
