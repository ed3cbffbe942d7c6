import fc from 'fast-check'
import Database from 'libsql'
import { expect, it } from 'vitest'
import { globPattern } from '../../../kernel/src/protocol/history/globPattern.js'

const database = new Database(':memory:')
const statement = database.prepare('SELECT ? GLOB ? AS fits')
const bySqlite = (pattern: string, text: string) =>
  (statement.get(text, pattern) as { fits: number }).fits === 1

it.each([
  ['*', ''],
  ['', ''],
  ['', 'a'],
  ['a*b*c', 'aXbXbc'],
  ['*.ts', 'a\n.ts'],
  ['?', '😀'],
  ['[a-c]x', 'bx'],
  ['[^a-c]x', 'bx'],
  ['[]a]', ']'],
  ['[^]a]', ']'],
  ['[a-]', '-'],
  ['a[b', 'a[b'],
  ['[[]', '[']
])('the pattern %j fits %j as in SQLite', (pattern, text) => {
  expect(globPattern(pattern)(text)).toBe(bySqlite(pattern, text))
})

it('any pattern fits any text as in SQLite', () => {
  const letters = fc.constantFrom('a', 'b', 'c', '*', '?', '[', ']', '^', '-', 'é', '😀')
  const words = fc.string({ unit: letters, maxLength: 8 })
  fc.assert(
    fc.property(words, words, (pattern, text) => {
      expect(globPattern(pattern)(text)).toBe(bySqlite(pattern, text))
    }),
    { numRuns: 3000 }
  )
})

// A pattern that is tried in all ways takes longer than anybody waits.
it('many stars take no time', () => {
  expect(globPattern(`${'*a'.repeat(40)}*b`)('a'.repeat(2000))).toBe(false)
})
