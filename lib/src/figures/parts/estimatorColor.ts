import { estimatorNames } from '../../networks/estimators.js'
import { categoryColors, figureColors } from './colorScales.js'

/** Colours of the library's estimators, in their order, and then of names of one's own. Red is for exact values. */
const colors = categoryColors.filter((color) => color !== figureColors.red)

/**
 * Colour channel of estimators, in the same order and colours in every figure. Names of one's own come after
 * the library's, in the order of their first occurrence.
 */
export function estimatorColor(estimators: readonly string[]) {
  const known: readonly string[] = estimatorNames
  const own = [...new Set(estimators)].filter((name) => !known.includes(name))
  const drawn = known.filter((name) => estimators.includes(name))
  const free = colors.slice(known.length)
  const range = [
    ...drawn.map((name) => colors[known.indexOf(name)]),
    ...own.map((_, i) => free[i % free.length])
  ]
  const domain = [...drawn, ...own]
  return {
    field: 'estimator',
    type: 'nominal',
    title: 'estimator',
    sort: domain,
    scale: { domain, range }
  }
}
