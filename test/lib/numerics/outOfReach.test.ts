import { describe, expect, it } from 'vitest'
import { blamed, OutOfReach, type Blame } from '../../../lib/src/numerics/outOfReach.js'
import { ParameterError } from '../../../lib/src/numerics/parameterError.js'
import { refusedUnder } from '../../../lib/src/numerics/refusedUnder.js'

const sizes = { sigmaW: 30, sigmaB: 0, points: [[2], [1e-9]], cutoff: undefined }

describe('a result out of reach is blamed on', () => {
  it.each([
    [
      'largest',
      'f: sigmaW must be smaller, for all values to be within the range of numbers (why), got 30'
    ],
    [
      'farthest',
      'f: points[1][0] must be larger, for all values to be within the range of numbers (why), got 1e-9'
    ],
    ['steepest', 'f: sigmaW must be smaller (why), got 30'],
    [
      'points',
      'f: points must be fewer different points, or of fewer components (why), got [[2], [1e-9]]'
    ]
  ] as [Blame, string][])('the %s', (blame, message) => {
    expect(blamed('f', new OutOfReach('g', 'why', blame), sizes)?.message).toBe(message)
  })

  it('nobody where no number has a size', () => {
    expect(blamed('f', new OutOfReach('g', 'why'), { sigmaB: 0 })).toBeUndefined()
    expect(blamed('f', new OutOfReach('g', 'why', 'points'), { sigmaB: 1 })).toBeUndefined()
  })
})

it('who knows the names of the parameters gives them, whatever the parts call them', () => {
  const part = (): never => {
    throw new OutOfReach('moment', 'it overflows')
  }
  const inner = () => refusedUnder('inner', part, () => ({ points: [[1e300]] }))
  const outer = (own?: object) => {
    try {
      return refusedUnder('outer', inner, own && (() => ({ ...own })))
    } catch (error) {
      return error
    }
  }
  expect(outer()).toMatchObject({ source: 'outer', parameter: 'points[0][0]', value: 1e300 })
  expect(outer({ centre: 1e300 })).toMatchObject({ source: 'outer', parameter: 'centre' })
  expect(outer({ centre: 1e300 })).toBeInstanceOf(ParameterError)
})
