/** How a series is drawn, which its sign in the legend tells too. */
export interface SeriesStyle {
  readonly name: string
  readonly color: string
  readonly mark: 'point' | 'line' | 'area'
  /** Of a line; default: full. */
  readonly dash?: readonly number[]
}

const symbols = { point: 'circle', line: 'stroke', area: 'square' } as const

/**
 * Colour channel of a figure's series, rows with their series in `field`: the legend shows points as points, lines as
 * lines with their dashes, areas as squares.
 */
export function seriesColor(styles: readonly SeriesStyle[], field = 'series') {
  const names = styles.map(({ name }) => name)
  const ofSeries = (values: readonly unknown[]) => ({
    expr: `${JSON.stringify(values)}[indexof(${JSON.stringify(names)}, datum.value)]`
  })
  return {
    field,
    type: 'nominal',
    title: null,
    scale: { domain: names, range: styles.map(({ color }) => color) },
    legend: {
      symbolOpacity: 1,
      labelLimit: 320,
      symbolType: ofSeries(styles.map(({ mark }) => symbols[mark])),
      symbolDash: ofSeries(styles.map(({ dash = [1, 0] }) => dash))
    }
  }
}
