import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application'
import { Clipboard } from '@jupyterlab/apputils'
import { ITranslator, nullTranslator, type TranslationBundle } from '@jupyterlab/translation'
import { CommandRegistry } from '@lumino/commands'
import { Menu } from '@lumino/widgets'
import type { Figure, PicturePurpose } from '../renderer/figure.js'
import { FigureCollection } from '../renderer/figureCollection.js'
import { figureNotes } from './figureNotes.js'
import { exportIcon } from './icons.js'
import { csvText, latexText, markdownText } from './tableText.js'

/** A menu on each figure that saves it as a picture or its data as text. */
export const exportPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-nnqft:export',
  description: 'Exports figures as PNG, SVG, CSV, Vega-Lite, Markdown and LaTeX.',
  autoStart: true,
  requires: [FigureCollection],
  optional: [ITranslator],
  activate: (_: JupyterFrontEnd, figures: FigureCollection, translator: ITranslator | null) => {
    const trans = (translator ?? nullTranslator).load('jupyterlab_nnqft')
    figures.addTool({
      id: 'export',
      label: trans.__('Export'),
      icon: exportIcon,
      rank: 55,
      execute: (figure, button) => openMenu(figure, button, trans)
    })
  }
}

function openMenu(figure: Figure, button: HTMLElement, trans: TranslationBundle): void {
  const commands = new CommandRegistry()
  const menu = new Menu({ commands })
  const hasPicture = () => figure.view !== undefined
  const hasRows = () => figure.hasRows
  const add = (label: string, isEnabled: () => boolean, action: () => void | Promise<void>) => {
    commands.addCommand(label, { label, isEnabled, execute: action })
    menu.addItem({ command: label })
  }
  const save = (extension: string, type: string, text: string) => {
    const address = URL.createObjectURL(new Blob([text], { type }))
    download(`${fileName(figure)}.${extension}`, address)
    URL.revokeObjectURL(address)
  }
  const copy = (text: string) => {
    Clipboard.copyToSystem(text)
    figure.announce(trans.__('Copied.'))
  }
  const { actions, scaleFactor } = figure.embed
  const picture = (label: string, format: 'png' | 'svg', purpose: PicturePurpose) => {
    if (actions?.[format] === false) return
    add(label, hasPicture, async () => {
      const address = await figure.picture(format, purpose, scaleFactor[format])
      download(`${fileName(figure)}.${format}`, address)
    })
  }
  picture(trans.__('PNG picture for print'), 'png', 'print')
  picture(trans.__('SVG picture for print'), 'svg', 'print')
  picture(trans.__('PNG as on screen'), 'png', 'screen')
  picture(trans.__('SVG as on screen'), 'svg', 'screen')
  add(trans.__('Data as CSV'), hasRows, () => save('csv', 'text/csv', csvText(figure.tables)))
  const json = () => JSON.stringify(figure.spec, null, 2)
  const name = figure.language === 'vega' ? trans.__('Vega JSON') : trans.__('Vega-Lite JSON')
  const extension = figure.language === 'vega' ? 'vg.json' : 'vl.json'
  if (actions?.source !== false) {
    add(
      name,
      () => true,
      () => save(extension, 'application/json', json())
    )
  }
  if (actions?.compiled !== false && figure.language === 'vega-lite') {
    const compiled = () => JSON.stringify(figure.compiledSpec, null, 2)
    const label = trans.__('Compiled Vega JSON')
    add(label, hasPicture, () => save('vg.json', 'application/json', compiled()))
  }
  add(trans.__('Copy data as Markdown'), hasRows, () => copy(markdownText(figure.tables)))
  add(trans.__('Copy data as LaTeX'), hasRows, () => copy(latexText(figure.tables)))
  const { left, bottom } = button.getBoundingClientRect()
  menu.aboutToClose.connect(() => button.focus())
  const { fullscreenElement } = document
  // Nothing outside the element on the full screen is shown.
  menu.open(
    left,
    bottom,
    fullscreenElement instanceof HTMLElement ? { host: fullscreenElement } : {}
  )
}

function fileName({ spec, embed }: Figure): string {
  return (embed.downloadFileName ?? figureNotes(spec)?.figure ?? 'figure').replace(/[^\w.-]+/g, '-')
}

function download(name: string, address: string): void {
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
}
