import { isObject, type JsonObject } from '../renderer/safeSpec.js'

/** One unit of a specification with the encoding it inherits from the layers around it. */
export interface UnitSpec {
  /** The unit itself, to be changed in place. */
  readonly unit: JsonObject
  /** Its channels, inherited ones first. */
  readonly encoding: JsonObject
  /** Kind of mark, for example `point`. */
  readonly mark: string
}

/** All units (single marks) of a Vega-Lite specification, through layers, compositions and facets. */
export function unitSpecs(spec: JsonObject, inherited: JsonObject = {}): UnitSpec[] {
  const own = isObject(spec['encoding']) ? spec['encoding'] : {}
  const encoding = { ...inherited, ...own }
  if ('mark' in spec) {
    const { mark } = spec
    return [{ unit: spec, encoding, mark: String(isObject(mark) ? mark['type'] : mark) }]
  }
  const parts = ['layer', 'hconcat', 'vconcat', 'concat'].flatMap((key) => {
    const children = spec[key]
    return Array.isArray(children) ? children.filter(isObject) : []
  })
  if (isObject(spec['spec'])) parts.push(spec['spec'])
  return parts.flatMap((part) => unitSpecs(part, encoding))
}

/** The views of a composition, each with axes of its own; a single view is its own list. */
export function viewSpecs(spec: JsonObject): JsonObject[] {
  for (const key of ['hconcat', 'vconcat', 'concat']) {
    const children = spec[key]
    if (Array.isArray(children)) return children.filter(isObject).flatMap(viewSpecs)
  }
  return [spec]
}

/** Definition of one channel, if the unit has it with a field. */
export function fieldChannel(unit: UnitSpec, channel: string): JsonObject | undefined {
  const definition = unit.encoding[channel]
  return isObject(definition) && typeof definition['field'] === 'string' ? definition : undefined
}

/** Fields of both ends of the error bars that a unit draws along y. */
export function errorBarFields(unit: UnitSpec): readonly [string, string] | undefined {
  const [from, to] = ['y', 'y2'].map((channel) => fieldChannel(unit, channel)?.['field'])
  // With a second x it is a line from one point to another.
  if (unit.mark !== 'rule' || 'x2' in unit.encoding) return undefined
  if (from === undefined || to === undefined) return undefined
  return [String(from), String(to)]
}

/** Whether a unit draws one symbol a row. */
export function isPointMark({ mark }: UnitSpec): boolean {
  return ['point', 'circle', 'square'].includes(mark)
}
