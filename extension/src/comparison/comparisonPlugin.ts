import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application'
import { MainAreaWidget } from '@jupyterlab/apputils'
import { IRenderMimeRegistry, MimeModel } from '@jupyterlab/rendermime'
import { ITranslator, nullTranslator, type TranslationBundle } from '@jupyterlab/translation'
import { Panel, Widget } from '@lumino/widgets'
import { figureNotes } from '../instruments/figureNotes.js'
import { compareIcon } from '../instruments/icons.js'
import type { Figure } from '../renderer/figure.js'
import { FigureCollection } from '../renderer/figureCollection.js'
import { figureMimeType } from '../renderer/mimeTypes.js'
import type { JsonObject } from '../renderer/safeSpec.js'
import { titleText } from '../renderer/titleText.js'
import { comparedFigures, isComparable, type ComparedFigures } from './comparedFigures.js'

/** What stays of a figure that was picked, even if its notebook is closed meanwhile. */
interface PickedFigure {
  readonly figure: Figure
  readonly spec: JsonObject
  readonly name: string
  readonly trusted: boolean
}

/** Compares two figures, of one notebook or of two, in a tab of their own. */
export const comparisonPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-nnqft:comparison',
  description: 'Overlays two figures, with differences and z-scores.',
  autoStart: true,
  requires: [FigureCollection, IRenderMimeRegistry],
  optional: [ITranslator],
  activate: (
    app: JupyterFrontEnd,
    figures: FigureCollection,
    rendermime: IRenderMimeRegistry,
    translator: ITranslator | null
  ) => {
    const trans = (translator ?? nullTranslator).load('jupyterlab_nnqft')
    let picked: PickedFigure | undefined
    figures.addTool({
      id: 'compare',
      label: trans.__('Compare: pick this figure, then another one'),
      icon: compareIcon,
      rank: 58,
      // Looks at every row: not of figures that ask before they are drawn.
      isVisible: ({ language, spec, view }) =>
        language === 'vega-lite' && view !== undefined && isComparable(spec),
      isPressed: (figure) => picked?.figure === figure,
      execute: async (figure) => {
        const first = picked
        picked = undefined
        if (first?.figure === figure) return
        if (!first) {
          picked = pick(figure, trans)
          figure.announce(trans.__('Picked. Now choose Compare on another figure.'))
          return
        }
        await open(app, rendermime, [first, pick(figure, trans)], trans)
        first.figure.refreshTools()
      }
    })
  }
}

function pick(figure: Figure, trans: TranslationBundle): PickedFigure {
  const { spec, trusted } = figure
  const notes = figureNotes(spec)
  const name = notes?.title || titleText(spec['title']) || trans.__('Figure')
  return { figure, spec, name, trusted }
}

async function open(
  app: JupyterFrontEnd,
  rendermime: IRenderMimeRegistry,
  [a, b]: readonly [PickedFigure, PickedFigure],
  trans: TranslationBundle
): Promise<void> {
  const compared = comparedFigures([a.spec, b.spec], [a.name, b.name], trans)
  const content = new Panel()
  content.addClass('nnqft-Comparison')
  const summary = new Widget()
  summary.addClass('nnqft-Comparison-summary')
  summary.node.textContent = summaryText(compared, trans)
  const picture = rendermime.createRenderer(figureMimeType)
  content.addWidget(summary)
  content.addWidget(picture)
  const widget = new MainAreaWidget({ content })
  widget.title.label = trans.__('Comparison')
  widget.title.icon = compareIcon
  app.shell.add(widget, 'main', { mode: 'split-right' })
  const data = { [figureMimeType]: compared.spec as never }
  await picture.renderModel(new MimeModel({ data, trusted: a.trusted && b.trusted }))
}

function summaryText(compared: ComparedFigures, trans: TranslationBundle): string {
  const { count, scored, chiSquared, largest } = compared
  if (scored === 0) return trans.__('%1 values in common, none with errors.', count)
  return trans.__(
    '%1 values in common; χ² = %2 for %3 of them with errors; largest |z| = %4.',
    count,
    chiSquared.toPrecision(4),
    scored,
    largest.toPrecision(3)
  )
}
