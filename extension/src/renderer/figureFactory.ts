import type { IRenderMime } from '@jupyterlab/rendermime-interfaces'
import type { TranslationBundle } from '@jupyterlab/translation'
import type { FigureEnvironment } from './figureEnvironment.js'
import type { PageFigures } from './figureCollection.js'
import { FigureTrial } from './figureTrial.js'
import { FigureWidget } from './figureWidget.js'
import { LeftPictures } from './leftPictures.js'
import { figureMimeTypes } from './mimeTypes.js'

/**
 * Preference among the representations of one output: before HTML (50), so that a figure stays
 * live, and before its own PNG (90).
 */
export const figureRank = 45

/** Makes the widgets of figures. Safe: it draws untrusted outputs too, with restrictions. */
export function figureFactory(
  environment: FigureEnvironment,
  figures: PageFigures,
  trans: TranslationBundle
): IRenderMime.IRendererFactory {
  const trial = new FigureTrial()
  const left = new LeftPictures()
  return {
    safe: true,
    mimeTypes: figureMimeTypes,
    defaultRank: figureRank,
    createRenderer: ({ mimeType, resolver }) => {
      const options = { mimeType, resolver, environment, figures, trial, left, trans }
      const figure = new FigureWidget(options)
      figures.addFigure(figure)
      return figure
    }
  }
}
