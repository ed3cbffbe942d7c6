import { isObject, type JsonObject } from './safeSpec.js'

/** Marks of Vega-Lite, the composite ones included. */
const marks = new Set(
  (
    'arc area bar boxplot circle errorband errorbar geoshape image line point rect rule square text ' +
    'tick trail'
  ).split(' ')
)

/** Types of a channel's field. */
const fieldTypes = new Set(['quantitative', 'ordinal', 'nominal', 'temporal', 'geojson'])

/** Keys one of which each view has. */
const compositions = ['mark', 'layer', 'hconcat', 'vconcat', 'concat', 'spec']

/**
 * The first usual mistake of a Vega-Lite specification in words, with its place, for one that the
 * compiler has given up on: it does not say what it met. `undefined` if none of them is found.
 */
export function specMistake(spec: JsonObject): string | undefined {
  return viewMistake(spec, '')
}

function viewMistake(view: unknown, place: string): string | undefined {
  const where = place === '' ? 'the specification' : place
  if (!isObject(view)) return `${where} must be an object, got ${shown(view)}.`
  const kind = compositions.find((key) => key in view)
  if (kind === undefined) {
    return `${where} draws nothing: it has none of ${compositions.join(', ')}.`
  }
  if (kind === 'mark') return unitMistake(view, place)
  const inside = view[kind]
  if (kind === 'spec') return viewMistake(inside, path(place, kind))
  if (!Array.isArray(inside)) {
    return `${path(place, kind)} must be a list of views, got ${shown(inside)}.`
  }
  const mistakes = inside.map((part, i) => viewMistake(part, `${path(place, kind)}[${i}]`))
  return mistakes.find((mistake) => mistake !== undefined)
}

function unitMistake({ mark, encoding }: JsonObject, place: string): string | undefined {
  const [type, at] = isObject(mark)
    ? [mark['type'], path(place, 'mark.type')]
    : [mark, path(place, 'mark')]
  if (typeof type !== 'string' || !marks.has(type)) {
    return `${at} must be one of ${[...marks].join(', ')}, got ${shown(type)}.`
  }
  if (encoding === undefined) return undefined
  const channels = path(place, 'encoding')
  if (!isObject(encoding)) return `${channels} must be an object, got ${shown(encoding)}.`
  const mistakes = Object.entries(encoding).map(([channel, definition]) =>
    channelMistake(definition, `${channels}.${channel}`)
  )
  return mistakes.find((mistake) => mistake !== undefined)
}

function channelMistake(definition: unknown, place: string): string | undefined {
  // A list for details and tooltips, null for a channel that is switched off.
  if (definition === null || Array.isArray(definition)) return undefined
  if (!isObject(definition)) return `${place} must be an object, got ${shown(definition)}.`
  const { type } = definition
  if (type === undefined || (typeof type === 'string' && fieldTypes.has(type))) return undefined
  return `${place}.type must be one of ${[...fieldTypes].join(', ')}, got ${shown(type)}.`
}

function path(place: string, key: string): string {
  return place === '' ? key : `${place}.${key}`
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}
