// xoshiro256+ of D. Blackman and S. Vigna (ACM Trans. Math. Softw. 47 (2021) 36): three vector
// generators of two lanes each for the bulk, one scalar generator for rejected normals. With fewer than
// three in flight the processor would wait for each step.

/** Seven states of four 64-bit words: lane 0 … 5 of the bulk, then the scalar generator. */
export const SEEDS: usize = memory.data(224, 16)

/** Vector states, word by word: generator a (lanes 0, 1), then b (lanes 2, 3), then c. */
const BULK: usize = memory.data(192, 16)

const SPARE: usize = memory.data(32, 16)

const SCRATCH: usize = memory.data(224, 16)

/** Bytes of the seven states of a stream. */
export const STREAM: usize = 224

/** Exchanges the stream that is drawn from with the one at `other`, as it was left. */
export function exchangeStreams(other: usize): void {
  memory.copy(SCRATCH, BULK, 192)
  memory.copy(SCRATCH + 192, SPARE, 32)
  memory.copy(BULK, other, 192)
  memory.copy(SPARE, other + 192, 32)
  memory.copy(other, SCRATCH, STREAM)
}

/** Starts the stream whose seven states stand at `seeds`. */
export function startStream(seeds: usize): void {
  for (let lane: usize = 0; lane < 6; lane++) {
    for (let word: usize = 0; word < 4; word++) {
      const value = load<u64>(seeds + (lane << 5) + (word << 3))
      store<u64>(BULK + ((lane >> 1) << 6) + (word << 4) + ((lane & 1) << 3), value)
    }
  }
  memory.copy(SPARE, seeds + 192, 32)
}

/** Fills vectors with words of the bulk, three at a time, from `target` until `end` is reached. */
export function fillWords(target: usize, end: usize): void {
  let a0 = v128.load(BULK)
  let a1 = v128.load(BULK, 16)
  let a2 = v128.load(BULK, 32)
  let a3 = v128.load(BULK, 48)
  let b0 = v128.load(BULK, 64)
  let b1 = v128.load(BULK, 80)
  let b2 = v128.load(BULK, 96)
  let b3 = v128.load(BULK, 112)
  let c0 = v128.load(BULK, 128)
  let c1 = v128.load(BULK, 144)
  let c2 = v128.load(BULK, 160)
  let c3 = v128.load(BULK, 176)
  do {
    v128.store(target, i64x2.add(a0, a3))
    v128.store(target, i64x2.add(b0, b3), 16)
    v128.store(target, i64x2.add(c0, c3), 32)
    const tA = i64x2.shl(a1, 17)
    a2 = v128.xor(a2, a0)
    a3 = v128.xor(a3, a1)
    a1 = v128.xor(a1, a2)
    a0 = v128.xor(a0, a3)
    a2 = v128.xor(a2, tA)
    a3 = v128.or(i64x2.shl(a3, 45), i64x2.shr_u(a3, 19))
    const tB = i64x2.shl(b1, 17)
    b2 = v128.xor(b2, b0)
    b3 = v128.xor(b3, b1)
    b1 = v128.xor(b1, b2)
    b0 = v128.xor(b0, b3)
    b2 = v128.xor(b2, tB)
    b3 = v128.or(i64x2.shl(b3, 45), i64x2.shr_u(b3, 19))
    const tC = i64x2.shl(c1, 17)
    c2 = v128.xor(c2, c0)
    c3 = v128.xor(c3, c1)
    c1 = v128.xor(c1, c2)
    c0 = v128.xor(c0, c3)
    c2 = v128.xor(c2, tC)
    c3 = v128.or(i64x2.shl(c3, 45), i64x2.shr_u(c3, 19))
    target += 48
  } while (target < end)
  v128.store(BULK, a0)
  v128.store(BULK, a1, 16)
  v128.store(BULK, a2, 32)
  v128.store(BULK, a3, 48)
  v128.store(BULK, b0, 64)
  v128.store(BULK, b1, 80)
  v128.store(BULK, b2, 96)
  v128.store(BULK, b3, 112)
  v128.store(BULK, c0, 128)
  v128.store(BULK, c1, 144)
  v128.store(BULK, c2, 160)
  v128.store(BULK, c3, 176)
}

/** Next word of the scalar generator. */
export function spareWord(): u64 {
  const s0 = load<u64>(SPARE)
  let s1 = load<u64>(SPARE, 8)
  let s2 = load<u64>(SPARE, 16)
  let s3 = load<u64>(SPARE, 24)
  const word = s0 + s3
  const t = s1 << 17
  s2 ^= s0
  s3 ^= s1
  s1 ^= s2
  store<u64>(SPARE, s0 ^ s3)
  store<u64>(SPARE, s1, 8)
  store<u64>(SPARE, s2 ^ t, 16)
  store<u64>(SPARE, rotl<u64>(s3, 45), 24)
  return word
}

/** Uniform in (0, 1], 53 bits, from the scalar generator. */
export function spareUniform(): f64 {
  return (<f64>(spareWord() >> 11) + 1) * 1.1102230246251565e-16
}
