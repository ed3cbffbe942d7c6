/** Below this share of its rows, a determinant is rounding. */
const leastDeterminant = 1e-14

/**
 * Solves [A | B], shape [row][2 size], in place without allocating anything, for the inner loop over networks: B becomes A^-1 B.
 * Returns det A, or 0 where A has no inverse to rounding.
 */
export function eliminate(system: Float64Array, size: number): number {
  const stride = 2 * size
  let determinant = 1
  for (let column = 0; column < size; column++) {
    let pivot = column
    let scale = 0
    for (let row = 0; row < size; row++) {
      const value = Math.abs(system[row * stride + column])
      if (value > scale) scale = value
      if (row > column && value > Math.abs(system[pivot * stride + column])) pivot = row
    }
    if (pivot !== column) {
      determinant = -determinant
      for (let j = 0; j < stride; j++) {
        const kept = system[pivot * stride + j]
        system[pivot * stride + j] = system[column * stride + j]
        system[column * stride + j] = kept
      }
    }
    const value = system[column * stride + column]
    if (!(Math.abs(value) > leastDeterminant * scale)) return 0
    determinant *= value
    for (let row = 0; row < size; row++) {
      const factor = system[row * stride + column] / value
      if (row === column || factor === 0) continue
      for (let j = column; j < stride; j++) {
        system[row * stride + j] -= factor * system[column * stride + j]
      }
    }
    for (let j = column; j < stride; j++) system[column * stride + j] /= value
  }
  return determinant
}
