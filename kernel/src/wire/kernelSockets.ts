import { Reply, Router, XPublisher } from 'zeromq'
import { addressOf, type Channel, type Connection } from './connectionFile.js'
import type { Message, OutgoingMessage } from './message.js'
import { MessageCodec } from './messageCodec.js'
import { SendQueue } from './sendQueue.js'
import { Signer } from './signer.js'

/** Channels on which a client sends requests and gets replies. */
export type RequestChannel = 'shell' | 'control' | 'stdin'

/** What the kernel does with what arrives. */
export interface SocketListener {
  /** An authentic message. Called in order of arrival on each channel. */
  received(channel: RequestChannel, message: Message): void
  /** A client has subscribed to iopub, with this topic prefix. */
  subscribed(topic: string): void
  /** Something was dropped: one line for the log. */
  dropped(channel: Channel, reason: string): void
}

/**
 * The five ZeroMQ sockets of a kernel. No message is lost to a high-water mark; the heartbeat
 * echoes on its own, whatever the rest of the kernel does.
 */
export class KernelSockets {
  readonly #codec: MessageCodec
  readonly #routers: Record<RequestChannel, Router>
  readonly #iopub = new XPublisher({ sendHighWaterMark: 0, linger: 2000, verbosity: 'allSubs' })
  readonly #heartbeat = new Reply({ linger: 0 })
  readonly #queues: Record<RequestChannel | 'iopub', SendQueue>
  readonly #listener: SocketListener

  constructor(connection: Connection, listener: SocketListener) {
    this.#codec = new MessageCodec(new Signer(connection.key, connection.signature_scheme))
    this.#listener = listener
    const router = () =>
      new Router({ sendHighWaterMark: 0, receiveHighWaterMark: 0, linger: 2000, handover: true })
    this.#routers = { shell: router(), control: router(), stdin: router() }
    const queue = (channel: RequestChannel | 'iopub', socket: Router | XPublisher) =>
      new SendQueue(socket, (error) => listener.dropped(channel, `send failed: ${String(error)}`))
    this.#queues = {
      shell: queue('shell', this.#routers.shell),
      control: queue('control', this.#routers.control),
      stdin: queue('stdin', this.#routers.stdin),
      iopub: queue('iopub', this.#iopub)
    }
  }

  /** Binds all sockets and starts to listen. */
  async bind(connection: Connection): Promise<void> {
    await this.#heartbeat.bind(addressOf(connection, 'hb'))
    await this.#iopub.bind(addressOf(connection, 'iopub'))
    void this.#echo()
    void this.#watchSubscriptions()
    for (const channel of ['shell', 'control', 'stdin'] as const) {
      await this.#routers[channel].bind(addressOf(connection, channel))
      void this.#receive(channel)
    }
  }

  /** Sends a message; resolves when ZeroMQ has it. */
  send(channel: RequestChannel | 'iopub', message: OutgoingMessage): Promise<void> {
    return this.#queues[channel].send(this.#codec.encode(message))
  }

  /** Sends what is queued, then closes; ZeroMQ delivers for up to two seconds more. */
  async close(): Promise<void> {
    await Promise.all(Object.values(this.#queues).map((queue) => queue.drained()))
    for (const socket of [...Object.values(this.#routers), this.#iopub, this.#heartbeat]) {
      socket.close()
    }
  }

  async #receive(channel: RequestChannel): Promise<void> {
    for await (const frames of this.#routers[channel]) {
      let message: Message
      try {
        message = this.#codec.decode(frames)
      } catch (error) {
        this.#listener.dropped(channel, error instanceof Error ? error.message : String(error))
        continue
      }
      this.#listener.received(channel, message)
    }
  }

  async #echo(): Promise<void> {
    for await (const frames of this.#heartbeat) {
      // A ping that came just before the end has no socket left for its echo.
      if (this.#heartbeat.closed) return
      try {
        await this.#heartbeat.send(frames)
      } catch (error) {
        if (!this.#heartbeat.closed) this.#listener.dropped('hb', `echo failed: ${String(error)}`)
      }
    }
  }

  async #watchSubscriptions(): Promise<void> {
    for await (const [frame] of this.#iopub) {
      if (frame?.[0] === 1) this.#listener.subscribed(frame.subarray(1).toString('utf8'))
    }
  }
}
