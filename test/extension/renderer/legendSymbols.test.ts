import * as vega from 'vega'
import * as vegaLite from 'vega-lite'
import { expressionInterpreter } from 'vega-interpreter'
import { expect, test } from 'vitest'
import { compiledFigure, withRows } from '../../../extension/src/renderer/compiledFigure.js'
import { fixedColours, themeConfig } from '../../../extension/src/renderer/themeConfig.js'

const engine = { vega, vegaLite, expressionInterpreter }
const config = themeConfig(fixedColours.dark)

/** Fills of the symbols of a figure's legends. */
async function legendFills(filled: boolean): Promise<(string | undefined)[]> {
  const spec = {
    data: { values: [{ a: 1, kind: 'x', group: 'u' }] },
    mark: { type: 'point', filled },
    encoding: {
      x: { field: 'a', type: 'quantitative' },
      color: { field: 'kind', type: 'nominal' },
      shape: { field: 'group', type: 'nominal' }
    }
  }
  const source = { spec, language: 'vega-lite', config, width: 400 } as const
  const runtime = vega.parse(withRows(compiledFigure(engine, source, 50)))
  const view = new vega.View(runtime, { renderer: 'none' })
  const svg = await view.toSVG()
  view.finalize()
  const symbols = svg.matchAll(/role-legend-symbol[^>]*>(?:<path[^>]*?fill="([^"]*)")?/g)
  return Array.from(symbols, ([, fill]) => fill)
}

test('the legend of open points has open symbols, that of filled shapes the colour of the text', async () => {
  const open = await legendFills(false)
  expect(open.length).toBeGreaterThan(1)
  for (const fill of open) expect(fill ?? 'transparent').toBe('transparent')
  expect(await legendFills(true)).toContain(fixedColours.dark.text)
})
