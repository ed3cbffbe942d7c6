import { Worker } from 'node:worker_threads'
import type { EngineEvent, EngineRequest } from './engineMessages.js'
import { PendingOutput, sharedBytes } from './pendingOutput.js'
import { RunState } from './runState.js'

/** File descriptor of the pipe to the supervisor. */
const channelDescriptor = 3

/** Output text is merged for at most this long, in milliseconds, or up to this many UTF-16 units. */
const mergeTime = 50
const mergeLength = 32 * 1024

/** Main thread's end of the connection to the supervisor. Order is kept. */
export class EngineChannel {
  readonly state: RunState
  readonly #worker: Worker
  readonly #pending: PendingOutput
  #name: 'stdout' | 'stderr' = 'stdout'
  #text = ''
  #firstWrite = 0
  #timer: NodeJS.Timeout | undefined

  constructor(workerScript: URL, receive: (request: EngineRequest) => void) {
    const shared = new SharedArrayBuffer(sharedBytes)
    this.#pending = new PendingOutput(shared)
    this.state = new RunState(shared)
    this.#worker = new Worker(workerScript, {
      workerData: { descriptor: channelDescriptor, shared },
      // A cell's own standard streams are the kernel's; the thread must not keep Node alive twice.
      stdout: false,
      stderr: false
    })
    this.#worker.on('message', receive)
  }

  /** Sends an event, after the text written before it. */
  send(event: EngineEvent): void {
    this.flush()
    this.#post(event, 1)
  }

  /** Tells the channel thread that the interrupt has been dealt with. */
  interrupted(): void {
    this.#worker.postMessage('interrupted')
  }

  /** Output text: merged with what was written just before to the same stream. */
  write(name: 'stdout' | 'stderr', text: string): void {
    if (name !== this.#name) this.flush()
    this.#name = name
    const now = performance.now()
    if (this.#text === '') this.#firstWrite = now
    this.#text += text
    if (this.#text.length > mergeLength || now - this.#firstWrite > mergeTime) this.flush()
    else this.#timer ??= setTimeout(() => this.flush(), mergeTime)
  }

  /** Sends the text written so far. */
  flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const text = this.#text
    if (text === '') return
    this.#text = ''
    this.#post({ type: 'stream', name: this.#name, text }, text.length)
  }

  /** Before the process ends: waits until the supervisor has everything. */
  drain(milliseconds: number): void {
    this.flush()
    this.#pending.drain(milliseconds)
  }

  #post(event: EngineEvent, weight: number): void {
    this.#worker.postMessage({ event, weight })
    this.#pending.add(weight)
  }
}
