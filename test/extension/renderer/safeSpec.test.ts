import { expect, test } from 'vitest'
import { FigureFailure } from '../../../extension/src/renderer/figureFailure.js'
import { safeSpec } from '../../../extension/src/renderer/safeSpec.js'

const untrusted = (spec: object) => safeSpec(spec, 'vega-lite', false)

test('keys that reach a prototype are dropped at every depth, trusted or not', () => {
  const hostile: unknown = JSON.parse(
    '{"config":{"__proto__":{"polluted":1},"a":[{"constructor":{"prototype":{"polluted":1}}}]}}'
  )
  for (const trusted of [true, false]) {
    const safe = safeSpec(hostile, 'vega-lite', trusted)
    expect(JSON.stringify(safe)).toBe('{"config":{"a":[{}]}}')
    expect('polluted' in Object.assign({}, safe['config'])).toBe(false)
  }
})

test('the copy shares nothing with the notebook', () => {
  const spec = { data: { values: [{ a: 1 }] } }
  const safe = safeSpec(spec, 'vega-lite', true) as typeof spec
  safe.data.values[0].a = 2
  expect(spec.data.values[0].a).toBe(1)
})

test('an untrusted selection keeps what it selects and loses its event handlers', () => {
  const brush = {
    name: 'brush',
    select: {
      type: 'interval',
      encodings: ['x'],
      on: '[window:pointerdown, window:pointerup] > x'
    },
    bind: 'scales'
  }
  const hover = { name: 'hover', select: { type: 'point', on: 'pointerover', fields: ['a'] } }
  const input = { name: 'p', value: 3, bind: { input: 'text', element: 'body' }, expr: 'event' }
  expect(untrusted({ params: [brush, hover, input] })['params']).toEqual([
    { name: 'brush', select: { type: 'interval', encodings: ['x'] }, bind: 'scales' },
    hover,
    { name: 'p', value: 3 }
  ])
})

test('untrusted links, cursors and events are dropped; data rows and addresses are not, which the loader refuses', () => {
  const rows = [{ href: 'https://example.org', url: 'x', cursor: 'y' }]
  const safe = untrusted({
    data: { values: rows },
    datasets: { more: rows },
    mark: { type: 'image', url: 'https://example.org/i.png', cursor: 'url(x)' },
    encoding: { href: { field: 'href' }, x: { field: 'a' } },
    usermeta: { embedOptions: { patch: 'x' }, nnqft: { figure: 'f' } },
    config: { events: { window: true }, font: 'serif' }
  })
  expect(safe).toEqual({
    data: { values: rows },
    datasets: { more: rows },
    mark: { type: 'image', url: 'https://example.org/i.png' },
    encoding: { x: { field: 'a' } },
    usermeta: { embedOptions: { patch: 'x' }, nnqft: { figure: 'f' } },
    config: { font: 'serif' }
  })
})

test('untrusted signals keep their value and lose events and input elements', () => {
  const signals = [
    { name: 'w', value: 1, update: 'w + 1', on: [{ events: 'window:keydown', update: '1' }] },
    { name: 'cursor', value: 'url(x)' }
  ]
  const events = { source: 'window', type: 'resize' }
  const update = 'containerSize()[0]'
  const width = { name: 'width', value: 0, on: [{ events: 'window:resize', update }] }
  const hostile = { events: 'window:resize', update: "warn('x')" }
  const mixed = { name: 'm', on: [hostile, { events: [events, 'window:keydown'], update }] }
  const safe = safeSpec({ signals: [...signals, width, mixed] }, 'vega', false)
  expect(safe['signals']).toEqual([
    { name: 'w', value: 1, update: 'w + 1' },
    { name: 'width', value: 0, on: [{ events, update }] },
    { name: 'm', on: [{ events, update }] }
  ])
})

test.each([
  [{ width: 10_000 }, 'width is 10000; an untrusted figure may have 8192 at most'],
  [{ data: { sequence: { start: 0, stop: 1e6 } } }, 'generates too many rows'],
  [{ data: { sequence: { start: 0, stop: 1, step: 0 } } }, 'generates too many rows']
])('%j is refused if untrusted', (spec, reason) => {
  expect(() => untrusted(spec)).toThrow(FigureFailure)
  expect(() => untrusted(spec)).toThrow(reason)
  expect(safeSpec(spec, 'vega-lite', true)).toEqual(spec)
})

test.each([[null], ['text'], [[1]]])('%j is no specification', (value) => {
  expect(() => safeSpec(value, 'vega-lite', true)).toThrow('not a JSON object')
})
