import type { WeightDistribution } from '../../lib/src/networks/weights/weightDistribution.js'
import { doubleFactorial } from '../../lib/src/numerics/doubleFactorial.js'
import { decimal, Decimal, type ExactMoment } from './exactMoments.js'

/** A sum of decimals, and the sum of the sizes of its terms, from which its digits are counted. */
export interface Sum {
  readonly value: Decimal
  readonly size: Decimal
}

const zero = decimal(0)
/** a + factor b. */
export const add = (a: Sum, b: Sum, factor: Decimal | number = 1): Sum => ({
  value: a.value.plus(b.value.times(factor)),
  size: a.size.plus(b.size.times(new Decimal(factor).abs()))
})
/** a b. */
export const times = (a: Sum, b: Sum): Sum => ({
  value: a.value.times(b.value),
  size: a.size.times(b.size)
})
/** A number that is not a sum. */
export const exactly = (value: Decimal): Sum => ({ value, size: value.abs() })

/** E[w^n] of a weight of unit variance, n even: the integrals of its density. */
export function exactWeightMoment(distribution: WeightDistribution, n: number): Decimal {
  const half = n / 2
  if (typeof distribution === 'object') {
    const student = decimal(distribution.student)
    let moment = decimal(1)
    for (let i = 1; i <= half; i++) {
      moment = moment.times(student.minus(2).times(2 * i - 1)).div(student.minus(2 * i))
    }
    return moment
  }
  if (distribution === 'normal') return decimal(doubleFactorial(n - 1))
  if (distribution === 'uniform') return decimal(3 ** half).div(n + 1)
  if (distribution === 'laplace')
    return decimal(doubleFactorial(n) * doubleFactorial(n - 1)).div(2 ** half)
  return decimal(1)
}

/** What is summed: fields of an output at a point. */
export interface ExactField {
  readonly point: number
  readonly output: number
}

/** The network f_o(x) = b_o + N^(-1/2) sum over neurons of sigmaW w_o g(z(x)). */
export interface ExactNetwork {
  readonly sigmaW: number
  readonly sigmaB: number
  readonly width: number
  readonly weights: WeightDistribution
  readonly biases: WeightDistribution
  /** E[product of g(z_a)] of points. */
  readonly feature: (points: readonly number[]) => Sum
}

/** All subsets of a list that hold its first element, with the rest. */
function withFirst<T>([first, ...others]: readonly T[]): [T[], T[]][] {
  return Array.from({ length: 1 << others.length }, (_, bits) => [
    [first, ...others.filter((__, i) => (bits >> i) & 1)],
    others.filter((__, i) => !((bits >> i) & 1))
  ])
}

/**
 * Green functions straight from the neurons, without cumulants of one of them: E[f_1 … f_n] is a sum over which fields take the bias
 * and which neuron each of the others takes, N (N - 1) … for as many different neurons. Connected functions are those of the
 * whole network, of its moments.
 */
export class ExactNeurons {
  private readonly known = new Map<string, Sum>()

  constructor(private readonly network: ExactNetwork) {}

  part(fields: readonly ExactField[], part: 'full' | 'free' | 'connected' | 'deviation'): Sum {
    if (part === 'full') return this.full(fields)
    if (part === 'free') return this.free(fields)
    if (part === 'connected') return add(this.connected(fields), this.biasCumulant(fields))
    return add(this.full(fields), this.free(fields), -1)
  }

  private remember(name: string, fields: readonly ExactField[], compute: () => Sum): Sum {
    const key = `${name} ${fields
      .map(({ point, output }) => `${output}.${point}`)
      .sort()
      .join()}`
    const value = this.known.get(key) ?? compute()
    this.known.set(key, value)
    return value
  }

  private full(fields: readonly ExactField[]): Sum {
    return this.remember('full', fields, () => {
      // Which of the fields take the bias.
      let sum = exactly(zero)
      for (let bits = 0; bits < 1 << fields.length; bits++) {
        const biased = fields.filter((_, i) => (bits >> i) & 1)
        const bias = this.biasMoment(biased)
        if (bias.isZero()) continue
        const rest = fields.filter((_, i) => !((bits >> i) & 1))
        sum = add(sum, this.neurons(rest, 0), bias)
      }
      return sum
    })
  }

  /** Of fields none of which takes the bias, where `used` neurons are taken by others. */
  private neurons(fields: readonly ExactField[], used: number): Sum {
    if (fields.length === 0) return exactly(decimal(1))
    if (oddOutput(fields)) return exactly(zero)
    return this.remember(`neurons ${used}`, fields, () => {
      const { width } = this.network
      return withFirst(fields).reduce((sum, [block, rest]) => {
        if (used >= width || oddOutput(block)) return sum
        const one = times(this.neuronMoment(block), exactly(decimal(width).minus(used)))
        return add(sum, times(one, this.neurons(rest, used + 1)))
      }, exactly(zero))
    })
  }

  /** E[product of sigmaW w_o g/sqrt(N)] of one neuron. */
  private neuronMoment(fields: readonly ExactField[]): Sum {
    const { sigmaW, width, weights, feature } = this.network
    const scale = decimal(sigmaW)
      .pow(2)
      .div(width)
      .pow(fields.length / 2)
    const factor = counts(fields).reduce(
      (product, count) => product.times(exactWeightMoment(weights, count)),
      scale
    )
    return times(feature(fields.map(({ point }) => point)), exactly(factor))
  }

  private biasMoment(fields: readonly ExactField[]): Decimal {
    const { sigmaB, biases } = this.network
    if (fields.length === 0) return decimal(1)
    if (oddOutput(fields) || sigmaB === 0) return zero
    return counts(fields).reduce(
      (product, count) => product.times(exactWeightMoment(biases, count)),
      decimal(sigmaB).pow(fields.length)
    )
  }

  /** The joint cumulant without that of the biases, which is another summand. */
  private connected(fields: readonly ExactField[]): Sum {
    if (oddOutput(fields)) return exactly(zero)
    return this.remember('connected', fields, () =>
      withFirst(fields).reduce(
        (sum, [block, rest]) =>
          rest.length === 0 || oddOutput(block)
            ? sum
            : add(sum, times(this.connected(block), this.neurons(rest, 0)), -1),
        this.neurons(fields, 0)
      )
    )
  }

  private biasCumulant(fields: readonly ExactField[]): Sum {
    if (oddOutput(fields)) return exactly(zero)
    return this.remember('bias', fields, () =>
      withFirst(fields).reduce(
        (sum, [block, rest]) =>
          rest.length === 0
            ? sum
            : add(sum, times(this.biasCumulant(block), exactly(this.biasMoment(rest))), -1),
        exactly(this.biasMoment(fields))
      )
    )
  }

  /** Wick's sum. */
  private free(fields: readonly ExactField[]): Sum {
    if (fields.length === 0) return exactly(decimal(1))
    return this.remember('free', fields, () =>
      withFirst(fields).reduce(
        (sum, [block, rest]) =>
          block.length === 2 && !oddOutput(block)
            ? add(sum, times(this.part(block, 'connected'), this.free(rest)))
            : sum,
        exactly(zero)
      )
    )
  }
}

function counts(fields: readonly ExactField[]): number[] {
  const found = new Map<number, number>()
  for (const { output } of fields) found.set(output, (found.get(output) ?? 0) + 1)
  return [...found.values()]
}

const oddOutput = (fields: readonly ExactField[]) => counts(fields).some((count) => count % 2 === 1)

/**
 * The moments of a closed form, each computed once.
 *
 * @param termSize size of the terms whose sum it is, where they cancel
 */
export function featuresOf(
  moment: ExactMoment,
  covariance: readonly Decimal[][],
  termSize: number
) {
  const known = new Map<string, Sum>()
  return (points: readonly number[]) => {
    const sorted = [...points].sort((a, b) => a - b)
    const key = sorted.join()
    const found = known.get(key)
    if (found) return found
    const value = moment(covariance, sorted)
    const sum = { value, size: Decimal.max(termSize, value.abs()) }
    known.set(key, sum)
    return sum
  }
}
