import { MessageChannel, Worker, type MessagePort } from 'node:worker_threads'
import { sharedBytes } from './pendingOutput.js'
import { RunState } from './runState.js'

/** File descriptor of the pipe to the supervisor. */
const channelDescriptor = 3

/** One thread's ends of what joins the main thread and its channel thread. */
interface ChannelEnds {
  readonly shared: SharedArrayBuffer
  /** What is asked of the main thread; waits until that listens. */
  readonly requests: MessagePort
  /** Answers of the user come by a port of their own, from which code that blocks can take them. */
  readonly inputs: MessagePort
}

/** What the main thread has of its channel thread. */
export interface ChannelThread extends ChannelEnds {
  readonly worker: Worker
}

/** What the channel thread is given at its start. */
export interface ChannelThreadData extends ChannelEnds {
  readonly descriptor: number
}

const key = Symbol.for('nnqft-kernel.channelThread')
const place = globalThis as { [key]?: ChannelThread }

/** Starts the channel thread. The main thread is in work that must not be cut short, until it says otherwise. */
export function startChannelThread(script: string): void {
  const shared = new SharedArrayBuffer(sharedBytes)
  new RunState(shared).protect()
  const [requests, inputs] = [new MessageChannel(), new MessageChannel()]
  const workerData: ChannelThreadData = {
    descriptor: channelDescriptor,
    shared,
    requests: requests.port2,
    inputs: inputs.port2
  }
  const worker = new Worker(script, { workerData, transferList: [requests.port2, inputs.port2] })
  place[key] = { worker, shared, requests: requests.port1, inputs: inputs.port1 }
}

/** The channel thread that was started. @throws Error where none was */
export function takeChannelThread(): ChannelThread {
  const thread = place[key]
  if (!thread) throw new Error('the engine was started without its channel thread')
  delete place[key]
  return thread
}
