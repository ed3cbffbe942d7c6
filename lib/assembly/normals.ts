// Standard normals by a ziggurat of 1024 layers of equal area (G. Marsaglia and W. W. Tsang,
// J. Stat. Softw. 5 (2000) 8). One 64-bit word a normal: bits 2 … 11 choose the layer, bits 12 … 63
// the place in it. The fast path tests four normals by one branch; a rejected word is judged again,
// with the same operations, by the scalar path.
import { exponential } from './exponential'
import { logarithm } from './logarithm'
import { BULK, spareUniform, spareWord } from './randomStream'

/** Right end of the lowest layer, and the area of each layer, for 1024 layers. */
const TAIL: f64 = 4.038849846109504
const AREA: f64 = 0.001226324646353088

/** A layer, 16 bytes: its width, and the width of the part that needs no test. */
const LAYERS: usize = memory.data(1024 * 16, 16)
/** Heights exp(-x^2/2) at the lower edge of each layer, and 1 at the end. */
const HEIGHTS: usize = memory.data(1025 * 8, 16)

const V_OFFSET: usize = memory.data<i64>([0x3ff0, 0x3ff0], 16)
const V_TWO: usize = memory.data<i64>([0x4000000000000000, 0x4000000000000000], 16)
const V_THREE: usize = memory.data<f64>([3, 3], 16)
const V_SIGN: usize = memory.data<u64>([0x8000000000000000, 0x8000000000000000], 16)

@inline
function height(x: f64): f64 {
  return exponential(-0.5 * x * x)
}

export function fillLayers(): void {
  let x = TAIL
  store<f64>(LAYERS, AREA / height(TAIL))
  store<f64>(LAYERS, TAIL, 8)
  for (let i: usize = 1; i < 1024; i++) {
    const h = height(x)
    store<f64>(HEIGHTS + (i << 3), h)
    store<f64>(LAYERS + (i << 4), x)
    const top = AREA / x + h
    // The top layer ends at x = 0, where the area closes to the last bits of TAIL.
    x = i == 1023 ? 0 : sqrt(-2 * logarithm(top))
    store<f64>(LAYERS + (i << 4), x, 8)
  }
  store<f64>(HEIGHTS + (1024 << 3), 1)
}

/** The normal that `word` stands for; a rejected word is replaced by scalar ones. */
function judgeWord(word: u64): f64 {
  while (true) {
    const layer = <usize>((word >> 2) & 1023)
    const u = reinterpret<f64>((word >> 12) | 0x4000000000000000) - 3
    const x = u * load<f64>(LAYERS + (layer << 4))
    const size = abs(x)
    if (size < load<f64>(LAYERS + (layer << 4), 8)) return x
    if (layer == 0) return copysign(tailNormal(), x)
    const low = load<f64>(HEIGHTS + (layer << 3))
    const high = load<f64>(HEIGHTS + (layer << 3), 8)
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

@inline
function places(word: v128): v128 {
  return f64x2.sub(v128.or(i64x2.shr_u(word, 12), v128.load(V_TWO)), v128.load(V_THREE))
}

/** Fills `count` vectors (rounded up to even) of two standard normals each from `target` on. */
export function fillNormals(target: usize, count: i32): void {
  let a0 = v128.load(BULK)
  let a1 = v128.load(BULK, 16)
  let a2 = v128.load(BULK, 32)
  let a3 = v128.load(BULK, 48)
  let b0 = v128.load(BULK, 64)
  let b1 = v128.load(BULK, 80)
  let b2 = v128.load(BULK, 96)
  let b3 = v128.load(BULK, 112)
  const end = target + (<usize>((count + 1) >> 1) << 5)
  do {
    const wordA = i64x2.add(a0, a3)
    const wordB = i64x2.add(b0, b3)
    const offsetA = v128.and(i64x2.shl(wordA, 2), v128.load(V_OFFSET))
    const offsetB = v128.and(i64x2.shl(wordB, 2), v128.load(V_OFFSET))
    const tA = i64x2.shl(a1, 17)
    const tB = i64x2.shl(b1, 17)
    a2 = v128.xor(a2, a0)
    b2 = v128.xor(b2, b0)
    a3 = v128.xor(a3, a1)
    b3 = v128.xor(b3, b1)
    a1 = v128.xor(a1, a2)
    b1 = v128.xor(b1, b2)
    a0 = v128.xor(a0, a3)
    b0 = v128.xor(b0, b3)
    a2 = v128.xor(a2, tA)
    b2 = v128.xor(b2, tB)
    a3 = v128.or(i64x2.shl(a3, 45), i64x2.shr_u(a3, 19))
    b3 = v128.or(i64x2.shl(b3, 45), i64x2.shr_u(b3, 19))
    const layerA0 = v128.load(<usize>i32x4.extract_lane(offsetA, 0), LAYERS)
    const layerA1 = v128.load(<usize>i32x4.extract_lane(offsetA, 2), LAYERS)
    const layerB0 = v128.load(<usize>i32x4.extract_lane(offsetB, 0), LAYERS)
    const layerB1 = v128.load(<usize>i32x4.extract_lane(offsetB, 2), LAYERS)
    const xA = f64x2.mul(places(wordA), v128.shuffle<f64>(layerA0, layerA1, 0, 2))
    const xB = f64x2.mul(places(wordB), v128.shuffle<f64>(layerB0, layerB1, 0, 2))
    v128.store(target, xA)
    v128.store(target, xB, 16)
    const sign = v128.load(V_SIGN)
    const insideA = f64x2.lt(v128.andnot(xA, sign), v128.shuffle<f64>(layerA0, layerA1, 1, 3))
    const insideB = f64x2.lt(v128.andnot(xB, sign), v128.shuffle<f64>(layerB0, layerB1, 1, 3))
    if (i64x2.bitmask(v128.and(insideA, insideB)) != 3) {
      store<f64>(target, judgeWord(i64x2.extract_lane(wordA, 0)))
      store<f64>(target, judgeWord(i64x2.extract_lane(wordA, 1)), 8)
      store<f64>(target, judgeWord(i64x2.extract_lane(wordB, 0)), 16)
      store<f64>(target, judgeWord(i64x2.extract_lane(wordB, 1)), 24)
    }
    target += 32
  } while (target < end)
  v128.store(BULK, a0)
  v128.store(BULK, a1, 16)
  v128.store(BULK, a2, 32)
  v128.store(BULK, a3, 48)
  v128.store(BULK, b0, 64)
  v128.store(BULK, b1, 80)
  v128.store(BULK, b2, 96)
  v128.store(BULK, b3, 112)
}
