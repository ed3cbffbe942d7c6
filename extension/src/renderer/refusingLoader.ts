import type { Loader } from 'vega'
import { FigureFailure } from './figureFailure.js'

/**
 * A Vega loader that reaches nothing: every method rejects with the address, so that no request
 * leaves the page for data, images, links or files.
 */
export function refusingLoader(): Loader {
  const refuse = (uri: string): Promise<never> =>
    Promise.reject(
      new FigureFailure((trans) =>
        trans.__('External resource refused: %1', String(uri).slice(0, 200))
      )
    )
  return { load: refuse, sanitize: refuse, http: refuse, file: refuse }
}
