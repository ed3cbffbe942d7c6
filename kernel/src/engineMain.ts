// The engine process: TypeScript and the user's code. It speaks with the supervisor over the pipe
// that its channel thread owns, and may be interrupted, die and be replaced.
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { captureStreams } from './language/capturedStreams.js'
import { InterruptedError } from './language/cellInterrupt.js'
import { CellRunner } from './language/cellRunner.js'
import { EngineChannel } from './language/engineChannel.js'
import type { EngineRequest } from './language/engineMessages.js'
import { ModuleLoader } from './language/moduleLoader.js'
import { TslabEngine } from './language/tslab/tslabEngine.js'
import { guardTimers, stopTerminatedTimer } from './language/userTimers.js'
import { defineCellGlobals } from './protocol/cellGlobals.js'
import { Comms } from './protocol/comms.js'
import { createDisplay } from './protocol/display/displayHelpers.js'
import { answer, errorContent, type EngineParts } from './protocol/engineRequests.js'
import { loadTslab } from './protocol/tslabCompatibility.js'

const packageFolders = process.argv.slice(2)
const folder = process.cwd()
const here = dirname(fileURLToPath(import.meta.url))
const require = createRequire(import.meta.url)

type Asking = Extract<EngineRequest, { id: string }>

const queue: EngineRequest[] = []
let parts: EngineParts | undefined = undefined
let active: Asking | undefined = undefined
let allowsInput = false
let answerInput: ((value: string) => void) | undefined

const channel = new EngineChannel(new URL('./channelWorker.js', import.meta.url), (request) => {
  if (request.type === 'interrupt') {
    stopTerminatedTimer()
    parts?.runner.interrupt()
    channel.acknowledge('interrupted')
  } else if (request.type === 'recover') recover()
  else if (request.type === 'input') answerInput?.(request.value)
  else if (request.type === 'close') process.exit(0)
  else {
    queue.push(request)
    void work()
  }
})

async function work(): Promise<void> {
  if (active || !parts) return
  for (let request = queue.shift(); request; request = queue.shift()) {
    if (!('id' in request)) continue
    if (request.type === 'execute') allowsInput = request.allowStdin
    active = request
    const content = await reply(parts, request)
    // Given up in the meantime: it has its reply, and another call of this function is at work.
    if (active !== request) return
    channel.send({ type: 'reply', id: request.id, content })
  }
  active = undefined
}

/** After a termination: ends the request that was being answered, in case its promises are lost. */
function recover(): void {
  channel.state.reset()
  parts?.runner.reset()
  const lost: Asking | undefined = active
  if (lost && parts) {
    const error = errorContent(parts.runner.describe(new InterruptedError()))
    if (lost.type === 'execute' && !lost.silent) {
      channel.send({ type: 'publish', messageType: 'error', content: error })
    }
    const count = lost.type === 'execute' ? { execution_count: lost.executionCount } : {}
    channel.send({ type: 'reply', id: lost.id, content: { status: 'error', ...count, ...error } })
  }
  // Last: if this function is cut short too, it is called again.
  active = undefined
  channel.acknowledge('recovered')
  void work()
}

async function reply(given: EngineParts, request: Asking) {
  try {
    return await answer(given, request)
  } catch (thrown) {
    return { status: 'error', ...errorContent(given.runner.describe(thrown)) }
  }
}

function readInput(prompt: string, password: boolean): Promise<string> {
  if (!allowsInput) {
    return Promise.reject(new Error('Jupyter.input: this frontend gives no input'))
  }
  return new Promise((resolve) => {
    answerInput = resolve
    channel.send({ type: 'inputRequest', prompt, password })
  })
}

/** Errors that nobody caught end the running cell; without one they are printed. */
function uncaught(thrown: unknown): void {
  if (!parts) {
    channel.write('stderr', `${String(thrown)}\n`)
  } else if (parts.runner.running) parts.runner.interrupt(thrown)
  else channel.write('stderr', `Uncaught ${parts.runner.describe(thrown).traceback.join('\n')}\n`)
}

function typeRoots(): string[] {
  const nodeTypes = dirname(dirname(require.resolve('@types/node/package.json')))
  const own = [folder, ...packageFolders].map((base) => join(base, 'node_modules', '@types'))
  return [...own.filter((root) => existsSync(join(root, 'node'))), nodeTypes]
}

channel.state.protect()
captureStreams(channel)
guardTimers()
process.on('uncaughtException', uncaught)
process.on('unhandledRejection', uncaught)
process.on('exit', () => channel.drain(2000))
// Jupyter signals the whole process group; interrupts reach this process over the pipe.
process.on('SIGINT', () => undefined)

const display = createDisplay((messageType, bundle, id) => {
  const transient = id === undefined ? {} : { display_id: id }
  channel.send({ type: 'publish', messageType, content: { ...bundle, transient } })
})
const comms = new Comms((event) => channel.send(event))
defineCellGlobals(channel, display.display, comms, readInput)

const engine = new TslabEngine({
  packageFolders,
  ambientFiles: [join(here, '..', 'types', 'globals.d.ts')],
  typeRoots: typeRoots(),
  report: (problem) => channel.write('stderr', `${problem}\n`)
})
const loader = new ModuleLoader({
  folder,
  packageFolders,
  translate: (text, path) => engine.translate(text, path),
  provided: { tslab: () => loadTslab(channel) }
})
const runner = new CellRunner({ engine, loader, state: channel.state, folder })
parts = { channel, engine, runner, comms, display }
// The first check of a session binds the standard library: done before the first cell asks for it.
engine.compile('undefined')
channel.state.release()
channel.send({ type: 'ready', version: engine.version })
void work()
