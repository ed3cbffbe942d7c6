import { refusedUnder } from '../numerics/refusedUnder.js'
import { fixedPoint } from './fixedPoint.js'
import type { FixedPoint } from './fixedPointResult.js'

/** The Wilson-Fisher fixed point in the three schemes of the talk. */
export interface SchemeExponents {
  /** Momentum shells: the hard cutoff's Wegner-Houghton equation. */
  readonly wilson: FixedPoint
  /** Polchinski's equation. */
  readonly polchinski: FixedPoint
  /** Wetterich's equation, Litim's regulator. */
  readonly wetterich: FixedPoint
}

/**
 * Critical exponents in the local potential approximation, scheme by scheme, for 2.9 <= d < 4. Polchinski and Wetterich
 * agree: their local approximations are Legendre transforms of each other (hep-th/0503161), though one
 * is solved on a grid and the other by a series. The hard cutoff differs, as the approximation does not respect its locality:
 * nu = 0.6895 against 0.6496 in d = 3. Without the approximation exponents would not depend on the scheme.
 *
 * @example schemeExponents(3).polchinski.nu // 0.6495618
 * @throws ParameterError as `fixedPoint`
 */
export function schemeExponents(dimension: number): SchemeExponents {
  return refusedUnder('schemeExponents', () => {
    return {
      wilson: fixedPoint({ dimension, regulator: 'sharp' }),
      polchinski: fixedPoint({ dimension, scheme: 'polchinski' }),
      wetterich: fixedPoint({ dimension })
    }
  })
}
