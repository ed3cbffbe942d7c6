import { describe, expect, it } from 'vitest'
import { runCommand } from '../cli/runCommand.js'
import { exactGreenFunctions } from '../../../lib/src/correlators/exactGreenFunction.js'
import { exactCouplings, measuredCouplings } from '../../../lib/src/couplings/couplingTable.js'
import { exactCoupling } from '../../../lib/src/couplings/exactCoupling.js'
import { localityMap, localityPoints } from '../../../lib/src/couplings/localityMap.js'
import { measuredConnected } from '../../../lib/src/couplings/measuredConnected.js'
import { measuredLocality } from '../../../lib/src/couplings/measuredLocality.js'
import { treeDiagrams, vertexStructures } from '../../../lib/src/couplings/treeDiagrams.js'
import { ensemble } from '../../../lib/src/networks/ensemble.js'
import { fieldOf } from '../../../lib/src/networks/field.js'
import { localRunner } from '../../../lib/src/sampling/blockRunner.js'
import { sampleEnsemble } from '../../../lib/src/sampling/sampleEnsemble.js'

const gauss = ensemble({ network: 'gauss', sigmaB: 0.2, outputs: 3, inputs: [[-0.1], [0.15]] })
const erf = ensemble({ network: 'erf', sigmaB: 0.4, outputs: 3, inputs: [[0.2], [0.9]] })

describe('couplings of a vector model', () => {
  it.each([
    ['GaussNet', gauss, {}],
    ['Erf-net', erf, { cutoff: 5 }]
  ] as const)(
    'are the one invariant tensor of each order where all points are one: %s',
    (_, network, options) => {
      const at = (outputs: readonly number[]) =>
        exactCoupling(
          network,
          outputs.map(() => [0.3]),
          5,
          { ...options, outputs }
        )
      const u4 = at([0, 0, 0, 0])
      expect(at([2, 2, 2, 2]).value).toBe(u4.value)
      for (const outputs of [
        [0, 0, 1, 1],
        [0, 1, 0, 1],
        [2, 1, 1, 2]
      ]) {
        expect((3 * at(outputs).value) / u4.value).toBeCloseTo(1, 11)
      }
      expect(at([0, 0, 0, 1]).value).toBe(0)
      expect(at([0, 1, 2, 2]).value).toBe(0)
      const u6 = at([0, 0, 0, 0, 0, 0])
      const near = (outputs: readonly number[], share: number) => {
        const { value, error } = at(outputs)
        expect(Math.abs(share * value - u6.value)).toBeLessThan(share * error + u6.error)
        expect(share * error).toBeLessThan(1e-7 * Math.abs(u6.value))
      }
      near([0, 0, 0, 0, 1, 1], 5)
      near([0, 1, 0, 0, 0, 1], 5)
      near([0, 0, 1, 1, 2, 2], 15)
      near([2, 1, 0, 1, 0, 2], 15)
    }
  )

  it('add up to that of one output: three channels of four points', () => {
    const points = [[0.1], [-0.2], [0.3], [0.05]]
    const at = (...outputs: number[]) => exactCoupling(gauss, points, 4, { outputs }).value
    const channels = [at(0, 0, 1, 1), at(0, 1, 0, 1), at(0, 1, 1, 0)]
    expect(new Set(channels).size).toBe(3)
    const sum = channels.reduce((total, channel) => total + channel, 0)
    expect(sum / at(0, 0, 0, 0)).toBeCloseTo(1, 12)
  })

  it('have other index structures where weights are +-1: the symmetry is that of the hypercube', () => {
    const sign = ensemble({ network: 'gauss', sigmaB: 0.2, outputs: 2, weights: { W1: 'sign' } })
    const at = (outputs: readonly number[]) =>
      exactCoupling(sign, [[0], [0], [0], [0]], 4, { outputs }).value
    // kappa_4 is M4 - 3 M2^2 for one output, M4 - M2^2 for two.
    const M4 = Math.exp(4 * 0.2 ** 2)
    expect(at([0, 0, 0, 0]) / at([0, 0, 1, 1])).toBeCloseTo((M4 - 3) / (M4 - 1), 10)
  })

  it('are tables with an index structure for each combination', () => {
    const { combinations, values, structures, summary } = exactCouplings(gauss, 4, 6)
    combinations.forEach((combination, c) => {
      const fields = combination.map((field) => fieldOf(field, 2))
      const points = fields.map(({ point }) => gauss.inputs[point])
      const outputs = fields.map(({ output }) => output)
      expect(values[c] / exactCoupling(gauss, points, 6, { outputs }).value).toBeCloseTo(1, 12)
    })
    expect(structures?.map(({ structure }) => structure)).toEqual([[4], [2, 2]])
    expect(structures?.[0].summary).toEqual(summary)
    const one = exactCouplings({ ...gauss, outputs: 1 }, 4, 6)
    expect(summary).toEqual(one.summary)
    expect(one.structures).toBeUndefined()
    const sextic = exactCouplings(gauss, 6, 6).structures
    expect(sextic?.map(({ structure }) => structure)).toEqual([[6], [4, 2], [2, 2, 2]])
    expect(sextic?.[0].summary).toEqual(exactCouplings({ ...gauss, outputs: 1 }, 6, 6).summary)
  })

  it('meet at vertices where every output occurs an even number of times', () => {
    const [contact, ...exchanges] = treeDiagrams(6)
    expect(vertexStructures(contact, [0, 1, 2, 0, 1, 2])).toEqual([[2, 2, 2]])
    const found = exchanges.map((tree) => vertexStructures(tree, [0, 0, 1, 1, 2, 2]))
    // Both vertices need a pair and the line the odd one out: 6 of 10, the others would need three lines.
    expect(found.filter((structures) => structures === undefined)).toHaveLength(4)
    for (const structures of found)
      if (structures)
        expect(structures).toEqual([
          [2, 2],
          [2, 2]
        ])
    const all = exchanges.map((tree) => vertexStructures(tree, [1, 1, 1, 1, 1, 1]))
    expect(all).toEqual(exchanges.map(() => [[4], [4]]))
  })

  it.each([
    [[0, 0, 3, 3], 'outputs[2] must be an integer >= 0 and < 3'],
    [[0, 0], 'outputs must be a list of 4'],
    [[0, 0, 1.5, 1], 'outputs[2] must be an integer']
  ])('are refused for outputs that do not exist: %j', (outputs, message) => {
    const points = [[0], [0], [0], [0]]
    expect(() => exactCoupling(gauss, points, 4, { outputs })).toThrow(message)
    expect(() => localityMap(gauss, [0], [0], 4, 1, { outputs })).toThrow(message)
  })
})

describe('measured couplings of a vector model', async () => {
  const sample = { ...gauss, widths: [3], bags: 40, networksPerBag: 10_000, seed: 7 }
  const of = (parameters: object) =>
    sampleEnsemble(ensemble({ ...sample, ...parameters }), { store: false, runner: localRunner() })
  const literal = await of({ orders: [2, 4, 6] })
  const conditional = await of({ orders: [4, 6], estimator: 'conditional' })

  it.each([
    ['literal', literal],
    ['conditional', conditional]
  ])('and connected functions agree with the exact ones, %s', (_, moments) => {
    for (const order of [4, 6] as const) {
      const { values, standardErrors } = measuredConnected(moments, order, 3)
      const exact = exactGreenFunctions(moments.ensemble, order, 3, 'connected')
      const scores = values.map((value, c) => (value - exact.values[c]) / standardErrors[c])
      expect(Math.max(...scores.map(Math.abs))).toBeLessThan(5)
      const measured = measuredCouplings(moments, order, 3).structures!
      const known = exactCouplings(moments.ensemble, order, 3).structures!
      measured.forEach(({ structure, summary }, i) => {
        expect(structure).toEqual(known[i].structure)
        const difference = summary.mean - known[i].summary.mean
        expect(Math.abs(difference)).toBeLessThan(4 * summary.meanError)
      })
    }
  })

  it('given the hidden layer have the symmetry in every sample', () => {
    const { combinations, values } = measuredCouplings(conditional, 4, 3)
    const at = (...fields: number[]) =>
      values[combinations.findIndex((c) => c.join() === fields.join())]
    expect((3 * at(0, 0, 2, 2)) / at(0, 0, 0, 0)).toBeCloseTo(1, 9)
    expect((at(0, 0, 3, 3) + 2 * at(0, 1, 2, 3)) / at(0, 0, 1, 1)).toBeCloseTo(1, 9)
  })

  it('of four close points are places of a locality map, channel by channel', async () => {
    const inputs = localityPoints(0.1, 0.1)
    const moments = await of({ inputs, orders: [4], estimator: 'conditional', bags: 20 })
    for (const outputs of [
      [0, 0, 1, 1],
      [2, 1, 2, 1]
    ]) {
      const { measured, standardError, exact } = measuredLocality(moments, 3, { outputs })
      const map = localityMap(moments.ensemble, [0.1], [0.1], 3, 1, { outputs })
      expect(exact).toBeCloseTo(map.deviation[0][0] + 1, 12)
      expect(Math.abs(measured - exact)).toBeLessThan(4 * standardError)
    }
    expect(() => measuredLocality(moments, 3, { outputs: [0, 0, 0, 1] })).toThrow(
      'such that every output occurs an even number of times'
    )
  })
})

describe('the command line takes several outputs', () => {
  const run = async (args: readonly string[]) => {
    const { code, out, err } = await runCommand(args)
    return { code, err, result: out ? JSON.parse(out) : undefined }
  }

  it('nnqft couplings, of points and of tables', async () => {
    const points = '[[0],[0],[0],[0]]'
    const at = async (outputs: string) => {
      const args = ['couplings', '--width', '100', '--points', points, '--outputs', outputs]
      return (await run(args)).result.value as number
    }
    expect((3 * (await at('0,0,1,1'))) / (await at('1,1,1,1'))).toBeCloseTo(1, 12)
    const table = await run(['couplings', '--width', '100', '--d-out', '2', '--orders', '4'])
    const alone = await run(['couplings', '--width', '100', '--orders', '4'])
    const { structures, ...summary } = table.result.u4
    expect(summary).toEqual(alone.result.u4)
    expect(structures.map(({ structure }: { structure: number[] }) => structure)).toEqual([
      [4],
      [2, 2]
    ])
  })

  it('nnqft measure, couplings and sweep of an ensemble, on fields', async () => {
    const setup = { network: 'gauss', sigmaB: 0.3, outputs: 2, inputs: [[0], [0.1]], widths: [4] }
    const json = JSON.stringify({ ...setup, orders: [2, 4], bags: 4, networksPerBag: 500 })
    const quiet = ['--no-progress', '--workers', '1']
    const measured = await run(['measure', json, '--exact', ...quiet])
    const [two, four] = measured.result.measurements
    expect(measured.result.combinations[2]).toHaveLength(3)
    expect(measured.result.combinations[4]).toHaveLength(11)
    expect(two.mean).toHaveLength(3)
    expect(four.deviation.exact).toHaveLength(11)
    const couplings = await run(['couplings', json, '--orders', '4', ...quiet])
    expect(couplings.result.measurements[0].u4.structures).toHaveLength(2)
    const swept = await run(['sweep', json, '--sigma-w', '1,2', ...quiet])
    expect(swept.code).toBe(0)
    const alone = JSON.stringify({ ...JSON.parse(json), outputs: 1 })
    const reference = await run(['sweep', alone, '--sigma-w', '1,2', ...quiet])
    // Diagnostics are the worst of all combinations, of which several outputs have more.
    const diagnostics = ['converged', 'effectiveSampleSize', 'largestShare']
    const without = ({ flows }: { flows: { measured: object }[] }) =>
      flows.map(({ measured, ...rest }) => ({
        ...rest,
        measured: Object.entries(measured).filter(([key]) => !diagnostics.includes(key))
      }))
    expect(without(swept.result)).toEqual(without(reference.result))
  })

  it.each([
    [['couplings', '--width', '9', '--outputs', '0,0,1,1'], '--outputs must be left out without'],
    [['couplings', '--width', '9', '--d-out', '0'], '--d-out must be an integer >= 1'],
    [
      ['couplings', '--width', '9', '--points', '[[0],[0],[0],[0]]', '--outputs', '0,0,1'],
      '--outputs must be a list of 4'
    ],
    [['couplings', '{"network":"gauss"}', '--d-out', '2'], '--d-out must be left out where'],
    [['measure', '{"network":"gauss","outputs":1.5}'], 'outputs must be an integer >= 1']
  ])('and refuses others: %j', async (args, message) => {
    const { code, err } = await run(args)
    expect(err).toContain(message)
    expect(code).toBe(2)
  })
})
