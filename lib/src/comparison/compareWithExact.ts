import erfc from '@stdlib/math-base-special-erfc'
import {
  ParameterError,
  requireFinite,
  requireInteger,
  requireKeys,
  requireOneOf,
  requireText
} from '../numerics/parameterError.js'
import { zScore } from '../statistics/fieldEntries.js'

/** Where the error of a compared number comes from. */
export const agreementKinds = ['sampled', 'farthest', 'computed'] as const

/**
 * `sampled`: the standard error of random draws. `farthest`: the same, of the one among many that lies farthest from its
 * exact value. `computed`: a bound on the error of a computation, rounding included.
 */
export type AgreementKind = (typeof agreementKinds)[number]

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
  /** (measured - exact)/standardError, with its sign: 0 where they are equal, infinite where they differ without an error. */
  readonly z: number
  /** The exact value. */
  readonly exact: number
  /** What `standardError` is. */
  readonly kind: AgreementKind
  /**
   * `agrees`: within three standard errors. `tail not sampled`: within three true standard errors,
   * but the scatter of the bags shows less than half of the true error, because the rare networks
   * that carry the average did not occur; the measured number is then biased, and the text of the
   * notebook explains it. `disagrees`: anything else; of sampled numbers one in 370 does so by chance
   * (`agreementSummary`).
   */
  readonly verdict: (typeof agreementVerdicts)[number]
}

/** The verdicts of a row. */
export const agreementVerdicts = ['agrees', 'tail not sampled', 'disagrees'] as const

/** What `compareWithExact` compares; all numbers in the unit of the quantity. */
export interface Comparison {
  /** What is compared, for tables; default: no name. */
  readonly quantity?: string
  /** What is said of it elsewhere, for tables; default: nothing. */
  readonly claim?: string
  /** The measured value. */
  readonly measured: number
  /** Standard error, >= 0: the true one where exact higher moments give it, or what the scatter over bags shows. */
  readonly standardError: number
  /** What the scatter over bags shows where `standardError` is the true one; default: the same. */
  readonly apparentError?: number
  /** The exact value. */
  readonly exact: number
  /** Default `'sampled'`. */
  readonly kind?: AgreementKind
  /**
   * Of `'farthest'`: among how many. The line is then where the farthest of as many independent numbers lies as rarely
   * as one number beyond three standard errors.
   */
  readonly candidates?: number
}

const comparisonKeys: readonly (keyof Comparison)[] = [
  'quantity',
  'claim',
  'measured',
  'standardError',
  'apparentError',
  'exact',
  'kind',
  'candidates'
]

/** Where draws scatter by no more than rounding (tilted draws of GaussNet), rounding is what is left. */
export function kindOfDraws(scatter: number, rounding: number): AgreementKind {
  return scatter <= rounding ? 'computed' : 'sampled'
}

/** How many standard errors count as agreement, in all tables. */
export const agreementThreshold = 3

/** Probability that a normal number lies beyond the threshold, 0.0027. */
export const exceptionProbability = erfc(agreementThreshold / Math.SQRT2)

/**
 * Judges a measured number against its exact value: `z`, how many standard errors it is away, with its sign, and a verdict; see
 * `Agreement`.
 *
 * @example compareWithExact({ measured: 1.02, standardError: 0.01, exact: 1 }).z // 2
 * @throws ParameterError if a number is not finite, an error is negative, or a farthest number is of no candidates
 */
export function compareWithExact(comparison: Comparison): Agreement {
  requireKeys('compareWithExact', 'comparison', comparison, comparisonKeys)
  const { quantity = '', claim = '', measured, standardError, exact } = comparison
  const { apparentError = standardError, kind = 'sampled' } = comparison
  requireText('compareWithExact', 'quantity', quantity)
  requireText('compareWithExact', 'claim', claim)
  requireFinite('compareWithExact', 'measured', measured)
  requireFinite('compareWithExact', 'exact', exact)
  requireFinite('compareWithExact', 'standardError', standardError, 0)
  requireFinite('compareWithExact', 'apparentError', apparentError, 0)
  const candidates = candidatesOf(kind, comparison.candidates)
  const z = zScore(measured, exact, standardError)
  const tailSampled = apparentError >= standardError / 2
  const verdict = !isWithin(Math.abs(z), candidates)
    ? 'disagrees'
    : tailSampled
      ? 'agrees'
      : 'tail not sampled'
  return { quantity, claim, measured, standardError, exact, z, kind, verdict }
}

function candidatesOf(kind: AgreementKind, candidates: number | undefined): number {
  requireOneOf('compareWithExact', 'kind', kind, agreementKinds)
  if (kind === 'farthest') requireInteger('compareWithExact', 'candidates', candidates ?? NaN, 1)
  else if (candidates !== undefined) {
    throw new ParameterError(
      'compareWithExact',
      'candidates',
      "of kind 'farthest' alone",
      candidates
    )
  }
  return candidates ?? 1
}

/** Whether the farthest of n independent normal numbers lies out there at least as often as one beyond the threshold. */
function isWithin(distance: number, candidates: number): boolean {
  if (candidates === 1) return distance <= agreementThreshold
  const one = erfc(distance / Math.SQRT2)
  return -Math.expm1(candidates * Math.log1p(-one)) >= exceptionProbability
}
