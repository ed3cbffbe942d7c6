import fc from 'fast-check'
import { expect, test } from 'vitest'
import { activationOf } from '../../../lib/src/networks/activations/activations.js'
import { featureMoment } from '../../../lib/src/networks/featureMoment.js'
import type { Point } from '../../../lib/src/networks/networkParameters.js'
import { largestShare, propertyRuns } from '../../propertyRuns.js'
import { decimal, Decimal, total } from '../exactMoments.js'
import { gradedIntegral } from '../gradedIntegral.js'
import { logarithmic, pointLists } from '../parameterSets.js'

/** With a kink, a jump, analytic ones that are bounded or not, and an expression, whose strip is guessed. */
const networks = [
  'relu',
  'abs',
  'hardTanh',
  'tanh',
  'gelu',
  'softplus',
  'silu',
  'elu',
  { expression: 'tanh(z / 2) + z' }
] as const

const root3 = Math.sqrt(3)
const reachOf = { normal: 14, uniform: root3, laplace: 40 } as const
type Smooth = keyof typeof reachOf

function density(distribution: Smooth, u: number): number {
  if (distribution === 'uniform') return 1 / (2 * root3)
  if (distribution === 'laplace') return Math.exp(-Math.SQRT2 * Math.abs(u)) / Math.SQRT2
  return Math.exp((-u * u) / 2) / Math.sqrt(2 * Math.PI)
}

/** The points of a line at which a factor bends: a u + b v = 0, and where it meets the edges of the other distribution. */
function bends(vectors: readonly (readonly number[])[], distribution: Smooth): number[] {
  const edges = distribution === 'uniform' ? [-root3, 0, root3] : [0]
  const steps = [-1, 0, 1]
  return vectors.flatMap(([a, b]) =>
    a === 0 ? [] : edges.flatMap((edge) => steps.map((z) => (z - b * edge) / a))
  )
}

/** The mean over the signs of all weights of what the bias makes of the sums of them, which are right to a rounding. */
function signedMoment(
  g: (z: number) => number,
  { sigmaW, sigmaB }: { readonly sigmaW: number; readonly sigmaB: number },
  points: readonly Point[],
  bias: Smooth | 'sign'
): { value: number; error: number } {
  const dimension = points[0].length
  const scale = decimal(sigmaW).div(new Decimal(dimension).sqrt())
  const choices = 2 ** dimension
  let [value, error] = [0, 0]
  for (let choice = 0; choice < choices; choice++) {
    const vectors = points.map((x) => {
      const terms = x.map((c, k) => decimal(c).times((choice >> k) & 1 ? -1 : 1))
      return [scale.times(total(terms)).toNumber(), sigmaB]
    })
    const line = lineIntegral(g, vectors, 1, bias)
    value += line.value / choices
    error += line.error / choices
  }
  return { value, error }
}

/** E[prod g(a u + b v)] by nested integrals that grow away from where a factor bends. */
function nestedMoment(
  g: (z: number) => number,
  vectors: readonly (readonly number[])[],
  outer: Smooth,
  inner: Smooth | 'sign'
): { value: number; error: number } {
  const steepest = Math.max(1, ...vectors.map(([a]) => Math.abs(a)))
  const reach = reachOf[outer]
  let largest = 0
  const whole = (part: 'value' | 'size') =>
    gradedIntegral(
      (u) => {
        const line = known(u)
        largest = Math.max(largest, line.error * density(outer, u) * (part === 'size' ? 0 : 1))
        return line[part] * density(outer, u)
      },
      -reach,
      reach,
      [0, ...bends(vectors, inner === 'sign' ? 'normal' : inner)],
      0.1 / steepest
    )
  const lines = new Map<number, ReturnType<typeof lineIntegral>>()
  const known = (u: number) => {
    const line = lines.get(u) ?? lineIntegral(g, vectors, u, inner)
    lines.set(u, line)
    return line
  }
  const { value, error } = whole('value')
  return { value, error: error + 2 * reach * largest }
}

function lineIntegral(
  g: (z: number) => number,
  vectors: readonly (readonly number[])[],
  u: number,
  distribution: Smooth | 'sign'
) {
  const product = (v: number) => vectors.reduce((all, [a, b]) => all * g(a * u + b * v), 1)
  if (distribution === 'sign') {
    const [one, other] = [product(1), product(-1)]
    const size = (Math.abs(one) + Math.abs(other)) / 2
    return { value: (one + other) / 2, error: 4e-15 * size, size }
  }
  const steepest = Math.max(1, ...vectors.map(([, b]) => Math.abs(b)))
  const centres = vectors.flatMap(([a, b]) =>
    b === 0 ? [] : [-1, 0, 1].map((z) => (z - a * u) / b)
  )
  const reach = reachOf[distribution]
  return gradedIntegral(
    (v) => product(v) * density(distribution, v),
    -reach,
    reach,
    [0, ...centres.filter((v) => Math.abs(v) < 2 * reach)],
    0.1 / steepest
  )
}

const share = largestShare('moments of weights that are not normal, by quadrature')

test('featureMoment of weights and biases that are not normal states errors that hold, against nested integrals', () => {
  const sigmas = fc.oneof(logarithmic(1e-3, 1e2), logarithmic(0.1, 10))
  const distributions = fc.constantFrom<Smooth | 'sign'>('normal', 'uniform', 'laplace', 'sign')
  let held = 0
  fc.assert(
    fc.property(
      fc.constantFrom(...networks),
      sigmas,
      fc.oneof(fc.constant(0), sigmas),
      pointLists([1, 2, 3, 4], 3),
      fc.tuple(distributions, distributions),
      (network, sigmaW, sigmaB, given, [W0, b0]) => {
        // Of signs any number is summed over.
        const points = W0 === 'sign' ? given : given.map(([x]) => [x])
        const activation = activationOf(network)
        const g = (z: number) => activation.value(z, 0)
        const weights = { W0, b0, W1: 'normal', b1: 'normal' } as const
        const found = featureMoment({ network, sigmaW, sigmaB, weights }, points)
        const vectors = points.map(([x]) => [sigmaW * x, sigmaB])
        const truth =
          W0 === 'sign'
            ? signedMoment(g, { sigmaW, sigmaB }, points, b0)
            : nestedMoment(g, vectors, W0, b0)
        const miss = Math.abs(found.value - truth.value)
        const text = `${found.value} ± ${found.error}, ${truth.value} ± ${truth.error}`
        expect(miss, text).toBeLessThanOrEqual(found.error + truth.error + 1e-300)
        if (truth.error <= 1e-9 * Math.abs(truth.value) || truth.value === 0) held++
        share(Math.max(0, miss - truth.error), found.error)
      }
    ),
    {
      numRuns: propertyRuns(8),
      endOnFailure: true,
      // The kinks of two factors sweep through the whole density of the bias while the weight changes by a hundredth: panels
      // one unit long saw none of it, and the error was stated 2e5 times too small.
      examples: [
        ['abs', 1, 1, [[1e-8], [1000], [-1000], [2]], ['laplace', 'normal']],
        // Where two weights cancel, what is left of them is rounded.
        ['tanh', 1, 1e-6, [[1.1, -1.1000001]], ['sign', 'uniform']]
      ]
    }
  )
  expect(held).toBeGreaterThan(propertyRuns(8) / 2)
})
