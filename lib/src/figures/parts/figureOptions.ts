import type { Agreement } from '../../comparison/compareWithExact.js'
import {
  requireKeys,
  requireObject,
  requireObjects,
  requireText
} from '../../numerics/parameterError.js'

/** What every figure of measured or computed numbers takes; each names its own defaults. */
export interface FigureOptions {
  /** What the figure is of, plain JSON: an ensemble, or whatever else determines the numbers. */
  readonly parameters: object
  /** Rows of the table of agreement, which the figure carries. */
  readonly agreement?: readonly Agreement[]
  /** Short identifier in kebab case; also the file name of an export. */
  readonly name?: string
  /** Title of the figure; default: what it shows. */
  readonly title?: string
}

/** All keys of `FigureOptions`. */
export const figureKeys: readonly string[] = [
  'parameters',
  'agreement',
  'name',
  'title'
] satisfies readonly (keyof FigureOptions)[]

/**
 * Refuses options with other keys than those, and values of the common ones that cannot be drawn.
 *
 * @throws ParameterError naming the option
 */
export function requireFigureOptions(
  source: string,
  options: Partial<FigureOptions>,
  keys: readonly string[] = figureKeys
): void {
  requireKeys(source, 'options', options, keys)
  if (keys.includes('parameters')) requireObject(source, 'options.parameters', options.parameters)
  if (options.agreement !== undefined) {
    requireObjects(source, 'options.agreement', options.agreement, 0)
  }
  for (const key of ['name', 'title', 'legend', 'valueTitle', 'sampleTitle'] as const) {
    const text = (options as Partial<Record<string, unknown>>)[key]
    if (text !== undefined) requireText(source, `options.${key}`, text)
  }
}
