import { withOrigin } from '../provenance/origin.js'
import {
  ParameterError,
  requireFinite,
  requireInteger,
  requireKeys
} from '../numerics/parameterError.js'
import type { FixedPoint } from './fixedPointResult.js'
import type { FlowScheme } from './flowScheme.js'
import { globalFixedPoint } from './globalFixedPoint.js'
import { regulatorNamed, type RegulatorName } from './regulator.js'
import { startOrder, taylorFixedPoint } from './taylorFixedPoint.js'

/** Which fixed point is wanted. */
export interface FixedPointParameters {
  /**
   * 2.01 <= d < 4 for Litim's regulator in the LPA, for Polchinski and for infinitely many components; LPA' from 2.4 on, with
   * more than one component from 2.6, exponential from 2.8, sharp from 2.9 on. Polchinski with M < 1 ends near 3.99.
   */
  readonly dimension: number
  /**
   * Number M of fields of the O(M) model, as many as outputs of a network: >= 0, not necessarily an integer, up to
   * 1000 (Polchinski: 4), or Infinity, where the LPA is exact. Default 1.
   */
  readonly components?: number
  /** Default `'wetterich'`. `'polchinski'`: the same exponents for every regulator, those of Litim's in Wetterich's scheme. */
  readonly scheme?: FlowScheme
  /** Default Litim; `'mass'` in Wetterich's scheme only for infinitely many components. */
  readonly regulator?: RegulatorName
  /**
   * True: LPA', with the anomalous dimension at the minimum, of the transverse fields if M is not 1; Litim or
   * exponential. Default false: LPA, eta = 0.
   */
  readonly anomalous?: boolean
  /** Largest power of rho = phi^2/2 that is tried, in [10, 60]; default 48. */
  readonly maxOrder?: number
}

const parameterKeys: readonly (keyof FixedPointParameters)[] = [
  'dimension',
  'components',
  'scheme',
  'regulator',
  'anomalous',
  'maxOrder'
]

/** From here down the truncations around the minimum have no Wilson-Fisher point without an anomalous dimension. */
const taylorLimit = 2.8

/** Beyond, corrections to the limit of infinitely many are below 1/1000. */
const mostComponents = 1000

/** Polchinski's interaction spreads with the number of fields and needs ever more points. */
const mostOnGrid = 4

/** Up to here all combinations tell the fixed point from the Gaussian one. */
const largestDimension = 3.99999

/** The same for the sharp cutoff, whose truncations converge slowly. */
const sharpLimit = 2.9

/**
 * The Wilson-Fisher fixed point of the O(M) model in the local potential approximation. Litim, d = 3: nu = 0.6495617739,
 * omega = 0.655745939 for one scalar, known to 13 digits from hep-th/0701172; nu = 0.708211, 0.761123, 0.804348 for M = 2, 3, 4
 * (hep-th/0203006). M = Infinity: nu = 1/(d - 2), and `potential` is exact.
 *
 * Wetterich's equation is solved by polynomial truncations around the minimum, `'polchinski'` on a grid for
 * the whole potential. The two agree for Litim's regulator, of which Polchinski's equation is the Legendre transform
 * (hep-th/0503161), so below d = 2.8, where truncations fail, Litim's fixed point is computed that way as well.
 * At d = 3, 8/3, 5/2, …, 2n/(n - 1) further, multicritical fixed points split off the Gaussian one; the one
 * with a single relevant even direction, which exists for all 2 < d < 4, is returned.
 *
 * Accuracy: the error estimates, 3e-10 and better for Litim and Polchinski but for nu below d = 2.02, 3e-9 there; the
 * sharp cutoff's truncations converge slowly.
 *
 * @example fixedPoint({ dimension: 3, regulator: 'litim' }).nu // 0.649561773880
 * @throws ParameterError if the dimension is outside the domain of the combination, or that has no solution
 */
export function fixedPoint(parameters: FixedPointParameters): FixedPoint {
  requireKeys('fixedPoint', 'parameters', parameters, parameterKeys)
  const { dimension, components = 1, regulator = 'litim', scheme = 'wetterich' } = parameters
  const { anomalous = false, maxOrder = 48 } = parameters
  check({ dimension, components, regulator, scheme, anomalous, maxOrder })
  const global =
    regulator === 'litim' && !anomalous && dimension < taylorLimit && components <= mostOnGrid
  const point =
    scheme === 'polchinski' || global
      ? globalFixedPoint({ dimension, components }, scheme, regulator)
      : taylorFixedPoint({ dimension, regulator, components, anomalous }, maxOrder)
  return withOrigin(point, 'fixedPoint', parameters)
}

function check(parameters: Required<FixedPointParameters>): void {
  const { dimension, regulator, scheme, anomalous, maxOrder } = parameters
  requireFinite('fixedPoint', 'dimension', dimension)
  checkComponents(parameters)
  regulatorNamed('fixedPoint', regulator)
  if (scheme !== 'wetterich' && scheme !== 'polchinski') {
    throw new ParameterError('fixedPoint', 'scheme', "'wetterich' or 'polchinski'", scheme)
  }
  if (anomalous && scheme === 'polchinski') {
    throw new ParameterError('fixedPoint', 'anomalous', "false in scheme 'polchinski'", anomalous)
  }
  if (anomalous && regulator !== 'litim' && regulator !== 'exponential') {
    const rule = "'litim' or 'exponential' if anomalous is set"
    throw new ParameterError('fixedPoint', 'regulator', rule, regulator)
  }
  if (regulator === 'mass' && scheme === 'wetterich' && parameters.components !== Infinity) {
    const rule =
      "'litim', 'exponential' or 'sharp' unless components is Infinity: the truncations of 'mass' end at false points"
    throw new ParameterError('fixedPoint', 'regulator', rule, regulator)
  }
  const least = leastDimension(parameters)
  if (!(dimension >= least && dimension < 4)) {
    const rule = `in [${least}, 4) here: the fixed point is Gaussian from d = 4 on, and not reached closer to d = 2`
    throw new ParameterError('fixedPoint', 'dimension', rule, dimension)
  }
  if (dimension > largestDimension) {
    const rule = `at most ${largestDimension}: closer to four dimensions the fixed point is lost in rounding`
    throw new ParameterError('fixedPoint', 'dimension', rule, dimension)
  }
  requireInteger('fixedPoint', 'maxOrder', maxOrder, 6 + startOrder / 2, 60)
}

function checkComponents({ components, scheme }: Required<FixedPointParameters>): void {
  if (scheme === 'polchinski' && !(components >= 0 && components <= mostOnGrid)) {
    const rule = `a number of fields in [0, ${mostOnGrid}] in scheme 'polchinski'`
    throw new ParameterError('fixedPoint', 'components', rule, components)
  }
  if (components === Infinity) return
  if (typeof components === 'number' && components >= 0 && components <= mostComponents) return
  const rule = `a number of fields in [0, ${mostComponents}], or Infinity`
  throw new ParameterError('fixedPoint', 'components', rule, components)
}

function leastDimension(parameters: Required<FixedPointParameters>): number {
  const { regulator, scheme, components, anomalous } = parameters
  if (components === Infinity) return 2.01
  if (anomalous) return components > 1 ? 2.6 : 2.4
  if (scheme === 'polchinski' || regulator === 'litim') return 2.01
  return regulator === 'sharp' ? sharpLimit : taylorLimit
}
