import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application'
import { IThemeManager } from '@jupyterlab/apputils'
import { IRenderMimeRegistry } from '@jupyterlab/rendermime'
import { ISettingRegistry } from '@jupyterlab/settingregistry'
import { ITranslator, nullTranslator } from '@jupyterlab/translation'
import {
  defaultFigureSettings,
  FigureEnvironment,
  type FigureSettings
} from './figureEnvironment.js'
import { figureFactory, figureRank } from './figureFactory.js'
import { openFigureFiles } from './figureFiles.js'
import { FigureCollection, PageFigures } from './figureCollection.js'

const id = 'jupyterlab-nnqft:figures'

/** Draws Vega and Vega-Lite outputs instead of JupyterLab's own renderer. */
export const rendererPlugin: JupyterFrontEndPlugin<FigureCollection> = {
  id,
  description: 'Draws Vega and Vega-Lite figures: safe, themed, responsive, updated in place.',
  autoStart: true,
  provides: FigureCollection,
  requires: [IRenderMimeRegistry],
  optional: [ISettingRegistry, IThemeManager, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    rendermime: IRenderMimeRegistry,
    settings: ISettingRegistry | null,
    themes: IThemeManager | null,
    translator: ITranslator | null
  ) => {
    const trans = (translator ?? nullTranslator).load('jupyterlab_nnqft')
    const environment = new FigureEnvironment()
    const figures = new PageFigures()
    const factory = figureFactory(environment, figures, trans)
    rendermime.addFactory(factory, figureRank)
    // The last factory of a MIME type wins, and plugins start in no promised order: ours is added
    // once more after all of them, before any notebook is restored.
    void app.started.then(() => {
      rendermime.addFactory(factory, figureRank)
      openFigureFiles(app.docRegistry, rendermime, factory, trans)
    })
    if (themes) followTheme(themes, environment)
    if (settings) void followSettings(settings, environment)
    return figures
  }
}

function followTheme(themes: IThemeManager, environment: FigureEnvironment): void {
  const read = () => {
    if (themes.theme) environment.update({ lightPage: themes.isLight(themes.theme) })
  }
  themes.themeChanged.connect(read)
  read()
}

async function followSettings(
  registry: ISettingRegistry,
  environment: FigureEnvironment
): Promise<void> {
  const settings = await registry.load(id)
  const read = () =>
    environment.update({
      settings: {
        ...defaultFigureSettings,
        ...(settings.composite as unknown as Partial<FigureSettings>)
      }
    })
  settings.changed.connect(read)
  read()
}
