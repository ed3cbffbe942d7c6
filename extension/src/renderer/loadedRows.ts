import type { Spec } from 'vega'
import { dataSources } from './compiledFigure.js'
import { asRow, type InlineTable } from './inlineRows.js'
import type { VegaEngine } from './vegaEngine.js'

/**
 * The rows that a figure has loaded, before it changes them, under the address of each.
 *
 * @param texts what was read, by the address that the specification gives
 */
export function loadedTables(
  engine: Pick<VegaEngine, 'vega'>,
  spec: Spec,
  texts: ReadonlyMap<string, string>
): InlineTable[] {
  const formats = new Map(dataSources(spec).map(({ url, format }) => [url, format]))
  return [...formats].flatMap(([url, format]) => {
    const text = typeof url === 'string' ? texts.get(url) : undefined
    if (text === undefined) return []
    // The typings leave out that a format may be absent: JSON then.
    const rows = engine.vega.read(text, (format ?? { type: 'json' }) as never) as readonly unknown[]
    return [{ name: String(url), rows: rows.map(asRow) }]
  })
}
