import { expect, test } from 'vitest'
import { inlineRowCount, inlineTables } from '../../../extension/src/renderer/inlineRows.js'

test('rows of named data sets, of layers and of Vega sources are found, usermeta is left out', () => {
  const spec = {
    datasets: { first: [{ a: 1 }, { a: 2 }] },
    layer: [{ data: { values: [3] } }, { data: { name: 'second', values: [{ a: 4 }] } }],
    data: [
      { name: 'third', values: [{ a: 5 }] },
      { name: 'remote', url: 'x' }
    ],
    usermeta: { data: { values: [{ a: 6 }] } }
  }
  expect(inlineTables(spec)).toEqual([
    { name: 'first', rows: [{ a: 1 }, { a: 2 }] },
    { name: 'data 2', rows: [{ data: 3 }] },
    { name: 'second', rows: [{ a: 4 }] },
    { name: 'third', rows: [{ a: 5 }] }
  ])
  expect(inlineRowCount(spec)).toBe(5)
})

test('rows that are text are counted by their lines, wherever they stand', () => {
  const spec = {
    datasets: { named: 'a,b\n1,2\n3,4' },
    layer: [{ data: { values: 'a\n1' } }],
    marks: [{ type: 'group', data: [{ name: 'inner', values: 'a\tb\n5\t6\n' }] }]
  }
  expect(inlineRowCount(spec)).toBe(3 + 2 + 3)
  expect(inlineTables(spec)).toEqual([])
})

test('lists that a view flattens are rows, as they are drawn', () => {
  const values = [
    { width: 2, combination: [0, 1], value: [0.5, 0.25] },
    { width: 3, combination: [0, 1], value: [0.125] }
  ]
  const rows = [
    { width: 2, combination: 0, value: 0.5 },
    { width: 2, combination: 1, value: 0.25 },
    { width: 3, combination: 0, value: 0.125 },
    { width: 3, combination: 1, value: null }
  ]
  const transform = [{ flatten: ['combination', 'value'] }]
  expect(inlineTables({ data: { values }, transform })).toEqual([{ name: 'data 1', rows }])
  expect(inlineTables({ data: { values } })).toEqual([{ name: 'data 1', rows: values }])
  expect(inlineRowCount({ data: { values }, transform })).toBe(4)
  expect(inlineRowCount({ data: { values } })).toBe(2)
})

test('lists that would fill the memory are counted, and stay lists', () => {
  const list = new Array(2_000_000).fill(0)
  const spec = {
    data: { values: Array.from({ length: 500 }, () => ({ list, a: 1, b: 2 })) },
    transform: [{ flatten: ['list'] }]
  }
  expect(inlineRowCount(spec)).toBe(1e9)
  expect(inlineTables(spec)[0].rows).toHaveLength(500)
})
