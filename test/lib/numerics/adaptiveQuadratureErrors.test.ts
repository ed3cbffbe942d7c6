import fc from 'fast-check'
import { expect, it } from 'vitest'
import { adaptiveQuadrature } from '../../../lib/src/numerics/adaptiveQuadrature.js'
import { unitRoundoff } from '../../../lib/src/numerics/estimate.js'
import { decimal, Decimal } from '../exactMoments.js'
import { largestShare, propertyRuns } from '../../propertyRuns.js'
import { logarithmic } from '../parameterSets.js'

const share = largestShare('adaptiveQuadrature')

const integers = (min: number, max: number) => fc.integer({ min, max })
const signed = (low: number, high: number) =>
  fc.tuple(fc.boolean(), logarithmic(low, high)).map(([minus, x]) => (minus ? -x : x))

interface Integral {
  readonly kind: string
  /** The integrand and the rounding in it. */
  readonly f: (x: number) => { value: number; error: number }
  readonly breaks: readonly number[]
  readonly truth: InstanceType<typeof Decimal>
}

const rounded = (value: number, roundings: number) => ({
  value,
  error: roundings * unitRoundoff * Math.abs(value)
})

/** c x^n between any two points. */
const power = fc
  .record({
    n: integers(0, 9),
    c: signed(1e-150, 1e150),
    a: signed(1e-6, 1e6),
    length: logarithmic(1e-9, 1e6)
  })
  .map(({ n, c, a, length }): Integral => {
    const b = a + length
    const primitive = (x: number) =>
      decimal(x)
        .pow(n + 1)
        .div(n + 1)
        .times(decimal(c))
    return {
      kind: `${c} x^${n}`,
      f: (x) => rounded(c * x ** n, 2 + 2 * n),
      breaks: [a, b],
      truth: primitive(b).minus(primitive(a))
    }
  })

/** |x|^p with its singular point as a break. */
const root = fc
  .record({
    p: fc.double({ min: -0.5, max: 3, noNaN: true }),
    a: logarithmic(1e-6, 1e6),
    b: logarithmic(1e-6, 1e6)
  })
  .map(({ p, a, b }): Integral => ({
    kind: `|x|^${p}`,
    f: (x) => rounded(x === 0 ? 0 : Math.abs(x) ** p, 2 + 2 * Math.abs(Math.log(Math.abs(x) || 1))),
    breaks: [-a, 0, b],
    truth: decimal(a)
      .pow(decimal(p).plus(1))
      .plus(decimal(b).pow(decimal(p).plus(1)))
      .div(decimal(p).plus(1))
  }))

/** A peak of any width at a break. */
const peak = fc
  .record({ w: logarithmic(1e-9, 1e3), a: logarithmic(1e-3, 1e3), b: logarithmic(1e-3, 1e3) })
  .map(({ w, a, b }): Integral => ({
    kind: `w/(w^2 + x^2), w = ${w}`,
    f: (x) => rounded(w / (w * w + x * x), 5),
    breaks: [-a, 0, b],
    truth: Decimal.atan(decimal(a).div(decimal(w))).plus(Decimal.atan(decimal(b).div(decimal(w))))
  }))

const exponential = fc
  .record({
    k: signed(1e-6, 300),
    a: fc.double({ min: -1, max: 1, noNaN: true }),
    length: logarithmic(1e-6, 1)
  })
  .map(({ k, a, length }): Integral => {
    const b = a + length
    const primitive = (x: number) => decimal(x).times(decimal(k)).exp().div(decimal(k))
    return {
      kind: `exp(${k} x)`,
      f: (x) => rounded(Math.exp(k * x), 4 + Math.abs(k * x)),
      breaks: [a, b],
      truth: primitive(b).minus(primitive(a))
    }
  })

const oscillation = fc
  .record({
    k: logarithmic(1e-3, 2e3),
    a: fc.double({ min: -1, max: 1, noNaN: true }),
    length: logarithmic(1e-6, 2)
  })
  .map(({ k, a, length }): Integral => {
    const b = a + length
    const primitive = (x: number) => Decimal.sin(decimal(x).times(decimal(k))).div(decimal(k))
    return {
      kind: `cos(${k} x)`,
      f: (x) => ({ value: Math.cos(k * x), error: unitRoundoff * (4 + Math.abs(k * x)) }),
      breaks: [a, b],
      truth: primitive(b).minus(primitive(a))
    }
  })

const options = fc.record({
  relativeTolerance: logarithmic(1e-15, 1e-1),
  maxIntervals: fc.constantFrom(1, 2, 5, 50, 2000)
})

it('states errors that hold, whatever accuracy was wanted or reached, in 500 integrals in closed form', () => {
  Decimal.set({ precision: 60 })
  let sharp = 0
  fc.assert(
    fc.property(
      fc.oneof(power, root, peak, exponential, oscillation),
      options,
      (integral, given) => {
        const { f, breaks, truth, kind } = integral
        const { value, error } = adaptiveQuadrature(f, breaks, given)
        // Such an error says that the intervals are too few to see what f does.
        if (error > Math.abs(value) / 4) {
          expect(given.maxIntervals).toBeLessThan(2000)
          return
        }
        const miss = decimal(value).minus(truth).abs()
        share(miss.toNumber(), error)
        expect(
          miss.lte(error),
          `${kind}: ${value} ± ${error}, truth ${truth.toString().slice(0, 30)}`
        ).toBe(true)
        if (decimal(error).lte(truth.abs().times(Math.max(1e-11, 10 * given.relativeTolerance))))
          sharp++
      }
    ),
    { numRuns: propertyRuns(500), endOnFailure: true }
  )
  // Where few intervals are allowed the error is wide.
  expect(sharp).toBeGreaterThan(propertyRuns(500) / 2)
})
