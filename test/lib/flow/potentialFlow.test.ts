import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { passiveFlow } from '../../../lib/src/flow/passiveFlow.js'
import { potentialFlow, type PotentialFlowParameters } from '../../../lib/src/flow/potentialFlow.js'
import { polynomialPotential } from '../../../lib/src/flow/potentialSeries.js'
import { zeroDimensionalPotential } from '../../../lib/src/flow/zeroDimensionalPotential.js'
import { adaptiveQuadrature } from '../../../lib/src/numerics/adaptiveQuadrature.js'
import { ParameterError } from '../../../lib/src/numerics/parameterError.js'
import { propertyRuns } from '../../propertyRuns.js'

/** Trapezoidal sums of exp(-x^2/2 - x^4/24) converge to rounding: the integrand dies doubly fast. */
function integral(f: (x: number) => number): number {
  let sum = 0
  for (let j = -800; j <= 800; j++) sum += f(j / 80)
  return sum / 80
}
const weight = (x: number) => Math.exp(-(x ** 2) / 2 - x ** 4 / 24)
const gaussian = Math.sqrt(2 * Math.PI)
const zeroDimensional = { dimension: 0, couplings: [1, 1], fieldMax: 6, scales: [1, 0] }

/** Gamma(phi) = j phi - ln Z(j)/Z0, j by bisection on <x> = phi. */
function exactEffectivePotential(phi: number): number {
  const mean = (j: number) =>
    integral((x) => x * weight(x) * Math.exp(j * x)) / integral((x) => weight(x) * Math.exp(j * x))
  let [low, high] = [0, 50]
  for (let i = 0; i < 80; i++) {
    const middle = (low + high) / 2
    if (mean(middle) < phi) low = middle
    else high = middle
  }
  return low * phi - Math.log(integral((x) => weight(x) * Math.exp(low * x)) / gaussian)
}

/** The Wilsonian interaction in d = 0, -ln of the Gaussian average of exp(-V) around phi. */
function exactInteraction(couplings: readonly number[], mass: number, k: number, phi: number) {
  const interaction = polynomialPotential(couplings, mass)
  const variance = 1 / (k * k + mass)
  const exponent = (x: number) => -interaction(x) - (x - phi) ** 2 / (2 * variance)
  let reach = 1
  while (exponent(reach) > -800 || exponent(-reach) > -800) reach *= 1.2
  const breaks = Array.from({ length: 257 }, (_, j) => reach * (j / 128 - 1))
  const top = breaks.reduce((most, x) => Math.max(most, exponent(x)), -Infinity)
  const sum = adaptiveQuadrature((x) => Math.exp(exponent(x) - top), breaks)
  return Math.log(2 * Math.PI * variance) / 2 - top - Math.log(sum.value)
}

type PolynomialFlow = PotentialFlowParameters & { readonly couplings: readonly number[] }

/** What a flow in d = 0 should end at. */
function exactInZeroDimensions(parameters: PolynomialFlow, phi: number): number {
  const { couplings, scheme, scales, referenceMass = couplings[0] } = parameters
  const scale = scales[scales.length - 1]
  return scheme === 'polchinski'
    ? exactInteraction(couplings, referenceMass, scale, phi)
    : zeroDimensionalPotential({ couplings, scale, referenceMass }, phi).value
}

/** The flow, or what is asked of its fieldMax. */
function flowOrRule(parameters: PolynomialFlow) {
  try {
    return potentialFlow(parameters)
  } catch (error) {
    if (error instanceof ParameterError && error.parameter === 'fieldMax') return error.rule
    throw error
  }
}

/** Holds a flow in d = 0 against ordinary integrals. */
function expectErrorsToHold(parameters: PolynomialFlow) {
  const flow = flowOrRule(parameters)
  if (typeof flow === 'string') return flow
  // A flow that gives up says so and states nothing.
  expect(flow.scales).toHaveLength(flow.ending.kind === 'end' ? parameters.scales.length : 0)
  if (flow.ending.kind !== 'end') return flow
  const last = flow.scales.length - 1
  for (const share of [0, 0.2, 0.5, 0.8, 1]) {
    const phi = share * parameters.fieldMax
    const miss = Math.abs(flow.at(last, phi) - exactInZeroDimensions(parameters, phi))
    expect(miss).toBeLessThan(flow.errorAt(last, phi))
  }
  return flow
}

const log = (low: number, high: number) =>
  fc
    .double({ min: Math.log(low), max: Math.log(high), noNaN: true })
    .map((value) => Math.exp(value))

describe('potentialFlow', () => {
  // Stated errors were up to a million times too small where the grid did not hold the Gaussian: the estimate
  // changed the number of points alone, never the range.
  test.each([
    { couplings: [0.1, 50], fieldMax: 20, scheme: 'polchinski', gridPoints: 60 },
    { couplings: [0.1, 50], fieldMax: 20, scheme: 'polchinski' },
    { couplings: [0.1, 5], fieldMax: 13, scheme: 'polchinski' },
    { couplings: [0.1, 5], fieldMax: 3, scheme: 'wetterich' },
    { couplings: [1, 1], fieldMax: 2.5, scheme: 'wetterich' },
    { couplings: [-1, 1, 3], fieldMax: 5, scheme: 'wetterich', referenceMass: 0.5 },
    { couplings: [-1, 2], fieldMax: 6, scheme: 'polchinski', referenceMass: 0.5, scales: [0.5] }
  ] as const)('stated errors hold at every field: %o', (given) => {
    expect(typeof expectErrorsToHold({ dimension: 0, scales: [0], ...given })).toBe('object')
  })

  test.each([
    [{ couplings: [0.1, 50], fieldMax: 3, scheme: 'polchinski' }, 'at least 12.6, four standard'],
    [{ couplings: [0.1, 5], fieldMax: 6, scheme: 'polchinski' }, 'at least 12.6, four standard'],
    [{ couplings: [1, 1], fieldMax: 2, scheme: 'wetterich' }, 'at least 2.31, four standard'],
    [{ couplings: [-4, 1], referenceMass: 1, fieldMax: 3 }, 'so large that the potential rises'],
    [
      { couplings: [1, 1], fieldMax: 1.5, scheme: 'polchinski', dimension: 1 },
      'at least 2.83, four standard deviations of the Gaussian of mass squared 1'
    ],
    [
      { couplings: [0.01, 1], fieldMax: 1, dimension: 3, start: 10, scheme: 'polchinski' },
      'at least 2.30, four standard'
    ],
    // The grid's steps jumped over the Gaussian: a false value with a small error, then "blow-up".
    [
      { couplings: [1, 1], fieldMax: 200 },
      'at most 21.8, or the steps of a grid of gridPoints = 40'
    ],
    [{ couplings: [1, 1], fieldMax: 1e9 }, 'at most 21.8, or the steps'],
    [{ couplings: [1, 1], fieldMax: 1e300 }, 'at most 21.8, or the steps'],
    [{ couplings: [1, 1], fieldMax: 200, scheme: 'polchinski' }, 'at most 25.5, or the steps'],
    [{ couplings: [1, 1e4], fieldMax: 4, gridPoints: 12 }, 'at most 0.906, or the steps'],
    [{ couplings: [-1, 1, 1e4], referenceMass: 1, fieldMax: 12 }, 'at most 9.51, or the steps'],
    [{ couplings: [2, 1], fieldMax: 1e3, dimension: 1 }, 'at most 14.8, or the steps'],
    [{ couplings: [0.5, 2], fieldMax: 500, dimension: 3, start: 5 }, 'at most 8.62, or the steps'],
    [
      { couplings: [1, 1], fieldMax: 1e4, dimension: 4, start: 1e3 },
      'at most 1.42e+3, or the steps'
    ]
  ] as const)(
    'a range of fields too small for what is integrated, or too wide for the grid, is refused: %o',
    (given, rule) => {
      expect(() => potentialFlow({ dimension: 0, scales: [0], ...given })).toThrow(
        `potentialFlow: fieldMax must be ${rule}`
      )
    }
  )

  test('stated errors hold all over the domain in d = 0, against ordinary integrals', () => {
    const parameters = fc.record({
      mass: log(0.01, 100),
      // In units of the mass squared to their dimension: the last one positive.
      inner: fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { maxLength: 3 }),
      outer: log(1e-3, 1e4),
      scheme: fc.constantFrom('wetterich' as const, 'polchinski' as const),
      // Of a grid's step from the origin to the standard deviation of the reference Gaussian: the largest, 1, and below.
      step: log(0.05, 1),
      k: fc.oneof(fc.constant(0), log(0.1, 3)),
      gridPoints: fc.integer({ min: 8, max: 24 })
    })
    let [held, refused] = [0, 0]
    fc.assert(
      fc.property(parameters, ({ mass, inner, outer, scheme, step, k, gridPoints }) => {
        const couplings = [...inner, outer].map((u, j) => u * mass ** (j + (inner.length ? 1 : 2)))
        const flow = expectErrorsToHold({
          dimension: 0,
          couplings: inner.length ? couplings : [mass, ...couplings],
          scales: [k * Math.sqrt(mass)],
          scheme,
          fieldMax: ((2 / Math.PI) * step * gridPoints) / Math.sqrt(mass * (1 + k * k)),
          referenceMass: mass,
          gridPoints
        })
        // Where the grid would end in a well, not hold what fluctuates, or not resolve it.
        if (typeof flow === 'string') refused++
        else held++
      }),
      { numRuns: propertyRuns(30), endOnFailure: true }
    )
    expect(held).toBeGreaterThan(refused / 3)
  })

  test('in other dimensions they hold a finer flow on a wider grid', () => {
    const parameters = fc.record({
      dimension: fc.constantFrom(1, 2, 2.5, 3, 4),
      inner: fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { maxLength: 2 }),
      outer: log(1e-3, 1e3),
      scheme: fc.constantFrom('wetterich' as const, 'polchinski' as const),
      start: log(2, 300),
      k: fc.oneof(fc.constant(0), log(0.1, 2)),
      share: log(0.2, 1),
      gridPoints: fc.integer({ min: 8, max: 20 })
    })
    let [held, refused] = [0, 0]
    fc.assert(
      fc.property(parameters, ({ inner, outer, share, start, k, ...given }) => {
        const whole = {
          ...given,
          couplings: inner.length ? [...inner, outer] : [1, outer],
          start: given.dimension === 1 ? Infinity : start,
          scales: [k],
          referenceMass: 1,
          relativeTolerance: 1e-7
        }
        const [, most] = /at most ([^,]+),/.exec(String(flowOrRule({ ...whole, fieldMax: 1e12 })))!
        const fieldMax = 0.99 * share * Number(most)
        const flow = flowOrRule({ ...whole, fieldMax })
        if (typeof flow === 'string') {
          refused++
          return
        }
        const finer = potentialFlow({
          ...whole,
          fieldMax: 1.3 * fieldMax,
          gridPoints: 3 * given.gridPoints
        })
        if (flow.ending.kind !== 'end' || finer.ending.kind !== 'end') return
        held++
        for (const part of [0, 0.03, 0.1, 0.3, 0.6, 1]) {
          const phi = part * fieldMax
          const miss = Math.abs(flow.at(0, phi) - finer.at(0, phi))
          expect(miss).toBeLessThan(flow.errorAt(0, phi) + finer.errorAt(0, phi))
        }
      }),
      { numRuns: propertyRuns(12), endOnFailure: true }
    )
    expect(held).toBeGreaterThan(refused / 3)
  })

  test('in d = 0 the Wetterich flow ends at the effective potential of the ordinary integral, to 8 digits', () => {
    const flow = potentialFlow(zeroDimensional)
    expect(flow.ending).toEqual({ kind: 'end', k: 0 })
    for (const phi of [0, 0.5, 1, 2]) {
      expect(Math.abs(flow.at(1, phi) - exactEffectivePotential(phi))).toBeLessThan(1e-9)
    }
    const variance = integral((x) => x * x * weight(x)) / integral(weight)
    expect(Math.abs(flow.curvatures[1][40] * variance - 1)).toBeLessThan(2e-9)
    expect(flow.errors[1]).toBeLessThan(2e-8)
  })

  test('in d = 0 the Polchinski flow ends at the convolution of exp(-V) with the Gaussian, to 8 digits', () => {
    const flow = potentialFlow({ ...zeroDimensional, scheme: 'polchinski', fieldMax: 7 })
    for (const chi of [0, 0.5, 1, 2]) {
      const sum = integral((x) => Math.exp(-((x - chi) ** 2) / 2 - x ** 4 / 24))
      expect(Math.abs(flow.at(1, chi) + Math.log(sum / gaussian))).toBeLessThan(1e-9)
    }
  })

  test('the exact d = 0 result at k = 1 does not depend on where the modes are frozen: R = k^2 is a mass', () => {
    // Gamma_k + k^2 phi^2/2 is the Legendre transform at mass u2 + k^2, up to the free determinant.
    const flow = potentialFlow(zeroDimensional)
    const heavy = potentialFlow({ ...zeroDimensional, couplings: [2, 1], scales: [0] })
    for (const phi of [0, 1, 2]) {
      const expected = heavy.at(0, phi) - phi ** 2 / 2
      expect(Math.abs(flow.at(0, phi) - expected)).toBeLessThan(1e-9)
    }
  })

  test('the polynomial truncation converges to the grid in d = 3, symmetric phase', () => {
    const start = { dimension: 3, couplings: [0.5, 2], start: 5, scales: [1, 0] }
    const grid = potentialFlow({ ...start, fieldMax: 4 })
    const distance = [4, 6, 8].map((order) => {
      const couplings = [0.5, 2, ...new Array<number>(order - 2).fill(0)]
      return Math.abs(passiveFlow({ ...start, couplings }).couplings[0][1] - grid.curvatures[1][40])
    })
    expect(distance[0]).toBeGreaterThan(1e-7)
    expect(distance[1]).toBeLessThan(1e-8)
    expect(distance[2]).toBeLessThan(1e-8)
  })

  test("in the broken phase the potential becomes convex: -k^2 < U'' at its flat bottom", () => {
    const flow = potentialFlow({
      dimension: 3,
      couplings: [-0.5, 2],
      start: 5,
      scales: [1, 0.5, 0.3],
      fieldMax: 6,
      referenceMass: 1,
      // Flatness asks for no more, and the deeper the flow the stiffer.
      gridPoints: 32,
      relativeTolerance: 1e-6
    })
    expect(flow.scales.length).toBe(3)
    flow.scales.forEach((k, i) => {
      const bottom = flow.curvatures[i][32]
      expect(bottom).toBeLessThan(0)
      expect(bottom).toBeGreaterThan(-k * k)
    })
    expect(flow.curvatures[2][32]).toBeLessThan(-0.9 * 0.3 ** 2)
  })

  test('bad input is refused by name', () => {
    const good = { dimension: 3, couplings: [1, 1], start: 5, scales: [1], fieldMax: 4 }
    expect(() => potentialFlow({ ...good, start: undefined })).toThrow(
      'start must be given for dimension > 1'
    )
    expect(() => potentialFlow({ ...good, start: Infinity })).toThrow(
      'start must be a finite number > 0 for dimension > 1'
    )
    expect(() => potentialFlow({ ...good, couplings: [1, -1] })).toThrow(
      'couplings must be > 0 at the highest order'
    )
    expect(() => potentialFlow({ ...good, couplings: [-1, 1] })).toThrow(
      'referenceMass must be a finite number > 0'
    )
    expect(() => potentialFlow({ ...good, scales: [1, 2] })).toThrow('scales[1] must be decreasing')
    expect(() => potentialFlow({ ...good, fieldMax: 0 })).toThrow(
      'fieldMax must be a finite number > 0'
    )
    expect(() => potentialFlow({ ...good, gridPoints: 4.5 })).toThrow(
      'gridPoints must be an integer'
    )
  })
})
