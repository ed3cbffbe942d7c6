import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exactGreenFunctions } from '../../../lib/src/correlators/exactGreenFunction.js'
import { ensemble, type EnsembleParameters } from '../../../lib/src/networks/ensemble.js'
import {
  fieldCombinationCount,
  fieldCombinations,
  fieldOf,
  representative
} from '../../../lib/src/networks/field.js'
import { multisets } from '../../../lib/src/numerics/multisets.js'
import { localRunner } from '../../../lib/src/sampling/blockRunner.js'
import { diagnoseEstimator } from '../../../lib/src/statistics/estimatorDiagnostics.js'
import { sampleEnsemble } from '../../../lib/src/sampling/sampleEnsemble.js'

const sampled = async (parameters: EnsembleParameters) =>
  sampleEnsemble(ensemble(parameters), { store: false, runner: localRunner() })

/** The moments of one order at the first width. */
async function order(parameters: EnsembleParameters, n: number) {
  const { widths } = await sampled(parameters)
  return widths[0].orders.find((part) => part.order === n)!
}

const sum = (values: ArrayLike<number>) => Array.from(values).reduce((total, v) => total + v, 0)

describe('combinations of fields', () => {
  it('are those of all multisets that stand for their class', () => {
    for (const [points, outputs, n] of [
      [1, 2, 6],
      [2, 3, 6],
      [3, 2, 4],
      [2, 4, 8],
      [3, 3, 2],
      [2, 2, 3]
    ]) {
      const all = multisets(points * outputs, n).filter((fields) => {
        const counts = Array.from(
          { length: outputs },
          (_, o) => fields.filter((field) => fieldOf(field, points).output === o).length
        )
        const even = counts.every((count) => count % 2 === 0)
        return even && representative(fields, points).join() === fields.join()
      })
      expect(fieldCombinations(points, outputs, n)).toEqual(all)
      expect(fieldCombinationCount(points, outputs, n)).toBe(all.length)
    }
  })

  it('are as many for any number of outputs from half of the order on', () => {
    expect([2, 4, 6].map((n) => fieldCombinationCount(6, 3, n))).toEqual([21, 357, 4879])
    for (const n of [2, 4, 6]) {
      expect(fieldCombinations(2, 1000, n)).toEqual(fieldCombinations(2, n / 2 + 1, n))
    }
  })
})

describe('several outputs', () => {
  const base = { widths: [3, 150], bags: 3, networksPerBag: 333, orders: [2, 4, 6] }
  const line = [[0.1], [0.25], [-0.3], [0.4]]
  const manyPoints = Array.from({ length: 8 }, (_, i) => [i / 4 - 1])

  it.each<[string, EnsembleParameters]>([
    ['GaussNet, equally spaced', { network: 'gauss' }],
    [
      'GaussNet, eight equally spaced',
      { network: 'gauss', inputs: manyPoints, sigmaB: 0.3, orders: [2, 4] }
    ],
    ['GaussNet, close to each other', { network: 'gauss', inputs: [[0.01], [0.02], [0.037]] }],
    ['GaussNet, any inputs', { network: 'gauss', inputs: line, sigmaW: 2 }],
    ['ReLU-net without biases', { network: 'relu' }],
    ['tanh', { network: 'tanh', inputs: line }],
    ['Laplace weights', { network: 'erf', weights: 'laplace', inputs: line }]
  ])('leave the first one as it is alone, bit by bit: %s, literal', async (_, parameters) => {
    const one = await sampled({ ...base, ...parameters })
    const two = await sampled({ ...base, ...parameters, outputs: 2 })
    const nine = await sampled({ ...base, ...parameters, outputs: 9 })
    const bags = one.ensemble.bags
    one.widths.forEach(({ orders }, w) =>
      orders.forEach(({ order: n, combinations, bagMeans, bagSquares }, o) => {
        const [ofTwo, ofNine] = [two, nine].map(({ widths }) => widths[w].orders[o])
        const place = new Map(ofNine.combinations.map((fields, c) => [fields.join(), c]))
        for (let bag = 0; bag < bags; bag++) {
          combinations.forEach((fields, c) => {
            const own = ofNine.bagMeans[bag * place.size + place.get(fields.join())!]
            expect(own).toBe(bagMeans[bag * combinations.length + c])
          })
          ofTwo.combinations.forEach((fields, c) => {
            const own = ofNine.bagMeans[bag * place.size + place.get(fields.join())!]
            expect(own).toBe(ofTwo.bagMeans[bag * ofTwo.combinations.length + c])
          })
          const points = one.ensemble.inputs.length
          const fields = points * Math.min(9, n / 2)
          expect(ofNine.bagSquares.subarray(bag * fields, bag * fields + points)).toEqual(
            bagSquares.subarray(bag * points, (bag + 1) * points)
          )
        }
      })
    )
  })

  it('have as many bits for one thread as for two, and for more bags and widths', async () => {
    const parameters = { ...base, network: 'erf', outputs: 3, inputs: line } as const
    const checked = ensemble(parameters)
    const local = await sampled(parameters)
    for (const workers of [1, 2]) {
      const { widths } = await sampleEnsemble(checked, { store: false, workers })
      expect(widths).toEqual(local.widths)
    }
    const more = await sampled({ ...parameters, widths: [150, 7, 3], bags: 5 })
    local.widths[0].orders.forEach(({ bagMeans }, o) =>
      expect(more.widths[2].orders[o].bagMeans.subarray(0, bagMeans.length)).toEqual(bagMeans)
    )
  })

  it('are stored bag by bag, by their number, and a run that was stopped goes on', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'nnqft-outputs-'))
    try {
      const parameters = { ...base, network: 'tanh', outputs: 3, inputs: line, bags: 2 } as const
      const stored = (options: object) =>
        sampleEnsemble(ensemble({ ...parameters, ...options }), {
          store: { folder },
          runner: localRunner()
        })
      await stored({})
      const more = await stored({ bags: 4 })
      expect(more.widths).toEqual((await sampled({ ...parameters, bags: 4 })).widths)
      expect(readdirSync(folder)).toHaveLength(1)
      // From the store alone: a runner that is asked for nothing.
      const none = { concurrency: 1, run: () => Promise.reject(new Error('asked to sample')) }
      const again = await sampleEnsemble(more.ensemble, { store: { folder }, runner: none })
      expect(again.widths).toEqual(more.widths)
      await stored({ outputs: 2 })
      expect(readdirSync(folder)).toHaveLength(2)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('given the hidden layer give moments that rotations of the outputs leave as they are', async () => {
    const parameters = { ...base, network: 'relu', sigmaB: 0.4, inputs: line, outputs: 4 } as const
    const moments = await sampled({ ...parameters, estimator: 'conditional' })
    for (const { orders } of moments.widths) {
      for (const { order: n, combinations, bagMeans } of orders) {
        const place = new Map(combinations.map((fields, c) => [fields.join(), c]))
        const at = (...fields: number[]) => bagMeans[place.get(fields.join())!]
        for (let k = 0; k < 4 && n === 4; k++) {
          const l = Math.min(k + 1, 3)
          expect(at(k, k, k, k) / (3 * at(k, k, k + 4, k + 4))).toBeCloseTo(1, 13)
          const mixed = at(k, k, l + 4, l + 4) + 2 * at(k, l, k + 4, l + 4)
          expect(at(...[k, k, l, l]) / mixed).toBeCloseTo(1, 13)
        }
        for (let k = 0; k < 4 && n === 6; k++) {
          const two = at(k, k, k, k, k + 4, k + 4)
          const three = at(k, k, k + 4, k + 4, k + 8, k + 8)
          expect(at(k, k, k, k, k, k) / (5 * two)).toBeCloseTo(1, 13)
          expect(two / (3 * three)).toBeCloseTo(1, 13)
        }
      }
    }
  })

  it('have the diagnostics of each moment for the conditional estimator, bounds for the literal', async () => {
    const parameters = { ...base, network: 'tanh', inputs: line, outputs: 3 } as const
    const conditional = await sampled({ ...parameters, estimator: 'conditional', orders: [4] })
    const { combinations, bagMeans, bagSquares, bagMaxima } = conditional.widths[0].orders[0]
    expect(bagSquares).toHaveLength(bagMeans.length)
    bagMeans.forEach((mean, i) => {
      expect(bagSquares[i]).toBeGreaterThanOrEqual(333 * mean ** 2 * (1 - 1e-12))
      expect(bagMaxima[i]).toBeGreaterThanOrEqual(Math.abs(mean))
    })
    const literal = await sampled({ ...parameters, orders: [2, 4] })
    const bound = diagnoseEstimator({ ...literal }, 2, 3)
    // Without order 4 squares of order 2 are bounded, with it they are known.
    const alone = diagnoseEstimator(await sampled({ ...parameters, orders: [2] }), 2, 3)
    bound.effectiveSampleSize.forEach((size, c) =>
      expect(size).toBeGreaterThanOrEqual(alone.effectiveSampleSize[c] * (1 - 1e-9))
    )
    expect(diagnoseEstimator(literal, 4, 3).converged).toHaveLength(combinations.length)
  })

  it('are refused where there are too many combinations, or none of them', async () => {
    await expect(sampled({ network: 'relu', outputs: 5, orders: [10], bags: 2 })).rejects.toThrow(
      'orders must be at most 60, with at most 1e5 combinations of the 6 inputs and 5 outputs'
    )
    await expect(sampled({ network: 'gauss', outputs: 0 })).rejects.toThrow('outputs must be')
  })
})

/** z-scores over seeds have the spread and the centre of Student's t. */
async function expectAgreement(parameters: EnsembleParameters, seeds = 16): Promise<void> {
  const bags = 40
  const scores = await Promise.all(
    Array.from({ length: seeds }, async (_, seed) => {
      const { widths, ensemble } = await sampled({ ...parameters, bags, seed })
      const [{ width, orders }] = widths
      return orders.flatMap(({ order: n, combinations, bagMeans }) => {
        const { values } = exactGreenFunctions(ensemble, n, width)
        return combinations.map((_, c) => {
          const own = Array.from({ length: bags }, (_, b) => bagMeans[b * combinations.length + c])
          const mean = sum(own) / bags
          const variance = sum(own.map((v) => (v - mean) ** 2)) / (bags - 1)
          return (mean - values[c]) / Math.sqrt(variance / bags)
        })
      })
    })
  )
  const freedom = bags - 1
  const square = freedom / (freedom - 2)
  const fourth = (3 * freedom ** 2) / ((freedom - 2) * (freedom - 4))
  for (let c = 0; c < scores[0].length; c++) {
    const own = scores.map((row) => row[c])
    const excess = sum(own.map((z) => z * z)) - seeds * square
    expect(Math.abs(sum(own)) / Math.sqrt(seeds * square)).toBeLessThan(4.5)
    expect(Math.abs(excess) / Math.sqrt(seeds * (fourth - square ** 2))).toBeLessThan(5.5)
  }
}

const plane = [
  [0.9, -0.4],
  [0.2, 0.7]
]
const networks: [string, EnsembleParameters][] = [
  ['GaussNet', { network: 'gauss', sigmaB: 0.3, inputs: [[0.1], [0.3]] }],
  ['ReLU-net', { network: 'relu', sigmaB: 0.5, inputs: plane }],
  ['Erf-net', { network: 'erf', inputs: plane, sigmaW: 1.5 }],
  ['Cos-net', { network: 'cos', inputs: plane }],
  ['tanh', { network: 'tanh', inputs: plane, sigmaB: 0.4 }],
  ['a function of its own', { network: { expression: 'z * tanh(z)' }, inputs: plane }]
]

describe.each([1, 2, 3])('measured functions of orders 2 and 4 of %i outputs agree', (outputs) => {
  const sample = { outputs, widths: [4], networksPerBag: 500, orders: [2, 4] }

  it.each(networks)('with the exact ones of %s, literal and conditional', async (_, network) => {
    await expectAgreement({ ...sample, ...network })
    await expectAgreement({ ...sample, ...network, estimator: 'conditional' })
  })

  it.each(['uniform', 'laplace', 'sign', { student: 12 }] as const)(
    'with the exact ones of last weights %j',
    async (W1) => {
      const networks = { networksPerBag: typeof W1 === 'object' ? 2000 : 500 }
      const weights = { W1, b1: 'uniform' } as const
      await expectAgreement({ ...sample, ...networks, network: 'tanh', inputs: plane, weights })
    }
  )
})

it('measured functions of order 6 of three outputs agree with the exact ones', async () => {
  const sample = { outputs: 3, widths: [9], networksPerBag: 2000, orders: [6] }
  const network = { network: 'erf', inputs: [[0.3], [1]], sigmaB: 0.3 } as const
  await expectAgreement({ ...sample, ...network })
  await expectAgreement({ ...sample, ...network, estimator: 'conditional' })
})

it('rotations of the outputs leave the tensor of literal draws as it is, within errors', async () => {
  const bags = 60
  const parameters = { network: 'tanh', inputs: plane, sigmaB: 0.4, widths: [2], bags } as const
  const { combinations, bagMeans } = await order(
    { ...parameters, outputs: 3, networksPerBag: 2000, orders: [4] },
    4
  )
  const place = new Map(combinations.map((fields, c) => [fields.join(), c]))
  const where = [0, 0, 1, 1]
  const tensor = (bag: number, outputs: readonly number[]) => {
    const counts = new Map<number, number>()
    for (const o of outputs) counts.set(o, (counts.get(o) ?? 0) + 1)
    if ([...counts.values()].some((count) => count % 2 === 1)) return 0
    const fields = outputs.map((o, i) => 2 * o + where[i])
    const c = place.get(representative(fields, 2).join())!
    return bagMeans[bag * combinations.length + c]
  }
  const indices = Array.from({ length: 81 }, (_, i) =>
    [27, 9, 3, 1].map((d) => Math.trunc(i / d) % 3)
  )
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 3, maxLength: 3 }),
      (angles) => {
        const R = rotation(angles)
        for (const outputs of [
          [0, 0, 0, 0],
          [0, 0, 1, 1],
          [0, 1, 0, 1],
          [0, 0, 1, 2],
          [0, 1, 2, 2]
        ]) {
          const changes = Array.from({ length: bags }, (_, bag) =>
            indices.reduce((total, others) => {
              const factor = others.reduce((product, o, i) => product * R[outputs[i]][o], 1)
              return total + factor * tensor(bag, others)
            }, -tensor(bag, outputs))
          )
          const mean = sum(changes) / bags
          const error = Math.sqrt(sum(changes.map((v) => (v - mean) ** 2)) / (bags - 1) / bags)
          expect(Math.abs(mean)).toBeLessThan(4.5 * error + 1e-12)
        }
      }
    ),
    { numRuns: 20 }
  )
})

/** A rotation of three outputs, by Euler's angles. */
function rotation([a, b, c]: readonly number[]): number[][] {
  const about = (axis: number, angle: number) =>
    [0, 1, 2].map((i) =>
      [0, 1, 2].map((j) => {
        if (i === axis || j === axis) return i === j ? 1 : 0
        if (i === j) return Math.cos(angle)
        return i < j ? -Math.sin(angle) : Math.sin(angle)
      })
    )
  const times = (A: number[][], B: number[][]) =>
    A.map((row) => [0, 1, 2].map((j) => row.reduce((total, v, k) => total + v * B[k][j], 0)))
  return times(times(about(2, a), about(0, b)), about(2, c))
}

describe('tilted draws of three outputs', () => {
  const sample = { outputs: 3, widths: [4], orders: [2, 4, 6], estimator: 'tilted' } as const

  it.each([
    { inputs: [[0.4], [-0.2]] },
    { inputs: plane, sigmaB: 0.3 },
    { inputs: [[0.1], [0.2]], sigmaB: 0 }
  ])('have the exact functions of GaussNet without variance: %j', async (setup) => {
    const { widths, ensemble: network } = await sampled({
      ...sample,
      ...setup,
      network: 'gauss',
      bags: 2,
      networksPerBag: 3
    })
    for (const { order: n, combinations, bagMeans } of widths[0].orders) {
      const { values } = exactGreenFunctions(network, n, 4)
      combinations.forEach((_, c) => expect(bagMeans[c] / values[c]).toBeCloseTo(1, 11))
    }
  })

  it('agree with the exact functions of Erf-net', async () => {
    await expectAgreement({
      ...sample,
      orders: [2, 4],
      network: 'erf',
      inputs: plane,
      networksPerBag: 500
    })
  })
})
