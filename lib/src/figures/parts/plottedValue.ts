/**
 * A number with the six digits that a curve needs: a picture shows no more, and a notebook keeps every
 * digit of every point. For curves, maps and scatter of many points only; a measured number, its error
 * and the exact one beside it keep all their digits.
 */
export function plottedValue(value: number): number {
  return Number(value.toPrecision(6))
}
