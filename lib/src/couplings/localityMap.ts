import { networkSizes } from '../networks/networkSizes.js'
import { withOrigin } from '../provenance/origin.js'
import type { NetworkParameters, Point } from '../networks/networkParameters.js'
import {
  requireDimension,
  requireFinite,
  requireFiniteList,
  requireKeys,
  ParameterError
} from '../numerics/parameterError.js'
import { refusedUnder } from '../numerics/refusedUnder.js'
import {
  exactCoupling,
  requireCouplingOptions,
  type Coupling,
  type PointCouplingOptions
} from './exactCoupling.js'

/** u4 as a function of where its four points are and how far apart. */
export interface LocalityMap {
  /** Centres of the four points, as given. */
  readonly centres: readonly number[]
  /** Distances between neighbours of the four points, as given. */
  readonly spreads: readonly number[]
  /** u4[i][j] at centres[i], spreads[j]; 0 where it underflows (high dimension). */
  readonly u4: readonly Float64Array[]
  /** ln |u4|, also where u4 itself underflows, same shape. */
  readonly logMagnitude: readonly Float64Array[]
  /** u4[i][j] / u4(reference) - 1: zero for a local, translation-invariant vertex, in any dimension. */
  readonly deviation: readonly Float64Array[]
}

/** Which coupling is meant, and what it is compared with. */
export interface LocalityMapOptions extends PointCouplingOptions {
  /**
   * Where u4 is taken as the value to compare with; default: all points at the origin. ReLU-net without bias
   * vanishes there and needs another one.
   */
  readonly reference?: { readonly centre: number; readonly spread: number }
}

/** Refuses other options than those of a locality map. */
export function requireLocalityOptions(source: string, options: LocalityMapOptions): void {
  requireCouplingOptions(source, options, ['reference', 'outputs'])
  const { reference } = options
  if (reference === undefined) return
  requireKeys(source, 'reference', reference, ['centre', 'spread'])
  requireFinite(source, 'reference.centre', reference.centre)
  requireFinite(source, 'reference.spread', reference.spread)
}

/**
 * The four points of a locality map: on the first axis at centre + spread {-3, -1, 1, 3}/2, so that neighbours are
 * one spread apart. Shape [4][dIn].
 *
 * @example localityPoints(0, 0.2) // [[-0.3], [-0.1], [0.1], [0.3]]
 * @throws ParameterError unless centre and spread are finite and dIn is an integer >= 1
 */
export function localityPoints(centre: number, spread: number, dIn = 1): readonly Point[] {
  requireFinite('localityPoints', 'centre', centre)
  requireFinite('localityPoints', 'spread', spread)
  requireDimension('localityPoints', dIn)
  const others = new Array<number>(dIn - 1).fill(0)
  return [-1.5, -0.5, 0.5, 1.5].map((offset) => [centre + spread * offset, ...others])
}

/**
 * Test of locality: exact u4 of the four `localityPoints` of each centre and spread, against its value at the
 * reference. GaussNet's K_W is translation invariant but its four-point feature moment
 * is not, so u4 is constant only for |x| << 1/sigmaW (docs/theory.md, "Effective action and couplings").
 *
 * @param dIn dimension of data space, default 1
 * @example localityMap({ network: 'gauss', sigmaW: 1, sigmaB: 1 }, [0, 0.5, 1], [0, 0.1], 10)
 * @throws ParameterError as `exactCoupling`; centres and spreads must be finite
 */
export function localityMap(
  parameters: NetworkParameters,
  centres: readonly number[],
  spreads: readonly number[],
  width: number,
  dIn = 1,
  options: LocalityMapOptions = {}
): LocalityMap {
  const source = 'localityMap'
  requireLocalityOptions(source, options)
  const { reference: origin = { centre: 0, spread: 0 }, ...couplingOptions } = options
  requireDimension(source, dIn)
  requireFiniteList(source, 'centres', centres, 'a list of at least one')
  requireFiniteList(source, 'spreads', spreads, 'a list of at least one')
  const at = (centre: number, spread: number) =>
    refusedUnder(
      source,
      () => exactCoupling(parameters, localityPoints(centre, spread, dIn), width, couplingOptions),
      () =>
        networkSizes(parameters, {
          centres,
          spreads,
          'reference.centre': origin.centre,
          'reference.spread': origin.spread
        })
    )
  const reference = at(origin.centre, origin.spread)
  if (reference.sign === 0) {
    throw new ParameterError(source, 'reference', 'where u4 does not vanish', origin)
  }
  const couplings = centres.map((centre) => spreads.map((spread) => at(centre, spread)))
  const rows = (of: (coupling: Coupling) => number) =>
    couplings.map((row) => Float64Array.from(row, of))
  const map = {
    centres,
    spreads,
    u4: rows(({ value }) => value),
    logMagnitude: rows(({ logMagnitude }) => logMagnitude),
    deviation: rows((coupling) => couplingRatio(coupling, reference) - 1)
  }
  return withOrigin(map, source, parameters, centres, spreads, width, dIn, options)
}

/** Quotient of two couplings, from their logarithms where a value does not fit a number. */
export function couplingRatio(a: Coupling, b: Coupling): number {
  const fit = [a, b].every(({ value }) => Number.isFinite(value) && value !== 0)
  return fit ? a.value / b.value : a.sign * b.sign * Math.exp(a.logMagnitude - b.logMagnitude)
}
