import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'

/** SHA-256 of a text (UTF-8), as 64 hexadecimal digits. */
export function textDigest(text: string): string {
  return bytesToHex(sha256(utf8ToBytes(text)))
}

/** 256-bit states that one random stream of the sampler takes. */
export const streamStateCount = 7

/**
 * Initial states of the random stream called `name`: state i is SHA-256 of `name/i`, so that
 * streams of different names are independent for every practical purpose.
 *
 * @returns bytes, shape [state][32]
 */
export function streamStates(name: string): Uint8Array {
  const states = new Uint8Array(streamStateCount * 32)
  for (let i = 0; i < streamStateCount; i++) {
    states.set(sha256(utf8ToBytes(`${name}/${i}`)), i * 32)
  }
  return states
}
