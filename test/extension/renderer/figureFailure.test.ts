import { expect, test } from 'vitest'
import {
  FigureFailure,
  failureText,
  untranslated,
  type Translation
} from '../../../extension/src/renderer/figureFailure.js'
import { safeSpec } from '../../../extension/src/renderer/safeSpec.js'
import { specMistake } from '../../../extension/src/renderer/specMistake.js'

/** A language pack that marks whatever passes through it. */
const marked: Translation = { __: (text, ...values) => `«${untranslated.__(text, ...values)}»` }

function failureOf(work: () => unknown): unknown {
  try {
    return work()
  } catch (error) {
    return error
  }
}

test.each([null, { height: 1e6 }, { data: { sequence: { start: 0, stop: 1e9 } } }])(
  'the refusal of %j can be told in any language',
  (spec) => {
    const failure = failureOf(() => safeSpec(spec, 'vega-lite', false))
    expect(failure).toBeInstanceOf(FigureFailure)
    expect(failureText(failure, marked)).toBe(`«${(failure as Error).message}»`)
  }
)

test.each([{}, { mark: 'x' }, { layer: 1 }, { mark: 'bar', encoding: { x: 1 } }])(
  'the mistake in %j can be told in any language',
  (spec) => {
    const words = specMistake(spec, untranslated)!
    expect(specMistake(spec, marked)!.replaceAll(/[«»]/g, '')).toBe(words)
    expect(specMistake(spec, marked)).toMatch(/^«.*»$/)
  }
)

test('a failure of other software keeps its words', () => {
  expect(failureText(new Error('as it was'), marked)).toBe('as it was')
  expect(failureText('text', marked)).toBe('text')
})
