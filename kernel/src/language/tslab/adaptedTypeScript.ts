import type * as TypeScript from 'typescript'
import { cellOptions, CellProgram } from './cellProgram.js'
import { cellTransformers } from './cellTransformers.js'
import { completionsWithKinds } from './completionKinds.js'
import { diagnosticHint, type PackageHints } from './diagnosticHints.js'
import { diagnosticText } from './diagnosticText.js'
import { nearestOverload } from './nearestOverload.js'
import type { Library } from './prepared.js'
import { quickInfo } from './quickInfo.js'
import type { TypeScriptModule } from './typescriptModule.js'

/** What the adapted compiler needs to know, and what it tells about the last cell. */
export interface Adaptation extends PackageHints {
  /** Declaration files visible to every cell. */
  readonly ambientFiles: readonly string[]
  /** Folders of `@types` packages, in order. */
  readonly typeRoots: readonly string[]
  /** What is known of library files already. */
  readonly library: Library
  /** What the user's tsconfig.json says. */
  readonly userOptions: TypeScript.CompilerOptions
  /** How the present cell is to be read. */
  cell: CellTraits
  /**
   * Makes the declarations of the last cell's own names. Its program is asked for them: they must be made before
   * there is another one.
   */
  declarations: () => string
  /** Source map of the last cell. */
  map: string
  /** Specifiers that the last cell's code requires. */
  specifiers: Set<string>
  /** What compiles the cells; made together with the converter. */
  program?: CellProgram
  /** Reads the declarations of earlier cells as the next cell will be checked against. */
  expectEarlier?: (declarations: string) => void
}

/** What the text of a cell alone says about how it is to be read. */
export interface CellTraits {
  readonly kind: TypeScript.ScriptKind
  /** Whether the checker's findings are unwanted. */
  readonly isUnchecked: boolean
  /** Names of earlier cells that stand for variables elsewhere. */
  readonly ambient: ReadonlySet<string>
}

/** The cell, as tslab's converter names it. */
const cellFile = '/__tslab__.ts'

/** The declarations of earlier cells, as the converter names them. */
export const previousFile = '/__prev__.d.ts'

/** Whether this is the cell, or the declarations of earlier ones. */
export const isCellFile = (path: string): boolean =>
  path.endsWith(cellFile) || path.endsWith(previousFile)

/** `for await` and `await` at the top level, which cells may use. */
const topLevelAwaitErrors = new Set([1103, 1375, 1378, 1431, 1432])

/** A name, as a value, a namespace or a type, that nothing declares. */
const unknownNameErrors = new Set([2304, 2503, 2552])

/** A module that is not there, or whose declarations are not. */
const unknownModuleErrors = new Set([2307, 2732, 2792, 7016])

/** Globals of this version of Node. One that its declarations do not know may be used unchecked. */
const nodeGlobals = new Set(Object.getOwnPropertyNames(globalThis))

/**
 * The TypeScript module as tslab's converter wants it. tslab ships a fork of TypeScript
 * that adds a few functions to version 5.0: here they are added to the version in use. Functions
 * through which the converter fixes its options are replaced: resolution by `exports` maps and
 * fallback folders, newer libraries, source maps, declarations also for types without a portable
 * name. So is the program that watches files: cells are compiled when they come.
 */
export function adaptTypeScript(ts: TypeScriptModule, adaptation: Adaptation): TypeScriptModule {
  const internals = ts as unknown as Internals
  let listed: FileList = { files: [], sources: [] }
  const replaced = {
    __esModule: true,
    createWatchCompilerHost: createHost,
    createWatchProgram,
    // The cell comes as CommonJS already.
    transpileModule: (outputText: string) => ({ outputText }),
    // What it would write of earlier cells' declarations, carriedDeclarations.ts has.
    createPrinter: () => ({ printFile: () => '' }),
    getPreEmitDiagnosticsOfFiles: diagnosticsOfFiles,
    getQuickInfoAtPosition: (
      file: TypeScript.SourceFile,
      checker: TypeScript.TypeChecker,
      _: unknown,
      position: number
    ) => quickInfo(ts, belowEarlier(file), checker, position),
    getNullTransformationContext: () => internals.nullTransformationContext,
    // The folders of the adaptation take their place.
    getDefaultTypeRoots: () => [],
    Completions: {
      ...internals.Completions,
      getCompletionsAtPositionForTslab: (...given: CompletionQuestion) => {
        belowEarlier(given[3])
        return completionsWithKinds(ts, ...given)
      }
    }
  }
  // By inheritance: a copy of its two thousand members takes its time at every start.
  return Object.create(ts, Object.getOwnPropertyDescriptors(replaced)) as TypeScriptModule

  /** The converter sets `afterProgramCreate` to be told of every program. */
  function createHost(
    rootFiles: string[],
    given: TypeScript.CompilerOptions,
    system: TypeScript.System
  ): ConverterHost {
    const options: TypeScript.CompilerOptions = {
      ...given,
      ...cellOptions(ts, adaptation.typeRoots),
      ...adaptation.userOptions
    }
    const program = new CellProgram(ts, {
      rootFiles: [...rootFiles, ...adaptation.ambientFiles],
      options,
      system,
      changing: rootFiles.filter(isCellFile),
      library: adaptation.library,
      packageFolders: adaptation.packageFolders,
      cellKind: () => adaptation.cell.kind
    })
    adaptation.program = program
    adaptation.expectEarlier = (declarations) => {
      const path = rootFiles.find((path) => path.endsWith(previousFile)) ?? ''
      // As the converter will give it: it makes modules of its files.
      program.expect(path, `export {};${ts.sys.newLine}${declarations}`)
    }
    return { program, system, changing: rootFiles.filter(isCellFile) }
  }

  /**
   * The converter reports a change of the cell's text to the callbacks of `watchFile` and asks for
   * the new program by running what was given to `setTimeout`.
   */
  function createWatchProgram(host: ConverterHost) {
    const rebuild = () => host.afterProgramCreate?.(builderOf(host.program.next()))
    let pending = false
    const changed = () => {
      if (pending) return
      pending = true
      host.system.setTimeout?.(() => {
        pending = false
        rebuild()
      }, 0)
    }
    for (const path of host.changing) host.system.watchFile?.(path, changed)
    rebuild()
    return { close: () => undefined }
  }

  /**
   * A program as the converter sees it. Only the cell is emitted: the module loader translates local files.
   * The code comes at once, the declarations when they are asked for: a cell can run without them.
   */
  function builderOf(program: TypeScript.Program) {
    const forcedEmit = program.emit as unknown as ForcedEmit
    const emit = (
      file: TypeScript.SourceFile | undefined,
      writeFile?: TypeScript.WriteFileCallback,
      token?: TypeScript.CancellationToken,
      _?: boolean,
      transformers?: TypeScript.CustomTransformers
    ): TypeScript.EmitResult => {
      if (!file?.fileName.endsWith(cellFile)) return { emitSkipped: true, diagnostics: [] }
      const write: TypeScript.WriteFileCallback = (name, text, ...others) => {
        if (name.endsWith('.js.map')) adaptation.map = text
        else writeFile?.(name, text, ...others)
      }
      const all: TypeScript.CustomTransformers = {
        ...transformers,
        // Not the converter's own, which takes `f` in `{ f: a }` for a name of an earlier cell.
        ...cellTransformers(ts, {
          file,
          checker: program.getTypeChecker(),
          ambient: adaptation.cell.ambient,
          specifiers: adaptation.specifiers
        })
      }
      adaptation.declarations = () => {
        let declarations = ''
        const keep: TypeScript.WriteFileCallback = (_name, text) => (declarations = text)
        forcedEmit(file, keep, token, only.declarations, all, true)
        return declarations
      }
      return forcedEmit(file, write, token, only.code, all, true)
    }
    return {
      emit,
      getProgram: () => program,
      getSourceFile: (name: string) => {
        const file = program.getSourceFile(name)
        return file && name.endsWith(previousFile) ? standInFor(file) : file
      },
      // The converter asks for those that are no declarations.
      getAllDependencies: ({ fileName }: TypeScript.SourceFile) => [fileName, ...sourcesOf(program)]
    }
  }

  /** Paths of the files that are no declarations: hundreds are, and most programs have the list of the one before. */
  function sourcesOf(program: TypeScript.Program): readonly string[] {
    const files = program.getSourceFiles()
    if (files === listed.files) return listed.sources
    const sources = files.filter(({ isDeclarationFile }) => !isDeclarationFile)
    listed = { files, sources: sources.map(({ fileName }) => fileName) }
    return listed.sources
  }

  /** What is wrong with these files. That a type has no name for the declarations is not. */
  function diagnosticsOfFiles(
    program: TypeScript.Program,
    files: readonly TypeScript.SourceFile[]
  ): readonly TypeScript.Diagnostic[] {
    const isCell = (file?: TypeScript.SourceFile) => file?.fileName.endsWith(cellFile) ?? false
    for (const file of files) if (isCell(file)) belowEarlier(file)
    const all = files.flatMap((file) => [
      ...program.getSyntacticDiagnostics(file),
      ...(isCell(file) && adaptation.cell.isUnchecked ? [] : program.getSemanticDiagnostics(file))
    ])
    const wanted = all.filter(
      (one) =>
        !(isCell(one.file) && topLevelAwaitErrors.has(one.code)) &&
        !isOfNodeGlobal(one) &&
        !isOfDynamicImport(one)
    )
    const told = new Set<string>()
    return ts.sortAndDeduplicateDiagnostics(wanted).map((found) => {
      const one = nearestOverload(ts, program.getTypeChecker(), found)
      // tslab would make a diagnostic of each message of a chain.
      const { text, reasons } = diagnosticText(one.messageText)
      const hint = diagnosticHint(ts, program, one, reasons, adaptation)
      if (hint === undefined || told.has(hint)) return { ...one, messageText: text }
      told.add(hint)
      return { ...one, messageText: `${text}\n→ ${hint}` }
    })
  }

  /** A module that `import()` does not find is a rejection, which code may handle, as one of `require` is. */
  function isOfDynamicImport({ code, file, start }: TypeScript.Diagnostic): boolean {
    if (!unknownModuleErrors.has(code) || !file || start === undefined) return false
    const { parent } = internals.getTokenAtPosition(file, start)
    return ts.isCallExpression(parent) && parent.expression.kind === ts.SyntaxKind.ImportKeyword
  }
}

function isOfNodeGlobal({ code, file, start = 0, length = 0 }: TypeScript.Diagnostic): boolean {
  return (
    unknownNameErrors.has(code) && nodeGlobals.has(file?.text.slice(start, start + length) ?? '')
  )
}

interface FileList {
  readonly files: readonly TypeScript.SourceFile[]
  /** Paths of those that are no declarations. */
  readonly sources: readonly string[]
}

interface ConverterHost {
  readonly program: CellProgram
  readonly system: TypeScript.System
  readonly changing: readonly string[]
  afterProgramCreate?: (builder: object) => void
}

/**
 * What the converter gets in place of the declarations of earlier cells. Of those it would work out what the cell
 * leaves, name by name, which carriedDeclarations.ts does.
 */
interface EarlierStandIn {
  readonly locals: ReadonlyMap<string, TypeScript.Symbol>
  statements: readonly TypeScript.Statement[]
  readonly earlier: TypeScript.SourceFile
}

const standInFor = (earlier: TypeScript.SourceFile): EarlierStandIn => ({
  locals: new Map(),
  statements: [],
  earlier
})

/** Puts a cell below the declarations of earlier ones, where the checker looks for names: the converter has put it below their stand-in. */
function belowEarlier(cell: TypeScript.SourceFile): TypeScript.SourceFile {
  const { earlier } = cell.parent as unknown as EarlierStandIn
  return Object.assign(cell, { parent: earlier })
}

type CompletionQuestion =
  Parameters<typeof completionsWithKinds> extends [unknown, ...infer Given] ? Given : never

/** Which of its files TypeScript is to make, as it numbers them. */
const only = { code: 0, declarations: 1 } as const

type ForcedEmit = (
  file: TypeScript.SourceFile,
  writeFile: TypeScript.WriteFileCallback,
  token: TypeScript.CancellationToken | undefined,
  only: 0 | 1,
  transformers: TypeScript.CustomTransformers,
  forceDeclarations: boolean
) => TypeScript.EmitResult

/** What TypeScript has and its declaration file does not list. */
interface Internals {
  readonly nullTransformationContext: TypeScript.TransformationContext
  readonly Completions: object
  getTokenAtPosition(file: TypeScript.SourceFile, position: number): TypeScript.Node
}
