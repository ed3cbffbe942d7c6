import { chiSquaredTail, poissonTail } from '../numerics/chiSquared.js'
import { zScore } from '../statistics/fieldEntries.js'
import {
  agreementKinds,
  agreementVerdicts,
  exceptionProbability,
  type Agreement
} from './compareWithExact.js'
import { requireFinite, requireObjects, requireOneOf } from '../numerics/parameterError.js'

/** What all rows of a table of agreement say together. Rows that repeat one number are counted once. */
export interface AgreementSummary {
  /** Different numbers compared. */
  readonly count: number
  /** Of these: within three standard errors, or within three bounds on the error of a computation. */
  readonly agree: number
  /** Of those that agree: with an error above half of the exact value, so that little is tested. */
  readonly agreeVaguely: number
  /** Of the numbers compared: those whose draws do not know the tail, which neither agree nor disagree. */
  readonly tailNotSampled: number
  /** Of the numbers compared: those farther from the exact value. */
  readonly disagree: number
  /** Rows that agree or disagree and whose error is that of random draws: what the statistics below are about. */
  readonly sampled: number
  /** How many of the sampled rows lie beyond three standard errors, and how many are expected to by chance. */
  readonly exceptions: number
  /** How many exceptions are expected by chance. */
  readonly expectedExceptions: number
  /** Probability of at least as many exceptions. */
  readonly exceptionsProbability: number
  /** Sum of the squared distances of the sampled rows, the farthest ones of many left out; so many degrees of freedom. */
  readonly chiSquared: number
  /** Number of rows in `chiSquared`. */
  readonly degreesOfFreedom: number
  /** Probability of a larger one, if all rows were independent; errors that are bounds make it smaller than its number. */
  readonly chiSquaredProbability: number
  /** No computed row disagrees, and neither probability is below 1e-3. */
  readonly consistent: boolean
}

/** Below this a table is not taken for an accident. */
const leastProbability = 1e-3

/**
 * Counts the verdicts of many rows and tests them together: the number of rows beyond three standard errors against the
 * expected one, and chi squared. Rows of one sample are correlated, which widens both distributions a little.
 *
 * @example agreementSummary([compareWithExact({ measured: 1.02, standardError: 0.01, exact: 1 })]).agree // 1
 * @throws ParameterError for anything but a list of such rows
 */
export function agreementSummary(rows: readonly Agreement[]): AgreementSummary {
  requireRows(rows)
  const different = distinct(rows)
  const count = (verdict: Agreement['verdict']) =>
    different.filter((row) => row.verdict === verdict).length
  const agreeing = different.filter(({ verdict }) => verdict === 'agrees')
  const sampled = different.filter(
    ({ kind, verdict }) => kind !== 'computed' && verdict !== 'tail not sampled'
  )
  const exceptions = sampled.filter(({ verdict }) => verdict === 'disagrees').length
  const expectedExceptions = exceptionProbability * sampled.length
  const exceptionsProbability = poissonTail(exceptions, expectedExceptions)
  const normal = sampled.filter(({ kind }) => kind !== 'farthest')
  const chiSquared = normal.reduce(
    (sum, row) => sum + zScore(row.measured, row.exact, row.standardError) ** 2,
    0
  )
  const chiSquaredProbability = probabilityOf(chiSquared, normal.length)
  return {
    count: different.length,
    agree: agreeing.length,
    agreeVaguely: agreeing.filter(
      ({ exact, standardError }) => exact !== 0 && standardError > Math.abs(exact) / 2
    ).length,
    tailNotSampled: count('tail not sampled'),
    disagree: count('disagrees'),
    sampled: sampled.length,
    exceptions,
    expectedExceptions,
    exceptionsProbability,
    chiSquared,
    degreesOfFreedom: normal.length,
    chiSquaredProbability,
    consistent:
      exceptions === count('disagrees') &&
      Math.min(exceptionsProbability, chiSquaredProbability) >= leastProbability
  }
}

function requireRows(rows: readonly Agreement[]): void {
  const source = 'agreementSummary'
  requireObjects(source, 'rows', rows, 0)
  rows.forEach(({ measured, standardError, exact, kind, verdict }, i) => {
    requireFinite(source, `rows[${i}].measured`, measured)
    requireFinite(source, `rows[${i}].standardError`, standardError, 0)
    requireFinite(source, `rows[${i}].exact`, exact)
    requireOneOf(source, `rows[${i}].kind`, kind, agreementKinds)
    requireOneOf(source, `rows[${i}].verdict`, verdict, agreementVerdicts)
  })
}

function probabilityOf(chiSquared: number, degreesOfFreedom: number): number {
  if (degreesOfFreedom === 0) return 1
  return chiSquared === Infinity ? 0 : chiSquaredTail(chiSquared, degreesOfFreedom)
}

/** Several figures may carry one number. */
function distinct(rows: readonly Agreement[]): readonly Agreement[] {
  const key = ({ measured, standardError, exact }: Agreement) =>
    [measured, standardError, exact].join()
  return [...new Map(rows.map((row) => [key(row), row])).values()]
}
