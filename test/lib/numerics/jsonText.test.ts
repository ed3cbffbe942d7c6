import { expect, test } from 'vitest'
import { isJson, jsonText } from '../../../lib/src/numerics/jsonText.js'

const circular: { self?: object } = {}
circular.self = [circular]

test.each([
  [{ sigmaW: 1, inputs: [[0.1], [-0]] }],
  ['text "quoted"'],
  [null],
  [[true, { empty: {} }, []]],
  [new Date(0)],
  [{ kept: 1, left: undefined }],
  [{ toJSON: () => ({ network: 'relu' }), loop: circular }]
])('what JSON can hold is written as JSON.stringify does: %o', (value) => {
  expect(jsonText(value)).toBe(JSON.stringify(value))
  expect(isJson(value)).toBe(true)
})

test('what JSON cannot hold is told apart, not thrown', () => {
  expect(jsonText([10n, '10n', NaN, null, Symbol('a'), circular])).toBe(
    '[10n,"10n",NaN,null,Symbol(a),{"self":[circular]}]'
  )
  for (const value of [10n, [10n], circular, { toJSON: () => 10n }]) {
    expect(isJson(value)).toBe(false)
  }
  // One object at two places is not within itself.
  const shared = { a: 1 }
  expect(isJson([shared, shared])).toBe(true)
})
