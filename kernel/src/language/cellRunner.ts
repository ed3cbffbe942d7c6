import { cellName, diagnosticsError } from './cellErrors.js'
import { currentContext, runIn } from './cellContext.js'
import { CellInterrupt, InterruptedError, signalKey } from './cellInterrupt.js'
import { CellScope, linkName } from './cellScope.js'
import type { CellError } from './engineMessages.js'
import type { CompiledCell, LanguageEngine } from './languageEngine.js'
import type { CodeTraits, ModuleScope } from './moduleScope.js'
import { runtimeError } from './runtimeError.js'
import type { RunState } from './runState.js'
import type { StackTraces } from './stackTraces.js'
import type { TranslatedSource } from './translatedSources.js'

/** How a cell ended. */
export interface CellOutcome {
  /** What went wrong; absent if nothing did. */
  readonly error?: CellError
}

/** How cells get the modules that they import, and how their code is run among them. */
export interface CellModules {
  /** Scope of the cells, whose names are properties of `exports`. */
  cellScope(exports: object): ModuleScope
  /** Loads the modules that a cell imports. */
  prepare(specifiers: readonly string[]): Promise<void>
  /**
   * Runs code as the body of a function in a module's scope.
   * @param more further variables, by name
   */
  run(
    code: string,
    scope: ModuleScope,
    traits: CodeTraits,
    more: Readonly<Record<string, unknown>>
  ): unknown
}

/** What the runner works with. */
export interface CellRunnerParts {
  readonly engine: LanguageEngine
  readonly loader: CellModules
  readonly state: Pick<RunState, 'protected'>
  /** Where cells are entered, for stack traces. */
  readonly sources: Map<string, TranslatedSource>
  readonly traces: StackTraces
}

/** Number of cells whose code is kept for stack traces. */
const keptCells = 2000

/** Runs cells in one scope: one at a time of each subshell, in the turns of the event loop. */
export class CellRunner {
  readonly #parts: CellRunnerParts
  /** The names that the cells share. */
  readonly scope = new CellScope()
  readonly #moduleScope: ModuleScope
  /** Names of the cells whose code is kept, the oldest first. */
  readonly #kept = new Set<string>()
  readonly #running = new Set<CellInterrupt>()
  /** As it is before user code can replace it. */
  readonly #setImmediate = setImmediate
  #fragment = 0

  constructor(parts: CellRunnerParts) {
    this.#parts = parts
    this.#moduleScope = parts.loader.cellScope(this.scope.exports)
    Object.defineProperty(globalThis, signalKey, { get: () => this.#own()?.signal })
  }

  /**
   * Compiles and runs a cell.
   * @param show called with the value of the last expression, inside the cell, so that what it
   *   throws is the cell's error and an interrupt reaches it
   */
  async run(
    code: string,
    executionCount: number,
    show: (value: unknown) => Promise<void>
  ): Promise<CellOutcome> {
    const name = cellName(executionCount)
    const { cell, diagnostics } = this.#compile(code)
    if (!cell) return { error: diagnosticsError({ name, code }, diagnostics) }
    this.#remember(name, code, cell)
    const assigned = this.scope.watch(cell.names)
    const outcome = await this.guard(async () => {
      const { value } = await this.#evaluate(cell, name)
      this.#commit(cell)
      await show(value)
    })
    if (outcome.error) this.#commit(cell, assigned())
    return outcome
  }

  /** The value of an expression in the scope of the cells; leaves nothing behind. */
  async evaluateExpression(code: string, show: (value: unknown) => Promise<void>) {
    const name = `expression[${++this.#fragment}]`
    const { cell, diagnostics } = this.#compile(code)
    if (!cell) return { error: diagnosticsError({ name, code }, diagnostics) }
    this.#remember(name, code, cell)
    return this.guard(async () => {
      const { value } = await this.#evaluate(cell, name)
      await show(value)
    })
  }

  /** Ends every running cell from outside. */
  interrupt(): void {
    for (const cell of this.#running) cell.end(new InterruptedError())
  }

  /** Ends the cell that this code belongs to, because of `reason`; false if it does not run. */
  fail(reason: unknown): boolean {
    const cell = this.#own()
    cell?.end(reason)
    return cell !== undefined
  }

  /** Forgets cells of which nothing will be heard any more. */
  reset(): void {
    this.#running.clear()
  }

  /** The running cell of this code. */
  #own(): CellInterrupt | undefined {
    return currentContext()?.interrupt
  }

  /** Report of an error that belongs to no running cell. */
  describe(thrown: unknown): CellError {
    return runtimeError(thrown, this.#parts.traces)
  }

  #compile(code: string) {
    const { engine, state } = this.#parts
    return state.protected(() => engine.compile(code))
  }

  #commit(cell: CompiledCell, assigned?: ReadonlySet<string>): void {
    this.#parts.state.protected(() => cell.commit(assigned))
  }

  #remember(name: string, code: string, cell: CompiledCell): void {
    const { sources } = this.#parts
    sources.set(name, { name, code, originalPosition: (at) => cell.originalPosition(at) })
    this.#kept.add(name)
    const [oldest] = this.#kept
    if (this.#kept.size <= keptCells || oldest === undefined) return
    this.#kept.delete(oldest)
    sources.delete(oldest)
  }

  /**
   * Runs work as a cell is run, on behalf of the code that asks for it: what it throws, in callbacks too,
   * is its error, and an interrupt ends it.
   */
  async guard(work: () => Promise<void>): Promise<CellOutcome> {
    const interrupt = new CellInterrupt()
    const context = currentContext()
    if (context) context.interrupt = interrupt
    this.#running.add(interrupt)
    // A turn of its own, as a microtask: terminating user code takes down all that is below it on
    // the stack, and Node's own loop over immediates does not survive that.
    const started = new Promise<void>((resolve, reject) => {
      this.#setImmediate(() => {
        // Interrupted before it began.
        if (interrupt.signal.aborted) return
        queueMicrotask(() => {
          void runIn(context, work).then(resolve, reject)
        })
      })
    })
    try {
      await interrupt.race(started)
      return {}
    } catch (thrown) {
      return { error: this.describe(thrown) }
    } finally {
      if (context) context.interrupt = undefined
      this.#running.delete(interrupt)
    }
  }

  /** The value of the last expression, boxed: a promise is a value like any other. */
  async #evaluate(cell: CompiledCell, name: string): Promise<{ readonly value: unknown }> {
    const { loader } = this.#parts
    await loader.prepare(cell.specifiers)
    // Interrupted while its modules were loaded: the cell is over, its code must not start.
    this.#own()?.signal.throwIfAborted()
    const more = { [linkName]: this.scope.link }
    const done = loader.run(cell.code, this.#moduleScope, { name, isAsync: cell.isAsync }, more)
    if (cell.isAsync) await done
    return { value: this.scope.takeValue() }
  }
}
