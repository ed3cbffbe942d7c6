/** A place in a cell: zero-based line and UTF-16 column. */
export interface CellPosition {
  readonly line: number
  readonly column: number
}

/** One finding of the type checker or the parser. */
export interface Diagnostic {
  /** What is wrong; further lines say more about it. */
  readonly message: string
  /** Number of the TypeScript diagnostic, for example 2322. */
  readonly code: number
  readonly start: CellPosition
  readonly end: CellPosition
  /** Path of the local file it is in, relative to the working folder; the cell itself if absent. */
  readonly fileName?: string
}

/** A checked cell, ready to run. */
export interface CompiledCell {
  /** Body of a function of a module's variables (`moduleScope.ts`) and `__link`. */
  readonly code: string
  /** Whether the body awaits, so that it must be an async function. */
  readonly isAsync: boolean
  /** Modules that its `import` statements name. */
  readonly specifiers: readonly string[]
  /** Names of the values that the cell declares. */
  readonly names: readonly string[]
  /** Where in the cell a position of `code` comes from (both zero-based). */
  originalPosition(position: CellPosition): CellPosition | undefined
  /**
   * Makes the names that the cell declares visible to later cells.
   * @param assigned names that got a value; if given (the cell threw), only these are kept and the
   *   others stay as they were
   */
  commit(assigned?: ReadonlySet<string>): void
}

/** What the compiler makes of a cell: something to run, or what is wrong with it. */
export type Compilation =
  | { readonly cell: CompiledCell; readonly diagnostics?: undefined }
  | { readonly cell?: undefined; readonly diagnostics: readonly Diagnostic[] }

/** A local file, translated for the module loader. */
export interface Translation {
  /** Body of a function of a module's variables (`moduleScope.ts`). */
  readonly code: string
  readonly isAsync: boolean
  /** Whether it is CommonJS as it was written, whose `this` is its exports. */
  readonly isCommonJs: boolean
  /** Modules that its `import` statements name. */
  readonly specifiers: readonly string[]
  /** Where in the file a position of `code` comes from (both zero-based). */
  originalPosition(position: CellPosition): CellPosition | undefined
}

/** One proposal at the cursor. */
export interface CompletionEntry {
  readonly name: string
  /** Kind of the symbol: `function`, `const`, `class`, `module`, `keyword`, … */
  readonly kind: string
}

/** Proposals that replace the text from `start` to `end` (UTF-16 offsets). */
export interface Completions {
  readonly start: number
  readonly end: number
  readonly entries: readonly CompletionEntry[]
}

/** What is known of the symbol at the cursor. */
export interface SymbolInformation {
  /** Type or signature, as TypeScript prints it. */
  readonly signature: string
  readonly documentation: string
  readonly tags: readonly { readonly name: string; readonly text: string }[]
  /** Text of the declaration, where one is known. */
  readonly source?: string
}

/** Whether a cell could be executed as it stands. */
export type Completeness =
  | { readonly status: 'complete' | 'invalid' | 'unknown' }
  | { readonly status: 'incomplete'; readonly indent: string }

/**
 * A language as the kernel sees it: compiles cells one after the other, each in the scope of those
 * before, and answers questions about text that was not executed. Synchronous, in memory, one
 * session per instance.
 */
export interface LanguageEngine {
  /** Version of the compiler. */
  readonly version: string
  /** Checks and translates a cell. Does not run it, and keeps no names until `commit`. */
  compile(code: string): Compilation
  /** Translates a local file, TypeScript or JavaScript, without checking it: that is done with the cell that imports it. */
  translate(text: string, path: string): Translation
  /** Paths that the user's configuration gives for a name, to be tried before packages. */
  mappedPaths(specifier: string): readonly string[]
  /** Proposals at a UTF-16 offset. */
  complete(code: string, offset: number): Completions
  /** The symbol at a UTF-16 offset. */
  inspect(code: string, offset: number): SymbolInformation | undefined
  isComplete(code: string): Completeness
  /** Types of the values that cells have declared, by name. */
  declaredTypes(): ReadonlyMap<string, string>
  /** Makes a name known to later cells, as a variable of any type. */
  declareVariable(name: string): void
  /** Does what the next question would begin with, while nothing is asked. */
  prepare(): void
}
