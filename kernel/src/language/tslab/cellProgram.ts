import { isBuiltin } from 'node:module'
import type * as TypeScript from 'typescript'
import { LastingChecker } from './lastingChecker.js'
import { useFolders, type Host } from './moduleResolution.js'
import { plainImports } from './plainImports.js'
import { isLibraryFile, type Library } from './prepared.js'
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

type ParseOptions = TypeScript.ScriptTarget | TypeScript.CreateSourceFileOptions

/** What TypeScript has and its declaration file does not list. */
interface Program extends TypeScript.Program {
  getFilesByNameMap(): Map<string, SourceFile>
  getSourceFileByPath(path: string): TypeScript.SourceFile | undefined
  getMissingFilePaths(): ReadonlyMap<string, string>
  getResolvedModule(
    file: TypeScript.SourceFile,
    name: string,
    mode: TypeScript.ResolutionMode
  ): TypeScript.ResolvedModuleWithFailedLookupLocations | undefined
}

interface Internals {
  bindSourceFile(file: TypeScript.SourceFile, options: TypeScript.CompilerOptions): void
}

interface SourceFile extends TypeScript.SourceFile {
  readonly path: string
  readonly resolvedPath: string
  readonly originalFileName: string
  readonly imports: readonly TypeScript.StringLiteral[]
  readonly moduleAugmentations: readonly unknown[]
  /** What comments at the top tell the compiler. */
  readonly pragmas: ReadonlyMap<string, unknown>
}

/**
 * Compiles the cell, again and again, into programs of which each takes over from the one before
 * what has not changed.
 */
export class CellProgram {
  readonly #ts: TypeScriptModule
  readonly #parts: CellProgramParts
  readonly #sources: SourceFiles
  readonly #host: Host
  readonly #checker: LastingChecker
  /** How TypeScript wants each of the changing files to be read. */
  readonly #parseOptions = new Map<string, ParseOptions>()
  /** The changing files as they have been read for the present program. */
  #read = new Map<string, SourceFile>()
  /** A changing file that has been read for the next program. */
  #expected: SourceFile | undefined
  /** What the file system has said of paths; it counts for one program. TypeScript asks dozens of times. */
  readonly #answers: Map<string, boolean>[] = []
  /** What TypeScript made last, and the present program: both before the checker changed them. */
  #built: Program | undefined
  #present: Program | undefined
  /** Its files that belong to no package. */
  #local: readonly TypeScript.SourceFile[] = []

  constructor(ts: TypeScriptModule, parts: CellProgramParts) {
    this.#ts = ts
    this.#parts = parts
    const { library, system } = parts
    this.#sources = new SourceFiles(ts, library, (path) => system.readFile(path))
    this.#host = this.#compilerHost()
    this.#checker = new LastingChecker(ts, parts.changing)
  }

  /** The program for the present texts. Those before must not be asked any more. */
  next(): TypeScript.Program {
    this.#read = new Map()
    this.#forgetAnswers()
    const successor = this.#withOtherTexts()
    const program = successor ?? this.#build()
    this.#present = { ...program }
    return this.#checker.serve(program, successor !== undefined)
  }

  /** Reads a changing file ahead of the next program, in which it is to have this text. */
  expect(path: string, text: string): void {
    const { bindSourceFile } = this.#ts as unknown as Internals
    const options = this.#parseOptions.get(path)
    if (options === undefined || this.#expected?.text === text) return
    const file = this.#ts.createSourceFile(path, text, options, false) as SourceFile
    bindSourceFile(file, this.#parts.options)
    this.#expected = file
  }

  /**
   * Reads the declarations of packages, which the first cell to import them would wait for: one file in each
   * step. A program of that file alone tells what it imports.
   */
  *readAhead(names: readonly string[]): Generator<string> {
    const { changing, options } = this.#parts
    const { bindSourceFile } = this.#ts as unknown as Internals
    const alone = { ...options, noResolve: true, noLib: true, types: [] }
    const paths = new Set<string>()
    const find = (name: string, from: string) => {
      const path = this.#host.resolve(name, from).resolvedModule?.resolvedFileName
      if (path !== undefined && /\.d\.[cm]?ts$/.test(path)) paths.add(path)
    }
    for (const name of names) find(name, changing[0] ?? '')
    for (const path of paths) {
      this.#forgetAnswers()
      const parts = { rootNames: [path], options: alone, host: this.#host }
      const file = this.#ts.createProgram(parts).getSourceFile(path) as SourceFile | undefined
      if (!file) continue
      bindSourceFile(file, options)
      for (const { text } of file.imports) find(text, path)
      for (const { fileName } of file.referencedFiles) find(`./${fileName}`, path)
      yield path
    }
  }

  #build(): Program {
    const { rootFiles, options } = this.#parts
    const program = this.#ts.createProgram({
      rootNames: rootFiles,
      options,
      host: this.#host,
      ...(this.#present && { oldProgram: this.#present })
    }) as Program
    this.#built = { ...program }
    const { changing, library } = this.#parts
    this.#local = program
      .getSourceFiles()
      .filter(({ fileName }) => !isLibraryFile(library, fileName) && !changing.includes(fileName))
    return program
  }

  /**
   * The last program with the present texts in it; undefined where these reach other files than the texts
   * before did, or another file has changed. TypeScript would find that out by going through all files.
   */
  #withOtherTexts(): Program | undefined {
    const [built, last] = [this.#built, this.#present]
    if (!built || !last || !this.#keepsOtherFiles(built)) return undefined
    const files = new Map<string, SourceFile>()
    for (const path of this.#parts.changing) {
      const before = last.getSourceFile(path) as SourceFile
      const options = this.#parseOptions.get(path)
      const file = options && this.#parse(path, options)
      const imports = file && this.#sameImports(last, file, before)
      if (!imports) return undefined
      files.set(
        path,
        Object.assign(file, { imports, moduleAugmentations: [], ambientModuleNames: [] })
      )
    }
    if (!this.#checker.canServe(files.values())) return undefined
    const present = <File extends TypeScript.SourceFile | undefined>(file: File) =>
      (file && (files.get(file.fileName) as File | undefined)) ?? file
    return {
      ...built,
      getSourceFile: (path) => present(built.getSourceFile(path)),
      getSourceFileByPath: (path) => present(built.getSourceFileByPath(path)),
      getSourceFiles: () => built.getSourceFiles().map(present),
      getFilesByNameMap: () =>
        new Map([...built.getFilesByNameMap()].map(([path, file]) => [path, present(file)]))
    }
  }

  /** Whether the local files of a program are as they were, and find what they found. */
  #keepsOtherFiles(program: Program): boolean {
    return (
      this.#local.every(
        (file) =>
          this.#sources.isPresent(file) && !this.#host.hasInvalidatedResolutions(file.fileName)
      ) && ![...program.getMissingFilePaths().values()].some((path) => this.#host.fileExists(path))
    )
  }

  /** The imports of a file that has taken the place of another one and reaches the same files. */
  #sameImports(
    program: Program,
    file: SourceFile,
    before: SourceFile
  ): readonly TypeScript.StringLiteral[] | undefined {
    const imports = plainImports(this.#ts, file)
    if (!imports || before.pragmas.size > 0 || before.moduleAugmentations.length > 0)
      return undefined
    const { path, resolvedPath, originalFileName } = before
    Object.assign(file, { path, resolvedPath, originalFileName })
    const known = new Set(before.imports.map(({ text }) => text))
    const wanted = new Map(imports.map((specifier) => [specifier.text, specifier]))
    const isSame = ([text, specifier]: [string, TypeScript.StringLiteral]) => {
      if (!known.has(text)) return false
      const mode = program.getModeForUsageLocation(file, specifier)
      const found = program.getResolvedModule(file, text, mode)?.resolvedModule
      const now = this.#host.resolve(text, file.fileName).resolvedModule
      // Of Node's own modules there is no file, only a declaration.
      return found ? found.resolvedFileName === now?.resolvedFileName : !now && isBuiltin(text)
    }
    return known.size === wanted.size && [...wanted].every(isSame) ? imports : undefined
  }

  /** Reads a changing file, once for each program. Always anew: what is made of its tree changes the tree. */
  #parse(path: string, options: ParseOptions): SourceFile {
    const known = this.#read.get(path)
    if (known) return known
    const { system, cellKind } = this.#parts
    const kind = path.endsWith('.d.ts') ? undefined : cellKind?.()
    const text = system.readFile(path) ?? ''
    const expected = this.#expected
    const isExpected = expected?.fileName === path && expected.text === text
    if (isExpected) this.#expected = undefined
    const file = isExpected
      ? expected
      : (this.#ts.createSourceFile(path, text, options, false, kind) as SourceFile)
    this.#parseOptions.set(path, options)
    this.#read.set(path, file)
    return file
  }

  #forgetAnswers(): void {
    this.#host.forgetPaths()
    for (const answers of this.#answers) answers.clear()
  }

  #askedOnce(ask: (path: string) => boolean): (path: string) => boolean {
    const answers = new Map<string, boolean>()
    this.#answers.push(answers)
    return (path) => {
      const answer = answers.get(path) ?? ask(path)
      answers.set(path, answer)
      return answer
    }
  }

  #compilerHost(): Host {
    const ts = this.#ts
    const { options, system, changing } = this.#parts
    const host: TypeScript.CompilerHost = {
      ...ts.createCompilerHost(options),
      getCurrentDirectory: () => system.getCurrentDirectory(),
      fileExists: this.#askedOnce((path) => system.fileExists(path)),
      readFile: (path) => system.readFile(path),
      directoryExists: this.#askedOnce((path) => system.directoryExists(path)),
      getSourceFile: (path, parseOptions) =>
        changing.includes(path)
          ? this.#parse(path, parseOptions)
          : this.#sources.get(path, parseOptions)
    }
    return useFolders(ts, host, this.#parts)
  }
}
