import * as vega from 'vega'
import { expressionInterpreter } from 'vega-interpreter'
import * as vegaLite from 'vega-lite'
import { expect, test } from 'vitest'
import { compiledFigure } from '../../../extension/src/renderer/compiledFigure.js'
import { fixedColours, themeConfig } from '../../../extension/src/renderer/themeConfig.js'

test('legends of shapes have the colour of text, and no other symbol is filled with it', () => {
  const spec = {
    data: { values: [{ a: 1, kind: 'x', group: 'u' }] },
    mark: { type: 'point', filled: true },
    encoding: {
      x: { field: 'a', type: 'quantitative' },
      color: { field: 'kind', type: 'nominal' },
      shape: { field: 'group', type: 'nominal' }
    }
  }
  const config = themeConfig(fixedColours.dark)
  const source = { spec, language: 'vega-lite', config, width: 400 } as const
  const engine = { vega, vegaLite, expressionInterpreter }
  const compiled = compiledFigure(engine, source).spec
  const shapes = compiled.legends?.find(({ shape }) => shape !== undefined)
  expect(shapes?.encode?.symbols?.update).toMatchObject({ fill: { value: fixedColours.dark.text } })
  // Vega's own rule for a symbol with a coloured stroke alone, which would fill it with that colour.
  expect(compiled.config?.legend?.symbolBaseFillColor).toBe('transparent')
})
