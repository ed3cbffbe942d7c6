import type { EngineChannel } from './engineChannel.js'

/** Sends what user code writes to the standard streams, by `console` or directly, to the channel. */
export function captureStreams(channel: EngineChannel): void {
  for (const name of ['stdout', 'stderr'] as const) {
    const write = (
      chunk: string | Uint8Array,
      encoding?: BufferEncoding | ((error?: Error) => void),
      done?: (error?: Error) => void
    ): boolean => {
      const given = typeof encoding === 'function' ? undefined : encoding
      const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString(given)
      channel.write(name, text)
      const finished = typeof encoding === 'function' ? encoding : done
      if (finished) queueMicrotask(() => finished())
      return true
    }
    process[name].write = write
  }
}
