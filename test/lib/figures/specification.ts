import Ajv from 'ajv'
import { createRequire } from 'node:module'
import { expect, vi } from 'vitest'
import { Figure } from '../../../lib/src/figures/parts/figure.js'

const schema = createRequire(import.meta.url)('vega-lite/vega-lite-schema.json')
const validate = new Ajv.default({
  strict: false,
  allowUnionTypes: true,
  validateFormats: false
}).compile(schema)

/** Checks a figure against Vega-Lite's own schema and draws it: no error, no warning. */
export async function drawChecked(figure: Figure): Promise<string> {
  const { $schema, ...spec } = figure.spec
  validate(spec)
  expect(validate.errors ?? []).toEqual([])
  const warn = vi.spyOn(console, 'warn')
  const svg = await figure.svg()
  expect(warn.mock.calls).toEqual([])
  return svg
}

/** The picture of values on one vertical axis, `height` pixels long; `y` has its scale and labels. */
export function drawAxis(values: readonly number[], y: object, height = 200): Promise<string> {
  return drawChecked(
    new Figure({
      name: 'axis',
      title: 'Axis',
      description: '',
      parameters: {},
      results: [],
      spec: {
        height,
        data: { values: values.map((value) => ({ value })) },
        mark: 'point',
        encoding: { y: { field: 'value', type: 'quantitative', ...y } }
      }
    })
  )
}

/** All data rows of a specification, in document order. */
export function rowsOf(spec: unknown): Record<string, unknown>[] {
  if (typeof spec !== 'object' || spec === null) return []
  const { data, ...rest } = spec as { data?: { values?: Record<string, unknown>[] } }
  return [...(data?.values ?? []), ...Object.values(rest).flatMap(rowsOf)]
}
