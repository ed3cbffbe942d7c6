/** Taylor coefficients in s = phi^2 of U'' = sum_j u_2j phi^(2j-2)/(2j-2)!, from (u_2, u_4, …, u_2n). */
export function potentialCurvature(couplings: ArrayLike<number>): Float64Array {
  const series = new Float64Array(couplings.length)
  for (let j = 0, factorial = 1; j < series.length; j++) {
    if (j > 0) factorial *= 2 * j * (2 * j - 1)
    series[j] = couplings[j] / factorial
  }
  return series
}

/** Taylor coefficients in s = phi^2 of U'/phi = sum_j u_2j phi^(2j-2)/(2j-1)!: the curvature across the field. */
export function potentialSlope(couplings: ArrayLike<number>): Float64Array {
  return potentialCurvature(couplings).map((value, j) => value / (2 * j + 1))
}

/** sum_j a_j s^j at s = phi^2. */
export function evenSeries(coefficients: Float64Array, phi: number): number {
  return coefficients.reduceRight((sum, value) => sum * phi * phi + value, 0)
}

/** (u_2, u_4, …, u_2n) of an even potential, from the Taylor coefficients in s = phi^2 of U'(phi)/phi. */
export function couplingsFromSlope(slope: ArrayLike<number>): Float64Array {
  let factorial = 1
  return Float64Array.from(slope, (value, j) => {
    if (j > 0) factorial *= 2 * j * (2 * j + 1)
    return value * factorial
  })
}

/** The function sum_j u_2j phi^(2j)/(2j)! - mass phi^2/2. */
export function polynomialPotential(
  couplings: readonly number[],
  mass = 0
): (phi: number) => number {
  return (phi) => {
    const square = phi * phi
    const whole = couplings.reduceRight((inner, u, j) => {
      const order = 2 * j + 2
      return ((u + inner) * square) / (order * (order - 1))
    }, 0)
    return whole - (mass * square) / 2
  }
}
