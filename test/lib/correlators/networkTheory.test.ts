import { describe, expect, it } from 'vitest'
import { infiniteWidthCovariance } from '../../../lib/src/covariances/infiniteWidthCovariance.js'
import {
  connectedCumulant,
  exactGreenFunction,
  exactGreenFunctions
} from '../../../lib/src/correlators/exactGreenFunction.js'
import type { GreenFunctionPart } from '../../../lib/src/correlators/greenFunctionTheory.js'
import { quarticVertex } from '../../../lib/src/correlators/quarticVertex.js'
import type { NetworkName } from '../../../lib/src/networks/activations/activations.js'
import { ensemble } from '../../../lib/src/networks/ensemble.js'
import {
  activationOf,
  type ActivationSpecification
} from '../../../lib/src/networks/activations/activations.js'

const widths = [2, 5, 50]
const depths = [1, 2, 3, 4, 5]

/** prod over layers of f(N). */
const productOver = (depth: number, factor: number) => factor ** depth

describe('exponentials above the first hidden layer', () => {
  const stack = (...activations: readonly ActivationSpecification[]) => ({
    network: activations[0],
    sigmaW: 0.5,
    sigmaB: 0.3,
    layers: activations.map((activation) => ({ activation }))
  })
  const points = [[0.5], [0.9]]

  it.each<[number, readonly ActivationSpecification[]]>([
    [1, ['exp', 'exp']],
    [1, ['square', 'exp', 'tanh']],
    [2, ['relu', 'relu', 'exp']],
    [1, ['exp', { expression: 'sinh(z)' }]]
  ])('are refused in layer %d of %j, where no moment exists at any width', (layer, activations) => {
    const parameters = ensemble(stack(...activations))
    const message = `layers[${layer}].activation must be one that does not grow exponentially here: no moment of it exists`
    expect(() => exactGreenFunction(parameters, points, 10)).toThrow(message)
    expect(() => connectedCumulant(parameters, points, 10)).toThrow(message)
    expect(() => quarticVertex(parameters, [...points, ...points])).toThrow(message)
    expect(exactGreenFunction(parameters, points, 10, 'free').value).toBeCloseTo(
      infiniteWidthCovariance(parameters, points[0], points[1]),
      12
    )
  })

  it.each<readonly ActivationSpecification[]>([
    ['tanh', 'exp'],
    ['exp', 'tanh'],
    ['relu', 'exp'],
    ['tanh', 'relu', 'exp']
  ])('are taken in %s, %s where moments exist, for wide layers at least', (...activations) => {
    const parameters = ensemble(stack(...activations.filter((one) => one !== undefined)))
    expect(exactGreenFunction(parameters, points, 100).value).toBeGreaterThan(0)
  })
})

describe('the theory of deep networks', () => {
  it.each(widths.flatMap((width) => depths.map((depth) => [width, depth] as const)))(
    'has the exact products for one input at N = %d, L = %d',
    (width, depth) => {
      const points = [[0.7], [0.7], [0.7], [0.7]]
      for (const [network, sigmaW, excess] of [
        ['identity', 1, 2],
        ['relu', Math.SQRT2, 5]
      ] as const) {
        const parameters = { network, depth, sigmaW, sigmaB: 0 }
        const covariance = infiniteWidthCovariance(parameters, [0.7], [0.7])
        const four = exactGreenFunction(parameters, points, width)
        const truth = 3 * covariance ** 2 * productOver(depth, 1 + excess / width)
        expect(Math.abs(four.value - truth)).toBeLessThan(four.error + 1e-13 * truth)
        expect(four.exactTo).toBeUndefined()
        const six = exactGreenFunction(parameters, [...points, [0.7], [0.7]], width)
        // E X^2 and E X^3 of X = g(u)^2/E g^2, and of the mean of N of them.
        const [second, third] = network === 'identity' ? [3, 15] : [6, 60]
        const mean = (third + 3 * (width - 1) * second + (width - 1) * (width - 2)) / width ** 2
        expect(six.value / (15 * covariance ** 3) / productOver(depth, mean)).toBeCloseTo(1, 12)
      }
    }
  )

  it('of linear networks is the same by Wishart matrices and along a ray', () => {
    // |z| has the even moments of z where all inputs have one sign.
    const points = [[0.3], [0.3], [0.6], [1.2], [1.2], [1.2]]
    for (const width of [1, 4, 30]) {
      for (const part of ['full', 'connected', 'deviation', 'free'] as GreenFunctionPart[]) {
        const [linear, ray] = (['identity', 'abs'] as const).map((network) =>
          exactGreenFunction({ network, depth: 3, sigmaW: 1.2, sigmaB: 0 }, points, width, part)
        )
        const tolerance = linear.error + ray.error + 1e-13 * Math.abs(ray.value)
        expect(Math.abs(linear.value - ray.value)).toBeLessThan(tolerance)
      }
    }
  })

  it('has the twelfth cumulant of one output along a ray, and refuses what is beyond', () => {
    const relu = { network: 'relu', depth: 2, sigmaW: 1.3, sigmaB: 0 } as const
    const inputs = (order: number) => Array.from({ length: order }, () => [0.7])
    const full = (order: number) => exactGreenFunction(relu, inputs(order), 5).value
    const moments = [1, ...[2, 4, 6, 8, 10, 12].map(full)]
    // kappa_n = m_n - sum over k < n of C(n - 1, k - 1) kappa_k m_(n - k).
    const choose = (n: number, k: number): number =>
      k === 0 ? 1 : (choose(n, k - 1) * (n - k + 1)) / k
    const cumulants = [0]
    for (let n = 1; n <= 6; n++) {
      cumulants[n] = moments[n]
      for (let k = 1; k < n; k++) {
        cumulants[n] -= choose(2 * n - 1, 2 * k - 1) * cumulants[k] * moments[n - k]
      }
    }
    const { value, error } = exactGreenFunction(relu, inputs(12), 5, 'connected')
    expect(Math.abs(value - cumulants[6])).toBeLessThan(error)
    expect(error).toBeLessThan(1e-10 * value)
    expect(() => exactGreenFunction(relu, inputs(14), 5, 'connected')).toThrow(
      'exactGreenFunction: the number of points must be at most 12 for homogeneous networks at inputs on one ray (connected part), got 14'
    )
    expect(() => exactGreenFunction(relu, inputs(302), 5)).toThrow(
      'the number of points must be at most 300 for homogeneous networks at inputs on one ray (full part)'
    )
  })

  it('of linear networks with biases is that of one layer when the later layer is wide', () => {
    const points = [[0.3], [-0.5], [0.6], [0.3]]
    const one = { network: 'identity', sigmaW: 1.1, sigmaB: 0.4 } as const
    const two = ensemble({
      ...one,
      layers: [
        { activation: 'identity', width: 1 },
        { activation: 'identity', width: 1000000 }
      ]
    })
    // Two layers, the second one infinite: sigmaB^2 + sigmaW^2 of what one layer gives.
    const scale = 1.1 ** 4
    const connected = connectedCumulant(two, points, 3)
    const single = connectedCumulant(one, points, 3)
    expect(connected.value / (scale * single.value)).toBeCloseTo(1, 4)
  })

  it.each<[NetworkName, number]>([
    ['identity', 3],
    ['relu', 2]
  ])('of %s expanded in 1/N is the exact one, its first terms', (network, depth) => {
    // Two inputs on one ray are exact; next to them, off the ray, the expansion has to be continuous.
    const sigmaW = network === 'relu' ? Math.SQRT2 : 1
    const parameters = { network, depth, sigmaW, sigmaB: 0 }
    const ray = [
      [1, 0],
      [1, 0],
      [2, 0],
      [2, 0],
      [1, 0],
      [1, 0]
    ]
    const near = [
      [1, 0],
      [1, 1e-7],
      [2, 0],
      [2, 0],
      [1, 0],
      [1, 0]
    ]
    for (const order of [4, 6]) {
      const width = 1e5
      const exact = connectedCumulant(parameters, ray.slice(0, order), width)
      const expanded = connectedCumulant(parameters, near.slice(0, order), width)
      const tolerance = 60 / width + (expanded.error + exact.error) / Math.abs(exact.value)
      expect(Math.abs(expanded.value / exact.value - 1)).toBeLessThan(tolerance + 1e-5)
      if (network === 'relu') expect(expanded.exactTo).toBe(order / 2 - 1)
    }
  })

  it('says to which power of 1/N it holds', () => {
    const deep = { network: 'tanh', depth: 2, sigmaW: 1.2, sigmaB: 0.3 } as const
    const points = [[0.5], [1], [0.5], [1]]
    expect(exactGreenFunction(deep, points, 20).exactTo).toBe(1)
    expect(exactGreenFunction(deep, points, 20, 'connected').exactTo).toBe(1)
    expect(exactGreenFunction(deep, points, 20, 'free').exactTo).toBeUndefined()
    expect(exactGreenFunction(deep, [...points, [1], [1]], 20, 'connected').exactTo).toBe(2)
    expect(exactGreenFunctions({ ...deep, inputs: [[0.5]] }, 4, 20).exactTo).toBe(1)
    expect(exactGreenFunction({ ...deep, depth: 1 }, points, 20).exactTo).toBeUndefined()
  })

  it('adds up: full is free and deviation, and the connected function of four is the vertex over N', () => {
    const deep = { network: 'erf', depth: 3, sigmaW: 1.4, sigmaB: 0.3, outputs: 2 } as const
    const points = [[0.5], [1], [0.5], [1]]
    for (const outputs of [
      [0, 0, 0, 0],
      [0, 1, 0, 1]
    ]) {
      const at = (part: GreenFunctionPart) =>
        exactGreenFunction(deep, points, 40, part, outputs).value
      expect(at('full')).toBeCloseTo(at('free') + at('deviation'), 13)
      expect(40 * at('connected')).toBeCloseTo(quarticVertex(deep, points, outputs).value, 12)
      // N (G4 - G4_0) = N Gc4 + pairs of K and its own correction.
      const two = (a: number, b: number, part: GreenFunctionPart) =>
        outputs[a] === outputs[b]
          ? exactGreenFunction(deep, [points[a], points[b]], 40, part).value
          : 0
      let sum = at('connected')
      for (const [a, b, c, d] of [
        [0, 1, 2, 3],
        [0, 2, 1, 3],
        [0, 3, 1, 2]
      ]) {
        sum +=
          two(a, b, 'deviation') * two(c, d, 'free') + two(a, b, 'free') * two(c, d, 'deviation')
      }
      expect(at('deviation')).toBeCloseTo(sum, 13)
    }
  })

  it('refuses orders beyond it, and weights that are not normal', () => {
    const deep = { network: 'tanh', depth: 2, sigmaW: 1, sigmaB: 1 } as const
    const points = new Array<number[]>(8).fill([1])
    expect(() => connectedCumulant(deep, points, 5)).toThrow(
      'the number of points must be at most 6'
    )
    expect(() => exactGreenFunction({ ...deep, weights: 'sign' }, [[1], [1]], 5)).toThrow(
      "exactGreenFunction: weights must be 'normal'"
    )
    const linear = { network: 'identity', depth: 2, sigmaW: 1, sigmaB: 1 } as const
    expect(() => exactGreenFunction(linear, [...points, [1], [1]], 5)).toThrow(
      'at most 8 for deep linear'
    )
    expect(() =>
      connectedCumulant({ ...deep, network: 'sign' }, [[1], [1], [2], [2], [1], [2]], 5)
    ).toThrow('network must be one that does not jump')
  })

  // 4e4 networks of two hidden layers: some seconds.
  it.each<NetworkName>(['tanh', 'gelu'])(
    'of %s agrees with networks drawn weight by weight at leading orders',
    (network) => {
      const width = 30
      const [sigmaW, sigmaB] = [1.3, 0.4]
      const inputs = [0.5, 1.4]
      const parameters = { network, depth: 2, sigmaW, sigmaB } as const
      const drawn = drawnCovariances(network, inputs, width, sigmaW, sigmaB, 40000)
      const pairs = [
        [0, 0],
        [0, 1],
        [1, 1]
      ]
      const cumulants = sampleCumulants(drawn)
      const exact = (points: number[], part: GreenFunctionPart) =>
        exactGreenFunction(
          parameters,
          points.map((a) => [inputs[a]]),
          width,
          part
        ).value
      pairs.forEach(([a, b], i) => {
        const truth = exact([a, b], 'full')
        const correction = exact([a, b], 'deviation')
        // What is left out is of order 1/N of the correction.
        const slack = 4 * Math.abs(correction / width) + 4 * cumulants.means[i].error
        expect(Math.abs(cumulants.means[i].value - truth)).toBeLessThan(slack)
      })
      // S_00: V and U of one entry are Gc4/3 and Gc6/15.
      const four = exact([0, 0, 0, 0], 'connected') / 3
      expect(Math.abs(cumulants.variance.value / four - 1)).toBeLessThan(
        5 / width + (4 * cumulants.variance.error) / four
      )
      const six = exact([0, 0, 0, 0, 0, 0], 'connected') / 15
      expect(Math.abs(cumulants.third.value - six)).toBeLessThan(
        (12 / width) * Math.abs(six) + 4 * cumulants.third.error
      )
    }
  )
})

/** S of the outputs of networks with two hidden layers and scalar inputs, entries 00, 01, 11, every weight drawn. */
function drawnCovariances(
  network: NetworkName,
  inputs: readonly number[],
  width: number,
  sigmaW: number,
  sigmaB: number,
  networks: number
): number[][] {
  const { value } = activationOf(network)
  const stream = normals()
  return Array.from({ length: networks }, () => {
    const first = Array.from({ length: width }, () => {
      const [w, b] = [sigmaW * stream(), sigmaB * stream()]
      return inputs.map((x) => value(w * x + b, 0))
    })
    const sums = [0, 0, 0]
    for (let i = 0; i < width; i++) {
      let [z0, z1] = [0, 0]
      for (const [g0, g1] of first) {
        const w = stream()
        z0 += w * g0
        z1 += w * g1
      }
      const [scale, bias] = [sigmaW / Math.sqrt(width), sigmaB * stream()]
      const [g0, g1] = [value(scale * z0 + bias, 0), value(scale * z1 + bias, 0)]
      sums[0] += g0 * g0
      sums[1] += g0 * g1
      sums[2] += g1 * g1
    }
    return sums.map((sum) => sigmaB ** 2 + (sigmaW ** 2 * sum) / width)
  })
}

/** Standard normal numbers by the polar method, uniform ones by Park and Miller's generator. */
function normals(): () => number {
  let seed = 1
  const next = () => {
    seed = (seed * 48271) % 2147483647
    return seed / 2147483647
  }
  let spare: number | undefined
  return () => {
    if (spare !== undefined) {
      const kept = spare
      spare = undefined
      return kept
    }
    for (;;) {
      const [x, y] = [2 * next() - 1, 2 * next() - 1]
      const square = x * x + y * y
      if (square >= 1 || square === 0) continue
      const factor = Math.sqrt((-2 * Math.log(square)) / square)
      spare = y * factor
      return x * factor
    }
  }
}

/** Means of all entries, and variance and third cumulant of the first, with standard errors. */
function sampleCumulants(rows: readonly number[][]) {
  const count = rows.length
  const mean = (of: (row: number[]) => number) => {
    let [sum, squares] = [0, 0]
    for (const row of rows) {
      const value = of(row)
      sum += value
      squares += value * value
    }
    const average = sum / count
    return { value: average, error: Math.sqrt((squares / count - average ** 2) / count) }
  }
  const means = [0, 1, 2].map((i) => mean((row) => row[i]))
  const centre = means[0].value
  return {
    means,
    variance: mean((row) => (row[0] - centre) ** 2),
    third: mean((row) => (row[0] - centre) ** 3)
  }
}
