/**
 * A number with the six digits that a curve needs: a picture shows no more, and a notebook keeps every
 * digit of every point. For curves of many points only; measured numbers keep all their digits.
 */
export function plottedValue(value: number): number {
  return Number(value.toPrecision(6))
}
