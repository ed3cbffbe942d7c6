import { expect, test } from 'vitest'
import { embeddedLook, namesUnknownTheme } from '../../../extension/src/renderer/embeddedLook.js'
import { embedOptions } from '../../../extension/src/renderer/embedOptions.js'
import { vegaEngine } from '../../../extension/src/renderer/vegaEngine.js'

const usual = {
  actions: { png: true, svg: true, source: true, compiled: true },
  scaleFactor: { png: 2, svg: 1 },
  tooltip: true
}

const german = {
  dateTime: '%A, der %e. %B %Y, %X',
  date: '%d.%m.%Y',
  time: '%H:%M:%S',
  periods: ['AM', 'PM'],
  days: [],
  shortDays: [],
  months: [],
  shortMonths: []
}

/** Wishes, and what is taken of them. */
const wishes: readonly [object, object][] = [
  [
    { theme: 'ggplot2', renderer: 'svg' },
    { theme: 'ggplot2', renderer: 'svg' }
  ],
  [{ actions: false }, { actions: undefined }],
  [
    { actions: { export: { svg: false }, source: false } },
    { actions: { png: true, svg: false, source: false, compiled: true } }
  ],
  [
    { actions: { export: false } },
    { actions: { png: false, svg: false, source: true, compiled: true } }
  ],
  [{ scaleFactor: 3 }, { scaleFactor: { png: 3, svg: 3 } }],
  [{ scaleFactor: { png: 4 } }, { scaleFactor: { png: 4, svg: 1 } }],
  [{ scaleFactor: 1e9 }, { scaleFactor: { png: 10, svg: 10 } }],
  [{ formatLocale: { decimal: ',' } }, { formatLocale: { decimal: ',' } }],
  [{ timeFormatLocale: german }, { timeFormatLocale: german }],
  [{ config: { mark: { color: 'red' } } }, { config: { mark: { color: 'red' } } }],
  [
    { width: 300, height: 200 },
    { width: 300, height: 200 }
  ],
  [{ tooltip: false }, { tooltip: false }],
  [{ downloadFileName: 'sales' }, { downloadFileName: 'sales' }]
]

test.each(wishes)('the options %j are taken from metadata and from usermeta', (given, taken) => {
  const expected = { ...usual, ...taken }
  expect(embedOptions({}, { embed_options: given })).toEqual(expected)
  expect(embedOptions({ usermeta: { embedOptions: given } }, undefined)).toEqual(expected)
})

test('usermeta goes before metadata', () => {
  const spec = { usermeta: { embedOptions: { theme: 'dark' } } }
  const options = embedOptions(spec, { embed_options: { theme: 'vox', renderer: 'svg' } })
  expect(options).toMatchObject({ theme: 'dark', renderer: 'svg' })
})

test.each([
  { theme: 1, renderer: 'webgl', scaleFactor: -1, width: 1e9, downloadFileName: {} },
  { timeFormatLocale: { days: [] }, formatLocale: 'de', config: 'https://example.org/c.json' },
  { loader: { baseURL: 'https://example.org' }, patch: 'x.json', defaultStyle: 'x', bind: 'body' },
  { scaleFactor: { png: 'large' }, actions: 'all', tooltip: { theme: 'dark' } }
])('options of a wrong kind, and those that reach out of the figure, are left: %j', (given) => {
  expect(embedOptions({}, { embed_options: given })).toEqual(usual)
})

test('a theme takes the place of the page, on white where it has no background', async () => {
  const engine = await vegaEngine()
  const page = { background: 'transparent', font: 'serif' }
  expect(embeddedLook(engine, page, {})).toEqual(page)
  expect(embeddedLook(engine, page, { theme: 'dark' })).toMatchObject({ background: '#333' })
  const plot = embeddedLook(engine, page, { theme: 'ggplot2' })
  expect(plot).toMatchObject({ background: 'white', group: { fill: '#e5e5e5' } })
  expect(plot).not.toHaveProperty('font', 'serif')
  const config = { font: 'mono', axis: { grid: false } }
  expect(embeddedLook(engine, page, { config })).toEqual({ ...page, ...config })
  for (const theme of ['none such', 'version', 'toString', '__proto__']) {
    expect(embeddedLook(engine, page, { theme })).toEqual(page)
    expect(namesUnknownTheme(engine, { theme })).toBe(true)
  }
  expect(namesUnknownTheme(engine, { theme: 'vox' })).toBe(false)
})
