import { scaled, type Estimate, unitRoundoff } from '../numerics/estimate.js'
import { ParameterError } from '../numerics/parameterError.js'
import { dot } from '../numerics/gaussian/spanCoordinates.js'
import { mixedMoment, type PiecewiseAnalytic } from '../numerics/gaussian/productMoment.js'
import type { Activation, Jump, PairDerivatives } from './activations/activation.js'
import { pairVectors } from './activations/define.js'
import type { PreactivationPair } from './preactivationPair.js'

/** g, g', z g' and z^k g'' as factors of averages, and where g jumps. */
interface Slopes {
  readonly value: PiecewiseAnalytic
  readonly slope: PiecewiseAnalytic
  readonly weighted: PiecewiseAnalytic
  /** k = 0, 1, 2, between kinks, which `Activation.jumps` has. */
  readonly bends: readonly PiecewiseAnalytic[]
  readonly jumps: readonly Jump[]
}

const known = new WeakMap<Activation, Slopes>()

function slopesOf(activation: Activation): Slopes {
  const kept = known.get(activation)
  if (kept) return kept
  const { parity, kinks, strip, stripKnown, imaginaryGrowth, growth } = activation
  const common = { parity, kinks, strip, imaginaryGrowth, known: stripKnown }
  const flipped = { even: 'odd', odd: 'even', none: 'none' } as const
  const value = (z: number) => activation.value(z, 0)
  const derivative = (z: number) => activation.derivative(z, 0)
  const bend = (z: number) => activation.secondDerivative(z, 0)
  const slopes: Slopes = {
    value: { ...common, value, growth },
    slope: { ...common, value: derivative, parity: flipped[parity], growth },
    weighted: { ...common, value: (z) => z * derivative(z), growth: growth + 1 },
    bends: [0, 1, 2].map((power) => ({
      ...common,
      value: (z) => z ** power * bend(z),
      parity: power === 1 ? flipped[parity] : parity,
      growth: growth + power
    })),
    jumps: activation.jumps.filter((jump) => jump.value !== 0)
  }
  known.set(activation, slopes)
  return slopes
}

/**
 * The derivatives of E[g(z) g(z')] by the covariances of z and z', in closed form where there is one, else by
 * quadrature; no second derivative of g and no inverse of the covariance matrix is needed: E[z g' g] = Var(z) E[g'' g] + Cov(z, z') E[g' g'] (Stein's lemma). Where a variance
 * vanishes the derivative by it is given as 0.
 *
 * @throws ParameterError where an activation with jumps has parallel preactivations: the derivative is infinite
 */
export function pairDerivatives(activation: Activation, pair: PreactivationPair): PairDerivatives {
  const { varianceX, varianceY, covariance } = pair
  if (activation.pairSlopes && varianceX > 0 && varianceY > 0) return activation.pairSlopes(pair)
  const { value, slope, weighted, jumps } = slopesOf(activation)
  const vectors = pairVectors(pair)
  const turned = vectors.toReversed()
  const terms = {
    direct: [mixedMoment([slope, slope], vectors)],
    first: [mixedMoment([weighted, value], vectors)],
    second: [mixedMoment([weighted, value], turned)]
  }
  if (jumps.length > 0 && varianceX > 0 && varianceY > 0) {
    const area = Math.sqrt(varianceX * varianceY) * pair.sine()
    if (area === 0) {
      const rule = 'one that does not jump: the derivative at parallel preactivations is infinite'
      throw new ParameterError('pairDerivatives', 'network', rule, activation.name)
    }
    const sides = [
      { list: terms.first, variance: varianceX },
      { list: terms.second, variance: varianceY }
    ]
    for (const { list, variance } of sides) {
      for (const { at, value: height } of jumps) {
        const density =
          (height * Math.exp((-at * at) / (2 * variance))) / Math.sqrt(2 * Math.PI * variance)
        const mean = (covariance / variance) * at
        const deviation = area / Math.sqrt(variance)
        terms.direct.push(scaled(shiftedMean(slope, mean, deviation), density))
        list.push(scaled(shiftedMean(value, mean, deviation), density * at))
      }
    }
    for (const x of jumps) {
      for (const y of jumps) {
        const exponent =
          (varianceY * x.at ** 2 - 2 * covariance * x.at * y.at + varianceX * y.at ** 2) / area ** 2
        const density = (x.value * y.value * Math.exp(-exponent / 2)) / (2 * Math.PI * area)
        terms.direct.push({ value: density, error: 1e-14 * Math.abs(density) })
      }
    }
  }
  const direct = sum(terms.direct)
  return {
    varianceX: halfCurvature(sum(terms.first), direct, covariance, varianceX),
    covariance: direct,
    varianceY: halfCurvature(sum(terms.second), direct, covariance, varianceY)
  }
}

/**
 * d E[g(z)^2] / d Var(z) = E[z g(z) g'(z)] / Var(z); 0 at variance 0. Times sigmaW^2 it is chi parallel.
 */
export function squareDerivative(activation: Activation, variance: number): Estimate {
  if (variance === 0) return { value: 0, error: 0 }
  const { value, weighted, jumps } = slopesOf(activation)
  const line = Float64Array.of(Math.sqrt(variance))
  const terms = [mixedMoment([weighted, value], [line, line])]
  for (const { at, value: height } of jumps) {
    // g^2 jumps by the height times the sum of both limits, and g(at) is taken as their mean.
    const step = 1e-7 * Math.max(1, Math.abs(at))
    const middle = (value.value(at + step) + value.value(at - step)) / 2
    const density = Math.exp((-at * at) / (2 * variance)) / Math.sqrt(2 * Math.PI * variance)
    const term = at * height * middle * density
    terms.push({ value: term, error: 1e-13 * Math.abs(term) })
  }
  return scaled(sum(terms), 1 / variance)
}

/**
 * E[g'(z)^2]: times sigmaW^2 it is chi perpendicular, the rate at which nearly equal inputs move apart. Infinite where g
 * jumps.
 */
export function squaredSlope(activation: Activation, variance: number): Estimate {
  const { slope, jumps } = slopesOf(activation)
  if (jumps.length > 0) return { value: Infinity, error: 0 }
  const line = Float64Array.of(Math.sqrt(variance))
  return mixedMoment([slope, slope], [line, line])
}

/**
 * Second derivatives of E[g(z) g(z')] by the entries (x, x), (x, y), (y, y) of the covariance matrix. Near parallel preactivations of
 * activations with kinks they grow like the inverse of the sine in one direction, that of W, the variance of the part of one
 * preactivation beside the other: how well sums with them are known depends on how little W varies.
 */
export interface SecondPairDerivatives {
  /** Shape [entry][entry]. */
  readonly matrix: readonly (readonly Estimate[])[]
  /** What the errors of `matrix` leave out. */
  readonly left: readonly DirectedBound[]
}

/** A bound on the second derivative in two directions of the entries. */
export interface DirectedBound {
  readonly first: readonly number[]
  readonly second: readonly number[]
  readonly bound: number
}

/**
 * Second derivatives of E[g(z) g(z')], of which the one whose sum is known best is to be used, see `curvatureSum` of `layerVertices.ts`.
 * Where g is continuous by Stein's lemma from averages with g'', its kinks included; where it has kinks and z and z' are nearly parallel,
 * from the limit of parallel ones too. Else from averages with Hermite polynomials
 * of the standard normal u of z = A u: no derivative of g is needed, digits are lost where z and z' are nearly parallel,
 * and the errors say so. There parallel ones are taken to stay parallel.
 *
 * @param errors of the entries (x, x), (x, y), (y, y), from which the pair was made, but for what they have in common
 */
export function secondPairDerivatives(
  activation: Activation,
  pair: PreactivationPair,
  errors: readonly number[]
): readonly SecondPairDerivatives[] {
  const { varianceX, varianceY } = pair
  // Where a variance vanishes at every width, so does its feature.
  if (varianceX === 0 || varianceY === 0) return [{ matrix: none, left: [] }]
  const { jumps } = slopesOf(activation)
  if (jumps.length > 0) return [{ matrix: hermiteDerivatives(activation, pair), left: [] }]
  const sine = activation.jumps.length > 0 ? pair.sine() : 1
  if (sine > 0.5) return [{ matrix: steinDerivatives(activation, pair), left: [] }]
  const swapped = varianceY > varianceX
  const [smaller, larger] = swapped ? [varianceX, varianceY] : [varianceY, varianceX]
  const ratio = pair.covariance / larger
  const ordered = (list: readonly number[]) => (swapped ? list.toReversed() : list)
  const beside = ordered([ratio ** 2, -2 * ratio, 1])
  const variance = smaller * sine ** 2
  const uncertain = beside.reduce((total, weight, i) => total + Math.abs(weight) * errors[i], 0)
  /** The largest second derivative by W at a W: that of two delta functions of g''. */
  const bend = (W: number) => {
    const [height, density] = [() => 1, (at: number) => normalDensity(at, larger)].map((weight) =>
      activation.jumps.reduce((total, { at, slope }) => total + Math.abs(slope) * weight(at), 0)
    )
    return (height * density) / (4 * ratio ** 2 * Math.sqrt(2 * Math.PI * W))
  }
  const twice = (direction: readonly number[], bound: number): DirectedBound => ({
    first: direction,
    second: direction,
    bound
  })
  const found: SecondPairDerivatives[] = []
  if (variance > 2 * uncertain) {
    const left = [twice(beside, (bend(variance) * uncertain) / variance)]
    found.push({ matrix: steinDerivatives(activation, pair), left })
  }
  if (sine <= 1e-3) {
    const scale = 4 * Math.sqrt(changeOf(activation, varianceX) * changeOf(activation, varianceY))
    const mixed = sizesOfEntries(pair).flatMap((size, i) => {
      const entry = [0, 1, 2].map((k) => Number(k === i))
      const bound = scale / (smaller * size)
      return [
        { first: beside, second: entry, bound },
        { first: entry, second: beside, bound }
      ]
    })
    const left = [
      // What is left out falls with W.
      twice(beside, bend(variance + uncertain)),
      twice(ordered([-ratio, 1, 0]), scale / (smaller * larger)),
      ...mixed
    ]
    found.push({ matrix: alignedDerivatives(activation, pair), left })
  }
  return found
}

function sizesOfEntries({ varianceX, varianceY }: PreactivationPair): readonly number[] {
  return [varianceX, Math.sqrt(varianceX) * Math.sqrt(varianceY), varianceY]
}

/**
 * The derivative by (x, y) acts as d/dz d/dz', that by (x, x) as half of d^2/dz^2. With E[z F(z) G(z')] = Var(z) E[F' G] +
 * Cov(z, z') E[F G'] third and fourth derivatives of g become averages of z g'' and z^2 g''. At a kink g'' is a delta function, and
 * the average one over the other preactivation alone.
 */
function steinDerivatives(
  activation: Activation,
  pair: PreactivationPair
): readonly (readonly Estimate[])[] {
  const { value, slope, bends } = slopesOf(activation)
  const { varianceX, varianceY, covariance } = pair
  const vectors = pairVectors(pair)
  const kinks = activation.jumps
  const area = Math.sqrt(varianceX) * Math.sqrt(varianceY) * pair.sine()
  /** E[z^power delta(z - at) h(z')], times the change of slope, summed over kinks. */
  const atKinks = (power: number, h: PiecewiseAnalytic, variance: number) =>
    kinks.map(({ at, slope: height }) =>
      scaled(
        nearKinks(h, (covariance / variance) * at, area / Math.sqrt(variance)),
        height * at ** power * normalDensity(at, variance)
      )
    )
  const both = sum([
    mixedMoment([bends[0], bends[0]], vectors),
    ...atKinks(0, bends[0], varianceX),
    ...atKinks(0, bends[0], varianceY),
    ...kinks.flatMap((x) =>
      kinks.map((y) => scaled(jointDensity(x.at, y.at, pair, area), x.slope * y.slope))
    )
  ])
  const side = (variance: number, list: readonly Float64Array[]) => {
    const mean = (power: number, h: PiecewiseAnalytic) =>
      sum([mixedMoment([bends[power], h], list), ...atKinks(power, h, variance)])
    const less = (a: Estimate, b: Estimate) =>
      scaled(sum([a, scaled(b, -covariance)]), 1 / variance)
    const weighted = mean(1, slope)
    const third = less(weighted, both)
    const moved = sum([less(mean(2, value), weighted), scaled(mean(0, value), -1)])
    return { mixed: scaled(third, 1 / 2), pure: scaled(less(moved, third), 1 / 4) }
  }
  const [x, y] = [side(varianceX, vectors), side(varianceY, vectors.toReversed())]
  const across = scaled(both, 1 / 4)
  return [
    [x.pure, x.mixed, across],
    [x.mixed, both, y.mixed],
    [across, y.mixed, y.pure]
  ]
}

function normalDensity(at: number, variance: number): number {
  return Math.exp((-at * at) / (2 * variance)) / Math.sqrt(2 * Math.PI * variance)
}

/** The density of both preactivations, of the given area; how far they are apart in units of a small one loses digits. */
function jointDensity(
  x: number,
  y: number,
  { varianceX, covariance }: PreactivationPair,
  area: number
): Estimate {
  const [mean, deviation] = [(covariance / varianceX) * x, area / Math.sqrt(varianceX)]
  const apart = (y - mean) / deviation
  const rounding = (4 * unitRoundoff * (Math.abs(y) + Math.abs(mean))) / deviation
  const value =
    (normalDensity(x, varianceX) * Math.exp((-apart * apart) / 2)) /
    (Math.sqrt(2 * Math.PI) * deviation)
  return {
    value,
    error:
      value * (16 * unitRoundoff * (1 + apart * apart) + (Math.abs(apart) + rounding) * rounding)
  }
}

/** E[h(mean + deviation u)] with the error of a mean that is off by rounding where h has a step. */
function nearKinks(h: PiecewiseAnalytic, mean: number, deviation: number): Estimate {
  const { value, error } = shiftedMean(h, mean, deviation)
  const steps = h.kinks.reduce((total, kink) => {
    const gap = 1e-8 * Math.abs(kink) + Number.MIN_VALUE
    return total + Math.abs(h.value(kink + gap) - h.value(kink - gap))
  }, 0)
  return { value, error: error + (4 * unitRoundoff * Math.abs(mean) * steps) / deviation }
}

/**
 * Those of z' = c z, c = Cov(z, z')/Var(z), where z has the larger variance: derivatives by the variance of what is left of z' are missing.
 * They grow like the inverse of the sine, but cancel from sums where the entries are those of features that differ by as little.
 */
function alignedDerivatives(
  activation: Activation,
  pair: PreactivationPair
): readonly (readonly Estimate[])[] {
  const { varianceX, varianceY, covariance } = pair
  if (varianceY > varianceX) {
    const turned = { ...pair, varianceX: varianceY, varianceY: varianceX, sine: () => pair.sine() }
    return alignedDerivatives(activation, turned)
      .toReversed()
      .map((row) => row.toReversed())
  }
  const { value, slope } = slopesOf(activation)
  const deviation = Math.sqrt(varianceX)
  const ratio = covariance / varianceX
  /** E[u^power g(z) h(c z)] of z = deviation u. */
  const average = (power: number, h: PiecewiseAnalytic) =>
    mixedMoment(
      [value, h, ...new Array<PiecewiseAnalytic>(power).fill(line)],
      [
        Float64Array.of(deviation),
        Float64Array.of(ratio * deviation),
        ...new Array<Float64Array>(power).fill(Float64Array.of(1))
      ]
    )
  const byVariances = scaled(
    sum([average(4, value), scaled(average(2, value), -6), scaled(average(0, value), 3)]),
    1 / (4 * varianceX ** 2)
  )
  const first = average(1, slope)
  const byRatio = scaled(first, deviation)
  const byBoth = scaled(sum([average(3, slope), scaled(first, -1)]), 1 / (2 * deviation))
  const pure = sum([
    byVariances,
    scaled(byBoth, (-2 * ratio) / varianceX),
    scaled(byRatio, (2 * ratio) / varianceX ** 2)
  ])
  const mixed = sum([scaled(byBoth, 1 / varianceX), scaled(byRatio, -1 / varianceX ** 2)])
  const zero = { value: 0, error: 0 }
  return [
    [pure, mixed, zero],
    [mixed, zero, zero],
    [zero, zero, zero]
  ]
}

/** E[g^2] + Var(z) E[g'^2]: how much averages change with the angle between preactivations. */
function changeOf(activation: Activation, variance: number): number {
  const { value } = slopesOf(activation)
  const vector = Float64Array.of(Math.sqrt(variance))
  return (
    mixedMoment([value, value], [vector, vector]).value +
    variance * squaredSlope(activation, variance).value
  )
}

function hermiteDerivatives(
  activation: Activation,
  pair: PreactivationPair
): readonly (readonly Estimate[])[] {
  const { value } = slopesOf(activation)
  const vectors = pairVectors(pair)
  const [[x], [along, across]] = vectors
  const parallel = !(Math.abs(across) > 1e-10 * Math.hypot(along, across))
  const axes = (parallel ? [0] : [0, 1]).map((k) =>
    Float64Array.of(Number(k === 0), Number(k === 1))
  )
  const averages = new Map<string, Estimate>()
  const average = (...powers: readonly number[]): Estimate => {
    const sorted = powers.toSorted((a, b) => a - b)
    const kept = averages.get(sorted.join())
    if (kept) return kept
    const result = mixedMoment(
      [value, value, ...sorted.map(() => line)],
      [...vectors, ...sorted.map((k) => axes[k])]
    )
    averages.set(sorted.join(), result)
    return result
  }
  // Inverse of A = ((x, 0), (along, across)), then each entry's direction as a matrix in u.
  const inverse = parallel
    ? [[1 / x], [0]]
    : [
        [1 / x, 0],
        [-along / (x * across), 1 / across]
      ]
  const column = (k: number) => axes.map((_, i) => (parallel ? inverse[k][0] : inverse[i][k]))
  const [first, second] = [column(0), column(1)]
  const directions = [outer(first, first), doubled(outer(first, second)), outer(second, second)]
  return directions.map((d) =>
    directions.map((e) => {
      const terms: Estimate[] = []
      forIndices(axes.length, (i, j, k, l) => {
        const weight = (d[i][j] * e[k][l]) / 4
        if (weight === 0) return
        for (const term of hermiteTerms(i, j, k, l, average)) terms.push(scaled(term, weight))
      })
      return terms.length > 0 ? sum(terms) : { value: 0, error: 0 }
    })
  )
}

const none = Array.from({ length: 3 }, () =>
  Array.from({ length: 3 }, (): Estimate => ({ value: 0, error: 0 }))
)

/** The function z, for polynomial weights. */
const line: PiecewiseAnalytic = {
  value: (z) => z,
  parity: 'odd',
  kinks: [],
  growth: 1,
  strip: Infinity,
  imaginaryGrowth: 0,
  known: true
}

/** E[g g He_ijkl(u)]: all pairings of four indices, each pair a Kronecker delta with the opposite sign. */
function hermiteTerms(
  i: number,
  j: number,
  k: number,
  l: number,
  average: (...powers: readonly number[]) => Estimate
): Estimate[] {
  const terms = [average(i, j, k, l)]
  for (const [a, b, c, d] of [
    [i, j, k, l],
    [i, k, j, l],
    [i, l, j, k]
  ]) {
    if (a === b) terms.push(scaled(average(c, d), -1))
    if (c === d) terms.push(scaled(average(a, b), -1))
    if (a === b && c === d) terms.push(average())
  }
  return terms
}

function forIndices(
  size: number,
  visit: (i: number, j: number, k: number, l: number) => void
): void {
  for (let index = 0; index < size ** 4; index++) {
    const digit = (place: number) => Math.floor(index / size ** place) % size
    visit(digit(3), digit(2), digit(1), digit(0))
  }
}

/** The symmetric part of the outer product. */
function outer(u: readonly number[], v: readonly number[]): number[][] {
  return u.map((_, i) => v.map((__, j) => (u[i] * v[j] + u[j] * v[i]) / 2))
}

function doubled(matrix: readonly (readonly number[])[]): number[][] {
  return matrix.map((row) => row.map((entry) => 2 * entry))
}

/** d^2 E[g(z)^2] / d Var(z)^2 = E[g^2 He_4(u)]/(4 Var(z)^2); 0 at variance 0. */
export function secondSquareDerivative(activation: Activation, variance: number): Estimate {
  if (variance === 0) return { value: 0, error: 0 }
  const { value } = slopesOf(activation)
  const vector = Float64Array.of(Math.sqrt(variance))
  const unit = Float64Array.of(1)
  const average = (power: number) =>
    mixedMoment(
      [value, value, ...new Array<PiecewiseAnalytic>(power).fill(line)],
      [vector, vector, ...new Array<Float64Array>(power).fill(unit)]
    )
  const terms = [average(4), scaled(average(2), -6), scaled(average(0), 3)]
  return scaled(sum(terms), 1 / (4 * variance ** 2))
}

/**
 * Derivatives of E[g(z_1) … g(z_n)] by the covariances of pairs of factors, shape [factor][factor], the diagonal by the
 * variances; factors at one point count each for itself. By Stein's lemma from averages with g' alone.
 *
 * @param vectors shape [factor][dimension]: their inner products are the covariances
 * @throws ParameterError for an activation that jumps
 */
export function productDerivatives(
  activation: Activation,
  vectors: readonly Float64Array[]
): readonly (readonly Estimate[])[] {
  const { value, slope, weighted, jumps } = slopesOf(activation)
  if (jumps.length > 0) {
    const rule = 'one that does not jump: averages of derivatives do not exist of the others'
    throw new ParameterError('productDerivatives', 'network', rule, activation.name)
  }
  const factorsWith = (replaced: Readonly<Record<number, PiecewiseAnalytic>>) =>
    vectors.map((_, a) => replaced[a] ?? value)
  const known = new Map<string, Estimate>()
  const mixed = (key: string, replaced: Readonly<Record<number, PiecewiseAnalytic>>): Estimate => {
    const kept = known.get(key) ?? mixedMoment(factorsWith(replaced), vectors)
    known.set(key, kept)
    return kept
  }
  const place = vectors.map((v) => vectors.findIndex((other) => other.join() === v.join()))
  const crossed = (a: number, b: number) =>
    mixed([place[a], place[b]].sort((p, q) => p - q).join(), { [a]: slope, [b]: slope })
  return vectors.map((v, a) =>
    vectors.map((_, b) => {
      if (a !== b) return crossed(a, b)
      const variance = dot(v, v)
      if (variance === 0) return { value: 0, error: 0 }
      const terms = [mixed(`z${place[a]}`, { [a]: weighted })]
      vectors.forEach((w, c) => {
        if (c !== a) terms.push(scaled(crossed(a, c), -dot(v, w)))
      })
      return scaled(sum(terms), 1 / (2 * variance))
    })
  )
}

/** The norms E[|h|^n]^(1/n) of h = g, g' and z g'/Var(z): they bound by Hoelder how averages of n factors g change. */
export interface FactorNorms {
  readonly value: number
  readonly slope: number
  readonly curvature: number
}

/** @param order the number n of factors, even */
export function factorNorms(activation: Activation, variance: number, order: number): FactorNorms {
  const { value, slope, weighted } = slopesOf(activation)
  const line = Float64Array.of(Math.sqrt(variance))
  const norm = (h: PiecewiseAnalytic) => {
    const copies = Array.from({ length: order }, () => h)
    const power = mixedMoment(
      copies,
      copies.map(() => line)
    )
    return (Math.abs(power.value) + power.error) ** (1 / order)
  }
  const curvature = variance > 0 ? norm(weighted) / variance : 0
  return { value: norm(value), slope: norm(slope), curvature }
}

/** E[h(mean + deviation u)], u standard normal. */
function shiftedMean(h: PiecewiseAnalytic, mean: number, deviation: number): Estimate {
  const shifted: PiecewiseAnalytic = {
    ...h,
    value: (z) => h.value(mean + z),
    parity: 'none',
    kinks: h.kinks.map((kink) => kink - mean)
  }
  return mixedMoment([shifted], [Float64Array.of(deviation)])
}

/** Half of E[g'' g] from E[z g' g] and E[g' g']. */
function halfCurvature(
  weighted: Estimate,
  direct: Estimate,
  covariance: number,
  variance: number
): Estimate {
  if (variance === 0) return { value: 0, error: 0 }
  const product = covariance * direct.value
  const error = weighted.error + Math.abs(covariance) * direct.error
  const rounding = 4e-16 * (Math.abs(weighted.value) + Math.abs(product))
  return {
    value: (weighted.value - product) / (2 * variance),
    error: (error + rounding) / (2 * variance)
  }
}

function sum(terms: readonly Estimate[]): Estimate {
  return terms.reduce((total, { value, error }) => ({
    value: total.value + value,
    error: total.error + error
  }))
}
