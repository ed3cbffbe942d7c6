import { isObject } from './safeSpec.js'

/** Text of a title, which may be a string, several lines, or an object with either; '' without one. */
export function titleText(title: unknown): string {
  const text = isObject(title) ? title['text'] : title
  return Array.isArray(text) ? text.join(' ') : typeof text === 'string' ? text : ''
}
