import { compile, type TopLevelSpec } from 'vega-lite'
import { expect, test } from 'vitest'
import { fixedColours, themeConfig } from '../../../extension/src/renderer/themeConfig.js'

test('a legend of shapes beside one of colours is drawn in the colour of text', () => {
  const spec: TopLevelSpec = {
    data: { values: [{ x: 1, series: 'a', converged: true }] },
    mark: { type: 'point', filled: true },
    encoding: {
      x: { field: 'x', type: 'quantitative' },
      color: { field: 'series', type: 'nominal' },
      shape: { field: 'converged', type: 'nominal' }
    }
  }
  const { legends = [] } = compile(spec, { config: themeConfig(fixedColours.dark) }).spec
  const shapes = legends.find(({ shape }) => shape !== undefined)
  expect(shapes?.encode?.symbols?.update).toMatchObject({ fill: { value: fixedColours.dark.text } })
})
