// The engine in the browser: TypeScript and the user's code in a worker. It is ended from outside when a cell is
// interrupted.
import {
  contextOfError,
  currentContext,
  endCell,
  isRunning,
  runIn,
  startCell
} from '../language/cellContext.js'
import type { CellContext } from '../language/cellContext.js'
import { CellRunner } from '../language/cellRunner.js'
import type { EngineEvent, ExecuteCell, MainQuestion } from '../language/engineMessages.js'
import { runtimeError } from '../language/runtimeError.js'
import { isOutput, sentMessage } from '../language/sentEvents.js'
import { StackTraces } from '../language/stackTraces.js'
import type { TranslatedSource } from '../language/translatedSources.js'
import { TslabEngine } from '../language/tslab/tslabEngine.js'
import { valueText } from '../language/valueText.js'
import { defineCellGlobals } from '../protocol/cellGlobals.js'
import { CellRecords } from '../protocol/cellRecords.js'
import { Comms } from '../protocol/comms.js'
import { createDisplay } from '../protocol/display/displayHelpers.js'
import { answer, errorContent, type EngineParts } from '../protocol/engineRequests.js'
import { CellInput } from '../protocol/input/cellInput.js'
import { createWidgets } from '../widgets/createWidgets.js'
import { BrowserModules } from './browserModules.js'
import {
  captureConsole,
  explainedFetch,
  inputChannel,
  withholdWorkerGlobals
} from './cellGlobals.js'
import type { SitePackages, StartEngine, WorkerEvent, WorkerRequest } from './engineMessages.js'
import { memoryFiles } from './memoryFiles.js'
import { PacedEvents } from './pacedEvents.js'

const events = new PacedEvents(postMessage.bind(globalThis))
const send = (event: WorkerEvent) => events.send(event)

/** In place of the cell, where code runs on behalf of none. */
const noCell = {}

/** What code publishes for a cell goes out in its name, or to the output that the code runs for. */
function publishFor(cell: object, event: EngineEvent): void {
  const { id, output } = cell as Partial<CellContext>
  if (output && isOutput(event)) {
    output(event)
    return
  }
  const sent = event.type === 'publish' ? sentMessage(event).event : event
  send({ ...(id !== undefined && { parent: id }), ...sent })
}

const publish = (event: EngineEvent) => publishFor(currentContext() ?? noCell, event)

const input = new CellInput(inputChannel(publish))

async function start(packages: string): Promise<EngineParts> {
  const response = await fetch(`${packages}packages.json`)
  if (!response.ok) throw new Error(`${response.url}: ${response.status} ${response.statusText}`)
  const { files, modules, ambientFiles } = (await response.json()) as SitePackages
  memoryFiles.add(files)
  const sources = new Map<string, TranslatedSource>()
  const traces = new StackTraces(sources)
  traces.install()
  const addresses = Object.entries(modules).map(([name, file]) => [name, `${packages}${file}`])
  const loader = new BrowserModules(Object.fromEntries(addresses) as Record<string, string>)
  const engine = new TslabEngine({
    packageFolders: [],
    missing: (specifier) => (/^[./]/.test(specifier) ? undefined : loader.missing(specifier)),
    ambientFiles,
    typeRoots: ['/node_modules/@types'],
    report: (problem) => publish({ type: 'stream', name: 'stderr', text: `${problem}\n` })
  })
  // There is no thread here that would cut work short.
  const state = { protected: <Result>(work: () => Result) => work() }
  const runner = new CellRunner({ engine, loader, state, sources, traces })
  const display = createDisplay(
    (messageType, bundle, id, cell) => {
      const content = { ...bundle, transient: id === undefined ? {} : { display_id: id } }
      publishFor(cell, { type: 'publish', messageType, content })
    },
    () => currentContext() ?? noCell
  )
  const uncaught = (thrown: unknown) => runIn(contextOfError(thrown), () => report(runner, thrown))
  addEventListener('unhandledrejection', (event) => {
    event.preventDefault()
    uncaught(event.reason)
  })
  addEventListener('error', (event) => {
    event.preventDefault()
    uncaught(event.error ?? event.message)
  })
  const comms = new Comms(publish, uncaught)
  const records = new CellRecords()
  records.install()
  const guard = (work: () => Promise<void>) => asRunning(() => runner.guard(work))
  const widgets = createWidgets(comms, { display, guard })
  defineCellGlobals({ send: publish }, display.display, comms, input, widgets)
  captureConsole(publish)
  withholdWorkerGlobals()
  globalThis.fetch = explainedFetch(fetch)
  const reportDisplay = (problem: unknown, cell: CellContext) => {
    const lines = ['Shown as text, because of', ...runtimeError(problem, traces).traceback, '']
    publishFor(cell, { type: 'stream', name: 'stderr', text: lines.join('\n') })
  }
  // The first check of a session binds the standard library: done before the first cell asks for it.
  engine.compile('undefined')
  send({ type: 'ready', version: engine.version })
  return {
    channel: { send: publish, state },
    engine,
    runner,
    comms,
    display,
    records,
    reportDisplay
  }
}

/**
 * Counts the context of work for an output among those that run: nobody follows promises here, and what goes on after an
 * `await` belongs to what runs, or was started last.
 */
async function asRunning<Result>(work: () => Promise<Result>): Promise<Result> {
  const context = currentContext()
  if (!context || isRunning(context)) return work()
  startCell(context)
  try {
    return await work()
  } finally {
    endCell(context)
  }
}

/** Errors that nobody caught end the cell they come from; has it ended, they are printed below it. */
function report(runner: CellRunner, thrown: unknown): void {
  if (runner.fail(thrown)) return
  const text = `Uncaught ${runner.describe(thrown).traceback.join('\n')}\n`
  publish({ type: 'stream', name: 'stderr', text })
}

async function reply(parts: EngineParts, request: MainQuestion): Promise<void> {
  const { id } = request
  const cell = request.type === 'execute' ? cellTraits(request) : { allowsInput: false }
  const context: CellContext = { id, ...cell, interrupt: undefined }
  if (request.type === 'execute') startCell(context)
  const content = await runIn(context, () => answer(parts, request, context)).catch(
    (thrown: unknown) => ({ status: 'error', ...errorContent(parts.runner.describe(thrown)) })
  )
  endCell(context)
  input.forget(context)
  send({ type: 'reply', id, content })
  // While the reply is on its way.
  parts.engine.prepare()
}

function cellTraits({ cellId, executionCount, allowStdin }: ExecuteCell) {
  return { cell: { id: cellId, count: executionCount }, allowsInput: allowStdin }
}

let started: Promise<EngineParts> | undefined

function received(request: Exclude<WorkerRequest, StartEngine>): void {
  if (request.type === 'input') input.answered(request)
  else if (request.type === 'interrupt') void started?.then(({ runner }) => runner.interrupt())
  else void started?.then((parts) => reply(parts, request))
}

addEventListener('message', ({ data }: MessageEvent<WorkerRequest>) => {
  if (data.type === 'start') {
    started = start(data.packages)
    started.catch((reason: unknown) => send({ type: 'failed', reason: valueText(reason) }))
  } else received(data)
})
