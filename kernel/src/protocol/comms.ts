import { randomUUID } from 'node:crypto'
import type { CommRequest, EngineEvent } from '../language/engineMessages.js'

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
  readonly #targets = new Map<string, CommTarget>()
  readonly #open = new Map<string, Comm>()

  constructor(publish: (event: EngineEvent) => void) {
    this.#publish = publish
  }

  /** Lets the frontend open comms to `target`. */
  register(target: string, opened: CommTarget): void {
    this.#targets.set(target, opened)
  }

  /** Opens a comm to a target of the frontend. */
  open(target: string, data: unknown = {}, buffers: Uint8Array[] = []): Comm {
    const comm = this.#create(randomUUID(), target)
    this.#send('comm_open', { comm_id: comm.id, target_name: target, data }, {}, buffers)
    return comm
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
      const target = String(content.target_name)
      const opened = this.#targets.get(target)
      // Nobody to talk to: the protocol asks for an immediate close.
      if (!opened) this.#send('comm_close', { comm_id: id, data: {} })
      else opened(this.#create(id, target), message)
      return
    }
    const comm = this.#open.get(id)
    if (kind === 'comm_msg') comm?.onMessage?.(message)
    else if (this.#open.delete(id)) comm?.onClose?.(content.data)
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
        if (this.#open.delete(id)) this.#send('comm_close', { comm_id: id, data })
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
    this.#publish({ type: 'publish', messageType, content, metadata, buffers })
  }
}
