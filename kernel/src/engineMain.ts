// The engine process: TypeScript and the user's code. It speaks with the supervisor over the pipe
// that its channel thread owns, and may be interrupted, die and be replaced.
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import timers from 'node:timers'
import { fileURLToPath } from 'node:url'
import { DebuggedProgram } from './debugging/debuggedProgram.js'
import { ambientFiles } from './language/ambientFiles.js'
import {
  contextOfError,
  currentContext,
  endCell,
  followPromises,
  leaveTerminated,
  runIn,
  startCell,
  type CellContext
} from './language/cellContext.js'
import { captureStreams } from './language/capturedStreams.js'
import { InterruptedError } from './language/cellInterrupt.js'
import { CellRunner } from './language/cellRunner.js'
import { orderDescriptorOutput } from './language/descriptorOrder.js'
import { takeChannelThread } from './language/channelThread.js'
import { EngineChannel } from './language/engineChannel.js'
import type { MainQuestion, MainRequest } from './language/engineMessages.js'
import { IdleWork } from './language/idleWork.js'
import { missingPackage } from './language/missingPackages.js'
import { ModuleLoader } from './language/moduleLoader.js'
import { PeerVersions, type Manifest } from './language/peerVersions.js'
import { runtimeError } from './language/runtimeError.js'
import { StackTraces } from './language/stackTraces.js'
import type { TranslatedSource } from './language/translatedSources.js'
import { endProcess, sendLastWords } from './language/processEnd.js'
import { TslabEngine } from './language/tslab/tslabEngine.js'
import { followCallbacks } from './language/userCallbacks.js'
import { followEvents } from './language/userEvents.js'
import { valueText } from './language/valueText.js'
import { guardTimers, stopTerminatedTimer } from './language/userTimers.js'
import { defineCellGlobals } from './protocol/cellGlobals.js'
import { CellRecords } from './protocol/cellRecords.js'
import { Comms } from './protocol/comms.js'
import { createDisplay } from './protocol/display/displayHelpers.js'
import { answer, errorContent, type EngineParts } from './protocol/engineRequests.js'
import { CellInput } from './protocol/input/cellInput.js'
import { readDescriptorFromUser } from './protocol/input/descriptorInput.js'
import { followReadline } from './protocol/input/readlineInput.js'
import { replaceStandardInput } from './protocol/input/standardInput.js'
import { loadTslab } from './protocol/tslabCompatibility.js'
import { createWidgets } from './widgets/createWidgets.js'

const packageFolders = process.argv.slice(2)
const folder = process.cwd()
const here = dirname(fileURLToPath(import.meta.url))
const require = createRequire(import.meta.url)

/** What was asked before the engine was ready. */
const early: MainQuestion[] = []
/** What is being answered: at most one request of each subshell. */
const active = new Map<string, { request: MainQuestion; context: CellContext }>()
let parts: EngineParts | undefined = undefined
let ending: Promise<never> | undefined
/** What is done for the next cell, and read ahead of the first import of the packages that the kernel is made for. */
let idle: IdleWork | undefined = undefined

// An interrupt signals the whole process group; what it means for this process comes over the pipe.
process.on('SIGINT', () => undefined)

const channel = new EngineChannel(takeChannelThread(), {
  request: received,
  input: (answer) => input.answered(answer)
})
const input = new CellInput(channel)

function received(request: MainRequest): void {
  switch (request.type) {
    case 'interrupt':
      interrupt()
      // Timers that are due have their turns first: a busy one is ended, too.
      kernelTimers.setTimeout(() => channel.acknowledge(request.number), 1)
      break
    case 'recover':
      recover(request.number)
      break
    case 'close':
      close(request.number)
      break
    default:
      if (parts) void work(parts, request)
      else early.push(request)
  }
}

function interrupt(): void {
  leaveTerminated()
  stopTerminatedTimer()
  parts?.runner.interrupt()
}

/** Ends the running cells, then the process. Called again as long as a cell keeps the thread busy. */
function close(order: number): void {
  interrupt()
  kernelTimers.setImmediate(() => {
    channel.acknowledge(order)
    ending ??= endProcess(reportLast)
  })
}

function contextOf(request: MainQuestion): CellContext {
  const { id } = request
  if (request.type !== 'execute') return { id, allowsInput: false, interrupt: undefined }
  const cell = { id: request.cellId, count: request.executionCount }
  return { id, cell, allowsInput: request.allowStdin, interrupt: undefined }
}

async function work(given: EngineParts, request: MainQuestion): Promise<void> {
  idle?.stop()
  const { id } = request
  const context = contextOf(request)
  active.set(id, { request, context })
  if (request.type === 'execute') startCell(context)
  const content = await runIn(context, () => reply(given, request, context))
  // Given up in the meantime: it has its reply.
  if (active.get(id)?.context === context) finish(id, content)
}

function finish(id: string, content: Record<string, unknown>): void {
  const context = active.get(id)?.context
  if (context) {
    endCell(context)
    input.forget(context)
  }
  active.delete(id)
  channel.send({ type: 'reply', id, content })
  if (active.size === 0) idle?.begin()
}

/** After a termination: ends the requests that were being answered, in case their promises are lost. */
function recover(order: number): void {
  channel.state.reset()
  parts?.runner.reset()
  for (const [id, { request: lost }] of active) {
    if (!parts) break
    finish(id, failure(parts, lost, new InterruptedError()))
  }
  // Last: if this function is cut short too, it is called again.
  channel.acknowledge(order)
}

async function reply(given: EngineParts, request: MainQuestion, context: CellContext) {
  try {
    return await answer(given, request, context)
  } catch (thrown) {
    return failure(given, request, thrown)
  }
}

/** The reply to a request that failed outside of its cell; a cell shows why. */
function failure({ runner }: EngineParts, request: MainQuestion, thrown: unknown) {
  const error = errorContent(runner.describe(thrown))
  if (request.type !== 'execute') return { status: 'error', ...error }
  if (!request.silent) {
    channel.send({ type: 'publish', messageType: 'error', content: error, parent: request.id })
  }
  return { status: 'error', execution_count: request.executionCount, ...error }
}

/** Errors that nobody caught end the cell they come from; has it ended, they are printed below it. */
function uncaught(thrown: unknown, promise?: Promise<unknown>): void {
  runIn(contextOfError(thrown, promise), () => {
    const reported = parts?.runner.fail(thrown) || thrown instanceof InterruptedError
    if (!reported) printUncaught(thrown)
  })
}

/** Reports an error of what runs at the end of the process. */
function reportLast(thrown: unknown): void {
  runIn(contextOfError(thrown), () => printUncaught(thrown))
}

function printUncaught(thrown: unknown): void {
  const text = parts
    ? `Uncaught ${parts.runner.describe(thrown).traceback.join('\n')}`
    : valueText(thrown)
  channel.write('stderr', `${text}\n`)
}

function typeRoots(): string[] {
  const nodeTypes = dirname(dirname(require.resolve('@types/node/package.json')))
  const own = [folder, ...packageFolders].map((base) => join(base, 'node_modules', '@types'))
  return [...own.filter((root) => existsSync(join(root, 'node'))), nodeTypes]
}

captureStreams(channel)
orderDescriptorOutput(channel)
guardTimers()
/** As they are before user code can replace them. */
const kernelTimers = { ...timers }
followCallbacks()
followEvents()
followPromises()
replaceStandardInput(input)
followReadline(input)
readDescriptorFromUser(input)
process.on('uncaughtException', (thrown) => uncaught(thrown))
process.on('unhandledRejection', uncaught)
sendLastWords(channel, reportLast)

/** In place of the cell, where code runs on behalf of none. */
const noCell = {}
const parentOf = (cell: object) => (cell === noCell ? {} : { parent: (cell as CellContext).id })

/** Prints why the result of a cell could not be shown as it wanted: the cell itself has not failed. */
function reportDisplay(problem: unknown, cell: CellContext): void {
  const text = ['Shown as text, because of', ...runtimeError(problem, traces).traceback, ''].join(
    '\n'
  )
  channel.send({ type: 'stream', name: 'stderr', text, parent: cell.id })
}

const display = createDisplay(
  (messageType, bundle, id, cell) => {
    const transient = id === undefined ? {} : { display_id: id }
    const content = { ...bundle, transient }
    channel.send({ type: 'publish', messageType, content, ...parentOf(cell) })
  },
  () => currentContext() ?? noCell
)
const comms = new Comms((event) => channel.send(event), uncaught)
const widgets = createWidgets(comms, {
  display,
  guard: (work) => runner.guard(work)
})
defineCellGlobals(channel, display.display, comms, input, widgets)
const records = new CellRecords()
records.install()

const sources = new Map<string, TranslatedSource>()
const traces = new StackTraces(sources)
traces.install()

const report = (problem: string) => channel.write('stderr', `${problem}\n`)
const manifest = require('../package.json') as Manifest
const places = { folders: [folder, ...packageFolders], kernel: manifest } as const
const missing = (specifier: string) => missingPackage(specifier, places)
const engine = new TslabEngine({
  packageFolders,
  missing,
  ambientFiles: ambientFiles(here),
  typeRoots: typeRoots(),
  report
})
const peers = new PeerVersions(manifest, report)
const loader = new ModuleLoader({
  folder,
  packageFolders,
  mappedPaths: (specifier) => engine.mappedPaths(specifier),
  translate: (text, path) => {
    const translation = channel.state.protected(() => engine.translate(text, path))
    const originalPosition = translation.originalPosition.bind(translation)
    sources.set(path, { name: path, code: text, originalPosition })
    return translation
  },
  missing,
  located: (specifier, path) => peers.compare(specifier, path),
  provided: { tslab: () => loadTslab(channel) }
})
const runner = new CellRunner({ engine, loader, state: channel.state, sources, traces })
new DebuggedProgram({ scope: runner.scope, engine, sources, state: channel.state }).install()
parts = { channel, engine, runner, comms, display, records, reportDisplay }
// The first check of a session binds the standard library: done before the first cell asks for it.
engine.compile('undefined')
channel.state.release()
channel.send({ type: 'ready', version: engine.version })
const files = engine.readAhead(Object.keys(manifest.peerDependencies))
idle = new IdleWork(
  () => channel.state.protected(() => engine.prepare()),
  () => channel.state.protected(() => files.next().done === true)
)
idle.begin()
for (const request of early) void work(parts, request)
