import type { Architecture } from '../../lib/src/networks/architecture.js'
import type { Point } from '../../lib/src/networks/networkParameters.js'
import {
  decimal,
  Decimal,
  type ExactMoment,
  preactivationCovariance,
  total
} from './exactMoments.js'
import { add, exactly, type Sum, times } from './exactNeurons.js'

/** Indices of two points, ascending: an entry of a covariance matrix. */
export type Entry = readonly [number, number]

/** Moments of functions with a kink at 0 whose preactivations are parallel to all digits: they have no derivatives there. */
export class Parallel extends Error {}

const zero = decimal(0)
const pi = Decimal.acos(-1)

/** What derivatives are differences of, in units of the variances: far below all lengths, and far above the last digit. */
const step = new Decimal('1e-25')

/** The square of the sine between preactivations below which steps are not small. */
const nearly = new Decimal('1e-14')

/** An angle between 0 and pi, with its sine and cosine. */
interface Angle {
  readonly angle: Decimal
  readonly sine: Decimal
  readonly cosine: Decimal
}

/** E[u_+^p v_+^q] of unit variables at an angle, p + q even: an integral of cosines over the cone where both are positive. */
function coneMoment(p: number, q: number, { angle, sine, cosine }: Angle): Decimal {
  // Sines and cosines of multiples of the angle.
  const [sines, cosines] = [[zero], [decimal(1)]]
  for (let n = 1; n <= Math.max(p, q); n++) {
    sines.push(sines[n - 1].times(cosine).plus(cosines[n - 1].times(sine)))
    cosines.push(cosines[n - 1].times(cosine).minus(sines[n - 1].times(sine)))
  }
  const sineOf = (n: number) => sines[Math.abs(n)].times(Math.sign(n))
  const terms: Decimal[] = []
  for (let j = 0; j <= p; j++) {
    for (let k = 0; k <= q; k++) {
      const [m, n] = [p - 2 * j, q - 2 * k]
      // The integral of cos(m phi) cos(n (phi - angle)) has the frequencies m + n and m - n, and all signs of n are summed.
      const integral =
        m + n === 0
          ? pi.minus(angle).times(cosines[Math.abs(n)])
          : sineOf(n)
              .plus(sineOf(m))
              .times(((m + n) / 2) % 2 ? 1 : -1)
              .div(m + n)
      terms.push(integral.times(binomial(p, j) * binomial(q, k)))
    }
  }
  const half = (p + q) / 2
  const factorial = Array.from({ length: half }, (_, i) => i + 1).reduce((a, b) => a * b, 1)
  return total(terms)
    .div(2 ** half)
    .times(factorial)
    .div(pi.times(2))
}

function binomial(n: number, k: number): number {
  return k === 0 ? 1 : (binomial(n, k - 1) * (n - k + 1)) / k
}

/**
 * Moments of at most two different points of above z^power for z > 0 and below (-z)^power for z < 0, in closed form: of the
 * variances a power, of the correlation integrals of cosines.
 */
function kinkedMoment(power: number, above: number, below: number): ExactMoment {
  const side = (p: number, q: number) => decimal(above).pow(p).times(decimal(below).pow(q))
  return (c, chosen) => {
    const [a, b = a] = [...new Set(chosen)]
    const counts = [a, b].map((point) => chosen.filter((other) => other === point).length)
    if (a === b) {
      // A jump has no limit there.
      if (power === 0 && c[a][a].isZero()) throw new Parallel()
      const both = side(counts[0], 0).plus(side(0, counts[0]))
      const moment = coneMoment(power * counts[0], 0, {
        angle: zero,
        sine: zero,
        cosine: decimal(1)
      })
      return c[a][a].pow((power * counts[0]) / 2).times(moment.times(both))
    }
    if (c[a][a].isZero() || c[b][b].isZero()) {
      // At 0 those with a kink vanish; a jump has no limit there.
      if (power === 0) throw new Parallel()
      return zero
    }
    const [p, q] = counts
    const { angle, sine, cosine } = angleOf(c, a, b)
    const same = coneMoment(power * p, power * q, { angle, sine, cosine }).times(
      side(p + q, 0).plus(side(0, p + q))
    )
    const supplement = { angle: pi.minus(angle), sine, cosine: cosine.neg() }
    const opposite = coneMoment(power * p, power * q, supplement).times(side(p, q).plus(side(q, p)))
    const scale = c[a][a].pow(p).times(c[b][b].pow(q)).sqrt().pow(power)
    return same.plus(opposite).times(scale)
  }
}

const angles = new WeakMap<object, Map<string, Angle>>()

function angleOf(c: readonly Decimal[][], a: number, b: number): Angle {
  const known = angles.get(c) ?? new Map<string, Angle>()
  angles.set(c, known)
  const found = known.get(`${a},${b}`)
  if (found) return found
  const area = c[a][a].times(c[b][b])
  const square = area.minus(c[a][b].pow(2))
  if (square.lte(area.times(nearly))) throw new Parallel()
  const [sine, cosine, size] = [square.sqrt(), c[a][b], area.sqrt()]
  const angle = {
    angle: Decimal.atan2(sine, cosine),
    sine: sine.div(size),
    cosine: cosine.div(size)
  }
  known.set(`${a},${b}`, angle)
  return angle
}

/** Moments of an even number of factors at one or two different points. */
export const kinkedMoments: Readonly<Record<string, ExactMoment>> = {
  relu: kinkedMoment(1, 1, 0),
  abs: kinkedMoment(1, 1, 1),
  leakyRelu: kinkedMoment(1, 1, -0.01),
  sign: kinkedMoment(0, 1, -1),
  step: kinkedMoment(0, 1, 0)
}

/**
 * Covariances of all layers at different points, and how they are distributed over networks at leading order in 1/N, in
 * arbitrary precision: m, V and U as defined in docs/theory.md, "First orders in 1/N". Derivatives are differences of closed forms.
 */
export class ExactLayers {
  private readonly known = new Map<string, Sum>()
  private readonly matrices = new Map<string, readonly Decimal[][]>()
  private readonly covariances: Decimal[][][]

  constructor(
    private readonly architecture: Architecture,
    private readonly moments: readonly ExactMoment[],
    points: readonly Point[],
    private readonly ofWaves = false
  ) {
    this.covariances = [preactivationCovariance(architecture.layers[0], points)]
    moments.forEach((_, l) => {
      const rows = points.map((__, a) => points.map((___, b) => [Math.min(a, b), Math.max(a, b)]))
      this.covariances.push(
        rows.map((row) => row.map((pair) => this.mean(l + 1, pair as unknown as Entry).value))
      )
    })
  }

  get depth(): number {
    return this.moments.length
  }

  /** K of the outputs. */
  covariance([a, b]: Entry): Sum {
    const value = this.covariances[this.depth][a][b]
    return { value, size: this.ofWaves ? Decimal.max(1, value.abs()) : value.abs() }
  }

  private sigmas(layer: number): { weights: Decimal; biases: Decimal } {
    const { layers, readout } = this.architecture
    const { sigmaW, sigmaB } = layer < layers.length ? layers[layer] : readout
    return { weights: decimal(sigmaW).pow(2), biases: decimal(sigmaB).pow(2) }
  }

  private share(layer: number): Decimal {
    return decimal(1).div(this.architecture.layers[layer - 1].width)
  }

  /** E[prod g], at the covariances of the layer before with some entries moved by so many steps. */
  private feature(layer: number, indices: readonly number[], moved: readonly Moved[] = []): Sum {
    const sorted = [...indices].sort((a, b) => a - b)
    const shifts = moved.map(({ entry, steps }) => `${entry.join()}*${steps}`).sort()
    return this.remember(`E ${layer} ${sorted.join()} ${shifts.join(' ')}`, () => {
      const matrix = this.matrix(layer, moved, shifts.join(' '))
      const value = this.moments[layer - 1](matrix, sorted)
      // Those of waves are sums of terms of the size 1.
      return { value, size: this.ofWaves ? Decimal.max(1, value.abs()) : value.abs() }
    })
  }

  private matrix(layer: number, moved: readonly Moved[], shifts: string): readonly Decimal[][] {
    const known = this.matrices.get(`${layer} ${shifts}`)
    if (known) return known
    const matrix = this.covariances[layer - 1].map((row) => [...row])
    for (const { entry, steps } of moved) {
      const [a, b] = entry
      const size = this.unit(layer, entry).times(steps)
      matrix[a][b] = matrix[a][b].plus(size)
      if (a !== b) matrix[b][a] = matrix[b][a].plus(size)
    }
    this.matrices.set(`${layer} ${shifts}`, matrix)
    return matrix
  }

  private unit(layer: number, [a, b]: Entry): Decimal {
    const matrix = this.covariances[layer - 1]
    return matrix[a][a].times(matrix[b][b]).sqrt().times(step)
  }

  private remember(key: string, compute: () => Sum): Sum {
    const value = this.known.get(key) ?? compute()
    this.known.set(key, value)
    return value
  }

  /** sb^2 + sw^2 E[g g] with entries moved. */
  private mean(layer: number, pair: Entry, moved: readonly Moved[] = []): Sum {
    const { weights, biases } = this.sigmas(layer)
    return add(exactly(biases), this.feature(layer, pair, moved), weights)
  }

  /** C_AB: the covariance of the noise of two entries, times nu. */
  private noise(layer: number, A: Entry, B: Entry, moved: readonly Moved[] = []): Sum {
    const { weights } = this.sigmas(layer)
    const apart = times(this.feature(layer, A, moved), this.feature(layer, B, moved))
    const cumulant = add(this.feature(layer, [...A, ...B], moved), apart, -1)
    return times(cumulant, exactly(weights.pow(2)))
  }

  private slope(layer: number, entry: Entry, of: (moved: readonly Moved[]) => Sum): Sum {
    const unit = this.unit(layer, entry).times(2)
    if (unit.isZero()) throw new Parallel()
    return times(
      add(of([{ entry, steps: 1 }]), of([{ entry, steps: -1 }]), -1),
      exactly(decimal(1).div(unit))
    )
  }

  /** Derivatives of the mean by the entries it depends on. */
  private slopes(layer: number, pair: Entry): readonly { entry: Entry; slope: Sum }[] {
    return between(pair).map((entry) => ({
      entry,
      slope: this.remember(`J ${layer} ${pair.join()} ${entry.join()}`, () =>
        this.slope(layer, entry, (moved) => this.mean(layer, pair, moved))
      )
    }))
  }

  private curvature(layer: number, pair: Entry, first: Entry, second: Entry): Sum {
    return this.remember(`H ${layer} ${pair.join()} ${first.join()} ${second.join()}`, () =>
      this.slope(layer, first, (one) =>
        this.slope(layer, second, (other) => {
          const same = first.join() === second.join()
          const both = same
            ? [{ entry: first, steps: one[0].steps + other[0].steps }]
            : [...one, ...other]
          return this.mean(layer, pair, both)
        })
      )
    )
  }

  /** m of a layer, by default the outputs. */
  correction(pair: Entry, layer = this.depth): Sum {
    if (layer <= 1) return exactly(zero)
    return this.remember(`m ${layer} ${pair.join()}`, () => {
      const slopes = this.slopes(layer, pair)
      const first = slopes.map(({ entry, slope }) =>
        times(slope, this.correction(entry, layer - 1))
      )
      const second = slopes.flatMap((I) =>
        slopes.map((J) =>
          times(
            times(this.curvature(layer, pair, I.entry, J.entry), exactly(decimal(0.5))),
            this.vertex(I.entry, J.entry, layer - 1)
          )
        )
      )
      return sumOf([...first, ...second])
    })
  }

  /** V. */
  vertex(A: Entry, B: Entry, layer = this.depth): Sum {
    if (layer === 0) return exactly(zero)
    return this.remember(`V ${layer} ${sortedKey([A, B])}`, () => {
      const fresh = times(this.noise(layer, A, B), exactly(this.share(layer)))
      if (layer === 1) return fresh
      return add(
        fresh,
        this.carried(layer, [A, B], (entries) => this.vertex(entries[0], entries[1], layer - 1))
      )
    })
  }

  /** U. */
  triple(entries: readonly Entry[], layer = this.depth): Sum {
    if (layer === 0) return exactly(zero)
    return this.remember(`U ${layer} ${sortedKey(entries)}`, () => {
      const fresh = times(this.thirdNoise(layer, entries), exactly(this.share(layer).pow(2)))
      if (layer === 1) return fresh
      const terms = [fresh, this.carried(layer, entries, (list) => this.triple(list, layer - 1))]
      entries.forEach((C, apart) => {
        const [A, B] = entries.filter((_, i) => i !== apart)
        for (const entry of among([...A, ...B])) {
          const change = this.remember(`C ${layer} ${sortedKey([A, B])} ${entry.join()}`, () =>
            this.slope(layer, entry, (moved) => this.noise(layer, A, B, moved))
          )
          terms.push(
            times(times(change, exactly(this.share(layer))), this.towards(layer, entry, C))
          )
        }
        const slopes = this.slopes(layer, C)
        for (const I of slopes) {
          for (const J of slopes) {
            terms.push(
              times(
                this.curvature(layer, C, I.entry, J.entry),
                times(this.towards(layer, I.entry, A), this.towards(layer, J.entry, B))
              )
            )
          }
        }
      })
      return sumOf(terms)
    })
  }

  private thirdNoise(layer: number, [A, B, C]: readonly Entry[]): Sum {
    const moment = (...list: readonly Entry[]) => this.feature(layer, list.flat())
    const { weights } = this.sigmas(layer)
    const triple = times(moment(A), times(moment(B), moment(C)))
    let cumulant = add(moment(A, B, C), triple, 2)
    for (const [I, J, K] of [
      [A, B, C],
      [A, C, B],
      [B, C, A]
    ]) {
      cumulant = add(cumulant, times(moment(I, J), moment(K)), -1)
    }
    return times(cumulant, exactly(weights.pow(3)))
  }

  /** V J of the layer before. */
  private towards(layer: number, before: Entry, after: Entry): Sum {
    return sumOf(
      this.slopes(layer, after).map(({ entry, slope }) =>
        times(slope, this.vertex(before, entry, layer - 1))
      )
    )
  }

  /** What follows entries of the layer before linearly. */
  private carried(
    layer: number,
    entries: readonly Entry[],
    before: (entries: readonly Entry[]) => Sum
  ): Sum {
    const expand = (rest: readonly Entry[], chosen: readonly Entry[]): Sum => {
      if (rest.length === 0) return before(chosen)
      const [first, ...others] = rest
      return sumOf(
        this.slopes(layer, first).map(({ entry, slope }) =>
          times(slope, expand(others, [...chosen, entry]))
        )
      )
    }
    return expand(entries, [])
  }
}

/** An entry that is moved by a number of steps. */
interface Moved {
  readonly entry: Entry
  readonly steps: number
}

const sumOf = (terms: readonly Sum[]) => terms.reduce((sum, term) => add(sum, term), exactly(zero))

/** The entries that a pair's mean depends on. */
function between([a, b]: Entry): readonly Entry[] {
  return among([a, b])
}

/** All entries of the points of a list. */
function among(indices: readonly number[]): readonly Entry[] {
  const distinct = [...new Set(indices)].sort((a, b) => a - b)
  return distinct.flatMap((a, i) => distinct.slice(i).map((b): Entry => [a, b]))
}

const sortedKey = (entries: readonly Entry[]) =>
  entries
    .map((entry) => entry.join())
    .sort()
    .join(';')
