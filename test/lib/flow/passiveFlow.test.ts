import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalDimension } from '../../../lib/src/flow/canonicalDimension.js'
import { passiveFlow } from '../../../lib/src/flow/passiveFlow.js'
import { schemeEquation } from '../../../lib/src/flow/schemeEquation.js'
import { thresholdFunction } from '../../../lib/src/flow/thresholdFunction.js'
import { integrateOde } from '../../../lib/src/numerics/integrateOde.js'
import { largestShare, propertyRuns } from '../../propertyRuns.js'
import { logarithmic } from '../parameterSets.js'

const share = largestShare('passiveFlow')

// The sextic equations of arXiv:2108.01403 typed out, integrated from k = 0 with SciPy 1.16's DOP853,
// rtol 1e-12, atol 1e-18 (its Radau agrees to 1e-11), from u2 = 2/d, u4 = -1.28, u6 = 50.
const scales = [1e-10, 0.1, 1, 10, 100]
const reference = [
  {
    dimension: 1,
    couplings: [
      [2.0, 2.0000337655263283, 2.0257261460819334, 2.3994828047424113, 2.5116265458423515],
      [-1.28, -1.2811887056919733, -1.8829889265891266, -3.797684176628213, -4.174915434429535],
      [50.0, 49.975996191322395, 37.75520921449291, 13.84832329728805, 13.687837787074093]
    ]
  },
  {
    dimension: 2,
    couplings: [
      [1.0, 1.0000025129752157, 1.0109044749651495, 1.4116894036787677, 2.4285825119244553],
      [-1.28, -1.2800789840266829, -1.5661579644126673, -4.1306366468543505, -7.048124535314637],
      [50.0, 49.996621267235255, 41.299104456145834, 17.00558717399241, 16.115243761806074]
    ]
  },
  {
    dimension: 3,
    couplings: [
      [2 / 3, 0.6666667618866532, 0.6692178600825885, 1.1430606849286957, 30.996202164553104],
      [-1.28, -1.280002634180487, -1.3577900780888468, -5.3354258613363745, -32.626171253935404],
      [50.0, 49.999818947896514, 47.29144010962857, 26.290123673474483, 16.49379388490172]
    ]
  },
  {
    dimension: 4,
    couplings: [
      [0.5, 0.5000000026227446, 0.5004782157138948, 1.1179871914447426, 461.4242645154406],
      [-1.28, -1.2800000627591959, -1.295158632494096, -6.6055889729677135, -36.65448515302031],
      [50.0, 49.99999374943238, 49.42302133393722, 31.675679003107547, 1.0202929643424445]
    ]
  }
]

describe('passiveFlow', () => {
  test.each(reference)(
    'sextic flow in d = $dimension agrees with the reference integrator to 9 digits and better',
    ({ dimension, couplings }) => {
      const start = [2 / dimension, -1.28, 50]
      const flow = passiveFlow({ dimension, couplings: start, scales })
      expect(flow.ending).toEqual({ kind: 'end', k: 100 })
      couplings.forEach((row, j) =>
        row.forEach((value, i) => {
          expect(Math.abs(flow.couplings[j][i] / value - 1)).toBeLessThan(2e-11)
          expect(flow.errors[j][i]).toBeLessThan(1e-9 * Math.abs(value))
        })
      )
    }
  )

  test('the error estimate covers the true error', () => {
    for (const { dimension, couplings } of reference) {
      const flow = passiveFlow({
        dimension,
        couplings: [2 / dimension, -1.28, 50],
        scales,
        relativeTolerance: 1e-8
      })
      couplings.forEach((row, j) =>
        row.forEach((value, i) => {
          const allowed = flow.errors[j][i] + 1e-11 * Math.abs(value)
          expect(Math.abs(flow.couplings[j][i] - value)).toBeLessThan(allowed)
        })
      )
    }
  })

  test('infrared to ultraviolet and back returns to the start', () => {
    const start = [0.5, -0.3, 4, 1, 2]
    const up = passiveFlow({ dimension: 2, couplings: start, scales: [3] })
    const back = passiveFlow({
      dimension: 2,
      couplings: up.couplings.map((row) => row[0]),
      start: 3,
      scales: [1, 0]
    })
    start.forEach((value, j) => expect(Math.abs(back.couplings[j][1] - value)).toBeLessThan(1e-8))
  })

  // The errors of the way up are all that is left of the start once different starts have come close to each other.
  test.each([1, 2, 3])(
    'and from k = 100 in d = %i, within errors carried from the way up',
    (dimension) => {
      for (const start of [
        [2 / dimension, -1.28, 50],
        [2 / dimension, 0.5, 3, 1]
      ]) {
        const up = passiveFlow({ dimension, couplings: start, scales: [100] })
        const back = passiveFlow({
          dimension,
          couplings: up.couplings.map((row) => row[0]),
          couplingErrors: up.errors.map((row) => row[0]),
          start: 100,
          scales: [1, 0]
        })
        expect(up.ending.kind).toBe('end')
        start.forEach((value, j) => {
          const [row, errors] = [back.couplings[j], back.errors[j]]
          if (row.length < 2) expect(errors.every((error) => error >= 0)).toBe(true)
          else expect(Math.abs(row[1] - value)).toBeLessThanOrEqual(errors[1])
          if (dimension < 3) expect(errors[1]).toBeLessThan(1e-3 * Math.abs(value))
        })
      }
    }
  )

  test('errors of the couplings grow and shrink with the distance of neighbouring flows', () => {
    const given = { dimension: 3, couplings: [1, 2, 3], scales: [0.1, 1, 3] }
    const couplingErrors = [1e-6, 2e-6, 3e-6]
    const { couplings, errors } = passiveFlow({ ...given, couplingErrors })
    const corners = [0, 1, 2, 3, 4, 5, 6, 7].map((bits) =>
      given.couplings.map((u, j) => u + (bits & (1 << j) ? 1 : -1) * couplingErrors[j])
    )
    for (const corner of corners) {
      const neighbour = passiveFlow({ ...given, couplings: corner })
      neighbour.couplings.forEach((row, j) =>
        row.forEach((value, i) =>
          expect(Math.abs(value - couplings[j][i])).toBeLessThan(1.001 * errors[j][i])
        )
      )
    }
    expect(errors[0][0]).toBeLessThan(2e-6)
    expect(errors[0][0]).toBeGreaterThan(1e-6)
    // A start within the errors may end where the flow itself goes on.
    const edge = { dimension: 1, couplings: [0.01, 5], scales: [0.003, 0.0059] }
    expect(passiveFlow({ ...edge, couplingErrors: [0, 1] }).errors[0][1]).toBe(Infinity)
  })

  test('a free theory does not flow, in any dimension up to 1000', () => {
    for (const dimension of [0, 1, 2.5, 10, 1000]) {
      const flow = passiveFlow({ dimension, couplings: [0.7, 0, 0], scales: [1, 50] })
      expect(Array.from(flow.couplings[0])).toEqual([0.7, 0.7])
      expect(Array.from(flow.couplings[2])).toEqual([0, 0])
      expect(flow.sigmaW[0]).toBeCloseTo(Math.sqrt(0.35 * dimension), 12)
    }
  })

  test('in d = 1000 the couplings stand still up to k^2 = 2 pi d/e, where the loop opens', () => {
    // V_d k^d rises like (k/48)^1000 there (Stirling): nothing below, everything above.
    const start = { dimension: 1000, couplings: [0.002, -1.28, 50] }
    const still = passiveFlow({ ...start, scales: [40] })
    expect(still.couplings[0][0]).toBe(0.002)
    const open = passiveFlow({ ...start, scales: [60] })
    expect(open.couplings[0][0]).toBeGreaterThan(1)
  })

  test('a flow into the pole of the loop ends there and says so', () => {
    // Repulsive u4 lowers the mass towards the ultraviolet until k^2 + u2 = 0.
    const flow = passiveFlow({ dimension: 1, couplings: [0.01, 5], scales: [0.001, 0.003, 100] })
    expect(flow.ending.kind).toBe('blow-up')
    // The same reference integrator stops at the same scale.
    expect(Math.abs(flow.ending.k / 0.0059517709639306 - 1)).toBeLessThan(1e-10)
    expect(Array.from(flow.scales)).toEqual([0.001, 0.003])
    const again = passiveFlow({
      dimension: 1,
      couplings: [0.01, 5],
      scales: [100],
      relativeTolerance: 1e-10
    })
    expect(Math.abs(again.ending.k / flow.ending.k - 1)).toBeLessThan(1e-7)
  })

  // The first step was a share of the whole distance: from far enough it jumped over all that happens near the mass,
  // and gave the start back with errors of 1e-14.
  test.each([
    { dimension: 1, regulator: 'litim' },
    { dimension: 1, regulator: 'exponential' },
    { dimension: 1, regulator: 'sharp' },
    { dimension: 1, scheme: 'polchinski' },
    { dimension: 0 },
    { dimension: 2 }
  ] as const)('no distance is so far that a flow is jumped over: %o', (given) => {
    const start = { ...given, couplings: [2, 1, 50] }
    const near = passiveFlow({ ...start, scales: [1, 100, 1e10] })
    const far = passiveFlow({ ...start, scales: [1e10, 1e20, 1e140] })
    expect(far.ending).toEqual({ kind: 'end', k: 1e140 })
    near.couplings.forEach((row, j) => {
      expect(Math.abs(far.couplings[j][0] - row[2])).toBeLessThan(far.errors[j][0])
      expect(far.errors[j][0]).toBeLessThan(1e-7 * Math.abs(row[2]))
      // Below two dimensions the loop closes like k^(d-2).
      if (given.dimension < 2) expect(Math.abs(far.couplings[j][1] / row[2] - 1)).toBeLessThan(1e-8)
    })
  })

  test('from k = 0 to 1e20 and 1e300 in d = 1, and the closed form of the quartic truncation in d = 0', () => {
    for (const k of [1e10, 1e20, 1e300]) {
      const { couplings } = passiveFlow({ dimension: 1, couplings: [2, 1, 50], scales: [k] })
      ;[2.4744868518, -5.3897206241, 27.4490186905].forEach((value, j) =>
        expect(Math.abs(couplings[j][0] / value - 1)).toBeLessThan(5e-10)
      )
    }
    // With x = u4/(k^2 + u2)^2: d ln u4 = 3 dx/(4x - 2), so u4 grows by (1 - 2 x)^(-3/4) from x = 1/4 to 0.
    const zero = passiveFlow({ dimension: 0, couplings: [2, 1], scales: [1e300] })
    expect(zero.ending).toEqual({ kind: 'end', k: 1e300 })
    expect(Math.abs(zero.couplings[1][0] - 2 ** 0.75)).toBeLessThan(1e-9)
  })

  test.each([
    [{ couplings: [2, 1e10, 50] }, 8.047790783523856e-4],
    [{ couplings: [2, 1e50, 50] }, 3.735452860617e-17],
    [{ couplings: [1e-50, 1, 50] }, 8.669218143864e-51],
    [{ couplings: [2, 1e10, 50], dimension: 3 }, undefined]
  ])('a huge coupling blows up where it does, not at the start: %o', (given, expected) => {
    const flow = passiveFlow({ dimension: 1, scales: [1], ...given })
    expect(['blow-up', 'too many steps']).toContain(flow.ending.kind)
    expect(flow.ending.k).toBeGreaterThan(0)
    if (expected) expect(Math.abs(flow.ending.k / expected - 1)).toBeLessThan(1e-8)
    const before = passiveFlow({ dimension: 1, ...given, scales: [flow.ending.k / 2] })
    expect(before.ending.kind).toBe('end')
    expect(before.couplings[0][0]).not.toBe(given.couplings[0])
  })

  test.each([
    [{ couplings: [2, 1e300, 50] }, 'couplings[1] must be of a size'],
    [{ couplings: [2, -1e200, 1] }, 'couplings[1] must be of a size'],
    [{ couplings: [1e-300, 1] }, 'couplings[1] must be of a size'],
    [
      { couplings: [2, 1], dimension: 3, scales: [1, 1e300] },
      'scales[1] must be a scale whose powers'
    ],
    [
      { couplings: [2, 1], dimension: 1000, scales: [1e4] },
      'scales[0] must be a scale whose powers'
    ]
  ])('what leaves the range of numbers is refused by name: %o', (given, message) => {
    expect(() => passiveFlow({ dimension: 1, scales: [1], ...given })).toThrow(message)
  })

  test('stated errors hold all over the domain, against an implicit method on another clock', () => {
    const parameters = fc.record({
      dimension: fc.oneof(
        fc.double({ min: 0.01, max: 4, noNaN: true }),
        fc.constantFrom(0, 1, 2, 3, 6, 12)
      ),
      mass: fc.oneof(logarithmic(1e-3, 1e3), logarithmic(1e-12, 1e12)),
      // In units of the mass to their dimension.
      couplings: fc.array(
        fc.oneof(
          fc.double({ min: -5, max: 20, noNaN: true }),
          fc.constant(0),
          logarithmic(1e-9, 1e2)
        ),
        { maxLength: 4 }
      ),
      distance: fc.oneof(logarithmic(1e-3, 1e3), logarithmic(1e-3, 1e12)),
      regulator: fc.constantFrom('litim' as const, 'exponential', 'mass', 'sharp'),
      scheme: fc.constantFrom('wetterich' as const, 'wetterich', 'polchinski'),
      tolerance: fc.constantFrom(1e-13, 1e-10, 1e-7, 1e-4, 1e-2)
    })
    const runs = propertyRuns(12)
    let finished = 0
    fc.assert(
      fc.property(parameters, ({ dimension, mass, couplings, distance, tolerance, ...kind }) => {
        const units = [1, ...couplings].map(
          (_, j) => mass ** canonicalDimension(2 * j + 2, dimension)
        )
        const start = [1, ...couplings].map((u, j) => u * units[j])
        fc.pre(start.every(Number.isFinite))
        const end = distance * mass
        let flow
        try {
          flow = passiveFlow({
            ...kind,
            dimension,
            couplings: start,
            scales: [end],
            relativeTolerance: tolerance
          })
        } catch (error) {
          expect(String(error)).toMatch(
            /passiveFlow: (regulator must|couplings\[\d\] must be of a size|scales\[0\] must be a scale whose|dimension must)/
          )
          return
        }
        if (flow.ending.kind !== 'end') return
        const equation = schemeEquation(kind.scheme, thresholdFunction(kind.regulator, dimension), {
          mass: start[0],
          components: 1
        })
        // k = mass sinh(s), in units of the mass.
        const { outputs, ending } = integrateOde(
          (s, y) =>
            equation
              .flow(
                mass * Math.sinh(s),
                y.map((u, j) => u * units[j])
              )
              .map((rate, j) => (rate * mass * Math.cosh(s)) / units[j]),
          0,
          start.map((u, j) => u / units[j]),
          Math.asinh(distance),
          {
            method: 'stiff',
            outputs: [Math.asinh(distance)],
            relativeTolerance: 1e-13,
            absoluteTolerance: start.map((u, j) => 1e-25 * Math.max(1, Math.abs(u / units[j]))),
            maxSteps: 20_000
          }
        )
        if (ending.kind !== 'end') return
        finished++
        const { errors } = flow
        flow.couplings.forEach(([value], j) => {
          const truth = outputs.y[0][j] * units[j]
          const text = `u_${2 * j + 2} = ${value} ± ${errors[j][0]}, ${truth}`
          const doubt = 3e-12 * Math.abs(truth) + 1e-22 * units[j]
          const miss = Math.max(0, Math.abs(value - truth) - doubt)
          expect(miss, text).toBeLessThanOrEqual(errors[j][0])
          share(miss, errors[j][0])
        })
      }),
      { numRuns: runs, endOnFailure: true }
    )
    expect(finished).toBeGreaterThan(0.3 * runs)
  })

  test('bad input is refused by name', () => {
    const good = { dimension: 1, couplings: [2, -1], scales: [1] }
    expect(() => passiveFlow({ ...good, dimension: -1 })).toThrow(
      'dimension must be a finite number >= 0'
    )
    expect(() => passiveFlow({ ...good, couplings: [] })).toThrow('couplings must be a list')
    expect(() => passiveFlow({ ...good, couplings: [-1] })).toThrow(
      'couplings[0] must be a mass squared u2 > 0'
    )
    expect(() => passiveFlow({ ...good, couplings: [1, NaN] })).toThrow(
      'couplings[1] must be a finite number'
    )
    expect(() => passiveFlow({ ...good, couplingErrors: [1] })).toThrow(
      'couplingErrors must be a list of 2, one for each coupling, got [1]'
    )
    expect(() => passiveFlow({ ...good, couplingErrors: [1, -1] })).toThrow(
      'couplingErrors[1] must be a finite number >= 0'
    )
    expect(() => passiveFlow({ ...good, scales: [2, 1] })).toThrow(
      'scales[1] must be ordered away from start = 0'
    )
    expect(() => passiveFlow({ ...good, scales: [] })).toThrow('scales must be a list')
    expect(() => passiveFlow({ ...good, regulator: 'optimal' as 'litim' })).toThrow(
      'regulator must be one of'
    )
  })
})
