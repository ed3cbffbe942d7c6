import { networkSizes } from '../networks/networkSizes.js'
import { couplingSizes } from '../couplings/couplingSizes.js'
import { jsonText } from '../numerics/jsonText.js'
import { refusedUnder } from '../numerics/refusedUnder.js'
import { withOrigin } from '../provenance/origin.js'
import {
  exactCouplings,
  measuredCouplings,
  type CouplingTable
} from '../couplings/couplingTable.js'
import {
  exactCoupling,
  type Coupling,
  type CouplingOptions,
  type CouplingTableOptions
} from '../couplings/exactCoupling.js'
import { covarianceShape } from '../covariances/covarianceShape.js'
import {
  requireNetworkParameters,
  type NetworkParameters,
  type Point
} from '../networks/networkParameters.js'
import { fitLine, type LineFit } from '../numerics/leastSquares.js'
import {
  ParameterError,
  requireFiniteList,
  requireInteger,
  requireList,
  requireOneOf,
  requirePositive
} from '../numerics/parameterError.js'
import { tailDiagnosis, type TailDiagnosis } from '../statistics/convergenceSummary.js'
import { requireMoments, type EnsembleMoments } from '../sampling/ensembleMoments.js'
import { momentsOrigin } from '../sampling/momentsOrigin.js'
import { canonicalDimension } from './canonicalDimension.js'

/** One coupling along an active flow. */
export interface ActiveFlow {
  /** Order n of the coupling u_n. */
  readonly order: 4 | 6
  /** Of what the coupling is one: fields as they are (`raw`), or canonical ones (`canonical`). */
  readonly normalisation: 'raw' | 'canonical'
  /** Standard deviations of the weights, as given. */
  readonly sigmaW: readonly number[]
  /** Values, errors, spreads and the published convention at sigmaW[i] are in units of exp(logScales[i]); see `CouplingTable`. */
  readonly logScales: Float64Array
  /** Mean over the combinations of inputs at each sigmaW. */
  readonly values: Float64Array
  /** Error of the mean: measured, standard error; exact, bound. */
  readonly errors: Float64Array
  /** Spread over the combinations: how far the vertex is from local. */
  readonly spreads: Float64Array
  /** What the published plot shows; see `CouplingSummary`. */
  readonly publishedConvention: Float64Array
  /** Measured only: how far to trust the value at each sigmaW, as `convergenceSummary`. */
  readonly diagnoses?: readonly TailDiagnosis[]
  /** Line in ln|u| against ln sigmaW, or undefined if the coupling changes sign. */
  readonly fit: LineFit | undefined
  /** GaussNet: slope of the theory at |x| -> 0, `activeExponent`. */
  readonly expectedSlope?: number
  /** GaussNet: u sigmaW^(-slope), scaled to 1 at the first sigmaW: constant where the theory holds (data collapse). */
  readonly collapse?: Float64Array
}

/**
 * d ln u_n/d ln sigmaW at fixed width, GaussNet, |x| << 1/sigmaW. Raw: d - n, that is d - 4 for
 * u4, d - 6 for u6. Canonical: d - n (d - 2)/2, the engineering dimension: 4 - d, 6 - 2d, as in
 * the active flow equations of arXiv:2108.01403. Derived in docs/theory.md, "Active renormalization group".
 *
 * @example activeExponent(4, 1, 'raw') // -3
 */
export function activeExponent(
  order: number,
  dIn: number,
  normalisation: 'raw' | 'canonical'
): number {
  requireInteger('activeExponent', 'order', order, 1)
  requireInteger('activeExponent', 'dIn', dIn, 1)
  requireOneOf('activeExponent', 'normalisation', normalisation, ['raw', 'canonical'])
  return normalisation === 'raw' ? dIn - order : canonicalDimension(order, dIn)
}

/**
 * Active renormalization group, exact: the data fixed, sigmaW varied (arXiv:2108.01403), GaussNet or, with a cutoff,
 * the other nets. The fit is unweighted: its error measures how far from a power law the exact couplings are.
 *
 * @example exactActiveFlow(ensemble({ network: 'gauss' }), 4, 1000, [1, 2, 4]).fit!.slope.toFixed(3) // "-3.000"
 * @throws ParameterError for fewer than two sigmaW, and as `exactCouplings`
 */
export function exactActiveFlow(
  ensemble: NetworkParameters & { readonly inputs: readonly Point[] },
  order: 4 | 6,
  width: number,
  sigmaW: readonly number[],
  options: CouplingTableOptions = {}
): ActiveFlow {
  return refusedUnder(
    'exactActiveFlow',
    () => {
      requireNetworkParameters('exactActiveFlow', ensemble)
      requireFiniteList('exactActiveFlow', 'sigmaW', sigmaW, 'a list of at least two values')
      sigmaW.forEach((value, i) => requirePositive('exactActiveFlow', `sigmaW[${i}]`, value))
      if (new Set(sigmaW).size < 2) {
        throw new ParameterError(
          'exactActiveFlow',
          'sigmaW',
          'a list of at least two values',
          sigmaW
        )
      }
      const tables = sigmaW.map((value) =>
        exactCouplings({ ...ensemble, sigmaW: value }, order, width, options)
      )
      const flow = activeFlow(tables, sigmaW, theorySlope(ensemble, order, options), false)
      return withOrigin(flow, 'exactActiveFlow', ensemble, order, width, sigmaW, options)
    },
    () => ({ ...couplingSizes(ensemble, options.cutoff), sigmaW })
  )
}

/**
 * Active renormalization group, measured: one sample per sigmaW, all of the same inputs. The fit is weighted by the
 * standard errors.
 *
 * @example
 * const samples = await Promise.all(
 *   [1, 1.5, 2].map((sigmaW) => sampleEnsemble(ensemble({ network: 'gauss', sigmaW, widths: [2] })))
 * )
 * measuredActiveFlow(samples, 4, 2)
 * @throws ParameterError for fewer than two samples, and as `measuredCouplings`
 */
export function measuredActiveFlow(
  samples: readonly EnsembleMoments[],
  order: 4 | 6,
  width: number,
  options: CouplingTableOptions = {}
): ActiveFlow {
  return refusedUnder('measuredActiveFlow', () => {
    requireList('measuredActiveFlow', 'samples', samples)
    samples.forEach((sample, i) => requireMoments('measuredActiveFlow', sample, `samples[${i}]`))
    const sigmaW = samples.map(({ ensemble }) => ensemble.sigmaW)
    if (new Set(sigmaW).size < 2) {
      const rule = 'a list with at least two values of sigmaW'
      throw new ParameterError('measuredActiveFlow', 'samples', rule, sigmaW)
    }
    const tables = samples.map((sample) => couplingsOf(sample, order, width, options))
    const orders = order === 6 ? [4, 6] : [4]
    const flow = {
      ...activeFlow(tables, sigmaW, theorySlope(samples[0].ensemble, order, options), true),
      diagnoses: samples.map((sample) => tailDiagnosis(sample, orders, width))
    }
    const given = samples.map(momentsOrigin)
    return withOrigin(flow, 'measuredActiveFlow', given, order, width, options)
  })
}

/** Couplings of samples: a figure that is drawn while more are sampled asks for those of the first ones again and again. */
const known = new WeakMap<EnsembleMoments, Map<string, CouplingTable>>()

function couplingsOf(
  sample: EnsembleMoments,
  order: 4 | 6,
  width: number,
  options: CouplingTableOptions
): CouplingTable {
  const tables = known.get(sample) ?? new Map<string, CouplingTable>()
  known.set(sample, tables)
  // Of all that is given, so that a wrong value never meets what a right one left.
  const key = jsonText([order, width, options])
  const table = tables.get(key) ?? measuredCouplings(sample, order, width, options)
  tables.set(key, table)
  return table
}

/** The theory's slope for the network whose propagator it is about. */
function theorySlope(
  parameters: NetworkParameters & { readonly inputs: readonly Point[] },
  order: number,
  { normalisation = 'raw' }: CouplingOptions
): number | undefined {
  const invariant = covarianceShape('activeFlow', parameters).images?.mirrored === 0
  return invariant ? activeExponent(order, parameters.inputs[0].length, normalisation) : undefined
}

function activeFlow(
  tables: readonly CouplingTable[],
  sigmaW: readonly number[],
  expectedSlope: number | undefined,
  weighted: boolean
): ActiveFlow {
  const { order, normalisation } = tables[0]
  const means = tables.map(({ summary }) => summary.mean)
  const errors = tables.map(({ summary }) => summary.meanError)
  const logScales = tables.map(({ logScale }) => logScale)
  const oneSign = means.every((mean) => mean * means[0] > 0)
  return {
    order,
    normalisation,
    sigmaW,
    logScales: Float64Array.from(logScales),
    values: Float64Array.from(means),
    errors: Float64Array.from(errors),
    spreads: Float64Array.from(tables, ({ summary }) => summary.spread),
    publishedConvention: Float64Array.from(tables, ({ summary }) => summary.publishedConvention),
    fit: oneSign
      ? fitLine(
          sigmaW.map(Math.log),
          means.map((mean, i) => Math.log(Math.abs(mean)) + logScales[i]),
          weighted ? errors.map((error, i) => error / Math.abs(means[i])) : undefined
        )
      : undefined,
    ...(expectedSlope !== undefined && {
      expectedSlope,
      collapse: collapsed(means, logScales, sigmaW, expectedSlope)
    })
  }
}

function collapsed(
  means: readonly number[],
  logScales: readonly number[],
  sigmaW: readonly number[],
  slope: number
): Float64Array {
  return Float64Array.from(means, (mean, i) => {
    const logUnits = logScales[i] - logScales[0] + slope * Math.log(sigmaW[0] / sigmaW[i])
    return (mean / means[0]) * Math.exp(logUnits)
  })
}

/**
 * Logarithmic slope d ln|u_n|/d ln sigmaW of an exact coupling at one combination of points, by a symmetric
 * difference in ln sigmaW: works on the logarithm, so in any dimension.
 *
 * @example exactActiveSlope({ network: 'gauss', sigmaW: 1, sigmaB: 1 }, [[0], [0], [0], [0]], 100)
 * @throws ParameterError as `exactCoupling`
 */
export function exactActiveSlope(
  parameters: NetworkParameters,
  points: readonly Point[],
  width: number,
  options: CouplingOptions = {}
): number {
  return refusedUnder(
    'exactActiveSlope',
    () => {
      requireNetworkParameters('exactActiveSlope', parameters)
      const step = 1e-3
      const at = (shift: number): Coupling =>
        exactCoupling(
          { ...parameters, sigmaW: parameters.sigmaW * Math.exp(shift) },
          points,
          width,
          options
        )
      const difference = (h: number) => (at(h).logMagnitude - at(-h).logMagnitude) / (2 * h)
      // One Richardson step: the error falls from step^2 to step^4.
      return (4 * difference(step / 2) - difference(step)) / 3
    },
    () => networkSizes(parameters, { points, cutoff: options.cutoff })
  )
}
