import type { EngineEvent, Published, SentPublished } from './engineMessages.js'
import { jsonText } from './jsonText.js'

/** Largest message to the frontend, in bytes; copies of it are made on the way. */
const maximumMessage = 256 * 1024 * 1024

/**
 * A message for the frontend as it is sent: what cannot be sent is an error of the code that publishes it.
 * @returns the message, and its size in bytes
 * @throws TypeError if it holds what JSON cannot, RangeError if it is too large
 */
export function sentMessage(event: Published): { event: SentPublished; size: number } {
  const { messageType, buffers = [] } = event
  const content = jsonText(event.content, messageType)
  const metadata = jsonText(event.metadata ?? {}, `metadata of ${messageType}`)
  const bytes = buffers.reduce((sum, { byteLength }) => sum + byteLength, 0)
  const size = content.length + metadata.length + bytes
  if (size > maximumMessage) {
    throw new RangeError(`${messageType} of ${size} bytes: at most ${maximumMessage} can be sent`)
  }
  // Bytes of their own: a view of a large buffer would take all of that along.
  const copies = buffers.map((buffer) => new Uint8Array(buffer))
  return { event: { ...event, content, metadata, buffers: copies }, size }
}

const outputTypes = new Set(['display_data', 'update_display_data', 'clear_output', 'error'])

/** What a cell shows below itself. */
export const isOutput = (event: EngineEvent): boolean =>
  event.type === 'stream' || (event.type === 'publish' && outputTypes.has(event.messageType))
