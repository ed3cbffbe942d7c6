import { spawn, type ChildProcess } from 'node:child_process'
import { createHmac, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { toUSVString } from 'node:util'
import { Dealer, Request, Subscriber } from 'zeromq'
import { checkAgainstSpec } from './messageSpec.js'

/** A message as the client sees it. */
export interface Received {
  readonly header: { readonly msg_id: string; readonly msg_type: string }
  readonly parent_header: { readonly msg_id?: string }
  readonly metadata: Record<string, unknown>
  readonly content: Record<string, unknown>
  readonly buffers: readonly Buffer[]
}

/** Everything that one request caused. */
export interface Answer {
  readonly reply: Record<string, unknown>
  /** Messages on iopub between `busy` and `idle`, without those two. */
  readonly published: readonly Received[]
}

interface StartOptions {
  /** Further arguments of the kernel. */
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Id of the user that the kernel runs as; another one may be chosen by root alone. */
  readonly user?: number
  /** Another kernel than that of the checkout. */
  readonly program?: string
  /** A program that runs what follows it, and its arguments. */
  readonly through?: readonly string[]
  /** Files in the working folder, by name. */
  readonly files?: Readonly<Record<string, string>>
}

type RequestChannel = 'shell' | 'control' | 'stdin'
type Content = Record<string, unknown>

const delimiter = '<IDS|MSG>'
/** Milliseconds for what an ended kernel has sent to arrive. */
const deliveryTime = 3000

const ownProgram = resolve('kernel/bin/nnqft-kernel.js')

/**
 * A Jupyter client of its own on real sockets: starts the kernel, signs and verifies by itself,
 * and holds every message that it receives against the specification.
 */
export class KernelClient {
  readonly folder = mkdtempSync(join(tmpdir(), 'nnqft-kernel-test-'))
  readonly key = randomUUID()
  readonly session = randomUUID()
  readonly sockets = {
    shell: new Dealer({ linger: 0, routingId: this.session }),
    control: new Dealer({ linger: 0, routingId: this.session }),
    stdin: new Dealer({ linger: 0, routingId: this.session })
  }
  readonly heartbeat = new Request({ linger: 0 })
  /** What the kernel wrote to its log. */
  log = ''
  kernel!: ChildProcess
  readonly #iopub = new Subscriber({ linger: 0, receiveHighWaterMark: 0 })
  readonly #received: Received[] = []
  readonly #waiting = new Set<() => void>()
  #failure: Error | undefined
  /** Why nothing more will come. */
  #end: Error | undefined

  /** Starts a kernel and connects to it. */
  static async start({
    program = ownProgram,
    through = [],
    args = [],
    env = {},
    files = {},
    user
  }: StartOptions = {}): Promise<KernelClient> {
    const client = new KernelClient()
    for (const [name, text] of Object.entries(files)) writeFileSync(join(client.folder, name), text)
    const ports = await freePorts(5)
    const names = ['shell', 'control', 'stdin', 'iopub', 'hb'] as const
    const connection = Object.fromEntries(names.map((name, i) => [`${name}_port`, ports[i]]))
    const file = join(client.folder, 'connection.json')
    const common = { transport: 'tcp', ip: '127.0.0.1', signature_scheme: 'hmac-sha256' }
    writeFileSync(file, JSON.stringify({ ...common, key: client.key, ...connection }))
    if (user !== undefined) chownSync(client.folder, user, user)
    const [first, ...others] = [...through, process.execPath, program]
    client.kernel = spawn(first, [...others, '--connection-file', file, ...args], {
      cwd: client.folder,
      env: {
        ...process.env,
        JPY_PARENT_PID: String(process.pid),
        NNQFT_KERNEL_HISTORY: join(client.folder, 'history.sqlite'),
        ...env
      },
      ...(user !== undefined && { uid: user, gid: user }),
      stdio: ['ignore', 'ignore', 'pipe']
    })
    client.kernel.stderr?.on('data', (chunk: Buffer) => (client.log += chunk.toString()))
    client.kernel.once('exit', (code, signal) => void client.#lost(signal ?? `exit code ${code}`))
    client.#connect(Object.fromEntries(names.map((name, i) => [name, ports[i] ?? 0])))
    await client.#receive(({ header }) => header.msg_type === 'iopub_welcome')
    return client
  }

  /** Sends a request and waits for its reply and for `idle`. */
  async request(type: string, content: Content, channel: RequestChannel = 'shell') {
    const id = await this.send(type, content, channel)
    return this.answer(id)
  }

  /** The reply to a request and what it published. */
  async answer(id: string): Promise<Answer> {
    const mine = ({ parent_header }: Received) => parent_header.msg_id === id
    const isIdle = (m: Received) => mine(m) && m.content.execution_state === 'idle'
    const isReply = (m: Received) => mine(m) && m.header.msg_type.endsWith('_reply')
    await this.#receive(isIdle)
    const reply = await this.#receive(isReply)
    const all = this.#received.filter(mine)
    const states = all.filter((m) => m.header.msg_type === 'status')
    if (states.map((m) => m.content.execution_state).join() !== 'busy,idle') {
      throw new Error('a request must be framed by one busy and one idle')
    }
    const published = all.filter((m) => m !== reply && m.header.msg_type !== 'status')
    return { reply: reply.content, published }
  }

  /** Executes a cell. */
  execute(code: string, options: Content = {}): Promise<Answer> {
    return this.request('execute_request', executeContent(code, options))
  }

  /** Sends a message; returns its id. */
  async send(
    type: string,
    content: Content,
    channel: RequestChannel = 'shell',
    buffers: Buffer[] = [],
    headerFields: Content = {},
    parentHeader: object = {},
    metadata: Content = {}
  ): Promise<string> {
    const id = randomUUID()
    const frames = this.frames(type, content, id, buffers, headerFields, parentHeader, metadata)
    await this.sockets[channel].send(frames)
    return id
  }

  /** Sends a shell message to a subshell; returns its id. */
  sendTo(subshell_id: string, type: string, content: Content): Promise<string> {
    return this.send(type, content, 'shell', [], { subshell_id })
  }

  /** The signed frames of a message. */
  frames(
    type: string,
    content: Content,
    id: string = randomUUID(),
    buffers: Buffer[] = [],
    headerFields: Content = {},
    parentHeader: object = {},
    metadata: Content = {}
  ) {
    const header = {
      msg_id: id,
      session: this.session,
      username: 'test',
      date: new Date().toISOString(),
      msg_type: type,
      version: '5.4',
      ...headerFields
    }
    const parts = [header, parentHeader, metadata, content].map((part) =>
      Buffer.from(JSON.stringify(part))
    )
    return [Buffer.from(delimiter), Buffer.from(this.sign(parts)), ...parts, ...buffers]
  }

  sign(parts: readonly Buffer[]): string {
    const hmac = createHmac('sha256', this.key)
    for (const part of parts) hmac.update(part)
    return hmac.digest('hex')
  }

  /** The next message that fits, also one that came before. */
  waitFor(fits: (message: Received) => boolean): Promise<Received> {
    return this.#receive(fits)
  }

  /** Every message so far that fits. */
  received(fits: (message: Received) => boolean): Received[] {
    return this.#received.filter(fits)
  }

  /** Ends the kernel and removes its folder. */
  async stop(): Promise<void> {
    if (this.kernel.exitCode === null && this.kernel.signalCode === null) {
      const ended = once(this.kernel, 'exit')
      await this.send('shutdown_request', { restart: false }, 'control')
      await ended
    }
    for (const socket of [...Object.values(this.sockets), this.heartbeat, this.#iopub]) {
      socket.close()
    }
    rmSync(this.folder, { recursive: true, force: true })
  }

  #connect(ports: Record<string, number>): void {
    const address = (name: string) => `tcp://127.0.0.1:${ports[name]}`
    for (const [name, socket] of Object.entries(this.sockets)) {
      socket.connect(address(name))
      void this.#listen(socket)
    }
    this.heartbeat.connect(address('hb'))
    this.#iopub.connect(address('iopub'))
    this.#iopub.subscribe()
    void this.#listen(this.#iopub)
  }

  /** Nobody answers any more: what has been sent is still on its way, then every wait ends. */
  async #lost(how: string): Promise<void> {
    await sleep(deliveryTime)
    this.#end = new Error(`the kernel has ended (${how}); its log:\n${this.log}`)
    for (const wake of this.#waiting) wake()
  }

  async #listen(socket: AsyncIterable<Buffer[]>): Promise<void> {
    for await (const frames of socket) {
      try {
        const message = this.#verify(frames)
        checkAgainstSpec(message)
        this.#received.push(message)
      } catch (error) {
        this.#failure = error as Error
      }
      for (const wake of this.#waiting) wake()
    }
  }

  #verify(frames: readonly Buffer[]): Received {
    const start = frames.findIndex((frame) => frame.toString() === delimiter)
    const signature = frames[start + 1]?.toString()
    const parts = frames.slice(start + 2, start + 6)
    if (signature !== this.sign(parts)) throw new Error('a message of the kernel is badly signed')
    const [header, parent_header, metadata, content] = parts.map(
      (part) => JSON.parse(part.toString(), wholeCharacters) as never
    )
    return { header, parent_header, metadata, content, buffers: frames.slice(start + 6) } as never
  }

  async #receive(fits: (message: Received) => boolean): Promise<Received> {
    for (;;) {
      if (this.#failure) throw this.#failure
      const found = this.#received.find(fits)
      if (found) return found
      if (this.#end) throw this.#end
      await new Promise<void>((wake) => {
        const once = () => {
          this.#waiting.delete(once)
          wake()
        }
        this.#waiting.add(once)
      })
    }
  }
}

/** Half a surrogate pair, in a text or a key, makes a notebook that cannot be saved. */
function wholeCharacters(key: string, value: unknown): unknown {
  for (const text of [key, value]) {
    if (typeof text === 'string' && toUSVString(text) !== text) {
      throw new Error(`a message of the kernel has half a character in ${JSON.stringify(text)}`)
    }
  }
  return value
}

/** Content of an execute_request. */
export function executeContent(code: string, options: Content = {}): Content {
  const defaults = { silent: false, store_history: true, user_expressions: {}, allow_stdin: true }
  return { code, ...defaults, stop_on_error: true, ...options }
}

/** Text that an answer printed to a stream. */
export function printed(answer: Answer, name: 'stdout' | 'stderr' = 'stdout'): string {
  return answer.published
    .filter(({ header, content }) => header.msg_type === 'stream' && content.name === name)
    .map(({ content }) => content.text)
    .join('')
}

/** The text/plain of the result of a cell. */
export function resultText(answer: Answer): unknown {
  const result = answer.published.find(({ header }) => header.msg_type === 'execute_result')
  return (result?.content.data as Record<string, unknown> | undefined)?.['text/plain']
}

/** Content of an `error` message. */
export interface ErrorContent {
  readonly ename: string
  readonly evalue: string
  readonly traceback: readonly string[]
}

/** The error that an answer published. */
export function errorOf({ published }: Answer): ErrorContent | undefined {
  const error = published.find(({ header }) => header.msg_type === 'error')
  return error?.content as ErrorContent | undefined
}

export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'))
  await Promise.all(servers.map((server) => once(server, 'listening')))
  const ports = servers.map((server) => (server.address() as { port: number }).port)
  await Promise.all(servers.map((server) => once(server.close(), 'close')))
  return ports
}
