import { couplingSizes } from './couplingSizes.js'
import { refusedUnder } from '../numerics/refusedUnder.js'
import { greenFunctionPieces, requireAffordableTable } from '../correlators/exactGreenFunction.js'
import { jsonText } from '../numerics/jsonText.js'
import { mostKept } from '../correlators/keptTheories.js'
import { fieldCombinations, fieldOf, outputStructure } from '../networks/field.js'
import {
  canonicalNetwork,
  type NetworkParameters,
  type Point
} from '../networks/networkParameters.js'
import { ParameterError, requireList, requireObject } from '../numerics/parameterError.js'
import { RecentlyUsed } from '../numerics/recentlyUsed.js'
import {
  rescaled,
  signedProduct,
  signedSum,
  toSignedLogarithm,
  type SignedLogarithm
} from '../numerics/signedLogarithm.js'
import {
  inPieces,
  joinedPieces,
  refusingUnder,
  requirePieceOptions,
  type PieceOptions
} from '../numerics/inPieces.js'
import {
  couplingEquation,
  requireEquation,
  solveCoupling,
  type CouplingEquation
} from './couplingFromConnected.js'
import {
  requireCouplingOptions,
  type CouplingOptions,
  type CouplingTableOptions
} from './exactCoupling.js'
import { logNormalisation, type Normalisation } from './normalisation.js'
import { treeIntegrals } from './treeIntegral.js'

/** Couplings of all combinations, undefined where they are not. */
export type SolvedCouplings = readonly (SignedLogarithm | undefined)[]

/** From connected functions to couplings, for every width, bag and replicate of one ensemble. */
export interface CouplingSolver {
  /** What a table of them says of its combinations. */
  readonly shape: {
    readonly normalisation: Normalisation
    readonly combinations: readonly (readonly number[])[]
    readonly undefinedCombinations: readonly number[]
  }
  /** Which combinations have which index structure, that of one output first. */
  readonly structures: readonly StructureRows[]
  /** u_order of all combinations, from the connected functions of orders 4, 6, …. */
  readonly solve: (
    highest: number,
    connected: readonly (readonly SignedLogarithm[])[]
  ) => SolvedCouplings
}

interface StructureRows {
  readonly structure: readonly number[]
  readonly rows: readonly number[]
}

/** The index structures of combinations of fields that have a coupling, in the order of their first one. */
function structuresOf(
  combinations: readonly (readonly number[])[],
  points: number,
  equations: readonly (CouplingEquation | undefined)[]
): readonly StructureRows[] {
  const found = new Map<string, { structure: readonly number[]; rows: number[] }>()
  combinations.forEach((fields, c) => {
    if (!equations[c]) return
    const structure = outputStructure(fields.map((field) => fieldOf(field, points).output))
    const key = structure.join()
    if (!found.has(key)) found.set(key, { structure, rows: [] })
    found.get(key)!.rows.push(c)
  })
  return [...found.values()]
}

/** Solvers in use, by all that defines them: those of a sample are those of the ensemble that it is of. */
const solvers = new RecentlyUsed<CouplingSolver>(mostKept)

type CouplingEnsemble = NetworkParameters & { readonly inputs: readonly Point[] }

/** The solver of an ensemble: its integrals do not depend on the width, so all widths share it. */
export function couplingSolver(
  source: string,
  ensemble: CouplingEnsemble,
  order: number,
  options: CouplingOptions
): CouplingSolver {
  const { kept, draft } = keptSolver(source, ensemble, order, options)
  return kept() ?? completed(draft())
}

/**
 * Computes what `exactCouplings` of an ensemble need at any width, in pieces that can be watched and stopped, and keeps it:
 * couplings of this ensemble, exact and measured, then take no time, nor does an active flow whose ensembles (all its
 * sigmaW, 64 at most) were prepared. Only long ones need it: many combinations, networks by quadrature, cutoffs in several dimensions.
 *
 * @param order 4, or 6, which needs both
 * @example
 * const setup = ensemble({ network: 'tanh', inputs: [[0.4], [1]] })
 * await prepareCouplings(setup, 4, { cutoff: 7 }, { onProgress: ({ done, total }) => console.log(done / total) })
 * exactCouplings(setup, 4, 100, { cutoff: 7 })
 * @throws as `exactCouplings`; the signal's reason if it was stopped
 */
export async function prepareCouplings(
  ensemble: NetworkParameters & { readonly inputs: readonly Point[] },
  order: 4 | 6,
  options: CouplingTableOptions = {},
  how: PieceOptions = {}
): Promise<void> {
  const source = 'prepareCouplings'
  requirePieceOptions(source, how)
  const { kept, draft } = keptSolver(source, ensemble, order, options)
  const sizes = () => couplingSizes(ensemble, options.cutoff)
  const solver = kept() ? undefined : refusedUnder(source, draft, sizes)
  // Moments of six fields are the first to be out of reach.
  const pieces = [6, 4].map((n) =>
    n > order ? [] : greenFunctionPieces(source, ensemble, n, 'connected')
  )
  const all = joinedPieces(...pieces, solver?.pieces ?? [])
  await inPieces(refusingUnder(source, all, sizes), how)
  refusedUnder(source, () => solver?.finish(), sizes)
}

/** Where the solver of an ensemble is kept, and how to make it. */
function keptSolver(
  source: string,
  ensemble: CouplingEnsemble,
  order: number,
  options: CouplingOptions
) {
  requireCouplingOptions(source, options, ['scaled'])
  requireObject(source, 'ensemble', ensemble)
  const { inputs } = ensemble
  requireList(source, 'ensemble.inputs', inputs)
  const { cutoff, normalisation } = options
  const key = jsonText([canonicalNetwork(source, ensemble), inputs, order, cutoff, normalisation])
  return {
    kept: () => solvers.get(key),
    draft: () =>
      draftSolver(source, ensemble, order, options, (solver) => void solvers.set(key, solver))
  }
}

/** A solver whose equations are not computed yet. */
interface SolverDraft {
  /** Each computes the equation of one combination. */
  readonly pieces: readonly (() => void)[]
  /** The solver, once all of them have run. */
  readonly finish: () => CouplingSolver
}

function completed({ pieces, finish }: SolverDraft): CouplingSolver {
  for (const piece of pieces) piece()
  return finish()
}

function draftSolver(
  source: string,
  ensemble: CouplingEnsemble,
  order: number,
  { cutoff, normalisation = 'raw' }: CouplingOptions,
  keep: (solver: CouplingSolver) => void
): SolverDraft {
  if (order !== 4 && order !== 6) throw new ParameterError(source, 'order', '4 or 6', order)
  const { inputs, outputs = 1 } = ensemble
  requireAffordableTable(source, inputs, order, outputs)
  const log = logNormalisation(ensemble, inputs, normalisation)
  const integrals = treeIntegrals(ensemble, inputs)(cutoff)
  const equations = new Map<number, (CouplingEquation | undefined)[]>()
  const pieces: (() => void)[] = []
  for (let n = 4; n <= order; n += 2) {
    const ofOrder: (CouplingEquation | undefined)[] = []
    equations.set(n, ofOrder)
    fieldCombinations(inputs.length, outputs, n).forEach((combination, c) =>
      pieces.push(() => {
        const fields = combination.map((field) => fieldOf(field, inputs.length))
        const points = fields.map(({ point }) => inputs[point])
        const indices = fields.map(({ output }) => output)
        ofOrder[c] = couplingEquation(integrals, points, indices)
      })
    )
  }
  const finish = () => {
    const solver = solverOf(equations, order, ensemble, { normalisation, log })
    if (!solver.structures.some(({ structure }) => structure.length === 1)) {
      // Of one output there is none: refused with the first.
      requireEquation(integrals, new Array<Point>(order).fill(inputs[0]))
    }
    keep(solver)
    return solver
  }
  return { pieces, finish }
}

function solverOf(
  equations: ReadonlyMap<number, readonly (CouplingEquation | undefined)[]>,
  order: number,
  { inputs, outputs = 1 }: CouplingEnsemble,
  { normalisation, log }: { readonly normalisation: Normalisation; readonly log: number }
): CouplingSolver {
  const structures = new Map<number, readonly StructureRows[]>()
  for (const [n, ofOrder] of equations) {
    const combinations = fieldCombinations(inputs.length, outputs, n)
    structures.set(n, structuresOf(combinations, inputs.length, ofOrder))
  }
  const combinations = fieldCombinations(inputs.length, outputs, order)
  const undefinedCombinations = combinations.flatMap((_, c) =>
    equations.get(order)?.[c] ? [] : [c]
  )
  return {
    shape: { normalisation, combinations, undefinedCombinations },
    structures: structures.get(order) ?? [],
    solve: (highest, connected) => {
      const lower: Record<string, SignedLogarithm> = {}
      for (let n = 4; ; n += 2) {
        const all = (equations.get(n) ?? []).map(
          (equation, c) => equation && solveCoupling(equation, connected[n / 2 - 2][c], lower)
        )
        if (n === highest) return all.map((u) => u && rescaled(u, -(n / 2) * log))
        for (const { structure, rows } of structures.get(n) ?? []) {
          lower[structure.join()] = signedMean(rows.map((c) => all[c] as SignedLogarithm))
        }
      }
    }
  }
}

function signedMean(values: readonly SignedLogarithm[]): SignedLogarithm {
  const count = toSignedLogarithm({ value: values.length, error: 0 })
  return signedProduct([signedSum(values), count], [1, -1])
}
