import { types } from 'node:util'
import { attempt, valueText } from '../../language/valueText.js'
import { mime } from './mimeTypes.js'
import { frameTable, tableBundle } from './tables.js'

type Bundle = Record<string, unknown> | undefined

/**
 * The bundle of a value whose shape tells how to show it. Nothing that such a value does to being looked
 * at matters: then it is not recognised.
 */
export function recognisedBundle(value: unknown): Bundle {
  return typeof value === 'object' && value !== null ? attempt(() => recognise(value)) : undefined
}

function recognise(value: object): Bundle {
  // No error tells those who come from another language that what they see is not yet the value.
  if (types.isPromise(value)) {
    return { [mime.text]: `${valueText(value)}\n→ await is missing: await shows its value` }
  }
  const spec = vegaBundle(value)
  if (spec) return spec
  const { toSpec, outerHTML, tagName } = value as {
    toSpec?: unknown
    outerHTML?: unknown
    tagName?: unknown
  }
  if (typeof toSpec === 'function') return vegaBundle(toSpec.call(value) as object)
  if (typeof outerHTML === 'string') {
    const isSvg = String(tagName).toLowerCase() === 'svg'
    return { [isSvg ? mime.svg : mime.html]: outerHTML }
  }
  const table = frameTable(value)
  return pictureBundle(value) ?? (table && tableBundle(table))
}

function vegaBundle(spec: object): Bundle {
  const { $schema: schema } = spec as { $schema?: unknown }
  if (typeof schema !== 'string') return undefined
  if (schema.includes('/schema/vega-lite/')) return { [mime.vegaLite]: spec }
  if (schema.includes('/schema/vega/')) return { [mime.vega]: spec }
  return undefined
}

function pictureBundle(value: object): Bundle {
  if (!(value instanceof Uint8Array)) return undefined
  const start = Buffer.from(value.subarray(0, 4)).toString('latin1')
  const text = `${value.constructor.name} of ${value.length} bytes`
  if (start === '\x89PNG') return { [mime.png]: value, [mime.text]: `PNG, ${text}` }
  if (start.startsWith('\xff\xd8\xff')) return { [mime.jpeg]: value, [mime.text]: `JPEG, ${text}` }
  return undefined
}
