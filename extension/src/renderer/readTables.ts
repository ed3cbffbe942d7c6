import type { Spec } from 'vega'
import { allSources } from './compiledFigure.js'
import { asRow, type InlineTable } from './inlineRows.js'
import type { VegaEngine } from './vegaEngine.js'

/**
 * The rows that a figure has read from text, before it changes them: those of files, under the address of
 * each, and those that the specification holds as text (comma-separated values, say) or as an object with
 * the rows inside, under the name of their source.
 *
 * @param texts what was loaded, by the address that the specification gives
 */
export function readTables(
  engine: Pick<VegaEngine, 'vega'>,
  spec: Spec,
  texts: ReadonlyMap<string, string>
): InlineTable[] {
  // The typings know neither objects nor that a format may be absent: JSON then.
  const read = engine.vega.read as (data: unknown, format: object) => readonly unknown[]
  const sources = new Map(allSources(spec).map((source) => [source.url ?? source.name, source]))
  return [...sources.values()].flatMap(({ name, url, values, format = { type: 'json' } }) => {
    const data = typeof url === 'string' ? texts.get(url) : values
    if (data === undefined || Array.isArray(data)) return []
    return [{ name: String(url ?? name), rows: read(data, format).map(asRow) }]
  })
}
