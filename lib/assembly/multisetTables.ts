// The multisets of `degree` points in lexicographic order. Those that start with a point >= p are
// the last ones, `suffix(p)` of them: products and Wick sums run over such contiguous ranges.
import { allocate, points } from './settings'

/** Counts of multisets, i32, shape [degree][first point]. */
let counts: usize = 0

/** Counts the multisets of up to `highest` points. */
export function fillCounts(highest: i32): void {
  counts = allocate(<usize>((highest + 1) * (points + 1)) << 2)
  for (let first = 0; first <= points; first++) store<i32>(countAt(first, 0), 1)
  for (let degree = 1; degree <= highest; degree++) {
    for (let first = points - 1; first >= 0; first--) {
      // Those without the point `first`, and those with it.
      store<i32>(countAt(first, degree), suffix(first + 1, degree) + suffix(first, degree - 1))
    }
  }
}

@inline
function countAt(first: i32, degree: i32): usize {
  return counts + (<usize>(degree * (points + 1) + first) << 2)
}

/** Multisets of `degree` points >= `first`. */
@inline
export function suffix(first: i32, degree: i32): i32 {
  return load<i32>(countAt(first, degree))
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
