import { OutOfReach } from '../numerics/outOfReach.js'
import { fieldOf, outputCounts } from '../networks/field.js'
import { type Estimate, unitRoundoff } from '../numerics/estimate.js'
import { pieceOfEach, type Pieces } from '../numerics/inPieces.js'
import { ParameterError } from '../numerics/parameterError.js'
import { remembered } from '../numerics/remembered.js'
import { evenBlocks } from './evenBlocks.js'
import type { GreenFunctionPart, GreenFunctionTheory } from './greenFunctionTheory.js'
import { product, total } from './layerVertices.js'

/** Highest order of connected functions, which are sums over half of all subsets of the fields. */
const highestConnected = 12

/**
 * The theory of a network whose moments at every width have a closed form: its connected functions and deviations follow by
 * subtraction, whose rounding the errors hold.
 */
export abstract class ExactMoments implements GreenFunctionTheory {
  private readonly moments = new Map<string, Estimate>()
  private readonly cumulants = new Map<string, Estimate>()

  /** Which networks these are, for refusals. */
  protected abstract readonly name: string

  constructor(
    private readonly points: number,
    /** Highest order of moments. */
    private readonly highestMoment: number
  ) {}

  /** E[f_1 … f_n] of fields with an even number of each output; at infinite width for N = Infinity. */
  protected abstract moment(combination: readonly number[], width: number): Estimate

  exactTo(): number {
    return Infinity
  }

  part(combination: readonly number[], width: number, part: GreenFunctionPart): Estimate {
    const order = combination.length
    const most =
      part === 'connected' ? Math.min(highestConnected, this.highestMoment) : this.highestMoment
    if (order > most) {
      const rule = `at most ${most} for ${this.name} (${part} part)`
      throw new ParameterError('ExactMoments', 'the number of points', rule, order)
    }
    if (part === 'full') return this.full(combination, width)
    if (part === 'free') return this.full(combination, Infinity)
    if (part === 'connected') return this.connected(combination, width)
    return difference(this.full(combination, width), this.full(combination, Infinity))
  }

  pieces(combinations: readonly (readonly number[])[], part: GreenFunctionPart): Pieces {
    return pieceOfEach(combinations, (fields) => void this.part(fields, 1, part))
  }

  private full(combination: readonly number[], width: number): Estimate {
    if (combination.length === 0) return { value: 1, error: 0 }
    if (outputCounts(combination, this.points).some((count) => count % 2 === 1)) {
      return { value: 0, error: 0 }
    }
    const sorted = [...combination].sort((a, b) => a - b)
    return remembered(this.moments, `${width}:${sorted.join()}`, () => {
      const moment = this.moment(sorted, width)
      if (Number.isFinite(moment.value)) return moment
      throw new OutOfReach('ExactMoments', 'the Green function overflows')
    })
  }

  private connected(combination: readonly number[], width: number): Estimate {
    return remembered(this.cumulants, `${width}:${combination.join()}`, () =>
      evenBlocks(combination)
        .filter(({ rest }) => rest.length > 0)
        .reduce(
          (sum, { block, rest }) => {
            const term = product(this.connected(block, width), this.full(rest, width))
            return difference(sum, term)
          },
          this.full(combination, width)
        )
    )
  }

  /** The point of a field. */
  protected pointOf(field: number): number {
    return fieldOf(field, this.points).point
  }

  /** The output of a field. */
  protected outputOf(field: number): number {
    return fieldOf(field, this.points).output
  }
}

function difference(a: Estimate, b: Estimate): Estimate {
  return total([a, { value: -b.value, error: b.error }])
}

/** A relative error of so many roundings. */
export function rounded(value: number, size: number, roundings: number): Estimate {
  return { value, error: unitRoundoff * roundings * size }
}
