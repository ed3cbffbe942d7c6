import * as vega from 'vega'
import type { Spec } from 'vega'
import * as vegaLite from 'vega-lite'
import { expect, test } from 'vitest'
import { readTables } from '../../../extension/src/renderer/readTables.js'

const rows = [
  { a: 1, b: 'x' },
  { a: 2, b: 'y' }
]
const mark = 'point'
const encoding = { x: { field: 'a', type: 'quantitative' }, y: { field: 'b', type: 'nominal' } }
const geometry = { type: 'Point', coordinates: [1, 2] }

const read = (spec: object, texts: Record<string, string> = {}) =>
  readTables({ vega } as never, spec as Spec, new Map(Object.entries(texts)))

test.each([
  ['comma-separated values', 'a,b\n1,x\n2,y', { type: 'csv' }],
  ['values between tabs', 'a\tb\n1\tx\n2\ty\n', { type: 'tsv' }],
  ['values between signs of the author', 'a;b\r\n1;x\r\n2;y', { type: 'dsv', delimiter: ';' }],
  ['JSON as text', JSON.stringify(rows), { type: 'json' }],
  ['JSON with the rows inside', JSON.stringify({ of: { rows } }), { property: 'of.rows' }],
  ['an object with the rows inside', { rows }, { type: 'json', property: 'rows' }]
])('%s in a specification are a table', (_, values, format) => {
  const named = { datasets: { points: values }, data: { name: 'points', format }, mark, encoding }
  const unnamed = { data: { values, format }, mark, encoding }
  for (const [spec, name] of [
    [named, 'points'],
    [unnamed, 'source_0']
  ] as const) {
    const [table] = read(vegaLite.compile(spec as never).spec)
    // Without a `parse` of the author's, fields of text are text; the chart makes numbers of them later.
    const numbers = table.rows.map((row) => ({ ...row, a: Number(row['a']) }))
    expect({ ...table, rows: numbers }).toEqual({ name, rows })
  }
})

test('rows in groups of Vega, from files and from text, are tables; lists are left to the specification', () => {
  const inner = { name: 'inner', values: 'a,b\n1,x\n2,y', format: { type: 'csv', parse: 'auto' } }
  const file = { name: 'file', url: 'rows.json' }
  const map = { type: 'FeatureCollection', features: [{ type: 'Feature', geometry }] }
  const spec = {
    data: [
      { name: 'list', values: rows },
      { name: 'derived', source: 'list' },
      { name: 'map', values: map, format: { property: 'features' } }
    ],
    marks: [{ type: 'group', data: [inner], marks: [{ type: 'group', data: [file] }] }]
  }
  expect(read(spec, { 'rows.json': JSON.stringify(rows) })).toEqual([
    { name: 'map', rows: [{ type: 'Feature', geometry }] },
    { name: 'inner', rows },
    { name: 'rows.json', rows }
  ])
  expect(read(spec).map(({ name }) => name)).toEqual(['map', 'inner'])
})
