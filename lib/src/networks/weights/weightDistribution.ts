import { ParameterError } from '../../numerics/parameterError.js'

/**
 * Distribution of the entries of a weight matrix or a bias vector, centred and of the layer's variance: normal,
 * uniform, Laplace, +-sigma with equal probability (`sign`), or Student's t with `student` > 2 degrees of freedom.
 */
export type WeightDistribution =
  | (typeof distributionNames)[number]
  | {
      /** Degrees of freedom of Student's t, > 2. */
      readonly student: number
    }

const distributionNames = ['normal', 'uniform', 'laplace', 'sign'] as const

/** Completes "weights must be". */
export const distributionRule =
  "one of 'normal', 'uniform', 'laplace', 'sign', or {\"student\": degrees of freedom > 2}"

/** Refuses anything but the distribution of weights. */
export function requireDistribution(
  source: string,
  parameter: string,
  given: unknown
): asserts given is WeightDistribution {
  if ((distributionNames as readonly unknown[]).includes(given)) return
  if (typeof given === 'object' && given !== null && !Array.isArray(given)) {
    const { student, ...rest } = given as { student?: unknown }
    const finite = typeof student === 'number' && Number.isFinite(student)
    // With two or less there is no variance to set.
    if (finite && student > 2 && Object.keys(rest).length === 0) return
  }
  throw new ParameterError(source, parameter, distributionRule, given)
}

/** Whether two distributions are the same. */
export function sameDistribution(a: WeightDistribution, b: WeightDistribution): boolean {
  if (typeof a === 'string' || typeof b === 'string') return a === b
  return a.student === b.student
}

/** A distribution in messages. */
export function distributionText(distribution: WeightDistribution): string {
  return typeof distribution === 'string' ? distribution : JSON.stringify(distribution)
}
