/** Whether the page is one of JupyterLite, without a server. */
export function isSite(): boolean {
  return document.querySelector('script[data-jupyter-lite-root]') !== null
}
