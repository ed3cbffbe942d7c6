import { describe, expect, it } from 'vitest'
import { Signer } from '../../../kernel/src/wire/signer.js'
import { WireError } from '../../../kernel/src/wire/wireError.js'

const frames = (...texts: string[]) => texts.map((text) => Buffer.from(text))

describe('a signer', () => {
  it('gives the HMAC-SHA256 of RFC 4231, test case 2', () => {
    const signer = new Signer('Jefe', 'hmac-sha256')
    const digest = '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843'
    expect(signer.sign(frames('what do ya want for nothing?'))).toBe(digest)
    // The signature runs over the frames without separators.
    expect(signer.sign(frames('what do ya ', 'want ', '', 'for nothing?'))).toBe(digest)
  })

  it('believes only the exact signature', () => {
    const signer = new Signer('key', 'hmac-sha256')
    const parts = frames('{}', '{}', '{}', '{}')
    const right = Buffer.from(signer.sign(parts))
    expect(signer.verify(parts, right)).toBe(true)
    expect(signer.verify(parts, Buffer.from(right.toString().toUpperCase()))).toBe(false)
    expect(signer.verify(parts, right.subarray(1))).toBe(false)
    expect(signer.verify(parts, Buffer.alloc(0))).toBe(false)
    expect(signer.verify(frames('{}', '{}', '{}', '{ }'), right)).toBe(false)
    expect(new Signer('other', 'hmac-sha256').verify(parts, right)).toBe(false)
  })

  it('without a key signs nothing and believes everything', () => {
    const signer = new Signer('', 'hmac-sha256')
    expect(signer.sign(frames('a'))).toBe('')
    expect(signer.verify(frames('a'), Buffer.from('anything'))).toBe(true)
  })

  it('refuses a scheme that is not an HMAC of a known hash', () => {
    expect(() => new Signer('key', 'hmac-nonsense')).toThrow(WireError)
    expect(() => new Signer('key', 'sha256')).toThrow('unknown signature scheme "sha256"')
  })
})
