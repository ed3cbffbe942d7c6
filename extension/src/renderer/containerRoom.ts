import type { Spec } from 'vega'
import { pageRoom } from './fitPage.js'
import type { Room } from './room.js'
import { hearsResize, isObject, type JsonObject } from './safeSpec.js'

/** Signal that stands for the size of the element around a picture: a width and a height. */
export const roomSignal = 'nnqft_room'

/** Height of what has no end on a page, in pixels; Vega-Lite gives the same. */
const pageHeight = 300

/** Keys under which a specification of Vega holds expressions. */
const expressionKeys = new Set(['signal', 'update', 'init', 'expr', 'test'])

const sizeOfContainer = /\bcontainerSize\s*\(\s*\)/g

/** Value of the room's signal. */
export function roomValue({ width, height = pageHeight }: Room): readonly [number, number] {
  return [pageRoom(width), height]
}

/**
 * Makes a Vega specification that asks for the size of its element ask a signal instead: there is no
 * element yet when the first values are computed, one out of sight has no size, and the window's changes
 * are not those of the page around a figure.
 *
 * @returns undefined for a specification that never asks
 */
export function followingRoom(spec: Spec, room: Room): Spec | undefined {
  const follower = new Follower()
  const { data, ...rest } = spec
  const copy = follower.inObject(rest)
  const rows = follower.inValue(data, 'data')
  if (!follower.found) return undefined
  const signals = Array.isArray(copy['signals']) ? (copy['signals'] as unknown[]) : []
  const own = { name: roomSignal, value: roomValue(room) }
  return {
    ...copy,
    ...(data && { data: rows }),
    signals: [own, ...signals]
  } as Spec
}

class Follower {
  found = false

  inObject(node: JsonObject): JsonObject {
    const entries = Object.entries(node).map(([key, value]) => [key, this.inValue(value, key)])
    return Object.fromEntries(entries) as JsonObject
  }

  inValue(value: unknown, key: string): unknown {
    if (typeof value === 'string') return expressionKeys.has(key) ? this.inExpression(value) : value
    if (key === 'signals' && Array.isArray(value)) {
      return value.map((signal) => (isObject(signal) ? this.inSignal(signal) : (signal as unknown)))
    }
    // Data are no instructions.
    if (key === 'values') return value
    if (Array.isArray(value)) return value.map((item) => this.inValue(item, ''))
    return isObject(value) ? this.inObject(value) : value
  }

  private inExpression(expression: string): string {
    const replaced = expression.replace(sizeOfContainer, roomSignal)
    this.found ||= replaced !== expression
    return replaced
  }

  /** A first value or a value by an event does not follow by itself, as a definition does. */
  private inSignal(signal: JsonObject): JsonObject {
    const copy = this.inObject(signal)
    const handlers = Array.isArray(copy['on']) ? copy['on'].filter(isObject) : []
    const asked = [...handlers.map(({ update }) => update), copy['init']]
    const definition = asked.find((update) => String(update).includes(roomSignal))
    if (definition === undefined) return copy
    const follow = { events: { signal: roomSignal }, update: definition }
    const { value, ...rest } = copy
    const isDefined = 'init' in rest || 'update' in rest || !handlers.some(hearsResize)
    const first = isDefined ? { ...(value !== undefined && { value }) } : { init: definition }
    return { ...rest, ...first, on: [...handlers, follow] }
  }
}
