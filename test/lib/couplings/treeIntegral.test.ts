import { describe, expect, test } from 'vitest'
import { ballQuadrature } from '../../../lib/src/couplings/ballQuadrature.js'
import { treeDiagrams } from '../../../lib/src/couplings/treeDiagrams.js'
import { treeIntegral, vertexIntegral } from '../../../lib/src/couplings/treeIntegral.js'
import { weightCovarianceOf } from '../../../lib/src/covariances/infiniteWidthCovariance.js'
import { paperInputsIn } from '../../../lib/src/networks/paperInputs.js'
import { adaptiveQuadrature } from '../../../lib/src/numerics/adaptiveQuadrature.js'
import {
  fromSignedLogarithm,
  type SignedLogarithm
} from '../../../lib/src/numerics/signedLogarithm.js'

const gauss = { network: 'gauss', sigmaW: 1.3, sigmaB: 1 } as const
const relu = { network: 'relu', sigmaW: 1, sigmaB: 0 } as const
const reluCovariance = weightCovarianceOf('treeIntegral', relu)
const line = [[0.3], [-0.5], [1], [0.2]]

const relativeError = ({ log, logError }: SignedLogarithm) => Math.exp(logError - log)

describe('vertexIntegral', () => {
  test('GaussNet at one point: sigmaW^8 (2 pi d/(4 sigmaW^2))^(d/2)', () => {
    for (const d of [1, 2, 3, 7]) {
      const origin = new Array<number>(d).fill(0)
      const { value } = fromSignedLogarithm(vertexIntegral(gauss, [origin, origin, origin, origin]))
      expect(value / (1.3 ** 8 * ((Math.PI * d) / (2 * 1.69)) ** (d / 2))).toBeCloseTo(1, 13)
    }
  })

  test.each([
    { d: 1, points: line, cutoff: 14, relative: 1e-12 },
    {
      d: 2,
      points: [
        [0.3, 0.1],
        [-0.5, 0],
        [1, 0.4],
        [0.2, -0.2]
      ],
      cutoff: 14,
      relative: 1e-9
    }
  ])('closed form and cubature agree in d = $d', ({ points, cutoff, relative }) => {
    const closed = vertexIntegral(gauss, points)
    const numeric = vertexIntegral(gauss, points, cutoff)
    expect(Math.abs(Math.exp(closed.log - numeric.log) - 1)).toBeLessThan(
      relativeError(numeric) + 1e-13
    )
    expect(relativeError(numeric)).toBeLessThan(relative)
  })

  // The quadrature once missed the whole peak of GaussNet from L = 2000 on and reported no error.
  test.each([20, 2000, 1e5, 1e9])('a cutoff of %d leaves GaussNet in d = 1 as it is', (cutoff) => {
    const close = [[0.01], [0.002], [-0.002], [0]]
    for (const points of [line, close]) {
      const { log } = vertexIntegral(gauss, points)
      expect(vertexIntegral(gauss, points, cutoff).log).toBeCloseTo(log, 11)
    }
  })

  test('ReLU-net, positive points in d = 1: K_W = x y/2, so N_K = (L^5/5) prod x_a/16', () => {
    const points = [[0.2], [0.4], [0.6], [0.8]]
    for (const cutoff of [7, 1e5]) {
      const { value } = fromSignedLogarithm(vertexIntegral(relu, points, cutoff))
      expect(value / (((cutoff ** 5 / 5) * (0.2 * 0.4 * 0.6 * 0.8)) / 16)).toBeCloseTo(1, 12)
    }
  })

  test('ReLU-net in d = 2: the radial integral in closed form agrees with the ball', () => {
    const points = paperInputsIn('relu', 2)
    const closed = vertexIntegral(relu, points, 14)
    const ball = ballQuadrature(
      (x) => points.reduce((product, point) => product * reluCovariance(x, point), 1),
      2,
      14,
      points.map((x) => Math.hypot(...x))
    )
    expect(ball.value * Math.exp(-closed.log)).toBeCloseTo(1, 9)
  })

  test('ReLU-net in d = 3: four equal points leave one integral, over the angle to them', () => {
    const point = [1.2, -0.3, 0.4]
    const [L, r] = [7, Math.hypot(...point)]
    // K_W(x, y) = |x| |y| (sin t + (pi - t) cos t)/(2 pi d).
    const sphere = adaptiveQuadrature(
      (t) => {
        const factor = (Math.sin(t) + (Math.PI - t) * Math.cos(t)) / (6 * Math.PI)
        return 2 * Math.PI * Math.sin(t) * (r * factor) ** 4
      },
      [0, Math.PI]
    )
    const integral = vertexIntegral(relu, [point, point, point, point], L)
    const ratio = Math.exp(integral.log) / ((sphere.value * L ** 7) / 7)
    expect(Math.abs(ratio - 1)).toBeLessThan(relativeError(integral))
    expect(relativeError(integral)).toBeLessThan(1e-6)
  })

  test('ReLU-net, exchange diagram: two cutoffs of the same line', () => {
    const points = [[0.2], [0.4], [0.6], [0.8], [1], [1.2]]
    const product = points.reduce((p, [x]) => p * x, 1)
    // int int (x^3/8)(x y/2)(y^3/8) = (L^5/5)^2/128.
    const { value } = fromSignedLogarithm(treeIntegral(relu, treeDiagrams(6)[1], points, 3))
    expect(value / ((product * (3 ** 5 / 5) ** 2) / 128)).toBeCloseTo(1, 11)
  })

  test('ReLU-net, exchange diagram in d = 2: the discrete Fourier sum over both angles', () => {
    const points = paperInputsIn('relu', 2)
    const six = [...points, points[0], points[2]]
    const tree = treeDiagrams(6)[1]
    const L = 5
    // K_W = |x| |y| J(angle)/(4 pi), J even about both of its kinks: an even number of equal angles
    // errs by the inverse fourth power of their number, so two numbers give the limit and its error.
    const sum = (count: number) => {
      const ring = Array.from({ length: count }, (_, i) => (2 * Math.PI * (i + 0.5)) / count)
      const at = ring.map((angle) => [Math.cos(angle), Math.sin(angle)])
      const legs = tree.vertices.map(({ legs }) =>
        at.map((x) => legs.reduce((p, leg) => p * reluCovariance(x, six[leg]), 1))
      )
      const line = at.map((y) => reluCovariance(at[0], y))
      let total = 0
      legs[0].forEach((left, i) =>
        legs[1].forEach((right, j) => (total += left * right * line[(count + j - i) % count]))
      )
      return total * ((2 * Math.PI) / count) ** 2 * (L ** 6 / 6) ** 2
    }
    const [coarse, fine] = [sum(400), sum(800)]
    const { value, error } = fromSignedLogarithm(treeIntegral(relu, tree, six, L))
    expect(Math.abs(value - fine)).toBeLessThan(error + Math.abs(fine - coarse))
    expect(Math.abs(fine / coarse - 1)).toBeLessThan(1e-7)
    expect(error / value).toBeLessThan(1e-9)
  })

  // mpmath 1.3, 20 digits: nested tanh-sinh quadrature of the covariances' closed forms, dIn = 1, sigmaW = 1.3, sigmaB = 0.7, L = 5.
  test.each([
    ['erf', -0.0712608971440956659],
    ['relu', 9.74517619679678149]
  ] as const)(
    'contact diagram of %s with bias: 12 digits of the arbitrary-precision value',
    (network, reference) => {
      const points = [[0.3], [-0.5], [0.1], [0.2]]
      const integral = vertexIntegral({ network, sigmaW: 1.3, sigmaB: 0.7 }, points, 5)
      const { value, error } = fromSignedLogarithm(integral)
      expect(Math.abs(value / reference - 1)).toBeLessThan(1e-12)
      expect(Math.abs(value - reference)).toBeLessThan(error)
    }
  )

  test.each([
    [1, 3e-11],
    [2, 1e-8],
    [3, 1e-7]
  ])(
    'Cos-net in d = %i: the sum over signs agrees with quadrature in a large ball',
    (d, relative) => {
      const cos = { network: 'cos', sigmaW: 1.3, sigmaB: 0.6 } as const
      const points = [0, 1, 2, 3, 4, 5].map((a) =>
        Array.from({ length: d }, (_, k) => Math.sin(1 + 2 * a + 3 * k))
      )
      const [contact, exchange] = treeDiagrams(6)
      for (const tree of d === 1 ? [contact, exchange] : [exchange]) {
        const closed = treeIntegral(cos, tree, points)
        const numeric = treeIntegral(cos, tree, points, 14)
        expect(relativeError(closed)).toBeLessThan(1e-13)
        expect(relativeError(numeric)).toBeLessThan(relative)
        expect(Math.abs(Math.exp(closed.log - numeric.log) - 1)).toBeLessThan(
          relativeError(numeric) + 1e-13
        )
      }
    }
  )

  test('Cos-net: half of each line of GaussNet where sigmaB is large, the same vertex at the origin', () => {
    const cos = (sigmaB: number) => ({ network: 'cos', sigmaW: 1.3, sigmaB }) as const
    const points = [0.3, -0.5, 1, 0.2, 0, -0.1, 0.4, 0.8].map((x) => [x])
    for (const tree of treeDiagrams(8).slice(-3)) {
      const lines = 8 + tree.edges.length
      const { log } = treeIntegral(gauss, tree, points)
      expect(treeIntegral(cos(6), tree, points).log).toBeCloseTo(log - lines * Math.LN2, 12)
    }
    const origin = new Array<number[]>(4).fill([0, 0])
    expect(vertexIntegral(cos(0), origin).log).toBeCloseTo(vertexIntegral(gauss, origin).log, 13)
  })

  test('large dimension stays finite as a logarithm', () => {
    const origin = new Array<number>(1000).fill(0)
    const { log } = vertexIntegral({ ...gauss, sigmaW: 1 }, [origin, origin, origin, origin])
    expect(log / (500 * Math.log((Math.PI * 1000) / 2))).toBeCloseTo(1, 13)
  })

  test('a cutoff is asked for where the integral needs it, and its limits are named', () => {
    expect(() => vertexIntegral(relu, line)).toThrow(
      "cutoff must be given for 'relu', whose covariance does not decay"
    )
    expect(() => vertexIntegral(relu, line, -1)).toThrow('cutoff must be a finite number > 0')
    const plane = new Array(4).fill([1, 2, 3, 4])
    expect(() => vertexIntegral(relu, plane, 7)).toThrow('dIn must be at most 3')
  })
})
