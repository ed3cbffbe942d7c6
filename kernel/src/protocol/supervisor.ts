import { randomUUID } from 'node:crypto'
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import type { EngineQuestion, SentEvent } from '../language/engineMessages.js'
import { buildSnapshot, takeSnapshot, type SnapshotWork } from '../language/startupSnapshot.js'
import { readConnectionFile, type Channel } from '../wire/connectionFile.js'
import { KernelSockets, type RequestChannel } from '../wire/kernelSockets.js'
import type { JsonObject, Message } from '../wire/message.js'
import { continuedEvent, DebuggerMemory } from './debuggerMemory.js'
import { EngineProcess } from './engineProcess.js'
import { History } from './history/history.js'
import { InputRequests } from './input/inputRequests.js'
import { kernelInfo } from './kernelInfo.js'
import { Publisher } from './publisher.js'
import { faultOf, isKnownRequest } from './requestFields.js'
import { Subshell } from './subshell.js'

/** How a kernel is started. */
export interface SupervisorOptions {
  readonly connectionFile: string
  /** Folders in which packages are looked for after the notebook's folder. */
  readonly packageFolders: readonly string[]
}

type ReplyContent = JsonObject

/** A question that the engine has not answered. */
interface Pending {
  readonly request: EngineQuestion
  readonly resolve: (content: ReplyContent) => void
}

/** Number of requests whose late output still finds its way. */
const keptRequests = 2000

/** So often in a row may an engine end before it is ready. */
const maximumFailedStarts = 3

/** A second interrupt this soon, in milliseconds, while the engine hangs replaces the engine. */
const secondInterrupt = 10_000

/** Milliseconds between the start of an engine and the making of a startup snapshot. */
const snapshotDelay = 5000

/** Milliseconds that closed sockets get to deliver their last messages before the process ends. */
const deliveryTime = 250

/**
 * The process that Jupyter sees. It holds the sockets, answers control and heartbeat at any time,
 * hands the requests of each subshell to the engine one after the other, and outlives the engine.
 */
export class Supervisor {
  readonly #options: SupervisorOptions
  readonly #sockets: KernelSockets
  readonly #publisher: Publisher
  readonly #history = new History((problem) => log('shell', problem))
  readonly #mainShell = this.#createShell()
  readonly #subshells = new Map<string, Subshell>()
  /** Requests to which output may belong, by the kernel's own ids (two clients may use the same). */
  readonly #requests = new Map<string, Message>()
  #requestCount = 0
  /** The newest request of the main shell: output that names no request is taken for its. */
  #current: Message | undefined
  readonly #pending = new Map<string, Pending>()
  readonly #inputs = new InputRequests((...question) => this.#publisher.requestInput(...question))
  readonly #debugger = new DebuggerMemory()
  #engine: EngineProcess
  #executionCount = 0
  #stuckSince = -Infinity
  #engineReady = false
  #snapshotMissing = false
  /** An engine did not start from it: the next one is started without. */
  #snapshotBroken = false
  #snapshotWork: SnapshotWork | undefined
  /** The end of the engine, and that of the process, once they have begun. */
  #closing: Promise<void> | undefined
  #shutdown: Promise<void> | undefined
  /** Engines that ended before they were ready, one after the other. */
  #failedStarts = 0

  constructor(options: SupervisorOptions) {
    this.#options = options
    const connection = readConnectionFile(options.connectionFile)
    this.#sockets = new KernelSockets(connection, {
      received: (channel, message) => this.#received(channel, message),
      subscribed: (topic) => this.#publisher.publish('iopub_welcome', { subscription: topic }),
      dropped: (channel, reason) => log(channel, reason)
    })
    this.#publisher = new Publisher(this.#sockets)
    this.#engine = this.#startEngine()
    void this.#sockets.bind(connection).then(
      () => this.#publisher.status('starting'),
      (error: unknown) => {
        log('shell', `cannot listen: ${String(error)}`)
        process.exit(1)
      }
    )
  }

  /** A fault of the kernel's own that was expected nowhere: the user's variables outlive it. */
  fault(error: unknown): void {
    log('shell', error instanceof Error ? (error.stack ?? error.message) : String(error))
  }

  /** Ends or restarts what the user's code is doing. */
  interrupt(): void {
    if (performance.now() - this.#stuckSince < secondInterrupt) {
      this.#replaceEngine('the engine did not react to an interrupt and was replaced')
    } else this.#engine.send({ type: 'interrupt' })
  }

  /** Closes everything, the engine first, and ends the process. */
  shutdown(): Promise<void> {
    return (this.#shutdown ??= this.#endProcess())
  }

  async #endProcess(): Promise<void> {
    await this.#closeEngine()
    const historyWritten = this.#history.close()
    await this.#sockets.close()
    // The exit of the process ends ZeroMQ's own thread, whatever it still holds: on a busy machine the
    // reply to a shutdown was lost that way.
    await Promise.all([sleep(deliveryTime), historyWritten])
    process.exit(0)
  }

  /** Ends the engine. What it writes in the end still has its way, and every request gets a reply. */
  #closeEngine(): Promise<void> {
    return (this.#closing ??= this.#endEngine())
  }

  async #endEngine(): Promise<void> {
    this.#snapshotWork?.stop()
    for (const shell of [this.#mainShell, ...this.#subshells.values()]) {
      for (const message of shell.takeWaiting()) this.#refuse(message, this.#aborted())
    }
    // One that is not ready has run nothing yet.
    await (this.#engineReady ? this.#engine.close() : this.#engine.kill())
    for (const lost of this.#takePending()) this.#failLost(lost, 'the kernel was shut down')
    // The replies are on their way when the promises of these requests have been followed.
    await nextTurn()
  }

  #received(channel: RequestChannel, message: Message): void {
    const { msg_type } = message.header
    if (channel === 'stdin') this.#receivedInput(message)
    else if (!isKnownRequest(msg_type)) log(channel, `unknown message type ${msg_type}`)
    else if (channel === 'control') void this.#handle('control', message)
    else if (this.#closing) this.#refuse(message, this.#aborted())
    else {
      const { subshell_id } = message.header
      const shell =
        typeof subshell_id === 'string' ? this.#subshells.get(subshell_id) : this.#mainShell
      if (shell) shell.add(message)
      else this.#refuse(message, unknownSubshell(subshell_id))
    }
  }

  #receivedInput(reply: Message): void {
    const { header, content } = reply
    const fault = faultOf('stdin', header.msg_type, content)
    if (header.msg_type !== 'input_reply' || fault) {
      log('stdin', fault ?? 'not an input_reply')
      return
    }
    const question = this.#inputs.take(reply)
    if (question === undefined) log('stdin', 'an input_reply that nobody asked for')
    else this.#engine.send({ type: 'input', question, value: String(content.value) })
  }

  #createShell(): Subshell {
    return new Subshell((message, shell) => this.#handle('shell', message, shell))
  }

  /** Replies with an error to a request that no shell takes. */
  #refuse(message: Message, error: JsonObject): void {
    this.#publisher.status('busy', message.header)
    if (message.header.msg_type.endsWith('_request')) {
      this.#publisher.reply('shell', message, error)
    }
    this.#publisher.status('idle', message.header)
  }

  /** Gives a request the id by which the engine knows it. */
  #number(message: Message): string {
    const id = String(++this.#requestCount)
    this.#requests.set(id, message)
    const [oldest] = this.#requests.keys()
    if (this.#requests.size > keptRequests && oldest !== undefined) this.#requests.delete(oldest)
    return id
  }

  async #handle(channel: RequestChannel, message: Message, shell?: Subshell): Promise<void> {
    const { header, content } = message
    const isRequest = header.msg_type.endsWith('_request')
    if (shell === this.#mainShell) this.#current = message
    const started = new Date().toISOString()
    this.#publisher.status('busy', header)
    const fault = faultOf(channel, header.msg_type, content)
    if (fault) {
      log(channel, fault)
      if (isRequest) this.#publisher.reply(channel, message, protocolError(fault))
    } else {
      const reply = await this.#answer(channel, message).catch(internalError)
      if (isRequest) this.#publisher.reply(channel, message, reply, { started })
      const failed = header.msg_type === 'execute_request' && reply.status === 'error'
      const aborts = failed && content.stop_on_error !== false && !this.#closing
      if (shell && aborts) await this.#abortWaiting(shell)
    }
    this.#publisher.status('idle', header)
    if (header.msg_type === 'shutdown_request') await this.shutdown()
  }

  async #answer(channel: RequestChannel, message: Message): Promise<ReplyContent> {
    const { header, content } = message
    const id = this.#number(message)
    switch (header.msg_type) {
      case 'kernel_info_request':
        return kernelInfo()
      case 'execute_request':
        return this.#execute(id, message)
      case 'complete_request':
        return this.#ask({
          type: 'complete',
          id,
          code: String(content.code),
          cursor: Number(content.cursor_pos)
        })
      case 'inspect_request':
        return this.#ask({
          type: 'inspect',
          id,
          code: String(content.code),
          cursor: Number(content.cursor_pos),
          detail: Number(content.detail_level ?? 0)
        })
      case 'is_complete_request':
        return this.#ask({ type: 'isComplete', id, code: String(content.code) })
      case 'comm_info_request': {
        const target = content.target_name
        return this.#ask({
          type: 'commInfo',
          id,
          ...(typeof target === 'string' && { target })
        })
      }
      case 'history_request':
        return this.#history.query(content).then((history) => ({ history }), historyError)
      case 'interrupt_request':
        this.interrupt()
        return {}
      case 'shutdown_request':
        await this.#closeEngine()
        return { restart: content.restart === true }
      case 'debug_request':
        return this.#debug(id, content)
      case 'create_subshell_request':
        return this.#createSubshell()
      case 'delete_subshell_request':
        return this.#deleteSubshell(String(content.subshell_id))
      case 'list_subshell_request':
        return { subshell_id: [...this.#subshells.keys()] }
      case 'connect_request':
        return this.#connectionPorts()
      default:
        return channel === 'shell' ? this.#comm(id, message) : {}
    }
  }

  async #execute(id: string, message: Message): Promise<ReplyContent> {
    const { content, header, metadata } = message
    const code = String(content.code)
    const silent = content.silent === true
    const stored = !silent && content.store_history !== false
    if (stored) this.#executionCount++
    const executionCount = this.#executionCount
    const reply = this.#ask({
      type: 'execute',
      id,
      code,
      executionCount,
      ...(typeof metadata.cellId === 'string' && { cellId: metadata.cellId }),
      silent,
      isStored: stored,
      userExpressions: (content.user_expressions ?? {}) as Record<string, string>,
      allowStdin: content.allow_stdin !== false
    })
    // The engine is at work by now; what it says comes in a later turn.
    if (!silent) {
      const input = { code, execution_count: executionCount }
      this.#publisher.publish('execute_input', input, header)
    }
    if (stored) this.#history.add(executionCount, code)
    return reply
  }

  async #comm(id: string, { header, content, metadata, buffers }: Message): Promise<ReplyContent> {
    const kind = header.msg_type as 'comm_open' | 'comm_msg' | 'comm_close'
    return this.#ask({ type: 'comm', id, kind, content, metadata, buffers })
  }

  /** The reply is DAP's, also where the engine was lost. */
  async #debug(id: string, content: JsonObject): Promise<ReplyContent> {
    const { evalue: message, ...reply } = await this.#ask({ type: 'debug', id, content })
    if (reply.success === true) this.#debugger.note(content)
    if (reply.type === 'response') return reply
    const { seq: request_seq, command } = content
    return { seq: 0, type: 'response', request_seq, command, success: false, message }
  }

  #connectionPorts(): ReplyContent {
    const connection = readConnectionFile(this.#options.connectionFile)
    const { shell_port, iopub_port, stdin_port, hb_port, control_port } = connection
    return { shell_port, iopub_port, stdin_port, hb_port, control_port }
  }

  #createSubshell(): ReplyContent {
    const subshell_id = randomUUID()
    this.#subshells.set(subshell_id, this.#createShell())
    return { subshell_id }
  }

  /** What the subshell runs comes to its end; what waits in it is not run. */
  #deleteSubshell(id: string): ReplyContent {
    const shell = this.#subshells.get(id)
    if (!shell) return unknownSubshell(id)
    this.#subshells.delete(id)
    for (const message of shell.takeWaiting()) this.#refuse(message, this.#aborted())
    return {}
  }

  /** Execute requests that were waiting behind a cell that failed are not run. */
  async #abortWaiting(shell: Subshell): Promise<void> {
    // What the client had already sent may still be on its way through the socket.
    await sleep(10)
    for (const message of shell.takeWaiting()) {
      if (message.header.msg_type === 'execute_request') this.#refuse(message, this.#aborted())
      else await this.#handle('shell', message, shell)
    }
  }

  #aborted(): ReplyContent {
    return { status: 'aborted', execution_count: this.#executionCount }
  }

  #ask(request: EngineQuestion): Promise<ReplyContent> {
    return new Promise((resolve) => {
      this.#pending.set(request.id, { request, resolve })
      this.#engine.send(request)
    })
  }

  #startEngine(): EngineProcess {
    this.#engineReady = false
    const snapshot = this.#snapshotBroken ? undefined : takeSnapshot()
    this.#snapshotMissing = snapshot === undefined
    const engine: EngineProcess = new EngineProcess(this.#options.packageFolders, snapshot, {
      event: (event) => {
        if (engine === this.#engine) this.#engineEvent(event)
      },
      ended: (reason) => this.#replaceEngine(reason)
    })
    return engine
  }

  #engineEvent(event: SentEvent): void {
    const named = 'parent' in event && this.#requests.get(event.parent ?? '')
    const request = named || this.#current
    const parent = request?.header ?? {}
    switch (event.type) {
      case 'stream':
        this.#publisher.publish('stream', { name: event.name, text: event.text }, parent)
        break
      case 'publish':
        if (event.messageType === 'execute_result') this.#storeResult(event.content, request)
        this.#publisher.publish(event.messageType, event.content, parent, event)
        break
      case 'reply':
        this.#pending.get(event.id)?.resolve(event.content)
        this.#pending.delete(event.id)
        this.#inputs.ended(event.id)
        break
      case 'inputRequest':
        if (request) this.#inputs.add(event, request)
        break
      case 'inputWithdrawn':
        this.#inputs.withdraw(event.question)
        break
      case 'stuck':
        this.#stuckSince = performance.now()
        this.#publisher.publish('stream', { name: 'stderr', text: stuckMessage }, parent)
        break
      case 'ready':
        this.#failedStarts = 0
        this.#engineReady = true
        if (this.#snapshotMissing) this.#makeSnapshot()
        break
    }
  }

  /** For later sessions, when this one has come to rest. */
  #makeSnapshot(): void {
    this.#snapshotMissing = false
    const timer = setTimeout(() => {
      this.#snapshotWork = buildSnapshot()
      this.#snapshotWork.done.catch((error: unknown) => log('shell', String(error)))
    }, snapshotDelay)
    timer.unref()
  }

  #storeResult(result: string, request: Message | undefined): void {
    const { data, execution_count } = JSON.parse(result) as JsonObject
    const text = (data as Record<string, unknown>)['text/plain']
    const stored = request?.content.store_history !== false
    if (stored && typeof text === 'string') this.#history.addOutput(Number(execution_count), text)
  }

  /**
   * The engine is gone: running cells fail, a new engine starts with nothing defined. One that was
   * not ready has run nothing: the new one is asked instead.
   */
  #replaceEngine(reason: string): void {
    void this.#engine.kill()
    const wasReady = this.#engineReady
    if (!wasReady) this.#snapshotBroken = true
    this.#stuckSince = -Infinity
    const evalue = `${reason}; a new one was started, all variables are gone`
    log('shell', evalue)
    if (this.#failedStarts++ >= maximumFailedStarts) {
      // Something outside is broken; Jupyter reports a kernel that ends and starts it no more often.
      log('shell', 'the engine does not start')
      process.exit(1)
    }
    this.#engine = this.#startEngine()
    if (!wasReady) {
      for (const { request } of this.#pending.values()) this.#engine.send(request)
      return
    }
    const pending = this.#takePending()
    if (pending.length === 0) {
      this.#publisher.publish('stream', { name: 'stderr', text: `${evalue}\n` })
    }
    for (const lost of pending) this.#failLost(lost, evalue)
    this.#restoreDebugger()
  }

  /** The debugger of a new engine is as clients know that of the lost one. */
  #restoreDebugger(): void {
    const { requests } = this.#debugger
    if (requests.length === 0) return
    this.#publisher.publish('debug_event', continuedEvent)
    for (const [i, content] of requests.entries()) {
      void this.#ask({ type: 'debug', id: `debugger ${i}`, content })
    }
  }

  /** The requests that the engine will not answer any more. */
  #takePending(): Pending[] {
    const pending = [...this.#pending.values()]
    this.#pending.clear()
    this.#inputs.clear()
    return pending
  }

  #failLost({ request, resolve }: Pending, evalue: string): void {
    const error = { ename: 'EngineLost', evalue, traceback: [`EngineLost: ${evalue}`] }
    const parent = this.#requests.get(request.id)
    if (request.type !== 'execute') resolve({ status: 'error', ...error })
    else {
      this.#publisher.publish('error', error, parent?.header ?? {})
      resolve({ status: 'error', execution_count: request.executionCount, ...error })
    }
  }
}

const stuckMessage =
  'The cell does not react to the interrupt: it is inside native code or a blocking call.\n' +
  'Interrupt again within ten seconds to replace the engine (all variables are lost).\n'

/** A fault of the kernel's own: the request fails, the kernel goes on. */
function internalError(error: unknown): JsonObject {
  log('shell', error instanceof Error ? (error.stack ?? error.message) : String(error))
  return { status: 'error', ename: 'KernelError', evalue: String(error), traceback: [] }
}

function unknownSubshell(id: unknown): JsonObject {
  const evalue = `there is no subshell ${JSON.stringify(id)}`
  return { status: 'error', ename: 'UnknownSubshell', evalue, traceback: [] }
}

function historyError(error: unknown): JsonObject {
  return error instanceof RangeError ? protocolError(error.message) : internalError(error)
}

function protocolError(fault: string): JsonObject {
  return { status: 'error', ename: 'ProtocolError', evalue: fault, traceback: [] }
}

function log(channel: Channel, text: string): void {
  process.stderr.write(`[nnqft-kernel] ${channel}: ${text}\n`)
}
