import type { Reply, Router, XPublisher } from 'zeromq'
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

interface Sockets {
  readonly routers: Readonly<Record<RequestChannel, Router>>
  readonly iopub: XPublisher
  readonly heartbeat: Reply
  readonly queues: Readonly<Record<RequestChannel | 'iopub', SendQueue>>
}

/** Loads ZeroMQ, which takes as long as all else that this process does before it starts the engine. */
async function openSockets({ dropped }: SocketListener): Promise<Sockets> {
  const { Reply, Router, XPublisher } = await import('zeromq')
  const router = () =>
    new Router({ sendHighWaterMark: 0, receiveHighWaterMark: 0, linger: 2000, handover: true })
  const routers = { shell: router(), control: router(), stdin: router() }
  const iopub = new XPublisher({ sendHighWaterMark: 0, linger: 2000, verbosity: 'allSubs' })
  const queue = (channel: RequestChannel | 'iopub', socket: Router | XPublisher) =>
    new SendQueue(socket, (error) => dropped(channel, `send failed: ${String(error)}`))
  const queues = {
    shell: queue('shell', routers.shell),
    control: queue('control', routers.control),
    stdin: queue('stdin', routers.stdin),
    iopub: queue('iopub', iopub)
  }
  return { routers, iopub, heartbeat: new Reply({ linger: 0 }), queues }
}

/**
 * The five ZeroMQ sockets of a kernel. No message is lost to a high-water mark; the heartbeat
 * echoes on its own, whatever the rest of the kernel does.
 */
export class KernelSockets {
  readonly #codec: MessageCodec
  readonly #sockets: Promise<Sockets>
  readonly #listener: SocketListener

  constructor(connection: Connection, listener: SocketListener) {
    this.#codec = new MessageCodec(new Signer(connection.key, connection.signature_scheme))
    this.#listener = listener
    this.#sockets = openSockets(listener)
  }

  /** Binds all sockets and starts to listen. */
  async bind(connection: Connection): Promise<void> {
    const { routers, iopub, heartbeat } = await this.#sockets
    await heartbeat.bind(addressOf(connection, 'hb'))
    await iopub.bind(addressOf(connection, 'iopub'))
    void this.#echo(heartbeat)
    void this.#watchSubscriptions(iopub)
    for (const channel of ['shell', 'control', 'stdin'] as const) {
      await routers[channel].bind(addressOf(connection, channel))
      void this.#receive(channel, routers[channel])
    }
  }

  /** Sends a message; resolves when ZeroMQ has it. */
  send(channel: RequestChannel | 'iopub', message: OutgoingMessage): Promise<void> {
    const frames = this.#codec.encode(message)
    return this.#sockets.then(({ queues }) => queues[channel].send(frames))
  }

  /** Sends what is queued, then closes; ZeroMQ delivers for up to two seconds more. */
  async close(): Promise<void> {
    const { routers, iopub, heartbeat, queues } = await this.#sockets
    await Promise.all(Object.values(queues).map((queue) => queue.drained()))
    for (const socket of [...Object.values(routers), iopub, heartbeat]) socket.close()
  }

  async #receive(channel: RequestChannel, router: Router): Promise<void> {
    for await (const frames of router) {
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

  async #echo(heartbeat: Reply): Promise<void> {
    for await (const frames of heartbeat) {
      // A ping that came just before the end has no socket left for its echo.
      if (heartbeat.closed) return
      try {
        await heartbeat.send(frames)
      } catch (error) {
        if (!heartbeat.closed) this.#listener.dropped('hb', `echo failed: ${String(error)}`)
      }
    }
  }

  async #watchSubscriptions(iopub: XPublisher): Promise<void> {
    for await (const [frame] of iopub) {
      if (frame?.[0] === 1) this.#listener.subscribed(frame.subarray(1).toString('utf8'))
    }
  }
}
