import { FigureFailure } from './figureFailure.js'
import type { FigureLanguage } from './mimeTypes.js'

/** A specification as it came in the notebook: any JSON object. */
export type JsonObject = { [key: string]: unknown }

/** Keys that would reach an object's prototype once the specification is merged with defaults. */
const prototypeKeys = new Set(['__proto__', 'constructor', 'prototype'])

/**
 * Keys an untrusted specification may not use: links and cursors (a cursor may be a remote image).
 * Addresses of data and images stay: the loader refuses them, and tells.
 */
const remoteKeys = new Set(['href', 'cursor', 'baseURL', 'target'])

/** Largest picture side of an untrusted figure, in pixels. */
const maximumSide = 8192

/** Most rows or steps that an untrusted specification may generate by itself. */
const maximumGenerated = 100_000

/**
 * A deep copy of a specification without keys that could reach a prototype. An untrusted one also
 * loses everything that acts outside its own picture: links, cursors, event handlers, input elements
 * bound to parameters. Plain selections (hover, click,
 * brush, legend, zoom) stay. Data rows are copied as they are.
 *
 * @throws FigureFailure if an untrusted specification asks for a picture larger than 8192 pixels or
 *   generates more than 100000 rows by itself
 */
export function safeSpec(spec: unknown, language: FigureLanguage, trusted: boolean): JsonObject {
  const copy = copiedSpec(spec)
  if (!trusted) restrictSpec(copy, language)
  return copy
}

/**
 * A deep copy of a specification without keys that could reach a prototype.
 *
 * @throws FigureFailure if it is not a JSON object
 */
export function copiedSpec(spec: unknown): JsonObject {
  if (!isObject(spec)) {
    throw new FigureFailure((trans) => trans.__('The specification is not a JSON object.'))
  }
  return copyWithoutPrototypeKeys(spec) as JsonObject
}

/**
 * Takes out of an untrusted specification what acts outside its own picture, as `safeSpec` says.
 *
 * @throws FigureFailure as `safeSpec`; the rows of the specification are as before then
 */
export function restrictSpec(spec: JsonObject, language: FigureLanguage): void {
  restrict(spec, language)
}

/** Whether a value is a JSON object (not null, not a list). */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function copyWithoutPrototypeKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyWithoutPrototypeKeys)
  if (!isObject(value)) return value
  const copy: JsonObject = {}
  for (const key of Object.keys(value)) {
    if (!prototypeKeys.has(key)) copy[key] = copyWithoutPrototypeKeys(value[key])
  }
  return copy
}

function restrict(node: JsonObject, language: FigureLanguage, parent = ''): void {
  for (const key of Object.keys(node)) {
    const value = node[key]
    if (remoteKeys.has(key) || (key === 'events' && parent === 'config')) delete node[key]
    else if (key === 'params' && Array.isArray(value)) node[key] = plainParameters(value)
    else if (key === 'signals' && Array.isArray(value)) node[key] = plainSignals(value)
    else if (key === 'width' || key === 'height') requireSide(key, value)
    else if (isRowList(key, value)) continue
    else if (key === 'datasets' && language === 'vega-lite' && parent === '') continue
    else {
      if (key === 'sequence' || key === 'graticule') requireFewSteps(key, value)
      restrictChildren(value, language, key)
    }
  }
  if (node['type'] === 'sequence') requireFewSteps('sequence', node)
}

function restrictChildren(value: unknown, language: FigureLanguage, key: string): void {
  if (Array.isArray(value)) value.forEach((item) => restrictChildren(item, language, key))
  else if (isObject(value)) restrict(value, language, key)
}

/** Rows of inline data: they are data, never instructions, and there may be many. */
function isRowList(key: string, value: unknown): boolean {
  return key === 'values' && Array.isArray(value)
}

/** Selections keep what they select; constants keep their value; bindings stay inside the picture. */
function plainParameters(parameters: readonly unknown[]): JsonObject[] {
  return parameters.filter(isObject).map((parameter) => {
    const kept: JsonObject = { name: parameter['name'] }
    if ('select' in parameter) {
      kept['select'] = plainSelection(parameter['select'])
      const bind = parameter['bind']
      if (bind === 'scales' || bind === 'legend') kept['bind'] = bind
      if ('views' in parameter) kept['views'] = parameter['views']
    }
    if ('value' in parameter) kept['value'] = parameter['value']
    return kept
  })
}

function plainSelection(select: unknown): unknown {
  if (!isObject(select)) return select
  const kept: JsonObject = {}
  for (const key of ['type', 'encodings', 'fields', 'nearest', 'resolve', 'mark']) {
    if (key in select) kept[key] = select[key]
  }
  // Hover is the one event besides click that a figure needs; any other source is dropped.
  if (/^(pointer|mouse)(over|move)$/.test(String(select['on']))) kept['on'] = select['on']
  if (isObject(kept['mark'])) delete kept['mark']['cursor']
  return kept
}

/**
 * Signals keep their value and definition; handlers of events and input elements go, but for those that ask
 * for the size of the figure's room.
 */
function plainSignals(signals: readonly unknown[]): JsonObject[] {
  return signals
    .filter(isObject)
    .filter((signal) => signal['name'] !== 'cursor')
    .map((signal) => {
      const kept: JsonObject = {}
      for (const key of ['name', 'value', 'init', 'update', 'react']) {
        if (key in signal) kept[key] = signal[key]
      }
      const handlers = Array.isArray(signal['on']) ? signal['on'].filter(isObject) : []
      const sizes = handlers.filter(
        (handler) => hearsResize(handler) && String(handler['update']).includes('containerSize')
      )
      if (sizes.length > 0) kept['on'] = sizes.map(({ update }) => ({ ...resized, update }))
      return kept
    })
}

/** What a handler of a signal listens to when it follows the window. */
const resized = { events: { source: 'window', type: 'resize' } }

/** Whether a handler of a signal acts with each size of the window. */
export function hearsResize({ events }: JsonObject): boolean {
  return JSON.stringify(events ?? '').includes('resize')
}

function requireSide(name: string, value: unknown): void {
  if (typeof value === 'number' && !(value <= maximumSide)) {
    throw new FigureFailure((trans) =>
      trans.__('%1 is %2; an untrusted figure may have %3 at most.', name, value, maximumSide)
    )
  }
}

function requireFewSteps(name: string, value: unknown): void {
  if (!isObject(value)) return
  const { start = 0, stop = 0, step = 1 } = value
  const steps = Math.abs((Number(stop) - Number(start)) / Number(step))
  const stepsOfGraticule = name === 'graticule' && 'step' in value
  if (stepsOfGraticule || !(steps <= maximumGenerated)) {
    throw new FigureFailure((trans) =>
      trans.__(
        'The specification generates too many rows by itself; an untrusted figure may have %1 at most.',
        maximumGenerated
      )
    )
  }
}
