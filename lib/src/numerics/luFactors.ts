/** Solves A x = b for one b after another. */
export type LinearSolver = (right: Float64Array) => Float64Array

/**
 * Factorizes A = P L U with partial pivoting, in the rows given, which are overwritten; undefined if a pivot vanishes or is not finite.
 * An implicit step factorizes and solves so often that most of a flow's time went to a general matrix class and its copies.
 */
export function luFactors(rows: Float64Array[]): LinearSolver | undefined {
  const n = rows.length
  const order = rows.map((_, i) => i)
  for (let k = 0; k < n; k++) {
    let pivot = k
    for (let i = k + 1; i < n; i++) {
      if (Math.abs(rows[i][k]) > Math.abs(rows[pivot][k])) pivot = i
    }
    ;[rows[k], rows[pivot]] = [rows[pivot], rows[k]]
    ;[order[k], order[pivot]] = [order[pivot], order[k]]
    const upper = rows[k]
    if (upper[k] === 0 || !Number.isFinite(upper[k])) return undefined
    for (let i = k + 1; i < n; i++) {
      const row = rows[i]
      if (row[k] === 0) continue
      const factor = (row[k] /= upper[k])
      for (let j = k + 1; j < n; j++) row[j] -= factor * upper[j]
    }
  }
  return (right) => {
    const x = Float64Array.from(order, (i) => right[i])
    for (let i = 1; i < n; i++) {
      const row = rows[i]
      let sum = x[i]
      for (let j = 0; j < i; j++) sum -= row[j] * x[j]
      x[i] = sum
    }
    for (let i = n - 1; i >= 0; i--) {
      const row = rows[i]
      let sum = x[i]
      for (let j = i + 1; j < n; j++) sum -= row[j] * x[j]
      x[i] = sum / row[i]
    }
    return x
  }
}
