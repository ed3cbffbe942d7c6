// Thread of the engine process that owns the pipe to the supervisor. It lives while a cell blocks
// the main thread: output leaves at once, and interrupts arrive.
import { Socket } from 'node:net'
import { parentPort, workerData, type MessagePort } from 'node:worker_threads'
import { DebugAdapter } from './debugging/debugAdapter.js'
import { MainThread } from './debugging/mainThread.js'
import { encodeFrame, FrameReader } from './language/channelFrames.js'
import { signalGroup } from './language/groupSignals.js'
import { overhead, PendingOutput } from './language/pendingOutput.js'
import type {
  Acknowledgement,
  DebugRequest,
  EngineRequest,
  MainRequest,
  SentEvent
} from './language/engineMessages.js'
import { InputWait } from './language/inputWait.js'
import { RunState } from './language/runState.js'
import { StreamMerger } from './language/streamMerger.js'

const { descriptor, shared, inputs } = workerData as {
  descriptor: number
  shared: SharedArrayBuffer
  inputs: MessagePort
}
const main = parentPort
if (!main) throw new Error('channelWorker runs as a worker thread')
const pipe = new Socket({ fd: descriptor, readable: true, writable: true })
const pending = new PendingOutput(shared)
const state = new RunState(shared)
const inputWait = new InputWait(shared)

/** How often an unanswered interrupt is repeated, and when it is given up, in milliseconds. */
const repeatInterrupt = 100
const giveUp = 5000

/** What was started so shortly before an interrupt, in milliseconds, may not have been there to get its signal. */
const startingTime = 1000

/** Time for a terminated cell to end in the usual way, in milliseconds. */
const recoverAfter = 500

let interruptedSince: number | undefined
/** The kernel is to end: what is running is interrupted until the main thread does so. */
let closing = false
/** Whether something was terminated and the main thread has not recovered from it yet. */
let terminated = false
const held: MainRequest[] = []
const debugAdapter = new DebugAdapter(new MainThread(state), (event) => {
  const content = JSON.stringify(event)
  merger.add({ type: 'publish', messageType: 'debug_event', content, metadata: '{}' }, 0)
})
/** What was asked about the program before there was one. */
let early: DebugRequest[] | undefined = []

const merger = new StreamMerger((event, weight) => {
  pipe.write(encodeFrame(event), () => {
    // This one counts until it is answered.
    if (event.type !== 'written') pending.sent(weight)
  })
})

type FromMain = { event: SentEvent; weight: number } | 'flush' | Acknowledgement

main.on('message', (message: FromMain) => {
  if (message === 'interrupted') {
    const first = interruptedSince !== undefined
    interruptedSince = undefined
    if (first && terminated) setTimeout(recover, recoverAfter)
    if (closing) startInterrupt('close')
  } else if (message === 'recovered') terminated = false
  else if (message === 'closing') interruptedSince = undefined
  else if (message === 'flush') merger.flush()
  else {
    merger.add(message.event, message.weight)
    if (message.event.type === 'ready') answerEarly()
  }
  forward()
})

const reader = new FrameReader()
pipe.on('data', (chunk) => {
  for (const value of reader.read(chunk)) {
    const request = value as EngineRequest
    if (request.type === 'interrupt' || request.type === 'close') startInterrupt(request.type)
    else if (request.type === 'passed') pending.sent(overhead)
    else if (request.type === 'input') {
      inputs.postMessage(request)
      inputWait.wake()
    } else if (request.type === 'debug') debug(request)
    else held.push(request)
  }
  forward()
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

/** An interrupt concerns what came before it: what comes after waits until it is dealt with. */
function forward() {
  if (terminated || interruptedSince !== undefined) return
  for (const request of held.splice(0)) main?.postMessage(request)
}
// The supervisor is gone: nothing is left to work for, here and in what cells have started.
pipe.on('close', endEverything)
pipe.on('error', endEverything)

function endEverything() {
  signalGroup(process.pid, 'SIGKILL')
  process.kill(process.pid, 'SIGKILL')
}

function startInterrupt(reason: 'interrupt' | 'close') {
  closing ||= reason === 'close'
  state.isInterrupted = true
  // As under a terminal: what the cell waits for is interrupted too.
  signalGroup(process.pid, 'SIGINT')
  if (interruptedSince !== undefined) return
  interruptedSince = performance.now()
  inputWait.wake()
  interrupt()
}

/** Asks the main thread to end the cell; if it does not answer, ends what it is running. */
function interrupt() {
  main?.postMessage({ type: closing ? 'close' : 'interrupt' } satisfies EngineRequest)
  setTimeout(() => {
    if (interruptedSince === undefined) return
    const elapsed = performance.now() - interruptedSince
    if (elapsed > giveUp) {
      interruptedSince = undefined
      merger.add({ type: 'stuck' }, 0)
      if (terminated) recover()
      return
    }
    if (state.hasWaitedSince(Date.now() - elapsed - startingTime))
      signalGroup(process.pid, 'SIGINT')
    if (!state.isProtected) terminate()
    interrupt()
  }, repeatInterrupt)
}

/**
 * A termination can come late and hit the kernel's own code instead of the cell, whose promises are
 * then lost: the main thread is asked, until it answers, to end what nobody works on any more. New
 * requests wait for that, so that none is lost.
 */
function recover() {
  if (!terminated) return
  main?.postMessage({ type: 'recover' } satisfies EngineRequest)
  setTimeout(recover, recoverAfter)
}

function terminate() {
  terminated = true
  debugAdapter.terminate()
}
