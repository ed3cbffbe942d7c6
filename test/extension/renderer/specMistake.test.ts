import { expect, test } from 'vitest'
import { untranslated } from '../../../extension/src/renderer/figureFailure.js'
import { specMistake } from '../../../extension/src/renderer/specMistake.js'

const encoding = { x: { field: 'a', type: 'quantitative' } }

test.each([
  [{ mark: 'poitn', encoding }, /^mark must be one of arc, area, .*, trail, got "poitn"\.$/],
  [
    { layer: [{ mark: 'point' }, { mark: { type: 7 } }] },
    /^layer\[1\]\.mark\.type must .* got 7\.$/
  ],
  [
    { hconcat: [{ mark: 'bar', encoding: [] }] },
    /^hconcat\[0\]\.encoding must be an object, got \[\]/
  ],
  [
    { mark: 'bar', encoding: { y: { field: 'a', type: 'number' } } },
    /^encoding\.y\.type must be one of quantitative, .* got "number"\.$/
  ],
  [{ mark: 'bar', encoding: { y: 'a' } }, /^encoding\.y must be an object, got "a"\.$/],
  [
    { facet: { field: 'a' }, spec: { marks: [] } },
    /^spec draws nothing: it has none of mark, layer/
  ],
  [{ vconcat: {} }, /^vconcat must be a list of views, got \{\}\.$/],
  [{ data: { values: [] } }, /^the specification draws nothing/],
  [{ layer: [5] }, /^layer\[0\] must be an object, got 5\.$/]
])('%j', (spec, words) => {
  expect(specMistake(spec, untranslated)).toMatch(words)
})

test('a specification without a usual mistake has none', () => {
  const unit = { mark: { type: 'line' }, encoding: { ...encoding, color: null, tooltip: [] } }
  expect(specMistake({ vconcat: [unit, { layer: [unit, unit] }] }, untranslated)).toBeUndefined()
})
