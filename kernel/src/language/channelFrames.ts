import { deserialize, serialize } from 'node:v8'

const headerBytes = 4

/** A value as a frame of the pipe between supervisor and engine: length (32 bit), then V8's own
 * serialisation, which keeps binary data binary. */
export function encodeFrame(value: unknown): Buffer {
  const body = serialize(value)
  const header = Buffer.alloc(headerBytes)
  header.writeUInt32LE(body.length)
  return Buffer.concat([header, body])
}

/** Cuts a byte stream into the values of its frames. */
export class FrameReader {
  #pending: Buffer[] = []
  #length = 0

  /** Values completed by these bytes. */
  read(chunk: Buffer): unknown[] {
    this.#pending.push(chunk)
    this.#length += chunk.length
    const values: unknown[] = []
    while (this.#length >= headerBytes) {
      if ((this.#pending[0]?.length ?? 0) < headerBytes) this.#join()
      const size = this.#pending[0]?.readUInt32LE() ?? 0
      if (this.#length < headerBytes + size) break
      const all = this.#join()
      values.push(deserialize(all.subarray(headerBytes, headerBytes + size)))
      this.#pending = [all.subarray(headerBytes + size)]
      this.#length -= headerBytes + size
    }
    return values
  }

  #join(): Buffer {
    const all = Buffer.concat(this.#pending)
    this.#pending = [all]
    return all
  }
}
