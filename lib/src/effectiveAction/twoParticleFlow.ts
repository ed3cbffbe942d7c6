import type { FlowEnding } from '../flow/flowEnding.js'
import { requireResult } from '../numerics/parameterError.js'
import { denseTensor, fieldTensor, type FieldTensor } from './fieldTensor.js'
import { solveGap } from './gapEquation.js'
import { pointRegulator } from './pointRegulator.js'
import { betheSalpeter, type TwoParticleTheory } from './twoParticleTheory.js'
import {
  resolvedFlow,
  runPointFlow,
  type PointFlowParameters,
  type ResolvedPointFlow
} from './vertexFlow.js'
import { propagatorsOf } from './vertexRates.js'

/** Gamma^(2) along a flow that two-particle irreducible relations close. */
export interface TwoParticleFlow {
  /** The wanted scales that were reached. */
  readonly scales: Float64Array
  /** Gamma^(2) at scales[i]. */
  readonly gamma2: readonly FieldTensor[]
  /** The Bethe-Salpeter vertex at each scale, by pairs of fields, shape [ab][cd]. */
  readonly gamma4: readonly Float64Array[]
  /** Why the flow ended, and at which k. */
  readonly ending: FlowEnding
}

/**
 * The flow dGamma^(2)/dk = -1/2 Gamma^(4) G R'_k G with the four-point vertex of the Bethe-Salpeter equation at every scale
 * (arXiv:2102.13628), from K^-1 at k = 0 or the solution of the gap equation at another `start`. It is the total derivative of the gap
 * equation: wherever it starts and whatever the regulator, it ends at its solution, which is the test of it.
 *
 * @param parameters as of `vertexFlow`, without `local`; `modes` default to those of K
 * @example
 * const vertices = infraredVertices({ network: 'erf', sigmaW: 1, sigmaB: 0.5 }, [[0.4], [1]], 100)
 * twoParticleFlow(twoParticleTheory(vertices), { scales: [1] })
 * @throws ParameterError naming the parameter, and where the gap equation has no solution at `start`
 */
export function twoParticleFlow(
  theory: TwoParticleTheory,
  parameters: Omit<PointFlowParameters, 'local'>
): TwoParticleFlow {
  const source = 'twoParticleFlow'
  requireResult(source, 'theory', theory, ['fields', 'infrared', 'microscopic', 'vertex'])
  const { fields } = theory
  const run = resolvedFlow(source, parameters, theory.infrared)
  const propagatorsAt = (k: number, y: Float64Array) =>
    propagatorsOf(denseTensor(tensor(y)), run.regulator, run.modes, k)
  const tensor = (values: Float64Array): FieldTensor => ({ ...theory.infrared, values })
  const start = run.start === 0 ? theory.infrared.values : startingVertex(theory, run)
  const derivative = (k: number, y: Float64Array) => {
    const propagators = propagatorsAt(k, y)
    if (!propagators) return new Float64Array(y.length).fill(NaN)
    const vertex = betheSalpeter(theory, flat(propagators.propagator))
    const single = flat(propagators.single)
    return fieldTensor(2, fields, ([a, b]) => {
      const row = (a * fields + b) * single.length
      return -single.reduce((sum, value, i) => sum + vertex[row + i] * value, 0) / 2
    }).values
  }
  const { scales, states, ending } = runPointFlow(run, start, derivative)
  return {
    scales,
    gamma2: states.map(tensor),
    gamma4: states.map((y, i) => {
      const { propagator } = propagatorsAt(scales[i], y)!
      return betheSalpeter(theory, flat(propagator))
    }),
    ending
  }
}

function startingVertex(theory: TwoParticleTheory, run: ResolvedPointFlow): Float64Array {
  const { matrix } = pointRegulator(run.regulator, run.modes, run.start)
  const { gamma2 } = solveGap(theory, matrix)
  return Float64Array.from(theory.infrared.combinations, ([a, b]) => gamma2[a * theory.fields + b])
}

function flat(matrix: { to1DArray(): number[] }): Float64Array {
  return Float64Array.from(matrix.to1DArray())
}
