/** Figures for the browser tests: shaped like the library's, with invented but fixed numbers. */

const widths = [2, 3, 4, 5, 10, 20, 50, 100, 500, 1000]

/** Mean deviation against width, measured with error and exact: ten rows. */
export function deviationFigure(scale = 1): Record<string, unknown> {
  const values = widths.map((width) => ({
    width,
    measured: (scale * 13.4) / width,
    error: (scale * 0.9) / width,
    exact: 13.3994 / width
  }))
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v5.json',
    title: 'Mean deviation of the 4-point function',
    description: 'The mean deviation falls as one over the width.',
    data: { values },
    width: 'container',
    height: 220,
    encoding: { x: { field: 'width', type: 'quantitative', scale: { type: 'log' } } },
    layer: [
      {
        mark: { type: 'line', color: '#888888' },
        encoding: { y: { field: 'exact', type: 'quantitative', scale: { type: 'log' } } }
      },
      {
        mark: { type: 'point', filled: true, size: 60, color: '#1f77b4', tooltip: true },
        encoding: { y: { field: 'measured', type: 'quantitative', title: '⟨|m₄|⟩' } }
      }
    ],
    usermeta: {
      nnqft: {
        figure: 'mean-deviation',
        title: 'Mean deviation of the 4-point function',
        provenance: {
          ensemble: { network: 'gauss', sigmaW: 1, sigmaB: 1 },
          parameters: { order: 4 },
          seed: 7,
          versions: { nnqft: '0.1.0' },
          created: '2026-01-01T00:00:00.000Z',
          hash: 'c0ffee'
        },
        code: "const nnqft = await import('nnqft')",
        agreement: [
          {
            figure: 'mean-deviation',
            quantity: '⟨|m₄|⟩, N = 10',
            claim: '1/N',
            measured: 1.34,
            measuredError: 0.09,
            exact: 1.33994,
            agreement: 'agrees'
          }
        ],
        roles: { width: 'width', measured: 'measured', error: 'error', exact: 'exact' }
      }
    }
  }
}

/** Deviation of 462 combinations at ten widths: 4620 points with a legend of widths. */
export function combinationsFigure(seed: number): Record<string, unknown> {
  const values = widths.flatMap((width) =>
    Array.from({ length: 462 }, (_, combination) => ({
      combination,
      width,
      measured: Math.sin(1 + seed + combination * 12.9898 + width * 78.233) / width
    }))
  )
  return {
    title: 'Deviation of each combination',
    data: { values },
    mark: { type: 'point', tooltip: true },
    encoding: {
      x: { field: 'combination', type: 'quantitative' },
      y: { field: 'measured', type: 'quantitative' },
      color: { field: 'width', type: 'ordinal' }
    },
    usermeta: { nnqft: { figure: 'combinations', title: 'Deviation of each combination' } }
  }
}

/** The notebook's representation of a figure. */
export function bundle(spec: object): Record<string, unknown> {
  return { 'application/vnd.vegalite.v5+json': spec, 'text/plain': 'Figure' }
}
