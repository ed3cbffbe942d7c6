import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { exactGreenFunction } from '../../../lib/src/correlators/exactGreenFunction.js'
import { covarianceModes, networkModes } from '../../../lib/src/effectiveAction/fieldModes.js'
import {
  denseTensor,
  fieldTensor,
  tensorEntry,
  transformTensor
} from '../../../lib/src/effectiveAction/fieldTensor.js'
import { infraredVertices } from '../../../lib/src/effectiveAction/infraredVertices.js'
import {
  modeRegulator,
  pointRegulator,
  pointRegulatorNames
} from '../../../lib/src/effectiveAction/pointRegulator.js'

const relu = { network: 'relu', sigmaW: 1, sigmaB: 0.5 } as const

describe('vertices at k = 0', () => {
  test('ReLU-net on two points has the vertices near those of a sample, 13.67 and -99.7', () => {
    const { gamma2, gamma4, exactTo } = infraredVertices(relu, [[0.4], [1]], 10)
    expect(exactTo).toBeUndefined()
    expect(tensorEntry(gamma2, [0, 0])).toBeCloseTo(13.67, 2)
    expect(tensorEntry(gamma4, [0, 0, 0, 0])).toBeCloseTo(-100.2, 1)
  })

  test('one point: Gamma6 = 10 Gc4^2/G^7 - Gc6/G^6, from the exact cumulants', () => {
    for (const network of ['relu', 'erf', 'gauss', 'cos'] as const) {
      const parameters = { network, sigmaW: 1, sigmaB: 0.5 }
      const value = (n: number) =>
        exactGreenFunction(parameters, new Array<number[]>(n).fill([0.6]), 7, 'connected').value
      const { gamma2, gamma4, gamma6 } = infraredVertices(parameters, [[0.6]], 7, 6)
      expect(gamma2.values[0] * value(2)).toBeCloseTo(1, 12)
      expect(gamma4.values[0] * value(2) ** 4).toBeCloseTo(-value(4), 10)
      const expected = (10 * value(4) ** 2) / value(2) ** 7 - value(6) / value(2) ** 6
      expect(gamma6!.values[0] / expected).toBeCloseTo(1, 9)
    }
  })

  test('amputated legs put back give the connected functions, of deep networks and several outputs too', () => {
    const networks = [
      [{ ...relu, outputs: 2 }, undefined],
      [{ network: 'tanh', sigmaW: 1.2, sigmaB: 0.4, depth: 2 }, 1]
    ] as const
    for (const [parameters, order] of networks) {
      const { gamma4, connected, exactTo } = infraredVertices(parameters, [[0.4], [1]], 20)
      expect(exactTo).toBe(order)
      const back = transformTensor(gamma4, denseTensor(connected.g2))
      back.values.forEach((value, c) => expect(value).toBeCloseTo(-connected.g4.values[c], 12))
    }
  })

  test('a covariance without inverse is refused, and the message names the remedy', () => {
    const silent = { network: 'relu', sigmaW: 1, sigmaB: 0 } as const
    const remedy = /rank 2 on 3 points: take sigmaB > 0, inputs of dIn >= 2, or fewer points/
    const points = [[0.4], [1], [-0.7]]
    expect(() => infraredVertices(silent, points, 10)).toThrow(remedy)
    expect(() => networkModes(silent, points)).toThrow(remedy)
    expect(() => networkModes(relu, [[0.4], [0.4]])).toThrow(/rank 1 on 2 points/)
    expect(networkModes(silent, [[0.4], [-0.7]]).points).toBe(2)
    expect(() =>
      covarianceModes([
        [1, 0.5],
        [0.4, 1]
      ])
    ).toThrow(/a symmetric matrix/)
  })
})

describe('tensors', () => {
  test('entries are found in any order of the indices, and transform as products of fields do', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }),
        fc.constantFrom(2, 4, 6),
        fc.infiniteStream(fc.double({ min: -1, max: 1, noNaN: true })),
        (fields, rank, numbers) => {
          const next = () => numbers.next().value as number
          const field = Float64Array.from({ length: fields }, next)
          const matrix = Float64Array.from({ length: fields ** 2 }, next)
          const image = field.map((_, a) =>
            field.reduce((sum, x, b) => sum + matrix[a * fields + b] * x, 0)
          )
          const power = (x: Float64Array) =>
            fieldTensor(rank, fields, (c) => c.reduce((product, i) => product * x[i], 1))
          const moved = transformTensor(power(field), matrix)
          power(image).values.forEach((value, c) => expect(moved.values[c]).toBeCloseTo(value, 10))
          const indices = Array.from({ length: rank }, (_, i) => (i * 7 + rank) % fields)
          const product = indices.reduce((value, i) => value * field[i], 1)
          expect(tensorEntry(power(field), indices)).toBeCloseTo(product, 12)
        }
      ),
      { numRuns: 50 }
    )
  })
})

test('where K has no inverse, no other function is computed', () => {
  const evaluations = (highest: 4 | 6) => {
    let calls = 0
    const value = (z: number) => {
      calls++
      return Math.tanh(z)
    }
    const network = { network: { function: value }, sigmaW: 1, sigmaB: 1 }
    const points = [[0.4], [0.4], [1], [2]]
    expect(() => infraredVertices(network, points, 3, highest)).toThrow(
      'points must be such that K has an inverse; it has rank 3 on 4 points'
    )
    return calls
  }
  expect(evaluations(6)).toBe(evaluations(4))
})

describe('regulators of modes', () => {
  test('vanish at k = 0, freeze every mode as k grows, and have the stated slopes', () => {
    for (const name of pointRegulatorNames) {
      for (const lambda of [0.3, 2, 40]) {
        expect(modeRegulator(name, lambda, 0).value).toBe(0)
        expect(modeRegulator(name, lambda, 1e6).value).toBeGreaterThan(9e5)
        for (const k of [0.05, 0.5, 1.9, 30]) {
          const [h, at] = [1e-6 * k, (x: number) => modeRegulator(name, lambda, x).value]
          const slope = (at(k + h) - at(k - h)) / (2 * h)
          const tolerance = 1e-6 * Math.max(1, Math.abs(slope))
          expect(Math.abs(modeRegulator(name, lambda, k).slope - slope)).toBeLessThan(tolerance)
        }
      }
    }
  })

  test('the sharp one leaves modes above k alone and freezes those below', () => {
    expect(modeRegulator('sharp', 1.5, 1).value).toBeLessThan(1e-10)
    expect(modeRegulator('sharp', 0.5, 1).value).toBeGreaterThan(100)
  })

  test('on points the mass-like one is k times the unit matrix, in modes of any covariance', () => {
    const modes = networkModes(relu, [[0.4], [1], [-0.3]])
    const { matrix, slope } = pointRegulator('mass', modes, 3)
    matrix.forEach((value, i) => expect(value).toBeCloseTo(i % 4 === 0 ? 3 : 0, 12))
    slope.forEach((value, i) => expect(value).toBeCloseTo(i % 4 === 0 ? 1 : 0, 12))
    expect(Array.from(modes.eigenvalues)).toEqual([...modes.eigenvalues].sort((a, b) => a - b))
  })
})
