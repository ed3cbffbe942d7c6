import { categoryColors, figureColors } from './colorScales.js'

/** Colours of the estimators, in all figures. */
const estimatorColors: Readonly<Record<string, string>> = {
  literal: figureColors.blue,
  conditional: figureColors.orange,
  tilted: figureColors.green
}

/** Red is for exact values. */
const freeColors = categoryColors.filter(
  (color) => color !== figureColors.red && !Object.values(estimatorColors).includes(color)
)

/**
 * Colour channel of estimators, in the same order and colours in every figure. Names of one's own come after
 * the library's, in the order of their first occurrence.
 */
export function estimatorColor(estimators: readonly string[]) {
  const known = Object.keys(estimatorColors).filter((name) => estimators.includes(name))
  const own = [...new Set(estimators)].filter((name) => !known.includes(name))
  const names = [...known, ...own]
  const range = [
    ...known.map((name) => estimatorColors[name]),
    ...own.map((_, i) => freeColors[i % freeColors.length])
  ]
  return {
    field: 'estimator',
    type: 'nominal',
    title: 'estimator',
    sort: names,
    scale: { domain: names, range }
  }
}
