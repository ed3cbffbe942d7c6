import { describe, expect, it } from 'vitest'
import {
  connectedCumulant,
  exactGreenFunction
} from '../../../lib/src/correlators/exactGreenFunction.js'
import { covarianceEstimates } from '../../../lib/src/covariances/infiniteWidthCovariance.js'
import { vertexIntegral } from '../../../lib/src/couplings/treeIntegral.js'
import type { NetworkName } from '../../../lib/src/networks/activations/activations.js'
import { featureMoment } from '../../../lib/src/networks/featureMoment.js'
import type { Estimate } from '../../../lib/src/numerics/estimate.js'
import { fromSignedLogarithm } from '../../../lib/src/numerics/signedLogarithm.js'

const at = (...xs: readonly number[]) => xs.map((x) => [x])
const inputs = at(0.3, -0.7, 1.2, -0.1, 0.5, 0.2, -0.4, 0.9, 1.1, -1)

/**
 * Gc(n) at width 1, the first n of the inputs, by network, sigmaW, sigmaB and n: mpmath, 80 to 120 digits, sums over set
 * partitions of moments in closed form (gauss, cos, exp, gaussian) or by the trapezoidal rule in the plane of (b0, W0).
 */
const references: readonly [NetworkName, number, number, number, number][] = [
  ['cos', 0.001, 0.01, 4, 5.982292124474796284e-20],
  ['cos', 0.001, 0.01, 6, -1.198486473782115255e-28],
  ['cos', 0.001, 0.0, 4, 8.994988701173413734e-25],
  ['cos', 0.001, 0.0, 6, -2.120707208504866368e-36],
  ['cos', 1e-6, 1e-6, 4, 5.359499999976928958e-48],
  ['cos', 1e-6, 1e-6, 6, -1.166415119988146021e-70],
  ['cos', 0.1, 0.3, 4, 3.311878866220363217e-6],
  ['cos', 0.1, 0.3, 6, -3.939813736001834074e-8],
  ['exp', 0.001, 0.01, 4, 1.199179900901702301e-15],
  ['exp', 0.001, 0.01, 6, 7.206437045581038566e-24],
  ['exp', 0.001, 0.0, 4, -1.540001199100549632e-18],
  ['exp', 0.001, 0.0, 6, -5.476808136942573939e-30],
  ['exp', 1e-6, 1e-6, 4, 1.046000000006757821e-35],
  ['exp', 1e-6, 1e-6, 6, 6.97243200008632386e-58],
  ['exp', 0.1, 0.3, 4, 0.0001845636163989006844],
  ['exp', 0.1, 0.3, 6, 0.00001672375979457997705],
  ['gaussian', 0.001, 0.01, 4, 2.390997465235663225e-19],
  ['gaussian', 0.001, 0.01, 6, -9.570626351108124806e-28],
  ['gaussian', 0.001, 0.0, 4, 3.597978088283223433e-24],
  ['gaussian', 0.001, 0.0, 6, -1.696551887937012516e-35],
  ['gaussian', 1e-6, 1e-6, 4, 2.143799999968944195e-47],
  ['gaussian', 1e-6, 1e-6, 6, -9.331320959699829254e-70],
  ['gaussian', 0.1, 0.3, 4, 7.710185201327193254e-6],
  ['gaussian', 0.1, 0.3, 6, -1.024808589251483113e-7],
  ['sigmoid', 0.001, 0.01, 4, 1.872523024982052595e-17],
  ['sigmoid', 0.001, 0.0, 4, -2.406248898594568773e-20],
  ['sigmoid', 1e-6, 1e-6, 4, 1.63437499999899097e-37],
  ['sigmoid', 0.1, 0.3, 4, 1.604776731717209503e-6],
  ['softplus', 0.001, 0.01, 4, 1.439772419396801006e-16],
  ['softplus', 0.001, 0.0, 4, -1.849744135633870972e-19],
  ['softplus', 1e-6, 1e-6, 4, 1.256384631398382137e-36],
  ['softplus', 0.1, 0.3, 4, 0.00001493109413539497753],
  ['hermite2', 0.001, 0.01, 4, 2.392438759539999144e-19],
  ['hermite2', 0.001, 0.01, 6, -9.583576567465745092e-28],
  ['hermite2', 0.001, 0.0, 4, 3.597997397308182813e-24],
  ['hermite2', 0.001, 0.0, 6, -1.696566956491957138e-35],
  ['hermite2', 1e-6, 1e-6, 4, 2.143799999987843827e-47],
  ['hermite2', 1e-6, 1e-6, 6, -9.331320959865597268e-70],
  ['hermite2', 0.1, 0.3, 4, 0.00001047424311827152123],
  ['hermite2', 0.1, 0.3, 6, -1.782555202883670138e-7],
  ['hermite4', 0.001, 0.01, 4, 7.745291440877268927e-17],
  ['hermite4', 0.001, 0.0, 4, 1.165748228075189098e-21],
  ['hermite4', 1e-6, 1e-6, 4, 6.945911999900818936e-45],
  ['hermite4', 0.1, 0.3, 4, 0.001742537185030029901],
  ['sin', 0.001, 0.01, 4, 5.982217309521578023e-20],
  ['sin', 0.001, 0.0, 4, 1.511996930643092256e-25],
  ['sin', 1e-6, 1e-6, 4, 4.611199999979248933e-48],
  ['tanh', 0.001, 0.01, 4, 5.979821700822619923e-20],
  ['tanh', 0.001, 0.0, 4, 1.511993861308166701e-25],
  ['tanh', 1e-6, 1e-6, 4, 4.611199999958499397e-48],
  ['erf', 0.001, 0.01, 4, 9.694121218673777671e-20],
  ['erf', 0.001, 0.0, 4, 2.451152122994537406e-25],
  ['erf', 1e-6, 1e-6, 4, 7.475395872117488664e-48],
  ['gelu', 0.001, 0.01, 4, 3.750395234261743722e-21],
  ['gelu', 0.001, 0.0, 4, 9.449967573525106434e-27],
  ['gelu', 1e-6, 1e-6, 4, 2.882000000085691579e-49],
  ['gauss', 0.001, 1.0, 8, 2.781284465577339512e-12],
  ['gauss', 0.001, 1.0, 10, 2.224381733840629391e-10],
  ['gauss', 0.001, 0.01, 8, 1.076430029530933199e-31],
  ['gauss', 0.001, 0.01, 10, 3.026533002439644996e-39],
  ['gauss', 0.001, 0.0, 8, -3.821687973894593545e-41],
  ['gauss', 0.001, 0.0, 10, 1.41177245813508788e-51],
  ['gauss', 1e-6, 1e-6, 8, 1.076204550968801055e-79],
  ['gauss', 1e-6, 1e-6, 10, 2.72043550083273832e-101]
]

describe('connected functions at small sigmas, where moments cancel', () => {
  it.each(references)(
    'of %s, sigmaW = %d, sigmaB = %d, n = %i, keep 11 digits and more: %d',
    (...row) => {
      const [network, sigmaW, sigmaB, order, truth] = row
      const points = inputs.slice(0, order)
      const { value, error } = connectedCumulant({ network, sigmaW, sigmaB }, points, 1)
      expect(Math.abs(value - truth)).toBeLessThanOrEqual(error + 4e-16 * Math.abs(truth))
      expect(error).toBeLessThan(1e-11 * Math.abs(truth))
    }
  )

  it('of Cos-net at sigmaW = 1e-3, sigmaB = 0.01 and N = 7 are 8.5461316063925661e-21', () => {
    const cos = { network: 'cos', sigmaW: 1e-3, sigmaB: 0.01 } as const
    const { value, error } = connectedCumulant(cos, inputs.slice(0, 4), 7)
    expect(Math.abs(value / 8.546131606392566119716e-21 - 1)).toBeLessThan(1e-14)
    expect(error / value).toBeLessThan(1e-13)
  })
})

describe('what underflows', () => {
  const far = { network: 'gauss', sigmaW: 1, sigmaB: 1 } as const
  const tiny = { sigmaW: 1e-90, sigmaB: 0 }
  const cases: readonly [string, () => Estimate][] = [
    ['the moment of GaussNet at points far apart', () => featureMoment(far, at(-60, 60))],
    ['the moment of Cos-net', () => featureMoment({ ...far, network: 'cos' }, at(-60, 10))],
    ['the moment of Sin-net', () => featureMoment({ ...far, network: 'sin' }, at(-60, 10))],
    ['the moment of ReLU-net', () => featureMoment({ ...tiny, network: 'relu' }, at(1, 1, 2, 3))],
    ['the moment of Erf-net', () => featureMoment({ ...tiny, network: 'erf' }, at(1, 1, 2, 3))],
    ['the moment of tanh', () => featureMoment({ ...tiny, network: 'tanh' }, at(1, 1, 2, 3))],
    ['the moment of z^2', () => featureMoment({ ...tiny, network: 'square' }, at(1, 1, 2, 3))],
    ['a connected function of GaussNet', () => connectedCumulant(far, at(-60, 60, 0, 30), 3)],
    [
      'a connected function of Cos-net',
      () => connectedCumulant({ network: 'cos', sigmaW: 1e3, sigmaB: 1 }, inputs.slice(0, 4), 7)
    ],
    [
      'a connected function of weights of 1e-90',
      () => connectedCumulant({ ...tiny, network: 'relu' }, at(1, 2, 3, 4), 7)
    ],
    [
      'a deviation',
      () => exactGreenFunction({ ...tiny, network: 'erf' }, at(1, 2, 3, 4), 7, 'deviation')
    ],
    [
      'a free function',
      () => exactGreenFunction({ ...tiny, network: 'erf' }, at(1, 2, 3, 4), 7, 'free')
    ],
    [
      'a covariance',
      () => covarianceEstimates({ ...far, sigmaW: 10, sigmaB: 0 }, at(-60, 60))[0][1]
    ],
    ['a vertex integral', () => fromSignedLogarithm(vertexIntegral(far, at(-60, 60, -60, 60)))]
  ]
  it.each(cases)('%s is zero with an error', (_, estimate) => {
    const { value, error } = estimate()
    expect(Math.abs(value)).toBeLessThanOrEqual(1e-300)
    expect(error).toBeGreaterThan(0)
    expect(error).toBeLessThan(1e-290)
  })

  const exact: readonly [string, () => Estimate][] = [
    ['an odd moment', () => featureMoment({ ...tiny, network: 'tanh' }, at(1))],
    ['a moment at the origin', () => featureMoment({ ...tiny, network: 'relu' }, at(0, 1))],
    [
      'a moment at opposite points',
      () => featureMoment({ network: 'relu', sigmaW: 1, sigmaB: 0 }, at(-1, 1))
    ],
    ['an odd function', () => exactGreenFunction(far, at(-60, 60, 1), 3)]
  ]
  it.each(exact)('but %s is zero exactly', (_, estimate) => {
    expect(estimate()).toEqual({ value: 0, error: 0 })
  })
})
