import { figureColors } from './colorScales.js'

/** Fields that mark a row of measured points by whether its average has converged. */
export function convergenceField(converged: boolean | undefined) {
  return converged === undefined ? {} : { estimate: converged ? 'converged' : 'not converged' }
}

/** Reads well on light and on dark. */
const grey = figureColors.grey

const shape = {
  field: 'estimate',
  type: 'nominal',
  title: null,
  scale: { domain: ['converged', 'not converged'], range: ['circle', 'diamond'] },
  legend: {
    symbolStrokeColor: grey,
    symbolFillColor: { expr: `datum.label === 'converged' ? '${grey}' : 'transparent'` }
  }
}

/**
 * Layers of the measured points of `rows`: discs, and open diamonds, with their legend, where a row
 * is marked as not converged.
 */
export function measuredPoints(
  rows: readonly object[],
  encoding: object,
  { size = 35, filter }: { readonly size?: number; readonly filter?: object } = {}
): object[] {
  const own = filter ? [{ filter }] : []
  const disc = { type: 'point', filled: true, size, opacity: 1, tooltip: true }
  if (!rows.some((row) => 'estimate' in row && row.estimate === 'not converged')) {
    return [{ mark: disc, ...(filter && { transform: own }), encoding }]
  }
  const diamond = { ...disc, filled: false, size: 1.6 * size, strokeWidth: 1.5 }
  const select = (test: string) => [...own, { filter: test }]
  return [
    {
      mark: disc,
      transform: select("datum.estimate !== 'not converged'"),
      encoding: { ...encoding, shape }
    },
    {
      mark: diamond,
      transform: select("datum.estimate === 'not converged'"),
      encoding: { ...encoding, shape }
    }
  ]
}
