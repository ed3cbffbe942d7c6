import type * as TypeScript from '@tslab/typescript-for-tslab'
import type { FileChanges } from './fileChanges.js'
import { useFolders } from './moduleResolution.js'
import { moduleSyntaxTransformers } from './moduleSyntax.js'
import { shorthandProperties } from './shorthandProperties.js'
import type { TypeScriptModule } from './typescriptModule.js'
import { userOptions } from './userOptions.js'

/** What the adapted compiler needs to know, and what it tells about the last cell. */
export interface Adaptation {
  /** Folders in which packages are looked for after the working folder. */
  readonly packageFolders: readonly string[]
  /** Declaration files visible to every cell. */
  readonly ambientFiles: readonly string[]
  /** Folders of `@types` packages, in order. */
  readonly typeRoots: readonly string[]
  readonly files: FileChanges
  /** Told of a tsconfig.json that cannot be read. */
  readonly report: (problem: string) => void
  /** Source maps of the last cell: TypeScript to ES module, ES module to CommonJS. */
  maps: string[]
  /** Specifiers that the last cell's code requires. */
  specifiers: Set<string>
}

/** The cell, as tslab's converter names it. */
const cellFile = '/__tslab__.ts'

/** Errors of the declaration emitter: they say that a type has no name, not that it is wrong. */
const isDeclarationError = (code: number) =>
  (code >= 4000 && code < 4200) || code === 2742 || code === 2883 || code === 7056

/** `for await` and `await` at the top level, which the fork reports for cells. */
const topLevelAwaitErrors = new Set([1103, 1375, 1378, 1431, 1432])

/**
 * A copy of the TypeScript module with the few functions replaced through which tslab's converter
 * fixes its options: resolution by `exports` maps and fallback folders, newer libraries, source
 * maps, declarations also for types without a portable name, no file watchers.
 */
export function adaptTypeScript(ts: TypeScriptModule, adaptation: Adaptation): TypeScriptModule {
  ts.sys.watchFile = (path, changed) => adaptation.files.watch(path, changed)
  ts.sys.watchDirectory = () => ({ close: () => undefined })
  const adapted = {
    ...ts,
    __esModule: true,
    createWatchCompilerHost: createHost,
    getPreEmitDiagnosticsOfFiles: filteredDiagnostics,
    transpileModule: transpileCell
  }
  return adapted as unknown as TypeScriptModule

  function createHost(
    rootFiles: string[],
    given: TypeScript.CompilerOptions,
    system: TypeScript.System,
    ...rest: [unknown, TypeScript.DiagnosticReporter, TypeScript.WatchStatusReporter]
  ) {
    const options: TypeScript.CompilerOptions = {
      ...given,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      lib: ['lib.esnext.d.ts'],
      target: ts.ScriptTarget.ES2022,
      sourceMap: true,
      types: ['node'],
      typeRoots: [...adaptation.typeRoots],
      ...userOptions(ts, system.getCurrentDirectory(), adaptation.report)
    }
    rootFiles.push(...adaptation.ambientFiles)
    const host = ts.createWatchCompilerHost(
      rootFiles,
      options,
      system,
      createBuilder,
      rest[1],
      rest[2]
    )
    useFolders(ts, host, options, adaptation.packageFolders)
    return host
  }

  /**
   * The plainest builder: the others keep track of which files depend on which, at a cost of half
   * the compilation of a cell. Only the cell is emitted: the module loader translates local files.
   */
  function createBuilder(
    ...given: Parameters<TypeScript.CreateProgram<TypeScript.BuilderProgram>>
  ): TypeScript.BuilderProgram {
    const builder = ts.createAbstractBuilder(...given)
    const program = builder.getProgram()
    builder.getAllDependencies = () => program.getSourceFiles().map(({ fileName }) => fileName)
    builder.emit = (file, writeFile, cancellation, onlyDeclarations, transformers) => {
      if (!file?.fileName.endsWith(cellFile)) return { emitSkipped: true, diagnostics: [] }
      const write: TypeScript.WriteFileCallback = (name, text, ...others) => {
        if (name.endsWith('.js.map')) adaptation.maps = [text]
        else writeFile?.(name, text, ...others)
      }
      const before = [shorthandProperties(ts, program.getTypeChecker())]
      const all = { before, ...transformers }
      return (program.emit as ForcedEmit)(file, write, cancellation, onlyDeclarations, all, true)
    }
    return builder
  }

  function filteredDiagnostics(
    program: TypeScript.Program,
    files: readonly TypeScript.SourceFile[]
  ): readonly TypeScript.Diagnostic[] {
    return (ts as unknown as DiagnosticsOfFiles)
      .getPreEmitDiagnosticsOfFiles(program, files)
      .filter(({ code, file }) => {
        const inCell = file?.fileName.endsWith(cellFile) ?? false
        return !isDeclarationError(code) && !(inCell && topLevelAwaitErrors.has(code))
      })
  }

  function transpileCell(code: string, options: TypeScript.TranspileOptions) {
    const specifiers = new Set<string>()
    const output = ts.transpileModule(code, {
      ...options,
      compilerOptions: { ...options.compilerOptions, sourceMap: true },
      transformers: moduleSyntaxTransformers(ts, specifiers)
    })
    adaptation.specifiers = specifiers
    if (output.sourceMapText) adaptation.maps.push(output.sourceMapText)
    return output
  }
}

type ForcedEmit = (
  ...args: [...Parameters<TypeScript.Program['emit']>, forceDeclarations: boolean]
) => TypeScript.EmitResult

interface DiagnosticsOfFiles {
  getPreEmitDiagnosticsOfFiles(
    program: TypeScript.Program,
    files: readonly TypeScript.SourceFile[]
  ): readonly TypeScript.Diagnostic[]
}
