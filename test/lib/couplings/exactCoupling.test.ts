import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { connectedCumulant } from '../../../lib/src/correlators/exactGreenFunction.js'
import { exactCoupling } from '../../../lib/src/couplings/exactCoupling.js'
import { exchangeShare } from '../../../lib/src/couplings/exchangeShare.js'
import { localityMap } from '../../../lib/src/couplings/localityMap.js'
import { exactWidthScaling } from '../../../lib/src/couplings/widthScaling.js'
import { weightCovariance } from '../../../lib/src/covariances/infiniteWidthCovariance.js'
import { fieldNormalisation, massSquared } from '../../../lib/src/covariances/momentumSpace.js'
import { adaptiveQuadrature } from '../../../lib/src/numerics/adaptiveQuadrature.js'

const gauss = { network: 'gauss', sigmaW: 1, sigmaB: 1 } as const
const origin = (n: number, d = 1) => new Array(n).fill(new Array(d).fill(0))

describe('exactCoupling', () => {
  test('GaussNet at the origin: the closed forms of u4 and u6, both negative', () => {
    const gc4 = 3 * (Math.exp(4) - 1)
    const gc6 = 15 * Math.exp(12) - 45 * Math.exp(4) + 30
    const n4 = Math.sqrt(Math.PI / 2)
    const n6 = Math.sqrt(Math.PI / 3)
    // Two vertices: (2 pi)^1 det[[4, -1], [-1, 4]]^(-1/2).
    const exchange = (2 * Math.PI) / Math.sqrt(15)
    const u4 = -gc4 / n4
    const u6 = (10 * u4 ** 2 * exchange - gc6) / n6
    for (const width of [1, 10, 1000]) {
      expect((exactCoupling(gauss, origin(4), width).value * width) / u4).toBeCloseTo(1, 13)
      expect((exactCoupling(gauss, origin(6), width).value * width ** 2) / u6).toBeCloseTo(1, 12)
    }
    expect(u4).toBeCloseTo(-128.295, 3)
    expect(u6).toBeLessThan(-2.1e6)
  })

  test.each([1, 2, 3, 4, 7, 1000])(
    'd = %i: canonical couplings scale as (4 - d) and (6 - 2d), raw ones as (d - 4) and (d - 6)',
    (d) => {
      const slope = (n: number, normalisation: 'raw' | 'canonical') => {
        const at = (sigmaW: number) =>
          exactCoupling({ ...gauss, sigmaW }, origin(n, d), 10, { normalisation }).logMagnitude
        return (at(3) - at(1)) / Math.log(3)
      }
      expect(slope(4, 'canonical')).toBeCloseTo(4 - d, 9)
      expect(slope(6, 'canonical')).toBeCloseTo(6 - 2 * d, 9)
      expect(slope(4, 'raw')).toBeCloseTo(d - 4, 9)
      expect(slope(6, 'raw')).toBeCloseTo(d - 6, 9)
    }
  )

  test.each([
    [4, 1, '-32.2442'],
    [4, 2, '-80.8241'],
    [4, 3, '-467.875'],
    [4, 4, '-4062.7'],
    [6, 1, '-26741']
  ])("the canonical u%i of the talk's network of width 100, d = %i, is %s", (n, d, value) => {
    const coupling = exactCoupling(gauss, origin(n, d), 100, { normalisation: 'canonical' })
    expect(coupling.value.toPrecision(value.replace(/\D/g, '').length)).toBe(value)
  })

  test('canonical u4 = -12 (exp(4 sigmaB^2) - 1) sigmaW^4/(N d^2) (8 pi d/sigmaW^2)^(d/2), 200 parameter sets', () => {
    const sigma = (least: number, most: number) => fc.double({ min: least, max: most, noNaN: true })
    fc.assert(
      fc.property(
        fc.record({
          sigmaW: sigma(0.05, 50),
          sigmaB: sigma(0.05, 3),
          d: fc.integer({ min: 1, max: 60 }),
          width: fc.integer({ min: 1, max: 10 ** 6 })
        }),
        ({ sigmaW, sigmaB, d, width }) => {
          const { logMagnitude, sign } = exactCoupling(
            { network: 'gauss', sigmaW, sigmaB },
            origin(4, d),
            width,
            { normalisation: 'canonical' }
          )
          const logarithm =
            Math.log((12 * Math.expm1(4 * sigmaB ** 2)) / (width * d * d)) +
            4 * Math.log(sigmaW) +
            (d / 2) * Math.log((8 * Math.PI * d) / sigmaW ** 2)
          expect(sign).toBe(-1)
          expect(Math.abs(logMagnitude - logarithm)).toBeLessThan(1e-11)
        }
      ),
      { numRuns: 200 }
    )
  })

  test('d = 1: the canonical field has the tree G_c^(4) = -u4 int D^4 with D of mass m0 and kinetic term p^2 at p = 0', () => {
    // The field is sqrt(Z) f, so its connected function is Z^2 G_c^(4) and its propagator Z K_W.
    const [sigmaW, sigmaB] = [1.3, 0.7]
    const z = fieldNormalisation({ sigmaW, dIn: 1 })
    const propagator = (x: number) =>
      z * weightCovariance({ network: 'gauss', sigmaW, sigmaB: 0 }, [0], [x])
    const atZeroMomentum = adaptiveQuadrature(propagator, [-40, 0, 40]).value
    expect(atZeroMomentum).toBeCloseTo(1 / massSquared({ sigmaW, dIn: 1 }), 10)
    const network = { network: 'gauss', sigmaW, sigmaB } as const
    const connected = z ** 2 * connectedCumulant(network, origin(4), 7).value
    const vertex = adaptiveQuadrature((x) => propagator(x) ** 4, [-40, 0, 40]).value
    const canonical = exactCoupling(network, origin(4), 7, { normalisation: 'canonical' }).value
    expect(-connected / vertex / canonical).toBeCloseTo(1, 10)
  })

  // mpmath 1.3, 50 digits: the sum over set partitions with the closed-form moments, trees with their determinant and least
  // energy by linear solves, u4 in u6 as the mean over multisets of the distinct points; all points on the first axis.
  const four = [0.3, -0.5, 0.1, 0.2]
  const six = [0.3, -0.5, 0.1, 0.2, 0.3, -0.4]
  test.each([
    [four, 1, 1.3, 0.7, 7, -1, -0.41613870530347955403],
    [four, 3, 0.8, 0.4, 3, -1, -2.283345788686013114],
    [four, 1000, 1, 1, 10, -1, -3676.8916440003965848],
    [six, 1, 1.3, 0.7, 7, 1, 2.8278869358110870561],
    [six, 3, 0.8, 0.4, 3, 1, 0.52130503643439754893],
    [six, 1000, 1, 1, 10, 1, -3436.8093852609999319]
  ])(
    'at %j, d = %i, sigmaW = %d, sigmaB = %d, N = %i: 12 digits of the arbitrary-precision value',
    (xs, d, sigmaW, sigmaB, width, sign, logarithm) => {
      const points = xs.map((x) => [x, ...new Array<number>(d - 1).fill(0)])
      const coupling = exactCoupling({ network: 'gauss', sigmaW, sigmaB }, points, width)
      expect(coupling.sign).toBe(sign)
      // A thousand dimensions multiply the rounding of sigmaW by as much.
      const accuracy = d === 1000 ? 1e-11 : 1e-12
      expect(Math.abs(coupling.logMagnitude - logarithm)).toBeLessThan(accuracy)
      if (d < 1000) {
        expect(Math.abs(coupling.value - sign * Math.exp(logarithm))).toBeLessThan(coupling.error)
      }
    }
  )

  test('u6 at the origin is positive if and only if exp(4 sigmaB^2) + 2 < 6 (16/15)^(d/2), 300 parameter sets', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.05, max: 2.5, noNaN: true }),
        fc.double({ min: 0.1, max: 30, noNaN: true }),
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 1, max: 1000 }),
        (sigmaB, sigmaW, d, width) => {
          const network = { network: 'gauss', sigmaW, sigmaB } as const
          const share = (6 * (16 / 15) ** (d / 2)) / (Math.exp(4 * sigmaB ** 2) + 2)
          fc.pre(Math.abs(share - 1) > 1e-9)
          expect(exactCoupling(network, origin(6, d), width).sign).toBe(share > 1 ? 1 : -1)
          const computed = exchangeShare(network, origin(6, d), width)
          expect(Math.abs(computed - share)).toBeLessThan(1e-10 * (1 + share))
        }
      ),
      { numRuns: 300 }
    )
  })

  test.each([
    [1, 69, -1],
    [1, 70, 1],
    [0.5, 1, 1],
    [0.598, 1, 1],
    [0.599, 1, -1],
    [0.7, 12, -1],
    [0.7, 13, 1]
  ])('at sigmaB = %d, d = %i the sign of u6 is %i', (sigmaB, d, sign) => {
    const known = Math.exp(4 * sigmaB ** 2) + 2 < 6 * (16 / 15) ** (d / 2) ? 1 : -1
    expect(known).toBe(sign)
    expect(exactCoupling({ ...gauss, sigmaB }, origin(6, d), 10).sign).toBe(sign)
  })

  test('a ReLU-net coupling has the closed form of its moments, whatever the points', () => {
    // Gc4 = (3 * 3/2 - 3/4) prod x/N, N_K = (L^5/5) prod x/16.
    const { value } = exactCoupling(
      { network: 'relu', sigmaW: 1, sigmaB: 0 },
      [[0.2], [0.4], [0.6], [0.8]],
      10,
      {
        cutoff: 7
      }
    )
    expect(value / (-(3.75 / 10) / (7 ** 5 / 80))).toBeCloseTo(1, 11)
  })

  test('without bias the couplings of GaussNet vanish at the origin; where sigmas underflow they are refused', () => {
    const unbiased = { ...gauss, sigmaB: 0 }
    expect(exactCoupling(unbiased, origin(4), 100)).toMatchObject({ value: 0, sign: 0 })
    expect(exactCoupling(unbiased, origin(6), 100)).toMatchObject({ value: 0, sign: 0 })
    for (const n of [4, 6]) {
      const lost = () =>
        exactCoupling({ ...unbiased, sigmaW: 1e-200 }, [...origin(n - 2), [1], [1]], 9)
      expect(lost).toThrow(/underflows|must be larger/)
    }
  })

  test('outside its domain it says so', () => {
    expect(() => exactCoupling(gauss, origin(5), 1)).toThrow(
      'points must be a list of 4, 6 or 8 points, got 5'
    )
    expect(() => exactCoupling(gauss, origin(4), 0)).toThrow('width must be an integer >= 1')
    const erf = { network: 'erf', sigmaW: 1, sigmaB: 1 } as const
    expect(() =>
      exactCoupling(erf, origin(4), 1, { cutoff: 5, normalisation: 'canonical' })
    ).toThrow("normalisation must be 'raw' unless the network is 'gauss'")
  })
})

describe('localityMap', () => {
  test('u4 is flat for |x| << 1/sigmaW and not beyond: the vertex is local only there', () => {
    const { deviation } = localityMap(gauss, [0, 0.01, 1], [0, 0.01, 0.5], 10)
    expect(deviation[0][0]).toBe(0)
    expect(Math.abs(deviation[1][1])).toBeLessThan(1e-2)
    expect(Math.abs(deviation[2][2])).toBeGreaterThan(0.5)
  })

  test('at zero spread only the centre counts, with the closed form of M', () => {
    // Gc4(x) = 3 (exp(4 sB^2 + 4 x^2) - 1), N_K unchanged.
    const { u4 } = localityMap(gauss, [0, 0.3], [0], 1)
    expect(u4[1][0] / u4[0][0]).toBeCloseTo(Math.expm1(4 + 4 * 0.09) / Math.expm1(4), 12)
  })
})

describe('localityMap in a thousand dimensions', () => {
  test('works on logarithms: u4 underflows, its deviation does not', () => {
    const { u4, logMagnitude, deviation } = localityMap(gauss, [0, 3], [0, 1], 10, 1000)
    expect(u4[0][0]).toBe(-0)
    expect(logMagnitude[0][0]).toBeLessThan(-3600)
    // At zero spread the closed form of M: exp(4 sB^2 + 4 sW^2 x^2/d) - 1 against x = 0; it flattens as 1/d.
    expect(deviation[1][0]).toBeCloseTo(Math.expm1(4 + 36 / 1000) / Math.expm1(4) - 1, 10)
    const few = localityMap(gauss, [3], [0], 10, 10).deviation[0][0]
    expect(deviation[1][0]).toBeLessThan(few / 50)
  })
})

describe('localityMap with a reference', () => {
  const relu = { network: 'relu', sigmaW: 1, sigmaB: 0 } as const

  test('ReLU-net is exactly local among positive points, with -300/(N L^5); across zero N_K vanishes', () => {
    // Gc4 = (15/4N) prod x_a and N_K = (L^5/80) prod x_a, K_W(x, y) = x y/2 for positive points.
    const options = { cutoff: 10, reference: { centre: 2, spread: 0 } }
    const { u4, deviation } = localityMap(relu, [1, 2], [0, 0.5], 3, 1, options)
    expect(u4[0][1] / (-300 / (3 * 10 ** 5))).toBeCloseTo(1, 12)
    expect(deviation[0][0]).toBeCloseTo(0, 12)
    expect(deviation[1][1]).toBeCloseTo(0, 12)
    expect(() => localityMap(relu, [2], [2], 3, 1, options)).toThrow(
      'points must be such that the vertex integral does not vanish'
    )
  })

  test('refuses a reference that is not finite', () => {
    const options = { cutoff: 10, reference: { centre: NaN, spread: 0 } }
    expect(() => localityMap(relu, [1], [0], 3, 1, options)).toThrow(
      'localityMap: reference.centre must be a finite number, got NaN'
    )
  })
})

describe('exactWidthScaling', () => {
  test('refuses a function that vanishes, equal widths and what overflows under its own name', () => {
    const refused: [() => unknown, string][] = [
      [
        () => exactWidthScaling(gauss, [[0], [0], [0]], [2, 10]),
        'exactWidthScaling: points must be such that their connected function vanishes at no width'
      ],
      [
        () =>
          exactWidthScaling(
            { network: 'relu', sigmaW: 1, sigmaB: 0 },
            [[0], [0], [0], [0]],
            [2, 10]
          ),
        'exactWidthScaling: points must be such that their connected function vanishes at no width'
      ],
      [
        () => exactWidthScaling(gauss, origin(4), [10, 10]),
        'exactWidthScaling: widths must be a list of two different ones'
      ],
      [
        () => exactWidthScaling(gauss, origin(4), [10, 0]),
        'exactWidthScaling: width must be an integer >= 1'
      ],
      [
        () => exactWidthScaling({ network: 'exp', sigmaW: 1, sigmaB: 30 }, origin(4), [2, 10]),
        'exactWidthScaling: sigmaB must be smaller, for all values to be within the range of numbers (the moment of 4 points overflows), got 30'
      ],
      [
        () => exactCoupling({ network: 'gauss', sigmaW: 1, sigmaB: 30 }, origin(4), 10),
        'exactCoupling: sigmaB must be smaller, for all values to be within the range of numbers (the moment overflows: its logarithm is 3600)'
      ],
      [
        () =>
          exactCoupling({ network: 'relu', sigmaW: 1, sigmaB: 0 }, origin(4), 10, { cutoff: 7 }),
        'exactCoupling: points must be such that the vertex integral does not vanish'
      ]
    ]
    for (const [call, message] of refused) expect(call).toThrow(message)
  })

  test('connected functions of order 4 to 10 fall as N^(1 - n/2) exactly', () => {
    const points = [[0.01], [-0.01], [0.002], [0.006], [-0.006], [-0.002], [0], [0.1], [0.2], [0.3]]
    for (const n of [4, 6, 8, 10]) {
      const { fit, expectedExponent } = exactWidthScaling(
        gauss,
        points.slice(0, n),
        [2, 10, 100, 1000]
      )
      expect(fit.exponent).toBeCloseTo(expectedExponent, 12)
    }
  })
})
