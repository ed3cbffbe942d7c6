import { types } from 'node:util'
import { plainString, valueText } from '../../language/valueText.js'
import { mime } from './mimeTypes.js'

/**
 * The contents of a MIME bundle as a message carries them: binary data as base64, text types as text,
 * the others as plain JSON.
 * @param report called with a TypeError for each part that cannot be sent; left out if it returns
 */
export function mimeContents(
  data: Readonly<Record<string, unknown>>,
  report: (problem: unknown) => void
): Record<string, unknown> {
  const contents: Record<string, unknown> = {}
  const strange = Object.keys(data).filter((type) => !mimeType.test(type))
  if (strange.length > 0) {
    const named = valueText(strange.slice(0, 3), { maxStringLength: 50 })
    report(new TypeError(`a MIME bundle has MIME types as keys, not ${named}`))
  }
  for (const type of Object.keys(data)) {
    if (!mimeType.test(type)) continue
    try {
      contents[type] = contentOf(type, data[type])
    } catch (problem) {
      report(problem)
    }
  }
  return contents
}

const mimeType = /^[^\s/]+\/[^\s/]+$/

function contentOf(type: string, content: unknown): unknown {
  if (typeof content === 'string') return content
  if (types.isUint8Array(content)) return bytesText(type, content)
  if (isText(type)) return textContent(type, content)
  return plainJson(content, type)
}

/** Types whose content is a string; all others may be any JSON. */
const isText = (type: string): boolean => /^(?:text|image)\/(?!.*\bjson$)/.test(type)

function bytesText(type: string, bytes: Uint8Array): string {
  const encoding = type === mime.svg || type.startsWith('text/') ? 'utf8' : 'base64'
  return Buffer.from(bytes).toString(encoding)
}

/** Also of lines, as notebooks store them, and of numbers and such. */
function textContent(type: string, content: unknown): string {
  if (Array.isArray(content) && content.every((line) => typeof line === 'string')) {
    return content.join('')
  }
  if (content === undefined || content === null || /function|object|symbol/.test(typeof content)) {
    throw new TypeError(`the content of ${type} must be text, got ${plainString(content)}`)
  }
  return plainString(content)
}

/**
 * A copy that holds nothing but JSON: the original may change before the message leaves.
 * @param what names it in the error
 * @throws TypeError for what JSON cannot hold: BigInt, cycles, functions
 */
export function plainJson(content: unknown, what: string): unknown {
  let text: string | undefined
  try {
    text = JSON.stringify(content)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.split('\n')[0] : plainString(cause)
    throw new TypeError(`the content of ${what} must be JSON: ${reason}`)
  }
  if (text === undefined)
    throw new TypeError(`the content of ${what} must be JSON, got ${plainString(content)}`)
  return JSON.parse(text) as unknown
}
