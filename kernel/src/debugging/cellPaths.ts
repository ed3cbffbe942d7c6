import { tmpdir } from 'node:os'
import { join, sep } from 'node:path'

/** Seed of the hash by which clients find the path of a cell: any number does that both sides know. */
const hashSeed = 0xc70f6907

/**
 * How paths of cells are made, as the reply to `debugInfo` says it. Nothing is written there. The number is that of
 * the kernel and not of its engine, which may be replaced.
 */
export const cellPathRule = {
  hashMethod: 'Murmur2',
  hashSeed,
  tmpFilePrefix: join(tmpdir(), `nnqft-kernel-${process.ppid}`) + sep,
  tmpFileSuffix: '.ts'
} as const

/** The path by which clients know a cell: two cells of the same text have the same. */
export function cellPath(code: string): string {
  const { tmpFilePrefix, tmpFileSuffix } = cellPathRule
  return `${tmpFilePrefix}${murmur2(code, hashSeed)}${tmpFileSuffix}`
}

/** MurmurHash2 of Austin Appleby, of a text in UTF-8, 32 bits. */
export function murmur2(text: string, seed: number): number {
  const factor = 0x5bd1e995
  const bytes = Buffer.from(text)
  const whole = bytes.length - (bytes.length % 4)
  let hash = seed ^ bytes.length
  for (let i = 0; i < whole; i += 4) {
    let block = Math.imul(bytes.readInt32LE(i), factor)
    block ^= block >>> 24
    hash = Math.imul(hash, factor) ^ Math.imul(block, factor)
  }
  if (whole < bytes.length) {
    for (let i = whole; i < bytes.length; i++) hash ^= (bytes[i] ?? 0) << (8 * (i - whole))
    hash = Math.imul(hash, factor)
  }
  hash ^= hash >>> 13
  hash = Math.imul(hash, factor)
  return (hash ^ (hash >>> 15)) >>> 0
}
