import type * as TypeScript from 'typescript'
import { LastingChecker } from './lastingChecker.js'
import { useFolders } from './moduleResolution.js'
import type { Library } from './prepared.js'
import { SourceFiles } from './sourceFiles.js'
import type { TypeScriptModule } from './typescriptModule.js'

/** Options for cells, whatever their folder says. */
export function cellOptions(
  ts: TypeScriptModule,
  typeRoots: readonly string[]
): TypeScript.CompilerOptions {
  return {
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    // Written as it stands by Node 20, up to regular expressions with the flag v.
    target: ts.ScriptTarget.ES2024,
    lib: ['lib.esnext.d.ts'],
    types: ['node'],
    typeRoots: [...typeRoots],
    skipLibCheck: true,
    sourceMap: true,
    allowImportingTsExtensions: true,
    checkJs: false,
    experimentalDecorators: false
  }
}

/** What a program of cells is made of. */
export interface CellProgramParts {
  readonly rootFiles: readonly string[]
  readonly options: TypeScript.CompilerOptions
  /** The file system with the cell and the earlier declarations in it. */
  readonly system: TypeScript.System
  /** Paths of the files whose text changes from cell to cell. */
  readonly changing: readonly string[]
  readonly library: Library
  /** Folders in which packages are looked for after that of the importing file. */
  readonly packageFolders: readonly string[]
  /** How the text of the present cell is read; as plain TypeScript where that is not said. */
  readonly cellKind?: () => TypeScript.ScriptKind
}

/**
 * Compiles the cell, again and again, into programs of which each takes over from the one before
 * what has not changed.
 */
export class CellProgram {
  readonly #ts: TypeScriptModule
  readonly #parts: CellProgramParts
  readonly #host: TypeScript.CompilerHost
  readonly #checker: LastingChecker
  /** As TypeScript made it. */
  #program: TypeScript.Program | undefined

  constructor(ts: TypeScriptModule, parts: CellProgramParts) {
    this.#ts = ts
    this.#parts = parts
    this.#host = compilerHost(ts, parts)
    this.#checker = new LastingChecker(ts, parts.changing)
  }

  /** The program for the present texts. Those before must not be asked any more. */
  next(): TypeScript.Program {
    const { rootFiles, options } = this.#parts
    const program = this.#ts.createProgram({
      rootNames: rootFiles,
      options,
      host: this.#host,
      ...(this.#program && { oldProgram: this.#program })
    })
    this.#program = { ...program }
    return this.#checker.serve(program)
  }
}

function compilerHost(ts: TypeScriptModule, parts: CellProgramParts): TypeScript.CompilerHost {
  const { options, system, library } = parts
  const sources = new SourceFiles(ts, library.files, (path) => system.readFile(path))
  const changing = new Set(parts.changing)
  const kindOf = (path: string) => (path.endsWith('.d.ts') ? undefined : parts.cellKind?.())
  const host: TypeScript.CompilerHost = {
    ...ts.createCompilerHost(options),
    getCurrentDirectory: () => system.getCurrentDirectory(),
    fileExists: (path) => system.fileExists(path),
    readFile: (path) => system.readFile(path),
    directoryExists: (path) => system.directoryExists(path),
    // Always new for the cell: what is made of its tree changes the tree.
    getSourceFile: (path, parseOptions) =>
      changing.has(path)
        ? ts.createSourceFile(path, system.readFile(path) ?? '', parseOptions, false, kindOf(path))
        : sources.get(path, parseOptions)
  }
  useFolders(ts, host, parts)
  return host
}
