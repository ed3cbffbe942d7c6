import { describe, expect, test } from 'vitest'
import { dormandPrince } from '../../../lib/src/numerics/dormandPrince.js'
import type { OdeStepper } from '../../../lib/src/numerics/odeStepper.js'
import { radau } from '../../../lib/src/numerics/radau.js'

const tolerance = { relative: 1e-13, absolute: Float64Array.of(1e-13) }
/** y' = y cos t: nonlinear in t and y, y = exp(sin t). */
const slope = (t: number, [y]: Float64Array) => Float64Array.of(y * Math.cos(t))

/** Error at t = 1 of n equal steps. */
function globalError(stepper: OdeStepper, n: number): number {
  let y: Float64Array = Float64Array.of(1)
  for (let i = 0; i < n; i++) {
    const step = stepper.step(i / n, y, 1 / n)
    if (!step) throw new Error('the stage equations did not converge')
    y = step.y
  }
  return Math.abs(y[0] - Math.exp(Math.sin(1)))
}

/** Error of the dense output in the middle of one step of size h from 0. */
function denseError(stepper: OdeStepper, h: number): number {
  const step = stepper.step(0, Float64Array.of(1), h)
  if (!step) throw new Error('the stage equations did not converge')
  return Math.abs(step.interpolate(0.37)[0] - Math.exp(Math.sin(0.37 * h)))
}

describe.each([
  // One step of a dense output of order p has an error of order h^(p+1).
  { name: 'dormandPrince', make: dormandPrince, order: 5, denseOrder: 5 },
  { name: 'radau', make: radau, order: 5, denseOrder: 4 }
])('$name', ({ make, order, denseOrder }) => {
  test('converges with its order', () => {
    const ratio = globalError(make(slope, tolerance), 8) / globalError(make(slope, tolerance), 16)
    expect(Math.log2(ratio)).toBeGreaterThan(order - 0.4)
    expect(Math.log2(ratio)).toBeLessThan(order + 1)
  })

  test('its dense output converges with the stated order and joins the steps', () => {
    const ratio = denseError(make(slope, tolerance), 0.2) / denseError(make(slope, tolerance), 0.1)
    expect(Math.log2(ratio)).toBeGreaterThan(denseOrder - 0.4)
    const step = make(slope, tolerance).step(0, Float64Array.of(1), 0.1)
    expect(step?.interpolate(0)[0]).toBe(1)
    expect(step?.interpolate(1)[0]).toBeCloseTo(step?.y[0] ?? NaN, 14)
  })
})
