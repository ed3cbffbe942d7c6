import { ParameterError } from '../numerics/parameterError.js'
import type { ThresholdFunction } from './thresholdFunction.js'

/** The p^2 part of the two-point loop of a regulator. @throws ParameterError if it has none */
export function requireWavefunction(
  source: string,
  { regulator, wavefunction }: ThresholdFunction
): NonNullable<ThresholdFunction['wavefunction']> {
  if (wavefunction) return wavefunction
  const rule = "'litim' or 'exponential' for an anomalous dimension"
  throw new ParameterError(source, 'regulator', rule, regulator)
}

/** eta = T (value - eta etaValue) solved for eta, `squaredVertex` T and curvature w in units of k and V_d. */
export function wavefunctionEta(
  threshold: ThresholdFunction,
  squaredVertex: number,
  curvature: number
): number {
  const { value, etaValue } = requireWavefunction('wavefunctionEta', threshold)(curvature)
  return (squaredVertex * value) / (1 + squaredVertex * etaValue)
}
