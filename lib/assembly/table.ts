// g(z) from a table of polynomials of degree 7, for activations that have no function of their own here. The line
// is cut into cells of one length with centres at its multiples, and a cell with kinks once more at each of them: the
// number of the piece is that of the cell plus the number of kinks up to z. The outermost pieces reach to infinity.
import { allocate } from './settings'

/** Eight coefficients a piece, 64 bytes, the constant one first; powers of the distance from the cell's centre. */
export let pieces: usize = 0
/** The kinks, two equal lanes each. */
export let kinks: usize = 0
let kinksEnd: usize = 0
/**
 * Two equal lanes each: centres of the outermost cells, cells a unit of length, length of a cell, and
 * 1.5 * 2^52 plus the number of the cell at 0, which rounds to the number of a cell when it is added.
 */
export const GRID: usize = memory.data(80, 16)

/** Tables of several layers: pieces, kinks and their end, u32 each, and the grid behind them. */
let tables: usize = 0
const KEPT: usize = 96

/** All bits of a piece's number. */
const V_NUMBER: usize = memory.data<i64>([0xfffff, 0xfffff], 16)

export function allocateTable(pieceCount: i32, kinkCount: i32): void {
  pieces = allocate(<usize>pieceCount << 6)
  kinks = allocate((<usize>kinkCount << 4) + 16)
  kinksEnd = kinks + (<usize>kinkCount << 4)
}

/** Makes room for `count` tables of different layers. */
export function allocateTables(count: i32): void {
  tables = allocate(<usize>count * KEPT)
}

/** Keeps the table that was allocated and written last under a number. */
export function keepTable(number: i32): void {
  const place = tables + <usize>number * KEPT
  store<u32>(place, <u32>pieces)
  store<u32>(place, <u32>kinks, 4)
  store<u32>(place, <u32>kinksEnd, 8)
  memory.copy(place + 16, GRID, 80)
}

/** Makes a kept table the one that `tableStrip` takes. */
export function selectTable(number: i32): void {
  const place = tables + <usize>number * KEPT
  pieces = load<u32>(place)
  kinks = load<u32>(place, 4)
  kinksEnd = load<u32>(place, 8)
  memory.copy(GRID, place + 16, 80)
}

/** g in place from `target` up to `end`. */
export function tableStrip(target: usize, end: usize): void {
  for (; target < end; target += 16) v128.store(target, tableValues(v128.load(target)))
}

@inline
function tableValues(z: v128): v128 {
  const inside = f64x2.pmin(v128.load(GRID, 16), f64x2.pmax(v128.load(GRID), z))
  const t = f64x2.add(f64x2.mul(inside, v128.load(GRID, 32)), v128.load(GRID, 64))
  const d = f64x2.sub(z, f64x2.mul(f64x2.sub(t, v128.load(GRID, 64)), v128.load(GRID, 48)))
  let number = v128.and(t, v128.load(V_NUMBER))
  // A true comparison is -1.
  for (let kink = kinks; kink < kinksEnd; kink += 16) {
    number = i64x2.sub(number, f64x2.ge(z, v128.load(kink)))
  }
  const offsets = i64x2.shl(number, 6)
  const p0 = pieces + <usize>i64x2.extract_lane(offsets, 0)
  const p1 = pieces + <usize>i64x2.extract_lane(offsets, 1)
  let lower = v128.load(p0, 48)
  let upper = v128.load(p1, 48)
  let sum = f64x2.add(
    v128.shuffle<f64>(lower, upper, 0, 2),
    f64x2.mul(d, v128.shuffle<f64>(lower, upper, 1, 3))
  )
  lower = v128.load(p0, 32)
  upper = v128.load(p1, 32)
  sum = f64x2.add(v128.shuffle<f64>(lower, upper, 1, 3), f64x2.mul(d, sum))
  sum = f64x2.add(v128.shuffle<f64>(lower, upper, 0, 2), f64x2.mul(d, sum))
  lower = v128.load(p0, 16)
  upper = v128.load(p1, 16)
  sum = f64x2.add(v128.shuffle<f64>(lower, upper, 1, 3), f64x2.mul(d, sum))
  sum = f64x2.add(v128.shuffle<f64>(lower, upper, 0, 2), f64x2.mul(d, sum))
  lower = v128.load(p0)
  upper = v128.load(p1)
  sum = f64x2.add(v128.shuffle<f64>(lower, upper, 1, 3), f64x2.mul(d, sum))
  return f64x2.add(v128.shuffle<f64>(lower, upper, 0, 2), f64x2.mul(d, sum))
}
