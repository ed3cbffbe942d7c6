import { expect, test } from 'vitest'
import { inlineTables } from '../../../extension/src/renderer/inlineRows.js'
import { csvText, latexText, markdownText } from '../../../extension/src/instruments/tableText.js'

const tables = inlineTables({
  data: {
    values: [
      { name: 'a|b, "c"', value: 1.5e-7 },
      { name: '50 %', value: 0.1 + 0.2 }
    ]
  }
})

test('CSV quotes what needs it and keeps every digit', () => {
  expect(csvText(tables)).toBe('name,value\r\n"a|b, ""c""",1.5e-7\r\n50 %,0.30000000000000004\r\n')
})

test('Markdown escapes the bars of its table', () => {
  expect(markdownText(tables)).toBe(
    '| name | value |\n| --- | --- |\n| a\\|b, "c" | 1.5e-7 |\n| 50 % | 0.30000000000000004 |\n'
  )
})

test('LaTeX writes powers of ten and escapes its signs', () => {
  expect(latexText(tables)).toContain('  a|b, "c" & $1.5 \\times 10^{-7}$ \\\\')
  expect(latexText(tables)).toContain('  50 \\% & $0.30000000000000004$ \\\\')
})

test('rows of several tables get a column that names the table', () => {
  const data = [
    { name: 'first', values: [{ a: 1 }] },
    { name: 'second', values: [{ b: 2 }] }
  ]
  expect(csvText(inlineTables({ data }))).toBe('table,a,b\r\nfirst,1,\r\nsecond,,2\r\n')
})
