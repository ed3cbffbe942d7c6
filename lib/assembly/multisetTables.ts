// The multisets of `degree` points in lexicographic order. Those that start with a point >= p are
// the last ones, `suffix(p)` of them: products and Wick sums run over such contiguous ranges.
import { points } from './settings'

/** binomial(n, k) for the small arguments of multiset counts. */
function binomial(n: i32, k: i32): i32 {
  let result: i64 = 1
  for (let i = 1; i <= k; i++) result = (result * (n - k + i)) / i
  return <i32>result
}

/** Multisets of `degree` points >= `first`. */
export function suffix(first: i32, degree: i32): i32 {
  return binomial(points - first + degree - 1, degree)
}

/** All multisets of `degree` points. */
export function multisetCount(degree: i32): i32 {
  return suffix(0, degree)
}

/** Moves `tuple`, `degree` i32 at that address, to the next multiset; false after the last. */
export function nextMultiset(tuple: usize, degree: i32): bool {
  let position = degree - 1
  while (position >= 0 && load<i32>(tuple + (position << 2)) == points - 1) position--
  if (position < 0) return false
  const value = load<i32>(tuple + (position << 2)) + 1
  for (; position < degree; position++) store<i32>(tuple + (position << 2), value)
  return true
}

/** Place of the multiset at `tuple` among all multisets of `degree` points. */
export function multisetRank(tuple: usize, degree: i32): i32 {
  let rank = 0
  let previous = 0
  for (let i = 0; i < degree; i++) {
    const value = load<i32>(tuple + (i << 2))
    for (let v = previous; v < value; v++) rank += suffix(v, degree - i - 1)
    previous = value
  }
  return rank
}
