import { ParameterError } from '../numerics/parameterError.js'

/** What to throw where the density of f is not smooth: a bias of the outputs makes it so, a larger width may. */
export function roughDensity(
  source: string,
  sigmaB: number,
  width: number,
  what: string
): ParameterError {
  return sigmaB === 0
    ? new ParameterError(source, 'sigmaB', `> 0: ${what}`, sigmaB)
    : new ParameterError(source, 'width', `larger: ${what}`, width)
}
