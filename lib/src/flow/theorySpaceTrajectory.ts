import { withOrigin } from '../provenance/origin.js'
import { bracketedRoot } from '../numerics/bracketedRoot.js'
import { integrateOde } from '../numerics/integrateOde.js'
import type { OdeEnding } from '../numerics/odeSolution.js'
import {
  ParameterError,
  requireFinite,
  requireFiniteList,
  requireKeys,
  requireList,
  requirePositive,
  requireTolerance
} from '../numerics/parameterError.js'
import { refusedUnder } from '../numerics/refusedUnder.js'
import type { RegulatorName } from './regulator.js'
import { betaOf, dimensionlessBeta } from './theorySpace.js'
import { thresholdFunction } from './thresholdFunction.js'
import { truncatedFixedPoint } from './truncatedFixedPoint.js'

/** Where a trajectory through theory space starts and where it may go. */
export interface TrajectoryParameters {
  /** d >= 0. */
  readonly dimension: number
  /** Default Litim. */
  readonly regulator?: RegulatorName
  /** Number M >= 0 of fields, as many as outputs of the network, not necessarily an integer; default 1. */
  readonly components?: number
  /** All dimensionless couplings (u~_2, u~_4, …) of the truncation at the start. */
  readonly couplings: readonly number[]
  /** Default `'infrared'`: k falls. */
  readonly direction?: 'infrared' | 'ultraviolet'
  /** Largest |ln(k/k_start)|; default 20. */
  readonly duration?: number
  /** Intervals that the couplings must stay in, in their order; those left out are not bounded. */
  readonly bounds?: readonly (readonly [number, number])[]
  /** Relative tolerance of each step; default 1e-9. */
  readonly relativeTolerance?: number
}

const criticalKeys: readonly (keyof CriticalTrajectoryParameters)[] = [
  'dimension',
  'order',
  'regulator',
  'components',
  'quartic'
]

const parameterKeys: readonly (keyof TrajectoryParameters)[] = [
  'dimension',
  'regulator',
  'components',
  'couplings',
  'direction',
  'duration',
  'bounds',
  'relativeTolerance'
]

/** Dimensionless couplings along a flow. */
export interface TheorySpaceTrajectory {
  /** ln(k/k_start), from 0. */
  readonly times: Float64Array
  /** couplings[j][i] = u~_2j+2 at times[i]. */
  readonly couplings: readonly Float64Array[]
  /** `'event'` where a bound was reached, `'blow-up'` at the pole of the loop. */
  readonly ending: OdeEnding
}

/**
 * The trajectory of `dimensionlessBeta` through a point of theory space, towards the infrared or the
 * ultraviolet, until a bound, the pole of the loop, or the end of `duration`.
 *
 * @example theorySpaceTrajectory({ dimension: 3, couplings: [0.01, 1], bounds: [[-0.5, 1]] })
 * @throws ParameterError naming the parameter
 */
export function theorySpaceTrajectory(parameters: TrajectoryParameters): TheorySpaceTrajectory {
  return refusedUnder('theorySpaceTrajectory', () => {
    requireKeys('theorySpaceTrajectory', 'parameters', parameters, parameterKeys)
    const { dimension, regulator = 'litim', couplings, direction = 'infrared' } = parameters
    const { components = 1, duration = 20, bounds = [], relativeTolerance = 1e-9 } = parameters
    const source = 'theorySpaceTrajectory'
    const threshold = refusedUnder(source, () => thresholdFunction(regulator, dimension))
    dimensionlessBeta(threshold, couplings, components)
    requirePositive(source, 'duration', duration)
    requireTolerance(source, relativeTolerance)
    if (direction !== 'infrared' && direction !== 'ultraviolet') {
      throw new ParameterError(source, 'direction', "'infrared' or 'ultraviolet'", direction)
    }
    requireList(source, 'bounds', bounds, 0)
    if (bounds.length > couplings.length) {
      const rule = `a list of no more intervals than the ${couplings.length} couplings`
      throw new ParameterError(source, 'bounds', rule, bounds)
    }
    bounds.forEach((bound, j) => {
      requireFiniteList(source, `bounds[${j}]`, bound, 'a pair of numbers', { least: 2, most: 2 })
      const [low, high] = bound
      if (!(couplings[j] >= low && couplings[j] <= high)) {
        const rule = `an interval around couplings[${j}] = ${couplings[j]}`
        throw new ParameterError(source, `bounds[${j}]`, rule, bounds[j])
      }
    })
    const sign = direction === 'infrared' ? -1 : 1
    const beta = betaOf(threshold, components)
    const run = integrateOde((_, u) => beta(u), 0, couplings, sign * duration, {
      relativeTolerance,
      absoluteTolerance: relativeTolerance / 1000,
      events: bounds.flatMap((ends, j) =>
        ends.map((end) => ({ name: `bound of u${2 * j + 2}`, value: (_, u) => u[j] - end }))
      )
    })
    const trajectory = {
      times: run.t,
      couplings: couplings.map((_, j) => run.t.map((_, i) => run.y[i][j])),
      ending: run.ending
    }
    return withOrigin(trajectory, source, parameters)
  })
}

/** Longest critical trajectory, in e-folds: seconds with Litim's regulator. */
const mostFolds = 1200

/** Refuses critical trajectories that take too long: u~_4 grows like k^-(4 - d) and saturates at the fixed point. */
function requireShort(dimension: number, target: number, quartic: number): void {
  const folds = (start: number) => Math.log(1000 * (target / start - 1)) / (4 - dimension)
  if (!(folds(quartic) > mostFolds)) return
  const rule = `such that the trajectory has at most ${mostFolds} e-folds, not about ${folds(quartic).toPrecision(2)}`
  const [name, value] =
    folds(target / 100) > mostFolds ? ['dimension', dimension] : ['quartic', quartic]
  throw new ParameterError('criticalTrajectory', name, rule, value)
}

/** Which critical trajectory is wanted. */
export interface CriticalTrajectoryParameters {
  /** 0 < d < 4. */
  readonly dimension: number
  /** Number n >= 2 of couplings. */
  readonly order: number
  /** Default Litim. */
  readonly regulator?: RegulatorName
  /** Number M >= 0 of fields, as many as outputs of the network, not necessarily an integer; default 1. */
  readonly components?: number
  /** u~_4 > 0 at the start, close to the Gaussian point; default 1/100 of that of the Wilson-Fisher point. */
  readonly quartic?: number
}

/**
 * The massless trajectory from the Gaussian to the Wilson-Fisher fixed point of a truncation: at the start only
 * u~_2 and u~_4 are not zero, and u~_2 is the root between the symmetric phase (u~_2 grows beyond 1/4) and the
 * broken one. As deviations grow like k^(-1/nu), it is sought anew every five e-folds. Ends within 1/1000 of the
 * fixed point, in units of its couplings.
 *
 * @example criticalTrajectory({ dimension: 3, order: 2 }).ending
 * @throws ParameterError as `truncatedFixedPoint`, or for a `quartic` outside (0, that of the fixed point), and where it
 *   takes more than 1200 e-folds: beyond d = 3.99, or from a tiny `quartic`
 */
export function criticalTrajectory(
  parameters: CriticalTrajectoryParameters
): TheorySpaceTrajectory {
  return refusedUnder('criticalTrajectory', () => {
    requireKeys('criticalTrajectory', 'parameters', parameters, criticalKeys)
    const { dimension, order, regulator = 'litim', components = 1 } = parameters
    const model = { dimension, regulator, components }
    const { couplings: target, nu } = truncatedFixedPoint({ ...model, order })
    const { quartic = target[1] / 100 } = parameters
    requireFinite('criticalTrajectory', 'quartic', quartic)
    if (!(quartic > 0 && quartic < target[1])) {
      const rule = `in (0, ${target[1]}), below the fixed point of ${components} components`
      throw new ParameterError('criticalTrajectory', 'quartic', rule, quartic)
    }
    requireShort(dimension, target[1], quartic)
    // Below half-way from the fixed point to the pole a trajectory does not come back.
    const lowest = (target[0] - thresholdFunction(regulator, dimension).pole) / 2
    const run = (couplings: readonly number[], duration: number) =>
      theorySpaceTrajectory({ ...model, couplings, duration, bounds: [[lowest, 0.25]] })
    // A mass off by delta leaves after ln(1/|delta|) nu e-folds, so exp(-time/nu) with a sign is straight on either side, and a dozen
    // runs find its root. Steps of another run end within its tolerance, so each stage has a fresh interval.
    const critical = (couplings: readonly number[], lower: number, upper: number) => {
      const departure = (mass: number) => {
        const trial = run(couplings.with(0, mass), 100 / (4 - dimension))
        return Math.sign(last(trial)[0] - target[0]) * Math.exp(trial.ending.t / nu)
      }
      return couplings.with(0, bracketedRoot(departure, lower, upper))
    }
    const start = [0, quartic, ...new Array<number>(order - 2).fill(0)]
    let point = critical(start, lowest, 0.2)
    const stages: TheorySpaceTrajectory[] = []
    while (relativeDistance(point, target) > 1e-3) {
      const stage = run(point, 5)
      stages.push(stage)
      const end = last(stage)
      point = critical(end, end[0] + target[0] / 100, end[0] - target[0] / 100)
    }
    return withOrigin(joined(stages), 'criticalTrajectory', parameters)
  })
}

const last = ({ couplings }: TheorySpaceTrajectory) => couplings.map((row) => row[row.length - 1])

/** Largest difference of two sets of couplings in units of the second. */
function relativeDistance(couplings: ArrayLike<number>, target: ArrayLike<number>): number {
  return Array.from(target).reduce(
    (most, value, j) => Math.max(most, Math.abs(couplings[j] / value - 1)),
    0
  )
}

function joined(stages: readonly TheorySpaceTrajectory[]): TheorySpaceTrajectory {
  let offset = 0
  const times = stages.map((stage) => {
    const shifted = stage.times.map((t) => t + offset)
    offset += stage.ending.t
    return shifted
  })
  const concatenated = (parts: readonly Float64Array[]) =>
    Float64Array.from(parts.flatMap((part, i) => Array.from(part.subarray(i > 0 ? 1 : 0))))
  return {
    times: concatenated(times),
    couplings: stages[0].couplings.map((_, j) =>
      concatenated(stages.map(({ couplings }) => couplings[j]))
    ),
    ending: { kind: 'end', t: offset }
  }
}
