import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { effectiveCouplings, wilsonianCouplings } from '../../../lib/src/flow/effectiveCouplings.js'

describe('effectiveCouplings', () => {
  test('amputates legs and takes the trees away: closed forms of the first four couplings', () => {
    const [mass, propagator] = [1.5, 0.3]
    const [u2, u4, u6, u8] = [1.9, 0.7, 2.1, -3]
    const leg = 1 / (1 - propagator * (u2 - mass))
    const line = propagator * leg
    const effective = effectiveCouplings([u2, u4, u6, u8], { mass, propagator })
    expect(effective[0]).toBeCloseTo(mass + (u2 - mass) * leg, 14)
    expect(effective[1]).toBeCloseTo(u4 * leg ** 4, 14)
    expect(effective[2]).toBeCloseTo((u6 + 10 * line * u4 ** 2) * leg ** 6, 13)
    const trees = 56 * line * u4 * u6 + 280 * line ** 2 * u4 ** 3
    expect(effective[3]).toBeCloseTo((u8 + trees) * leg ** 8, 12)
  })

  test('wilsonianCouplings attaches them again', () => {
    const gaussian = { mass: 2, propagator: 0.5 }
    const wilsonian = wilsonianCouplings([2, -1.28, 50], gaussian)
    expect(Array.from(wilsonian)).toEqual([2, -1.28, 50 - (10 * 1.28 ** 2) / 2])
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 8 }),
        fc.double({ min: 0, max: 0.9, noNaN: true }),
        (couplings, propagator) => {
          const part = { mass: 0.5, propagator: propagator / 2 }
          const back = wilsonianCouplings(effectiveCouplings(couplings, part), part)
          couplings.forEach((u, j) => expect(Math.abs(back[j] - u)).toBeLessThan(1e-6))
        }
      )
    )
  })

  test('bad input is refused by name', () => {
    expect(() => effectiveCouplings([3, 1], { mass: 1, propagator: 0.5 })).toThrow(
      'effectiveCouplings: couplings[0] must be such that 1 - P (u2 - m^2) > 0, P the propagator and m^2 the mass'
    )
    expect(() => wilsonianCouplings([-2, 1], { mass: 1, propagator: 0.5 })).toThrow(
      'wilsonianCouplings: couplings[0] must be such that 1 + P (u2 - m^2) > 0, P the propagator and m^2 the mass'
    )
    expect(() => effectiveCouplings([1], { mass: 1, propagator: -1 })).toThrow(
      'propagator must be a finite number >= 0'
    )
  })
})
