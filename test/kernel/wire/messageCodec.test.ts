import { toUSVString } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Message } from '../../../kernel/src/wire/message.js'
import { MessageCodec } from '../../../kernel/src/wire/messageCodec.js'
import { ReplayGuard } from '../../../kernel/src/wire/replayGuard.js'
import { Signer } from '../../../kernel/src/wire/signer.js'
import { WireError } from '../../../kernel/src/wire/wireError.js'

const codec = () => new MessageCodec(new Signer('key', 'hmac-sha256'))

const header = {
  msg_id: 'id',
  session: 'session',
  username: 'user',
  date: '2026-01-01T00:00:00Z',
  msg_type: 'kernel_info_request',
  version: '5.4'
}
const message: Message = {
  identities: [Buffer.from('client')],
  header,
  parentHeader: {},
  metadata: {},
  content: {},
  buffers: []
}

const jsonObject = fc
  .dictionary(
    fc.string().filter((key) => key !== '__proto__'),
    fc.jsonValue({ noUnicodeString: false })
  )
  .map((value) => JSON.parse(JSON.stringify(value)) as Record<string, unknown>)
const bytes = fc.uint8Array({ maxLength: 40 }).map((array) => Buffer.from(array))

describe('a message', () => {
  it('carries U+FFFD for each half of a surrogate pair, in texts and keys', () => {
    const texts = fc.array(
      fc.constantFrom('\ud83d', '\ude00', '\\', '\\ud83d', '\n', '😀', 'u', 'd')
    )
    fc.assert(
      fc.property(texts, (parts) => {
        const text = parts.join('')
        const content = { [text]: [text] }
        const frames = codec().encode({ ...message, content })
        const whole = toUSVString(text)
        expect(JSON.parse(Buffer.from(frames[6] ?? []).toString())).toEqual({ [whole]: [whole] })
      })
    )
  })

  it('comes back from its frames as it was', () => {
    const messages = fc.record({
      identities: fc.array(bytes, { maxLength: 3 }),
      header: fc.record({
        msg_id: fc.string(),
        session: fc.string(),
        username: fc.string(),
        date: fc.string(),
        msg_type: fc.string(),
        version: fc.constant('5.4')
      }),
      parentHeader: fc.constant({}),
      metadata: jsonObject,
      content: jsonObject,
      buffers: fc.array(bytes, { maxLength: 3 })
    })
    fc.assert(
      fc.property(messages, (given) => {
        const frames = codec()
          .encode(given)
          .map((frame) => Buffer.from(frame))
        expect(codec().decode(frames)).toEqual(given)
      })
    )
  })

  it('is refused when it comes a second time', () => {
    const receiver = codec()
    const frames = codec().encode(message)
    receiver.decode(frames)
    expect(() => receiver.decode(frames)).toThrow('replayed message')
  })

  it.each([
    ['no <IDS|MSG> delimiter', (frames: Uint8Array[]) => frames.slice(2)],
    ['too few frames', (frames: Uint8Array[]) => frames.slice(0, 6)],
    ['wrong signature', (frames: Uint8Array[]) => frames.with(6, Buffer.from('{"code":"1"}'))]
  ])('is refused with "%s"', (reason, damage) => {
    expect(() => codec().decode(damage(codec().encode(message)))).toThrow(reason)
  })

  it.each([
    ['a frame is not a JSON object', '[]'],
    ['a frame is not JSON', '{'],
    ['header without msg_id', '{}']
  ])('with a right signature is still refused with "%s"', (reason, headerText) => {
    const parts = [headerText, '{}', '{}', '{}'].map((text) => Buffer.from(text))
    const signature = Buffer.from(new Signer('key', 'hmac-sha256').sign(parts))
    const frames = [Buffer.from('<IDS|MSG>'), signature, ...parts]
    expect(() => codec().decode(frames)).toThrow(reason)
  })

  it('damaged in any way gives a WireError and nothing else: 100000 mutations', () => {
    const receiver = codec()
    const frames = codec().encode({ ...message, content: { code: 'π = "🙂"' } })
    const original: Buffer[] = frames.map((frame) => Buffer.from(frame))
    // A fixed stream of numbers (xorshift), so that a failure can be repeated.
    let state = 0x9e3779b9
    const below = (limit: number) => {
      state ^= state << 13
      state ^= state >>> 17
      state ^= state << 5
      return (state >>> 0) % limit
    }
    for (let i = 0; i < 100_000; i++) {
      const mutated: Buffer[] = original.map((frame) => Buffer.from(frame))
      const at = 1 + below(mutated.length - 1)
      const frame = mutated[at] as Buffer
      const kind = below(5)
      if (kind === 0 && frame.length > 0) {
        const position = below(frame.length)
        frame[position] = (frame[position] as number) ^ (1 + below(255))
      } else if (kind === 1) mutated.splice(at, 1)
      else if (kind === 2) mutated[at] = frame.subarray(0, below(frame.length + 1) - 1)
      else if (kind === 3) mutated[at] = Buffer.concat([frame, Buffer.from([below(256)])])
      else mutated.splice(at, 0, Buffer.from([below(256), below(256)]))
      let outcome: unknown
      try {
        outcome = receiver.decode(mutated)
      } catch (error) {
        if (!(error instanceof WireError)) throw error
        continue
      }
      // Identities and buffers are not signed; all else must be as it was sent.
      expect(outcome).toMatchObject({ header, metadata: {}, content: { code: 'π = "🙂"' } })
    }
  })
})

describe('the memory of signatures', () => {
  it('is bounded: the oldest is forgotten first', () => {
    const guard = new ReplayGuard(2)
    for (const signature of ['a', 'b', 'c', 'a']) guard.admit(signature)
    expect(() => guard.admit('c')).toThrow('replayed')
  })
})
