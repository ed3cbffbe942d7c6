import { describe, expect, it } from 'vitest'
import { compareWithExact, type Agreement } from '../../../lib/src/comparison/compareWithExact.js'
import { agreementSummary } from '../../../lib/src/comparison/agreementSummary.js'

const base = { quantity: 'q', claim: 'c', measured: 1, standardError: 0.1, exact: 1.2 }

describe('compareWithExact', () => {
  it('agrees within three standard errors and disagrees beyond', () => {
    expect(compareWithExact(base)).toMatchObject({ verdict: 'agrees', kind: 'sampled' })
    expect(compareWithExact({ ...base, exact: 1.29 }).verdict).toBe('agrees')
    expect(compareWithExact({ ...base, exact: 1.31 }).verdict).toBe('disagrees')
    expect(compareWithExact({ ...base, exact: 0.69 }).verdict).toBe('disagrees')
  })

  it('judges by the true standard error where it is known', () => {
    const scattering = { ...base, apparentError: 0.1 }
    expect(compareWithExact({ ...scattering, exact: 1.31, standardError: 0.15 })).toMatchObject({
      verdict: 'agrees',
      standardError: 0.15
    })
    expect(compareWithExact({ ...scattering, standardError: 0.05 }).verdict).toBe('disagrees')
  })

  it('names an unsampled tail: the bags scatter by less than half of the true error', () => {
    const quiet = { ...base, apparentError: 0.1, standardError: 10 }
    expect(compareWithExact({ ...quiet, exact: 30 }).verdict).toBe('tail not sampled')
    expect(compareWithExact({ ...quiet, exact: 40 }).verdict).toBe('disagrees')
  })

  it('needs no more than a number, its error and the exact one, and gives z with its sign', () => {
    const z = (measured: number, standardError: number, exact: number) =>
      compareWithExact({ measured, standardError, exact }).z
    expect(z(1.02, 0.01, 1)).toBeCloseTo(2, 10)
    expect(z(-3, 0.5, -1)).toBe(-4)
    expect(z(5, 0, 5)).toBe(0)
    expect(z(5, 0, 6)).toBe(-Infinity)
    expect(compareWithExact({ measured: 1, standardError: 1, exact: 0 })).toEqual({
      quantity: '',
      claim: '',
      measured: 1,
      standardError: 1,
      exact: 0,
      z: 1,
      kind: 'sampled',
      verdict: 'agrees'
    })
  })

  it('draws the line farther out for the farthest of many, where chance puts it as rarely', () => {
    const farthest = (distance: number, candidates: number) =>
      compareWithExact({
        ...base,
        exact: 1 + 0.1 * distance,
        kind: 'farthest' as const,
        candidates
      }).verdict
    // 1 - (1 - p)^210 = 0.0027 at 4.37 standard errors.
    expect([farthest(4.3, 210), farthest(4.45, 210)]).toEqual(['agrees', 'disagrees'])
    expect([farthest(2.99, 1), farthest(3.01, 1)]).toEqual(['agrees', 'disagrees'])
  })

  it('agrees where there is no error and no difference', () => {
    expect(compareWithExact({ ...base, exact: 1, standardError: 0 }).verdict).toBe('agrees')
    expect(compareWithExact({ ...base, standardError: 0 }).verdict).toBe('disagrees')
  })

  it('refuses what is not a number, negative errors, and kinds without sense', () => {
    expect(() => compareWithExact({ ...base, measured: NaN })).toThrow(
      'compareWithExact: measured must be a finite number, got NaN'
    )
    expect(() => compareWithExact({ ...base, standardError: -1 })).toThrow(
      'compareWithExact: standardError must be a finite number >= 0, got -1'
    )
    expect(() => compareWithExact({ ...base, kind: 'guessed' as 'sampled' })).toThrow(
      "kind must be one of 'sampled', 'farthest', 'computed'"
    )
    expect(() => compareWithExact({ ...base, kind: 'farthest' })).toThrow(
      'candidates must be an integer >= 1'
    )
    expect(() => compareWithExact({ ...base, candidates: 3 })).toThrow(
      "candidates must be of kind 'farthest' alone"
    )
  })
})

describe('agreementSummary', () => {
  /** A sampled number so many standard errors away, like no other row. */
  const away = (distance: number, i: number, more: object = {}): Agreement =>
    compareWithExact({
      ...base,
      measured: i + distance,
      exact: i,
      standardError: 1,
      ...more
    })
  const ordinary = Array.from({ length: 300 }, (_, i) => away(i % 2 ? 1.2 : -0.7, i + 10))

  it('counts each verdict, vague agreement too, and states the expected exceptions', () => {
    const rows = [
      ...ordinary,
      away(3.2, 1000),
      away(0.5, 1, {}),
      away(20, 3000, { apparentError: 1, standardError: 10 }),
      away(0.1, 4000, { kind: 'computed' }),
      away(3.5, 5000, { kind: 'farthest', candidates: 100 })
    ]
    const summary = agreementSummary(rows)
    expect(summary).toMatchObject({
      count: 305,
      agree: 303,
      agreeVaguely: 1,
      tailNotSampled: 1,
      disagree: 1,
      sampled: 303,
      exceptions: 1,
      degreesOfFreedom: 302,
      consistent: true
    })
    expect(summary.expectedExceptions).toBeCloseTo(0.0027 * 303, 3)
    expect(summary.chiSquared).toBeCloseTo(150 * (1.44 + 0.49) + 3.2 ** 2 + 0.25, 8)
    expect(summary.exceptionsProbability).toBeCloseTo(1 - Math.exp(-summary.expectedExceptions), 10)
  })

  it('counts a number that several figures carry once', () => {
    expect(agreementSummary([ordinary[0], { ...ordinary[0], quantity: 'again' }]).count).toBe(1)
  })

  it('is not consistent with many exceptions, a large chi squared, or a computed number that disagrees', () => {
    const exceptions = Array.from({ length: 8 }, (_, i) => away(3.1, 1000 + i))
    expect(agreementSummary([...ordinary, ...exceptions]).consistent).toBe(false)
    const wide = Array.from({ length: 300 }, (_, i) => away(1.4, i))
    expect(agreementSummary(wide)).toMatchObject({ disagree: 0, consistent: false })
    const computed = away(3.1, 1000, { kind: 'computed' })
    expect(agreementSummary([...ordinary, computed]).consistent).toBe(false)
    expect(agreementSummary([...ordinary, away(1, 1, { standardError: 0 })]).consistent).toBe(false)
  })

  it.each([
    [{}, 'rows[1].measured must be a finite number'],
    [{ ...base, measured: '1' }, 'rows[1].measured must be a finite number'],
    [{ ...away(1, 1), standardError: -1 }, 'rows[1].standardError must be a finite number >= 0'],
    [{ ...away(1, 1), exact: null }, 'rows[1].exact must be a finite number'],
    [{ ...away(1, 1), kind: 'drawn' }, 'rows[1].kind must be one of'],
    [{ ...away(1, 1), verdict: undefined }, 'rows[1].verdict must be one of']
  ])('refuses a row that is none: %j', (row, rule) => {
    expect(() => agreementSummary([ordinary[0], row as Agreement])).toThrow(rule)
  })

  it('says nothing of no rows', () => {
    expect(agreementSummary([])).toMatchObject({
      count: 0,
      chiSquaredProbability: 1,
      consistent: true
    })
  })
})
