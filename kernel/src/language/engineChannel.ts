import { receiveMessageOnPort, type MessagePort, type Worker } from 'node:worker_threads'
import type {
  Acknowledgement,
  EngineEvent,
  InputAnswer,
  MainRequest,
  SentEvent,
  SentPart
} from './engineMessages.js'
import { currentContext } from './cellContext.js'
import type { ChannelThread } from './channelThread.js'
import { InterruptedError } from './cellInterrupt.js'
import { InputWait } from './inputWait.js'
import { overhead, PendingOutput } from './pendingOutput.js'
import { RunState } from './runState.js'
import { isOutput, sentMessage } from './sentEvents.js'

/** Longest wait for a supervisor that is busy, in milliseconds. */
const flushTime = 1000

/** What the main thread does with what the supervisor says. */
export interface ChannelListener {
  request(request: MainRequest): void
  /** An answer of the user; may come while `waitForInput` blocks. */
  input(answer: InputAnswer): void
}

/**
 * Main thread's end of the connection to the supervisor. Everything is handed to the channel
 * thread at once, so that it leaves even if the cell then blocks this thread. Order is kept.
 */
export class EngineChannel {
  readonly state: RunState
  readonly #worker: Worker
  readonly #pending: PendingOutput
  readonly #inputWait: InputWait
  readonly #inputs: MessagePort
  readonly #listener: ChannelListener
  /** The result of a cell, until its reply comes: both leave together, as waking the other threads and processes twice takes longer than either. */
  #results: SentPart[] = []

  constructor(thread: ChannelThread, listener: ChannelListener) {
    const { shared } = thread
    this.#pending = new PendingOutput(shared)
    this.#inputWait = new InputWait(shared)
    this.state = new RunState(shared)
    this.#worker = thread.worker
    this.#listener = listener
    this.#inputs = thread.inputs
    thread.requests.on('message', (request: MainRequest) => listener.request(request))
    this.#inputs.on('message', (answer: InputAnswer) => listener.input(answer))
  }

  /**
   * Sends an event, in the name of the request on whose behalf this code runs.
   * @throws TypeError if a message holds what JSON cannot, RangeError if it is too large
   */
  send(event: EngineEvent): void {
    const output = currentContext()?.output
    if (output && isOutput(event)) {
      output(event)
      return
    }
    if (event.type !== 'publish') {
      this.#post(event, overhead)
      return
    }
    const { event: message, size } = sentMessage(event)
    this.#post(message, overhead + size)
  }

  /** Tells the channel thread that an order of its has been carried out. */
  acknowledge(carriedOut: number): void {
    this.#worker.postMessage({ carriedOut } satisfies Acknowledgement)
  }

  /** @throws InterruptedError if an interrupt came that has not been dealt with */
  throwIfInterrupted(): void {
    if (this.state.isInterrupted) throw new InterruptedError()
  }

  /**
   * Blocks this thread until an answer of the user has made `isDone` true.
   * @throws InterruptedError when an interrupt comes first
   */
  waitForInput(isDone: () => boolean): void {
    for (;;) {
      const seen = this.#inputWait.count
      for (let next = this.#next(); next; next = this.#next()) this.#listener.input(next.message)
      if (isDone()) return
      this.throwIfInterrupted()
      this.#inputWait.sleep(seen)
    }
  }

  #next(): { message: InputAnswer } | undefined {
    return receiveMessageOnPort(this.#inputs) as { message: InputAnswer } | undefined
  }

  /** Sends output text; the channel thread merges what comes in quick succession. */
  write(name: 'stdout' | 'stderr', text: string): void {
    if (text === '') return
    const event = { type: 'stream', name, text } as const
    const output = currentContext()?.output
    if (output) output(event)
    else this.#post(event, overhead + text.length)
  }

  /** Waits until what was printed so far has left, and what was written to the descriptors, too. */
  flush(): void {
    this.#postResults()
    this.#worker.postMessage('flush')
    this.#pending.drain(flushTime)
  }

  /** Before the process ends: waits until the supervisor has everything. */
  drain(milliseconds: number): void {
    this.#postResults()
    this.#pending.drain(milliseconds)
  }

  #post(event: SentEvent, weight: number): void {
    const parent = currentContext()?.id
    const ofRequest = parent === undefined ? event : { parent, ...event }
    this.#results.push({ event: ofRequest, weight })
    if (event.type !== 'publish' || event.messageType !== 'execute_result') this.#postResults()
  }

  #postResults(): void {
    const parts = this.#results
    if (parts.length === 0) return
    this.#results = []
    this.#worker.postMessage(parts)
    this.#pending.add(parts.reduce((sum, { weight }) => sum + weight, 0))
  }
}
