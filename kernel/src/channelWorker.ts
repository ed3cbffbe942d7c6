// Thread of the engine process that owns the pipe to the supervisor. It lives while a cell blocks
// the main thread: output leaves at once, and interrupts arrive.
import { Socket } from 'node:net'
import { parentPort, workerData } from 'node:worker_threads'
import { DebugAdapter } from './debugging/debugAdapter.js'
import { MainThread } from './debugging/mainThread.js'
import { encodeFrame, FrameReader } from './language/channelFrames.js'
import type { ChannelThreadData } from './language/channelThread.js'
import { signalGroup } from './language/groupSignals.js'
import { overhead, PendingOutput } from './language/pendingOutput.js'
import type {
  Acknowledgement,
  DebugRequest,
  EngineRequest,
  SentPart
} from './language/engineMessages.js'
import { InputWait } from './language/inputWait.js'
import { MainRequests } from './language/mainRequests.js'
import { RunState } from './language/runState.js'
import { StreamMerger } from './language/streamMerger.js'

const { descriptor, shared, requests: asked, inputs } = workerData as ChannelThreadData
const main = parentPort
if (!main) throw new Error('channelWorker runs as a worker thread')
const pipe = new Socket({ fd: descriptor, readable: true, writable: true })
const pending = new PendingOutput(shared)
const state = new RunState(shared)
const inputWait = new InputWait(shared)

/** What was started so shortly before an interrupt, in milliseconds, may not have been there to get its signal. */
const startingTime = 1000

const mainThread = new MainThread(state)
const debugAdapter = new DebugAdapter(mainThread, (event) => {
  const content = JSON.stringify(event)
  merger.add({ type: 'publish', messageType: 'debug_event', content, metadata: '{}' }, 0)
})
/** What was asked about the program before there was one. */
let early: DebugRequest[] | undefined = []

const requests = new MainRequests(
  {
    post: (request) => asked.postMessage(request),
    wake(since, again) {
      debugAdapter.interrupted()
      inputWait.wake()
      // As under a terminal: what the cell waits for is interrupted too.
      if (!again || state.isEvaluating || state.hasWaitedSince(since - startingTime)) signal()
    },
    terminate() {
      if (debugAdapter.isCalling || !state.beginTermination()) return undefined
      return debugAdapter.terminate().finally(() => state.endTermination())
    },
    stuck: () => merger.add({ type: 'stuck' }, 0)
  },
  state
)

mainThread.runsCell = () => requests.runsCell

const merger = new StreamMerger((event, weight) => {
  pipe.write(encodeFrame(event), () => {
    // This one counts until it is answered.
    if (event.type !== 'written') pending.sent(weight)
  })
})

/** Interrupts the process group, when the main thread can be told from what it runs for the debugger. */
function signal() {
  const isBetween = debugAdapter.isCalling && !state.isEvaluating
  if (isBetween || !state.signal(() => signalGroup(process.pid, 'SIGINT'))) setTimeout(signal, 1)
}

type FromMain = readonly SentPart[] | 'flush' | Acknowledgement

main.on('message', (message: FromMain) => {
  if (message === 'flush') merger.flush()
  else if ('carriedOut' in message) requests.carriedOut(message.carriedOut)
  else {
    pipe.cork()
    for (const { event, weight } of message) {
      merger.add(event, weight)
      if (event.type === 'reply') {
        void debugAdapter.answered(requests.answered(event.id))
      }
      if (event.type === 'ready') answerEarly()
    }
    pipe.uncork()
  }
})

const reader = new FrameReader()
pipe.on('data', (chunk) => {
  for (const value of reader.read(chunk)) {
    const request = value as EngineRequest
    if (request.type === 'interrupt') requests.interrupt()
    else if (request.type === 'close') requests.close()
    else if (request.type === 'passed') pending.sent(overhead)
    else if (request.type === 'input') {
      inputs.postMessage(request)
      inputWait.wake()
    } else if (request.type === 'debug') debug(request)
    else requests.ask(request)
  }
})

/** Answered here, whatever the main thread does. */
function debug(request: DebugRequest) {
  if (early) early.push(request)
  else {
    void debugAdapter.answer(request.content).then((content) => {
      merger.add({ type: 'reply', id: request.id, content }, 0)
    })
  }
}

function answerEarly() {
  const waiting = early ?? []
  early = undefined
  for (const request of waiting) debug(request)
}

// The supervisor is gone: nothing is left to work for, here and in what cells have started.
pipe.on('close', endEverything)
pipe.on('error', endEverything)

function endEverything() {
  signalGroup(process.pid, 'SIGKILL')
  process.kill(process.pid, 'SIGKILL')
}
