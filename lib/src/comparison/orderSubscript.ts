const subscripts = '₀₁₂₃₄₅₆₇₈₉'

/** The order n as a subscript, for titles: `subscript(12)` is `₁₂`. */
export function subscript(order: number): string {
  return Array.from(String(order), (digit) => subscripts[Number(digit)]).join('')
}
