import { describe, expect, it } from 'vitest'
import { compareWithExact } from '../../../../lib/src/figures/parts/agreement.js'

const base = { quantity: 'q', claim: 'c', measured: 1, apparentError: 0.1, exact: 1.4 }

describe('compareWithExact', () => {
  it('agrees within five standard errors and disagrees beyond', () => {
    expect(compareWithExact(base).verdict).toBe('agrees')
    expect(compareWithExact({ ...base, exact: 1.51 }).verdict).toBe('disagrees')
    expect(compareWithExact({ ...base, exact: 0.49 }).verdict).toBe('disagrees')
  })

  it('judges by the true standard error where it is known', () => {
    expect(compareWithExact({ ...base, exact: 1.51, trueError: 0.15 }).verdict).toBe('agrees')
    expect(compareWithExact({ ...base, trueError: 0.05 }).verdict).toBe('disagrees')
    expect(compareWithExact({ ...base, trueError: 0.15 }).standardError).toBe(0.15)
  })

  it('names an unsampled tail: the bags scatter by less than half of the true error', () => {
    expect(compareWithExact({ ...base, exact: 40, trueError: 10 }).verdict).toBe('tail not sampled')
    expect(compareWithExact({ ...base, exact: 60, trueError: 10 }).verdict).toBe('disagrees')
  })

  it('refuses what is not a number and negative errors', () => {
    expect(() => compareWithExact({ ...base, measured: NaN })).toThrow(
      'compareWithExact: measured must be a finite number, got NaN'
    )
    expect(() => compareWithExact({ ...base, trueError: -1 })).toThrow(
      'compareWithExact: trueError must be a finite number >= 0, got -1'
    )
  })
})
