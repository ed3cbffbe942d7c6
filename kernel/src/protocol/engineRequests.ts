import type { CellContext } from '../language/cellContext.js'
import type { CellRunner } from '../language/cellRunner.js'
import { codePointOffset, utf16Offset } from '../language/cursorPosition.js'
import type { EngineChannel } from '../language/engineChannel.js'
import type { CellError, MainQuestion, ExecuteCell } from '../language/engineMessages.js'
import type { LanguageEngine } from '../language/languageEngine.js'
import type { CellRecords } from './cellRecords.js'
import type { Comms } from './comms.js'
import type { Display } from './display/displayHelpers.js'
import { mimeBundleOf, type DisplayReport } from './display/mimeBundle.js'

/** What answers the supervisor's requests. */
export interface EngineParts {
  readonly channel: Pick<EngineChannel, 'send'> & {
    readonly state: Pick<EngineChannel['state'], 'protected'>
  }
  readonly engine: LanguageEngine
  readonly runner: CellRunner
  readonly comms: Comms
  readonly display: Display
  readonly records: CellRecords
  /** Prints why the result of a cell could not be shown as it wanted. */
  readonly reportDisplay: (problem: unknown, cell: CellContext) => void
}

type Content = Record<string, unknown>

/** The content of the reply to a request that expects one. */
export async function answer(
  parts: EngineParts,
  request: MainQuestion,
  context: CellContext
): Promise<Content> {
  const undisturbed = (work: () => Content) => parts.channel.state.protected(work)
  switch (request.type) {
    case 'execute':
      return executeCell(parts, request, context)
    case 'complete':
      return undisturbed(() => complete(parts.engine, request.code, request.cursor))
    case 'inspect':
      return undisturbed(() => inspect(parts.engine, request.code, request.cursor, request.detail))
    case 'isComplete':
      return undisturbed(() => ({ ...parts.engine.isComplete(request.code) }))
    case 'commInfo':
      return { status: 'ok', comms: parts.comms.info(request.target) }
    case 'comm':
      parts.comms.receive(request)
      return {}
  }
}

async function executeCell(
  parts: EngineParts,
  request: ExecuteCell,
  context: CellContext
): Promise<Content> {
  const parent = context.id
  const { channel, runner, display, records } = parts
  const report = (problem: unknown) => parts.reportDisplay(problem, context)
  const { executionCount: execution_count, silent, isStored } = request
  if (isStored) records.keepInput(execution_count, request.code)
  const outcome = await runner.run(request.code, execution_count, async (value) => {
    if (isStored && value !== undefined) records.keepResult(execution_count, value)
    const bundle = value === undefined || silent ? undefined : await mimeBundleOf(value, report)
    await display.settled(context)
    if (!bundle) return
    const content = { execution_count, ...bundle }
    channel.send({ type: 'publish', messageType: 'execute_result', content, parent })
  })
  if (outcome.error) {
    const error = errorContent(outcome.error)
    if (!silent) channel.send({ type: 'publish', messageType: 'error', content: error, parent })
    return { status: 'error', execution_count, ...error, user_expressions: {}, payload: [] }
  }
  const user_expressions: Content = {}
  for (const [name, expression] of Object.entries(request.userExpressions)) {
    user_expressions[name] = await evaluate(runner, expression, report)
  }
  return { status: 'ok', execution_count, user_expressions, payload: [] }
}

async function evaluate(
  runner: CellRunner,
  expression: string,
  report: DisplayReport
): Promise<Content> {
  let bundle: Content = {}
  const { error } = await runner.evaluateExpression(expression, async (value) => {
    bundle = { ...(await mimeBundleOf(value, report)) }
  })
  return error ? { status: 'error', ...errorContent(error) } : { status: 'ok', ...bundle }
}

/** Fields of an `error` message. */
export function errorContent({ ename, evalue, traceback }: CellError): Content {
  return { ename, evalue, traceback }
}

function complete(engine: LanguageEngine, code: string, cursor: number): Content {
  const { start, end, entries } = engine.complete(code, utf16Offset(code, cursor))
  const [cursor_start, cursor_end] = [codePointOffset(code, start), codePointOffset(code, end)]
  const types = entries.map(({ name, kind }) => ({
    start: cursor_start,
    end: cursor_end,
    text: name,
    type: kind
  }))
  return {
    status: 'ok',
    matches: entries.map(({ name }) => name),
    cursor_start,
    cursor_end,
    metadata: { _jupyter_types_experimental: types }
  }
}

function inspect(engine: LanguageEngine, code: string, cursor: number, detail: number): Content {
  const offset = utf16Offset(code, cursor)
  const found = engine.inspect(code, offset) ?? engine.inspect(code, Math.max(0, offset - 1))
  if (!found) return { status: 'ok', found: false, data: {}, metadata: {} }
  const tags = found.tags.map(({ name, text }) => `@${name} ${text}`.trimEnd())
  const source = detail > 0 && found.source !== undefined ? [found.source] : []
  const plain = [found.signature, found.documentation, ...tags, ...source].filter(Boolean)
  const code_ = (text: string) => '```typescript\n' + text + '\n```'
  const markdown = [
    code_(found.signature),
    found.documentation,
    ...found.tags.map(({ name, text }) => `*@${name}* ${text}`.trimEnd()),
    ...source.map(code_)
  ].filter(Boolean)
  const data = { 'text/plain': plain.join('\n\n'), 'text/markdown': markdown.join('\n\n') }
  return { status: 'ok', found: true, data, metadata: {} }
}
