import {
  covarianceDecays,
  exactCouplings,
  exactDeviation,
  exactGreenFunctions,
  massSquared,
  paperInputsIn,
  passiveFlow,
  theorySpaceTrajectory,
  type TrajectoryParameters
} from 'nnqft'
import type { ExplorerCurves, FigureRow, TheoryPoint } from './explorerMessages.js'
import { theoryRange, trajectoryBounds, type ExplorerState } from './explorerState.js'

/** Widths of the exact curve: even steps of log N from 1 to 1000. */
const curveWidths = [...new Set(Array.from({ length: 25 }, (_, i) => Math.round(10 ** (i / 8))))]

/** Length of a stream line in t = ln k, with the precision of a picture. */
const stream = { duration: 0.25, relativeTolerance: 1e-4 }

/** Reach of a trajectory in t = ln k on either side of its start. */
const trajectoryReach = 4

/**
 * Free and exact Green functions, exact deviations, the passive flow from k = 0 and the stream of
 * theory space, for one state. A part that the library cannot compute for this state is empty, and
 * its reason is among the failures.
 */
export function explorerCurves(state: ExplorerState): ExplorerCurves {
  const failures: string[] = []
  const part = <T>(compute: () => T, empty: T): T => {
    try {
      return compute()
    } catch (error) {
      failures.push(error instanceof Error ? error.message : String(error))
      return empty
    }
  }
  return {
    greenFunctions: part(() => greenFunctionRows(state), []),
    deviations: part(() => deviationRows(state), []),
    ...part(() => flowRows(state), { flow: [] }),
    streams: part(() => streamRows(state), []),
    failures
  }
}

function greenFunctionRows(state: ExplorerState): FigureRow[] {
  const ensemble = networkOf(state)
  return (['free', 'full'] as const).flatMap((part) => {
    const { values } = exactGreenFunctions(ensemble, state.order, state.width, part)
    const series = part === 'full' ? 'exact' : part
    return Array.from(values, (value, combination) => ({ combination, series, value }))
  })
}

function deviationRows(state: ExplorerState): FigureRow[] {
  const ensemble = networkOf(state)
  return curveWidths.map((width) => ({
    width,
    exact: exactDeviation(ensemble, state.order, width).mean
  }))
}

function flowRows(state: ExplorerState): Pick<ExplorerCurves, 'flow' | 'blowUp'> {
  const whole = flowUpTo(state, state.scale)
  // A flow that ends early is drawn up to its end, with as many points.
  const { blowUp } = whole
  return blowUp === undefined ? whole : { ...flowUpTo(state, blowUp), blowUp }
}

function flowUpTo(state: ExplorerState, scale: number): Pick<ExplorerCurves, 'flow' | 'blowUp'> {
  const { dIn, outputs, sigmaW, regulator } = state
  const scales = Array.from({ length: 101 }, (_, i) => (scale * i) / 100)
  const couplings = [massSquared({ sigmaW, dIn }), ...higherCouplings(state)]
  const flow = passiveFlow({
    dimension: dIn,
    components: outputs,
    couplings,
    scales,
    regulator,
    relativeTolerance: 1e-8
  })
  const rows = flow.couplings.flatMap((values, j) =>
    Array.from(values, (value, i) => ({ k: flow.scales[i], coupling: `u${2 * j + 2}`, value }))
  )
  const { ending } = flow
  return ending.kind === 'end' ? { flow: rows } : { flow: rows, blowUp: ending.k }
}

/**
 * Exact couplings of the network of a state, means over the combinations of its inputs: u4, and u6
 * where the truncation has it, of one output. Those of networks whose covariance does not decay belong to
 * the state's cutoff.
 *
 * @throws ParameterError from `exactCouplings`
 */
export function networkCouplings(state: ExplorerState): Partial<Pick<ExplorerState, 'u6'>> & {
  readonly u4: number
} {
  const { normalisation, cutoff, truncation } = state
  const ensemble = networkOf({ ...state, outputs: 1 })
  const options = { normalisation, ...(!covarianceDecays(state.network) && { cutoff }) }
  const mean = (order: 4 | 6) => exactCouplings(ensemble, order, state.width, options).summary.mean
  const u4 = mean(4)
  return truncation === 4 ? { u4 } : { u4, u6: mean(6) }
}

/** u4, u6, u8 up to the truncation; the talk starts with no u8. */
function higherCouplings({ truncation, u4, u6 }: ExplorerState): number[] {
  return [u4, u6, 0].slice(0, truncation / 2 - 1)
}

/** Short lines along the flow from a grid of points; all other couplings start at zero. */
function streamRows(state: ExplorerState): FigureRow[] {
  const rows: FigureRow[] = []
  const [[left, right], [bottom, top]] = [theoryRange.u2, theoryRange.u4]
  const columns = 14
  const lines = 12
  for (let i = 0; i <= columns; i++) {
    for (let j = 0; j <= lines; j++) {
      const u2 = left + ((right - left) * i) / columns
      const u4 = bottom + ((top - bottom) * j) / lines
      const line = streamLine(state, { u2, u4 }, { ...stream, direction: 'ultraviolet' })
      rows.push(...line.map((row) => ({ ...row, line: i * (lines + 1) + j })))
    }
  }
  return rows
}

/** The trajectory through a point of theory space, towards the infrared and the ultraviolet. */
export function trajectoryRows(state: ExplorerState, start: TheoryPoint): FigureRow[] {
  const infrared = streamLine(state, start, { direction: 'infrared', duration: trajectoryReach })
  const ultraviolet = streamLine(state, start, {
    direction: 'ultraviolet',
    duration: trajectoryReach
  })
  return [...infrared.reverse(), ...ultraviolet.slice(1)]
}

/** The dimensionless flow from a point, up to where it leaves the picture. */
function streamLine(
  { regulator, dIn, outputs, truncation }: ExplorerState,
  { u2, u4 }: TheoryPoint,
  run: Pick<TrajectoryParameters, 'direction' | 'duration' | 'relativeTolerance'>
): FigureRow[] {
  const { times, couplings } = theorySpaceTrajectory({
    dimension: dIn,
    components: outputs,
    regulator,
    couplings: Array.from({ length: truncation / 2 }, (_, j) => [u2, u4][j] ?? 0),
    ...run,
    bounds: [trajectoryBounds.u2, trajectoryBounds.u4]
  })
  return Array.from(times, (t, i) => ({ t, u2: couplings[0][i], u4: couplings[1][i] }))
}

/** The network of a state on the paper's inputs. */
function networkOf({ network, sigmaW, sigmaB, dIn, outputs }: ExplorerState) {
  return {
    network,
    sigmaW,
    sigmaB,
    inputs: paperInputsIn(network, dIn),
    ...(outputs > 1 && { outputs })
  }
}
