import { nullTranslator } from '@jupyterlab/translation'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as vega from 'vega'
import { compile, type TopLevelSpec } from 'vega-lite'
import { expect, test } from 'vitest'
import { comparedFigures, isComparable } from '../../../extension/src/comparison/comparedFigures.js'
import {
  hasQuantitativeAxis,
  toggleAxisScale
} from '../../../extension/src/instruments/axisScale.js'
import { hasErrors, withConfidenceBand } from '../../../extension/src/instruments/confidenceBand.js'
import { withLegendFilter } from '../../../extension/src/instruments/legendFilter.js'
import { withLinkedHover } from '../../../extension/src/instruments/linkedHover.js'
import { csvText } from '../../../extension/src/instruments/tableText.js'
import { canZoom, withZoom } from '../../../extension/src/instruments/zoom.js'
import { FigureLog } from '../../../extension/src/renderer/figureLog.js'
import { inlineRowCount, inlineTables } from '../../../extension/src/renderer/inlineRows.js'
import { safeSpec, type JsonObject } from '../../../extension/src/renderer/safeSpec.js'

const trans = nullTranslator.load('jupyterlab_nnqft')

const folder = join(import.meta.dirname, '..', '..', '..', 'notebooks')
const vegaLite = 'application/vnd.vegalite.v5+json'

interface Notebook {
  readonly cells: { readonly outputs?: { readonly data?: Record<string, JsonObject> }[] }[]
}

function figuresOf(name: string): JsonObject[] {
  const { cells } = JSON.parse(readFileSync(join(folder, name), 'utf8')) as Notebook
  return cells
    .flatMap(({ outputs = [] }) => outputs)
    .flatMap(({ data }) => (data?.[vegaLite] ? [data[vegaLite]] : []))
}

/** The figure with every instrument that applies to it, by the name of the instrument. */
function instrumented(figure: JsonObject): Record<string, JsonObject> {
  const start = (trusted: boolean) =>
    withLinkedHover(withLegendFilter(safeSpec(figure, 'vega-lite', trusted)))
  return {
    trusted: start(true),
    untrusted: start(false),
    ...(hasErrors(figure) && { bands: withConfidenceBand(start(true)) }),
    ...(canZoom(figure) && { zoom: withZoom(start(true)) }),
    ...(hasQuantitativeAxis(figure, 'x') && { x: toggleAxisScale(start(true), 'x') }),
    ...(hasQuantitativeAxis(figure, 'y') && { y: toggleAxisScale(start(true), 'y') }),
    ...(isComparable(figure) && {
      comparison: comparedFigures([figure, figure], ['a', 'b'], trans).spec
    })
  }
}

/** What Vega and Vega-Lite complain of when they draw a specification. */
async function failuresOf(spec: JsonObject): Promise<Error[]> {
  const { failures, logger } = new FigureLog()
  const compiled = compile(spec as unknown as TopLevelSpec, { logger })
  const view = new vega.View(vega.parse(compiled.spec), { renderer: 'none', logger })
  await view.runAsync()
  view.finalize()
  return failures
}

// What linked hover asks of the page: nothing is pointed at.
for (const name of ['nnqft_apart', 'nnqft_together']) vega.expressionFunction(name, () => false)

test.each(readdirSync(folder).filter((name) => name.endsWith('.ipynb')))(
  'every instrument draws every figure of %s',
  async (name) => {
    const figures = figuresOf(name)
    expect(figures.length).toBeGreaterThan(0)
    for (const figure of figures) {
      for (const spec of Object.values(instrumented(figure))) {
        expect(await failuresOf(spec)).toEqual([])
      }
      expect(csvText(inlineTables(figure)).trim().split('\r\n')).toHaveLength(
        1 + inlineRowCount(figure)
      )
    }
  }
)
