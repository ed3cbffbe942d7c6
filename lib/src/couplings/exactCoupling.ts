import { networkSizes } from '../networks/networkSizes.js'
import { exactGreenFunction } from '../correlators/exactGreenFunction.js'
import { fieldCombinations, fieldOf, outputStructure, requireOutputs } from '../networks/field.js'
import { requirePoints, type NetworkParameters, type Point } from '../networks/networkParameters.js'
import {
  ParameterError,
  requireBoolean,
  requireKeys,
  requireOneOf,
  requirePositive
} from '../numerics/parameterError.js'
import { refusedUnder } from '../numerics/refusedUnder.js'
import {
  fromSignedLogarithm,
  rescaled,
  signedProduct,
  signedSum,
  toSignedLogarithm,
  type SignedLogarithm
} from '../numerics/signedLogarithm.js'
import { connectedLogarithm, requireEquation, solveCoupling } from './couplingFromConnected.js'
import { logNormalisation, type Normalisation } from './normalisation.js'
import { treeIntegrals, type TreeIntegrals } from './treeIntegral.js'

/** A coupling with a bound on its error; `value` is 0 or infinite where it does not fit a double. */
export interface Coupling {
  /** The coupling. */
  readonly value: number
  /** Bound on the absolute error. */
  readonly error: number
  /** ln |value|, also where the value itself over- or underflows (high dimension). */
  readonly logMagnitude: number
  /** Its sign, also where the value over- or underflows. */
  readonly sign: -1 | 0 | 1
}

/** Which coupling is meant. */
export interface CouplingOptions {
  /** Infrared cutoff |x| < L of the vertex integrals; needed for ReLU-net and Erf-net alone. */
  readonly cutoff?: number
  /** Default `'raw'`: the network's own output as field. `'canonical'`: kinetic term p^2 (GaussNet only). */
  readonly normalisation?: Normalisation
}

/** Which couplings are meant, and in which units. */
export interface CouplingTableOptions extends CouplingOptions {
  /**
   * True: in units of exp(`logScale`), the largest magnitude of the table, for dimensions so high that the couplings
   * are not numbers. Default false.
   */
  readonly scaled?: boolean
}

/** Which coupling is meant, at given points. */
export interface PointCouplingOptions extends CouplingOptions {
  /** Which output the field at each point is, indices from 0; default: all the first. */
  readonly outputs?: readonly number[]
}

/** Refuses other options than those of a coupling, and `more` keys. */
export function requireCouplingOptions(
  source: string,
  options: CouplingOptions & { readonly scaled?: unknown },
  more: readonly string[] = []
): void {
  requireKeys(source, 'options', options, ['cutoff', 'normalisation', ...more])
  const { cutoff, normalisation, scaled = false } = options
  requireBoolean(source, 'scaled', scaled)
  if (cutoff !== undefined) requirePositive(source, 'cutoff', cutoff)
  if (normalisation !== undefined) {
    requireOneOf(source, 'normalisation', normalisation, ['raw', 'canonical'])
  }
}

/**
 * Exact coupling u_n(x_1, …, x_n) at width N, n = 4, 6 (and 8 for GaussNet): from the exact connected
 * function and the tree diagrams with lower couplings. Those are taken local: u4 in u6 is the mean over
 * the multisets of four of the points' distinct values (GaussNet: flat where |x| << 1/sigmaW).
 *
 * GaussNet at sigmaW = sigmaB = 1, dIn = 1, x = 0: u4 = -128.296/N, u6 = -2.1e6/N^2 to leading order;
 * both negative. Derived in docs/theory.md, "Effective action and couplings".
 *
 * With several outputs the coupling is an entry of the tensor in u4_abcd f_a f_b f_c f_d/4!: that of the given outputs.
 *
 * @example exactCoupling({ network: 'gauss', sigmaW: 1, sigmaB: 1 }, [[0], [0], [0], [0]], 100).value
 * @throws ParameterError for parameters, width, points, cutoff or normalisation outside their domain
 */
export function exactCoupling(
  parameters: NetworkParameters,
  points: readonly Point[],
  width: number,
  options: PointCouplingOptions = {}
): Coupling {
  requireCouplingOptions('exactCoupling', options, ['outputs'])
  requirePoints('exactCoupling', points)
  const { normalisation = 'raw', cutoff } = options
  return refusedUnder(
    'exactCoupling',
    () => {
      const log = logNormalisation(parameters, points, normalisation)
      const integrals = treeIntegrals(parameters, points)(cutoff)
      const raw = rawCoupling(parameters, points, width, integrals, options.outputs)
      return toCoupling(rescaled(raw, -(points.length / 2) * log))
    },
    () => networkSizes(parameters, { points, cutoff })
  )
}

/** Exact coupling of the network's own output as field, from given integrals. @throws as `exactCoupling` */
export function rawCoupling(
  parameters: NetworkParameters,
  points: readonly Point[],
  width: number,
  integrals: TreeIntegrals,
  outputs: readonly number[] = points.map(() => 0)
): SignedLogarithm {
  if (points.length < 4 || points.length > 8 || points.length % 2) {
    throw new ParameterError('exactCoupling', 'points', 'a list of 4, 6 or 8 points', points.length)
  }
  requireOutputs('exactCoupling', outputs, points.length, parameters.outputs ?? 1)
  const cumulant = exactGreenFunction(parameters, points, width, 'connected', outputs)
  const equation = requireEquation(integrals, points, outputs)
  const lower: Record<string, SignedLogarithm> = {}
  for (const structure of equation.exchanges.flatMap(({ structures }) => structures)) {
    lower[structure.join()] ??= meanCoupling(parameters, width, points, structure, integrals)
  }
  const connected = connectedLogarithm('exactCoupling', cumulant, points.length, {
    parameters,
    points
  })
  return solveCoupling(equation, connected, lower)
}

/** Mean over all multisets of the distinct points whose fields have an index structure. */
function meanCoupling(
  parameters: NetworkParameters,
  width: number,
  points: readonly Point[],
  structure: readonly number[],
  integrals: TreeIntegrals
): SignedLogarithm {
  const order = structure.reduce((sum, count) => sum + count, 0)
  const distinct = [...new Map(points.map((x) => [x.join(), x])).values()]
  const combinations = fieldCombinations(distinct.length, structure.length, order)
    .map((fields) => fields.map((field) => fieldOf(field, distinct.length)))
    .filter(
      (fields) => outputStructure(fields.map(({ output }) => output)).join() === structure.join()
    )
  const values = combinations.map((fields) =>
    rawCoupling(
      parameters,
      fields.map(({ point }) => distinct[point]),
      width,
      integrals,
      fields.map(({ output }) => output)
    )
  )
  const count = toSignedLogarithm({ value: combinations.length, error: 0 })
  return signedProduct([signedSum(values), count], [1, -1])
}

/** As a coupling. */
export function toCoupling(number: SignedLogarithm): Coupling {
  return { ...fromSignedLogarithm(number), logMagnitude: number.log, sign: number.sign }
}
