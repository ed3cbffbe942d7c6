import type * as TypeScript from 'typescript'
import type { TypeScriptModule } from './typescriptModule.js'

/** What TypeScript's language service has and its declaration file does not list. */
interface Internals {
  readonly Completions: {
    getCompletionsAtPosition(
      ...given: [...Given, formatContext: undefined, includeSymbol: true]
    ): TypeScript.CompletionInfo | undefined
  }
  readonly SymbolDisplay: {
    getSymbolKind(
      checker: TypeScript.TypeChecker,
      symbol: TypeScript.Symbol,
      location: TypeScript.Node
    ): TypeScript.ScriptElementKind
  }
}

type Given = [
  host: unknown,
  program: TypeScript.Program,
  log: unknown,
  file: TypeScript.SourceFile,
  position: number,
  preferences: unknown,
  triggerCharacter: unknown,
  completionKind: unknown,
  cancellationToken: unknown
]

/**
 * The language service's proposals, each with the kind of what it stands for: a name that is imported or
 * exported from elsewhere is `alias` there, whether it is a function or a type.
 */
export function completionsWithKinds(
  ts: TypeScriptModule,
  ...given: Given
): TypeScript.CompletionInfo | undefined {
  const { Completions, SymbolDisplay } = ts as unknown as Internals
  // tslab hands over none.
  const [, program, log, file, ...others] = given
  const host = completionHost(ts, program)
  const found = Completions.getCompletionsAtPosition(
    host,
    program,
    log,
    file,
    ...others,
    undefined,
    true
  )
  if (!found) return undefined
  const checker = program.getTypeChecker()
  const entries = found.entries.map(({ symbol, ...entry }) => {
    if (entry.kind !== ts.ScriptElementKind.alias || !symbol) return entry
    const target = checker.getAliasedSymbol(symbol)
    if (checker.isUnknownSymbol(target)) return entry
    return { ...entry, kind: SymbolDisplay.getSymbolKind(checker, target, file) }
  })
  return { ...found, entries }
}

/** What the language service asks about files and options. */
function completionHost(ts: TypeScriptModule, program: TypeScript.Program) {
  const { sys } = ts
  return {
    getCompilationSettings: () => program.getCompilerOptions(),
    getCurrentDirectory: () => program.getCurrentDirectory(),
    useCaseSensitiveFileNames: () => sys.useCaseSensitiveFileNames,
    fileExists: (path: string) => sys.fileExists(path),
    readFile: (path: string) => sys.readFile(path),
    directoryExists: (path: string) => sys.directoryExists(path),
    getDirectories: (path: string) => sys.getDirectories(path),
    readDirectory: (...search: Parameters<typeof sys.readDirectory>) => sys.readDirectory(...search)
  }
}
