import { PageConfig, URLExt } from '@jupyterlab/coreutils'

/**
 * Address of a worker's file, which lies beside the extension's own bundle (see `extension/build.mjs`):
 * a worker cannot share modules with the page.
 */
export function workerAddress(name: string): string {
  const extensions = PageConfig.getOption('fullLabextensionsUrl')
  return URLExt.join(extensions, 'jupyterlab-nnqft', 'static', `${name}.js`)
}

/**
 * Why a worker broke down; `undefined` where its file could not be loaded, which makes an event without
 * a message. The error is taken care of: the page is not told as well.
 */
export function brokenReason(event: Partial<ErrorEvent> & Event): string | undefined {
  event.preventDefault()
  return event.message
}
