import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type NetworkName } from '../../../lib/src/networks/activations/activations.js'
import { paperInputs } from '../../../lib/src/networks/paperInputs.js'
import { featureMoment, logFeatureMoment } from '../../../lib/src/networks/featureMoment.js'
import { coneMoment } from '../../../lib/src/numerics/gaussian/coneMoment.js'
import type { NetworkParameters, Point } from '../../../lib/src/networks/networkParameters.js'
import { orthantMoment } from '../../../lib/src/numerics/gaussian/orthantMoment.js'
import { preactivationVector } from '../../../lib/src/networks/preactivationVector.js'
import { spanCoordinates } from '../../../lib/src/numerics/gaussian/spanCoordinates.js'
import { doubleFactorial } from '../../../lib/src/numerics/doubleFactorial.js'
import type { Estimate } from '../../../lib/src/numerics/estimate.js'
import { facetTightness } from '../../../lib/src/numerics/triangulatedCone.js'

const networks: readonly NetworkName[] = ['gauss', 'relu', 'erf', 'cos']
const coordinate = fc.double({ min: -2, max: 2, noNaN: true })
const sigma = fc.double({ min: 0.2, max: 1.5, noNaN: true })

/** Within the error claimed; `slack` covers the rounding of the reference, relative to it. */
function expectWithinError({ value, error }: Estimate, reference: number, slack = 1e-15): void {
  expect(Math.abs(value - reference)).toBeLessThanOrEqual(error + slack * Math.abs(reference))
}

const at = (...xs: readonly number[]): Point[] => xs.map((x) => [x])

/**
 * References at 15 digits or more, from other methods than the library's:
 * - erf, dIn = 1 and rank 2: mpmath, 30 digits, trapezoidal sum over the plane of (b0, W0) or W0 of
 *   the definition, equal to 25 digits for two steps; rank 3 and 4: the same in doubles;
 * - cos, dIn = 1: the same plane in decimal arithmetic, 40 digits, equal to 36 for two steps;
 * - relu, dIn = 1: mpmath, 25 digits, nested adaptive quadrature over b0 and W0;
 * - relu, dIn = 2, 3: Gauss-Legendre over the orthant of the preactivations of 3 or 4 distinct
 *   points with their Gaussian density (mpmath at 20 digits, or doubles).
 */
const references: readonly [NetworkParameters, readonly Point[], number, number][] = [
  [
    { network: 'erf', sigmaW: 1, sigmaB: 1 },
    at(-1, -0.6, 0.2, 1),
    0.204582586486118565181349,
    1e-15
  ],
  [
    { network: 'erf', sigmaW: 1.3, sigmaB: 0.7 },
    at(0.1, 0.25, -0.3, 0.4),
    0.1425374718268974669938,
    1e-15
  ],
  [{ network: 'erf', sigmaW: 1, sigmaB: 1 }, paperInputs.erf, 0.165559801652482697181625, 1e-15],
  [
    { network: 'erf', sigmaW: 1, sigmaB: 1 },
    at(1, 1, 1, 0.6, 0.6, 0.2),
    0.3176184265471684310724,
    1e-15
  ],
  [
    { network: 'erf', sigmaW: 1.3, sigmaB: 0.7 },
    at(0.1, 0.25, -0.3, 0.4, 0.5, 0.5),
    0.103282811098533267463,
    1e-15
  ],
  [
    { network: 'erf', sigmaW: 1.3, sigmaB: 0 },
    [
      [-1, -1],
      [-1, 1],
      [1, -1],
      [1, 0.5]
    ],
    0.2627548659368406702607,
    1e-15
  ],
  [
    { network: 'erf', sigmaW: 1.3, sigmaB: 0.7 },
    [
      [-1, -1],
      [-1, 1],
      [1, -1],
      [1, 0.5]
    ],
    0.14083759839831694,
    1e-14
  ],
  [
    { network: 'erf', sigmaW: 1.3, sigmaB: 0.7 },
    [
      [-1, -1],
      [-1, 1],
      [1, -1],
      [1, 0.5],
      [0.3, -0.2],
      [1, 0.5]
    ],
    0.03671355225225224,
    1e-14
  ],
  [
    { network: 'erf', sigmaW: 1, sigmaB: 1 },
    [
      [-1, -1, -1],
      [1, 1, -1],
      [-1, 1, 1],
      [1, -1, 1]
    ],
    0.0656809598284614,
    1e-14
  ],
  [
    { network: 'cos', sigmaW: 1, sigmaB: 1 },
    at(-1, -0.6, 0.2, 1),
    0.2089739762712341482241495,
    1e-15
  ],
  [
    { network: 'cos', sigmaW: 1.3, sigmaB: 0.7 },
    at(0.1, 0.25, -0.3, 0.4, 0.4, 0.4),
    0.3517436302405593277672583,
    1e-15
  ],
  [
    { network: 'cos', sigmaW: 1.3, sigmaB: 0.7 },
    at(0.1, 0.25, -0.3),
    0.5213240327237966832651279,
    1e-15
  ],
  [{ network: 'relu', sigmaW: 1.3, sigmaB: 0.7 }, at(0.1, -0.3), 0.2292046847039478747315, 1e-15],
  [
    { network: 'relu', sigmaW: 1.3, sigmaB: 0.7 },
    at(-1, -0.6, 0.2, 1),
    0.1850036545894739573959,
    1e-15
  ],
  [
    { network: 'relu', sigmaW: 1.3, sigmaB: 0.7 },
    at(0.1, 0.25, -0.3, 0.4),
    0.3328508802124585262776,
    1e-15
  ],
  [{ network: 'relu', sigmaW: 1, sigmaB: 1 }, paperInputs.relu, 22.24385844265541602534, 1e-15],
  [
    { network: 'relu', sigmaW: 1.3, sigmaB: 0.7 },
    at(0.1, 0.25, -0.3, 0.4, 0.4, 0.4),
    1.07925348204924902566,
    1e-15
  ],
  [
    { network: 'relu', sigmaW: 1, sigmaB: 0 },
    [
      [0.2, 0.2, 0.2],
      [1, 1, 0.2],
      [1, 1, 0.2],
      [0.2, 1, 1]
    ],
    0.118655370726473482,
    1e-15
  ],
  [
    { network: 'relu', sigmaW: 1.3, sigmaB: 0.7 },
    [
      [2, 0],
      [2, 0],
      [-1, 1.7],
      [-1, -1.6]
    ],
    0.0789114150403714,
    3e-14
  ],
  [
    { network: 'relu', sigmaW: 1.3, sigmaB: 0.7 },
    [
      [2, 0],
      [2, 0],
      [-1, 1.7],
      [-1, 1.7],
      [-1, -1.6],
      [-1, -1.6]
    ],
    0.177661352440417,
    3e-14
  ],
  [
    { network: 'relu', sigmaW: 1, sigmaB: 1 },
    [
      [-1, -1, -1],
      [1, 1, -1],
      [-1, 1, 1],
      [1, -1, 1]
    ],
    0.841939762178035,
    2e-14
  ],
  [
    { network: 'relu', sigmaW: 1, sigmaB: 1 },
    [
      [-1, -1, -1],
      [1, 1, -1],
      [1, 1, -1],
      [-1, 1, 1],
      [-1, 1, 1],
      [1, -1, 1]
    ],
    4.82638412957035,
    2e-14
  ]
]

describe('featureMoment against references', () => {
  it.each(references)(
    '%j at %j is %d to 12 digits and within its error',
    (parameters, points, reference, slack) => {
      const moment = featureMoment(parameters, points)
      expectWithinError(moment, reference, slack)
      expect(moment.error).toBeLessThan(1e-12 * Math.abs(reference))
    }
  )

  it('agrees with a brute-force sum over (b0, W0) of the definition for GaussNet', () => {
    const [sigmaW, sigmaB] = [0.9, 0.6]
    const xs = [0.4, -0.7, 0.1, 0.4, 0.3, 0.2]
    let sum = 0
    for (let i = -60; i <= 60; i++) {
      for (let j = -60; j <= 60; j++) {
        const [b, w] = [i * 0.2, j * 0.2]
        let product = Math.exp(-(b * b + w * w) / 2) / (2 * Math.PI)
        for (const x of xs) {
          product *= Math.exp(sigmaB * b + sigmaW * w * x - sigmaB ** 2 - sigmaW ** 2 * x * x)
        }
        sum += 0.04 * product
      }
    }
    expectWithinError(featureMoment({ network: 'gauss', sigmaW, sigmaB }, at(...xs)), sum, 1e-13)
  })

  it.each([
    [
      'relu',
      [
        [1, 0.2, 0.3],
        [0.5, 1, -0.2],
        [0.1, 0.4, 1],
        [1, 1, 1]
      ]
    ],
    [
      'erf',
      [
        [1, 0.2, 0.3],
        [0.5, 1, -0.2],
        [0.1, 0.4, 1],
        [1, 1, 1],
        [-0.2, 0.7, 0.6],
        [0.4, 0.1, 0.2]
      ]
    ],
    [
      'cos',
      [
        [1, 0.2, 0.3],
        [0.5, 1, -0.2],
        [0.1, 0.4, 1],
        [1, 1, 1],
        [0.1, 0.4, 1]
      ]
    ],
    [
      'gauss',
      [
        [0.2, 0.1, 0],
        [0.1, -0.2, 0.3],
        [0, 0, 0.1],
        [0.2, 0.1, 0]
      ]
    ]
  ] as const)(
    'agrees with plain Monte Carlo for %s in three dimensions, 4 sigma, fixed seed',
    (network, points) => {
      const parameters = { network, sigmaW: 1.2, sigmaB: 0.4 }
      const vectors = points.map((x) => preactivationVector(parameters, x))
      const normal = seededNormals(20210607)
      const draws = 200_000
      let [sum, squares] = [0, 0]
      for (let draw = 0; draw < draws; draw++) {
        const u = vectors[0].map(() => normal())
        const product = vectors.reduce((p, v) => p * activation(network, v, u), 1)
        sum += product
        squares += product * product
      }
      const mean = sum / draws
      const standardError = Math.sqrt((squares / draws - mean * mean) / draws)
      const { value } = featureMoment(parameters, points)
      expect(Math.abs(mean - value)).toBeLessThan(4 * standardError)
      expect(standardError).toBeLessThan(0.02 * Math.abs(value))
    }
  )
})

describe('featureMoment of Erf-net at large preactivations', () => {
  const sets = {
    three2: [
      [0.5, -0.3],
      [0.9, 0.4],
      [-0.2, 0.7],
      [0.9, 0.4]
    ],
    four2: [
      [0.5, -0.3],
      [0.9, 0.4],
      [-0.2, 0.7],
      [-0.6, -0.8]
    ],
    three3: [
      [0.5, -0.3, 0.2],
      [0.9, 0.4, -0.5],
      [-0.2, 0.7, 0.1],
      [-0.2, 0.7, 0.1]
    ],
    four3: [
      [0.5, -0.3, 0.2],
      [0.9, 0.4, -0.5],
      [-0.2, 0.7, 0.1],
      [-0.6, -0.8, 0.3]
    ]
  }
  /** mpmath, 45 digits: Plackett's identity along 1 + t (R - 1), 24 nodes on each panel that halves the distance to t = 1. */
  const steepReferences: readonly [
    number,
    number,
    keyof typeof sets | readonly number[],
    number
  ][] = [
    [1000, 1, 'three2', -0.5202920041054188019084926],
    [1000, 1, 'four2', 0.1971220614403069477515739],
    [1000, 1, 'three3', 0.2188734947802290782122841],
    [1000, 1, 'four3', 0.2219787887838141618119853],
    [10000, 1, 'three2', -0.5211213248460096858820963],
    [10000, 1, 'four2', 0.1971281502004345568933772],
    [10000, 1, 'three3', 0.2193145198365391194388341],
    [10000, 1, 'four3', 0.2220080942572695085693981],
    [1e6, 1, 'three2', -0.521211890671682389689532],
    [1e6, 1, 'four2', 0.1971282116985004626416693],
    [1e6, 1, 'three3', 0.2193631523975371022475927],
    [1e6, 1, 'four3', 0.2220083986557828608728141],
    [1000, 0, 'three2', -0.5202985611938222797705035],
    [1000, 0, 'four2', 0.1971271177813553171348961],
    [1000, 0, 'three3', 0.2188716957889343362162991],
    [1000, 0, 'four3', 0.2220049908602155927540065],
    [10000, 0, 'three2', -0.5211213904266207747004136],
    [10000, 0, 'four2', 0.197128200765361776389955],
    [10000, 0, 'three3', 0.2193145018613855525059541],
    [10000, 0, 'four3', 0.2220083641827018599903204],
    [1e6, 0, 'three2', -0.5212118906782405453544138],
    [1e6, 0, 'four2', 0.197128211703556956895562],
    [1e6, 0, 'three3', 0.2193631523957397501422732],
    [1e6, 0, 'four3', 0.222008398682862630025617],
    [1e3, 1, [1, 2, 3, 4], 0.9993534341033168358367342],
    [1e4, 1, [1, 2, 3, 4], 0.9999353433738118697108851],
    [1e6, 1, [1, 2, 3, 4], 0.9999993534337344301924552]
  ]
  it.each(steepReferences)(
    'sigmaW = %d, sigmaB = %d, points %j: %d',
    (sigmaW, sigmaB, set, truth) => {
      const points = typeof set === 'string' ? sets[set] : at(...set)
      const moment = featureMoment({ network: 'erf', sigmaW, sigmaB }, points)
      expectWithinError(moment, truth)
      expect(moment.error).toBeLessThan(1e-12)
    }
  )

  it('approaches that of signs as 1/sigmaW where points are parallel, as 1/sigmaW^2 where they are not', () => {
    const distance = (points: readonly Point[], sigmaW: number) =>
      featureMoment({ network: 'sign', sigmaW, sigmaB: 0 }, points).value -
      featureMoment({ network: 'erf', sigmaW, sigmaB: 0 }, points).value
    expect(distance(sets.four2, 1e2) / distance(sets.four2, 1e3)).toBeCloseTo(100, 0)
    const pair = [
      [0.5, -0.3],
      [1, -0.6]
    ]
    expect(distance(pair, 1e2) / distance(pair, 1e3)).toBeCloseTo(10, 1)
  })

  it('is the arcsine to rounding for two points of any size, alike, opposite and apart', () => {
    for (const sigmaW of [1e-140, 1e-6, 1, 1e6, 1e150]) {
      const moment = (x: number, y: number) =>
        featureMoment({ network: 'erf', sigmaW, sigmaB: 0 }, at(x, y))
      const variance = sigmaW ** 2
      const truth = (2 / Math.PI) * Math.atan2(2 * variance, Math.sqrt(1 + 4 * variance))
      expectWithinError(moment(1, 1), truth, 4e-16)
      expectWithinError(moment(1, -1), -truth, 4e-16)
      expect(moment(1, 1).error).toBeLessThan(1e-13 * truth)
    }
  })
})

describe('featureMoment in closed form', () => {
  it('of ReLU-net at positive points without bias is sigmaW^n prod x (n - 1)!! / 2', () => {
    const relu = { network: 'relu', sigmaW: 1.5, sigmaB: 0 } as const
    expectWithinError(
      featureMoment(relu, at(0.2, 0.4, 0.6, 3)),
      (1.5 ** 4 * 0.2 * 0.4 * 0.6 * 3 * 3) / 2
    )
    expectWithinError(featureMoment(relu, at(-1, -2)), 1.5 ** 2)
    expectWithinError(featureMoment(relu, at(2)), 3 / Math.sqrt(2 * Math.PI))
    expect(featureMoment(relu, at(1, -1))).toEqual({ value: 0, error: 0 })
    expect(featureMoment(relu, at(0, 1)).value).toBe(0)
  })

  it('of ReLU-net with three orthogonal preactivations factorises', () => {
    const relu = { network: 'relu', sigmaW: Math.sqrt(3), sigmaB: 0 } as const
    const product = (1 / Math.sqrt(2 * Math.PI)) * (1 / 2) * (2 / Math.sqrt(2 * Math.PI))
    const points = [
      [1, 0, 0],
      [0, 1, 0],
      [0, 1, 0],
      [0, 0, 1],
      [0, 0, 1],
      [0, 0, 1]
    ]
    expectWithinError(featureMoment(relu, points), product)
  })

  it('of Erf-net at two points is Williams arcsine, and vanishes for odd orders', () => {
    const erf = { network: 'erf', sigmaW: 1, sigmaB: 1 } as const
    expectWithinError(featureMoment(erf, at(1, 1)), (2 / Math.PI) * Math.asin(4 / 5))
    expect(featureMoment(erf, at(1, 2, 3))).toEqual({ value: 0, error: 0 })
  })

  it('of Erf-net factorises at orthogonal preactivations, for very large weights too', () => {
    for (const sigmaW of [0.01, 1, 30, 1e4]) {
      const c = sigmaW ** 2 / 2
      const pair = (2 / Math.PI) * Math.asin((2 * c) / (1 + 2 * c))
      const points = [
        [1, 0],
        [1, 0],
        [0, 1],
        [0, 1]
      ]
      const moment = featureMoment({ network: 'erf', sigmaW, sigmaB: 0 }, points)
      expectWithinError(moment, pair ** 2, 1e-12)
      expect(moment.error).toBeLessThan(1e-6)
    }
  })

  it('of Cos-net at one point is a mean over a normal angle, for every order up to 40', () => {
    const cos = { network: 'cos', sigmaW: 0.9, sigmaB: 0 } as const
    for (let order = 1; order <= 40; order++) {
      // The trapezoidal rule is exact to 1e-16 here: the transform of the integrand ends at (40 + 9) 0.9.
      let sum = 0
      for (let i = -90; i <= 90; i++) {
        sum +=
          (0.1 / Math.sqrt(2 * Math.PI)) *
          Math.exp(-((0.1 * i) ** 2) / 2) *
          Math.cos(0.09 * i) ** order
      }
      expectWithinError(featureMoment(cos, new Array<Point>(order).fill([1])), sum, 1e-14)
    }
  })

  it('of Cos-net counts equal points like different ones next to each other', () => {
    const cos = { network: 'cos', sigmaW: 1.1, sigmaB: 0.6 } as const
    const points = at(0.2, 0.2, 0.2, 0.9, 0.9, -0.4, 0.7)
    const split = points.map(([x], a) => [x + a * 1e-15])
    const [grouped, apart] = [featureMoment(cos, points), featureMoment(cos, split)]
    expectWithinError(grouped, apart.value, 1e-13)
    expect(() => featureMoment(cos, at(...Array.from({ length: 24 }, (_, k) => k)))).toThrow(
      'featureMoment: points must be fewer different points, or of fewer components (a sum over signs has 8388608 terms, more than the limit of 2^22)'
    )
  })

  it('of Cos-net keeps its digits far from the origin, where differences of points matter', () => {
    // cos z(x) cos z(y) averages to half of exp(-(x - y)^2/2) there.
    const cos = { network: 'cos', sigmaW: 1, sigmaB: 0 } as const
    const moment = featureMoment(cos, at(1e6, 1e6 + 0.5))
    expectWithinError(moment, Math.exp(-1 / 8) / 2)
    expect(moment.error).toBeLessThan(1e-8)
    expect(featureMoment(cos, at(1e100, -1e100)).value).toBe(0.5)
  })

  it('of Erf-net at small weights is that of the linear function', () => {
    const small = { network: 'erf', sigmaW: 1e-4, sigmaB: 0 } as const
    const cubic = (2 / Math.sqrt(Math.PI)) ** 4 * 3 * 1e-16
    expect(featureMoment(small, at(1, 1, 1, 1)).value / cubic).toBeCloseTo(1, 6)
  })
})

describe('featureMoment obeys laws', () => {
  const points = fc.array(fc.tuple(coordinate, coordinate), { minLength: 1, maxLength: 4 })

  it.each(networks)('is symmetric under permutations bit by bit for %s', (network) => {
    fc.assert(
      fc.property(points, sigma, (list, sigmaB) => {
        const parameters = { network, sigmaW: 1, sigmaB }
        expect(featureMoment(parameters, [...list].reverse())).toEqual(
          featureMoment(parameters, list)
        )
      })
    )
  })

  it.each(networks)(
    'does not change for %s if dIn grows by zeros and sigmaW is rescaled',
    (network) => {
      fc.assert(
        fc.property(
          fc.array(coordinate, { minLength: 2, maxLength: 6 }),
          sigma,
          sigma,
          (xs, sigmaW, sigmaB) => {
            const narrow = featureMoment({ network, sigmaW, sigmaB }, at(...xs))
            const wide = featureMoment(
              { network, sigmaW: sigmaW * Math.sqrt(3), sigmaB },
              xs.map((x) => [0, x, 0])
            )
            expectWithinError(wide, narrow.value, 1e-13)
          }
        ),
        { numRuns: 40 }
      )
    }
  )

  it.each(networks)('does not change for %s under rotations of data space', (network) => {
    const angle = fc.double({ min: 0, max: 6, noNaN: true })
    fc.assert(
      fc.property(
        fc.array(fc.tuple(coordinate, coordinate), { minLength: 2, maxLength: 4 }),
        angle,
        (list, phi) => {
          const parameters = { network, sigmaW: 0.8, sigmaB: 0.5 }
          const [c, s] = [Math.cos(phi), Math.sin(phi)]
          const turned = featureMoment(
            parameters,
            list.map(([x, y]) => [c * x - s * y, s * x + c * y])
          )
          const original = featureMoment(parameters, list)
          const allowed = turned.error + original.error + 1e-13 * Math.abs(original.value)
          expect(Math.abs(turned.value - original.value)).toBeLessThanOrEqual(allowed + 1e-14)
        }
      ),
      { numRuns: 60 }
    )
  })

  it('does not change for Cos-net under translations where the bias is a uniform phase', () => {
    // Unbalanced signs of n points weigh exp(-sigmaB^2 (sum s)^2/2) <= exp(-sigmaB^2 (n % 2 ? 1 : 4)/2).
    fc.assert(
      fc.property(points, coordinate, coordinate, (list, a, b) => {
        const moved = list.map(([x, y]) => [x + a, y + b])
        const shift = (sigmaB: number) => {
          const cos = { network: 'cos', sigmaW: 1, sigmaB } as const
          return Math.abs(featureMoment(cos, moved).value - featureMoment(cos, list).value)
        }
        const squares = list.length % 2 ? 1 : 4
        for (const sigmaB of [0.7, 2, 4]) {
          expect(shift(sigmaB)).toBeLessThan(Math.exp((-(sigmaB ** 2) * squares) / 2) + 1e-14)
        }
        expect(shift(9)).toBeLessThan(1e-14)
      })
    )
  })

  it('is homogeneous of degree n for ReLU-net', () => {
    fc.assert(
      fc.property(points, fc.double({ min: 0.1, max: 10, noNaN: true }), (list, factor) => {
        const parameters = { network: 'relu', sigmaW: 1, sigmaB: 0.3 } as const
        const scaled = { network: 'relu', sigmaW: factor, sigmaB: 0.3 * factor } as const
        const expected = factor ** list.length * featureMoment(parameters, list).value
        expectWithinError(featureMoment(scaled, list), expected, 1e-13)
      })
    )
  })

  it('has errors that cover the difference of the two methods for Erf-net', () => {
    // Six points on a line use the plane; the same six seen from a tilted third axis do not.
    fc.assert(
      fc.property(fc.array(coordinate, { minLength: 6, maxLength: 6 }), sigma, (xs, sigmaW) => {
        const erf = (scale: number) =>
          ({ network: 'erf', sigmaW: sigmaW * scale, sigmaB: 0.5 }) as const
        const plane = featureMoment(erf(1), at(...xs))
        const nested = featureMoment(
          erf(Math.SQRT2),
          xs.map((x, i) => [x, i === 0 ? 1e-13 : 0])
        )
        const allowed = plane.error + nested.error + 1e-12
        expect(Math.abs(plane.value - nested.value)).toBeLessThanOrEqual(allowed)
      }),
      { numRuns: 12 }
    )
  })

  it('is non-negative for GaussNet, ReLU-net and Cos-net and below one for Erf-net and Cos-net', () => {
    fc.assert(
      fc.property(points, sigma, (list, sigmaB) => {
        for (const network of networks) {
          const { value } = featureMoment({ network, sigmaW: 1, sigmaB }, list)
          if (network === 'erf') expect(Math.abs(value)).toBeLessThan(1)
          else expect(value).toBeGreaterThanOrEqual(0)
          if (network === 'cos') expect(value).toBeLessThanOrEqual(1)
        }
      })
    )
  })
})

describe('featureMoment at the border', () => {
  it('has a logarithm for GaussNet where the moment overflows', () => {
    const gauss = { network: 'gauss', sigmaW: 1, sigmaB: 1 } as const
    const far = at(60, 60, 60, 60)
    expect(() => featureMoment(gauss, far)).toThrow('the moment overflows: its logarithm is 14404')
    // 4 sb^2 + 4 sW^2 x^2: six pairs minus two.
    expect(logFeatureMoment(gauss, far).value).toBeCloseTo(4 + 4 * 3600, 8)
    expect(() => logFeatureMoment({ ...gauss, network: 'erf' }, far)).toThrow(
      "network must be 'gauss'"
    )
  })

  it('works in a thousand dimensions', () => {
    const points = [0, 1, 2, 3].map((a) =>
      Array.from({ length: 1000 }, (_, k) => Math.sin(k * (a + 1)))
    )
    for (const network of networks) {
      const { value, error } = featureMoment({ network, sigmaW: 1, sigmaB: 1 }, points)
      expect(value).toBeGreaterThan(0)
      expect(error).toBeLessThan(1e-9 * value)
    }
  })

  it('refuses parameters and points outside their domain, by name', () => {
    const good = { network: 'gauss', sigmaW: 1, sigmaB: 1 } as const
    expect(() => featureMoment({ ...good, sigmaW: -1 }, [[1]])).toThrow(
      'featureMoment: sigmaW must be a finite number > 0, got -1'
    )
    expect(() => featureMoment(good, [])).toThrow('points must be a list of at least one point')
    expect(() => featureMoment(good, [[1], [Infinity]])).toThrow(
      'points[1][0] must be a finite number'
    )
    const high = at(1, 1, 1, 1, 1, 1, 1, 1, 1, 2).map(([x], i) => [x, i % 3, (i * i) % 5])
    expect(() => featureMoment({ network: 'erf', sigmaW: 1, sigmaB: 1 }, high)).toThrow(
      'featureMoment: points must be fewer different points, or of fewer components (the error function at order 10 needs preactivations of rank <= 2'
    )
  })
})

function activation(network: NetworkName, v: Float64Array, u: Float64Array): number {
  const z = v.reduce((sum, component, k) => sum + component * u[k], 0)
  if (network === 'relu') return Math.max(z, 0)
  if (network === 'erf') return errorFunction(z)
  if (network === 'cos') return Math.cos(z)
  return Math.exp(z - v.reduce((sum, component) => sum + component * component, 0))
}

/** Abramowitz and Stegun 7.1.26, right to 1.5e-7: far below the Monte Carlo error. */
function errorFunction(z: number): number {
  const t = 1 / (1 + 0.3275911 * Math.abs(z))
  const poly =
    0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429)))
  return Math.sign(z) * (1 - t * poly * Math.exp(-z * z))
}

/** Normal deviates by Box and Muller on a 32-bit xorshift multiplied out (Mulberry). */
function seededNormals(seed: number): () => number {
  let state = seed
  const uniform = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform())
}

describe('featureMoment of ReLU-net by its two methods', () => {
  const tilts = fc.array(fc.array(coordinate, { minLength: 4, maxLength: 4 }), {
    minLength: 4,
    maxLength: 6
  })

  it('integration by parts and cubature over cones agree within their errors', () => {
    fc.assert(
      fc.property(fc.constantFrom(3, 4), tilts, (rank, list) => {
        const vectors = list.map((tilt) => {
          const vector = Float64Array.from([0.8, ...tilt]).slice(0, rank)
          return vector.map((component) => component / Math.hypot(...vector))
        })
        const span = spanCoordinates(vectors)
        fc.pre(span.rank === rank && span.conditioning < 30)
        const parts = orthantMoment(span.coordinates, rank)
        const cubature = coneMoment(span.coordinates, rank, span.conditioning)
        const allowed = parts.error + cubature.error
        expect(Math.abs(parts.value - cubature.value)).toBeLessThanOrEqual(allowed)
        // Planes that nearly meet in one ray count as if they did, whatever the value's size.
        const merged = list.length * doubleFactorial(list.length - 1) * facetTightness
        expect(cubature.error).toBeLessThan(1e-9 * cubature.value + merged)
      }),
      { numRuns: 15, endOnFailure: true }
    )
  })

  it('have honest errors where planes nearly meet in a ray', () => {
    // Once claimed 1e-14: two of the planes differ by an angle of 1e-13.
    const list = [
      [0.8, -1.1352524607023032e-13, 0],
      [0.8, 0, 0],
      [0.8, -2, 0],
      [0.8, 0, 2],
      [0.8, -2, 0]
    ]
    const unit = list.map((v) => Float64Array.from(v, (component) => component / Math.hypot(...v)))
    const { coordinates, conditioning, rank } = spanCoordinates(unit)
    const parts = orthantMoment(coordinates, rank)
    const cubature = coneMoment(coordinates, rank, conditioning)
    const allowed = parts.error + cubature.error
    expect(Math.abs(parts.value - cubature.value)).toBeLessThanOrEqual(allowed)
    expect(allowed).toBeGreaterThan(1e-13)
  })

  it('merges points that nearly coincide: the error covers what is left out', () => {
    const relu = { network: 'relu', sigmaW: Math.sqrt(3), sigmaB: 0 } as const
    for (const h of [1e-3, 1e-6, 1e-9, 1e-12, 1e-13, 1e-15]) {
      const points = [
        [1, 0, 0],
        [1, h, 0],
        [1, 0, h],
        [1, h, 2 * h]
      ]
      // E[prod (u0 + h …), u0 > 0] = 3/2 + (cross terms of order h^2) / 2.
      expectWithinError(featureMoment(relu, points), 1.5 + 1.5 * h * h, 1e-5 * h)
    }
  })

  it('reaches six points of rank six, and refuses nearly dependent ones there', () => {
    const points = (h: number) =>
      [0, 1, 2, 3, 4, 5].map((a) =>
        [0, 1, 2, 3, 4, 5].map((k) => +(k === a) * (a === 5 ? h : 1) + +(k === 0))
      )
    const relu = { network: 'relu', sigmaW: 1, sigmaB: 0 } as const
    const { value, error } = featureMoment(relu, points(1))
    expect(error).toBeLessThan(1e-11 * value)
    expect(() => featureMoment(relu, points(1e-7))).toThrow('too close to linear dependence')
  })
})
