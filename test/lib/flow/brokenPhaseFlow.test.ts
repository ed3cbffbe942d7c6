import { describe, expect, test } from 'vitest'
import { brokenPhaseFlow, symmetricCouplings } from '../../../lib/src/flow/brokenPhaseFlow.js'
import { passiveFlow } from '../../../lib/src/flow/passiveFlow.js'
import { potentialFlow } from '../../../lib/src/flow/potentialFlow.js'

describe('brokenPhaseFlow', () => {
  // U = -phi^2/4 + phi^4/12 = (lambda/2)(rho - kappa)^2 + const: kappa = 3/4, lambda = 2/3.
  const start = { dimension: 3, minimum: 0.75, couplings: [2 / 3], start: 5, scales: [2, 1] }

  test('the minimum agrees with that of the whole potential on a grid, better with the order', () => {
    const grid = potentialFlow({
      dimension: 3,
      couplings: [-0.5, 2],
      start: 5,
      scales: [2, 1],
      fieldMax: 6,
      referenceMass: 1
    })
    const slope = (phi: number) => (grid.at(1, phi + 1e-4) - grid.at(1, phi - 1e-4)) / 2e-4
    let [low, high] = [0.5, 2]
    for (let i = 0; i < 60; i++) {
      const middle = (low + high) / 2
      if (slope(middle) < 0) low = middle
      else high = middle
    }
    const error = [2, 4, 6].map((order) => {
      const couplings = [2 / 3, ...new Array<number>(order - 2).fill(0)]
      return Math.abs(brokenPhaseFlow({ ...start, couplings }).minimum[1] - low ** 2 / 2)
    })
    expect(error[1]).toBeLessThan(error[0] / 10)
    expect(error[2]).toBeLessThan(1e-6)
  })

  test('it ends where the minimum reaches zero and goes on in the symmetric phase, continuously', () => {
    const shallow = { ...start, minimum: 0.01, scales: [4, 0] }
    const couplings = [2 / 3, 0, 0]
    const flow = brokenPhaseFlow({ ...shallow, couplings })
    expect(flow.ending).toMatchObject({ kind: 'event', name: 'symmetric phase' })
    const before = flow.ending.t * 1.001
    const last = brokenPhaseFlow({ ...shallow, couplings, scales: [before] })
    const lambdas = last.couplings.map((row) => row[0])
    const symmetric = passiveFlow({
      dimension: 3,
      couplings: symmetricCouplings(lambdas),
      start: before,
      scales: [before * 0.99]
    })
    // The mass is born at zero and grows as k falls further.
    expect(symmetric.couplings[0][0]).toBeGreaterThan(0)
  })

  test('around phi = 0 both truncations are the same equations', () => {
    // At kappa -> 0 the drift of the minimum stands for u2: lambda_2 kappa = -u2.
    const kappa = 1e-7
    const lambdas = [0.5, 0.2, 0.1]
    const broken = brokenPhaseFlow({
      dimension: 3,
      minimum: kappa,
      couplings: lambdas,
      start: 1,
      scales: [1.0001]
    })
    const symmetric = passiveFlow({
      dimension: 3,
      couplings: symmetricCouplings(lambdas),
      start: 1,
      scales: [1.0001]
    })
    const slope = (broken.minimum[0] - kappa) * -broken.couplings[0][0]
    expect(Math.abs(slope / symmetric.couplings[0][0] - 1)).toBeLessThan(1e-3)
  })

  test('bad input is refused by name', () => {
    expect(() => brokenPhaseFlow({ ...start, minimum: 0 })).toThrow(
      'minimum must be a finite number > 0'
    )
    expect(() => brokenPhaseFlow({ ...start, couplings: [-1] })).toThrow(
      'couplings[0] must be a finite number > 0'
    )
    expect(() => brokenPhaseFlow({ ...start, scales: [1, 2] })).toThrow(
      'scales[1] must be ordered away from start = 5'
    )
  })
})
