import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  activationNames,
  activationOf,
  activations,
  type ActivationSpecification
} from '../../../../lib/src/networks/activations/activations.js'
import { pairVectors } from '../../../../lib/src/networks/activations/define.js'
import { canonicalNetwork } from '../../../../lib/src/networks/networkParameters.js'
import { weightCovariance } from '../../../../lib/src/covariances/infiniteWidthCovariance.js'
import { featureMoment } from '../../../../lib/src/networks/featureMoment.js'
import { pairOfPoints } from '../../../../lib/src/networks/preactivationPair.js'
import { productMoment } from '../../../../lib/src/numerics/gaussian/productMoment.js'

const sigmas = { sigmaW: 1.2, sigmaB: 0.4 }
const points: Readonly<Record<1 | 2, readonly (readonly number[])[]>> = {
  1: [[0.5], [0.9]],
  2: [
    [0.5, -0.3],
    [0.9, 0.4]
  ]
}

/**
 * E[g(x) g(y)], E[g(x)^2 g(y)^2], E[g(x)^3 g(y)] at sigmaW = 1.2, sigmaB = 0.4 and the two points above, by dIn: mpmath with
 * 24 digits. With z(x) = s u and z(y) = s' (r u + sqrt(1 - r^2) v), u and v standard normal, the double integral by
 * Gauss-Legendre rules of 16 nodes on panels of unit length, |u|, |v| <= 11, cut where z(x) or z(y) is at a kink.
 */
const reference: readonly [string, 1 | 2, number, number, number][] = [
  ['tanh', 1, 0.34042964165216799, 0.20117894890289006, 0.16925675254883489],
  ['tanh', 2, 0.19475128333193478, 0.11556169808667685, 0.094093304907119062],
  ['hardTanh', 1, 0.44228395532950321, 0.3382741514405709, 0.30269857525181639],
  ['hardTanh', 2, 0.25828745742007603, 0.20450517723090559, 0.17686429915066885],
  ['sigmoid', 1, 0.28606402998757028, 0.12123226296609893, 0.11137393047521952],
  ['sigmoid', 2, 0.26927170653655567, 0.098096268672967175, 0.093931581817867716],
  ['softplus', 1, 0.84951122773340031, 1.8241491506328257, 1.3389760044800779],
  ['softplus', 2, 0.68993120758081317, 0.95077044787427065, 0.80409910084519951],
  ['gelu', 1, 0.32913263502358742, 0.80662209995268872, 0.48255877724243365],
  ['gelu', 2, 0.15446203138376754, 0.22730673060484089, 0.16387367247189317],
  ['silu', 1, 0.27597374479823864, 0.55199546897723891, 0.31598269898898148],
  ['silu', 2, 0.12839827618048958, 0.14509925663557493, 0.10138942205906343],
  ['elu', 1, 0.5291000401186778, 1.0534753223983123, 0.67553528775928879],
  ['elu', 2, 0.27018570840430774, 0.36141455084334389, 0.26649326687331294],
  ['relu', 1, 0.40455641573302165, 0.99770797803354164, 0.63025873165731745],
  ['relu', 2, 0.21550870129913593, 0.32672191323964508, 0.24643171484334278],
  ['leakyRelu', 1, 0.40458574305993452, 0.99770799201501471, 0.63025855062459993],
  ['leakyRelu', 2, 0.21519607814328313, 0.32672293730821629, 0.24638162235023166],
  ['abs', 1, 0.8102256629320866, 1.995456, 1.2605549266292698],
  ['abs', 2, 0.46443480519654373, 0.66365184, 0.50288141937337112],
  ['sign', 1, 0.85147854781870171, 1.0, 0.85147854781870171],
  ['sign', 2, 0.47128057595816359, 1.0, 0.47128057595816359],
  ['step', 1, 0.46286963695467543, 0.46286963695467543, 0.46286963695467543],
  ['step', 2, 0.3678201439895409, 0.3678201439895409, 0.3678201439895409],
  ['sin', 1, 0.35705804611626896, 0.22299315295396066, 0.19829964973654923],
  ['sin', 2, 0.21703456774264155, 0.14489222639903852, 0.1233759313902587],
  ['cos', 1, 0.53412984238791549, 0.43494732711250433, 0.47119011305876393],
  ['cos', 2, 0.57432724815294231, 0.45723028761155418, 0.47813279552911185],
  ['exp', 1, 5.6474267560142446, 1017.1908111165146, 227.51132104772078],
  ['exp', 2, 2.7988258781334105, 61.36256753657598, 31.29943355193251],
  ['gaussian', 1, 0.45453343398548668, 0.3337893786380517, 0.37228606124262688],
  ['gaussian', 2, 0.48314375674369497, 0.33180478319511766, 0.36715275169768811],
  ['erf', 1, 0.40331389897923015, 0.2712958931510932, 0.23445631688769822],
  ['erf', 2, 0.2335174600785652, 0.16331054847137825, 0.13410734723941664],
  ['square', 1, 1.995456, 46.932573917184, 18.685635072],
  ['square', 2, 0.66365184, 5.6415514494418944, 3.185484912918528],
  ['hermite2', 1, 1.149056, 21.738971971584, 7.660541952],
  ['hermite2', 2, 0.40045184, 2.0456223993298944, 1.013738948886528],
  ['hermite3', 1, 2.025765888, 614.77769181449945, 113.75644832759808],
  ['hermite3', 2, 0.678718086144, 16.221072669360827, 4.7878534421627218],
  ['hermite4', 1, 3.085912080384, 33431.914612655614, 3156.264590307694],
  ['hermite4', 2, 1.6230084591058944, 257.9868128342933, 38.791088450814312],
  ['identity', 1, 0.808, 1.995456, 1.26048],
  ['identity', 2, 0.3976, 0.66365184, 0.48284544]
]

/** The same for an expression that has no name. */
const ownReference: readonly [1 | 2, number, number, number][] = [
  [1, 0.63585992189902196, 1.701730468571134, 1.0296097211249431],
  [2, 0.29888888095224318, 0.47251614670216861, 0.34768666779151169]
]

function digits(value: number, truth: number): number {
  return -Math.log10(Math.max(1e-17, Math.abs(value / truth - 1)))
}

function momentsAt(network: ActivationSpecification, dIn: 1 | 2) {
  const [x, y] = points[dIn]
  const at = (list: readonly (readonly number[])[]) => featureMoment({ network, ...sigmas }, list)
  return [at([x, y]), at([x, x, y, y]), at([x, x, x, y])]
}

describe('activations', () => {
  it('have the names they are listed by, and a value at every preactivation', () => {
    for (const name of activationNames) {
      const { value, kinks, parity } = activations[name]
      expect(activations[name].name).toBe(name)
      expect([...kinks].sort((a, b) => a - b)).toEqual(kinks)
      for (const z of [-30, -1, -0.3, 0.3, 2, 30]) {
        expect(Number.isFinite(value(z, 1))).toBe(true)
        if (parity === 'even') expect(value(-z, 1)).toBe(value(z, 1))
        if (parity === 'odd') expect(value(-z, 1)).toBe(-value(z, 1))
      }
    }
  })

  it.each(reference)('%s has moments right to 12 digits in dIn = %i', (name, dIn, ...truths) => {
    momentsAt(name as ActivationSpecification, dIn).forEach(({ value, error }, i) => {
      expect(digits(value, truths[i])).toBeGreaterThan(12)
      expect(Math.abs(value - truths[i])).toBeLessThanOrEqual(error + 2e-16 * truths[i])
    })
    const [x, y] = points[dIn]
    const parameters = { network: name as ActivationSpecification, ...sigmas }
    expect(digits(weightCovariance(parameters, x, y) / 1.44, truths[0])).toBeGreaterThan(12)
  })

  it('cover every name but GaussNet, whose moments have a closed form, with reference values', () => {
    const known = new Set(reference.map(([name]) => name))
    expect(activationNames.filter((name) => !known.has(name))).toEqual(['gauss'])
  })

  it.each(ownReference)(
    'of a user are as good, by expression and as a function, dIn = %i',
    (dIn, ...truths) => {
      const expression = { expression: 'z * erf(z)' }
      const own = { function: (z: number) => activationOf(expression).value(z, 0) }
      for (const network of [expression, own]) {
        momentsAt(network, dIn).forEach(({ value }, i) => {
          expect(digits(value, truths[i])).toBeGreaterThan(12)
        })
      }
    }
  )

  it('agree with quadrature from their values alone at any pair of inputs', () => {
    const number = fc.double({ min: -1.5, max: 1.5, noNaN: true })
    const names = activationNames.filter((name) => !activations[name].normalised)
    fc.assert(
      fc.property(fc.constantFrom(...names), number, number, number, (name, x, y, z) => {
        const activation = activations[name]
        const pair = pairOfPoints({ sigmaW: 0.9, sigmaB: 0.3 }, [x, y], [y, z])
        const vectors = pairVectors(pair)
        const value = (t: number) => activation.value(t, 0)
        const plain = { ...activation, value, parity: 'none', known: false } as const
        const truth = productMoment(plain, vectors)
        expect(Math.abs(activation.pairMoment(pair) - truth.value)).toBeLessThan(
          1e-11 * (1 + Math.abs(truth.value)) + truth.error
        )
        const four = [vectors[0], vectors[0], vectors[0], vectors[1]]
        const [closed, direct] = [activation.moment(four), productMoment(plain, four)]
        expect(Math.abs(closed.value - direct.value)).toBeLessThanOrEqual(
          closed.error + direct.error + 1e-13 * Math.abs(direct.value)
        )
      }),
      { numRuns: 60 }
    )
  })

  it('that are steep go over into steps, with true errors', () => {
    const four = [[1], [2], [3], [4]]
    const at = (network: ActivationSpecification, sigmaW: number) =>
      featureMoment({ network, sigmaW, sigmaB: 0.5 }, four)
    for (const name of ['erf', 'tanh'] as const) {
      for (const sigmaW of [1e3, 1e4, 1e6, 1e9]) {
        const smooth = at(name, sigmaW)
        const step = at('sign', sigmaW)
        expect(smooth.error).toBeLessThan(1e-12)
        // Steps of width 1/sigmaW matter where two of them meet.
        expect(Math.abs(smooth.value - step.value)).toBeLessThan(2 / sigmaW)
      }
    }
  })
})

describe('own activations', () => {
  const moment = (network: unknown) =>
    featureMoment({ network: network as ActivationSpecification, ...sigmas }, [[0.5], [0.9]])

  it('need their kinks, and say how wrong they are without', () => {
    const truth = moment('abs')
    const blind = moment({ expression: 'abs(z)' })
    const seeing = moment({ expression: 'abs(z)', kinks: [0] })
    expect(Math.abs(blind.value - truth.value)).toBeLessThanOrEqual(blind.error)
    expect(digits(seeing.value, truth.value)).toBeGreaterThan(13)
  })

  it.each<[unknown, string]>([
    [{ expression: '' }, 'network.expression must be an expression in z'],
    [{ expression: 3 }, 'network.expression must be an expression in z'],
    [{ expression: 'z*' }, 'network.expression must be an expression in z such as'],
    [
      { expression: 'z^2' },
      'network.expression must be free of the operator ^; allowed are + - * /'
    ],
    [{ expression: 'x + 1' }, 'network.expression must be of the variable z and the constants PI'],
    [{ expression: 'foo(z)' }, 'network.expression must be made of the functions abs, sign'],
    [{ expression: 'constructor(z)' }, 'network.expression must be made of the functions abs'],
    [{ expression: 'z.constructor' }, 'network.expression must be made of numbers, z'],
    [{ expression: 'pow(z)' }, 'network.expression must be such that pow has 2 argument(s)'],
    [{ expression: '"z"' }, 'network.expression must be made of numbers'],
    [{ expression: 'log(z)' }, 'network must be finite at all z; at z = -16 it is not'],
    [{ expression: '1/z' }, 'network must be finite at all z; at z = 0 it is not'],
    [{ expression: 'z', kinks: [NaN] }, 'network.kinks[0] must be a finite number'],
    [{ expression: 'z', kinks: [1, 1] }, 'network.kinks[1] must be > kinks[0] = 1, got 1'],
    [{ expression: 'z', kinks: [1e9] }, 'network.kinks[0] must be in [-1000000, 1000000]'],
    [{ expression: 'z', kinks: 0 }, 'network.kinks must be a list of numbers'],
    [{ expression: 'z', kink: [0] }, 'network must be free of unknown keys (known: expression'],
    [{ function: 'z' }, 'network.function must be a function of z'],
    [{ function: () => NaN }, 'network must be finite at all z'],
    [{ formula: 'z' }, "network must be one of 'gauss'"],
    [null, "network must be one of 'gauss'"]
  ])('%j is refused with what is allowed', (network, message) => {
    expect(() => moment(network)).toThrow(`featureMoment: ${message}`)
  })

  it.each([
    ['swish', 'silu'],
    ['SiLU', 'silu'],
    ['leaky_relu', 'leakyRelu'],
    ['leakyrelu', 'leakyRelu'],
    ['LReLU', 'leakyRelu'],
    ['ReLU-net', 'relu'],
    ['GaussNet', 'gauss'],
    ['Gaussian', 'gaussian'],
    ['softPlus', 'softplus'],
    ['linear', 'identity'],
    ['logistic', 'sigmoid'],
    ['hard_tanh', 'hardTanh'],
    ['sine', 'sin'],
    ['heaviside', 'step']
  ])('of another name is told the name here: %s', (given, name) => {
    const rule = `network must be '${name}', its name here, or another one of 'gauss', 'relu'`
    expect(() => moment(given)).toThrow(`featureMoment: ${rule}`)
    expect(() => moment(given)).toThrow(`got "${given}"`)
  })

  it.each(['', 'net', 'toString', '__proto__', 'nothing', 'relu6', 'x'.repeat(1e6)])(
    'of no other name is told all names: %.9s',
    (given) => expect(() => moment(given)).toThrow("network must be one of 'gauss', 'relu'")
  )

  it('given as functions are told apart by their values', () => {
    const key = (f: (z: number) => number) =>
      JSON.stringify(canonicalNetwork('source', { network: { function: f }, ...sigmas }))
    expect(key((z) => z * z)).toBe(key((x) => x * x))
    expect(key((z) => z * z)).not.toBe(key((z) => z * z * z))
  })
})
