import type { CellScope } from '../language/cellScope.js'
import type { MimeBundle } from '../language/engineMessages.js'
import type { LanguageEngine } from '../language/languageEngine.js'
import { mimeBundleOf } from '../protocol/display/mimeBundle.js'
import { mime } from '../protocol/display/mimeTypes.js'
import { listTable, tableBundle } from '../protocol/display/tables.js'
import type { DapPage, DapVariable } from './dapMessages.js'
import { typeOf } from './valueParts.js'
import { VariableTree } from './variableTree.js'

/** Key under which the channel thread finds the program on the main thread's `globalThis`. */
export const programKey = Symbol.for('nnqft-kernel.program')

/** What the program is made of. */
export interface ProgramParts {
  readonly scope: CellScope
  readonly engine: LanguageEngine
}

/** Types longer than this, in UTF-16 units, give way to what the value itself tells. */
const longestType = 80

/**
 * The user's program as a debugger sees it: lives in the main thread, and is called from the channel
 * thread by V8's inspector, at any moment, while a cell runs or is paused too.
 */
export class DebuggedProgram {
  readonly #parts: ProgramParts
  readonly #tree = new VariableTree()

  constructor(parts: ProgramParts) {
    this.#parts = parts
  }

  /** Puts it where the channel thread finds it. */
  install(): void {
    Object.defineProperty(globalThis, programKey, { value: this })
  }

  /** The values of cells by name. */
  get names(): Record<string, unknown> {
    return this.#parts.scope.exports
  }

  /** What was listed before can be opened no more. */
  forgetValues(): void {
    this.#tree.clear()
  }

  /** Names of the cells with their values, the newest last. */
  cellVariables(): DapVariable[] {
    const { scope, engine } = this.#parts
    const declared = engine.declaredTypes()
    return scope.names().map((name) => {
      const value = scope.exports[name]
      const type = declared.get(name)
      const isTold = type !== undefined && type !== 'any' && type.length <= longestType
      return this.#tree.describe(name, value, isTold ? type : typeOf(value))
    })
  }

  /** The parts of a value, or of a scope. */
  children(reference: number, page: DapPage): DapVariable[] {
    return this.#tree.children(reference, page)
  }

  /** Lets cells use a value by a name of its own. */
  copyToCells(name: string, value: unknown): void {
    this.#parts.scope.exports[name] = value
    this.#parts.engine.declareVariable(name)
  }

  /** The value as the notebook would show it, arrays as tables; undefined if that takes a promise. */
  bundleOf(value: unknown): MimeBundle | undefined {
    const bundle = mimeBundleOf(value, () => undefined)
    return bundle instanceof Promise ? undefined : withTable(bundle, value)
  }

  /** The same of a value that shows itself by a promise. */
  async bundleLater(value: unknown): Promise<MimeBundle> {
    return withTable(await mimeBundleOf(value, () => undefined), value)
  }
}

function withTable({ data, metadata }: MimeBundle, value: unknown): MimeBundle {
  const table = Object.keys(data).length === 1 ? listTable(value) : undefined
  return {
    data: { ...data, ...(table && { [mime.html]: tableBundle(table)[mime.html] }) },
    metadata
  }
}
