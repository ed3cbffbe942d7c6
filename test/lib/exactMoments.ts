import { Decimal as Shared } from 'decimal.js'
import type { Point } from '../../lib/src/networks/networkParameters.js'
import { doubleFactorial } from '../../lib/src/numerics/doubleFactorial.js'
import { setPartitions } from '../../lib/src/numerics/setPartitions.js'

/** Decimal arithmetic; `Decimal.set({ precision })` says how many digits what cancels needs. */
export const Decimal = Shared.clone({ precision: 80, minE: -9e15, maxE: 9e15 })
export type Decimal = Shared

/** Digits for sums of terms up to 1e40 that cancel, and what they leave of such sums. */
export const cancellingPrecision = 130
export const resolution = new Decimal('1e-88')

/** The exact value of a double, which `new Decimal` would replace by its shortest decimal form. */
export function decimal(x: number): Decimal {
  let [mantissa, exponent] = [x, 0]
  while (!Number.isInteger(mantissa)) {
    mantissa *= 2 ** 32
    exponent -= 32
  }
  return new Decimal(BigInt(mantissa).toString()).times(new Decimal(2).pow(exponent))
}

export const total = (terms: readonly Decimal[]) =>
  terms.reduce((sum, term) => sum.plus(term), decimal(0))

/** Covariances of the preactivations at all pairs of points, from the exact values of the doubles. */
export function preactivationCovariance(
  { sigmaW, sigmaB }: { readonly sigmaW: number; readonly sigmaB: number },
  points: readonly Point[]
): Decimal[][] {
  const slope = decimal(sigmaW).pow(2).div(points[0].length)
  const bias = decimal(sigmaB).pow(2)
  return points.map((x) =>
    points.map((y) =>
      bias.plus(slope.times(total(x.map((c, k) => decimal(c).times(decimal(y[k]))))))
    )
  )
}

/** E[product of g(z_a)] for the indices of `chosen`, z of the given covariances. */
export type ExactMoment = (covariance: readonly Decimal[][], chosen: readonly number[]) => Decimal

function signMean(c: readonly Decimal[][], chosen: readonly number[], minus: 1 | -1): Decimal {
  const terms: Decimal[] = []
  // A change of all signs changes nothing in products of an even number, and of cosines.
  for (let bits = 0; bits < 1 << (chosen.length - 1); bits++) {
    const sign = (i: number) => ((bits >> i) & 1 ? -1 : 1)
    let [square, weight] = [decimal(0), 1]
    chosen.forEach((a, i) => {
      if (sign(i) < 0) weight *= minus
      chosen.forEach((b, j) => (square = square.plus(c[a][b].times(sign(i) * sign(j)))))
    })
    terms.push(square.div(-2).exp().times(weight))
  }
  return total(terms).div(2 ** (chosen.length - 1))
}

/** E[z_a z_b …] for indices with repetitions: Isserlis' theorem. */
function isserlis(c: readonly Decimal[][], indices: readonly number[]): Decimal {
  if (indices.length === 0) return decimal(1)
  if (indices.length % 2) return decimal(0)
  const [first, ...others] = indices
  return total(
    others.map((other, k) =>
      c[first][other].times(
        isserlis(
          c,
          others.filter((_, i) => i !== k)
        )
      )
    )
  )
}

function polynomialMoment(coefficients: readonly number[]): ExactMoment {
  return (c, chosen) => {
    const expand = (rest: readonly number[], indices: readonly number[]): Decimal => {
      if (rest.length === 0) return isserlis(c, indices)
      const [a, ...others] = rest
      return total(
        coefficients.flatMap((coefficient, power) =>
          coefficient === 0
            ? []
            : [expand(others, [...indices, ...new Array<number>(power).fill(a)]).times(coefficient)]
        )
      )
    }
    return expand(chosen, [])
  }
}

function determinant(rows: readonly Decimal[][]): Decimal {
  if (rows.length === 1) return rows[0][0]
  return total(
    rows[0].map((entry, k) => {
      const minor = rows.slice(1).map((row) => row.filter((_, i) => i !== k))
      return entry.times(determinant(minor)).times(k % 2 ? -1 : 1)
    })
  )
}

/** asin of the correlation of two variables of variances a and b and covariance c. */
function angle(a: Decimal, b: Decimal, c: Decimal): Decimal {
  const sine = a.times(b).minus(c.times(c))
  if (sine.lte(0)) return pi.times(c.s).div(2)
  return Decimal.atan(c.div(sine.sqrt()))
}

/** 100 digits. */
const pi = new Decimal(
  '3.141592653589793238462643383279502884197169399375105820974944592307816406286208998628034825342117068'
)

/** E[sign sign], E[step step], E[max max] and the like of two variables: arcsine and arc-cosine forms. */
const pairs = {
  erf: (a: Decimal, b: Decimal, c: Decimal) => angle(a.plus(0.5), b.plus(0.5), c).times(2).div(pi),
  sign: (a: Decimal, b: Decimal, c: Decimal) =>
    a.isZero() || b.isZero() ? decimal(0) : angle(a, b, c).times(2).div(pi),
  step: (a: Decimal, b: Decimal, c: Decimal) =>
    a.isZero() || b.isZero() ? decimal(0.25) : angle(a, b, c).div(pi).times(2).plus(1).div(4),
  relu: (a: Decimal, b: Decimal, c: Decimal) => {
    if (a.isZero() || b.isZero()) return decimal(0)
    const sine = Decimal.max(0, a.times(b).minus(c.times(c))).sqrt()
    return sine.plus(c.times(pi.div(2).plus(angle(a, b, c)))).div(pi.times(2))
  },
  abs: (a: Decimal, b: Decimal, c: Decimal) => {
    if (a.isZero() || b.isZero()) return decimal(0)
    const sine = Decimal.max(0, a.times(b).minus(c.times(c))).sqrt()
    return sine
      .plus(c.times(angle(a, b, c)))
      .times(2)
      .div(pi)
  }
}

const pairMoment =
  (name: keyof typeof pairs): ExactMoment =>
  (c, [a, b]) =>
    pairs[name](c[a][a], c[b][b], c[a][b])

/** Moments in closed form of any number of factors. */
export const closedMoments: Readonly<Record<string, ExactMoment>> = {
  gauss: (c, chosen) =>
    total(
      chosen.flatMap((a, i) =>
        chosen.flatMap((b, j) => (j < i ? [c[a][b]] : j === i ? [c[a][a].div(-2)] : []))
      )
    ).exp(),
  exp: (c, chosen) =>
    total(chosen.flatMap((a) => chosen.map((b) => c[a][b])))
      .div(2)
      .exp(),
  cos: (c, chosen) => signMean(c, chosen, 1),
  sin: (c, chosen) =>
    chosen.length % 2 ? decimal(0) : signMean(c, chosen, -1).times(chosen.length % 4 ? -1 : 1),
  gaussian: (c, chosen) =>
    determinant(chosen.map((a, i) => chosen.map((b, j) => c[a][b].times(2).plus(i === j ? 1 : 0))))
      .sqrt()
      .pow(-1),
  identity: polynomialMoment([0, 1]),
  square: polynomialMoment([0, 0, 1]),
  hermite2: polynomialMoment([-1, 0, 1]),
  hermite3: polynomialMoment([0, -3, 0, 1])
}

/** Moments in closed form of two factors. */
export const closedPairMoments: Readonly<Record<string, ExactMoment>> = {
  erf: pairMoment('erf'),
  sign: pairMoment('sign'),
  step: pairMoment('step'),
  relu: pairMoment('relu'),
  abs: pairMoment('abs')
}

/** Joint cumulant of w g(z_1) … w g(z_n), w standard normal: the sum over partitions into even blocks. */
export function exactNeuronCumulant(
  moment: ExactMoment,
  covariance: readonly Decimal[][]
): Decimal {
  const known = new Map<string, Decimal>()
  const momentOf = (block: readonly number[]) => {
    const key = block.join()
    const value = known.get(key) ?? moment(covariance, block)
    known.set(key, value)
    return value
  }
  return total(
    setPartitions(covariance.length)
      .filter((blocks) => blocks.every((block) => block.length % 2 === 0))
      .map((blocks) =>
        blocks.reduce(
          (term, block, index) =>
            term
              .times(momentOf(block))
              .times(doubleFactorial(block.length - 1) * (index ? -index : 1)),
          decimal(1)
        )
      )
  )
}
