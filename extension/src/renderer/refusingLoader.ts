import type { Loader } from 'vega'

/**
 * A Vega loader that reaches nothing: every method rejects with the address, so that no request
 * leaves the page for data, images, links or files.
 */
export function refusingLoader(): Loader {
  const refuse = (uri: string): Promise<never> =>
    Promise.reject(new Error(`External resource refused: ${String(uri).slice(0, 200)}`))
  return { load: refuse, sanitize: refuse, http: refuse, file: refuse }
}
