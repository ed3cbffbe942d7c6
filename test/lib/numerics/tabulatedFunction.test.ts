import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { tabulatedFunction } from '../../../lib/src/numerics/tabulatedFunction.js'

const exact = (f: (x: number) => number) => (x: number) => ({
  value: f(x),
  error: 1e-16 * Math.abs(f(x))
})

describe('tabulatedFunction', () => {
  it.each<[string, (x: number) => number, number]>([
    ['exp(-x^2/2)', (x) => Math.exp((-x * x) / 2), 0.25],
    ['tanh', Math.tanh, Math.PI / 16],
    ['cos(3 x) + x', (x) => Math.cos(3 * x) + x, 0.2]
  ])('has the values of %s to rounding on both sides of 0', (_, f, length) => {
    const table = tabulatedFunction(exact(f), length)
    fc.assert(
      fc.property(fc.double({ min: -9, max: 9, noNaN: true }), (x) => {
        // Relative to what the function is within a cell.
        const size = Math.max(...[-1, 0, 1].map((k) => Math.abs(f(x + k * length))))
        expect(Math.abs(table(x) - f(x))).toBeLessThanOrEqual(2e-14 * size)
      })
    )
  })

  it('answers by the function itself where cells are too long for it, and far out', () => {
    const f = (x: number) => 1 / (1 + 400 * x * x)
    const table = tabulatedFunction(exact(f), 1)
    for (const x of [-0.3, 0.01, 0.2, 0.99]) expect(table(x)).toBe(f(x))
    expect(table(1e9)).toBe(f(1e9))
    expect(table(NaN)).toBeNaN()
  })

  it('asks for a function once a cell', () => {
    let calls = 0
    const table = tabulatedFunction((x) => {
      calls++
      return { value: Math.sin(x), error: 0 }
    }, 0.5)
    for (let i = 0; i < 1000; i++) table(0.5 + i / 2001)
    expect(calls).toBe(12)
  })
})
