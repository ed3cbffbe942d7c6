import { withOrigin } from '../provenance/origin.js'
import { momentsOrigin } from '../sampling/momentsOrigin.js'
import { exactGreenFunctions, requireAffordableTable } from '../correlators/exactGreenFunction.js'
import {
  canonicalNetwork,
  type NetworkParameters,
  type Point
} from '../networks/networkParameters.js'
import { multisets } from '../numerics/multisets.js'
import { ParameterError, requireKeys } from '../numerics/parameterError.js'
import {
  fromSignedLogarithm,
  rescaled,
  signedProduct,
  signedSum,
  toSignedLogarithm,
  type SignedLogarithm
} from '../numerics/signedLogarithm.js'
import { tailDiagnosis } from '../statistics/convergenceSummary.js'
import type { EnsembleMoments } from '../sampling/ensembleMoments.js'
import { couplingEquation, solveCoupling, type CouplingEquation } from './couplingFromConnected.js'
import { summarizeCouplings, type CouplingSummary } from './couplingSummary.js'
import type { CouplingOptions } from './exactCoupling.js'
import { jackknifeError, meanOf } from '../statistics/jackknife.js'
import { measuredConnected } from './measuredConnected.js'
import { logNormalisation, type Normalisation } from './normalisation.js'
import { treeIntegrals } from './treeIntegral.js'

/** A coupling u_n on all combinations of an ensemble's inputs at one width. */
export interface CouplingTable {
  readonly order: 4 | 6
  readonly width: number
  readonly normalisation: Normalisation
  /** Values, errors and summary are in units of exp(logScale); 0 unless `scaled` was asked for. */
  readonly logScale: number
  /** Indices of the inputs, `multisets(inputs.length, order)`. */
  readonly combinations: readonly (readonly number[])[]
  /** u_n per combination. */
  readonly values: Float64Array
  /** Measured: standard error (jackknife over bags). Exact: bound on the absolute error. */
  readonly errors: Float64Array
  readonly summary: CouplingSummary
}

/** Which couplings are meant, and in which units. */
export interface CouplingTableOptions extends CouplingOptions {
  /**
   * True: in units of exp(`logScale`), the largest magnitude of the table, for dimensions so high that the couplings
   * are not numbers. Default false.
   */
  readonly scaled?: boolean
}

/**
 * Exact couplings of an ensemble: u4 from Gc4, u6 from Gc6 and the mean u4. GaussNet in any dimension;
 * ReLU-net and Erf-net with an infrared cutoff.
 *
 * @example exactCouplings(ensemble({ network: 'gauss' }), 4, 100).summary.mean // -1.28, raw
 * @throws ParameterError for an order other than 4 and 6, and as `exactCoupling`; RangeError if a coupling
 *   over- or underflows (high dimension: ask for `scaled` ones)
 */
export function exactCouplings(
  ensemble: NetworkParameters & { readonly inputs: readonly Point[] },
  order: 4 | 6,
  width: number,
  options: CouplingTableOptions = {}
): CouplingTable {
  const solver = couplingSolver('exactCouplings', ensemble, order, options)
  const connected = (n: number) => {
    const { values, errors } = exactGreenFunctions(ensemble, n, width, 'connected')
    return Array.from(values, (value, c) => toSignedLogarithm({ value, error: errors[c] }))
  }
  const logs = solver.solve(order, order === 6 ? [connected(4), connected(6)] : [connected(4)])
  const logScale = scaleOf(logs, options)
  const errors = Float64Array.from(
    logs,
    (log) => fromSignedLogarithm(rescaled(log, -logScale)).error
  )
  const values = representable('exactCouplings', logs, logScale)
  const summary = summarizeCouplings(
    values,
    errors.reduce((sum, error) => sum + error, 0) / errors.length
  )
  const table = { order, width, logScale, ...solver.shape, values, errors, summary }
  return withOrigin(table, 'exactCouplings', ensemble, order, width, options)
}

/**
 * Measured couplings of a sampled ensemble: u4 = -dG4/N_K, u6 from the measured connected functions and the
 * mean measured u4 (arXiv:2108.01403); errors by the jackknife over bags.
 *
 * @throws ParameterError if the moments lack the orders (4; for u6 also 6), the width or a second bag, and as
 *   `exactCouplings`
 */
export function measuredCouplings(
  moments: EnsembleMoments,
  order: 4 | 6,
  width: number,
  options: CouplingTableOptions = {}
): CouplingTable {
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
  const replicates = Array.from({ length: moments.ensemble.bags }, (_, bag) =>
    representable(
      'measuredCouplings',
      couplingsOf((i) => connected[i].replicates[bag]),
      logScale
    )
  )
  const errors = values.map((_, c) => jackknifeError(replicates.map((row) => row[c])))
  const means = replicates.map(meanOf)
  const summary = {
    ...summarizeCouplings(values, jackknifeError(means)),
    ...tailDiagnosis(moments, orders, width)
  }
  const table = { order, width, logScale, ...solver.shape, values, errors, summary }
  return withOrigin(table, 'measuredCouplings', momentsOrigin(moments), order, width, options)
}

/** ln of the unit: that of the largest coupling if scaled ones are wanted. */
function scaleOf(logs: readonly SignedLogarithm[], { scaled }: CouplingTableOptions): number {
  const largest = logs.reduce((most, { log }) => Math.max(most, log), -Infinity)
  return scaled && largest > -Infinity ? largest : 0
}

/** The couplings as numbers; one that is not zero may not become so. */
function representable(
  source: string,
  logs: readonly SignedLogarithm[],
  logScale: number
): Float64Array {
  const values = new Float64Array(logs.length)
  for (let c = 0; c < logs.length; c++) {
    const { value } = fromSignedLogarithm(rescaled(logs[c], -logScale))
    if (!Number.isFinite(value) || Math.sign(value) !== logs[c].sign) {
      throw new RangeError(
        `${source}: a coupling over- or underflows; the option scaled chooses a unit that fits`
      )
    }
    values[c] = value
  }
  return values
}

/** From connected functions to couplings, for every width, bag and replicate of one ensemble. */
interface CouplingSolver {
  readonly shape: Pick<CouplingTable, 'normalisation' | 'combinations'>
  /** u_order of all combinations, from the connected functions of orders 4, 6, …. */
  readonly solve: (
    highest: number,
    connected: readonly (readonly SignedLogarithm[])[]
  ) => SignedLogarithm[]
}

/** Solvers of ensembles that are still in use, by their list of inputs, which copies with another sigmaW share. */
const solvers = new WeakMap<readonly Point[], Map<string, CouplingSolver>>()

/** The solver of an ensemble: its integrals do not depend on the width, so all widths share it. */
function couplingSolver(
  source: string,
  ensemble: NetworkParameters & { readonly inputs: readonly Point[] },
  order: number,
  options: CouplingOptions
): CouplingSolver {
  requireKeys(source, 'options', options, ['cutoff', 'normalisation', 'scaled'])
  const { inputs } = ensemble
  const { cutoff, normalisation } = options
  const known = solvers.get(inputs) ?? new Map<string, CouplingSolver>()
  solvers.set(inputs, known)
  const key = JSON.stringify([
    canonicalNetwork(source, ensemble),
    inputs,
    order,
    cutoff,
    normalisation
  ])
  const solver = known.get(key) ?? makeSolver(source, ensemble, order, options)
  known.set(key, solver)
  return solver
}

function makeSolver(
  source: string,
  ensemble: NetworkParameters & { readonly inputs: readonly Point[] },
  order: number,
  { cutoff, normalisation = 'raw' }: CouplingOptions
): CouplingSolver {
  if (order !== 4 && order !== 6) throw new ParameterError(source, 'order', '4 or 6', order)
  const { inputs } = ensemble
  requireAffordableTable(source, inputs, order)
  const log = logNormalisation(ensemble, inputs, normalisation)
  const integrals = treeIntegrals(ensemble, inputs)(cutoff)
  const equations = new Map<number, readonly CouplingEquation[]>()
  for (let n = 4; n <= order; n += 2) {
    equations.set(
      n,
      multisets(inputs.length, n).map((combination) =>
        couplingEquation(
          integrals,
          combination.map((i) => inputs[i])
        )
      )
    )
  }
  const scaled = (u: SignedLogarithm, n: number) => rescaled(u, -(n / 2) * log)
  return {
    shape: { normalisation, combinations: multisets(inputs.length, order) },
    solve: (highest, connected) => {
      const lower: Record<number, SignedLogarithm> = {}
      for (let n = 4; ; n += 2) {
        const all = (equations.get(n) as readonly CouplingEquation[]).map((equation, c) =>
          solveCoupling(equation, connected[n / 2 - 2][c], lower)
        )
        if (n === highest) return all.map((u) => scaled(u, n))
        lower[n] = signedMean(all)
      }
    }
  }
}

function signedMean(values: readonly SignedLogarithm[]): SignedLogarithm {
  const count = toSignedLogarithm({ value: values.length, error: 0 })
  return signedProduct([signedSum(values), count], [1, -1])
}
