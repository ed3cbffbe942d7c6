import type * as Vega from 'vega'
import type * as VegaLite from 'vega-lite'
import type { Config } from 'vega-lite'
import type { expressionInterpreter } from 'vega-interpreter'
import { FigureFailure } from './figureFailure.js'
import type { lowerSubscripts } from './subscriptRenderers.js'

/** The drawing engine: Vega, the Vega-Lite compiler and the interpreter of expressions. */
export interface VegaEngine {
  readonly vega: typeof Vega
  readonly vegaLite: typeof VegaLite
  readonly expressionInterpreter: typeof expressionInterpreter
  readonly lowerSubscripts: typeof lowerSubscripts
  /** Configurations by their names. */
  readonly themes: Readonly<Record<string, Config>>
}

let engine: Promise<VegaEngine> | undefined

/** A function that specifications can call in their expressions. */
export type ExpressionFunction = (...args: readonly unknown[]) => unknown

const provided = new Map<string, ExpressionFunction>()

/** Most elements that the expression function `sequence` may make. */
const maximumSequence = 1_000_000

/**
 * Loads the engine on first use, a separate file of 300 KB (compressed) that pages without figures
 * never fetch.
 */
export function vegaEngine(): Promise<VegaEngine> {
  engine ??= load()
  return engine
}

/** Lets specifications call a function; to be said before the engine is loaded, at the start. */
export function provideExpression(name: string, expression: ExpressionFunction): void {
  provided.set(name, expression)
}

async function load(): Promise<VegaEngine> {
  const [vega, vegaLite, interpreter, subscripts, { version: _, ...themes }] = await Promise.all([
    import('vega'),
    import('vega-lite'),
    import('vega-interpreter'),
    import('./subscriptRenderers.js'),
    import('vega-themes')
  ])
  boundSequence(vega)
  subscripts.registerSubscriptRenderers()
  for (const [name, expression] of provided) vega.expressionFunction(name, expression)
  const { expressionInterpreter } = interpreter
  const { lowerSubscripts } = subscripts
  return {
    vega,
    vegaLite,
    expressionInterpreter,
    lowerSubscripts,
    themes: themes as VegaEngine['themes']
  }
}

/** An expression such as `sequence(1e10)` would freeze the page before any check of rows can act. */
function boundSequence(vega: typeof Vega): void {
  const sequence = vega.expressionFunction('sequence') as (...range: number[]) => number[]
  vega.expressionFunction('sequence', (...range: number[]) => {
    const [start, stop, step] =
      range.length < 2 ? [0, range[0], 1] : [range[0], range[1], range[2] ?? 1]
    if (Math.abs((stop - start) / step) > maximumSequence) {
      throw new FigureFailure((trans) =>
        trans.__('sequence: more than %1 elements', maximumSequence)
      )
    }
    return sequence(...range)
  })
}
