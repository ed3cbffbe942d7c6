import { ParameterError } from '../numerics/parameterError.js'

/** The regulators that are known, by name. */
export type RegulatorName = 'litim' | 'exponential' | 'sharp' | 'mass'

/**
 * A regulator R_k(p) = Z k^2 r(y), y = p^2/k^2, added to the quadratic part of the action so that
 * modes below k are frozen. Its defining limits (arXiv:2108.01403; Delamotte, cond-mat/0702365,
 * section 2.2): R_k -> infinity for k -> infinity, R_k -> 0 for k -> 0 at fixed p, and R_k small for
 * p > k. `'mass'` violates the last one: it is the Callan-Symanzik flow, kept for d < 4 only.
 */
export interface Regulator {
  readonly name: RegulatorName
  /** One line for menus and figures. */
  readonly description: string
  /** Shape r(y), y >= 0; +Infinity where a mode is frozen completely. */
  readonly shape: (y: number) => number
  /** dr/dy; for the sharp regulator 0 on both sides of its jump. */
  readonly slope: (y: number) => number
  /** d^2r/dy^2; for shapes with kinks or jumps 0 on both sides. */
  readonly curvature: (y: number) => number
  /** True if r vanishes (or falls off exponentially) for y > 1: high modes are left alone. */
  readonly suppressesHighModes: boolean
}

/** The regulators as data. */
export const regulators: Readonly<Record<RegulatorName, Regulator>> = {
  litim: {
    name: 'litim',
    description: 'Litim: r = (1 - y) for y < 1, else 0 (hep-th/0103195)',
    shape: (y) => Math.max(0, 1 - y),
    slope: (y) => (y < 1 ? -1 : 0),
    curvature: () => 0,
    suppressesHighModes: true
  },
  exponential: {
    name: 'exponential',
    description: 'exponential: r = y / (exp(y) - 1) (Wetterich 1993)',
    shape: (y) => (y === 0 ? 1 : y / Math.expm1(y)),
    slope: exponentialSlope,
    curvature: exponentialCurvature,
    suppressesHighModes: true
  },
  sharp: {
    name: 'sharp',
    description: 'sharp momentum cutoff: r infinite for y < 1, else 0 (Wegner and Houghton 1973)',
    shape: (y) => (y < 1 ? Infinity : 0),
    slope: () => 0,
    curvature: () => 0,
    suppressesHighModes: true
  },
  mass: {
    name: 'mass',
    description: 'mass-like (Callan-Symanzik): r = 1, does not cut high modes',
    shape: () => 1,
    slope: () => 0,
    curvature: () => 0,
    suppressesHighModes: false
  }
}

/** d/dy [y / (e^y - 1)]; its Taylor series near 0, where the closed form cancels. */
function exponentialSlope(y: number): number {
  if (y < 0.01) return -1 / 2 + y / 6 - y ** 3 / 180 + y ** 5 / 5040
  const e = Math.expm1(-y)
  // Written with exp(-y), so that large y underflows to 0 instead of dividing infinities.
  return (-e - y) * (Math.exp(-y) / e ** 2)
}

/** Second derivative of y/(e^y - 1): from its Bernoulli series below 1/2, where the closed form cancels. */
function exponentialCurvature(y: number): number {
  if (y < 0.5) {
    const x = y * y
    const series = [
      1 / 6,
      -1 / 60,
      1 / 1008,
      -1 / 21600,
      1 / 532224,
      -691 / 9906624000,
      1 / 410572800
    ]
    return series.reduceRight((sum, c) => sum * x + c, 0)
  }
  const e = Math.exp(-y)
  return (e * (y - 2 + (y + 2) * e)) / (1 - e) ** 3
}

/** The names of all regulators, for loops over them. */
export const regulatorNames = Object.keys(regulators) as readonly RegulatorName[]

/** The regulator of that name. @throws ParameterError if there is none */
export function regulatorNamed(source: string, name: string): Regulator {
  if (!Object.hasOwn(regulators, name)) {
    throw new ParameterError(source, 'regulator', `one of ${regulatorNames.join(', ')}`, name)
  }
  return regulators[name as RegulatorName]
}
