import { requireFinite, requireObject, requireResults } from '../numerics/parameterError.js'
import { figureColors } from './parts/colorScales.js'
import type { Agreement } from '../comparison/compareWithExact.js'
import { Figure } from './parts/figure.js'
import { requireFigureOptions } from './parts/figureOptions.js'

/** Exponents of one expansion, truncation by truncation. */
export interface ExponentLadder {
  /** Name of the expansion, as the legend shows it. */
  readonly expansion: string
  /** Exponents by the highest power of rho = phi^2/2 that is kept. */
  readonly rungs: readonly { readonly order: number; readonly nu: number; readonly omega: number }[]
}

/** What the figure shows, and its titles. */
export interface ExponentConvergenceOptions {
  /** The values that all ladders should reach. */
  readonly limit: { readonly nu: number; readonly omega: number }
  /** What the figure says it is of, plain JSON. */
  readonly parameters: object
  /** Rows of the table of agreement that the figure shows. */
  readonly agreement?: readonly Agreement[]
  /** Default: `exponent-convergence`. */
  readonly name?: string
}

/**
 * Distance of the exponents nu and omega of polynomial truncations from their limit against the order
 * of the truncation, one colour per expansion. A rung that hits the limit exactly is not drawn.
 *
 * @example
 * const rungs = truncatedFixedPoints({ dimension: 3, order: 4 }).map(({ couplings, nu, omega }) => {
 *   return { order: couplings.length, nu, omega }
 * })
 * exponentConvergence([{ expansion: 'around zero', rungs }], {
 *   limit: fixedPoint({ dimension: 3, regulator: 'litim' }),
 *   parameters: { regulator: 'litim' }
 * })
 * @throws ParameterError if there are no ladders
 */
export function exponentConvergence(
  ladders: readonly ExponentLadder[],
  options: ExponentConvergenceOptions
): Figure {
  requireFigureOptions('exponentConvergence', options, ['parameters', 'agreement', 'name', 'limit'])
  const { limit, parameters, agreement, name = 'exponent-convergence' } = options
  requireResults('exponentConvergence', 'ladders', ladders, { rungs: [] })
  // A whole fixed point has more than these.
  requireObject('exponentConvergence', 'limit', limit)
  requireFinite('exponentConvergence', 'limit.nu', limit.nu)
  requireFinite('exponentConvergence', 'limit.omega', limit.omega)
  const panel = (exponent: 'nu' | 'omega', symbol: string) => ({
    width: 300,
    height: 250,
    data: {
      values: ladders.flatMap(({ expansion, rungs }) =>
        rungs.flatMap((rung) => {
          const distance = Math.abs(rung[exponent] - limit[exponent])
          return distance > 0 ? [{ expansion, order: rung.order, distance }] : []
        })
      )
    },
    mark: { type: 'line', point: { filled: true, size: 28 }, strokeWidth: 1.2, tooltip: true },
    encoding: {
      x: { field: 'order', type: 'quantitative', title: 'highest power of ρ that is kept' },
      y: {
        field: 'distance',
        type: 'quantitative',
        scale: { type: 'log' },
        axis: { format: '~e' },
        title: `distance of ${symbol} from its limit`
      },
      color: {
        field: 'expansion',
        type: 'nominal',
        title: 'expanded around',
        scale: {
          domain: ladders.map(({ expansion }) => expansion),
          range: [figureColors.orange, figureColors.blue, figureColors.green]
        }
      }
    }
  })
  return new Figure({
    name,
    title: 'Exponents of truncations against their order',
    description:
      'Distance of the critical exponents nu and omega from their limit on a logarithmic axis ' +
      'against the order of the polynomial truncation, for expansions around zero field and ' +
      'around the minimum of the potential.',
    parameters,
    results: [ladders],
    ...(agreement && { agreement }),
    spec: { hconcat: [panel('nu', 'ν'), panel('omega', 'ω')] }
  })
}
