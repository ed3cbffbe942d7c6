import { expect, test } from 'vitest'
import {
  figureLanguage,
  figureMimeTypes,
  figureSchema,
  type FigureLanguage
} from '../../../extension/src/renderer/mimeTypes.js'

const lite = 'application/vnd.vegalite.v5+json'
const vega = 'application/vnd.vega.v5+json'
const schema = (name: string) => `https://vega.github.io/schema/${name}.json`

test.each<[FigureLanguage, string, object]>([
  ['vega-lite', vega, { mark: 'bar' }],
  ['vega-lite', vega, { layer: [] }],
  ['vega-lite', vega, { $schema: schema('vega-lite/v5'), data: {} }],
  ['vega-lite', vega, { $schema: schema('vega/v5'), hconcat: [] }],
  ['vega-lite', lite, {}],
  ['vega', lite, { marks: [] }],
  ['vega', lite, { signals: [], data: [] }],
  ['vega', lite, { $schema: schema('vega/v6'), data: [] }],
  ['vega', lite, { $schema: schema('vega-lite/v4'), axes: [] }],
  ['vega', vega, {}]
])('%s is the language of a specification of type %s: %j', (language, mimeType, spec) => {
  expect(figureLanguage(mimeType, spec)).toBe(language)
})

test('the schema tells language and version', () => {
  expect(figureSchema({ $schema: schema('vega-lite/v5.20.1') })).toEqual({
    language: 'vega-lite',
    version: 5
  })
  expect(figureSchema({ $schema: schema('vega/v3') })).toEqual({ language: 'vega', version: 3 })
  expect(figureSchema({ $schema: 'https://json-schema.org/draft/2020-12/schema' })).toBe(undefined)
  expect(figureSchema({})).toBe(undefined)
})

test('the MIME types of JupyterLab, of Altair and of older software are drawn', () => {
  const written = [2, 3, 4, 5, 6].flatMap((version) => [
    `application/vnd.vegalite.v${version}+json`,
    `application/vnd.vega.v${version}+json`
  ])
  expect(figureMimeTypes).toEqual(expect.arrayContaining(written))
  expect(figureMimeTypes).toContain('application/vnd.vegalite.v6.json')
})
