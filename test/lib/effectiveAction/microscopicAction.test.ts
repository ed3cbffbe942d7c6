import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  edgeworthAction,
  edgeworthValue
} from '../../../lib/src/effectiveAction/edgeworthAction.js'
import { infraredVertices } from '../../../lib/src/effectiveAction/infraredVertices.js'
import { measuredVertices } from '../../../lib/src/effectiveAction/measuredVertices.js'
import { microscopicAction } from '../../../lib/src/effectiveAction/microscopicAction.js'
import {
  onePointAction,
  onePointVertices
} from '../../../lib/src/effectiveAction/onePointVertices.js'
import { onePointDensity } from '../../../lib/src/effectiveAction/onePointDensity.js'
import { onePointPotential } from '../../../lib/src/effectiveAction/onePointPotential.js'
import { activationOf } from '../../../lib/src/networks/activations/activations.js'
import { ensemble } from '../../../lib/src/networks/ensemble.js'
import { gaussLegendre } from '../../../lib/src/numerics/gaussLegendre.js'
import { propertyRuns } from '../../propertyRuns.js'
import { logarithmic } from '../parameterSets.js'

const erf = { network: 'erf', sigmaW: 1, sigmaB: 0.5 } as const

/** p(f) of a network of one or two neurons at one point, by quadrature over its preactivations. */
function densityOf(name: 'erf' | 'relu' | 'cos', width: 1 | 2, point: number) {
  const { value } = activationOf(name)
  const variance = 0.25 + point ** 2
  const { nodes, weights } = gaussLegendre(width === 1 ? 150 : 50)
  const neurons = [-9, 0].flatMap((from) =>
    Array.from(nodes, (node, i) => {
      const z = from + 9 * node
      const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)
      return {
        square: value(z * Math.sqrt(variance), variance) ** 2,
        weight: 9 * weights[i] * density
      }
    })
  )
  const sets =
    width === 1
      ? neurons
      : neurons.flatMap((one) =>
          neurons.map((two) => ({
            square: one.square + two.square,
            weight: one.weight * two.weight
          }))
        )
  return (f: number) =>
    sets.reduce((sum, { square, weight }) => {
      const S = 0.25 + square / width
      return sum + (weight * Math.exp((-f * f) / (2 * S))) / Math.sqrt(2 * Math.PI * S)
    }, 0)
}

describe('one point', () => {
  test.each([
    ['erf', 2],
    ['relu', 1],
    ['cos', 1]
  ] as const)('%s at N = %i is the ordinary integral at every k', (name, width) => {
    const density = densityOf(name, width, 0.6)
    // Of ReLU-net f may be fifty; the step is the same.
    const half = name === 'relu' ? 1500 : 300
    const table = Array.from({ length: 2 * half + 1 }, (_, i) => (i - half) / 30).map((f) => ({
      f,
      p: density(f)
    }))
    const parameters = { network: name, sigmaW: 1, sigmaB: 0.5 } as const
    for (const R of [0, 0.4, 30]) {
      // The trapezoidal rule, exact to rounding for what decays on both sides.
      const moment = (n: number) =>
        table.reduce((sum, { f, p }) => sum + (p * f ** n * Math.exp((-R * f * f) / 2)) / 30, 0)
      const [z, m2, m4, m6] = [0, 2, 4, 6].map(moment)
      const G = m2 / z
      const four = m4 / z - 3 * G ** 2
      const six = m6 / z - (15 * G * m4) / z + 30 * G ** 3
      const exact = onePointVertices(parameters, [0.6], width, R)
      expect(exact.logPartition).toBeCloseTo(Math.log(z), 10)
      expect(exact.propagator / G).toBeCloseTo(1, 10)
      expect(Math.abs(exact.gamma2 / (1 / G - R) - 1)).toBeLessThan(1e-8)
      // What the ordinary integral loses where R is large.
      const lost = 1e-12 * (1 + R) ** 3
      expect(Math.abs(exact.gamma4 + four / G ** 4)).toBeLessThan(
        1e-8 * Math.abs(exact.gamma4) + lost
      )
      const expected = (10 * four ** 2) / G ** 7 - six / G ** 6
      if (R < 1) expect(Math.abs(exact.gamma6 / expected - 1)).toBeLessThan(1e-8)
    }
  })

  test.each([
    ['erf', 2],
    ['relu', 1],
    ['cos', 1]
  ] as const)(
    '%s at N = %i: onePointDensity is the density by quadrature at every f',
    (name, width) => {
      const density = densityOf(name, width, 0.6)
      const parameters = { network: name, sigmaW: 1, sigmaB: 0.5 } as const
      const fields = [0, 0.3, -1, 2, 4, -6]
      const { action, gradient, hessian, errors } = onePointDensity(
        parameters,
        [0.6],
        width,
        fields
      )
      fields.forEach((f, i) => {
        const [below, at, above] = [f - 1e-3, f, f + 1e-3].map((x) => -Math.log(density(x)))
        // The quadrature of the test keeps ten digits of p.
        expect(Math.abs(action[i] - at)).toBeLessThan(errors.action[i] + 1e-10)
        expect(Math.abs(gradient[i] - (above - below) / 2e-3)).toBeLessThan(1e-5)
        expect(Math.abs(hessian[i] - (above - 2 * at + below) / 1e-6)).toBeLessThan(1e-4)
      })
    }
  )

  test('onePointDensity: at f = 0 the action and its curvature, integral 1, and a density that is none is refused', () => {
    const parameters = { network: 'erf', sigmaW: 1, sigmaB: 0.5 } as const
    const steps = Array.from({ length: 49 }, (_, i) => (i - 24) / 4)
    const { action } = onePointDensity(parameters, [0.6], 10, steps)
    expect(action.reduce((sum, value) => sum + Math.exp(-value) / 4, 0)).toBeCloseTo(1, 10)
    const { logDensity, gamma2 } = onePointAction(parameters, [0.6], 10)
    const origin = onePointDensity(parameters, [0.6], 10, [0])
    expect(origin.action[0]).toBeCloseTo(-logDensity, 12)
    expect(origin.hessian[0] / gamma2).toBeCloseTo(1, 10)
    // Without a tilt, as for GaussNet, the error grows with exp(S).
    const gauss = onePointDensity({ ...parameters, network: 'gauss' }, [0.6], 10, [0, 6])
    expect(gauss.errors.action[1]).toBeGreaterThan(100 * gauss.errors.action[0])
    expect(() =>
      onePointDensity({ ...parameters, network: 'relu', sigmaB: 0 }, [0.6], 2, [0])
    ).toThrow('onePointDensity: sigmaB must be > 0: the density of f is not smooth')
  })

  test('R = 0 gives the exact vertices, R -> Infinity the action, for several outputs too', () => {
    for (const outputs of [1, 3]) {
      const parameters = { network: 'relu', sigmaW: 1, sigmaB: 0.5, outputs } as const
      const { gamma2, gamma4, gamma6 } = onePointVertices(parameters, [0.6], 10, 0)
      const exact = infraredVertices(parameters, [[0.6]], 10, 6)
      expect(gamma2 / exact.gamma2.values[0]).toBeCloseTo(1, 12)
      expect(gamma4 / exact.gamma4.values[0]).toBeCloseTo(1, 11)
      expect(gamma6 / exact.gamma6!.values[0]).toBeCloseTo(1, 10)
      const high = onePointVertices(parameters, [0.6], 10, 1e8)
      const action = onePointAction(parameters, [0.6], 10)
      for (const name of ['gamma2', 'gamma4', 'gamma6'] as const) {
        expect(high[name] / action[name]).toBeCloseTo(1, 6)
      }
    }
  })

  test('a measurement agrees at every k', async () => {
    const drawn = ensemble({ ...erf, inputs: [[0.6]], bags: 20, networksPerBag: 1000, seed: 3 })
    const { scales } = await measuredVertices(drawn, 5, { scales: [0, 1, 30, 1e4] })
    for (const { k, errors, ...vertices } of scales) {
      const exact = onePointVertices(erf, [0.6], 5, k)
      for (const name of ['gamma2', 'gamma4', 'gamma6'] as const) {
        const deviation = Math.abs(vertices[name]!.values[0] - exact[name])
        expect(deviation, `${name} at ${k}`).toBeLessThan(3.5 * errors[name]!.values[0])
        expect(errors[name]!.values[0]).toBeLessThan(0.2 * Math.abs(exact[name]))
      }
    }
  })

  test('the whole potential is the Legendre transform of the ordinary integral, without truncation', () => {
    for (const name of ['erf', 'cos'] as const) {
      const density = densityOf(name, 2, 0.6)
      const table = Array.from({ length: 801 }, (_, i) => (i - 400) / 30).map((f) => ({
        f,
        p: density(f)
      }))
      const [j, h] = [1.3, 1e-4]
      const W = (source: number) =>
        Math.log(table.reduce((sum, { f, p }) => sum + (p * Math.exp(source * f)) / 30, 0))
      const phi = (W(j + h) - W(j - h)) / (2 * h)
      const parameters = { network: name, sigmaW: 1, sigmaB: 0.5 } as const
      const [zero, U, mirrored] = onePointPotential(parameters, [0.6], 2, [0, phi, -phi])
      expect(zero).toBe(0)
      expect(U).toBeCloseTo(j * phi - W(j), 9)
      expect(mirrored).toBe(U)
    }
  })

  test.each(['erf', 'relu', 'tanh'] as const)(
    'near zero the potential of %s-net has the vertices as its Taylor coefficients; far out it knows the growth of g',
    (name) => {
      const parameters = { network: name, sigmaW: 1, sigmaB: 0.5 } as const
      const { gamma2, gamma4, gamma6 } = onePointVertices(parameters, [0.6], 10, 0)
      const phi = 0.15
      const series = (gamma2 * phi ** 2) / 2 + (gamma4 * phi ** 4) / 24 + (gamma6 * phi ** 6) / 720
      const [U, far, farther] = onePointPotential(parameters, [0.6], 10, [phi, 200, 400])
      expect(Math.abs(U - series)).toBeLessThan(1e-6 * U)
      expect(Math.abs(U - (gamma2 * phi ** 2) / 2)).toBeGreaterThan(1e-5 * U)
      expect(farther / far).toBeGreaterThan(name === 'relu' ? 1.9 : 3.8)
      expect(farther / far).toBeLessThan(name === 'relu' ? 2.3 : 4.1)
    }
  )

  test('potentials of the linear network and of signs are closed forms, from the smallest to the largest sigmas and fields', () => {
    const draws = fc.record({
      sigmaW: logarithmic(1e-140, 1e70),
      ratio: fc.oneof(fc.constant(0), logarithmic(1e-200, 1e9)),
      x: logarithmic(1e-3, 1e3),
      width: fc.integer({ min: 1, max: 1_000_000 }),
      share: fc.oneof(
        logarithmic(1e-9, 0.5),
        logarithmic(1e-8, 0.5).map((below) => 1 - below)
      )
    })
    fc.assert(
      fc.property(draws, ({ sigmaW, ratio, x, width, share }) => {
        // E[exp(j f)] = exp(sigmaB^2 j^2/2) (1 - t^2)^(-N/2), t = sigmaW sqrt(c/N) j, c the variance of z.
        const sigmaB = ratio * sigmaW
        const linear = { network: 'identity', sigmaW, sigmaB } as const
        const deviation = Math.hypot(sigmaB, sigmaW * x)
        const j = (share * Math.sqrt(width)) / (sigmaW * deviation)
        const phi =
          sigmaB ** 2 * j + (share * sigmaW * deviation * Math.sqrt(width)) / (1 - share ** 2)
        if (!(phi > 1e-290) || !(Math.abs(Math.log(j)) < 600)) return
        const [U] = onePointPotential(linear, [x], width, [phi])
        const exact = j * phi - (sigmaB * j) ** 2 / 2 + (width / 2) * Math.log1p(-(share ** 2))
        expect(Math.abs(U / exact - 1)).toBeLessThan(1e-9)
        const signs = { network: 'sign', sigmaW, sigmaB } as const
        const field = share * Math.hypot(sigmaW, sigmaB) * 1e6 ** (2 * share - 1)
        const [V] = onePointPotential(signs, [x], width, [field])
        expect(V / ((field / Math.hypot(sigmaW, sigmaB)) ** 2 / 2)).toBeCloseTo(1, 9)
      }),
      { numRuns: propertyRuns(10), endOnFailure: true }
    )
  })

  test('far out a bounded network has the potential of its largest variance, ReLU-net a straight line', () => {
    const at = { sigmaW: 1, sigmaB: 0.5 } as const
    for (const network of ['erf', 'tanh'] as const) {
      for (const phi of [1e10, 1e100]) {
        const [U] = onePointPotential({ network, ...at }, [0.6], 10, [phi])
        expect((2 * 1.25 * U) / phi ** 2).toBeCloseTo(1, 7)
      }
    }
    // E[exp(j f)] exists up to j = sqrt(N/c)/sigmaW, c = 0.61.
    for (const phi of [1e10, 1e100]) {
      const [U] = onePointPotential({ network: 'relu', ...at }, [0.6], 10, [phi])
      expect(U / phi / Math.sqrt(10 / 0.61)).toBeCloseTo(1, 7)
    }
    expect(() => onePointPotential({ network: 'cos', ...at }, [0.6], 10, [1e10])).toThrow(
      'fields[0] must be so small that quadrature resolves the weight exp(s g^2) of a neuron'
    )
    // Many turns of the phase: f of one neuron is that of a uniform one.
    const turns = { network: 'cos', sigmaB: 0.5 } as const
    const [U, more] = [100, 1e5].map(
      (sigmaW) => onePointPotential({ ...turns, sigmaW }, [0.6], 2, [2 * sigmaW])[0]
    )
    expect(U / more).toBeCloseTo(1, 4)
    expect(() => onePointPotential({ network: 'erf', ...at }, [0.6], 10, [1, 1e300])).toThrow(
      'onePointPotential: fields[1] must be so small that U is a number, got 1e+300'
    )
  })

  test('GaussNet has all vertices and no potential', () => {
    const gauss = { network: 'gauss', sigmaW: 1, sigmaB: 0.3 } as const
    expect(onePointVertices(gauss, [0.6], 10, 0).gamma4).toBeLessThan(0)
    expect(() => onePointPotential(gauss, [0.6], 10, [1])).toThrow(
      /network must be one that grows no faster than \|z\|/
    )
  })

  test('a density that is not smooth at f = 0 is refused', () => {
    const silent = { network: 'relu', sigmaW: 1, sigmaB: 0 } as const
    expect(() => onePointAction(silent, [0.6], 5)).toThrow(
      'onePointAction: sigmaB must be > 0: the density of f is not smooth at 0, got 0'
    )
    expect(() => onePointVertices({ ...erf, depth: 2 }, [0.6], 5, 1)).toThrow(
      /depth must be 1 here/
    )
    expect(() => onePointVertices({ ...erf, weights: 'sign' }, [0.6], 5, 1)).toThrow(/weights.W0/)
  })
})

describe('Edgeworth form of the action', () => {
  test('differs from the exact action at one point by the third power of 1/N', () => {
    const differences = [40, 160].map((width) => {
      const exact = onePointAction(erf, [0.6], width)
      const { constant, gamma2, gamma4, gamma6 } = edgeworthAction(erf, [[0.6]], width)
      return [
        -exact.logDensity - constant,
        exact.gamma2 - gamma2.values[0],
        exact.gamma4 - gamma4.values[0],
        exact.gamma6 - gamma6.values[0]
      ]
    })
    differences[0].forEach((value, i) => {
      const power = Math.log(value / differences[1][i]) / Math.log(4)
      expect(power).toBeGreaterThan(2.9)
      expect(power).toBeLessThan(3.1)
    })
  })
})

describe('microscopic action', () => {
  const drawn = ensemble({ ...erf, inputs: [[0.4], [1]], bags: 20, networksPerBag: 500, seed: 4 })

  test('has the derivatives that its values and lower derivatives have along a ray', async () => {
    const h = 1e-3
    const ray = [-2, -1, 0, 1, 2].map((i) => [0.5 + i * h, 0.7])
    const along = await microscopicAction({ ...drawn, bags: 2 }, 20, { fields: ray })
    const slope = (of: (i: number) => number) => (8 * (of(3) - of(1)) - of(4) + of(0)) / (12 * h)
    const [gradient, ...higher] = along[2].derivatives
    expect(slope((i) => along[i].action)).toBeCloseTo(gradient.values[0], 8)
    higher.forEach((tensor, n) => {
      const expected = slope((i) => along[i].derivatives[n].values[0])
      expect(tensor.values[0] / expected).toBeCloseTo(1, 6)
    })
  })

  test('has them far out too, where the density of every network is less than the smallest double', async () => {
    const h = 0.1
    const ray = [-2, -1, 0, 1, 2].map((i) => [80 + i * h, 70])
    const along = await microscopicAction({ ...drawn, bags: 2 }, 20, { fields: ray })
    const slope = (of: (i: number) => number) => (8 * (of(3) - of(1)) - of(4) + of(0)) / (12 * h)
    const [gradient, hessian] = along[2].derivatives
    expect(along[2].action).toBeGreaterThan(1000)
    expect(along[2].errors.action).toBeGreaterThan(0)
    expect(along[2].converged).toBe(false)
    expect(slope((i) => along[i].action) / gradient.values[0]).toBeCloseTo(1, 6)
    expect(slope((i) => along[i].derivatives[0].values[0]) / hessian.values[0]).toBeCloseTo(1, 6)
  })

  test('at f = 0 is the end of the flow, k -> Infinity, of the same networks', async () => {
    const { microscopic } = await measuredVertices(drawn, 20, { scales: [], microscopic: true })
    const [{ derivatives, errors }] = await microscopicAction(drawn, 20, { fields: [[0, 0]] })
    const { gamma2, gamma4 } = microscopic!
    derivatives[1].values.forEach((value, c) => expect(value).toBeCloseTo(gamma2.values[c], 9))
    derivatives[3].values.forEach((value, c) => expect(value).toBeCloseTo(gamma4.values[c], 7))
    expect(errors.derivatives[1].values[0]).toBeCloseTo(microscopic!.errors.gamma2.values[0], 9)
  })

  test('of wide networks is its Edgeworth form, in values, Hessian and fourth derivatives', async () => {
    const width = 300
    const fields = [
      [0, 0],
      [0.3, 0.4],
      [0.6, 0.8]
    ]
    const edgeworth = edgeworthAction(erf, drawn.inputs, width)
    const measured = await microscopicAction({ ...drawn, networksPerBag: 200 }, width, { fields })
    for (const { field, action, errors, converged } of measured) {
      expect(converged).toBe(true)
      expect(Math.abs(action - edgeworthValue(edgeworth, field))).toBeLessThan(4 * errors.action)
      expect(errors.action).toBeLessThan(0.01)
    }
    const [{ derivatives, errors }] = measured
    edgeworth.gamma2.values.forEach((value, c) => {
      const deviation = Math.abs(derivatives[1].values[c] - value)
      expect(deviation).toBeLessThan(4 * errors.derivatives[1].values[c])
    })
    edgeworth.gamma4.values.forEach((value, c) => {
      const error = errors.derivatives[3].values[c]
      expect(Math.abs(derivatives[3].values[c] - value)).toBeLessThan(4 * error)
      expect(error).toBeLessThan(0.3 * Math.abs(value))
    })
  })

  test('refuses fields of another number of points, and networks whose f has no density', async () => {
    const refused = (width: number, fields: number[][], change = {}) =>
      microscopicAction(ensemble({ ...drawn, ...change }), width, { fields }).then(
        () => 'accepted',
        (error: Error) => error.message
      )
    expect(await refused(20, [[0]])).toMatch(/fields\[0\] must be a list of 2 numbers/)
    expect(await refused(2, [[0, 1e160]])).toMatch(/fields\[0\] must be so small that its square/)
    expect(await refused(20, [])).toMatch(/fields must be a list of at least one/)
    expect(await refused(1, [[0, 0]], { network: 'relu' })).toMatch(/so that f has no density/)
  })
})
