import { OutOfReach } from '../numerics/outOfReach.js'
import type { LayerCovariances } from '../covariances/layerCovariances.js'
import { activationOf } from '../networks/activations/activations.js'
import type { Architecture } from '../networks/architecture.js'
import { fieldOf, outputCounts } from '../networks/field.js'
import { scaled, type Estimate } from '../numerics/estimate.js'
import { joinedPieces, pieceOfEach, type Pieces } from '../numerics/inPieces.js'
import { ParameterError } from '../numerics/parameterError.js'
import { combinationsWithin } from './combinationsWithin.js'
import { evenBlocks } from './evenBlocks.js'
import type { GreenFunctionPart, GreenFunctionTheory } from './greenFunctionTheory.js'
import { LayerVertices, product, total } from './layerVertices.js'

/** Highest order of connected functions: their leading powers of 1/N are those of m, V and U. */
const highestConnected = 6

/** Highest order of full functions, to first order in 1/N. */
const highestFull = 10

/**
 * A network of any depth, expanded in 1/N: connected functions of two, four and six fields at their leading orders, 1 and
 * 1/N (the mean's correction), 1/N and 1/N^2; full functions and deviations to 1/N. Derived in docs/theory.md, "First orders in 1/N".
 */
export class DeepTheory implements GreenFunctionTheory {
  private readonly vertices: LayerVertices

  constructor(private readonly covariances: LayerCovariances) {
    this.vertices = new LayerVertices(covariances)
  }

  exactTo(order: number, part: GreenFunctionPart): number {
    if (part === 'free') return Infinity
    return part === 'connected' ? Math.max(1, order / 2 - 1) : 1
  }

  part(combination: readonly number[], width: number, part: GreenFunctionPart): Estimate {
    const order = combination.length
    this.requireTerms(order, part)
    if (outputCounts(combination, this.covariances.points.length).some((count) => count % 2)) {
      return { value: 0, error: 0 }
    }
    const sorted = [...combination].sort((a, b) => a - b)
    const [free, first] = [() => this.free(sorted), () => scaled(this.first(sorted), 1 / width)]
    if (part === 'free') return requireRange(free())
    if (part === 'deviation') return requireRange(first())
    if (part === 'full' || order === 2) return requireRange(total([free(), first()]))
    if (order === 4) return requireRange(scaled(this.quartic(sorted), 1 / width))
    return requireRange(scaled(this.sextic(sorted), 1 / width ** 2))
  }

  /** Layer by layer, since each needs the one before; first what may be out of reach. */
  pieces(combinations: readonly (readonly number[])[], part: GreenFunctionPart): Pieces {
    const order = combinations.length > 0 ? combinations[0].length : 2
    this.requireTerms(order, part)
    const levels = combinationsWithin(combinations, this.covariances.points.length)
    const isNeeded = (size: number) => {
      if (part === 'free') return size === 2
      return part === 'connected' ? size === order : size <= 4
    }
    const needed = levels.flat().filter(({ length }) => isNeeded(length))
    const layers = Array.from({ length: this.covariances.depth }, (_, l) => l + 1)
    const points = needed
      .filter(({ length }) => length > 2)
      .map((fields) => fields.map((field) => this.point(field)))
    return joinedPieces(
      this.covariances.reachPieces(points),
      ...layers.map((layer) =>
        pieceOfEach(needed, (fields) => this.prepare(fields, layer, part === 'free'))
      ),
      pieceOfEach(combinations, (fields) => void this.part(fields, 1, part))
    )
  }

  /** Computes and keeps what two, four or six fields need of one layer, once that before is known. */
  private prepare(fields: readonly number[], layer: number, isFree: boolean): void {
    if (fields.length === 2) {
      const [a, b] = fields.map((field) => this.point(field))
      this.covariances.entry(layer, a, b)
      if (!isFree) this.vertices.mean([a, b], layer)
      return
    }
    for (const pairs of this.pairings(fields)) {
      if (pairs.length === 2) this.vertices.vertex(pairs[0], pairs[1], layer)
      else this.vertices.triple(pairs, layer)
    }
  }

  /** Refuses parts that have no expansion, or none that is known. */
  private requireTerms(order: number, part: GreenFunctionPart): void {
    const highest = part === 'connected' ? highestConnected : highestFull
    if (order > highest) {
      const rule = `at most ${highest} for more than one hidden layer (${part} part)`
      throw new ParameterError('DeepTheory', 'the number of points', rule, order)
    }
    if (part !== 'free') requireMoments('DeepTheory', this.covariances.architecture)
  }

  /** Wick's sum. */
  private free(fields: readonly number[]): Estimate {
    if (fields.length === 0) return { value: 1, error: 0 }
    return total(this.contractions(fields).map(([pair, rest]) => product(pair, this.free(rest))))
  }

  /** The coefficient of 1/N of the full function: one pair corrected, or one connected function of four fields. */
  private first(fields: readonly number[]): Estimate {
    if (fields.length === 0) return { value: 0, error: 0 }
    const terms = this.contractions(fields).map(([pair, rest]) => product(pair, this.first(rest)))
    for (const { block, rest } of evenBlocks(fields)) {
      if (block.length > 4) continue
      const connected = block.length === 2 ? this.correction(block) : this.quartic(block)
      terms.push(product(connected, this.free(rest)))
    }
    return total(terms)
  }

  /** K of the first field with each other one of its output, and the fields that are left. */
  private contractions(fields: readonly number[]): (readonly [Estimate, readonly number[]])[] {
    return evenBlocks(fields)
      .filter(({ block }) => block.length === 2 && this.joined(block))
      .map(({ block: [a, b], rest }) => {
        const { depth } = this.covariances
        return [this.covariances.entry(depth, this.point(a), this.point(b)), rest] as const
      })
  }

  private correction([a, b]: readonly number[]): Estimate {
    if (!this.joined([a, b])) return { value: 0, error: 0 }
    return this.vertices.mean([this.point(a), this.point(b)])
  }

  /** N Gc4. */
  private quartic(fields: readonly number[]): Estimate {
    return total(
      this.pairings(fields).map(([first, second]) => this.vertices.vertex(first, second))
    )
  }

  /** N^2 Gc6. */
  private sextic(fields: readonly number[]): Estimate {
    return total(this.pairings(fields).map((pairs) => this.vertices.triple(pairs)))
  }

  /** Pairs of points, for all ways to join fields of one output in pairs. */
  private pairings(fields: readonly number[]): (readonly [number, number])[][] {
    if (fields.length === 0) return [[]]
    return evenBlocks(fields)
      .filter(({ block }) => block.length === 2 && this.joined(block))
      .flatMap(({ block: [a, b], rest }) =>
        this.pairings(rest).map((others) => [[this.point(a), this.point(b)] as const, ...others])
      )
  }

  private point(field: number): number {
    return fieldOf(field, this.covariances.points.length).point
  }

  private joined([a, b]: readonly number[]): boolean {
    const count = this.covariances.points.length
    return fieldOf(a, count).output === fieldOf(b, count).output
  }
}

/**
 * Refuses networks that have no moments at any finite width: where exponentials meet preactivations whose variance, itself
 * random, is not bounded, and not for wide layers either. With a linearly growing layer before, on preactivations of bounded
 * variance, moments exist from some width on. Derived in docs/theory.md, "First orders in 1/N".
 */
export function requireMoments(source: string, { layers }: Architecture): void {
  const growths = layers.map(({ activation }) => activationOf(activation).growth)
  growths.forEach((growth, l) => {
    if (growth < Infinity || l === 0 || growths[l - 1] <= 0) return
    if (growths[l - 1] <= 1 && (l === 1 || growths[l - 2] <= 0)) return
    const rule =
      'one that does not grow exponentially here: no moment of it exists at finite width, where the variance of its ' +
      'preactivations is random and not bounded'
    throw new ParameterError(source, `layers[${l}].activation`, rule, layers[l].activation)
  })
}

function requireRange(estimate: Estimate): Estimate {
  if (Number.isFinite(estimate.value) && Number.isFinite(estimate.error)) return estimate
  throw new OutOfReach('DeepTheory', 'the Green function overflows')
}
