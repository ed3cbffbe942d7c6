import { readFileSync } from 'node:fs'
import { isAbsolute } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Script } from 'node:vm'
import type { CellScope } from '../language/cellScope.js'
import type { MimeBundle } from '../language/engineMessages.js'
import type { CellPosition, LanguageEngine } from '../language/languageEngine.js'
import type { RunState } from '../language/runState.js'
import { scopeNames } from '../language/moduleScope.js'
import { linkName } from '../language/cellScope.js'
import {
  debuggedExpression,
  isCaughtAt,
  lineToStop,
  namesAround
} from '../language/tslab/frameSyntax.js'
import type { TranslatedSource, TranslatedSources } from '../language/translatedSources.js'
import { attempt, valueText } from '../language/valueText.js'
import { mimeBundleOf } from '../protocol/display/mimeBundle.js'
import { mime } from '../protocol/display/mimeTypes.js'
import { listTable, tableBundle } from '../protocol/display/tables.js'
import { cellPath } from './cellPaths.js'
import type { DapPage, DapVariable } from './dapMessages.js'
import { interruptedText, ownCode, ownUrl, program, programKey } from './programKey.js'
import { typeOf } from './valueParts.js'
import { VariableTree } from './variableTree.js'

/** What the program is made of. */
export interface ProgramParts {
  readonly scope: CellScope
  readonly engine: LanguageEngine
  /** What runs in translation. */
  readonly sources: TranslatedSources
  readonly state: Pick<RunState, 'isProtected' | 'protected' | 'isEvaluating'>
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

const nothing = (): unknown => undefined

/** Types longer than this, in UTF-16 units, give way to what the value itself tells. */
const longestType = 80

/**
 * The user's program as a debugger sees it: lives in the main thread, and is called from the channel
 * thread by V8's inspector, at any moment, while a cell runs or is paused too.
 */
export class DebuggedProgram {
  readonly #parts: ProgramParts
  readonly #tree = new VariableTree()
  #evaluation = nothing

  constructor(parts: ProgramParts) {
    this.#parts = parts
  }

  /** Puts it where the channel thread finds it. */
  install(): void {
    Object.defineProperty(globalThis, programKey, { value: this })
  }

  /**
   * Whether this moment interrupts the compiler at its work: a second run of it inside the first would
   * lead both astray.
   */
  get isCompiling(): boolean {
    return this.#parts.state.isProtected
  }

  /** The values of cells by name. */
  get names(): Record<string, unknown> {
    return this.#parts.scope.exports
  }

  /** Lets go what views before this one have shown. */
  enterView(view: number): void {
    this.#tree.enter(view)
  }

  /** Names of the cells with their values, the newest last. */
  cellVariables(view: number): DapVariable[] {
    const tree = this.#tree.enter(view)
    const { scope, engine } = this.#parts
    const declared = this.#compiling(() => engine.declaredTypes())
    return scope.names().map((name) => {
      const value = scope.exports[name]
      const type = declared.get(name)
      const isTold = type !== undefined && type !== 'any' && type.length <= longestType
      return tree.describe(name, value, isTold ? type : typeOf(value))
    })
  }

  /** By which paths clients know scripts; null for those that are not shown. */
  paths(urls: readonly string[]): (string | null)[] {
    return urls.map((url) => this.#pathOf(url))
  }

  #compiling<Result>(work: () => Result): Result {
    return this.#parts.state.protected(work)
  }

  #sourceOf(url: string): TranslatedSource | undefined {
    return this.#parts.sources.get(url) ?? this.#parts.sources.get(pathIn(url))
  }

  #pathOf(url: string): string | null {
    const source = this.#sourceOf(url)
    if (source && cellUrl.test(url)) return cellPath(source.code)
    const path = pathIn(url)
    const isShown = isAbsolute(path) && !path.startsWith(kernelFolder) && !kernelPackages.test(path)
    return isShown ? path : null
  }

  /** URLs of code in which a step does not stop, as regular expressions. */
  hiddenPatterns(): string[] {
    const folders = [kernelFolder, new URL('.', import.meta.url).href]
    const escaped = folders.map((text) => `^${text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}`)
    return ['^node:', `^${ownUrl}`, kernelPackages.source, ...escaped]
  }

  /** Where places of the code that runs come from; null for code that the translation has added. */
  originals(url: string, places: readonly CellPosition[]): (CellPosition | null)[] {
    const source = this.#sourceOf(url)
    if (!source) return [...places]
    const lines = source.code.split('\n').length
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
   * TypeScript as JavaScript that means the same in a cell, at a place of it if one is given.
   * @throws SyntaxError if it is no TypeScript
   */
  expression(text: string, url?: string, place?: CellPosition): string {
    const source = url === undefined ? undefined : this.#sourceOf(url)
    const isOfCells = url === undefined || cellUrl.test(url)
    const { exports } = this.#parts.scope
    return this.#compiling(() => {
      const local = source && place ? namesAround(source.code, place) : new Set<string>()
      const shared = (name: string) =>
        isOfCells && name in exports && !local.has(name) ? `${program}.names.${name}` : undefined
      return debuggedExpression(text, shared, (code) => {
        return `${program}.evaluated(() => eval(${JSON.stringify(code + ownCode)}))`
      })
    })
  }

  /**
   * What code of the user's gives, which SIGINT ends: while the inspector runs something it hears of no termination.
   * @throws Error if it is ended so, and what the code throws
   */
  evaluated(work: () => unknown): unknown {
    const { state } = this.#parts
    this.#evaluation = () => {
      state.isEvaluating = true
      try {
        return work()
      } finally {
        state.isEvaluating = false
      }
    }
    try {
      return evaluation.runInThisContext({ breakOnSigint: true, displayErrors: false }) as unknown
    } catch (error) {
      const { code } = Object(error) as { readonly code?: unknown }
      if (code === 'ERR_SCRIPT_EXECUTION_INTERRUPTED') throw new Error(interruptedText)
      throw error
    } finally {
      // What is ended so runs no `finally` of its own.
      state.isEvaluating = false
      this.#evaluation = nothing
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
    const tree = this.#tree.enter(view)
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

  /** A value that an expression gave. */
  result(view: number, value: unknown): DapVariable {
    return this.#tree.enter(view).describe('', value)
  }

  /** The parts of a value, or of a scope. */
  children(view: number, reference: number, page: DapPage): DapVariable[] {
    return this.#tree.enter(view).children(reference, page)
  }

  /** Lets cells use a value by a name of its own. */
  copyToCells(name: string, value: unknown): void {
    this.#parts.scope.exports[name] = value
    this.#compiling(() => this.#parts.engine.declareVariable(name))
  }

  /** The value as the notebook would show it, arrays as tables; undefined if that takes a promise. */
  bundleOf(value: unknown): MimeBundle | undefined {
    const bundle = mimeBundleOf(value, () => undefined)
    return bundle instanceof Promise ? undefined : withTable(bundle, value)
  }

  /** The value as text. */
  textBundle(value: unknown): MimeBundle {
    return { data: { [mime.text]: valueText(value) }, metadata: {} }
  }

  /** The same of a value that shows itself by a promise. */
  async bundleLater(value: unknown): Promise<MimeBundle> {
    return withTable(await mimeBundleOf(value, () => undefined), value)
  }
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
