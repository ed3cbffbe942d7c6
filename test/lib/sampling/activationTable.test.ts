import erf from '@stdlib/math-base-special-erf'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { activationTable, tableValue } from '../../../lib/src/sampling/activationTable.js'
import { writeTable } from '../../../lib/src/sampling/blockSampler.js'
import { instantiateSampler } from '../../../lib/src/sampling/samplerModule.js'

interface Case {
  readonly name: string
  readonly value: (z: number) => number
  readonly kinks?: readonly number[]
}

const cases: readonly Case[] = [
  { name: 'tanh', value: Math.tanh },
  { name: 'gelu', value: (z) => (z * (1 + erf(z / Math.SQRT2))) / 2 },
  { name: 'silu', value: (z) => z / (1 + Math.exp(-z)) },
  { name: 'softplus', value: (z) => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))) },
  { name: 'elu', value: (z) => (z >= 0 ? z : Math.expm1(z)), kinks: [0] },
  { name: 'step', value: (z) => (z >= 0 ? 1 : 0), kinks: [0] },
  { name: 'square', value: (z) => z * z },
  { name: 'Hermite', value: (z) => z ** 4 - 6 * z * z + 3 },
  { name: 'sine', value: Math.sin },
  { name: 'Gaussian', value: (z) => Math.exp(-z * z) },
  { name: 'exponential', value: Math.exp },
  {
    name: 'clipped',
    value: (z) => Math.min(1, Math.max(-0.3, z)),
    kinks: [-0.3, 1]
  },
  { name: 'kink on the border of two cells', value: (z) => Math.abs(z - 0.125), kinks: [0.125] },
  {
    name: 'two kinks in one cell',
    value: (z) => Math.abs(z - 0.01) * Math.cos(z) + Math.abs(z + 1e-4),
    kinks: [-1e-4, 0.01]
  },
  {
    name: 'jump close to a border',
    value: (z) => (z >= 0.1250001 ? 1 : Math.sin(z)),
    kinks: [0.1250001]
  }
]

const tableOf = ({ value, kinks = [] }: Omit<Case, 'name'>, largest = 30, scale = 1) =>
  activationTable('test', 'network', { value, kinks, specification: 'g' }, scale, largest)

describe('the table of an activation', () => {
  it.each(cases)('is accurate to 1e-14: $name', (one) => {
    for (const largest of [5, 30]) {
      const table = tableOf(one, largest)
      const spots = Array.from({ length: 20_001 }, (_, i) => {
        const t = (i + Math.SQRT1_2) / 10_001 - 1
        return i % 2 ? largest * t : 2 * t
      })
      for (const kink of one.kinks ?? []) {
        const near = [0, 1e-16, 1e-12, 1e-7].flatMap((step) => [kink + step, kink - step])
        spots.push(kink, ...near)
      }
      const worst = Math.max(
        ...spots.map((z) => {
          const g = one.value(z)
          // The last bit of z itself may change more than that.
          const rounding = Math.abs(one.value(z + Math.abs(z) * 2 ** -52) - g)
          const nearKink = one.kinks?.some((kink) => Math.abs(kink - z) < 4e-16)
          const error = Math.abs(tableValue(table, z) - g) - (nearKink ? 0 : rounding)
          return error / Math.max(1, Math.abs(g))
        })
      )
      expect(worst).toBeLessThan(1.5e-14)
    }
  })

  it('is computed by the sampler bit by bit as here, beyond its end too', () => {
    for (const one of cases) {
      const table = tableOf(one)
      const values = [-1e9, -31, -30, 30, 31, 1e9, 0, -0, ...(one.kinks ?? [])]
      for (let i = 0; i < 3000; i++) values.push(30 * Math.sin(i * i))
      const wasm = instantiateSampler()
      writeTable(wasm, table)
      const pointer = wasm.allocateArray(values.length)
      new Float64Array(wasm.memory.buffer, pointer, values.length).set(values)
      wasm.tableArray(pointer, values.length)
      const results = new Float64Array(wasm.memory.buffer, pointer, values.length)
      expect([...results]).toEqual(values.map((z) => tableValue(table, z)))
    }
  })

  it('says from end to end what a line or a saturated function is, with few pieces', () => {
    const far = tableOf({ value: Math.tanh }, 1e6)
    expect(far.coefficients.length).toBeLessThan(8 * 2000)
    expect(tableValue(far, 9.9e5)).toBe(1)
    const line = tableOf({ value: (z) => (z >= 0 ? z : 0.01 * z), kinks: [0] }, 1e6)
    expect(line.coefficients.length).toBeLessThan(8 * 200)
    expect(tableValue(line, 123456.75)).toBeCloseTo(123456.75, 9)
    expect(tableValue(line, -1e5)).toBeCloseTo(-1e3, 10)
  })

  it('has a digest that any change of the function changes', () => {
    const digests = [
      tableOf({ value: Math.tanh }),
      tableOf({ value: (z) => Math.tanh(z) + 1e-15 }),
      tableOf({ value: Math.tanh }, 31),
      tableOf({ value: Math.tanh, kinks: [0.5] })
    ].map(({ digest }) => digest)
    expect(new Set(digests).size).toBe(4)
    expect(tableOf({ value: Math.tanh }).digest).toBe(digests[0])
  })

  it.each([
    ['infinite', (z: number) => Math.exp(z * z), [], 'finite for |z| <= 30'],
    ['not a number', (z: number) => Math.sqrt(z), [], 'finite for |z| <= 30'],
    [
      'bent where no kink is named',
      (z: number) => Math.abs(z - 1.2345),
      [],
      'smooth enough between its kinks'
    ],
    ['rough', (z: number) => Math.sin(1e6 * z), [], 'smooth enough between its kinks']
  ])('refuses a function that is %s', (_, value, kinks, rule) => {
    expect(() => tableOf({ value, kinks })).toThrow(`test: network must be ${rule}`)
  })

  it('holds any smooth function with any kinks', () => {
    const kinks = fc.uniqueArray(fc.double({ min: -4, max: 4, noNaN: true }), { maxLength: 4 })
    const jump = fc.double({ min: -2, max: 2, noNaN: true })
    fc.assert(
      fc.property(
        kinks,
        jump,
        jump,
        fc.double({ min: -6, max: 6, noNaN: true }),
        (places, a, b, z) => {
          const sorted = [...places].sort((p, q) => p - q)
          const value = (x: number) =>
            sorted.reduce((sum, kink) => sum + (x >= kink ? a * (x - kink) + b : 0), Math.tanh(x))
          const table = tableOf({ value, kinks: sorted }, 12)
          if (sorted.some((kink) => Math.abs(kink - z) < 1e-12)) return
          expect(Math.abs(tableValue(table, z) - value(z))).toBeLessThan(1e-13)
        }
      ),
      { numRuns: 40 }
    )
  })
})
