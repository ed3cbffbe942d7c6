import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  connectedCumulant,
  exactGreenFunction
} from '../../../lib/src/correlators/exactGreenFunction.js'
import { quarticVertex } from '../../../lib/src/correlators/quarticVertex.js'
import { infiniteWidthCovariance } from '../../../lib/src/covariances/infiniteWidthCovariance.js'
import type { NetworkName } from '../../../lib/src/networks/activations/activations.js'
import type { GivenNetwork } from '../../../lib/src/networks/architecture.js'
import type { NetworkParameters } from '../../../lib/src/networks/networkParameters.js'
import { ensemble } from '../../../lib/src/networks/ensemble.js'
import { deepReference, referencePoints } from '../covariances/deepReference.js'

const four = [
  [0.5, -0.3],
  [0.9, 0.4],
  [-0.2, 0.7],
  [0.3, 1.1]
]

describe('the quartic vertex', () => {
  it('of one hidden layer is N Gc4 for weights of any distribution, without the cumulant of the biases', () => {
    const points = [[0.2], [0.4], [-0.3], [0.4]]
    for (const W1 of ['sign', 'laplace'] as const) {
      const weights = { W0: 'uniform', b0: 'sign', W1, b1: 'normal' } as const
      const given = { network: 'tanh', sigmaW: 1.2, sigmaB: 0.5, weights } as const
      const { value } = quarticVertex(given, points)
      expect(value).toBeCloseTo(7 * connectedCumulant(given, points, 7).value, 12)
    }
    expect(() =>
      quarticVertex({ network: 'tanh', sigmaW: 1, sigmaB: 1, weights: 'sign' }, points)
    ).toThrow("weights.b1 must be 'normal': its own fourth cumulant does not fall with the width")
  })

  it.each(deepReference)(
    'of %s at depth %d agrees with arbitrary precision',
    (network, depth, _, truth) => {
      const [x, y] = referencePoints
      const lists = [
        [x, x, x, x],
        [x, x, x, y],
        [x, x, y, y]
      ]
      lists.forEach((points, i) => {
        const { value, error } = quarticVertex({ network, depth, sigmaW: 1.2, sigmaB: 0.4 }, points)
        expect(Math.abs(value / truth[i] - 1)).toBeLessThan(1e-9)
        expect(Math.abs(value - truth[i])).toBeLessThan(error)
        expect(error).toBeLessThan(1e-9 * truth[i])
      })
    }
  )

  it('that underflow are not known to be 0', () => {
    const points = [[1e-40], [1e-40], [2e-40], [2e-40]]
    const square = { network: 'square', depth: 2, sigmaW: 1, sigmaB: 0 } as const
    const { value, error } = quarticVertex(square, points)
    // It was 0 with an error of 0.
    expect(value).toBe(0)
    expect(error).toBeGreaterThan(0)
  })

  it('of tanh at four different points agrees with a plain sum over a grid in four dimensions', () => {
    const parameters = { network: 'tanh', depth: 2, sigmaW: 1.2, sigmaB: 0.4 } as const
    const { value, error } = quarticVertex(parameters, four)
    expect(error).toBeLessThan(1e-11)
    expect(Math.abs(value - tanhVertexOfTwoLayers(four, 1.2, 0.4))).toBeLessThan(1e-10)
  })

  it.each<NetworkName>(['gauss', 'relu', 'erf', 'tanh', 'cos'])(
    'of %s with one hidden layer is N Gc4 at every width',
    (network) => {
      const parameters = { network, sigmaW: 1.1, sigmaB: 0.3 }
      const points = [[0.2], [0.7], [0.7], [-0.4]]
      const vertex = quarticVertex(parameters, points)
      for (const width of [1, 7]) {
        const exact = connectedCumulant(parameters, points, width)
        const tolerance = vertex.error + width * exact.error
        expect(Math.abs(vertex.value - width * exact.value)).toBeLessThan(tolerance)
      }
      expect(vertex.error).toBeLessThan(1e-12 * Math.max(1, Math.abs(vertex.value)))
    }
  )

  it.each([1, 2, 3, 5, 40])(
    'of one input grows as 2L and 5L for identity and ReLU, L = %d',
    (depth) => {
      const points = [[0.6], [0.6], [0.6], [0.6]]
      const linear = quarticVertex({ network: 'identity', depth, sigmaW: 1, sigmaB: 0 }, points)
      expect(linear.value / (3 * 0.6 ** 4)).toBeCloseTo(2 * depth, 11)
      const relu = quarticVertex({ network: 'relu', depth, sigmaW: Math.SQRT2, sigmaB: 0 }, points)
      expect(relu.value / (3 * (2 * 0.36) ** 2)).toBeCloseTo(5 * depth, 10)
    }
  )

  it('weighs every layer by its width', () => {
    const points = [[1], [1], [1], [1]]
    const deep = (widths: number[]) => {
      const layers = widths.map((width) => ({ activation: 'identity' as const, width }))
      return quarticVertex(ensemble({ layers, sigmaB: 0 }), points).value / 3
    }
    expect(deep([1, 2, 4])).toBeCloseTo(2 * (1 + 1 / 2 + 1 / 4), 12)
    expect(deep([4, 1])).toBeCloseTo(deep([1, 4]), 12)
  })

  // The errors named featureMoment, which was not called, and neither sigmas nor points.
  it.each([
    [{ network: 'tanh', depth: 3, sigmaW: 30, sigmaB: 0.5 }, [0, 0], 'sigmaW', 30],
    [{ network: 'tanh', depth: 2, sigmaW: 300, sigmaB: 1 }, [1, 0.5], 'sigmaW', 300],
    [{ network: 'tanh', depth: 2, sigmaW: 300, sigmaB: 3e3 }, [1, 0.5], 'sigmaB', 3000]
  ] as const)(
    'where quadrature does not reach names the sigma: %o',
    (given, [y, z], name, value) => {
      const points = [
        [0.1, z, y],
        [0.3, y, z],
        [0.7, z, z],
        [1, y, y]
      ]
      expect(() => quarticVertex(given, points)).toThrow(
        new RegExp(
          `^quarticVertex: ${name} must be smaller: the preactivations of hidden layer \\d may have standard ` +
            `deviations of about [\\d.e+]+ at this many points, got ${value}$`
        )
      )
    }
  )

  // All preactivations of the last layer are equal, u = sigmaB z: of tanh^2 only the spot where it is not 1 is left, and
  // the variance of tanh^2 is that of (1 - tanh^2)^2, 4/3 in u.
  it.each([1e4, 1e5])('of saturated layers is 4/(sqrt(2 pi) sigmaB): %d', (sigmaB) => {
    const points = [0.1, 0.3, 0.7, 1].map((x) => [x, 0, 0])
    const { value, error } = quarticVertex({ network: 'tanh', depth: 3, sigmaW: 1, sigmaB }, points)
    const limit = 4 / Math.sqrt(2 * Math.PI) / sigmaB
    expect(error).toBeLessThan(0.03 * limit)
    expect(Math.abs(value - limit)).toBeLessThan(error + (2 * limit) / sigmaB)
  })

  it('and the functions of six different points name the points', () => {
    const six = [0.1, 0.2, 0.4, 0.5, 0.7, 0.9].map((x) => [x])
    for (const network of ['tanh', 'silu'] as const) {
      const given = { network, depth: 2, sigmaW: 1, sigmaB: 0.5 } as const
      expect(() => exactGreenFunction(given, six, 10, 'connected')).toThrow(
        /points must be fewer different ones: the preactivations of hidden layer 2 in one moment may have rank 4, got/
      )
    }
  })

  it('is symmetric under permutations of the points bit by bit', () => {
    const parameters = { network: 'erf', depth: 2, sigmaW: 1.3, sigmaB: 0.2 } as const
    const truth = quarticVertex(parameters, four)
    fc.assert(
      fc.property(fc.shuffledSubarray(four, { minLength: 4 }), (points) => {
        expect(quarticVertex(parameters, points)).toEqual(truth)
      }),
      { numRuns: 8 }
    )
  })

  it('of one output is the sum of those of two, as rotations of the outputs demand', () => {
    const parameters = { network: 'gelu', depth: 2, outputs: 2, sigmaW: 1.2, sigmaB: 0.5 } as const
    const points = [[0.2], [0.5], [0.2], [0.9]]
    const mixed = [
      [0, 0, 1, 1],
      [0, 1, 0, 1],
      [0, 1, 1, 0]
    ].map((outputs) => quarticVertex(parameters, points, outputs).value)
    const sum = mixed.reduce((total, value) => total + value)
    expect(quarticVertex(parameters, points).value).toBeCloseTo(sum, 12)
    expect(quarticVertex(parameters, points, [0, 0, 0, 1]).value).toBe(0)
  })

  it('is the limit of that of nearly equal points', () => {
    const parameters = { network: 'relu', depth: 3, sigmaW: 1.2, sigmaB: 0.4 } as const
    const limit = quarticVertex(parameters, [[0.5], [0.5], [0.9], [0.9]])
    for (const shift of [1e-4, 1e-7, 1e-10]) {
      const { value, error } = quarticVertex(parameters, [[0.5], [0.5 + shift], [0.9], [0.9]])
      expect(Math.abs(value - limit.value)).toBeLessThan(100 * shift + error + limit.error)
      expect(error).toBeLessThan(1e-6)
    }
  })

  // Through a thousand layers a recursion had no stack left.
  it('of a thousand layers of ReLU-net is the fixed point: K = 1/2, V = 3 (5/4 K^2) / (1 - 1/4)', () => {
    const deep = { network: 'relu', sigmaW: 1, sigmaB: 0.5, depth: 1000 } as const
    const { value, error } = quarticVertex(deep, [[1], [1], [2], [2]])
    expect(Math.abs(value - 1.25)).toBeLessThanOrEqual(error)
    expect(error).toBeLessThan(1e-12)
    expect(infiniteWidthCovariance(deep, [1], [2])).toBeCloseTo(0.5, 14)
  })

  it('of tanh on its critical line without biases approaches 2/3 of the depth', () => {
    const parameters = { network: 'tanh', depth: 199, sigmaW: 1, sigmaB: 0 } as const
    const points = [[1], [1], [1], [1]]
    const { value } = quarticVertex(parameters, points)
    const covariance = infiniteWidthCovariance(parameters, [1], [1])
    expect(value / (3 * covariance ** 2 * 199)).toBeCloseTo(0.65965, 5)
    // Per affine map, of which there are 200, in place of per hidden layer.
    expect(value / (3 * covariance ** 2 * 200)).toBeCloseTo(0.65635, 5)
  })

  it.each<[GivenNetwork, number[][], number[] | undefined, string]>([
    [{}, [[1], [1], [1]], undefined, 'points must be a list of four points'],
    [{}, [[1], [1, 2], [1], [1]], undefined, 'points[1] must be of the dimension'],
    [{}, [[1], [1], [1], [1]], [0, 0, 0, 1], 'outputs[3] must be an integer >= 0 and < 1'],
    [{ weights: 'laplace' }, [[1], [1], [1], [1]], undefined, "weights must be 'normal'"],
    [
      { layers: [{}, { weights: 'sign' }] },
      [[1], [1], [1], [1]],
      undefined,
      "layers[1].weights must be 'normal'"
    ],
    [
      { readout: { weights: 'sign' }, layers: [{}, {}] },
      [[1], [1], [1], [1]],
      undefined,
      "readout.weights must be 'normal'"
    ],
    [
      { sigmaB: 1, layers: [{}, { biases: 'uniform' }] },
      [[1], [1], [1], [1]],
      undefined,
      "layers[1].biases must be 'normal'"
    ],
    [{ sigmaW: -1 }, [[1], [1], [1], [1]], undefined, 'sigmaW must be a finite number > 0'],
    [{ depth: 0 }, [[1], [1], [1], [1]], undefined, 'depth must be an integer >= 1']
  ])('refuses %j at %j by name', (given, points, outputs, message) => {
    const parameters = { network: 'relu', depth: 2, sigmaW: 1, sigmaB: 0, ...given }
    expect(() => quarticVertex(parameters as NetworkParameters, points, outputs)).toThrow(
      `quarticVertex: ${message}`
    )
  })
})

/** N Gc4 of tanh with two hidden layers, from scratch: trapezoidal sums, with first and second derivatives of tanh. */
function tanhVertexOfTwoLayers(
  points: readonly number[][],
  sigmaW: number,
  sigmaB: number
): number {
  const scale = sigmaW ** 2
  const slope = (z: number) => 1 / Math.cosh(z) ** 2
  const bend = (z: number) => -2 * Math.tanh(z) * slope(z)
  const first = points.map((x) =>
    points.map((y) => sigmaB ** 2 + (scale * (x[0] * y[0] + x[1] * y[1])) / 2)
  )
  type Averaged = readonly [(z: number) => number, number]
  const average = (matrix: readonly number[][], factors: readonly Averaged[]) => {
    const used = [...new Set(factors.map(([, a]) => a))]
    const rows = factorOf(used.map((a) => used.map((b) => matrix[a][b])))
    return gridMean(
      rows,
      factors.map(([f, a]) => [f, used.indexOf(a)] as const)
    )
  }
  const value = Math.tanh
  const pair = (matrix: readonly number[][], a: number, b: number) =>
    average(matrix, [
      [value, a],
      [value, b]
    ])
  const second = points.map((_, a) =>
    points.map((__, b) => sigmaB ** 2 + scale * pair(first, a, b))
  )
  const fresh = (matrix: readonly number[][], p: readonly number[], q: readonly number[]) =>
    scale ** 2 *
    (average(
      matrix,
      [...p, ...q].map((a) => [value, a] as const)
    ) -
      pair(matrix, p[0], p[1]) * pair(matrix, q[0], q[1]))
  const slopes = ([a, b]: readonly number[]) =>
    (
      [
        [
          [a, a],
          average(second, [
            [bend, a],
            [value, b]
          ]) / 2
        ],
        [
          [a, b],
          average(second, [
            [slope, a],
            [slope, b]
          ])
        ],
        [
          [b, b],
          average(second, [
            [value, a],
            [bend, b]
          ]) / 2
        ]
      ] as const
    ).map(([entry, derivative]) => [entry, scale * derivative] as const)
  const vertex = (p: readonly number[], q: readonly number[]) => {
    let sum = fresh(second, p, q)
    for (const [left, u] of slopes(p)) {
      for (const [right, v] of slopes(q)) sum += u * v * fresh(first, left, right)
    }
    return sum
  }
  return vertex([0, 1], [2, 3]) + vertex([0, 2], [1, 3]) + vertex([0, 3], [1, 2])
}

/** Rows of the Cholesky factor, zero where the matrix is singular. */
function factorOf(matrix: readonly number[][]): number[][] {
  const rows = matrix.map((row) => row.map(() => 0))
  for (let b = 0; b < matrix.length; b++) {
    for (let a = b; a < matrix.length; a++) {
      let rest = matrix[a][b]
      for (let k = 0; k < b; k++) rest -= rows[a][k] * rows[b][k]
      if (a === b) rows[a][b] = rest > 1e-12 ? Math.sqrt(rest) : 0
      else rows[a][b] = rows[b][b] > 0 ? rest / rows[b][b] : 0
    }
  }
  return rows
}

/** The mean of a product over a standard normal u, by the trapezoidal rule of step 0.36 in a ball of radius 8. */
function gridMean(
  rows: readonly number[][],
  factors: readonly (readonly [(z: number) => number, number])[]
): number {
  const [step, radius] = [0.36, 8]
  const axes = rows.map((_, k) => k).filter((k) => rows[k][k] > 0)
  const descend = (depth: number, z: readonly number[], square: number): number => {
    if (depth === axes.length) {
      return Math.exp(-square / 2) * factors.reduce((product, [f, a]) => product * f(z[a]), 1)
    }
    const reach = Math.floor(Math.sqrt(radius ** 2 - square) / step)
    let sum = 0
    for (let i = -reach; i <= reach; i++) {
      const u = i * step
      const next = z.map((base, a) => base + u * rows[a][axes[depth]])
      sum += descend(depth + 1, next, square + u * u)
    }
    return sum
  }
  const cell = (step / Math.sqrt(2 * Math.PI)) ** axes.length
  return (
    cell *
    descend(
      0,
      rows.map(() => 0),
      0
    )
  )
}

describe('vertices at inputs near the largest number', () => {
  const far = [[1e300], [-1e300], [0.5e300], [1e300]]

  // Quadrature took half a minute for tanh, and for erf never ended.
  it.each(['tanh', 'erf'] as const)('of %s are those of steps', (network) => {
    const given = { sigmaW: 1, sigmaB: 0.7 }
    const smooth = quarticVertex({ network, ...given }, far)
    const step = quarticVertex({ network: 'sign', ...given }, far)
    expect(smooth.error).toBeLessThan(1e-11)
    expect(Math.abs(smooth.value - step.value)).toBeLessThanOrEqual(smooth.error + step.error)
    // In the plane they do not vanish.
    const plane = [
      [1e300, 0],
      [1e300, 3e299],
      [2e299, 1e300],
      [1e300, -1e300]
    ]
    const [a, b] = [network, 'sign' as const].map((one) =>
      quarticVertex({ network: one, sigmaW: 1, sigmaB: 0 }, plane)
    )
    expect(Math.abs(b.value)).toBeGreaterThan(0.1)
    expect(Math.abs(a.value - b.value)).toBeLessThanOrEqual(a.error + b.error)
    expect(a.error).toBeLessThan(1e-11)
  })

  it.each([
    ['tanh', 1e300],
    ['sign', 1e100],
    ['relu', 1e78]
  ] as const)(
    'of %s are refused at sigmaW = %d, whose fourth power overflows',
    (network, sigmaW) => {
      expect(() => quarticVertex({ network, sigmaW, sigmaB: 1 }, [[1], [-1], [0.5], [2]])).toThrow(
        'quarticVertex: sigmaW must be smaller: its fourth power is a factor'
      )
    }
  )

  it('of functions that grow are refused under the name of the function that was called', () => {
    expect(() => quarticVertex({ network: 'gelu', sigmaW: 1, sigmaB: 1 }, far)).toThrow(
      /^quarticVertex: points\[\d\]\[0\] must be smaller.* \(the product grows too fast, or overflows\)/
    )
  })
})
