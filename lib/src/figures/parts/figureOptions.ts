import type { Agreement } from '../../comparison/compareWithExact.js'
import { isJson } from '../../numerics/jsonText.js'
import {
  ParameterError,
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

const plainRule = 'plain JSON, without BigInts and objects that hold themselves'

/** Refuses what no row of a figure or table can hold. */
export function requireCell(source: string, parameter: string, value: unknown): void {
  if (typeof value !== 'symbol' && typeof value !== 'function' && isJson(value)) return
  throw new ParameterError(source, parameter, `a number, a text or ${plainRule}`, value)
}

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
  if (keys.includes('parameters')) {
    requireObject(source, 'options.parameters', options.parameters)
    for (const [field, value] of Object.entries(options.parameters)) {
      if (isJson(value)) continue
      throw new ParameterError(source, `options.parameters.${field}`, plainRule, value)
    }
  }
  if (options.agreement !== undefined) {
    requireObjects(source, 'options.agreement', options.agreement, 0)
  }
  for (const key of ['name', 'title', 'legend', 'valueTitle', 'sampleTitle'] as const) {
    const text = (options as Partial<Record<string, unknown>>)[key]
    if (text !== undefined) requireText(source, `options.${key}`, text)
  }
}
