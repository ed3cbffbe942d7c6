import erfc from '@stdlib/math-base-special-erfc'
import { describe, expect, it } from 'vitest'
import { streamStates } from '../../../lib/src/numerics/randomStream.js'
import { instantiateSampler } from '../../../lib/src/sampling/samplerModule.js'

/** Right end of the lowest layer of the ziggurat, where its tail begins. */
const tail = 4.216370409511897

function stream(name: string, batch: number) {
  const wasm = instantiateSampler()
  const pointer = wasm.allocateArray(batch)
  const states = streamStates(name)
  new Uint8Array(wasm.memory.buffer, wasm.seedsPointer(), states.length).set(states)
  wasm.startNormals()
  const values = new Float64Array(wasm.memory.buffer, pointer, batch)
  return {
    values,
    draw: () => wasm.normalArray(pointer, batch),
    drawTail: () => wasm.tailArray(pointer, batch)
  }
}

const cumulative = (x: number) => erfc(-x / Math.SQRT2) / 2
const twoSided = (x: number) => erfc(x / Math.SQRT2)

describe('the normals of the sampler', () => {
  it('pass a Kolmogorov-Smirnov test of a million draws', () => {
    const n = 1 << 20
    const { values, draw } = stream('Kolmogorov-Smirnov', n)
    draw()
    const sorted = values.slice().sort()
    let distance = 0
    sorted.forEach((x, i) => {
      const p = cumulative(x)
      distance = Math.max(distance, Math.abs(p - i / n), Math.abs(p - (i + 1) / n))
    })
    // P(sqrt(n) D > 1.95) = 0.001.
    expect(Math.sqrt(n) * distance).toBeLessThan(1.95)
  })

  it('fall into 110 bins out to 5.5 as they should, 1e8 draws', () => {
    const batch = 1 << 16
    const { values, draw } = stream('chi squared', batch)
    const counts = new Float64Array(112)
    let drawn = 0
    let second = 0
    while (drawn < 1e8) {
      draw()
      drawn += batch
      for (let i = 0; i < batch; i++) {
        const x = values[i]
        second += x * x
        counts[Math.min(111, Math.max(0, Math.floor(10 * x) + 56))]++
      }
    }
    let chiSquared = 0
    counts.forEach((count, i) => {
      const low = i === 0 ? 0 : cumulative((i - 56) / 10)
      const high = i === 111 ? 1 : cumulative((i - 55) / 10)
      const upper =
        i < 56
          ? high - low
          : cumulative((56 - i) / 10) - (i === 111 ? 0 : cumulative((55 - i) / 10))
      chiSquared += (count - drawn * upper) ** 2 / (drawn * upper)
    })
    // 111 degrees of freedom: mean 111, standard deviation 14.9.
    expect(Math.abs(chiSquared - 111)).toBeLessThan(4 * 14.9)
    expect(Math.abs(second / drawn - 1) / Math.sqrt(2 / drawn)).toBeLessThan(4)
  })

  it('enter the tail as often as they should, and from there pass 6 sigma as often as they should', () => {
    const batch = 1 << 16
    const bulk = stream('tail', batch)
    let drawn = 0
    let beyond = 0
    while (drawn < 1e8) {
      bulk.draw()
      drawn += batch
      for (let i = 0; i < batch; i++) if (Math.abs(bulk.values[i]) > tail) beyond++
    }
    const expected = drawn * twoSided(tail)
    expect(Math.abs(beyond - expected) / Math.sqrt(expected)).toBeLessThan(4)

    const far = stream('far tail', batch)
    let tailDraws = 0
    const limits = [5, 6, 6.5]
    const counts = limits.map(() => 0)
    while (tailDraws < 2e7) {
      far.drawTail()
      tailDraws += batch
      for (let i = 0; i < batch; i++) {
        if (far.values[i] > 5) limits.forEach((x, k) => (counts[k] += far.values[i] > x ? 1 : 0))
      }
    }
    limits.forEach((x, k) => {
      const wanted = (tailDraws * twoSided(x)) / twoSided(tail)
      expect(Math.abs(counts[k] - wanted) / Math.sqrt(wanted)).toBeLessThan(4)
    })
  })

  it('have E[exp(2 b)] = e^2, which a biased rejection in the wedges would lower', () => {
    const batch = 1 << 16
    const { values, draw } = stream('lognormal', batch)
    let sum = 0
    let drawn = 0
    while (drawn < 1e8) {
      draw()
      drawn += batch
      for (let i = 0; i < batch; i++) sum += Math.exp(2 * values[i])
    }
    const deviation = Math.sqrt((Math.exp(8) - Math.exp(4)) / drawn)
    expect(Math.abs(sum / drawn - Math.exp(2)) / deviation).toBeLessThan(4)
  })

  it('repeat for the same name and differ for another', () => {
    const [a, b, c] = ['one', 'one', 'two'].map((name) => {
      const { values, draw } = stream(name, 1000)
      draw()
      return values.slice()
    })
    expect(a).toEqual(b)
    expect(a.filter((x, i) => x === c[i])).toHaveLength(0)
  })
})
