import { requireInteger, requireFinite } from '../numerics/parameterError.js'
/**
 * Power of mass of the coupling u_n of phi^n in d dimensions, kinetic term canonically normalised:
 * d - n (d - 2)/2. So 2 for u2, 4 - d for u4, 6 - 2d for u6 (arXiv:2108.01403).
 *
 * @example canonicalDimension(4, 3) // 1
 */
export function canonicalDimension(order: number, dimension: number): number {
  requireInteger('canonicalDimension', 'order', order, 1)
  requireFinite('canonicalDimension', 'dimension', dimension, 0)
  return dimension - (order * (dimension - 2)) / 2
}
