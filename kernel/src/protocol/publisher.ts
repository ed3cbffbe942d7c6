import { randomUUID } from 'node:crypto'
import type { KernelSockets, RequestChannel } from '../wire/kernelSockets.js'
import {
  protocolVersion,
  type Header,
  type JsonObject,
  type Message,
  type OutgoingMessage
} from '../wire/message.js'
import { userName } from './userName.js'

type ParentHeader = Message['parentHeader']

/** What a message may carry besides its content. */
interface Extra {
  readonly metadata?: JsonObject | string
  readonly buffers?: readonly Uint8Array[]
}

/** Builds and sends the kernel's messages: replies on the request's channel, the rest on iopub. */
export class Publisher {
  readonly session = randomUUID()
  readonly #sockets: KernelSockets
  readonly #username = userName()

  constructor(sockets: KernelSockets) {
    this.#sockets = sockets
  }

  /** Sends on iopub, with the message's type as topic. */
  publish(
    messageType: string,
    content: JsonObject | string,
    parentHeader: ParentHeader = {},
    extra: Extra = {}
  ): void {
    const identities = [Buffer.from(`kernel.${this.session}.${messageType}`)]
    const message = this.#message(messageType, content, parentHeader, identities, extra)
    void this.#sockets.send('iopub', message)
  }

  /** Replies to a request: `status: "ok"` unless the content says otherwise, or is that of a debugger. */
  reply(
    channel: RequestChannel,
    request: Message,
    content: JsonObject,
    metadata: JsonObject = {}
  ): void {
    const type = request.header.msg_type.replace(/_request$/, '_reply')
    const full = type === 'debug_reply' ? content : { status: 'ok', ...content }
    const message = this.#message(type, full, request.header, request.identities, { metadata })
    void this.#sockets.send(channel, message)
  }

  /** Asks the client that sent `request` for input; returns the id of the question. */
  requestInput(request: Message, prompt: string, password: boolean): string {
    const content = { prompt, password }
    const message = this.#message('input_request', content, request.header, request.identities)
    void this.#sockets.send('stdin', message)
    return message.header.msg_id
  }

  /** Announces `busy` or `idle` for a request. */
  status(state: 'starting' | 'busy' | 'idle', parentHeader: ParentHeader = {}): void {
    this.publish('status', { execution_state: state }, parentHeader)
  }

  #message(
    messageType: string,
    content: JsonObject | string,
    parentHeader: ParentHeader,
    identities: readonly Uint8Array[],
    { metadata = {}, buffers = [] }: Extra = {}
  ): OutgoingMessage {
    const header: Header = {
      msg_id: randomUUID(),
      session: this.session,
      username: this.#username,
      date: new Date().toISOString(),
      msg_type: messageType,
      version: protocolVersion
    }
    return { identities, header, parentHeader, metadata, content, buffers }
  }
}
