import { refusedUnder } from '../numerics/refusedUnder.js'
import { bracketedRoot } from '../numerics/bracketedRoot.js'
import { withOrigin } from '../provenance/origin.js'
import {
  ParameterError,
  requireFiniteList,
  requireKeys,
  requirePositive
} from '../numerics/parameterError.js'
import { passiveFlow, type PassiveFlow } from './passiveFlow.js'
import type { RegulatorName } from './regulator.js'

/** A theory that is given at a microscopic scale but for its mass. */
export interface MicroscopicParameters {
  /** Dimension d of space. */
  readonly dimension: number
  /** k > 0 at which the couplings are given. */
  readonly scale: number
  /** (u_4, u_6, …) there, of the canonical field. */
  readonly couplings: readonly number[]
  /** Mass squared u_2 > 0 that the theory shall have at k = 0. */
  readonly massSquared: number
  /** Scales k wanted, decreasing, below `scale`, for example down to 0. */
  readonly scales: readonly number[]
  /** Default Litim. */
  readonly regulator?: RegulatorName
}

const parameterKeys: readonly (keyof MicroscopicParameters)[] = [
  'dimension',
  'scale',
  'couplings',
  'massSquared',
  'scales',
  'regulator'
]

/** The theory with its microscopic mass, and its flow down. */
export interface MicroscopicTheory {
  /** (u_2, u_4, …) at `scale`: the tuned mass squared, often negative, and the couplings given. */
  readonly couplings: readonly number[]
  /** The flow from `scale` down. */
  readonly flow: PassiveFlow
}

/**
 * Tunes the mass of a microscopic theory so that it ends with the wanted one in the infrared, and runs its passive flow down
 * from k = `scale`. The other couplings are taken as they are: many of them end in one infrared (docs/theory.md, "Passive renormalization group").
 *
 * The mass at k = 0 rises with the one at `scale`; below some value the flow runs into the pole of the loop, which counts as
 * no mass. Accuracy: 1e-6 of the wanted mass squared and better.
 *
 * @example microscopicTheory({ dimension: 1, scale: 10, couplings: [1], massSquared: 1, scales: [5, 1] })
 * @throws ParameterError naming the parameter; also if no microscopic mass gives that infrared one in this truncation
 */
export function microscopicTheory(parameters: MicroscopicParameters): MicroscopicTheory {
  return refusedUnder('microscopicTheory', () => {
    requireKeys('microscopicTheory', 'parameters', parameters, parameterKeys)
    const { dimension, scale, couplings, massSquared, scales, regulator } = parameters
    requireFiniteList('microscopicTheory', 'couplings', couplings, 'a list (u4, …) of at least one')
    requireFiniteList('microscopicTheory', 'scales', scales, 'a list of at least one scale')
    requirePositive('microscopicTheory', 'scale', scale)
    requirePositive('microscopicTheory', 'massSquared', massSquared)
    const down = (mass: number, wanted: readonly number[]) =>
      passiveFlow({
        dimension,
        couplings: [mass, ...couplings],
        start: scale,
        scales: wanted,
        relativeTolerance: 1e-9,
        ...(regulator !== undefined && { regulator })
      })
    const mass = tunedMass(scale, massSquared, (value) => {
      const { couplings: ends, ending } = down(value, [0])
      return ending.kind === 'end' ? ends[0][0] : 0
    })
    const theory = { couplings: [mass, ...couplings], flow: down(mass, scales) }
    return withOrigin(theory, 'microscopicTheory', parameters)
  })
}

/** The mass squared at the microscopic scale, between the pole of the loop and a mass that no flow lowers that far. */
function tunedMass(scale: number, wanted: number, infrared: (mass: number) => number): number {
  if (1e6 * scale ** 2 === Infinity) {
    throw new ParameterError(
      'microscopicTheory',
      'scale',
      'such that 1e6 scale^2 is a number',
      scale
    )
  }
  const lowest = -(scale ** 2) * (1 - 1e-12)
  let highest = Math.max(scale ** 2, wanted)
  while (infrared(highest) < wanted) {
    highest *= 4
    if (highest > 1e6 * scale ** 2) {
      const rule = 'the infrared one of some microscopic theory with these couplings'
      throw new ParameterError('microscopicTheory', 'massSquared', rule, wanted)
    }
  }
  return bracketedRoot((mass) => infrared(mass) - wanted, lowest, highest, 1e-8 * wanted)
}
