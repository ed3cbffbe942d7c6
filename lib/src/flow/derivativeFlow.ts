import { loopMomenta } from './thresholdPoles.js'
import { regulators, type Regulator } from './regulator.js'

/** Smooth shapes r(y) of a regulator: `'exponential'` is y/(e^y - 1), `'gaussian'` is e^-y. */
export type SmoothRegulator = 'exponential' | 'gaussian'

const shapes: Readonly<Record<SmoothRegulator, Pick<Regulator, 'shape' | 'slope' | 'curvature'>>> =
  {
    exponential: regulators.exponential,
    gaussian: {
      shape: (y) => Math.exp(-y),
      slope: (y) => -Math.exp(-y),
      curvature: (y) => Math.exp(-y)
    }
  }

/** A flow of the slope m = u' and of the field normalisation z as functions of rho, in units of k and V_d. */
export interface DerivativeEquation {
  readonly dimension: number
  readonly regulator: SmoothRegulator
  /** R_k = amplitude Z_k k^2 r(p^2/k^2). */
  readonly amplitude: number
  /** False: what is of higher order than p^2 in a product of vertices is dropped. */
  readonly complete: boolean
  /** Step of the sum over loop momenta. */
  readonly step: number
}

/** m, m', m'', z, z', z'' at one rho, and eta. */
export type LocalValues = readonly [number, number, number, number, number, number, number]

/** dm/dt and dz/dt at one rho, t = ln k. */
export type LocalRates = (rho: number, values: LocalValues) => readonly [number, number]

interface LoopMomentum {
  readonly y: number
  /** Of (d/2) int dy y^(d/2-1) [2 r - 2 y r'], times the amplitude; and of r in place of the bracket. */
  readonly weight: number
  readonly etaWeight: number
  /** R_k/(Z_k k^2) with its first two derivatives. */
  readonly cutoff: number
  readonly slope: number
  readonly curvature: number
}

/**
 * The flow of the derivative expansion at second order for one field (derived in docs/theory.md, "Fixed points"), w = u' + 2 rho u'':
 *   dm/dt = -(2 - eta) m + (d - 2 + eta) rho m' + l_w w' + l_z z',
 *   dz/dt = eta z + (d - 2 + eta) rho z' + the p^2 part of the two-point loop.
 */
export function derivativeRates(equation: DerivativeEquation): LocalRates {
  const { dimension: d } = equation
  const momenta = cutoffMomenta(equation)
  // Counted strictly, a product keeps no more than one factor z' y, as the vertices themselves do.
  const beyond = equation.complete ? 1 : 0
  return (rho, values) => {
    const [m, m1, m2, z, z1, z2, eta] = values
    const w = m + 2 * rho * m1
    const w1 = 3 * m1 + 2 * rho * m2
    const quartic = (z1 + 2 * rho * z2) / 2
    let potential = 0
    let normalisation = 0
    for (const { y, weight, etaWeight, cutoff, slope, curvature } of momenta) {
      const rate = weight - eta * etaWeight
      const g = 1 / (z * y + cutoff + w)
      const g2 = g * g
      const rise = z + slope
      // The three-point vertex is sqrt(2 rho) [a + z' (p^2 + p.q)], a = w' + y z'.
      const squared = w1 * w1 + 2 * w1 * y * z1 + beyond * (y * z1) ** 2
      const mixed = w1 * z1 + beyond * y * z1 * z1
      const bend = -rise + ((2 * y) / d) * (2 * rise * rise * g - curvature)
      const loop =
        squared * bend * g2 +
        2 * mixed * (g - ((2 * y) / d) * rise * g2) +
        ((beyond * y) / d) * z1 * z1 * g
      potential -= (rate / 2) * g2 * (w1 + y * z1)
      normalisation += rate * g2 * (2 * rho * loop - quartic)
    }
    const drift = (d - 2 + eta) * rho
    return [-(2 - eta) * m + drift * m1 + potential, eta * z + drift * z1 + normalisation]
  }
}

function cutoffMomenta({ dimension, regulator, amplitude, step }: DerivativeEquation) {
  const { shape, slope, curvature } = shapes[regulator]
  return loopMomenta(dimension, step)
    .map(({ y, measure }): LoopMomentum => {
      const weight = (dimension / 2) * measure * amplitude
      return {
        y,
        weight: weight * 2 * (shape(y) - y * slope(y)),
        etaWeight: weight * shape(y),
        cutoff: amplitude * shape(y),
        slope: amplitude * slope(y),
        curvature: amplitude * curvature(y)
      }
    })
    .filter(({ weight }) => weight > 1e-25)
}
