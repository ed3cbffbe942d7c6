import { nullTranslator } from '@jupyterlab/translation'
import { expect, test } from 'vitest'
import { spokenRow } from '../../../extension/src/instruments/spokenRow.js'
import { inlineTables } from '../../../extension/src/renderer/inlineRows.js'
import { spokenSummary } from '../../../extension/src/instruments/spokenSummary.js'

const trans = nullTranslator.load('jupyterlab_nnqft')

test('a row is told with four digits, without lists and what drawing added', () => {
  const row = {
    series: 'measured',
    m: 0.123456,
    combinations: [1, 2],
    bandLow: 1,
    __key: 2,
    none: null
  }
  expect(spokenRow(row)).toBe('series: measured; m: 0.1235')
  expect(spokenRow({ width: 1000, value: -2.438912e6 })).toBe('width: 1000; value: -2439000')
})

test('a summary tells the axes and layers of every view and the number of rows', () => {
  const x = { field: 'width', type: 'quantitative', title: 'N', scale: { type: 'log' } }
  const y = { field: 'm', type: 'quantitative' }
  const panel = {
    title: { text: 'n = 4' },
    data: { values: [{ width: 1, m: 2 }] },
    layer: [
      { name: 'exact', mark: 'line', encoding: { x, y } },
      { name: 'measured', mark: 'point', encoding: { x, y: { ...y, title: '⟨|m|⟩' } } }
    ]
  }
  const spec = { hconcat: [panel, panel] }
  const tables = [{ name: 'data.csv', rows: [{ width: 1, m: 2 }] }, ...inlineTables(spec)]
  const text = spokenSummary({ spec, language: 'vega-lite', tables }, trans)
  const view = 'n = 4: ⟨|m|⟩ against N (logarithmic); layers: exact, measured.'
  expect(text).toBe(`${view} ${view} 3 rows of data.`)
  const bare = spokenSummary({ spec: {}, language: 'vega', tables: [] }, trans)
  expect(bare).toBe('0 rows of data.')
})
