import { describe, expect, test } from 'vitest'
import { fixedPoint } from '../../../lib/src/flow/fixedPoint.js'
import { microscopicTheory } from '../../../lib/src/flow/microscopicTheory.js'

/** Couplings u4, u6, u8 at k, in units of k: d = 3. */
const theory = (scale: number, [u4, u6, u8]: readonly number[]) =>
  microscopicTheory({
    dimension: 3,
    scale,
    couplings: [u4 * scale, u6, u8 / scale],
    massSquared: 1,
    scales: [scale / 2, 0]
  })
const infrared = (scale: number, couplings: readonly number[]) =>
  theory(scale, couplings).flow.couplings.map((u) => u[1])

describe('microscopicTheory', () => {
  test('tunes the mass: the flow ends with the one that is wanted', () => {
    const { couplings, flow } = theory(10, [15, 500, 4000])
    expect(flow.couplings[0][1]).toBeCloseTo(1, 5)
    expect(couplings[0]).toBeLessThan(0)
    expect(couplings.slice(1)).toEqual([150, 500, 400])
    expect(flow.ending.kind).toBe('end')
  })

  test('a weak coupling needs next to no tuning', () => {
    const { couplings } = theory(10, [1e-6, 0, 0])
    expect(couplings[0]).toBeCloseTo(1, 5)
  })

  test('microscopic theories that differ widely have one infrared, the more so the further it is: k^-omega', () => {
    const spread = (scale: number) => {
      const ends = [
        [10, 0, 0],
        [60, 0, 0],
        [15, 1500, 40000]
      ].map((u) => infrared(scale, u)[1])
      return (Math.max(...ends) - Math.min(...ends)) / Math.abs(ends[0])
    }
    const [near, far] = [spread(10), spread(100)]
    expect(far).toBeLessThan(0.05)
    const { omega } = fixedPoint({ dimension: 3 })
    expect(Math.abs(Math.log10(near / far) - omega)).toBeLessThan(0.35)
  })

  test('bad input is refused by name', () => {
    const good = { dimension: 3, scale: 10, couplings: [1], massSquared: 1, scales: [0] }
    expect(() => microscopicTheory({ ...good, scale: 0 })).toThrow(
      'scale must be a finite number > 0'
    )
    expect(() => microscopicTheory({ ...good, massSquared: -1 })).toThrow('massSquared must be')
    expect(() => microscopicTheory({ ...good, couplings: [NaN] })).toThrow(
      'must be a finite number'
    )
    expect(() => microscopicTheory({ ...good, scales: [0, 5] })).toThrow(
      'scales[1] must be ordered'
    )
    expect(() => microscopicTheory({ ...good, regulator: 'none' as 'litim' })).toThrow('regulator')
  })
})
