import { describe, expect, test } from 'vitest'
import { brokenPhaseFlow, symmetricCouplings } from '../../../lib/src/flow/brokenPhaseFlow.js'
import { fixedPoint } from '../../../lib/src/flow/fixedPoint.js'
import { passiveFlow } from '../../../lib/src/flow/passiveFlow.js'
import { potentialFlow } from '../../../lib/src/flow/potentialFlow.js'
import type { LocalPotential } from '../../../lib/src/flow/scalingPotential.js'
import { logLoopVolume } from '../../../lib/src/flow/thresholdFunction.js'

describe('brokenPhaseFlow', () => {
  // U = -phi^2/4 + phi^4/12 = (lambda/2)(rho - kappa)^2 + const: kappa = 3/4, lambda = 2/3.
  const start = { dimension: 3, minimum: 0.75, couplings: [2 / 3], start: 5, scales: [2, 1] }

  test('no distance is so far that a flow is jumped over', () => {
    for (const given of [
      { ...start, dimension: 2.5, start: 1, scales: [1e3, 1e10] },
      { ...start, start: 1, scales: [1e3, 1e8] }
    ]) {
      const step = brokenPhaseFlow(given)
      const leap = brokenPhaseFlow({ ...given, scales: given.scales.slice(1) })
      expect(leap.ending).toEqual(step.ending)
      expect(Math.abs(leap.minimum[0] / step.minimum[1] - 1)).toBeLessThan(1e-6)
      expect(Math.abs(leap.couplings[0][0] / step.couplings[0][1] - 1)).toBeLessThan(1e-6)
      expect(leap.minimum[0]).toBeGreaterThan(10 * start.minimum)
    }
  })

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
    const before = flow.ending.k * 1.001
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

  /** Minimum and couplings of the LPA' fixed point at k = 1, in units of k; u and rho carry V_d. */
  function fixedPointStart(dimension: number, regulator: 'litim' | 'exponential', order: number) {
    const point = fixedPoint({ dimension, regulator, anomalous: true, maxOrder: order })
    const { centre, radius, coefficients } = point.potential as LocalPotential
    const volume = Math.exp(logLoopVolume(dimension))
    let factorial = 1
    const lambdas = Array.from(coefficients, (a, m) => {
      factorial *= Math.max(1, m)
      return (factorial * a * volume) / (radius * volume) ** m
    })
    return { eta: point.eta, minimum: centre * volume, couplings: lambdas.slice(2) }
  }

  test.each([
    [3, 'litim'],
    [2.5, 'litim'],
    [3, 'exponential']
  ] as const)(
    "LPA': the fixed point in d = %d, %s, stands still in units of k, with its eta, and Z runs as k^-eta",
    (dimension, regulator) => {
      const { eta, minimum, couplings } = fixedPointStart(dimension, regulator, 12)
      const scales = [0.95, 0.9]
      const flow = brokenPhaseFlow({
        dimension,
        regulator,
        minimum,
        couplings,
        start: 1,
        scales,
        anomalousDimension: true,
        relativeTolerance: 1e-12
      })
      expect(eta).toBeGreaterThan(0.1)
      scales.forEach((k, i) => {
        expect(Math.abs(flow.eta[i] - eta)).toBeLessThan(1e-8)
        expect(Math.abs(flow.fieldNormalisation[i] * k ** eta - 1)).toBeLessThan(1e-9)
        expect(Math.abs(flow.minimum[i] / k ** (dimension - 2) / minimum - 1)).toBeLessThan(1e-8)
        const quartic = flow.couplings[0][i] / k ** (4 - dimension)
        expect(Math.abs(quartic / couplings[0] - 1)).toBeLessThan(1e-7)
      })
      // Without Z_k it is no fixed point.
      const lpa = brokenPhaseFlow({ dimension, regulator, minimum, couplings, start: 1, scales })
      expect(Math.abs(lpa.minimum[1] / 0.9 ** (dimension - 2) / minimum - 1)).toBeGreaterThan(1e-2)
      expect(Array.from(lpa.fieldNormalisation)).toEqual([1, 1])
    }
  )

  test("LPA' tends to the LPA as the interaction does to zero: eta is of second order", () => {
    const at = (coupling: number, anomalousDimension: boolean) =>
      brokenPhaseFlow({ ...start, couplings: [coupling], anomalousDimension, scales: [4] })
    // Closed form at the start: eta = 2 kappa V_3 k^-3 (3 lambda)^2/(1 + 2 kappa lambda/k^2)^4.
    const tiny = brokenPhaseFlow({ ...start, scales: [5], anomalousDimension: true })
    const closed =
      ((2 * 0.75) / (6 * Math.PI ** 2) / 125) * 4 * (1 + (2 * 0.75 * (2 / 3)) / 25) ** -4
    expect(tiny.eta[0] / closed).toBeCloseTo(1, 12)
    const difference = [0.02, 0.01].map((u) => at(u, true).minimum[0] - at(u, false).minimum[0])
    expect(difference[0] / difference[1]).toBeCloseTo(4, 1)
    expect(difference[0]).toBeGreaterThan(0)
  })

  test('eta vanishes where the minimum does, so that the symmetric phase goes on without it', () => {
    const flow = brokenPhaseFlow({
      ...start,
      minimum: 0.01,
      couplings: [2 / 3, 0, 0],
      anomalousDimension: true,
      scales: [4.5, 4, 3.5, 3, 2.5, 2, 1.5, 1, 0.5, 0]
    })
    expect(flow.ending).toMatchObject({ kind: 'event', name: 'symmetric phase' })
    const before = brokenPhaseFlow({
      ...start,
      minimum: 0.01,
      couplings: [2 / 3, 0, 0],
      anomalousDimension: true,
      scales: [flow.ending.k * 1.0001]
    })
    expect(before.eta[0]).toBeLessThan(1e-6)
    expect(before.fieldNormalisation[0]).toBeGreaterThan(1)
  })

  test('bad input is refused by name', () => {
    expect(() =>
      brokenPhaseFlow({ ...start, regulator: 'sharp', anomalousDimension: true })
    ).toThrow("brokenPhaseFlow: regulator must be 'litim' or 'exponential'")
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
