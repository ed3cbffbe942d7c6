import { MimeDocumentFactory, type DocumentRegistry } from '@jupyterlab/docregistry'
import type { IRenderMimeRegistry } from '@jupyterlab/rendermime'
import type { IRenderMime } from '@jupyterlab/rendermime-interfaces'
import type { TranslationBundle } from '@jupyterlab/translation'
import { figureMimeType } from './mimeTypes.js'

/** Types of files that hold one figure, by the names that JupyterLab gives them. */
const fileTypes: readonly DocumentRegistry.IFileType[] = [
  fileType('vega-lite5', 'Vega-Lite', figureMimeType, ['.vl', '.vl.json', '.vegalite']),
  fileType('vega5', 'Vega', 'application/vnd.vega.v5+json', ['.vg', '.vg.json', '.vega'])
]

/** Opens files of figures in this extension's renderer, in place of JupyterLab's own. */
export function openFigureFiles(
  registry: DocumentRegistry,
  rendermime: IRenderMimeRegistry,
  factory: IRenderMime.IRendererFactory,
  trans: TranslationBundle
): void {
  for (const type of fileTypes) {
    // JupyterLab's own renderer may be switched off, and its types with it.
    if (!registry.getFileType(type.name)) registry.addFileType(type)
    registry.addWidgetFactory(
      new MimeDocumentFactory({
        name: `${type.displayName} figure`,
        label: trans.__('%1 figure', type.displayName),
        primaryFileType: registry.getFileType(type.name),
        fileTypes: [type.name, 'json'],
        defaultFor: [type.name],
        dataType: 'json',
        rendermime,
        factory
      })
    )
  }
}

function fileType(
  name: string,
  displayName: string,
  mimeType: string,
  extensions: readonly string[]
): DocumentRegistry.IFileType {
  return {
    name,
    displayName,
    mimeTypes: [mimeType],
    extensions,
    contentType: 'file',
    fileFormat: 'text'
  }
}
