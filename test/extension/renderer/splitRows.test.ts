import { expect, test } from 'vitest'
import { copySpec, splitRows } from '../../../extension/src/renderer/splitRows.js'

test('rows leave a specification under names, which stay where they are given once', () => {
  const [a, b, c, d] = [[{ a: 1 }], [{ b: 1 }], [{ c: 1 }], [{ d: 1 }]]
  const text = { name: 'text', values: 'x,y' }
  const { spec, rows } = splitRows({
    datasets: { named: a, csv: 'x,y' },
    data: { values: b },
    layer: [
      { data: { name: 'own', values: c, format: { parse: { c: 'date' } } } },
      { data: { name: 'own', values: d } },
      { data: text }
    ]
  })
  expect(spec).toEqual({
    datasets: { csv: 'x,y' },
    data: { name: 'nnqft_rows_1' },
    layer: [
      { data: { name: 'own', format: { parse: { c: 'date' } } } },
      { data: { name: 'nnqft_rows_3' } },
      { data: text }
    ]
  })
  expect([...rows]).toEqual([
    ['named', a],
    ['nnqft_rows_1', b],
    ['own', c],
    ['nnqft_rows_3', d]
  ])
  expect(rows.get('own')).toBe(c)
})

// They left with the others, and nothing put them back: marks of the group had no rows.
test('rows inside groups of Vega stay, and are copies: names are those of the group', () => {
  const group = () => ({ type: 'group', data: [{ name: 'table', values: [{ a: 2 }] }] })
  const given = { data: [{ name: 'table', values: [{ a: 1 }] }], marks: [group(), group()] }
  const { spec, rows } = splitRows(given)
  expect(spec).toEqual({ data: [{ name: 'table' }], marks: [group(), group()] })
  expect([...rows]).toEqual([['table', [{ a: 1 }]]])
  expect((spec as typeof given).marks[0].data[0].values[0]).not.toBe(
    given.marks[0].data[0].values[0]
  )
})

test('a copy shares the rows and nothing else', () => {
  const spec = { data: { values: [{ a: 1 }] }, mark: { type: 'point' } }
  const copy = copySpec(spec) as typeof spec
  expect(copy).toEqual(spec)
  expect(copy.data.values).toBe(spec.data.values)
  expect(copy.mark).not.toBe(spec.mark)
})
