import { withOrigin } from '../provenance/origin.js'
import {
  ParameterError,
  requireFiniteList,
  requireInteger,
  requireKeys
} from '../numerics/parameterError.js'
import { refusedUnder } from '../numerics/refusedUnder.js'
import { canonicalDimension } from './canonicalDimension.js'
import type { RegulatorName } from './regulator.js'
import { requireThreshold, thresholdFunction, type ThresholdFunction } from './thresholdFunction.js'
import { wetterichFlow } from './wetterichFlow.js'

/**
 * Beta functions du~_2j/dt, t = ln k, of the dimensionless couplings u~_2j = u_2j k^-[u_2j], in the polynomial
 * truncation of `wetterichFlow`: -[u_2j] u~_2j + (flow at k = 1), [u_2j] the canonical dimension. The
 * flow to the infrared is their negative. `components` is M of the O(M) model.
 *
 * @example dimensionlessBeta(thresholdFunction('litim', 3), [0.1, 0]) // [-0.2, 0]
 * @throws ParameterError for `components` < 0, or if u~_2 lies at or beyond the pole of the loop
 */
export function dimensionlessBeta(
  threshold: ThresholdFunction,
  couplings: readonly number[],
  components = 1
): Float64Array {
  return refusedUnder('dimensionlessBeta', () => {
    requireThreshold('dimensionlessBeta', threshold)
    requireFiniteList(
      'dimensionlessBeta',
      'couplings',
      couplings,
      'a list (u2, u4, …) of at least one'
    )
    requireInteger('dimensionlessBeta', 'couplings.length', couplings.length, 1, 100)
    if (!(couplings[0] > -threshold.pole)) {
      const rule = `a mass squared > ${-threshold.pole} in units of k^2`
      throw new ParameterError('dimensionlessBeta', 'couplings[0]', rule, couplings[0])
    }
    return betaOf(threshold, components)(Float64Array.from(couplings))
  })
}

/**
 * The beta functions of `dimensionlessBeta` without checks of the couplings, for integrators: NaN past the pole of the loop.
 *
 * @example betaOf(thresholdFunction('litim', 3))(Float64Array.of(0.1, 0.1)) // [-0.2013956, -0.0992388]
 * @throws ParameterError for `components` < 0, or unless the threshold is one of `thresholdFunction`
 */
export function betaOf(
  threshold: ThresholdFunction,
  components = 1
): (couplings: Float64Array) => Float64Array {
  return refusedUnder('betaOf', () => {
    requireThreshold('betaOf', threshold)
    const flow = wetterichFlow(threshold, components)
    return (couplings) => {
      const beta = flow(1, couplings)
      for (let j = 0; j < beta.length; j++) {
        beta[j] -= canonicalDimension(2 * j + 2, threshold.dimension) * couplings[j]
      }
      return beta
    }
  })
}

/** What a map of theory space shows. */
export interface TheorySpaceParameters {
  /** d >= 0. */
  readonly dimension: number
  /** Default Litim. */
  readonly regulator?: RegulatorName
  /** Number M >= 0 of fields, as many as outputs of the network, not necessarily an integer; default 1. */
  readonly components?: number
  /** All dimensionless couplings (u~_2, u~_4, …) of the truncation; the two on the axes are replaced. */
  readonly couplings: readonly number[]
  /** Which couplings the axes are, as indices into `couplings`; default [0, 1]. */
  readonly axes?: readonly [number, number]
  /** Values along the first axis. */
  readonly x: readonly number[]
  /** Values along the second axis. */
  readonly y: readonly number[]
}

const parameterKeys: readonly (keyof TheorySpaceParameters)[] = [
  'dimension',
  'regulator',
  'components',
  'couplings',
  'axes',
  'x',
  'y'
]

/** Most arrows of a map: some seconds. */
const mostPoints = 1e6

/** A stream field: arrows of the flow to the infrared in a plane of dimensionless couplings. */
export interface TheorySpaceField {
  /** Values of the coupling along x. */
  readonly x: readonly number[]
  /** Values of the coupling along y. */
  readonly y: readonly number[]
  /** -du~_x/dt and -du~_y/dt, shape [y][x]. */
  readonly flowX: readonly Float64Array[]
  /** -du~_y/dt, t = ln k, shape [y][x]. */
  readonly flowY: readonly Float64Array[]
}

/**
 * Stream field of the renormalization group in a plane of theory space, towards the infrared.
 *
 * @example theorySpaceField({ dimension: 3, couplings: [0, 0], x: [-0.1, 0], y: [0, 10] })
 * @throws ParameterError for axes that are no couplings, empty axes, or points at the pole of the loop
 */
export function theorySpaceField(parameters: TheorySpaceParameters): TheorySpaceField {
  return refusedUnder('theorySpaceField', () => {
    const source = 'theorySpaceField'
    requireKeys(source, 'parameters', parameters, parameterKeys)
    const {
      dimension,
      regulator = 'litim',
      components,
      couplings,
      axes = [0, 1],
      x,
      y
    } = parameters
    requireFiniteList(source, 'couplings', couplings, 'a list (u2, u4, …) of at least one')
    requireFiniteList(source, 'x', x, 'a list of at least one value')
    requireFiniteList(source, 'y', y, 'a list of at least one value')
    requireInteger(source, 'x.length * y.length', x.length * y.length, 1, mostPoints)
    requireFiniteList(source, 'axes', axes, 'a pair of indices into the couplings', {
      least: 2,
      most: 2
    })
    const threshold = refusedUnder(source, () => thresholdFunction(regulator, dimension))
    axes.forEach((axis, i) => {
      if (!Number.isInteger(axis) || axis < 0 || axis >= couplings.length || axes[0] === axes[1]) {
        const rule = `two different indices into the ${couplings.length} couplings`
        throw new ParameterError(source, `axes[${i}]`, rule, axis)
      }
    })
    const rows = y.map((second) =>
      x.map((first) =>
        dimensionlessBeta(
          threshold,
          couplings.with(axes[0], first).with(axes[1], second),
          components
        )
      )
    )
    const component = (axis: number) =>
      rows.map((row) => Float64Array.from(row, (beta) => -beta[axis]))
    const field = { x, y, flowX: component(axes[0]), flowY: component(axes[1]) }
    return withOrigin(field, 'theorySpaceField', parameters)
  })
}
