import { describe, expect, test } from 'vitest'
import { integrateOde } from '../../../lib/src/numerics/integrateOde.js'

/** The two-body problem of eccentricity 0.5; exact through Kepler's equation: period 2 pi. */
const kepler = (_: number, [x, y, vx, vy]: Float64Array) => {
  const r3 = Math.hypot(x, y) ** 3
  return Float64Array.of(vx, vy, -x / r3, -y / r3)
}
const keplerStart = [0.5, 0, 0, Math.sqrt(3)]

/** Prothero and Robinson's problem: y = sin t exactly, however stiff. */
const stiff = (t: number, [y]: Float64Array) =>
  Float64Array.of(-1e6 * (y - Math.sin(t)) + Math.cos(t))

describe('integrateOde', () => {
  test('an orbit closes after its period', () => {
    const { y } = integrateOde(kepler, 0, keplerStart, 2 * Math.PI, { relativeTolerance: 1e-12 })
    const last = y[y.length - 1]
    keplerStart.forEach((value, i) => expect(Math.abs(last[i] - value)).toBeLessThan(3e-10))
  })

  test.each([
    { method: 'explicit' as const, controlOrder: 5 },
    { method: 'stiff' as const, controlOrder: 4 }
  ])('$method: the global error follows the tolerance', ({ method }) => {
    const error = (relativeTolerance: number) => {
      const run = integrateOde(kepler, 0, keplerStart, 3, { method, relativeTolerance })
      const reference = integrateOde(kepler, 0, keplerStart, 3, { relativeTolerance: 1e-14 })
      return Math.abs(run.at(3)[0] - reference.at(3)[0])
    }
    const [loose, tight] = [error(1e-5), error(1e-9)]
    expect(tight).toBeLessThan(loose / 1000)
    expect(tight).toBeLessThan(1e-7)
  })

  test.each(['explicit', 'stiff'] as const)(
    '%s: dense output is as good as the steps',
    (method) => {
      const run = integrateOde((_, [y]) => Float64Array.of(-y), 0, [1], 2, {
        method,
        relativeTolerance: 1e-9
      })
      for (let t = 0; t <= 2; t += 0.0371) {
        expect(Math.abs(run.at(t)[0] / Math.exp(-t) - 1)).toBeLessThan(1e-7)
      }
    }
  )

  test('a stiff problem takes few steps with the implicit method and many with the explicit one', () => {
    const implicit = integrateOde(stiff, 0, [0], 1, {
      method: 'stiff',
      relativeTolerance: 1e-8,
      absoluteTolerance: 1e-10
    })
    expect(implicit.t.length).toBeLessThan(100)
    expect(Math.abs(implicit.at(1)[0] - Math.sin(1))).toBeLessThan(1e-8)
    const explicit = integrateOde(stiff, 0, [0], 1, {
      relativeTolerance: 1e-8,
      absoluteTolerance: 1e-10,
      maxSteps: 1000
    })
    expect(explicit.ending.kind).toBe('too many steps')
  })

  test('a stiff transient is damped at once, as an L-stable method must', () => {
    const run = integrateOde(stiff, 0, [1], 1, {
      method: 'stiff',
      relativeTolerance: 1e-6,
      absoluteTolerance: 1e-8
    })
    expect(Math.abs(run.at(1e-3)[0] - Math.sin(1e-3))).toBeLessThan(1e-6)
    expect(run.t.length).toBeLessThan(200)
  })

  test.each(['explicit', 'stiff'] as const)(
    '%s: a blow-up is located and what lies before is kept',
    (method) => {
      // y' = y^2 from y(0) = 2 is y = 2/(1 - 2t): infinite at t = 1/2.
      const run = integrateOde((_, [y]) => Float64Array.of(y * y), 0, [2], 1, {
        method,
        outputs: [0.25, 0.4, 0.6],
        relativeTolerance: 1e-9
      })
      expect(run.ending.kind).toBe('blow-up')
      expect(Math.abs(run.ending.t - 0.5)).toBeLessThan(1e-8)
      expect(Array.from(run.outputs.t)).toEqual([0.25, 0.4])
      expect(run.outputs.y[1][0]).toBeCloseTo(10, 6)
    }
  )

  test('events are located to full precision; a terminal one ends the run', () => {
    const oscillator = (_: number, [x, v]: Float64Array) => Float64Array.of(v, -x)
    const run = integrateOde(oscillator, 0, [1, 0], 10, {
      relativeTolerance: 1e-12,
      events: [
        { name: 'zero', value: (_, [x]) => x, terminal: false },
        { name: 'turn', value: (_, [, v]) => v }
      ]
    })
    expect(run.ending).toMatchObject({ kind: 'event', name: 'turn' })
    expect(run.events.map((e) => e.name)).toEqual(['zero', 'turn'])
    expect(Math.abs(run.events[0].t - Math.PI / 2)).toBeLessThan(1e-9)
    expect(Math.abs(run.ending.t - Math.PI)).toBeLessThan(1e-9)
    expect(run.t[run.t.length - 1]).toBe(run.ending.t)
  })

  test('of two events in one step the earlier one ends the run, in either direction', () => {
    const straight = () => Float64Array.of(1)
    const crossing = (name: string, at: number) => ({ name, value: (t: number) => t - at })
    const events = [crossing('late', 9.7), crossing('early', 9.2)]
    const up = integrateOde(straight, 0, [0], 10, { events })
    expect(up.t.length).toBeLessThan(30)
    expect(up.ending).toMatchObject({ kind: 'event', name: 'early' })
    const down = integrateOde(straight, 10, [0], 0, { events: [...events].reverse() })
    expect(down.ending).toMatchObject({ kind: 'event', name: 'late' })
  })

  test('integration runs backwards too, and outputs are hit exactly', () => {
    const run = integrateOde((_, [y]) => Float64Array.of(y), 1, [Math.E], 0, { outputs: [0.5, 0] })
    expect(Array.from(run.outputs.t)).toEqual([0.5, 0])
    expect(run.outputs.y[0][0]).toBeCloseTo(Math.exp(0.5), 8)
    expect(run.outputs.y[1][0]).toBeCloseTo(1, 8)
  })

  test('bad input is refused by name', () => {
    const f = (_: number, y: Float64Array) => y
    expect(() => integrateOde(f, NaN, [1], 1)).toThrow('integrateOde: t0 must be a finite number')
    expect(() => integrateOde(f, 0, [], 1)).toThrow('y0 must be a non-empty list')
    expect(() => integrateOde(f, 0, [1], 1, { outputs: [2] })).toThrow(
      'outputs[0] must be between 0 and 1'
    )
    expect(() => integrateOde(f, 0, [1], 1, { relativeTolerance: 0 })).toThrow('relativeTolerance')
    for (const method of ['Stiff', 'rk4', '', null, 3] as unknown as 'stiff'[]) {
      expect(() => integrateOde(f, 0, [1], 1, { method })).toThrow(
        "method must be 'explicit' or 'stiff'"
      )
    }
    expect(() => integrateOde(f, 0, [1], 1).at(2)).toThrow('t must be between 0 and 1, got 2')
  })
})
