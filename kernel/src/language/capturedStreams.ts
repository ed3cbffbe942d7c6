import { StringDecoder } from 'node:string_decoder'
import { toUSVString } from 'node:util'
import type { EngineChannel } from './engineChannel.js'

interface StreamOfDescriptor {
  readonly _handle?: { setBlocking?(blocking: boolean): void }
}

type Done = (error?: Error | null) => void

/** Sends what user code writes to the standard streams, by `console` or directly, to the channel. */
export function captureStreams(channel: EngineChannel): void {
  for (const name of ['stdout', 'stderr'] as const) {
    // A chunk may end inside a character, whose rest comes with the next.
    const decoder = new StringDecoder('utf8')
    const textOf = (chunk: string | Uint8Array, encoding: BufferEncoding | undefined): string => {
      if (ArrayBuffer.isView(chunk)) return decoder.write(bytesOf(chunk))
      // What is neither bytes nor text is refused here, as by Node's streams.
      if (typeof chunk !== 'string') return decoder.write(Buffer.from(chunk))
      const isUtf8 = encoding === undefined || /^utf-?8$/i.test(encoding)
      if (!isUtf8) return decoder.write(Buffer.from(chunk, encoding))
      // Each string becomes bytes by itself: two halves of a surrogate pair do not find each other.
      return decoder.end() + toUSVString(chunk)
    }
    const write = (
      chunk: string | Uint8Array,
      encoding?: BufferEncoding | Done,
      done?: Done
    ): boolean => {
      channel.write(name, textOf(chunk, typeof encoding === 'string' ? encoding : undefined))
      const finished = typeof encoding === 'function' ? encoding : done
      if (finished) queueMicrotask(() => finished())
      return true
    }
    process[name].write = write
    // Node lets pipes refuse what they cannot take at once; who writes to the descriptor waits instead.
    const { _handle: handle } = process[name] as unknown as StreamOfDescriptor
    handle?.setBlocking?.(true)
  }
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength)
}
