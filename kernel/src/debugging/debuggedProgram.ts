import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { isAbsolute } from 'node:path'
import { fileURLToPath } from 'node:url'
import { types } from 'node:util'
import { Script } from 'node:vm'
import type { CellScope } from '../language/cellScope.js'
import type { MimeBundle } from '../language/engineMessages.js'
import type { CellPosition, LanguageEngine } from '../language/languageEngine.js'
import type { RunState } from '../language/runState.js'
import { scopeNames } from '../language/moduleScope.js'
import { linkName } from '../language/cellScope.js'
import { sourceLines } from '../language/sourceLines.js'
import {
  debuggedExpression,
  isCaughtAt,
  lineToStop,
  namesAround,
  type DebuggedExpression
} from '../language/tslab/frameSyntax.js'
import type { TranslatedSource, TranslatedSources } from '../language/translatedSources.js'
import { attempt, plainString, valueText } from '../language/valueText.js'
import { jsonText } from '../language/jsonText.js'
import { mimeBundleOf } from '../protocol/display/mimeBundle.js'
import { mime } from '../protocol/display/mimeTypes.js'
import { listTable, tableBundle } from '../protocol/display/tables.js'
import { cellPath } from './cellPaths.js'
import type { DapPage, DapVariable } from './dapMessages.js'
import { interruptedText, ownCode, ownUrl, program, programKey, type Answer } from './programKey.js'
import { VariableTree } from './variableTree.js'

/** What the program is made of. */
export interface ProgramParts {
  readonly scope: CellScope
  readonly engine: LanguageEngine
  /** What runs in translation. */
  readonly sources: TranslatedSources
  readonly state: Pick<
    RunState,
    'isProtected' | 'protectedForDebugger' | 'evaluating' | 'hold' | 'takeStop'
  >
}

/** A cell, by the name that its code runs under. */
const cellUrl = /^In\[\d+\]$/

/** Own code, and the packages that the kernel works with. */
const kernelFolder = fileURLToPath(new URL('.', import.meta.url))
const kernelPackages = /\/node_modules\/(?:tslab|typescript|import-meta-resolve)\//

/** What the code of a cell or a file is given by the kernel. */
const given = new Set([...scopeNames, linkName])

/** Node ends a script by SIGINT, and calls no listener then. */
const evaluation = new Script(`${program}.runEvaluation()`, { filename: ownUrl })

/** V8 stops here: it is none of the code in which a step does not stop. */
const stopping = new Script('debugger')

/** Types longer than this, in UTF-16 units, give way to what the value itself tells. */
const longestType = 80

/**
 * The user's program as a debugger sees it: lives in the main thread, and is called from the channel
 * thread by V8's inspector, at any moment, while a cell runs or is paused too.
 */
export class DebuggedProgram {
  readonly #parts: ProgramParts
  readonly #references = { last: 0 }
  readonly #tree = new VariableTree(this.#references)
  /** What the last evaluation outside of a stop has shown. */
  #evaluatedTree = new VariableTree(this.#references)
  /** What `runEvaluation` runs. */
  #evaluation = (): unknown => undefined
  /** Answers that come by promises, until they are asked for. */
  readonly #later = new Map<number, Promise<string>>()
  #laterOnes = 0
  /** Names that expressions have declared. */
  readonly #kept = new Set<string>()
  /** Files of packages that the kernel has loaded before any code of the user's. */
  readonly #loadedBefore = new Set(Object.keys(createRequire(import.meta.url).cache))

  constructor(parts: ProgramParts) {
    this.#parts = parts
  }

  /** Puts it where the channel thread finds it. */
  install(): void {
    Object.defineProperty(globalThis, programKey, { value: this })
    this.#parts.state.takeStop = () => void stopping.runInThisContext()
  }

  /**
   * Whether this moment interrupts the compiler at its work: a second run of it inside the first would
   * lead both astray.
   */
  get isCompiling(): boolean {
    return this.#parts.state.isProtected
  }

  /** Waits until the channel thread has sent what belongs together. */
  hold(): void {
    this.#parts.state.hold()
  }

  /** The values of cells by name. */
  get names(): Record<string, unknown> {
    return this.#parts.scope.exports
  }

  /**
   * What work gives, or throws, as JSON: to hand out values, V8's inspector would look into them where the debugger may
   * stop.
   */
  answer(work: () => unknown): string {
    if (this.isCompiling) return answerText('busy')
    try {
      return answerText({ value: work() })
    } catch (thrown) {
      return failure(attempt(() => this.evaluated(() => reasonOf(thrown))))
    }
  }

  /** Has `later` give the answer by this number. */
  #laterAnswer(work: () => Promise<unknown>): number {
    // No evaluation, as it runs like a cell, and an interrupt ends it like one.
    const answer = work().then(
      (value) => answerText({ value }),
      (thrown: unknown) => failure(attempt(() => reasonOf(thrown)))
    )
    this.#later.set(++this.#laterOnes, answer)
    return this.#laterOnes
  }

  /** An answer that comes by a promise; it is kept until this is asked. */
  later(number: number): Promise<string> {
    const answer = this.#later.get(number)
    if (!answer) throw new RangeError(`no answer has the number ${number}`)
    this.#later.delete(number)
    return answer
  }

  /** Lets go what views before this one have shown. */
  enterView(view: number): void {
    this.#enter(view)
  }

  #enter(view: number): VariableTree {
    if (this.#tree.enter(view)) this.forgetEvaluated()
    return this.#tree
  }

  /** Lets go what the last evaluation outside of a stop has shown. */
  forgetEvaluated(): void {
    this.#evaluatedTree = new VariableTree(this.#references)
  }

  /** Names of the cells with their values, the newest last. */
  cellVariables(view: number): DapVariable[] {
    const tree = this.#enter(view)
    const { scope, engine } = this.#parts
    const declared = this.#compiling(() => engine.declaredTypes())
    return this.evaluated(() =>
      scope.names().map((name) => {
        const value = scope.exports[name]
        const type = declared.get(name)
        const isTold = type !== undefined && type !== 'any' && type.length <= longestType
        return tree.describe(name, value, isTold ? type : undefined)
      })
    )
  }

  /** By which paths clients know scripts; null for those that are not shown. */
  paths(urls: readonly string[]): (string | null)[] {
    return urls.map((url) => this.#pathOf(url))
  }

  #compiling<Result>(work: () => Result): Result {
    return this.#parts.state.protectedForDebugger(work)
  }

  #sourceOf(url: string): TranslatedSource | undefined {
    return this.#parts.sources.get(url) ?? this.#parts.sources.get(pathIn(url))
  }

  #pathOf(url: string): string | null {
    const source = this.#sourceOf(url)
    if (source && cellUrl.test(url)) return cellPath(source.code)
    const path = pathIn(url)
    if (!isAbsolute(path) || path.startsWith(kernelFolder)) return null
    return kernelPackages.test(path) || this.#loadedBefore.has(path) ? null : path
  }

  /** URLs of code in which a step does not stop, as regular expressions. */
  hiddenPatterns(): string[] {
    const folders = [kernelFolder, new URL('.', import.meta.url).href]
    const files = [...this.#loadedBefore].map((path) => `${escaped(path)}$`)
    const own = folders.map(escaped)
    return ['^node:', `^${ownUrl}`, kernelPackages.source, ...own, ...files]
  }

  /** Where places of the code that runs come from; null for code that the translation has added. */
  originals(url: string, places: readonly CellPosition[]): (CellPosition | null)[] {
    const source = this.#sourceOf(url)
    if (!source) return [...places]
    const lines = sourceLines(source.code).length
    return places.map((place) => {
      const original = place.column < 0 ? undefined : source.originalPosition(place)
      return original && original.line < lines ? original : null
    })
  }

  /** The text behind a path: of a cell, or of a file. */
  textOf(path: string): string | null {
    for (const [url, { code }] of this.#parts.sources) {
      if (url === path || (cellUrl.test(url) && cellPath(code) === path)) return code
    }
    return attempt(() => readFileSync(path, 'utf8')) ?? null
  }

  lineToStop(code: string, line: number): number {
    return this.#compiling(() => lineToStop(code, line))
  }

  isCaughtAt(url: string, place: CellPosition): boolean {
    const source = this.#sourceOf(url)
    return source !== undefined && this.#compiling(() => isCaughtAt(source.code, place))
  }

  /**
   * TypeScript as JavaScript that gives its value in a cell, at a place of it if one is given.
   * @param keeps whether names that it declares are for later cells and expressions
   * @throws SyntaxError if it is no TypeScript, or declares a name again that is declared around the place
   */
  expression(text: string, keeps: boolean, url?: string, place?: CellPosition): string {
    return evaluationCode(this.#translated(text, keeps, url, place))
  }

  #translated(text: string, keeps: boolean, url?: string, place?: CellPosition) {
    const source = url === undefined ? undefined : this.#sourceOf(url)
    const isOfCells = url === undefined || cellUrl.test(url)
    const { exports } = this.#parts.scope
    return this.#compiling(() => {
      const around =
        source && place ? namesAround(source.code, place, !isOfCells) : new Set<string>()
      const isShared = (name: string) =>
        name in exports && (isOfCells || this.#kept.has(name)) && !around.has(name)
      const placeOf = (name: string) => `${program}.names.${name}`
      const translated = debuggedExpression(text, {
        used: (name) => (isShared(name) ? placeOf(name) : undefined),
        kept: keeps ? placeOf : undefined
      })
      const again = translated.kept.find((name) => around.has(name))
      if (again === undefined) return translated
      throw new SyntaxError(`${again} is declared where the thread is stopped: assign to it`)
    })
  }

  /** What code gives that declares names, which later cells and expressions know. @throws Error as `evaluated` */
  keeping<Result>(names: readonly string[], work: () => Result): Result {
    const assigned = this.#parts.scope.watch(names)
    try {
      return this.evaluated(work)
    } finally {
      for (const name of assigned()) this.#keep(name)
    }
  }

  /** The same of code that gives a promise, and declares them until that is settled. */
  async keepingLater<Result>(names: readonly string[], work: () => Promise<Result>) {
    const assigned = this.#parts.scope.watch(names)
    try {
      return await this.evaluated(work)
    } finally {
      for (const name of assigned()) this.#keep(name)
    }
  }

  /** Makes a name known to later cells, and to expressions in files. */
  #keep(name: string): void {
    this.#kept.add(name)
    this.#compiling(() => this.#parts.engine.declareVariable(name))
  }

  /**
   * What code of the user's gives, which SIGINT ends: while the inspector runs something it hears of no termination.
   * @throws Error if it is ended so, and what the code throws
   */
  evaluated<Result>(work: () => Result): Result {
    const outer = this.#evaluation
    try {
      return this.#parts.state.evaluating(work, (ended) => {
        this.#evaluation = ended
        return evaluation.runInThisContext({ breakOnSigint: true, displayErrors: false }) as Result
      })
    } catch (error) {
      const { code } = Object(error) as { readonly code?: unknown }
      if (code === 'ERR_SCRIPT_EXECUTION_INTERRUPTED') throw new Error(interruptedText)
      throw error
    } finally {
      this.#evaluation = outer
    }
  }

  /** What `evaluated` runs. */
  runEvaluation(): unknown {
    return this.#evaluation()
  }

  /** The scopes of a call: what V8 gives, without what the kernel and the translation add. */
  frameScopes(
    view: number,
    url: string,
    kinds: readonly string[],
    isTop: boolean,
    ...objects: readonly Record<string, unknown>[]
  ): { name: string; variablesReference: number; expensive: boolean }[] {
    const code = this.#sourceOf(url)?.code
    const tree = this.#enter(view)
    const scope = (name: string, variables: () => DapVariable[]) => {
      return { name, variablesReference: tree.scope(variables), expensive: false }
    }
    const variablesOf = (some: readonly Record<string, unknown>[]) => () => {
      const values = new Map<string, unknown>()
      for (const object of [...some].reverse()) {
        for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(object))) {
          const isUsers = !given.has(name) && (code === undefined || wordIn(code, name))
          if (isUsers) values.set(name, value)
        }
      }
      return [...values].map(([name, value]) => tree.describe(name, value))
    }
    const last = kinds.indexOf('local') + 1
    const [inner, outer] = [objects.slice(0, last), objects.slice(last)]
    const cells = () => this.cellVariables(view)
    const isCell = cellUrl.test(url)
    const locals =
      isTop && isCell ? () => [...variablesOf(inner)(), ...cells()] : variablesOf(inner)
    const closure = variablesOf(outer)().length > 0 ? [scope('Closure', variablesOf(outer))] : []
    return [scope('Locals', locals), ...closure, scope('Globals', cells)]
  }

  /** The value of an expression, where nothing is stopped; null if it awaits something. */
  evaluate(text: string, keeps: boolean): DapVariable | null {
    const translated = this.#translated(text, keeps)
    if (translated.isAsync) return null
    const code = evaluationCode(translated)
    return this.evaluated(() => this.#describeAlone(evalGlobally(code)))
  }

  /** The same of one that awaits something, for `later`. */
  evaluateLater(text: string, keeps: boolean): number {
    const value = evalGlobally(this.expression(text, keeps)) as Promise<unknown>
    return this.#laterAnswer(async () => this.#describeAlone(await value))
  }

  #describeAlone(value: unknown): DapVariable {
    this.forgetEvaluated()
    return this.#evaluatedTree.describe('', value)
  }

  /** A value that an expression gave in a stop. */
  result(view: number, read: () => unknown): DapVariable {
    const tree = this.#enter(view)
    return this.evaluated(() => tree.describe('', read()))
  }

  /** The parts of a value, or of a scope; none if they have been let go. @throws RangeError if it was never a reference */
  children(view: number, reference: number, page: DapPage): DapVariable[] {
    const tree = this.#enter(view)
    return this.evaluated(
      () =>
        this.#evaluatedTree.children(reference, page) ??
        tree.children(reference, page) ??
        this.#gone(reference)
    )
  }

  #gone(reference: number): [] {
    // JupyterLab may ask about a stop that has just ended, and breaks off where it is refused.
    const { last } = this.#references
    if (Number.isInteger(reference) && reference > 0 && reference <= last) return []
    throw new RangeError(`there is nothing behind the reference ${reference}`)
  }

  /** Lets cells use the value of a name by another one. */
  copy(name: string, of: string): void {
    this.copyToCells(name, () => evalGlobally(this.#translated(of, false).code))
  }

  /** Lets cells use a value by a name of its own. */
  copyToCells(name: string, read: () => unknown): void {
    this.#parts.scope.exports[name] = this.evaluated(read)
    this.#keep(name)
  }

  /** The value of a name as the notebook would show it, arrays as tables; null if that takes a promise. */
  bundle(name: string): MimeBundle | null {
    const { code } = this.#translated(name, false)
    return this.evaluated(() => bundleOf(evalGlobally(code)))
  }

  /** The same of a value that shows itself by a promise, for `later`. */
  bundleLater(name: string): number {
    const { code } = this.#translated(name, false)
    const [value, bundle] = this.evaluated(() => {
      const shown: unknown = evalGlobally(code)
      return [shown, mimeBundleOf(shown, () => undefined)]
    })
    return this.#laterAnswer(async () => withTable(await bundle, value))
  }

  /** A value as the notebook would show it, or as text where that takes a promise. */
  bundleNow(read: () => unknown): MimeBundle {
    return this.evaluated(() => {
      const value = read()
      return bundleOf(value) ?? { data: { [mime.text]: valueText(value) }, metadata: {} }
    })
  }
}

/** A regular expression for what begins with a text. */
const escaped = (text: string) => `^${text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}`

/** Code that gives the value of an expression, and keeps what that declares. */
function evaluationCode({ code, isAsync, kept }: DebuggedExpression): string {
  const value = `eval(${JSON.stringify(code + ownCode)})`
  if (kept.length === 0) return `${program}.evaluated(() => ${value})`
  const method = isAsync ? 'keepingLater' : 'keeping'
  return `${program}.${method}(${JSON.stringify(kept)}, () => ${value})`
}

/** Code in the scope that all scripts share. */
const evalGlobally = (code: string): unknown => (0, eval)(code + ownCode) as unknown

const answerText = (answer: Answer) => jsonText(answer, 'what the debugger shows')

const failure = (reason = 'what it threw cannot be read') => answerText({ error: reason })

/** The first line of what was thrown. */
function reasonOf(thrown: unknown): string {
  const stack: unknown = types.isNativeError(thrown) ? thrown.stack : undefined
  const text = typeof stack === 'string' ? stack : plainString(thrown)
  return text.split('\n')[0] ?? ''
}

/** A value as the notebook would show it, arrays as tables; null if that takes a promise. */
function bundleOf(value: unknown): MimeBundle | null {
  const bundle = mimeBundleOf(value, () => undefined)
  return bundle instanceof Promise ? null : withTable(bundle, value)
}

/** The path of a file: V8's inspector tells it as an URL. */
const pathIn = (url: string) => (url.startsWith('file:') ? fileURLToPath(url) : url)

/** Whether a name stands in a text. */
function wordIn(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    const isPart = (character: string | undefined) => /[\w$]/.test(character ?? '')
    if (!isPart(text[at - 1]) && !isPart(text[at + name.length])) return true
  }
  return false
}

function withTable({ data, metadata }: MimeBundle, value: unknown): MimeBundle {
  const table = Object.keys(data).length === 1 ? listTable(value) : undefined
  return {
    data: { ...data, ...(table && { [mime.html]: tableBundle(table)[mime.html] }) },
    metadata
  }
}
