import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { zeroDimensionalPotential } from '../../../lib/src/flow/index.js'
import { decimal, Decimal } from '../exactMoments.js'
import { logarithmic } from '../parameterSets.js'

const signed = (lower: number, upper: number) =>
  fc.oneof(
    logarithmic(lower, upper),
    logarithmic(lower, upper).map((x) => -x)
  )
const actions = fc.oneof(
  fc.tuple(logarithmic(1e-4, 1e4)),
  fc.tuple(signed(1e-4, 1e4), logarithmic(1e-4, 1e4)),
  fc.tuple(signed(1e-3, 1e3), signed(1e-3, 1e3), logarithmic(1e-3, 1e3))
)
const scales = fc.oneof(fc.constant(0), logarithmic(1e-2, 1e2))
const sources = fc.oneof(fc.constant(0), logarithmic(1e-6, 1e4))

/** S(x) + k^2 x^2/2 - j x, in any arithmetic that has these three operations. */
function tiltedAction<T>(
  [one, plus, times, over]: [
    T,
    (a: T, b: T) => T,
    (a: T, b: T | number) => T,
    (a: T, b: number) => T
  ],
  couplings: readonly number[],
  scale: number,
  source: number
) {
  return (x: T): T => {
    const square = times(x, x)
    let [sum, power, factorial] = [times(x, -source), one, 1]
    couplings.forEach((coupling, n) => {
      power = times(power, square)
      factorial *= (2 * n + 1) * (2 * n + 2)
      sum = plus(sum, over(times(power, coupling), factorial))
    })
    return plus(sum, over(times(times(square, scale), scale), 2))
  }
}

/** Where the weight exp(-action) is more than e^-80 of its most, around each of its maxima. */
function regions(action: (x: number) => number): [number, number][] {
  const places = Array.from({ length: 1400 }, (_, i) => 1e-6 * 1.02 ** i)
  const all = [...places.map((x) => -x).reverse(), 0, ...places]
  const minima = all.flatMap((x, i) => {
    const [left, right] = [all[Math.max(0, i - 1)], all[Math.min(all.length - 1, i + 1)]]
    if (!(action(left) >= action(x) && action(right) >= action(x))) return []
    let [a, b] = [left, right]
    for (let step = 0; step < 100; step++) {
      const [c, d] = [a + (b - a) / 3, b - (b - a) / 3]
      if (action(c) < action(d)) b = d
      else a = c
    }
    return [(a + b) / 2]
  })
  const lowest = Math.min(...minima.map(action))
  const reach = (x: number, way: number) => {
    let distance = 1e-12
    while (action(x + way * distance) < lowest + 80) distance *= 1.3
    return x + way * distance
  }
  const found = minima
    .filter((x) => action(x) < lowest + 80)
    .map((x): [number, number] => [reach(x, -1), reach(x, 1)])
  return found.reduce<[number, number][]>((merged, [a, b]) => {
    const last = merged.at(-1)
    if (last && a <= last[1]) last[1] = Math.max(last[1], b)
    else merged.push([a, b])
    return merged
  }, [])
}

/** ln of the integral of exp(-action) and the mean of x, by the trapezoidal rule in 34 digits. */
function exactly(couplings: readonly number[], scale: number, source: number) {
  type Exact = InstanceType<typeof Decimal>
  const plain = tiltedAction<number>(
    [1, (a, b) => a + b, (a, b) => a * b, (a, b) => a / b],
    couplings,
    scale,
    source
  )
  const action = tiltedAction<Exact>(
    [decimal(1), (a, b) => a.plus(b), (a, b) => a.times(b), (a, b) => a.div(b)],
    couplings,
    scale,
    source
  )
  const ranges = regions(plain)
  const top = action(decimal((ranges[0][0] + ranges[0][1]) / 2))
  let [total, first] = [decimal(0), decimal(0)]
  for (const [a, b] of ranges) {
    const h = decimal(b).minus(a).div(150)
    for (let i = 0; i <= 150; i++) {
      const x = decimal(a).plus(h.times(i))
      const weight = h.times(top.minus(action(x)).exp())
      total = total.plus(weight)
      first = first.plus(weight.times(x))
    }
  }
  return { logarithm: total.ln().minus(top), mean: first.div(total) }
}

describe('zeroDimensionalPotential', () => {
  it('holds its stated error over the whole domain, against the integral in 34 digits', () => {
    Decimal.set({ precision: 34 })
    fc.assert(
      fc.property(actions, scales, sources, (couplings, scale, source) => {
        const { logarithm, mean } = exactly(couplings, scale, source)
        const phi = mean.toNumber()
        const referenceMass = 1.5
        const truth = mean
          .times(source)
          .minus(decimal(scale).times(mean).pow(2).div(2))
          .minus(logarithm)
          .plus(
            Decimal.acos(-1)
              .times(2)
              .div(decimal(referenceMass).plus(decimal(scale).pow(2)))
              .ln()
              .div(2)
          )
        const { value, error } = zeroDimensionalPotential({ couplings, scale, referenceMass }, phi)
        const miss = decimal(value).minus(truth).abs()
        const text = `${value} ± ${error}, ${truth.toPrecision(20)}`
        expect(miss.toNumber(), text).toBeLessThanOrEqual(error)
        const size = Math.abs(source * phi) + (scale * phi) ** 2 + Math.abs(logarithm.toNumber())
        expect(error, text).toBeLessThan(1e-12 * (1 + size))
      }),
      { numRuns: 500, endOnFailure: true }
    )
  })

  it('is found at fields so small that their powers underflow', () => {
    // Where u2 is no help, the search for the source began at 0 there and had no end.
    for (const couplings of [
      [0, 1],
      [1e-177, 1],
      [-1, 1]
    ]) {
      const at = (phi: number) => zeroDimensionalPotential({ couplings, referenceMass: 1 }, phi)
      const origin = at(0)
      for (const phi of [1e-149, 3e-141, 1e-100, 1e-20]) {
        const { value, error } = at(phi)
        expect(Math.abs(value - origin.value)).toBeLessThanOrEqual(error + origin.error)
      }
    }
  })
})
