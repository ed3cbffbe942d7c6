import { requireFinite } from '../../numerics/parameterError.js'

/**
 * One line of the table of agreement: a number of a figure beside what the talk says of it and
 * beside its exact value.
 */
export interface Agreement {
  /** What is compared, for example "⟨|m₄|⟩, N = 10". */
  readonly quantity: string
  /** The talk's value or claim about it. */
  readonly claim: string
  /** The value measured in this run. */
  readonly measured: number
  /** Standard error of `measured`: the true one, from exact higher moments, where it is known. */
  readonly standardError: number
  /** The exact value. */
  readonly exact: number
  /**
   * `agrees`: within five standard errors. `tail not sampled`: within five true standard errors,
   * but the scatter of the bags shows less than half of the true error, because the rare networks
   * that carry the average did not occur; the measured number is then biased, and the text of the
   * notebook explains it. `disagrees`: anything else.
   */
  readonly verdict: 'agrees' | 'tail not sampled' | 'disagrees'
}

/** What `compareWithExact` compares; all numbers in the unit of the quantity. */
export interface Comparison {
  readonly quantity: string
  readonly claim: string
  readonly measured: number
  /** Standard error as the scatter over bags shows it, >= 0. */
  readonly apparentError: number
  /** True standard error where exact higher moments give it; default: the apparent one. */
  readonly trueError?: number
  readonly exact: number
}

/** How many standard errors count as agreement, in all tables. */
export const agreementThreshold = 5

/**
 * Judges a measured number against its exact value; see `Agreement` for the verdicts.
 *
 * @throws ParameterError if a number is not finite or an error is negative
 */
export function compareWithExact(comparison: Comparison): Agreement {
  const { quantity, claim, measured, apparentError, exact } = comparison
  const trueError = comparison.trueError ?? apparentError
  requireFinite('compareWithExact', 'measured', measured)
  requireFinite('compareWithExact', 'exact', exact)
  requireFinite('compareWithExact', 'apparentError', apparentError, 0)
  requireFinite('compareWithExact', 'trueError', trueError, 0)
  const within = Math.abs(measured - exact) <= agreementThreshold * trueError
  const tailSampled = apparentError >= trueError / 2
  const verdict = !within ? 'disagrees' : tailSampled ? 'agrees' : 'tail not sampled'
  return { quantity, claim, measured, standardError: trueError, exact, verdict }
}
