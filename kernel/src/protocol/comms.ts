import { randomUUID } from 'node:crypto'
import { types } from 'node:util'
import type { CommRequest, EngineEvent } from '../language/engineMessages.js'
import { jsonText } from '../language/jsonText.js'

/** A message that came over a comm. */
export interface CommMessage {
  readonly data: unknown
  readonly metadata: Record<string, unknown>
  readonly buffers: readonly Uint8Array[]
}

/** One end of a comm: a two-way channel between user code and the frontend. */
export interface Comm {
  readonly id: string
  readonly target: string
  /** Called with every message from the frontend. */
  onMessage: ((message: CommMessage) => void) | undefined
  /** Called once when the frontend closes the comm. */
  onClose: ((data: unknown) => void) | undefined
  send(
    data: unknown,
    options?: { metadata?: Record<string, unknown>; buffers?: Uint8Array[] }
  ): void
  close(data?: unknown): void
}

/** Called when the frontend opens a comm to a registered target. */
export type CommTarget = (comm: Comm, message: CommMessage) => void

/** The comms of one engine. */
export class Comms {
  readonly #publish: (event: EngineEvent) => void
  readonly #report: (thrown: unknown) => void
  readonly #targets = new Map<string, CommTarget>()
  readonly #open = new Map<string, Comm>()

  /** @param report told what a handler of the user throws, which no caller is there to catch */
  constructor(publish: (event: EngineEvent) => void, report: (thrown: unknown) => void) {
    this.#publish = publish
    this.#report = report
  }

  /** Lets the frontend open comms to `target`. */
  register(target: string, opened: CommTarget): void {
    this.#targets.set(target, opened)
  }

  /** Opens a comm to a target of the frontend. */
  open(
    target: string,
    data: unknown = {},
    buffers: Uint8Array[] = [],
    metadata: Record<string, unknown> = {}
  ): Comm {
    if (typeof target !== 'string') throw new TypeError('the target of a comm must be a string')
    const id = randomUUID()
    // Sent first: what cannot be sent opens nothing.
    this.#send('comm_open', { comm_id: id, target_name: target, data }, metadata, buffers)
    return this.#create(id, target)
  }

  /** Open comms, as comm_info_reply lists them. */
  info(target: string | undefined): Record<string, { target_name: string }> {
    const shown = [...this.#open.values()].filter((comm) => !target || comm.target === target)
    return Object.fromEntries(shown.map((comm) => [comm.id, { target_name: comm.target }]))
  }

  /** A comm message from the frontend. */
  receive({ kind, content, metadata, buffers }: CommRequest): void {
    const id = String(content.comm_id)
    const message = { data: content.data, metadata, buffers }
    if (kind === 'comm_open') {
      this.#opened(id, String(content.target_name), message)
      return
    }
    const comm = this.#open.get(id)
    if (kind === 'comm_msg') this.#handle(() => comm?.onMessage?.(message))
    else if (this.#open.delete(id)) this.#handle(() => comm?.onClose?.(content.data))
  }

  #opened(id: string, target: string, message: CommMessage): void {
    const opened = this.#targets.get(target)
    const isOpen = opened && this.#handle(() => opened(this.#create(id, target), message))
    if (isOpen) return
    // Nobody to talk to: the protocol asks for an immediate close.
    this.#open.delete(id)
    this.#send('comm_close', { comm_id: id, data: {} })
  }

  /** Whether a handler of the user ended well. */
  #handle(work: () => void): boolean {
    try {
      work()
      return true
    } catch (thrown) {
      this.#report(thrown)
      return false
    }
  }

  #create(id: string, target: string): Comm {
    const comm: Comm = {
      id,
      target,
      onMessage: undefined,
      onClose: undefined,
      send: (data, { metadata, buffers } = {}) =>
        this.#send('comm_msg', { comm_id: id, data }, metadata, buffers),
      close: (data = {}) => {
        if (!this.#open.has(id)) return
        this.#send('comm_close', { comm_id: id, data })
        this.#open.delete(id)
      }
    }
    this.#open.set(id, comm)
    return comm
  }

  #send(
    messageType: string,
    content: Record<string, unknown>,
    metadata: Record<string, unknown> = {},
    buffers: readonly Uint8Array[] = []
  ): void {
    if (!isObject(metadata)) throw new TypeError(`metadata of ${messageType} must be an object`)
    // A message without data is none for a frontend.
    const { data = {}, ...rest } = content
    const text = jsonText(data, `data of ${messageType}`)
    if (messageType === 'comm_open' && !text.startsWith('{')) {
      throw new TypeError('data of comm_open must be an object')
    }
    const event = { messageType, content: { ...rest, data }, metadata }
    this.#publish({ type: 'publish', ...event, buffers: bytesOf(messageType, buffers) })
  }
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function bytesOf(messageType: string, buffers: readonly unknown[]): Uint8Array[] {
  if (!Array.isArray(buffers)) throw new TypeError(`buffers of ${messageType} must be an array`)
  return buffers.map((buffer: unknown) => {
    if (ArrayBuffer.isView(buffer)) {
      return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength)
    }
    if (types.isAnyArrayBuffer(buffer)) return new Uint8Array(buffer)
    throw new TypeError(`buffers of ${messageType} must be binary data, got a ${typeof buffer}`)
  })
}
