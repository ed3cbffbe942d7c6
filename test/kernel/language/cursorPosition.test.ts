import fc from 'fast-check'
import { expect, it } from 'vitest'
import { codePointOffset, utf16Offset } from '../../../kernel/src/language/cursorPosition.js'

it('characters outside the basic plane count once for Jupyter and twice for TypeScript', () => {
  expect(utf16Offset('a🙂b', 2)).toBe(3)
  expect(codePointOffset('a🙂b', 3)).toBe(2)
  expect(utf16Offset('ab', 99)).toBe(2)
})

it('the two offsets are inverse to each other', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.nat(), (text, seed) => {
      const count = seed % ([...text].length + 1)
      expect(codePointOffset(text, utf16Offset(text, count))).toBe(count)
    })
  )
})
