import { PageConfig, URLExt } from '@jupyterlab/coreutils'

/**
 * Address of a worker's file, which lies beside the extension's own bundle (see `extension/build.mjs`):
 * a worker cannot share modules with the page.
 */
export function workerAddress(name: string): string {
  const extensions = PageConfig.getOption('fullLabextensionsUrl')
  return URLExt.join(extensions, 'jupyterlab-nnqft', 'static', `${name}.js`)
}
