import fc from 'fast-check'
import { expect, it } from 'vitest'
import { encodeFrame, FrameReader } from '../../../kernel/src/language/channelFrames.js'

it('values survive the pipe, however the stream is cut', () => {
  const values = fc.array(fc.oneof(fc.string(), fc.double(), fc.uint8Array(), fc.constant(null)))
  fc.assert(
    fc.property(values, fc.integer({ min: 1, max: 9 }), (given, size) => {
      const stream = Buffer.concat(given.map(encodeFrame))
      const reader = new FrameReader()
      const read: unknown[] = []
      for (let at = 0; at < stream.length; at += size) {
        read.push(...reader.read(stream.subarray(at, at + size)))
      }
      expect(read.map((v) => (v instanceof Uint8Array ? Uint8Array.from(v) : v))).toEqual(given)
    })
  )
})
