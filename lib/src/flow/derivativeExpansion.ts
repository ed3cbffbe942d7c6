import { bracketedRoot } from '../numerics/bracketedRoot.js'
import { unitRoundoff } from '../numerics/estimate.js'
import { ParameterError, requireFinite, requireKeys } from '../numerics/parameterError.js'
import { withOrigin } from '../provenance/origin.js'
import {
  solveDerivativeExpansion,
  type DerivativeFunctions,
  type DerivativeSolution
} from './derivativeFixedPoint.js'
import type { DerivativeEquation, SmoothRegulator } from './derivativeFlow.js'
import { confirmedSpectrum } from './scalingSpectrum.js'
import { taylorFixedPoint } from './taylorFixedPoint.js'
import { logLoopVolume } from './thresholdFunction.js'

/** Which derivative expansion. */
export interface DerivativeExpansionParameters {
  /** 2.8 <= d <= 3.5; default 3. */
  readonly dimension?: number
  /** Shape of the regulator: `'exponential'` (default), y/(e^y - 1), or `'gaussian'`, e^-y. */
  readonly regulator?: SmoothRegulator
  /** R_k = amplitude Z_k k^2 r(p^2/k^2), in [0.5, 8], with Z_k the field normalisation at phi = 0; default 2. */
  readonly amplitude?: number
  /**
   * `'truncated'` (default): products of two vertices are cut at second order in momenta, like the vertices themselves
   * (arXiv:1907.01829); `'complete'`: they are kept as they come (hep-th/0211055).
   */
  readonly products?: 'truncated' | 'complete'
}

/** The Wilson-Fisher fixed point of one field at second order of the derivative expansion, with estimated absolute errors. */
export interface DerivativeExpansion extends Required<DerivativeExpansionParameters> {
  /** Exponent of the correlation length. */
  readonly nu: number
  /** Estimated absolute error of `nu`. */
  readonly nuError: number
  /** Leading correction to scaling. */
  readonly omega: number
  /** Estimated absolute error of `omega`. */
  readonly omegaError: number
  /** Anomalous dimension. */
  readonly eta: number
  /** Estimated absolute error of `eta`. */
  readonly etaError: number
  /** Position of the minimum, rho = phi^2/2 in units of k^(d-2). */
  readonly kappa: number
  /** Eigenvalues of the linearised flow of u' and z at z(0) = 1, t = ln k, increasing: -1/nu, omega, …, as far as another grid confirms them. */
  readonly eigenvalues: readonly number[]
  /** rho in units of V_d, decreasing to 0, with u' and z there. */
  readonly rho: Float64Array
  /** u'(rho), shape [point]. */
  readonly slope: Float64Array
  /** z(rho), shape [point]. */
  readonly normalisation: Float64Array
}

/** An exponent where it depends least on the amplitude of the regulator. */
export interface LeastSensitiveExponent {
  /** The exponent. */
  readonly value: number
  /** Estimated absolute error of `value`. */
  readonly error: number
  /** The amplitude at which its derivative vanishes. */
  readonly amplitude: number
}

/** Exponents by the principle of minimal sensitivity. */
export interface MinimalSensitivity {
  /** Exponent of the correlation length. */
  readonly nu: LeastSensitiveExponent
  /** Anomalous dimension. */
  readonly eta: LeastSensitiveExponent
}

const parameterKeys: readonly (keyof DerivativeExpansionParameters)[] = [
  'dimension',
  'regulator',
  'amplitude',
  'products'
]

const amplitudes = { least: 0.5, most: 8 }

/**
 * The Wilson-Fisher fixed point of one field with all of U(phi) and Z(phi) kept,
 * Gamma_k = int U + Z (d phi)^2/2, the derivative expansion at second order (derived in docs/theory.md, "Fixed points"). The two functions are solved for on a
 * grid in phi, without an expansion in the field. Errors are four times the largest change between three grids of which one is finer, also in
 * the loop momentum, and one reaches further, and rounding.
 *
 * They say nothing of the fourth order: in d = 3 exponents still move with the amplitude, see `minimalSensitivity`.
 *
 * @example derivativeExpansion({ amplitude: 2.2 }) // nu = 0.62779, eta = 0.04500
 * @throws ParameterError naming the parameter
 */
export function derivativeExpansion(
  parameters: DerivativeExpansionParameters = {}
): DerivativeExpansion {
  const complete = checked('derivativeExpansion', parameters)
  const result = converged(complete, followed(complete))
  return withOrigin(result, 'derivativeExpansion', parameters)
}

/**
 * nu and eta, each at the amplitude of the regulator where its derivative with respect to that vanishes. d = 3, truncated
 * products: exponential 0.62779 and 0.04500, gaussian 0.62752 and 0.04551, the published values of arXiv:1907.01829.
 *
 * @example minimalSensitivity({ dimension: 3, regulator: 'gaussian', products: 'truncated' }).nu.value // 0.62752
 * @throws ParameterError naming the parameter; `amplitude` is none of this function's
 */
export function minimalSensitivity(
  parameters: Omit<DerivativeExpansionParameters, 'amplitude'> = {}
): MinimalSensitivity {
  const source = 'minimalSensitivity'
  requireKeys(
    source,
    'parameters',
    parameters,
    parameterKeys.filter((key) => key !== 'amplitude')
  )
  const at = { ...checked(source, parameters), amplitude: 1 }
  let solution = followed(at)
  const exponents = (logAmplitude: number) => {
    const grid = { ...firstGrid(at, solution), step: 1 / 4 }
    solution = required(at, solvedOn(at, Math.exp(logAmplitude), grid, solution))
    return { nu: -1 / solution.eigenvalues[0], eta: solution.eta }
  }
  const exponent = (key: 'nu' | 'eta'): LeastSensitiveExponent => {
    const { place, change } = stationaryPoint((x) => exponents(x)[key], Math.log(2))
    const amplitude = Math.exp(place)
    requireAmplitude(source, amplitude)
    const point = converged({ ...at, amplitude }, solution)
    return { value: point[key], error: point[`${key}Error`] + change, amplitude }
  }
  return withOrigin({ nu: exponent('nu'), eta: exponent('eta') }, source, parameters)
}

type Checked = Required<DerivativeExpansionParameters>

function checked(source: string, parameters: DerivativeExpansionParameters): Checked {
  requireKeys(source, 'parameters', parameters, parameterKeys)
  const { dimension = 3, regulator = 'exponential', amplitude = 2 } = parameters
  const { products = 'truncated' } = parameters
  requireFinite(source, 'dimension', dimension)
  if (!(dimension >= 2.8 && dimension <= 3.5)) {
    throw new ParameterError(source, 'dimension', 'in [2.8, 3.5]', dimension)
  }
  if (regulator !== 'exponential' && regulator !== 'gaussian') {
    const rule = "'exponential' or 'gaussian': the expansion needs a smooth regulator"
    throw new ParameterError(source, 'regulator', rule, regulator)
  }
  requireAmplitude(source, amplitude)
  if (products !== 'truncated' && products !== 'complete') {
    throw new ParameterError(source, 'products', "'truncated' or 'complete'", products)
  }
  return { dimension, regulator, amplitude, products }
}

function requireAmplitude(source: string, amplitude: number): void {
  requireFinite(source, 'amplitude', amplitude)
  if (amplitude >= amplitudes.least && amplitude <= amplitudes.most) return
  const rule = `in [${amplitudes.least}, ${amplitudes.most}]`
  throw new ParameterError(source, 'amplitude', rule, amplitude)
}

/** What rounding adds to exponents, for each point of a grid: three grids may share it. */
const rounding = 16 * unitRoundoff

interface Grid {
  readonly reach: number
  readonly points: number
  readonly step: number
}

/** u' is 3.3 at the outer end: w = u' + 2 rho u'' is several times that, and what the loops do there is small. */
function firstGrid({ dimension }: Checked, { slope }: DerivativeFunctions): Grid {
  let reach = 10
  while (slope(reach) < 3.3) reach *= 1.1
  return {
    reach,
    points: Math.round(30 * (reach / 15) ** 0.25 * (dimension < 3 ? 1.2 : 1)),
    step: 1 / 8
  }
}

function solvedOn(
  { dimension, regulator, products }: Checked,
  amplitude: number,
  { reach, points, step }: Grid,
  guess: DerivativeFunctions
): DerivativeSolution | undefined {
  const complete = products === 'complete'
  const equation: DerivativeEquation = { dimension, regulator, amplitude, complete, step }
  return solveDerivativeExpansion(equation, { reach, points }, guess)
}

/** From the LPA' at amplitude 1 to the amplitude wanted, by factors that Newton's method bridges. */
function followed(parameters: Checked): DerivativeSolution {
  const start = localPotentialGuess(parameters.dimension)
  const grid = firstGrid(parameters, start)
  let solution = required(parameters, solvedOn(parameters, 1, grid, start))
  const steps = Math.ceil(Math.abs(Math.log2(parameters.amplitude)))
  for (let i = 1; i <= steps; i++) {
    const amplitude = parameters.amplitude ** (i / steps)
    solution = required(parameters, solvedOn(parameters, amplitude, grid, solution))
  }
  return solution
}

/** u' of the LPA', as a series about its minimum, and beyond that its power law; z = 1. */
function localPotentialGuess(dimension: number): DerivativeFunctions {
  const model = { dimension, regulator: 'exponential', components: 1, anomalous: true } as const
  const { potential, eta } = taylorFixedPoint(model, 16)
  if (!potential) throw new Error('taylorFixedPoint returns a series')
  const { centre, radius, coefficients } = potential
  const derivative = (order: number, rho: number) =>
    coefficients.reduceRight((sum, value, j) => {
      const factor = order === 1 ? j : j * (j - 1)
      return j < order ? sum : sum * ((rho - centre) / radius) + factor * value
    }, 0) /
    radius ** order
  const edge = centre + radius / 2
  const power = (2 - eta) / (dimension - 2 + eta)
  const growth = (derivative(2, edge) * edge) / power
  return {
    slope: (rho) =>
      rho < edge ? derivative(1, rho) : derivative(1, edge) + growth * ((rho / edge) ** power - 1),
    normalisation: () => 1,
    eta
  }
}

function converged(parameters: Checked, start: DerivativeSolution): DerivativeExpansion {
  const { reach, points, step } = firstGrid(parameters, start)
  const grids: Grid[] = [
    { reach, points, step },
    { reach, points: Math.round(1.2 * points), step: step / 2 },
    { reach: 1.2 * reach, points: Math.round(1.3 * points), step }
  ]
  const solutions = grids.map((grid) =>
    required(parameters, solvedOn(parameters, parameters.amplitude, grid, start))
  )
  const rows = solutions.map(({ eigenvalues, eta }) => ({
    nu: -1 / eigenvalues[0],
    omega: eigenvalues[1],
    eta
  }))
  const change = (key: 'nu' | 'omega' | 'eta') =>
    4 * Math.max(...[0, 1].map((i) => Math.abs(rows[2][key] - rows[i][key]))) +
    rounding * grids[2].points
  const { rho, slopes, normalisations, eigenvalues, slope } = solutions[2]
  return {
    ...parameters,
    ...rows[2],
    nuError: change('nu'),
    omegaError: change('omega'),
    etaError: change('eta'),
    kappa: bracketedRoot(slope, 0, rho[0]) * Math.exp(logLoopVolume(parameters.dimension)),
    eigenvalues: confirmedSpectrum(eigenvalues, solutions[1].eigenvalues),
    rho,
    slope: slopes,
    normalisation: normalisations
  }
}

function required(
  { dimension, regulator, amplitude }: Checked,
  solution: DerivativeSolution | undefined
): DerivativeSolution {
  if (solution && solution.eigenvalues[0] < 0 && solution.eigenvalues[1] > 0) return solution
  const rule = 'a combination to which the fixed point of the local potential can be followed'
  const given = [dimension, regulator, amplitude]
  throw new ParameterError('derivativeExpansion', 'dimension, regulator, amplitude', rule, given)
}

/** Where a function is stationary, by parabolas through three points ever closer together; `change` is that of the value at the last step. */
function stationaryPoint(value: (x: number) => number, start: number) {
  let place = start
  let change = 0
  for (const spacing of [0.5, 0.1, 0.02]) {
    const [below, middle, above] = [-spacing, 0, spacing].map((shift) => value(place + shift))
    const shift = ((below - above) * spacing) / (2 * (below - 2 * middle + above))
    place += shift
    change = Math.abs(((above - below) / (4 * spacing)) * shift)
  }
  return { place, change }
}
