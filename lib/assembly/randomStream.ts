// xoshiro256+ of D. Blackman and S. Vigna (ACM Trans. Math. Softw. 47 (2021) 36): two vector
// generators of two lanes each for the bulk, one scalar generator for rejected normals.

/** Five states of four 64-bit words: lane 0 … 3 of the bulk, then the scalar generator. */
export const SEEDS: usize = memory.data(160, 16)

/** Vector states, word by word: generator A (lanes 0, 1), then generator B (lanes 2, 3). */
export const BULK: usize = memory.data(128, 16)

const SPARE: usize = memory.data(32, 16)

/** Starts the stream whose five states stand at SEEDS. */
export function startStream(): void {
  for (let lane: usize = 0; lane < 4; lane++) {
    for (let word: usize = 0; word < 4; word++) {
      const value = load<u64>(SEEDS + (lane << 5) + (word << 3))
      store<u64>(BULK + ((lane >> 1) << 6) + (word << 4) + ((lane & 1) << 3), value)
    }
  }
  memory.copy(SPARE, SEEDS + 128, 32)
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
