import { EigenvalueDecomposition, type Matrix } from 'ml-matrix'

/**
 * Real eigenvalues of a linearised flow, increasing. Those of the flow itself are all real: it is a Sturm-Liouville problem in the
 * field; complex pairs come from cutting it off.
 */
export function realSpectrum(matrix: Matrix): number[] {
  const { realEigenvalues, imaginaryEigenvalues } = new EigenvalueDecomposition(matrix)
  return realEigenvalues
    .filter((_, i) => imaginaryEigenvalues[i] === 0)
    .sort((first, second) => first - second)
}

/** The eigenvalues up to the first that another order or grid does not give, to a per cent. */
export function confirmedSpectrum(own: readonly number[], other: readonly number[]): number[] {
  const distance = (value: number) =>
    other.reduce((least, candidate) => Math.min(least, Math.abs(candidate - value)), Infinity)
  const end = own.findIndex((value) => distance(value) > 0.01 * (1 + Math.abs(value)))
  return own.slice(0, end < 0 ? own.length : end)
}
