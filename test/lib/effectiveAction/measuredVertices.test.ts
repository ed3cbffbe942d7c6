import { describe, expect, test } from 'vitest'
import {
  denseTensor,
  tensorEntry,
  type FieldTensor
} from '../../../lib/src/effectiveAction/fieldTensor.js'
import { infraredVertices } from '../../../lib/src/effectiveAction/infraredVertices.js'
import {
  measuredVertices,
  type MeasuredScale
} from '../../../lib/src/effectiveAction/measuredVertices.js'
import { onePointVertices } from '../../../lib/src/effectiveAction/onePointVertices.js'
import { latticeModes, pointLattice } from '../../../lib/src/effectiveAction/pointLattice.js'
import {
  pointRegulator,
  pointRegulatorNames
} from '../../../lib/src/effectiveAction/pointRegulator.js'
import { ensemble, type EnsembleParameters } from '../../../lib/src/networks/ensemble.js'
import { drawCovariances } from '../../../lib/src/sampling/drawCovariances.js'
import { sampleEnsemble } from '../../../lib/src/sampling/sampleEnsemble.js'

const pair = [[0.4], [1]]
const sampled = (parameters: EnsembleParameters) =>
  ensemble({ inputs: pair, sigmaB: 0.5, bags: 20, networksPerBag: 5000, seed: 2, ...parameters })

/** Largest deviation in standard errors of a few correlated entries. */
function worst(measured: FieldTensor, errors: FieldTensor, exact: FieldTensor): number {
  const scores = measured.values.map((value, c) => {
    const deviation = Math.abs(value - exact.values[c])
    return deviation === 0 ? 0 : deviation / errors.values[c]
  })
  return Math.max(...scores)
}

describe('measured vertices', () => {
  test.each([
    ['ReLU-net', { network: 'relu' }, 10, 6],
    ['Erf-net at N = 1000', { network: 'erf', networksPerBag: 200 }, 1000, 6],
    ['GaussNet', { network: 'gauss', sigmaB: 0.2, inputs: [[-0.2], [0.2]] }, 30, 4],
    ['Cos-net of two outputs', { network: 'cos', outputs: 2 }, 8, 4],
    ['a linear network of three layers', { network: 'identity', depth: 3 }, 30, 4],
    ['Laplace weights W0', { network: 'tanh', weights: { W0: 'laplace' } }, 10, 4]
  ] as const)('of %s are the exact ones at k = 0', async (_, parameters, width, highest) => {
    const drawn = sampled(parameters)
    const { scales } = await measuredVertices(drawn, width, { scales: [0], highest })
    const [{ gamma2, gamma4, gamma6, errors, converged }] = scales
    const exact = infraredVertices(drawn, drawn.inputs, width, highest)
    expect(converged).toBe(true)
    expect(worst(gamma2, errors.gamma2, exact.gamma2)).toBeLessThan(4)
    expect(worst(gamma4, errors.gamma4, exact.gamma4)).toBeLessThan(4)
    // The tail of the sixth cumulant is longer than that of what `converged` looks at.
    if (gamma6) expect(worst(gamma6, errors.gamma6!, exact.gamma6!)).toBeLessThan(4)
    // Errors small enough for this to say something.
    expect(errors.gamma2.values[0]).toBeLessThan(0.01 * exact.gamma2.values[0])
    expect(errors.gamma4.values[0]).toBeLessThan(0.3 * Math.abs(exact.gamma4.values[0]))
  })

  test.each([
    ['Erf-net of signs', { network: 'erf', weights: { W1: 'sign' } }, 4, 6],
    ['Laplace weights W1', { network: 'tanh', weights: { W1: 'laplace' } }, 10, 4],
    [
      'uniform weights, two outputs',
      { network: 'erf', weights: { W1: 'uniform' }, outputs: 2 },
      3,
      4
    ],
    [
      'biases b1 of signs',
      { network: 'cos', weights: { b1: 'sign' }, inputs: [[0.4], [1.3]] },
      5,
      4
    ]
  ] as const)(
    'of %s are the exact ones at k = 0: f itself is drawn',
    async (_, parameters, width, highest) => {
      const drawn = sampled({ ...parameters, networksPerBag: 2000 })
      const { scales } = await measuredVertices(drawn, width, { scales: [0], highest })
      const [{ gamma2, gamma4, gamma6, errors }] = scales
      const exact = infraredVertices(drawn, drawn.inputs, width, highest)
      expect(worst(gamma2, errors.gamma2, exact.gamma2)).toBeLessThan(4)
      expect(worst(gamma4, errors.gamma4, exact.gamma4)).toBeLessThan(4)
      if (gamma6) expect(worst(gamma6, errors.gamma6!, exact.gamma6!)).toBeLessThan(4)
      expect(errors.gamma2.values[0]).toBeLessThan(0.03 * exact.gamma2.values[0])
    }
  )

  test('of one neuron with a sign as its last weight are those of the ordinary integral, at every k', async () => {
    const x = 0.6
    const tanh = { network: 'tanh', sigmaB: 0.5, inputs: [[x]], weights: { W1: 'sign' } } as const
    const ks = [0, 1, 10]
    const { scales } = await measuredVertices(sampled(tanh), 1, { scales: ks, highest: 4 })
    const spread = Math.sqrt(0.5 ** 2 + x ** 2)
    scales.forEach(({ gamma2, gamma4, errors, logPartition, converged }, i) => {
      // f = tanh(z) + b up to a sign that changes nothing: sums over z and f that are exact to rounding.
      const moments = [0, 0, 0]
      for (let u = -8; u <= 8; u += 0.05) {
        const mean = Math.tanh(spread * u)
        for (let f = -6; f <= 6; f += 0.05) {
          const density = Math.exp(-(u * u) / 2 - (f - mean) ** 2 / (2 * 0.5 ** 2))
          const weight =
            (0.05 ** 2 * density * Math.exp((-ks[i] * f * f) / 2)) / (2 * Math.PI * 0.5)
          moments.forEach((_, n) => (moments[n] += weight * f ** (2 * n)))
        }
      }
      const G = moments[1] / moments[0]
      const fourth = moments[2] / moments[0] - 3 * G * G
      expect(converged).toBe(true)
      expect(Math.abs(gamma2.values[0] - (1 / G - ks[i]))).toBeLessThan(4 * errors.gamma2.values[0])
      expect(Math.abs(gamma4.values[0] + fourth / G ** 4)).toBeLessThan(4 * errors.gamma4.values[0])
      expect(Math.abs(logPartition - Math.log(moments[0]))).toBeLessThan(0.02)
      expect(errors.gamma2.values[0]).toBeLessThan(0.1 * Math.abs(1 / G - ks[i]))
    })
  })

  test('of literal draws fulfil the exact flow equations, and agree with the mixture where both are there', async () => {
    const drawn = sampled({
      network: 'erf',
      weights: { W1: 'uniform' },
      bags: 2,
      networksPerBag: 300
    })
    const step = 1e-3
    const { scales } = await measuredVertices(drawn, 6, { scales: [2 - step, 2, 2 + step] })
    const [before, at, after] = scales
    const G = denseTensor(at.connected.g2)
    const line = G.map((_, i) => {
      const [a, b] = [Math.floor(i / 2), i % 2]
      return G[2 * a] * G[b] + G[2 * a + 1] * G[2 + b]
    })
    at.gamma2.combinations.forEach(([a, b], c) => {
      const slope = (after.gamma2.values[c] - before.gamma2.values[c]) / (2 * step)
      let expected = 0
      line.forEach((value, i) => {
        expected -= (value * tensorEntry(at.gamma4, [a, b, Math.floor(i / 2), i % 2])) / 2
      })
      expect(Math.abs(slope - expected)).toBeLessThan(1e-4 * Math.abs(expected) + 1e-6)
    })
  })

  test('of ReLU-net at N = 10 rise with k as a sample drawn elsewhere says', async () => {
    const { scales } = await measuredVertices(sampled({ network: 'relu' }), 10, {
      scales: [0, 1, 30],
      highest: 4
    })
    const expected = [
      [13.67, -99.7],
      [14.9, -127.5],
      [19.59, -337]
    ]
    scales.forEach(({ gamma2, gamma4, errors, effectiveSampleSize }, i) => {
      expect(Math.abs(gamma2.values[0] - expected[i][0])).toBeLessThan(4 * errors.gamma2.values[0])
      expect(Math.abs(gamma4.values[0] - expected[i][1])).toBeLessThan(4 * errors.gamma4.values[0])
      expect(errors.gamma2.values[0]).toBeLessThan(0.06)
      expect(errors.gamma4.values[0]).toBeLessThan(6)
      expect(effectiveSampleSize).toBeGreaterThan(5000)
    })
  })

  // In plane waves a lattice has a mode at zero momentum, which the sharp regulator would freeze for good.
  test.each([
    ...pointRegulatorNames.map((name) => [name, 'modes of K', undefined] as const),
    ...(['mass', 'litim', 'exponential'] as const).map(
      (name) => [name, 'plane waves', pointLattice({ sides: [3], spacing: 0.8 })] as const
    )
  ])(
    'fulfil the exact flow equations with the %s regulator in %s, on every sample',
    async (regulator, _, lattice) => {
      const [k, step] = [7, 1e-4]
      const drawn = sampled({
        network: 'erf',
        inputs: lattice?.points ?? [[0.4], [1], [-0.7]],
        bags: 2,
        networksPerBag: 300
      })
      const { scales, modes } = await measuredVertices(drawn, 6, {
        regulator,
        ...(lattice && { modes: latticeModes(lattice, 2) }),
        scales: [k - step, k, k + step]
      })
      const [before, at, after] = scales
      const line = singleScale(at, pointRegulator(regulator, modes, k).slope)
      const flow = flowEquations(at, line)
      expect(Math.max(...line.map(Math.abs))).toBeGreaterThan(1e-6)
      for (const name of ['gamma2', 'gamma4'] as const) {
        const size = Math.max(...flow[name].map(Math.abs))
        at[name].combinations.forEach((combination, c) => {
          const slope = (after[name].values[c] - before[name].values[c]) / (2 * step)
          const expected = flow[name][place(combination, 3)]
          expect(Math.abs(slope - expected), combination.join()).toBeLessThan(1e-5 * size)
        })
      }
    }
  )

  test('at k = 1e4 are the derivatives of the microscopic action, k = Infinity', async () => {
    for (const regulator of pointRegulatorNames) {
      const measured = await measuredVertices(sampled({ network: 'erf' }), 20, {
        regulator,
        scales: [1e4],
        microscopic: true,
        highest: 4
      })
      const [high] = measured.scales
      const microscopic = measured.microscopic!
      for (const name of ['gamma2', 'gamma4'] as const) {
        expect(worst(high[name], high.errors[name], microscopic[name])).toBeLessThan(1.5)
      }
      expect(microscopic.connected.g2.values.every((value) => value === 0)).toBe(true)
      expect(microscopic.gamma4.values[0]).toBeLessThan(-80)
    }
  })

  test('have the index structure of O(2) where weights are normal', async () => {
    const drawn = sampled({ network: 'tanh', outputs: 2, inputs: [[0.7]], networksPerBag: 100 })
    const measured = await measuredVertices(drawn, 5, { scales: [0, 3], microscopic: true })
    for (const { gamma2, gamma4, gamma6 } of [...measured.scales, measured.microscopic!]) {
      const [one, both] = [
        [0, 0],
        [1, 1]
      ]
      expect(tensorEntry(gamma2, [0, 1])).toBeCloseTo(0, 12)
      const four = tensorEntry(gamma4, [...one, ...both])
      expect(tensorEntry(gamma4, [...one, ...one]) / four).toBeCloseTo(3, 9)
      const six = tensorEntry(gamma6!, [...one, ...one, ...both])
      expect(tensorEntry(gamma6!, [...one, ...one, ...one]) / six).toBeCloseTo(5, 8)
    }
  })

  test('have errors that cover: deviations have the distribution of Student of bags - 1 degrees of freedom', async () => {
    const [width, bags] = [5, 8]
    const erf = { network: 'erf', sigmaB: 0.5, inputs: [[0.6]], bags, networksPerBag: 50 } as const
    const scales = [0, 30]
    const exact = scales.map((k) => onePointVertices(sampled(erf), [0.6], width, k))
    const scores: number[] = []
    for (let seed = 0; seed < 150; seed++) {
      const measured = await measuredVertices(sampled({ ...erf, seed }), width, {
        scales,
        highest: 4
      })
      measured.scales.forEach(({ gamma2, gamma4, errors }, i) => {
        scores.push((gamma2.values[0] - exact[i].gamma2) / errors.gamma2.values[0])
        scores.push((gamma4.values[0] - exact[i].gamma4) / errors.gamma4.values[0])
      })
    }
    const beyond = (limit: number) =>
      scores.filter((score) => Math.abs(score) > limit).length / scores.length
    // P(|t| > 1), P(|t| > 2.365) and P(|t| > 3.499) of 7 degrees of freedom; 150 independent samples of four numbers.
    expect(Math.abs(beyond(1) - 0.351)).toBeLessThan(0.1)
    expect(Math.abs(beyond(2.365) - 0.05)).toBeLessThan(0.04)
    expect(Math.abs(beyond(3.499) - 0.01)).toBeLessThan(0.02)
  })

  test('refuse what they cannot be measured for, and say what helps', async () => {
    const refused = async (parameters: EnsembleParameters, measurement: object, width = 10) =>
      measuredVertices(sampled(parameters), width, { scales: [1], ...measurement }).then(
        () => 'accepted',
        (error: Error) => error.message
      )
    const relu = { network: 'relu' } as const
    expect(await refused(relu, { scales: [-1] })).toMatch(
      /scales\[0\] must be a finite number >= 0/
    )
    expect(await refused(relu, { scales: [] })).toMatch(
      /scales must be a list of at least one scale/
    )
    expect(await refused(relu, { regulator: 'box' })).toMatch(/regulator must be one of 'mass'/)
    expect(await refused(relu, { highest: 8 })).toMatch(/highest must be 4 or 6/)
    expect(await refused({ ...relu, bags: 1 }, {})).toMatch(/ensemble.bags must be >= 2/)
    expect(await refused({ ...relu, weights: 'laplace' }, { microscopic: true })).toMatch(
      /microscopic must be false for weights W1 or biases b1 that are not 'normal'/
    )
    const three = { sigmaB: 0, inputs: [[0.4], [1], [-0.2]] }
    expect(await refused({ ...relu, ...three }, {})).toMatch(/rank 2 on 3 points: take sigmaB > 0/)
    // Silent networks: f(0.4) = f(1) = b1.
    const few = { ...relu, networksPerBag: 100 }
    expect(await refused(few, { microscopic: true }, 3)).toMatch(/so that f has no density/)
  })
})

test('drawn covariances are those that the conditional estimator averages', async () => {
  for (const parameters of [{}, { depth: 2 }, { depth: 3, layers: undefined }]) {
    const drawn = sampled({ network: 'tanh', bags: 2, networksPerBag: 333, ...parameters })
    const sums = [new Float64Array(3), new Float64Array(3)]
    await drawCovariances(drawn, 7, (bag, covariances, networks) => {
      for (let row = 0; row < 3; row++) {
        for (let i = 0; i < networks; i++) sums[bag][row] += covariances[row * 128 + i]
      }
    })
    const conditional = { ...drawn, widths: [7], orders: [2], estimator: 'conditional' } as const
    const moments = await sampleEnsemble(conditional, { store: false, workers: 1 })
    const { bagMeans } = moments.widths[0].orders[0]
    bagMeans.forEach((mean, i) => {
      expect(sums[Math.floor(i / 3)][i % 3] / 333).toBeCloseTo(mean, 12)
    })
  }
})

function place(combination: readonly number[], fields: number): number {
  return combination.reduce((sum, index) => sum * fields + index, 0)
}

/** G R' G, row-major. */
function singleScale({ connected }: MeasuredScale, slope: Float64Array): Float64Array {
  const G = denseTensor(connected.g2)
  const n = connected.g2.fields
  const product = (a: Float64Array, b: Float64Array) =>
    a.map((_, i) => {
      let sum = 0
      for (let k = 0; k < n; k++) sum += a[Math.floor(i / n) * n + k] * b[k * n + (i % n)]
      return sum
    })
  return product(product(G, slope), G)
}

/** The exact flow equations of Gamma^(2) and Gamma^(4), shape [field] … [field]. */
function flowEquations({ gamma4, gamma6, connected }: MeasuredScale, line: Float64Array) {
  const n = gamma4.fields
  const each = Array.from({ length: n }, (_, i) => i)
  const pairs = each.flatMap((x) => each.map((y) => [x, y]))
  const G = denseTensor(connected.g2)
  const four = (...indices: number[]) => tensorEntry(gamma4, indices)
  const sum = (term: (x: number, y: number) => number) =>
    pairs.reduce((total, [x, y]) => total + line[x * n + y] * term(x, y), 0)
  const channel = (a: number, b: number, c: number, d: number) =>
    sum((x, y) =>
      pairs.reduce((total, [u, v]) => total + G[u * n + v] * four(a, b, x, u) * four(y, v, c, d), 0)
    )
  return {
    gamma2: pairs.map(([a, b]) => -sum((x, y) => four(a, b, x, y)) / 2),
    gamma4: pairs.flatMap(([a, b]) =>
      pairs.map(
        ([c, d]) =>
          channel(a, b, c, d) +
          channel(a, c, b, d) +
          channel(a, d, b, c) -
          sum((x, y) => tensorEntry(gamma6!, [a, b, c, d, x, y])) / 2
      )
    )
  }
}
