import type { TranslationBundle } from '@jupyterlab/translation'
import type { Figure } from '../renderer/figure.js'
import type { FigureCollection } from '../renderer/figureCollection.js'
import { isObject, type JsonObject } from '../renderer/safeSpec.js'
import { titleText } from '../renderer/titleText.js'
import { layerNames } from './layers.js'
import { fieldChannel, unitSpecs, viewSpecs } from './unitSpecs.js'

/** Gives every figure a longer description for screen readers, after the one of its author. */
export function addSummaries(collection: FigureCollection, trans: TranslationBundle): void {
  let count = 0
  collection.figureAdded.connect((_, figure) => {
    const summary = document.createElement('div')
    summary.id = `nnqft-summary-${count++}`
    summary.hidden = true
    figure.node.append(summary)
    figure.node.setAttribute('aria-describedby', summary.id)
    figure.drawn.connect(() => {
      summary.textContent = spokenSummary(figure, trans)
    })
  })
}

/** What a figure shows: views, axes, layers, number of rows. */
export function spokenSummary(
  { spec, language, tables }: Pick<Figure, 'spec' | 'language' | 'tables'>,
  trans: TranslationBundle
): string {
  const views = language === 'vega-lite' ? viewSpecs(spec) : []
  const described = views.flatMap((view) => viewSummary(view, trans) ?? [])
  const rows = tables.reduce((sum, table) => sum + table.rows.length, 0)
  return [...described, trans.__('%1 rows of data.', rows)].join(' ')
}

function viewSummary(view: JsonObject, trans: TranslationBundle): string | undefined {
  const units = unitSpecs(view)
  const [x, y] = (['x', 'y'] as const).map((axis) =>
    axisText(units.map((unit) => fieldChannel(unit, axis)).filter(isObject), trans)
  )
  if (x === undefined || y === undefined) return undefined
  const title = titleText(view['title'])
  const layers = layerNames(view)
  const axes = trans.__('%1 against %2', y, x)
  const shown = layers.length > 0 ? trans.__('; layers: %1', layers.join(', ')) : ''
  return `${title === '' ? '' : `${title}: `}${axes}${shown}.`
}

/** The layers of a view share their axes: title and scale may be written on any of them. */
function axisText(channels: readonly JsonObject[], trans: TranslationBundle): string | undefined {
  const named = channels.find(({ title }) => typeof title === 'string') ?? channels[0]
  if (!named) return undefined
  const name = String(named['title'] ?? named['field'])
  const curved = channels.some(
    ({ scale }) => isObject(scale) && ['log', 'symlog'].includes(String(scale['type']))
  )
  return curved ? trans.__('%1 (logarithmic)', name) : name
}
