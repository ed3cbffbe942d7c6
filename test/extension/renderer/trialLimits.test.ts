import { expect, test } from 'vitest'
import { allowedTime, paceTask, trialTime } from '../../../extension/src/renderer/trialLimits.js'

test('the limit of a trial follows how busy the computer is, up to a minute', () => {
  expect([1, 15, 30, 105, 1e6].map(allowedTime)).toEqual([
    trialTime,
    trialTime,
    2 * trialTime,
    7 * trialTime,
    20 * trialTime
  ])
})

test('the work that tells the pace of a computer takes some time, and its limit is never below the usual one', () => {
  const pace = paceTask()
  expect(pace).toBeGreaterThan(1)
  expect(allowedTime(pace)).toBeGreaterThanOrEqual(trialTime)
})
