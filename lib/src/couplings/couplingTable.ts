import { couplingSizes } from './couplingSizes.js'
import { OutOfReach } from '../numerics/outOfReach.js'
import { refusedUnder } from '../numerics/refusedUnder.js'
import { withOrigin } from '../provenance/origin.js'
import { momentsOrigin } from '../sampling/momentsOrigin.js'
import { exactGreenFunctions } from '../correlators/exactGreenFunction.js'
import type { NetworkParameters, Point } from '../networks/networkParameters.js'
import { fromSignedLogarithm, rescaled, toSignedLogarithm } from '../numerics/signedLogarithm.js'
import { comparedEntry, withEntries, type FieldEntries } from '../statistics/fieldEntries.js'
import { tailDiagnosis } from '../statistics/convergenceSummary.js'
import { requireMoments, type EnsembleMoments } from '../sampling/ensembleMoments.js'
import { connectedLogarithm } from './couplingFromConnected.js'
import { couplingSolver, type CouplingSolver, type SolvedCouplings } from './couplingSolver.js'
import { summarizeCouplings, type CouplingSummary } from './couplingSummary.js'
import type { CouplingTableOptions } from './exactCoupling.js'
import { propagatedRounding, withRounding } from '../statistics/rounding.js'
import { jackknifeError, meanOf } from '../statistics/jackknife.js'
import type { Normalisation } from './normalisation.js'
import { measuredConnected } from './measuredConnected.js'

/** A coupling u_n, n = 4 or 6, of one index structure; the outputs of the others are not those of this one. */
export interface StructureSummary {
  /** How often each output occurs, such as [2, 2] for f_1 f_1 f_2 f_2. */
  readonly structure: readonly number[]
  /** Summary over its combinations. */
  readonly summary: CouplingSummary
}

/** A coupling u_n on all combinations of an ensemble's fields (of its inputs where there is one output) at one width. */
export interface CouplingTable extends FieldEntries {
  /** Order n of the coupling u_n. */
  readonly order: 4 | 6
  /** Width N of the hidden layers. */
  readonly width: number
  /** Of what the coupling is one: fields as they are (`raw`), or canonical ones (`canonical`). */
  readonly normalisation: Normalisation
  /** Values, errors and summary are in units of exp(logScale); 0 unless `scaled` was asked for. */
  readonly logScale: number
  /** Indices of the fields, `fieldCombinations(inputs.length, outputs, order)`. */
  readonly combinations: readonly (readonly number[])[]
  /** u_n per combination; NaN where it is undefined. */
  readonly values: Float64Array
  /** Measured: standard error (jackknife over bags, rounding included). Exact: bound on the absolute error. */
  readonly errors: Float64Array
  /**
   * Combinations, as indices, at which the vertex integral vanishes and u_n = -Gc/N_K is undefined (ReLU-net without bias,
   * points on both sides of the origin). The summary is of all others.
   */
  readonly undefinedCombinations: readonly number[]
  /** Over the combinations of one output. */
  readonly summary: CouplingSummary
  /**
   * Where there are several outputs: over the combinations of each index structure, that of `summary` first. O(d_out)
   * symmetry, which normal weights have, makes u_1122 a third of u_1111 at equal points.
   */
  readonly structures?: readonly StructureSummary[]
}

/**
 * Exact couplings of an ensemble: u4 from Gc4, u6 from Gc6 and the mean u4. GaussNet in any dimension;
 * ReLU-net and Erf-net with an infrared cutoff. With several outputs the entries of the tensors in
 * u4_abcd f_a f_b f_c f_d/4! and the like, u6 with the mean u4 of each index structure.
 *
 * @example exactCouplings(ensemble({ network: 'gauss' }), 4, 100).summary.mean // -1.28, raw
 * @throws ParameterError for an order other than 4 and 6, and as `exactCoupling`, and if a coupling
 *   over- or underflows (high dimension: ask for `scaled` ones)
 */
export function exactCouplings(
  ensemble: NetworkParameters & { readonly inputs: readonly Point[] },
  order: 4 | 6,
  width: number,
  options: CouplingTableOptions = {}
): CouplingTable {
  return refusedUnder(
    'exactCouplings',
    () => {
      const solver = couplingSolver('exactCouplings', ensemble, order, options)
      const connected = (n: number) => {
        const { values, errors } = exactGreenFunctions(ensemble, n, width, 'connected')
        const at = { parameters: ensemble, points: ensemble.inputs }
        return Array.from(values, (value, c) =>
          connectedLogarithm('exactCouplings', { value, error: errors[c] }, n, at)
        )
      }
      const logs = solver.solve(order, order === 6 ? [connected(4), connected(6)] : [connected(4)])
      const logScale = scaleOf(logs, options)
      const errors = Float64Array.from(logs, (log) =>
        log ? fromSignedLogarithm(rescaled(log, -logScale)).error : NaN
      )
      const values = representable('exactCouplings', logs, logScale)
      const summaries = summariesOf(solver, (rows) => {
        const bounds = rows.map((c) => errors[c])
        const meanBound = bounds.reduce((sum, error) => sum + error, 0) / bounds.length
        return summarizeCouplings(picked(values, rows), meanBound)
      })
      const table = withEntries(
        'exactCouplings',
        { order, width, logScale, ...solver.shape, values, errors, ...summaries },
        ensemble.inputs.length,
        (c) => ({ value: values[c], error: errors[c] })
      )
      return withOrigin(table, 'exactCouplings', ensemble, order, width, options)
    },
    () => couplingSizes(ensemble, options.cutoff)
  )
}

/**
 * Measured couplings of a sampled ensemble: u4 = -dG4/N_K, u6 from the measured connected functions and the
 * mean measured u4 (arXiv:2108.01403); errors by the jackknife over bags.
 *
 * @example
 * const moments = await sampleEnsemble(ensemble({ network: 'gauss', widths: [10] }))
 * measuredCouplings(moments, 4, 10).summary.mean
 * @throws ParameterError if the moments lack the orders (4; for u6 also 6), the width or a second bag, and as
 *   `exactCouplings`
 */
export function measuredCouplings(
  moments: EnsembleMoments,
  order: 4 | 6,
  width: number,
  options: CouplingTableOptions = {}
): CouplingTable {
  return refusedUnder('measuredCouplings', () => {
    requireMoments('measuredCouplings', moments)
    const solver = couplingSolver('measuredCouplings', moments.ensemble, order, options)
    const orders = order === 6 ? [4, 6] : [4]
    const connected = orders.map((n) => measuredConnected(moments, n, width))
    const exactNumber = (value: number) => toSignedLogarithm({ value, error: 0 })
    const couplingsOf = (pick: (index: number) => Float64Array) =>
      solver.solve(
        order,
        connected.map((_, i) => Array.from(pick(i), exactNumber))
      )
    const logs = couplingsOf((i) => connected[i].values)
    const logScale = scaleOf(logs, options)
    const values = representable('measuredCouplings', logs, logScale)
    const couplingsAs = (pick: (index: number) => Float64Array) =>
      representable('measuredCouplings', couplingsOf(pick), logScale)
    const replicates = Array.from({ length: moments.ensemble.bags }, (_, bag) =>
      couplingsAs((i) => connected[i].replicates[bag])
    )
    const roundings = connected.map(({ values: row, standardErrors, roundings: own }, changed) =>
      propagatedRounding(
        (shifted) => couplingsAs((i) => (i === changed ? shifted : connected[i].values)),
        row,
        standardErrors,
        own
      )
    )
    const rounding = values.map((_, c) => roundings.reduce((sum, of) => sum + of[c], 0))
    const errors = values.map((_, c) =>
      withRounding(jackknifeError(replicates.map((row) => row[c])), rounding[c])
    )
    const tails = tailDiagnosis(moments, orders, width)
    const summaries = summariesOf(solver, (rows) => {
      const means = replicates.map((row) => meanOf(picked(row, rows)))
      const error = withRounding(jackknifeError(means), meanOf(picked(rounding, rows)))
      return { ...summarizeCouplings(picked(values, rows), error), ...tails }
    })
    const { ensemble } = moments
    const table = withEntries(
      'measuredCouplings',
      { order, width, logScale, ...solver.shape, values, errors, ...summaries },
      ensemble.inputs.length,
      (c) => {
        const exact = exactCouplings(ensemble, order, width, options)
        // Each table has its own unit where scaled couplings are asked for.
        const value = exact.values[c] * Math.exp(exact.logScale - logScale)
        return comparedEntry(values[c], errors[c], { value })
      }
    )
    return withOrigin(table, 'measuredCouplings', momentsOrigin(moments), order, width, options)
  })
}

/** The summary of one output, and those of all index structures where there are several outputs. */
function summariesOf(
  { structures }: CouplingSolver,
  summarize: (rows: readonly number[]) => CouplingSummary
): Pick<CouplingTable, 'summary' | 'structures'> {
  const all = structures.map(({ structure, rows }) => ({ structure, summary: summarize(rows) }))
  const [{ summary }] = all
  return all.length > 1 ? { summary, structures: all } : { summary }
}

function picked(values: Float64Array, rows: readonly number[]): Float64Array {
  return Float64Array.from(rows, (c) => values[c])
}

/** ln of the unit: that of the largest coupling if scaled ones are wanted. */
function scaleOf(logs: SolvedCouplings, { scaled }: CouplingTableOptions): number {
  const largest = logs.reduce((most, log) => Math.max(most, log?.log ?? most), -Infinity)
  return scaled && largest > -Infinity ? largest : 0
}

/** The couplings as numbers; one that is not zero may not become so. */
function representable(source: string, logs: SolvedCouplings, logScale: number): Float64Array {
  return Float64Array.from(logs, (log) => {
    if (!log) return NaN
    const { value, error } = fromSignedLogarithm(rescaled(log, -logScale))
    if (!Number.isFinite(value) || Math.sign(value) !== log.sign || Number.isNaN(error)) {
      const reason = 'a coupling over- or underflows; the option scaled chooses a unit that fits'
      throw new OutOfReach(source, reason, 'farthest')
    }
    return value
  })
}
