import { expect, test } from 'vitest'
import {
  isApart,
  linkedValue,
  sharesCombination
} from '../../../extension/src/instruments/linkedValue.js'

test('a row tells its combinations, their order and its width by their roles', () => {
  expect(linkedValue({ combination: 3, order: 4, width: 10, m: 1 }, {})).toEqual({
    combinations: [3],
    order: 4,
    width: 10
  })
  expect(linkedValue({ combinations: [3, 5], width: 2 }, {})).toEqual({
    combinations: [3, 5],
    width: 2
  })
  expect(linkedValue({ N: 10, c: 0 }, { width: 'N', combination: 'c' })).toEqual({
    combinations: [0],
    width: 10
  })
  expect(linkedValue({ order: 4, m: 1 }, {})).toBe(null)
  expect(linkedValue(undefined, {})).toBe(null)
})

test('a combination stays in sight at every width and others of its order step back', () => {
  const link = { combinations: [3], order: 4, width: 10 }
  expect(isApart(link, { combinations: [3], order: 4, width: 500 })).toBe(false)
  expect(isApart(link, { combinations: [4], order: 4, width: 10 })).toBe(true)
  expect(isApart(link, { combinations: [1, 2, 3], width: 2 })).toBe(false)
})

test('rows of another order, or without combination, are told apart by their width', () => {
  const link = { combinations: [3], order: 4, width: 10 }
  expect(isApart(link, { combinations: [3], order: 6, width: 10 })).toBe(false)
  expect(isApart(link, { combinations: [3], order: 6, width: 2 })).toBe(true)
  expect(isApart(link, { width: 2 })).toBe(true)
  expect(isApart(link, { order: 4 })).toBe(false)
  expect(isApart(null, { width: 2 })).toBe(false)
  expect(isApart(link, null)).toBe(false)
})

test('a bin stands out if it holds a combination of the same order', () => {
  const bin = { combinations: [3, 8], order: 4, width: 2 }
  expect(sharesCombination({ combinations: [8, 11], order: 4 }, bin)).toBe(true)
  expect(sharesCombination({ combinations: [8], order: 6 }, bin)).toBe(false)
  expect(sharesCombination({ combinations: [7], order: 4 }, bin)).toBe(false)
  expect(sharesCombination({ width: 2 }, bin)).toBe(false)
  expect(sharesCombination(null, bin)).toBe(false)
})
