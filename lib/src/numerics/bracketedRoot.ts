import { notFinite } from './outOfReach.js'
import { ParameterError, requireFinite, requireFunction } from './parameterError.js'

/**
 * A root of the continuous function f in [lower, upper], where f changes sign: Brent's method
 * (R. P. Brent, Algorithms for Minimization without Derivatives, 1973, chapter 4), to `accuracy`
 * plus four rounding units of the root.
 *
 * @example bracketedRoot((x) => x * x - 2, 0, 2) // 1.4142135623730951
 * @throws ParameterError if f has the same sign at both ends
 * @throws ParameterError if f is NaN at a point on the way: nothing is known of a root there
 */
export function bracketedRoot(
  f: (x: number) => number,
  lower: number,
  upper: number,
  accuracy = 0
): number {
  requireFunction('bracketedRoot', 'f', f)
  requireFinite('bracketedRoot', 'lower', lower)
  requireFinite('bracketedRoot', 'upper', upper)
  requireFinite('bracketedRoot', 'accuracy', accuracy, 0)
  const valueAt = (x: number) => {
    const value = f(x)
    if (Number.isNaN(value)) throw notFinite('bracketedRoot', x, value, 'a number')
    return value
  }
  let [a, b, fa, fb] = [lower, upper, valueAt(lower), valueAt(upper)]
  if (!(fa * fb <= 0)) {
    throw new ParameterError('bracketedRoot', 'f(lower), f(upper)', 'of opposite sign', [fa, fb])
  }
  let [c, fc, step, previous] = [a, fa, b - a, b - a]
  while (fb !== 0) {
    if (fb * fc > 0) [c, fc, step, previous] = [a, fa, b - a, b - a]
    if (Math.abs(fc) < Math.abs(fb)) [a, b, c, fa, fb, fc] = [b, c, b, fb, fc, fb]
    const limit = 2 * Number.EPSILON * Math.abs(b) + accuracy / 2
    const half = (c - b) / 2
    if (Math.abs(half) <= limit) return b
    const trial =
      Math.abs(previous) >= limit && Math.abs(fa) > Math.abs(fb)
        ? interpolate(a, b, c, fa, fb, fc)
        : NaN
    const good = Math.abs(trial) < Math.min(1.5 * Math.abs(half) - limit, Math.abs(previous) / 2)
    const inside = good && trial * half > 0
    previous = inside ? step : half
    step = inside ? trial : half
    ;[a, fa] = [b, fb]
    b += Math.abs(step) > limit ? step : Math.sign(half) * limit
    fb = valueAt(b)
  }
  return b
}

/** Step from b to the root of the secant, or of the inverse parabola through three points. */
function interpolate(a: number, b: number, c: number, fa: number, fb: number, fc: number): number {
  const s = fb / fa
  if (a === c) return ((c - b) * s) / (s - 1)
  const q = fa / fc
  const r = fb / fc
  return (-s * ((c - b) * q * (q - r) - (b - a) * (r - 1))) / ((q - 1) * (r - 1) * (s - 1))
}
