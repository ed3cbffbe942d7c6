import type { Header, JsonObject, Message, OutgoingMessage } from './message.js'
import { ReplayGuard } from './replayGuard.js'
import type { Signer } from './signer.js'
import { WireError } from './wireError.js'

const delimiter = Buffer.from('<IDS|MSG>')
const jsonFrames = 4
const strictUtf8 = new TextDecoder('utf-8', { fatal: true })

/** Largest JSON frame that is parsed, in bytes. Binary buffers are not limited by it. */
export const maximumJsonBytes = 64 * 1024 * 1024

/**
 * Turns messages into ZeroMQ frames and back: identities, `<IDS|MSG>`, signature, header, parent
 * header, metadata, content, then any number of raw buffers.
 */
export class MessageCodec {
  readonly #signer: Signer
  readonly #replays = new ReplayGuard()

  constructor(signer: Signer) {
    this.#signer = signer
  }

  /** Frames of a message, signed. */
  encode(message: OutgoingMessage): Uint8Array[] {
    const parts = [message.header, message.parentHeader, message.metadata, message.content].map(
      (part) => Buffer.from(wellFormed(typeof part === 'string' ? part : JSON.stringify(part)))
    )
    const signature = Buffer.from(this.#signer.sign(parts), 'latin1')
    return [...message.identities, delimiter, signature, ...parts, ...message.buffers]
  }

  /**
   * The message in the frames of one multipart message.
   * @throws WireError if the delimiter or a frame is missing, the signature is wrong or was seen
   *   before, a JSON frame is oversized, not UTF-8 or not an object, or the header is incomplete
   */
  decode(frames: readonly Uint8Array[]): Message {
    const start = frames.findIndex((frame) => delimiter.equals(frame))
    if (start < 0) throw new WireError('no <IDS|MSG> delimiter')
    const signature = frames[start + 1]
    const parts = frames.slice(start + 2, start + 2 + jsonFrames)
    if (!signature || parts.length < jsonFrames) throw new WireError('too few frames')
    if (!this.#signer.verify(parts, signature)) throw new WireError('wrong signature')
    if (this.#signer.active) this.#replays.admit(Buffer.from(signature).toString('latin1'))
    const [header, parentHeader, metadata, content] = parts.map(parseObject)
    return {
      identities: frames.slice(0, start),
      header: checkHeader(header),
      parentHeader: parentHeader as unknown as Message['parentHeader'],
      metadata,
      content,
      buffers: frames.slice(start + 2 + jsonFrames)
    }
  }
}

/**
 * JSON without halves of surrogate pairs, which `JSON.stringify` writes as escapes: no UTF-8 file can hold
 * them, so that a notebook with such a text could not be saved. They become U+FFFD, as in UTF-8 output.
 */
function wellFormed(json: string): string {
  if (!json.includes('\\ud')) return json
  return json.replace(/\\(?:ud[89a-f][0-9a-f]{2}|.)/g, (escape) =>
    escape.startsWith('\\ud') ? '\ufffd' : escape
  )
}

function parseObject(frame: Uint8Array): JsonObject {
  if (frame.length > maximumJsonBytes) {
    throw new WireError(`JSON frame of ${frame.length} bytes, more than ${maximumJsonBytes}`)
  }
  let value: unknown
  try {
    value = JSON.parse(strictUtf8.decode(frame))
  } catch (cause) {
    throw new WireError('a frame is not JSON', { cause })
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new WireError('a frame is not a JSON object')
  }
  return value as JsonObject
}

function checkHeader(header: JsonObject): Header {
  for (const field of ['msg_id', 'session', 'msg_type']) {
    if (typeof header[field] !== 'string') throw new WireError(`header without ${field}`)
  }
  return header as unknown as Header
}
