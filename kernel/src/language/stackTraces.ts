import { types } from 'node:util'
import { valueName } from './cellScope.js'
import type { CellPosition } from './languageEngine.js'
import { sourceLines } from './sourceLines.js'
import type { TranslatedSource, TranslatedSources } from './translatedSources.js'
import { attempt } from './valueText.js'

type PrepareStackTrace = (error: Error, frames: NodeJS.CallSite[]) => unknown

/** One call on the stack, as the user sees it. */
export interface StackFrame {
  /** Function and place, as after `at` in a stack trace. */
  readonly text: string
  /** The cell or local file it is in. */
  readonly source?: TranslatedSource
  /** Where in it, zero-based. */
  readonly position?: CellPosition
}

/** Own frames: the kernel's, and those of the packages it works with. */
const kernelFolder = new URL('.', import.meta.url).href
const kernelPackages = /\/node_modules\/(?:tslab|typescript|import-meta-resolve)\//

/**
 * Lets every stack trace of this process name lines of the TypeScript that the user wrote, and no calls
 * of the kernel. A function that user code assigns to `Error.prepareStackTrace` gets such calls, too.
 */
export class StackTraces {
  readonly #sources: TranslatedSources
  readonly #frames = new WeakMap<object, readonly StackFrame[]>()
  #usersPrepare: PrepareStackTrace | undefined

  constructor(sources: TranslatedSources) {
    this.#sources = sources
  }

  /** From now on. */
  install(): void {
    // Node's 10, and as many as the kernel may have of its own before those of the user.
    Error.stackTraceLimit = 25
    const prepare: PrepareStackTrace = (error, frames) => this.#prepare(error, frames)
    Object.defineProperty(Error, 'prepareStackTrace', {
      configurable: true,
      get: () => prepare,
      // What was read before is written back by those who change it for a moment.
      set: (given: unknown) => {
        const isUsers = typeof given === 'function' && given !== prepare
        this.#usersPrepare = isUsers ? (given as PrepareStackTrace) : undefined
      }
    })
  }

  /** The user's calls that led to an error. */
  framesOf(error: object): readonly StackFrame[] {
    const stack = attempt(() => (error as { stack?: unknown }).stack)
    if (typeof stack !== 'string') return this.#frames.get(error) ?? []
    // Some versions of Node have errors of another context (node:vm) write their stack there.
    const isForeign =
      types.isNativeError(error) && !(error instanceof Error) && !this.#frames.has(error)
    return stack.split('\n').flatMap((line) => {
      const [, text] = /^\s*at (.*)$/.exec(line) ?? []
      if (text === undefined || /\bnode:/.test(text) || text.includes(kernelFolder)) return []
      return [this.#readFrame(isForeign ? this.#withOriginalPlaces(text) : text)]
    })
  }

  /** A frame of a stack that is text, its positions those of the TypeScript. */
  #readFrame(text: string): StackFrame {
    const [, name = '', line, column] = framePlace.exec(text) ?? []
    const source = this.#sources.get(name)
    if (!source) return { text }
    return { text, source, position: { line: Number(line) - 1, column: Number(column) - 1 } }
  }

  #prepare(error: Error, given: NodeJS.CallSite[]): unknown {
    const frames = usersFrames(given).map((site) => this.#translate(site))
    this.#frames.set(
      error,
      frames.map(({ frame }) => frame)
    )
    if (this.#usersPrepare)
      return this.#usersPrepare(
        error,
        frames.map(({ site }) => site)
      )
    return [headOf(error), ...frames.map(({ frame }) => `    at ${frame.text}`)].join('\n')
  }

  #translate(site: NodeJS.CallSite): { site: NodeJS.CallSite; frame: StackFrame } {
    const text = String(site)
    const name = fileOf(site)
    const source = this.#sources.get(name)
    const position = source && this.#original(source, site.getLineNumber(), site.getColumnNumber())
    if (!position) return { site, frame: { text: this.#withOriginalPlaces(text) } }
    const place = `${name}:${position.line + 1}:${position.column + 1}`
    const frame = { text: withPlace(text, place), source, position }
    return { site: translatedSite(site, position, frame.text), frame }
  }

  #original(source: TranslatedSource, line: number | null, column: number | null) {
    if (line === null || column === null) return undefined
    const original = source.originalPosition({ line: line - 1, column: column - 1 })
    return original && calledName(source.code, original)
  }

  /** Of a frame in code that was made from text: `eval at f (In[1]:2:3), <anonymous>:1:7`. */
  #withOriginalPlaces(text: string): string {
    return text.replace(anyPlace, (place, start: string, name: string, line, column) => {
      const source = this.#sources.get(name)
      const original = source && this.#original(source, Number(line), Number(column))
      return original ? `${start}${name}:${original.line + 1}:${original.column + 1}` : place
    })
  }
}

/** The place at the end of a frame: `f (In[1]:2:3)`, `async In[1]:2:3`. */
const framePlace = /^(?:.*\(|async )?(.*?):(\d+):(\d+)\)?$/

/** A place anywhere in a frame. */
const anyPlace = /(^|[( ])([^()]+?):(\d+):(\d+)/g

/** Top-level names are properties of a shared object in the code that runs, not in the user's. */
function withPlace(text: string, place: string): string {
  const called = /^(.*) \([^]*\)$/
    .exec(text)?.[1]
    ?.replace(/\b(?:exports|Proxy)\./g, '')
    .trim()
  const isNamed = called !== undefined && called !== 'async' && !called.includes(valueName)
  if (isNamed) return called === 'eval' ? place : `${called} (${place})`
  return text.startsWith('async ') ? `async ${place}` : place
}

/**
 * Calls are at the name that is called. Of `(0, module_1.name)(…)`, what runs for `name(…)`, the place is
 * the bracket.
 */
function calledName(code: string, { line, column }: CellPosition): CellPosition {
  const text = sourceLines(code)[line] ?? ''
  const [name = ''] = text[column] === '(' ? (/[\w$]*$/.exec(text.slice(0, column)) ?? []) : []
  return { line, column: column - name.length }
}

/** Code that was made from text has no file, but the name that it gives itself. */
function fileOf(site: NodeJS.CallSite): string {
  return site.getFileName() ?? site.getScriptNameOrSourceURL() ?? ''
}

function translatedSite(site: NodeJS.CallSite, position: CellPosition, text: string) {
  const translated: Record<PropertyKey, unknown> = {
    getLineNumber: () => position.line + 1,
    getColumnNumber: () => position.column + 1,
    toString: () => text
  }
  return new Proxy(site, {
    get: (target, key) => {
      if (Object.hasOwn(translated, key)) return translated[key]
      const member = Reflect.get(target, key) as unknown
      return typeof member === 'function' ? (member.bind(target) as unknown) : member
    }
  })
}

/**
 * The calls without the kernel's: its own, those of what it calls itself, and those of Node that lead to
 * the first call of the user.
 */
function usersFrames(frames: readonly NodeJS.CallSite[]): NodeJS.CallSite[] {
  const kept: NodeJS.CallSite[] = []
  let isOfKernel = false
  let sawKernel = false
  for (const frame of [...frames].reverse()) {
    const file = fileOf(frame)
    const isNode = file === '' || file.startsWith('node:')
    isOfKernel =
      file.startsWith(kernelFolder) || (isOfKernel && (isNode || kernelPackages.test(file)))
    sawKernel ||= isOfKernel
    if (!isOfKernel && !(isNode && kept.length === 0)) kept.push(frame)
  }
  return kept.length > 0 || sawKernel ? kept.reverse() : [...frames]
}

/** Name and message as V8 and Node write them, also of an error that does not let itself be read. */
function headOf(error: Error): string {
  const head = attempt(() => {
    if (nodesMark === undefined || !(nodesMark in error))
      return Error.prototype.toString.call(error)
    const { name, code, message } = error as NodeJS.ErrnoException
    return `${name} [${code}]: ${message}`
  })
  return head ?? '<error>'
}

/**
 * By which Node marks its own errors: their traces name their code. Not looked for in a browser, which has no such errors: one that is
 * thrown while its script starts has V8 read all of that once more, a third of the start.
 */
const nodesMark = process.versions?.node ? markOfNode() : undefined

function markOfNode(): symbol | undefined {
  let object: unknown
  try {
    Buffer.alloc('no size' as unknown as number)
  } catch (sample) {
    object = sample
  }
  for (; object; object = Object.getPrototypeOf(object)) {
    const marks = Object.getOwnPropertySymbols(object)
    const mark = marks.find(({ description }) => description === 'kIsNodeError')
    if (mark) return mark
  }
  return undefined
}
