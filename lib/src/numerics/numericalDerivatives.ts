import type { Jet } from './jet.js'

/** Nodes of an interpolation. */
const count = 16
/** Half lengths of the interval, from the longest on. */
const radii = Array.from({ length: 20 }, (_, k) => 2 ** (-1 - k))
/** Size of the last Chebyshev coefficients, in units of the largest, from which on the interval is short enough. */
const resolved = 1e-14

/**
 * g(z), g'(z) and g''(z) from values of g alone: those of its interpolation at 16 Chebyshev nodes on an interval about z,
 * or beside z where a kink is near, short enough for g to be finite on it and the last coefficients to be rounding. Relative errors are about
 * 1e-13 and 1e-12 for a function that bends over one unit; shorter bends cost as many digits as they are short.
 *
 * @param kinks where g or a derivative jumps, increasing; at a kink the result is that from the right
 */
export function numericalDerivatives(
  value: (z: number) => number,
  z: number,
  kinks: readonly number[]
): Jet {
  const below = kinks.reduce((near, kink) => (kink <= z ? kink : near), -Infinity)
  const above = kinks.find((kink) => kink > z) ?? Infinity
  let best: Jet = [value(z), NaN, NaN]
  let least = Infinity
  for (const radius of radii) {
    const half = Math.min(radius, (above - below) / 2)
    const middle = Math.min(Math.max(z, below + half), above - half)
    const coefficients = chebyshevCoefficients((t) => value(middle + half * t))
    const size = coefficients.reduce((most, c) => Math.max(most, Math.abs(c)), 0)
    const tail = Math.max(...coefficients.slice(-3).map((c) => Math.abs(c)))
    if (!(tail < least)) continue
    least = tail
    const [, first, second] = chebyshevJet(coefficients, (z - middle) / half)
    best = [best[0], first / half, second / (half * half)]
    if (tail <= resolved * size) break
  }
  return best
}

function chebyshevCoefficients(value: (t: number) => number): readonly number[] {
  const angles = Array.from({ length: count }, (_, k) => (Math.PI * (k + 0.5)) / count)
  const values = angles.map((angle) => value(Math.cos(angle)))
  return angles.map((_, m) => {
    const sum = values.reduce((total, g, k) => total + g * Math.cos(m * angles[k]), 0)
    return ((m === 0 ? 1 : 2) / count) * sum
  })
}

/** The sum of c_m T_m(t) and its derivatives, by T_(m+1) = 2 t T_m - T_(m-1). */
function chebyshevJet(coefficients: readonly number[], t: number): Jet {
  let before: Jet = [1, 0, 0]
  let current: Jet = [t, 1, 0]
  const sum = [coefficients[0], 0, 0]
  for (const c of coefficients.slice(1)) {
    for (let k = 0; k < 3; k++) sum[k] += c * current[k]
    const next: Jet = [
      2 * t * current[0] - before[0],
      2 * (current[0] + t * current[1]) - before[1],
      2 * (2 * current[1] + t * current[2]) - before[2]
    ]
    before = current
    current = next
  }
  return [sum[0], sum[1], sum[2]]
}
