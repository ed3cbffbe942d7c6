import { logarithmicClock, requireOrderedFrom } from '../flow/flowClock.js'
import type { RegulatorName } from '../flow/regulator.js'
import type { FlowEnding } from '../flow/flowEnding.js'
import { matrixRows } from '../numerics/eigenSystem.js'
import {
  ParameterError,
  requireBoolean,
  requireFinite,
  requireFiniteList,
  requireKeys,
  requireObject,
  requireOneOf,
  requireTolerance
} from '../numerics/parameterError.js'
import { covarianceModes, requireModes, type FieldModes } from './fieldModes.js'
import { denseTensor, type FieldTensor } from './fieldTensor.js'
import { flowAlongScales } from './flowAlongScales.js'
import { localVertices } from './localVertices.js'
import { pointRegulatorNames, requireRegulator } from './pointRegulator.js'
import { propagatorsOf, vertexRates } from './vertexRates.js'
import { inverseOf, type Vertices } from './vertices.js'

/** How a flow on points runs. */
export interface PointFlowParameters {
  /** Scales wanted, monotonic away from `start`, >= 0. */
  readonly scales: readonly number[]
  /** Where the vertices are given; default 0, the infrared. */
  readonly start?: number
  /** Default `'mass'`, R_k = k. */
  readonly regulator?: RegulatorName
  /** Modes that the regulator acts in; default those of Gamma^(2) as given, at k = 0 those of the covariance. */
  readonly modes?: FieldModes
  /** True: only vertices of one field alone are kept and run, the local potential approximation on points. Default false. */
  readonly local?: boolean
  /** `'explicit'` (default) or `'stiff'`, L-stable, for modes that differ by many orders of magnitude. */
  readonly method?: 'explicit' | 'stiff'
  /** Relative tolerance of each step; default 1e-10. */
  readonly relativeTolerance?: number
}

const parameterKeys: readonly (keyof PointFlowParameters)[] = [
  'scales',
  'start',
  'regulator',
  'modes',
  'local',
  'method',
  'relativeTolerance'
]

/** Vertices along a flow. */
export interface VertexFlow {
  /** The wanted scales that were reached. */
  readonly scales: Float64Array
  /** The vertices at each of them, of the ranks that were given. */
  readonly vertices: readonly Vertices[]
  /** `'blow-up'` at the scale where vertices diverge or Gamma^(2) + R_k is no longer positive. */
  readonly ending: FlowEnding
}

/**
 * The flow of the vertices of an effective action on points, truncated after the rank that is given (4 or 6): the
 * passive flow of a network from its exact vertices at k = 0 (`infraredVertices`) towards its microscopic action. It is not exact:
 * at every order of 1/N vertices of higher rank contribute, Gamma^(6) to the first one as much as Gamma^(4).
 *
 * Runs on the clock ln(1 + k/unit), the unit being the softest mode, where the rates are of the order of the vertices
 * themselves.
 *
 * @example
 *   const vertices = infraredVertices({ network: 'relu', sigmaW: 1, sigmaB: 0.5 }, [[0.4], [1]], 10)
 *   vertexFlow(vertices, { scales: [1, 30] }).vertices[0].gamma2.values[0] // 14.47
 * @throws ParameterError naming the parameter, and where the covariance has no inverse
 */
export function vertexFlow(vertices: Vertices, parameters: PointFlowParameters): VertexFlow {
  const source = 'vertexFlow'
  requireVertices(source, vertices)
  const run = resolvedFlow(source, parameters, vertices.gamma2)
  const kept = run.local ? localVertices(vertices) : vertices
  const state = [kept.gamma2, kept.gamma4, ...(kept.gamma6 ? [kept.gamma6] : [])]
  const unpack = (y: Float64Array): Vertices => {
    let place = 0
    const [gamma2, gamma4, gamma6] = state.map((tensor) => {
      const values = y.slice(place, (place += tensor.values.length))
      return { ...tensor, values }
    })
    return { gamma2, gamma4, ...(gamma6 && { gamma6 }) }
  }
  const start = Float64Array.from(state.flatMap(({ values }) => Array.from(values)))
  const derivative = (k: number, y: Float64Array) => {
    const now = unpack(y)
    const propagators = propagatorsOf(denseTensor(now.gamma2), run.regulator, run.modes, k)
    // Rates that are no numbers make the steps shrink to the scale where that happens.
    if (!propagators) return new Float64Array(y.length).fill(NaN)
    const rates = vertexRates(now, propagators)
    const { gamma2, gamma4, gamma6 } = run.local ? localVertices(rates, 0) : rates
    return Float64Array.from([...gamma2.values, ...gamma4.values, ...(gamma6 ? gamma6.values : [])])
  }
  const { scales, states, ending } = runPointFlow(run, start, derivative)
  return { scales, vertices: states.map(unpack), ending }
}

/** A flow with all its parameters. */
export type ResolvedPointFlow = Required<PointFlowParameters>

/** Checks the parameters of a flow and fills in what is left out. @throws ParameterError naming the parameter */
export function resolvedFlow(
  source: string,
  parameters: PointFlowParameters,
  gamma2: FieldTensor
): ResolvedPointFlow {
  requireKeys(source, 'parameters', parameters, parameterKeys)
  const { scales, start = 0, regulator = 'mass', local = false } = parameters
  const { method = 'explicit', relativeTolerance = 1e-10 } = parameters
  requireFinite(source, 'start', start, 0)
  requireFiniteList(source, 'scales', scales, 'a non-empty list of scales', { minimum: 0 })
  requireOneOf(source, 'regulator', regulator, pointRegulatorNames)
  requireBoolean(source, 'local', local)
  requireOneOf(source, 'method', method, ['explicit', 'stiff'])
  requireTolerance(source, relativeTolerance)
  requireOrderedFrom(source, 'scales', scales, start)
  const modes = parameters.modes ?? covarianceModes(matrixRows(inverseOf(gamma2)))
  requireModes(source, modes)
  if (modes.points !== gamma2.fields) {
    throw new ParameterError(source, 'modes', `those of ${gamma2.fields} fields`, modes.points)
  }
  requireRegulator(source, regulator, modes)
  return { scales, start, regulator, modes, local, method, relativeTolerance }
}

/** Integrates a state along the scales of a flow, on a logarithmic clock. */
export function runPointFlow(
  { scales, start, modes, regulator, method, relativeTolerance }: ResolvedPointFlow,
  state: Float64Array,
  derivative: (k: number, y: Float64Array) => Float64Array
): { scales: Float64Array; states: Float64Array[]; ending: FlowEnding } {
  const largest = state.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  return flowAlongScales(
    {
      scales,
      start,
      state,
      derivative,
      // The softest mode that is not at zero momentum.
      clock: logarithmicClock(modes.eigenvalues.find((lambda) => lambda > 0) ?? 1),
      // Litim's shape has a kink in k at each mode.
      kinks: regulator === 'litim' ? Array.from(modes.eigenvalues) : []
    },
    {
      method,
      relativeTolerance,
      absoluteTolerance: Array.from(
        state,
        (value) => relativeTolerance * (1e-3 * Math.abs(value) || 1e-6 * largest || 1e-12)
      ),
      maxSteps: 20_000
    }
  )
}

function requireVertices(source: string, vertices: Vertices): void {
  requireObject(source, 'vertices', vertices)
  requireObject(source, 'vertices.gamma2', vertices.gamma2)
  requireObject(source, 'vertices.gamma4', vertices.gamma4)
}
