// Globals of Node that the language layer and tslab's converter use, for them alone: cells do not see them.
import { notebookFolder } from '../memoryFiles.js'

export const process = {
  /** Which version of JavaScript tslab is to write. */
  version: 'v20.19.0',
  platform: 'linux',
  env: {},
  argv: [],
  cwd: () => notebookFolder
}

type Encoding = 'utf8' | 'latin1' | 'base64'

/** Bytes as text, and text as bytes. */
class Bytes extends Uint8Array<ArrayBuffer> {
  override toString(encoding: Encoding = 'utf8', start = 0, end = this.length): string {
    const part = this.subarray(start, end)
    if (encoding === 'utf8') return new TextDecoder().decode(part)
    let text = ''
    for (const byte of part) text += String.fromCharCode(byte)
    return encoding === 'base64' ? btoa(text) : text
  }

  equals(other: Uint8Array): boolean {
    return this.length === other.length && this.every((byte, i) => byte === other[i])
  }

  readUInt32BE(at: number): number {
    return new DataView(this.buffer, this.byteOffset, this.byteLength).getUint32(at)
  }
}

export const Buffer = {
  /** Of numbers, of a part of a buffer, or of the base64 text of bytes. */
  from(source: ArrayLike<number> | ArrayBuffer | string, start?: unknown, length?: number): Bytes {
    if (typeof source === 'string') {
      return Bytes.from(atob(source), (character) => character.charCodeAt(0)) as Bytes
    }
    return source instanceof ArrayBuffer
      ? new Bytes(source, Number(start), length)
      : (Bytes.from(source) as Bytes)
  }
}

export const setImmediate = (work: () => void): void => {
  setTimeout(work, 0)
}
