// Standard normals by a ziggurat of 2048 layers of equal area (G. Marsaglia and W. W. Tsang,
// J. Stat. Softw. 5 (2000) 8). One 64-bit word a normal: bits 3 … 13 choose the layer, bits 14 … 63
// the place in it. A call draws its words first, where the normals will stand: a loop that did both would
// run out of registers. The fast path tests six words by one branch; a rejected word is judged again,
// with the same operations, by the scalar path.
import { exponential } from './exponential'
import { logarithm } from './logarithm'
import { fillWords, spareUniform, spareWord } from './randomStream'

/** Right end of the lowest layer, and the area of each layer, for 2048 layers. */
const TAIL: f64 = 4.216370409511897
const AREA: f64 = 0.0006126065176240461

/** Width of each layer, and 0 at the end: the width of the next one needs no test. */
const WIDTHS: usize = memory.data(2049 * 8, 16)
/** Heights exp(-x^2/2) at the lower edge of each layer, and 1 at the end. */
const HEIGHTS: usize = memory.data(2049 * 8, 16)

// A place in a layer is an odd multiple of 2^-50 in (-1, 1), so that no sign is favoured: the word
// without its 12 low bits, the next two of them set, is a number from 2 to 4, less the middle of those.
const V_TWO: usize = memory.data<u64>([0x4000000000000003, 0x4000000000000003], 16)
const V_MIDDLE: usize = memory.data<f64>([3.0000000000000004, 3.0000000000000004], 16)
const V_SIGN: usize = memory.data<u64>([0x8000000000000000, 0x8000000000000000], 16)

@inline
function height(x: f64): f64 {
  return exponential(-0.5 * x * x)
}

export function fillLayers(): void {
  let x = TAIL
  store<f64>(WIDTHS, AREA / height(TAIL))
  for (let i: usize = 1; i < 2048; i++) {
    const h = height(x)
    store<f64>(WIDTHS + (i << 3), x)
    store<f64>(HEIGHTS + (i << 3), h)
    x = sqrt(-2 * logarithm(AREA / x + h))
  }
  // The top layer ends at x = 0, where the area closes to the last bits of TAIL.
  store<f64>(WIDTHS + (2048 << 3), 0)
  store<f64>(HEIGHTS + (2048 << 3), 1)
}

/** The normal that `word` stands for; a rejected word is replaced by scalar ones. */
@inline
function judgeWord(word: u64): f64 {
  while (true) {
    const layer = <usize>((word >> 3) & 2047) << 3
    const place = reinterpret<f64>((word >> 12) | 0x4000000000000003) - 3.0000000000000004
    const x = place * load<f64>(WIDTHS + layer)
    if (abs(x) < load<f64>(WIDTHS + layer, 8)) return x
    if (layer == 0) return copysign(tailNormal(), x)
    const low = load<f64>(HEIGHTS + layer)
    const high = load<f64>(HEIGHTS + layer, 8)
    if (low + spareUniform() * (high - low) < height(x)) return x
    word = spareWord()
  }
}

/** |x| beyond TAIL (G. Marsaglia, Technometrics 6 (1964) 101). */
export function tailNormal(): f64 {
  while (true) {
    const x = -logarithm(spareUniform()) / TAIL
    const y = -logarithm(spareUniform())
    if (y + y > x * x) return TAIL + x
  }
}

/** Fills `count` vectors (rounded up to a multiple of three) of two standard normals each. */
export function fillNormals(target: usize, count: i32): void {
  const end = target + <usize>((count + 2) / 3) * 48
  fillWords(target, end)
  while (true) {
    target = acceptWords(target, end)
    if (target == end) return
    for (const next = target + 48; target < next; target += 8) {
      store<f64>(target, judgeWord(load<u64>(target)))
    }
    if (target == end) return
  }
}

/** Width of the layer that the word at `address` chooses, and the width that needs no test. */
@inline
function widths(address: usize): v128 {
  return v128.load(<usize>load<u16>(address) & 0x3ff8, WIDTHS)
}

/** Places in (-1, 1) that two words choose. */
@inline
function places(words: v128, two: v128, middle: v128): v128 {
  return f64x2.sub(v128.or(i64x2.shr_u(words, 12), two), middle)
}

/** Whether two normals lie in the parts of their layers that need no test. */
@inline
function inside(normals: v128, sign: v128, even: v128, odd: v128): v128 {
  return f64x2.lt(v128.andnot(normals, sign), v128.shuffle<f64>(even, odd, 1, 3))
}

/**
 * Puts the normals of accepted words in their place, six at a time; returns where a rejected word is among
 * six, or `end`.
 */
function acceptWords(target: usize, end: usize): usize {
  const two = v128.load(V_TWO)
  const middle = v128.load(V_MIDDLE)
  const sign = v128.load(V_SIGN)
  do {
    let even = widths(target)
    let odd = widths(target + 8)
    let place = places(v128.load(target), two, middle)
    const a = f64x2.mul(place, v128.shuffle<f64>(even, odd, 0, 2))
    const insideA = inside(a, sign, even, odd)
    even = widths(target + 16)
    odd = widths(target + 24)
    place = places(v128.load(target, 16), two, middle)
    const b = f64x2.mul(place, v128.shuffle<f64>(even, odd, 0, 2))
    const insideB = inside(b, sign, even, odd)
    even = widths(target + 32)
    odd = widths(target + 40)
    place = places(v128.load(target, 32), two, middle)
    const c = f64x2.mul(place, v128.shuffle<f64>(even, odd, 0, 2))
    const insideC = inside(c, sign, even, odd)
    const allInside = v128.and(v128.and(insideA, insideB), insideC)
    if (i64x2.bitmask(allInside) != 3) return target
    v128.store(target, a)
    v128.store(target, b, 16)
    v128.store(target, c, 32)
    target += 48
  } while (target < end)
  return target
}
