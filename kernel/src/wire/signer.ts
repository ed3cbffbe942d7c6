import { createHmac, timingSafeEqual } from 'node:crypto'
import { WireError } from './wireError.js'

/**
 * Signs and verifies the four JSON frames of a message: hexadecimal HMAC over header, parent
 * header, metadata and content, in that order ("The Wire Protocol" of the messaging docs). With an
 * empty key nothing is signed and everything is believed, as the protocol prescribes.
 */
export class Signer {
  readonly #key: Buffer
  readonly #hash: string

  /**
   * @param key from the connection file, used as its UTF-8 bytes
   * @param scheme `hmac-` and the name of a hash, for example `hmac-sha256`
   * @throws WireError if the scheme is not `hmac-` and a hash that this Node knows
   */
  constructor(key: string, scheme: string) {
    this.#key = Buffer.from(key, 'utf8')
    this.#hash = scheme.startsWith('hmac-') ? scheme.slice('hmac-'.length) : ''
    try {
      createHmac(this.#hash, 'probe')
    } catch (cause) {
      throw new WireError(`unknown signature scheme ${JSON.stringify(scheme)}`, { cause })
    }
  }

  /** Whether messages are signed at all. */
  get active(): boolean {
    return this.#key.length > 0
  }

  /** Signature of the frames as lower-case hexadecimal digits, empty without a key. */
  sign(frames: readonly Uint8Array[]): string {
    return this.active ? this.#digest(frames).toString('hex') : ''
  }

  /** Compares in constant time, on the bytes as they were received. */
  verify(frames: readonly Uint8Array[], signature: Uint8Array): boolean {
    if (!this.active) return true
    const expected = Buffer.from(this.#digest(frames).toString('hex'), 'latin1')
    return signature.length === expected.length && timingSafeEqual(expected, signature)
  }

  #digest(frames: readonly Uint8Array[]): Buffer {
    const hmac = createHmac(this.#hash, this.#key)
    for (const frame of frames) hmac.update(frame)
    return hmac.digest()
  }
}
