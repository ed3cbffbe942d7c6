import { bold, codeFrame, dim, red } from './codeFrame.js'
import type { CellError } from './engineMessages.js'
import type { StackFrame, StackTraces } from './stackTraces.js'
import { attempt, clippedText, ownProperties, plainString, valueText } from './valueText.js'

/** Errors that one report shows, causes and parts of aggregates included. */
const maximumErrors = 50

/** Longest text of an error's own properties, in UTF-16 units. */
const maximumDetails = 5000

/** The error of a cell that threw `thrown`, which may be anything: nothing it does makes this throw. */
export function runtimeError(thrown: unknown, traces: StackTraces): CellError {
  const traceback = new ErrorReport(traces).linesOf(thrown)
  return { ...describeThrown(thrown), traceback }
}

function describeThrown(thrown: unknown): { readonly ename: string; readonly evalue: string } {
  if (!isErrorLike(thrown)) return { ename: 'Thrown', evalue: valueText(thrown, { depth: 2 }) }
  const name = attempt(() => thrown.name)
  const ename =
    name === undefined || name === null || name === '' ? className(thrown) : plainString(name)
  return { ename, evalue: messageOf(thrown) }
}

type ErrorLike = Readonly<Record<'name' | 'message' | 'cause' | 'errors' | 'constructor', unknown>>

function isErrorLike(value: unknown): value is ErrorLike {
  return typeof value === 'object' && value !== null && attempt(() => 'message' in value) === true
}

function className(error: ErrorLike): string {
  const name = attempt(() => (error.constructor as { name?: unknown }).name)
  return typeof name === 'string' && name !== '' ? name : 'Error'
}

function messageOf(error: ErrorLike): string {
  try {
    return error.message === undefined ? '' : plainString(error.message)
  } catch (reason) {
    return `[its message cannot be read: ${isErrorLike(reason) ? messageOf(reason) : valueText(reason)}]`
  }
}

/** The text about one thrown value and all that hangs on it. */
class ErrorReport {
  readonly #traces: StackTraces
  readonly #shown = new Set<unknown>()

  constructor(traces: StackTraces) {
    this.#traces = traces
  }

  linesOf(thrown: unknown): string[] {
    const { ename, evalue } = describeThrown(thrown)
    const title = `${bold(red(ename))}${evalue === '' ? '' : `: ${evalue}`}`
    if (!isErrorLike(thrown)) return [title]
    if (this.#shown.has(thrown)) return [`${title} ${dim('(shown above)')}`]
    this.#shown.add(thrown)
    return [
      title,
      ...this.#calls(thrown),
      ...details(thrown),
      ...this.#cause(thrown),
      ...this.#parts(thrown)
    ]
  }

  /** The calls that led to it, the first of them in code of the user's with its lines. */
  #calls(error: ErrorLike): string[] {
    const frames = this.#traces.framesOf(error)
    const place = frames.find((frame) => frame.source)
    // Where a package made the reason for which it stops, such as a button, leads nobody to anything.
    if (!place && describeThrown(error).ename === 'AbortError') return []
    const code = place?.source && place.position ? codeFrame(place.source.code, place.position) : []
    return [...code, ...shortened(frames).map((text) => dim(`    at ${text}`))]
  }

  #cause(error: ErrorLike): string[] {
    const cause = attempt(() => error.cause)
    if (cause === undefined) return []
    return ['caused by', ...this.#nested(cause)]
  }

  /** The errors of an AggregateError. */
  #parts(error: ErrorLike): string[] {
    const room = Math.max(0, maximumErrors - this.#shown.size)
    const parts = partsOf(error)
    const lines = parts.slice(0, room).flatMap((part, i) => {
      const [title = '', ...lines] = this.#nested(part)
      return [`  [errors][${i}] ${title}`, ...lines.map((line) => `  ${line}`)]
    })
    return parts.length > room ? [...lines, `  … ${parts.length - room} more errors`] : lines
  }

  #nested(value: unknown): string[] {
    if (!isErrorLike(value)) return [valueText(value, { depth: 2 })]
    return this.#shown.size < maximumErrors ? this.linesOf(value) : ['…']
  }
}

/**
 * The calls of an error; of those inside a package the one that the user's code made, and a number. Calls that JavaScript's own
 * functions make for a package, such as those of `map`, are inside too. How a package came to call a listener of the
 * user's, with no cell behind it, is left out.
 */
function shortened(all: readonly StackFrame[]): string[] {
  const isBuiltIn = ({ source, text }: StackFrame) => !source && builtIn.test(text)
  const isInside = ({ source, text }: StackFrame) => !source && filePlace.test(text)
  const last = all.findLastIndex(({ source }) => source)
  const isListeners = last >= 0 && all.slice(last + 1).some(isInside)
  const frames = isListeners ? all.slice(0, last + 1) : all
  const lines: string[] = []
  for (let i = 0; i < frames.length; i++) {
    let end = i
    while (end < last && (isInside(frames[end]!) || isBuiltIn(frames[end]!))) end++
    // A built-in function that the user's code calls stands for itself.
    const outer = frames.slice(i, end).findLastIndex(isInside)
    const frame = frames[i + Math.max(outer, 0)]!
    lines.push(outer > 0 ? `${frame.text}, and ${outer} more inside` : frame.text)
    i += Math.max(outer, 0)
  }
  return lines
}

/** The place of a frame is a file. */
const filePlace = /(?:^|\(|async )(?:file:|\/|[A-Z]:\\)/

/** A function of JavaScript itself. */
const builtIn = /\(<anonymous>\)$|^async Promise\.\w+ \(index \d+\)$/

function partsOf(error: ErrorLike): readonly unknown[] {
  const errors = attempt(() => error.errors)
  const parts = attempt(() => (Array.isArray(errors) ? [...(errors as unknown[])] : [])) ?? []
  return parts.some(isErrorLike) ? parts : []
}

/** What an error carries besides what every error has: `code`, `path`, … */
function details(error: ErrorLike): string[] {
  const reported = new Set<unknown>(['name', 'message', 'stack', 'cause'])
  if (partsOf(error).length > 0) reported.add('errors')
  const own = ownProperties(error).filter(
    ([key, { enumerable }]) => enumerable && !reported.has(key)
  )
  if (own.length === 0) return []
  const text = valueText(Object.defineProperties({}, Object.fromEntries(own)), { depth: 2 })
  return clippedText(text, maximumDetails)
    .split('\n')
    .map((line) => `    ${line}`)
}
