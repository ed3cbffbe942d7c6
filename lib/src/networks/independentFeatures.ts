import { OutOfReach } from '../numerics/outOfReach.js'
import { type Estimate, unitRoundoff } from '../numerics/estimate.js'
import { groupedVectors } from '../numerics/gaussian/groupedVectors.js'
import {
  independentMoment,
  productDrift,
  type Factor
} from '../numerics/gaussian/independentMoment.js'
import { spanCoordinates } from '../numerics/gaussian/spanCoordinates.js'
import { ParameterError } from '../numerics/parameterError.js'
import type { Activation } from './activations/activation.js'
import { growthOn } from './activations/growth.js'
import { weightDensity } from './weights/weightDensity.js'
import { distributionText, type WeightDistribution } from './weights/weightDistribution.js'

/** One coordinate of u: a weight or a bias, and its component of every vector. */
interface Coordinate {
  readonly distribution: WeightDistribution
  /** What it is called in errors. */
  readonly parameter: string
  readonly components: Float64Array
}

/** Most coordinates that are integrated over, and most terms of a sum over signs. */
const mostCoordinates = 4
const mostTerms = 2 ** 16

/** Standard deviation of a preactivation from which on bends need panels of their own. */
const steep = 4

/** Where a smooth function that bends over one unit has become a straight line. */
const bends = [0, 1, -1, 3, -3, 8, -8, 20, -20]

/**
 * E[g(v_1 . u) … g(v_n . u)] where the coordinates of u, one bias and dIn weights, are independent with unit variance and
 * any distribution: a closed form where g has one (sines, cosines, exponentials), else sums over signs and quadrature over
 * the rest, normal ones in the space that they span. Derived in docs/theory.md, "Weights and biases that are not normal".
 *
 * @throws ParameterError if the moment does not exist; OutOfReach where no method reaches
 */
export function independentFeatureMoment(
  source: string,
  activation: Activation,
  vectors: readonly Float64Array[],
  distributions: readonly WeightDistribution[]
): Estimate {
  const coordinates = distributions.flatMap((distribution, k) => {
    const components = Float64Array.from(vectors, (v) => v[k])
    const parameter = k === 0 ? 'weights.b0' : 'weights.W0'
    return components.some((x) => x !== 0) ? [{ distribution, parameter, components }] : []
  })
  if (activation.parity === 'odd' && vectors.length % 2 === 1) return { value: 0, error: 0 }
  if (activation.independentMoment) {
    return activation.independentMoment(source, vectors, distributions)
  }
  const powers = coordinates.map((coordinate) => requireMoment(source, activation, coordinate))
  const signs = coordinates.filter(({ distribution }) => distribution === 'sign')
  const normal = spanned(coordinates.filter(({ distribution }) => distribution === 'normal'))
  const others = coordinates.filter(
    ({ distribution }) => distribution !== 'sign' && distribution !== 'normal'
  )
  const axes = [...others, ...normal.coordinates]
  requireAffordable(axes.length, signs.length)
  const power = Math.max(0, ...powers)
  const densities = axes.map(({ distribution }) =>
    weightDensity(distribution as Exclude<WeightDistribution, 'sign'>, power)
  )
  const g = panelFunction(
    activation,
    axes.some(({ distribution }) => typeof distribution === 'object'),
    axes
  )
  const slack = offsetSlack(signs, vectors.length)
  const { value, error } = meanOverChoices(signs, vectors.length, (offsets) => {
    const factors = factorsOf(offsets, slack, axes)
    return axes.length > 0 ? independentMoment(g, factors, densities) : productOf(g.value, factors)
  })
  // Components are rounded, and those outside of the span left out: powers and bends change by so much.
  const sensitivity = vectors.length * (2 + Math.min(power, 100))
  const leftOut = (normal.residual + 4 * unitRoundoff) * sensitivity * Math.abs(value)
  return { value, error: error + leftOut }
}

/**
 * The power with which the product grows along a coordinate.
 *
 * @throws ParameterError if the coordinate is Student's and the moment does not exist
 */
function requireMoment(
  source: string,
  { value, formula }: Activation,
  { distribution, parameter, components }: Coordinate
): number {
  const along = (side: 1 | -1) =>
    components.reduce((sum, component) => {
      if (component === 0) return sum
      return sum + growthOn((z) => value(z, 0), component > 0 ? side : (-side as 1 | -1))
    }, 0)
  const power = Math.max(...([1, -1] as const).map(along))
  if (typeof distribution === 'object' && !(power < distribution.student)) {
    const growth = power === Infinity ? 'exponentially' : `like |w|^${power}`
    const rule =
      `lighter in the tails: ${components.length} factors ${formula} grow ${growth}, and Student's t has moments of ` +
      'orders below its degrees of freedom alone'
    throw new ParameterError(source, parameter, rule, distributionText(distribution))
  }
  return power
}

function requireAffordable(axes: number, signs: number): void {
  if (2 ** signs > mostTerms) {
    const reason = `a sum over the signs of ${signs} weights has more than ${mostTerms} terms`
    throw new OutOfReach('featureMoment', reason, 'points')
  }
  if (axes <= mostCoordinates) return
  const reason = `${axes} independent weights and biases; quadrature needs at most ${mostCoordinates}`
  throw new OutOfReach('featureMoment', reason, 'points')
}

/** Normal coordinates in the space that their vectors span: any orthonormal axes serve as well. */
function spanned(normal: readonly Coordinate[]): {
  readonly coordinates: readonly Coordinate[]
  readonly residual: number
} {
  if (normal.length < 2) return { coordinates: normal, residual: 0 }
  const vectors = Array.from(normal[0].components, (_, a) =>
    Float64Array.from(normal, ({ components }) => components[a])
  )
  const lengths = vectors.map((v) => Math.hypot(...v))
  const kept = vectors.flatMap((_, a) => (lengths[a] > 0 ? [a] : []))
  const span = spanCoordinates(kept.map((a) => vectors[a].map((x) => x / lengths[a])))
  const coordinates = Array.from({ length: span.rank }, (_, k) => {
    const components = new Float64Array(vectors.length)
    kept.forEach((a, i) => (components[a] = lengths[a] * span.coordinates[i][k]))
    return { ...normal[0], components }
  })
  return { coordinates, residual: span.residual }
}

/** g for panels: those that grow with the distance do so away from the bend of a smooth one, and steep bends are like kinks. */
function panelFunction(
  { value, kinks, strip, homogeneous }: Activation,
  heavy: boolean,
  axes: readonly Coordinate[]
) {
  const steepest = Math.max(
    0,
    ...axes.flatMap(({ components }) => Array.from(components, Math.abs))
  )
  const scale = Math.min(1, (2 * strip) / Math.PI)
  const wanted = steepest > steep && axes.length <= 2 ? bends : [0]
  const listed = homogeneous || !(heavy || steepest > steep) ? [] : wanted
  return {
    value: (z: number) => value(z, 0),
    kinks: [...new Set([...kinks, ...listed.map((z) => z * scale)])],
    bend: homogeneous ? Infinity : Math.min(1.5, strip) * (steepest > steep ? 100 : 1)
  }
}

/** The mean over all signs of the given coordinates of what the others make of the offsets, shape [factor]. */
function meanOverChoices(
  signs: readonly Coordinate[],
  factors: number,
  moment: (offsets: Float64Array) => Estimate
): Estimate {
  let [value, error, size] = [0, 0, 0]
  const choices = 2 ** signs.length
  for (let choice = 0; choice < choices; choice++) {
    const offsets = new Float64Array(factors)
    signs.forEach(({ components }, k) => {
      const sign = (choice >> k) & 1 ? -1 : 1
      components.forEach((component, a) => (offsets[a] += sign * component))
    })
    const one = moment(offsets)
    value += one.value / choices
    error += one.error / choices
    size += Math.abs(one.value) / choices
  }
  return { value, error: error + 2 * signs.length * unitRoundoff * size }
}

/** How far sums of signed components may be off, shape [factor]: those of a weight are rounded, and the sum, which may cancel. */
function offsetSlack(signs: readonly Coordinate[], factors: number): Float64Array {
  return Float64Array.from({ length: factors }, (_, a) =>
    signs.reduce((sum, { components, parameter }) => {
      const roundings = (parameter === 'weights.b0' ? 0 : 3) + signs.length - 1
      return sum + roundings * unitRoundoff * Math.abs(components[a])
    }, 0)
  )
}

/** The different factors g(offset + vector . u). */
function factorsOf(
  offsets: Float64Array,
  slack: Float64Array,
  axes: readonly Coordinate[]
): readonly Factor[] {
  const { distinct, counts } = groupedVectors(
    Array.from(offsets, (offset, a) =>
      Float64Array.from([offset, slack[a], ...axes.map(({ components }) => components[a])])
    )
  )
  return distinct.map((v, i) => ({
    offset: v[0],
    slack: v[1],
    vector: v.slice(2),
    count: counts[i]
  }))
}

function productOf(value: (z: number) => number, factors: readonly Factor[]): Estimate {
  const offsets = Float64Array.from(factors, ({ offset }) => offset)
  const product = factors.reduce((all, { offset, count }) => all * value(offset) ** count, 1)
  const count = factors.reduce((sum, factor) => sum + factor.count, 0)
  const rounding = 8 * count * unitRoundoff * Math.abs(product)
  return { value: product, error: rounding + productDrift(value, factors, offsets) }
}
