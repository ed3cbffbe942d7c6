import { describe, expect, test } from 'vitest'
import { passiveFlow } from '../../../lib/src/flow/passiveFlow.js'
import { schemeExponents } from '../../../lib/src/flow/schemeExponents.js'
import { schemeFlows, type SchemeFlow } from '../../../lib/src/flow/schemeFlows.js'
import { zeroDimensionalPotential } from '../../../lib/src/flow/zeroDimensionalPotential.js'
import { wilsonianCouplings } from '../../../lib/src/flow/effectiveCouplings.js'

function largestDifference(a: Pick<SchemeFlow, 'potentials'>, b: Pick<SchemeFlow, 'potentials'>) {
  expect(a.potentials.length).toBe(b.potentials.length)
  return Math.max(
    ...a.potentials.flatMap((row, i) => Array.from(row, (u, j) => Math.abs(u - b.potentials[i][j])))
  )
}

describe('schemeFlows', () => {
  test('in d = 0 shells, Polchinski and Wetterich reproduce the ordinary integral at every k, to 8 digits', () => {
    const flows = schemeFlows({
      dimension: 0,
      couplings: [1, 1],
      scales: [2, 0.7, 0],
      fields: [0, 0.5, -1, 1.5]
    })
    const integral = flows.integral as NonNullable<typeof flows.integral>
    expect(Math.max(...integral.errors)).toBeLessThan(1e-12)
    for (const scheme of ['wilson', 'polchinski', 'wetterich'] as const) {
      expect(flows[scheme].ending.kind).toBe('end')
      expect(largestDifference(flows[scheme], integral)).toBeLessThan(1e-9)
    }
    // -ln of the ordinary integral at phi = 0: arbitrary precision, see the next test.
    expect(integral.potentials[2][0]).toBeCloseTo(0.0845574021704177, 13)
  })

  test('the ordinary integral itself: K_1/4 closed form, and a sextic double well from arbitrary precision', () => {
    // int exp(-x^2/2 - x^4/24) dx = sqrt(3) e^(3/4) K_(1/4)(3/4); mpmath 1.3, 50 digits:
    // -log(sqrt(3) exp(3/4) besselk(1/4, 3/4) / sqrt(2 pi)).
    const quartic = zeroDimensionalPotential({ couplings: [1, 1] }, 0)
    expect(Math.abs(quartic.value - 0.0845574021704177)).toBeLessThan(1e-14)
    // mpmath quad of exp(x^2/2 - x^4/24 - x^6/720 + j x), findroot on <x> = 0.8, mass 1.
    const well = zeroDimensionalPotential({ couplings: [-1, 1, 1], referenceMass: 1 }, 0.8)
    expect(Math.abs(well.value - -1.5995126134194078)).toBeLessThan(1e-13)
    expect(well.error).toBeLessThan(1e-12)
  })

  test('a double well in d = 0: the effective potential becomes convex in all schemes alike', () => {
    const flows = schemeFlows({
      dimension: 0,
      couplings: [-0.5, 2],
      scales: [1, 0],
      fields: [0, 0.4, 0.8],
      referenceMass: 0.5,
      fieldMax: 10,
      gridPoints: 60
    })
    const integral = flows.integral as NonNullable<typeof flows.integral>
    for (const scheme of ['wilson', 'polchinski', 'wetterich'] as const) {
      const difference = largestDifference(flows[scheme], integral)
      expect(difference).toBeLessThan(1e-6)
      expect(difference).toBeLessThan(Math.max(...flows[scheme].errors))
    }
  })

  test.each([1e-13, 1e-6, 1e-3, 0.1])(
    "Wilson's slices see what lies beyond the grid, a slice of %d as one slice less",
    (thickness) => {
      // Half of a thin slice's Gaussian was cut off at the end of the grid, and the polynomial carried that inwards: 1e-3 of U.
      const variances = [0.4, 0.4 + thickness, 0.5]
      const flows = schemeFlows({
        dimension: 0,
        couplings: [0, 0, 1000],
        referenceMass: 1,
        scales: variances.map((variance) => Math.sqrt(1 / variance - 1)),
        fields: [0.05, 0.3, 0.6, 0.9]
      })
      const integral = flows.integral as NonNullable<typeof flows.integral>
      expect(largestDifference(flows.wilson, integral)).toBeLessThan(1e-10)
      expect(Math.max(...flows.wilson.errors)).toBeLessThan(1e-7)
    }
  )

  test('in d = 1 Polchinski and Wetterich agree within their errors, the hard cutoff differs', () => {
    const flows = schemeFlows({
      dimension: 1,
      couplings: [1, 1],
      scales: [2, 1],
      fields: [0, 0.5, 1]
    })
    const bound = Math.max(...flows.polchinski.errors) + Math.max(...flows.wetterich.errors)
    expect(bound).toBeLessThan(3e-6)
    expect(largestDifference(flows.polchinski, flows.wetterich)).toBeLessThan(bound)
    expect(largestDifference(flows.wilson, flows.wetterich)).toBeGreaterThan(1e-3)
    expect(flows.integral).toBeUndefined()
  })

  test('polynomial Polchinski flows converge to the Wetterich flow as the order grows', () => {
    for (const dimension of [0, 1, 2, 3]) {
      const couplings = [1, 0.2, ...new Array<number>(10).fill(0)]
      const start = { dimension, start: 4, scales: [1] }
      const wetterich = passiveFlow({ ...start, couplings })
      const distance = [3, 6, 12].map((order) => {
        // The Wilsonian action at k = 4 is the effective one with its trees, whose lines are 1/(k^2 + m^2).
        const wilsonian = wilsonianCouplings(couplings.slice(0, order), {
          mass: 1,
          propagator: 1 / 17
        })
        const flow = passiveFlow({
          ...start,
          couplings: Array.from(wilsonian),
          scheme: 'polchinski'
        })
        return Math.abs(flow.effective[1][0] / wetterich.couplings[1][0] - 1)
      })
      expect(distance[1]).toBeLessThan(distance[0] / 50)
      expect(distance[2]).toBeLessThan(2e-8)
    }
  })

  test('at first order in u4 the two polynomial flows are the same in every dimension', () => {
    const scales = [0.3, 3]
    for (const dimension of [1, 2.5, 4, 1000]) {
      const shared = { dimension, couplings: [1, 1e-7], scales }
      const wetterich = passiveFlow(shared)
      const polchinski = passiveFlow({ ...shared, scheme: 'polchinski' })
      scales.forEach((_, i) => {
        const drift = wetterich.couplings[0][i] - 1
        expect(Math.abs(polchinski.couplings[0][i] - 1 - drift)).toBeLessThan(
          1e-5 * Math.abs(drift) + 1e-13
        )
      })
    }
  })

  test('in d = 3 Polchinski and Wetterich have the same exponents, to 10 digits by two methods', () => {
    const { wilson, polchinski, wetterich } = schemeExponents(3)
    expect(Math.abs(polchinski.nu - 0.64956177388)).toBeLessThan(1e-11)
    expect(Math.abs(polchinski.omega - 0.655745939193)).toBeLessThan(1e-11)
    expect(Math.abs(polchinski.nu - wetterich.nu)).toBeLessThan(
      polchinski.nuError + wetterich.nuError
    )
    expect(polchinski.kappa).toBeCloseTo(wetterich.kappa, 10)
    expect(wilson.nu).toBeGreaterThan(wetterich.nu + 0.03)
  })

  test('bad input is refused by name', () => {
    const good = { dimension: 0, couplings: [1, 1], scales: [0], fields: [0] }
    expect(() => schemeFlows({ ...good, fields: [NaN] })).toThrow(
      'schemeFlows: fields[0] must be a finite number'
    )
    expect(() => schemeFlows({ ...good, fields: [5], fieldMax: 4 })).toThrow(
      'schemeFlows: fieldMax must be > the largest field, 5'
    )
    expect(() => schemeFlows({ ...good, fields: [3], fieldMax: 4 })).toThrow(
      'schemeFlows: fields must be at most'
    )
    expect(() =>
      passiveFlow({
        dimension: 1,
        couplings: [1, 1],
        scales: [1],
        scheme: 'polchinski',
        regulator: 'sharp'
      })
    ).toThrow('passiveFlow: regulator must be one that leaves the zero mode a propagator')
    const polchinski = { dimension: 1, scales: [1], scheme: 'polchinski' } as const
    expect(() => passiveFlow({ ...polchinski, couplings: [1], referenceMass: -1 })).toThrow(
      'passiveFlow: referenceMass must be a finite number > 0'
    )
    expect(() => passiveFlow({ ...polchinski, couplings: [-1] })).toThrow(
      'passiveFlow: couplings[0] must be a finite number > 0'
    )
    expect(() => passiveFlow({ ...polchinski, couplings: [100], referenceMass: 1 })).toThrow(
      'passiveFlow: couplings[0] must be such that 1 - P (u2 - m^2) > 0'
    )
    expect(() =>
      passiveFlow({ dimension: 1, couplings: [1], scales: [1], scheme: 'wilson' as 'wetterich' })
    ).toThrow("passiveFlow: scheme must be 'wetterich' or 'polchinski'")
    expect(() => zeroDimensionalPotential({ couplings: [1, -1] }, 0)).toThrow(
      'couplings must be > 0 at the highest order'
    )
  })
})
