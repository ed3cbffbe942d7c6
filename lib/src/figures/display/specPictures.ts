import { inNode } from '../../sampling/storeFolder.js'
import { drawPng } from './drawing.js'
import { pngMimeType, textMimeType } from './mimeTypes.js'

/** Where the Jupyter kernel looks for what draws pictures of specifications (docs/kernel.md). */
const picturesKey = Symbol.for('Jupyter.pictures')

/**
 * A picture and a short text for a specification of Vega-Lite that is no figure of this library; no picture where data would have to
 * be fetched.
 *
 * @throws Error from Vega-Lite or Vega if the specification is invalid
 */
export async function specPictures(spec: object): Promise<Readonly<Record<string, unknown>>> {
  const text = { [textMimeType]: `Vega-Lite: ${titleOf(spec)}` }
  if (JSON.stringify(spec).includes('"url":')) return text
  return { ...text, [pngMimeType]: await drawPng(spec) }
}

function titleOf(spec: object): string {
  const { title } = spec as { readonly title?: unknown }
  const text = typeof title === 'object' && title !== null && 'text' in title ? title.text : title
  const lines = [text].flat().filter((line) => typeof line === 'string')
  return lines.length > 0 ? lines.join(' ') : 'a figure without a title'
}

if (inNode) {
  const registered: unknown = Reflect.get(globalThis, picturesKey)
  const others: readonly unknown[] = Array.isArray(registered) ? registered : []
  Reflect.set(globalThis, picturesKey, [...others, specPictures])
}
