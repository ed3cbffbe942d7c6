/** Where |g| is compared: the largest of these many values on either of two stretches. */
const samples = 64

/**
 * Power of |z| with which g grows as z goes to infinity on one side: Infinity for exponentials, -Infinity where it vanishes
 * faster than every power, to the nearest eighth.
 */
export function growthOn(value: (z: number) => number, side: 1 | -1): number {
  const largest = (from: number) => {
    let most = 0
    for (let i = 0; i < samples; i++) {
      const size = Math.abs(value(side * from * (1 + i / samples)))
      if (!(size <= most)) most = size
    }
    return most
  }
  const [near, far] = [largest(1e3), largest(1e4)]
  if (!Number.isFinite(far)) return Infinity
  return far === 0 ? -Infinity : Math.round(8 * Math.log10(far / near)) / 8
}
