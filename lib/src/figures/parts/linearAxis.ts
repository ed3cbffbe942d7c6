/**
 * Labels of a linear axis in one notation: plain numbers where the largest value is between 0.01 and 10000, powers
 * of ten else.
 */
export function linearAxis(values: readonly number[]): { readonly format: string } {
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  return { format: largest >= 0.01 && largest < 1e4 ? '.6~g' : '~e' }
}
