import { expect, test } from 'vitest'
import { fitScreen } from '../../../extension/src/renderer/fitScreen.js'
import { fit, nextMagnification, type Trial } from '../../../extension/src/renderer/fitting.js'
import type { FigureLanguage } from '../../../extension/src/renderer/mimeTypes.js'
import type { JsonObject } from '../../../extension/src/renderer/safeSpec.js'

const room = { width: 1800, height: 1000 }
const double = { across: 2, down: 3 }

test('a single view takes the whole room, whatever it asks for', () => {
  const { spec, follows } = fitScreen(
    { mark: 'bar', width: { step: 20 }, height: 'container', autosize: { resize: true } },
    room,
    { across: 1, down: 1 }
  )
  const autosize = { resize: true, type: 'fit', contains: 'padding' }
  expect(spec).toEqual({ mark: 'bar', ...room, autosize })
  expect(follows).toBe('drawing')
})

test('the views of compositions and facets grow in proportion, those without a size too', () => {
  const cell = { mark: 'point', width: 30, height: { step: 5 } }
  const composed = {
    vconcat: [
      { hconcat: [{ mark: 'point', width: 100, height: 'container' }, { mark: 'bar' }] },
      { facet: { field: 'a' }, spec: cell }
    ],
    config: { view: { stroke: 'red', continuousHeight: 200 } }
  }
  expect(fitScreen(composed, room, double).spec).toEqual({
    vconcat: [
      { hconcat: [{ mark: 'point', width: 200 }, { mark: 'bar' }] },
      { facet: { field: 'a' }, spec: { mark: 'point', width: 60, height: { step: 15 } } }
    ],
    config: {
      view: {
        stroke: 'red',
        continuousWidth: 600,
        continuousHeight: 600,
        discreteWidth: { step: 40 },
        discreteHeight: { step: 60 }
      }
    }
  })
})

test.each<[FigureLanguage, JsonObject]>([
  ['vega', { width: 100, height: 50, marks: [] }],
  ['vega-lite', { mark: 'arc', width: 100 }],
  ['vega-lite', { mark: 'rect', height: { step: 12 } }],
  ['vega-lite', { facet: { field: 'a' }, spec: { mark: 'point' } }],
  ['vega-lite', { hconcat: [{ mark: 'bar', width: { step: 5 } }], usermeta: { nnqft: {} } }]
])('a specification of %s keeps its sizes on the full screen: %j', (language, spec) => {
  const fitted = fit(structuredClone(spec), language, room, double)
  expect(fitted).toEqual({ spec, follows: 'nothing' })
})

test.each<JsonObject>([
  { mark: 'bar', width: 'container' },
  { mark: 'bar', usermeta: { nnqft: { width: 'container' } } },
  { hconcat: [{ mark: 'bar' }, { mark: 'bar', width: 'container' }] },
  { facet: { field: 'a' }, spec: { mark: 'bar' }, usermeta: { nnqft: { width: 'container' } } }
])('a specification that asks for its room is drawn for the full screen: %j', (spec) => {
  expect(fit(structuredClone(spec), 'vega-lite', room, double).follows).toBe('drawing')
})

test('pictures whose axes take a fixed room fill the screen at the third attempt', () => {
  const picture = ({ across, down }: { across: number; down: number }): Trial => ({
    across,
    down,
    width: 150 + 690 * across,
    height: 90 + 1500 * down
  })
  const trials = [picture({ across: 1, down: 1 })]
  for (let next = nextMagnification(trials, room); next; next = nextMagnification(trials, room)) {
    trials.push(picture(next))
  }
  expect(trials).toHaveLength(3)
  const last = trials[2]
  for (const side of ['width', 'height'] as const) {
    expect(last[side]).toBeLessThanOrEqual(room[side])
    expect(last[side]).toBeGreaterThan(0.98 * room[side])
  }
})

test('a picture that does not follow its magnification is left as it is', () => {
  const fixed = { width: 300, height: 200 }
  const first = { across: 1, down: 1, ...fixed }
  const next = nextMagnification([first], room)!
  expect(next.across).toBeCloseTo(5.97, 12)
  expect(nextMagnification([first, { ...next, ...fixed }], room)).toBeUndefined()
})

test('a picture many times higher than the screen is scrolled rather than made tiny', () => {
  const tall = { across: 1, down: 1, width: 1790, height: 9000 }
  expect(nextMagnification([tall], room)).toEqual({ across: 1, down: 0.5 })
})

test('views that share a page fill its width at the third attempt, and their heights stay', () => {
  const page = { width: 900 }
  const picture = (across: number): Trial => ({
    across,
    down: 1,
    width: 120 + 750 * across,
    height: 5000
  })
  const trials = [picture(1.3)]
  for (let next = nextMagnification(trials, page); next; next = nextMagnification(trials, page)) {
    expect(next.down).toBe(1)
    trials.push(picture(next.across))
  }
  expect(trials).toHaveLength(3)
  expect(trials[2].width).toBeLessThanOrEqual(900)
  expect(trials[2].width).toBeGreaterThan(882)
})
