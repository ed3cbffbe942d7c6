/** The sum of numbers, right to a few roundings of itself and one of each term: what each addition rounds off is kept. */
export function compensatedSum(terms: Iterable<number>): number {
  let [sum, lost] = [0, 0]
  for (const term of terms) {
    const before = sum
    sum += term
    lost += Math.abs(before) >= Math.abs(term) ? before - sum + term : term - sum + before
  }
  return sum + lost
}
