import { expect, test } from 'vitest'
import { version as vega6 } from 'vega'
import { version as vegaLite6 } from 'vega-lite'
import { untranslated } from '../../../extension/src/renderer/figureFailure.js'
import { versionNote } from '../../../extension/src/renderer/figureVersion.js'
import {
  currentVersion,
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

const old = /^This figure is written in (.*) and taken for (.*): parts may look different/
const newer = /^This figure is written in (.*), which is newer than .* and taken for (.*): parts/
const unknown = /^The schema (.*) of this figure is unknown: it is taken for (.*)\.$/

test.each<[string, object, RegExp, string, string]>([
  [lite, { $schema: schema('vega-lite/v1'), mark: 'bar' }, old, 'Vega-Lite 1', 'Vega-Lite 6'],
  [lite, { $schema: schema('vega-lite/v1.3.1') }, old, 'Vega-Lite 1', 'Vega-Lite 6'],
  [vega, { $schema: schema('vega/v2'), marks: [] }, old, 'Vega 2', 'Vega 6'],
  [vega.replace('v5', 'v2'), { marks: [] }, old, 'Vega 2', 'Vega 6'],
  [lite.replace('v5', 'v1'), { mark: 'bar' }, old, 'Vega-Lite 1', 'Vega-Lite 6'],
  [lite, { $schema: schema('vega-lite/v7'), mark: 'bar' }, newer, 'Vega-Lite 7', 'Vega-Lite 6'],
  [vega, { $schema: schema('vega/v10.1'), marks: [] }, newer, 'Vega 10', 'Vega 6'],
  [
    lite,
    { $schema: schema('vega-lite/vNext'), mark: 'bar' },
    unknown,
    '.*vNext.json',
    'Vega-Lite 6'
  ],
  [lite, { $schema: 'https://example.org/s', marks: [] }, unknown, '.*/s', 'Vega 6']
])('%s with %j: the reader is told of its version', (mimeType, spec, words, written, current) => {
  const [, first, second] = words.exec(versionNote(mimeType, spec, untranslated) ?? '') ?? []
  expect(first).toMatch(new RegExp(`^${written}$`))
  expect(second).toBe(current)
})

test.each<[string, object]>([
  ...[2, 3, 4, 5, 6].map((v): [string, object] => [
    lite,
    { $schema: schema(`vega-lite/v${v}`), mark: 'bar' }
  ]),
  ...[3, 4, 5, 6].map((v): [string, object] => [vega, { $schema: schema(`vega/v${v}.2`) }]),
  [vega.replace('v5', 'v2'), { mark: 'bar' }],
  [lite.replace('v5', 'v1'), { marks: [] }],
  [lite.replace('v5+', 'v6.'), { mark: 'bar' }]
])('%s with %j: the version is nothing to tell about', (mimeType, spec) => {
  expect(versionNote(mimeType, spec, untranslated)).toBe(undefined)
})

test('the version that is bundled is the current one', () => {
  for (const version of [vega6, vegaLite6]) expect(parseInt(version)).toBe(currentVersion)
})

test('the MIME types of JupyterLab, of Altair and of older software are drawn', () => {
  const written = [2, 3, 4, 5, 6].flatMap((version) => [
    `application/vnd.vegalite.v${version}+json`,
    `application/vnd.vega.v${version}+json`
  ])
  expect(figureMimeTypes).toEqual(expect.arrayContaining(written))
  expect(figureMimeTypes).toContain('application/vnd.vegalite.v6.json')
})
