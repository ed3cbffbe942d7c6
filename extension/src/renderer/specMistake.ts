import type { Translation } from './figureFailure.js'
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
export function specMistake(spec: JsonObject, trans: Translation): string | undefined {
  return new MistakeFinder(trans).inView(spec, '')
}

class MistakeFinder {
  constructor(private readonly trans: Translation) {}

  inView(view: unknown, place: string): string | undefined {
    const where = place === '' ? this.trans.__('the specification') : place
    if (!isObject(view)) return this.notObject(where, view)
    const kind = compositions.find((key) => key in view)
    if (kind === undefined) {
      return this.trans.__('%1 draws nothing: it has none of %2.', where, compositions.join(', '))
    }
    if (kind === 'mark') return this.inUnit(view, place)
    const inside = view[kind]
    if (kind === 'spec') return this.inView(inside, path(place, kind))
    if (!Array.isArray(inside)) {
      return this.trans.__('%1 must be a list of views, got %2.', path(place, kind), shown(inside))
    }
    const mistakes = inside.map((part, i) => this.inView(part, `${path(place, kind)}[${i}]`))
    return mistakes.find((mistake) => mistake !== undefined)
  }

  private inUnit({ mark, encoding }: JsonObject, place: string): string | undefined {
    const [type, at] = isObject(mark)
      ? [mark['type'], path(place, 'mark.type')]
      : [mark, path(place, 'mark')]
    if (typeof type !== 'string' || !marks.has(type)) {
      return this.notOneOf(at, marks, type)
    }
    if (encoding === undefined) return undefined
    const channels = path(place, 'encoding')
    if (!isObject(encoding)) return this.notObject(channels, encoding)
    const mistakes = Object.entries(encoding).map(([channel, definition]) =>
      this.inChannel(definition, `${channels}.${channel}`)
    )
    return mistakes.find((mistake) => mistake !== undefined)
  }

  private inChannel(definition: unknown, place: string): string | undefined {
    // A list for details and tooltips, null for a channel that is switched off.
    if (definition === null || Array.isArray(definition)) return undefined
    if (!isObject(definition)) return this.notObject(place, definition)
    const { type } = definition
    if (type === undefined || (typeof type === 'string' && fieldTypes.has(type))) return undefined
    return this.notOneOf(`${place}.type`, fieldTypes, type)
  }

  private notObject(place: string, value: unknown): string {
    return this.trans.__('%1 must be an object, got %2.', place, shown(value))
  }

  private notOneOf(place: string, values: ReadonlySet<string>, value: unknown): string {
    return this.trans.__(
      '%1 must be one of %2, got %3.',
      place,
      [...values].join(', '),
      shown(value)
    )
  }
}

function path(place: string, key: string): string {
  return place === '' ? key : `${place}.${key}`
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}
