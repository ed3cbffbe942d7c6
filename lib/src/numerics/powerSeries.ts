/**
 * Truncated power series sum_j a_j z^j as arrays of coefficients. Results have the length of the
 * first argument: everything of that order and above is dropped.
 */
export type PowerSeries = Float64Array

/** Product of two series. */
export function seriesProduct(a: PowerSeries, b: PowerSeries): Float64Array {
  const result = new Float64Array(a.length)
  for (let i = 0; i < a.length; i++) {
    if (a[i] === 0) continue
    for (let j = 0; j < Math.min(b.length, a.length - i); j++) result[i + j] += a[i] * b[j]
  }
  return result
}

/**
 * Power a^p for any real p and a_0 > 0 (a_0 != 0 if p is an integer), by the recurrence that follows
 * from a (a^p)' = p a' a^p. p = -1 is the reciprocal; the leading coefficient is Math.pow(a_0, p).
 */
export function seriesPower(a: PowerSeries, exponent: number): Float64Array {
  const result = new Float64Array(a.length)
  result[0] = a[0] ** exponent
  for (let n = 1; n < a.length; n++) {
    let sum = 0
    for (let j = 1; j <= n; j++) sum += ((exponent + 1) * j - n) * a[j] * result[n - j]
    result[n] = sum / (n * a[0])
  }
  return result
}

/** Logarithm for a_0 > 0, from a (log a)' = a'. */
export function seriesLogarithm(a: PowerSeries): Float64Array {
  const result = new Float64Array(a.length)
  result[0] = Math.log(a[0])
  for (let n = 1; n < a.length; n++) {
    let sum = n * a[n]
    for (let j = 1; j < n; j++) sum -= j * result[j] * a[n - j]
    result[n] = sum / (n * a[0])
  }
  return result
}

/** Derivative with respect to z; the last coefficient, which the truncation does not know, is 0. */
export function seriesDerivative(a: PowerSeries): Float64Array {
  return a.map((_, j) => (j + 1 < a.length ? (j + 1) * a[j + 1] : 0))
}
