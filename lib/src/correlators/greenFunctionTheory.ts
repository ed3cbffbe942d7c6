import type { Estimate } from '../numerics/estimate.js'
import type { Pieces } from '../numerics/inPieces.js'

/**
 * Which part of a Green function: `full` G, `free` G0 (infinite width), `connected` Gc, or
 * `deviation` G - G0, computed without the subtraction.
 */
export type GreenFunctionPart = 'full' | 'free' | 'connected' | 'deviation'

/** All parts, in the order of the documentation. */
export const greenFunctionParts: readonly GreenFunctionPart[] = [
  'full',
  'free',
  'connected',
  'deviation'
]

/**
 * The Green functions of one network on a fixed list of points at every width. Combinations are lists of indices of fields,
 * output times the number of points plus the point (see `fieldOf`), so of points where there is one output.
 */
export interface GreenFunctionTheory {
  /** The highest power of 1/N that a part of an even order is right to; Infinity where it is exact at every width. */
  exactTo(order: number, part: GreenFunctionPart): number
  /**
   * The part of the Green function of an even number of fields.
   *
   * @throws ParameterError for orders beyond the theory; OutOfReach on overflow or where no method reaches
   */
  part(combination: readonly number[], width: number, part: GreenFunctionPart): Estimate
  /**
   * What `part` of combinations of one even order needs at every width, in pieces whose results are kept.
   *
   * @throws each piece as `part`
   */
  pieces(combinations: readonly (readonly number[])[], part: GreenFunctionPart): Pieces
}
