import { SourceMap } from 'node:module'
import type * as TslabConverter from 'tslab/dist/converter.js'
import type {
  CellPosition,
  Compilation,
  Completeness,
  Completions,
  Diagnostic,
  LanguageEngine,
  SymbolInformation,
  Translation
} from '../languageEngine.js'
import { adaptTypeScript, isCellFile, previousFile, type Adaptation } from './adaptedTypeScript.js'
import { overlaid, withoutUnassigned } from './carriedDeclarations.js'
import { readCellSource, type CellSource } from './cellSource.js'
import { moduleSyntaxTransformers } from './moduleSyntax.js'
import type { DeclaredQuickInfo, SymbolDeclaration } from './quickInfo.js'
import { library, requireFromTslab, typescript as ts } from './typescriptModule.js'

/** Where the engine finds declarations. */
export interface TslabEngineOptions {
  /** Folders in which packages are looked for after the working folder. */
  readonly packageFolders: readonly string[]
  /** Declaration files visible to every cell. */
  readonly ambientFiles: readonly string[]
  /** Folders of `@types` packages, in order. */
  readonly typeRoots: readonly string[]
  /** Told of a tsconfig.json that cannot be read. */
  readonly report: (problem: string) => void
}

/** TypeScript by tslab's converter: type-checked, incremental, one scope for all cells. */
export class TslabEngine implements LanguageEngine {
  readonly version = ts.version
  readonly #adaptation: Adaptation
  readonly #converter: TslabConverter.Converter
  readonly #definitions = new Map<string, string>()
  #declarations = ''
  #compilations = 0

  /** Takes about half a second: the standard library's declarations are read. */
  constructor(options: TslabEngineOptions) {
    this.#adaptation = { ...options, library, maps: [], specifiers: new Set() }
    const adapted = adaptTypeScript(ts, this.#adaptation)
    const { createConverter } = requireFromTslab<typeof TslabConverter>('converter.js', adapted)
    this.#converter = createConverter()
  }

  compile(code: string): Compilation {
    const source = readCellSource(ts, code)
    this.#adaptation.maps = []
    this.#adaptation.specifiers = new Set()
    const previous = this.#declarations
    const converted = this.#converter.convert(previous, this.#withExports(source))
    if (converted.diagnostics.length > 0) {
      return { diagnostics: converted.diagnostics.map(toDiagnostic) }
    }
    const next = converted.declOutput ?? ''
    const names = [...source.definitions.keys()]
    const maps = this.#adaptation.maps.map((map) => new SourceMap(JSON.parse(map) as MapPayload))
    const cell = {
      code: converted.output ?? '',
      names,
      isAsync: source.awaits,
      specifiers: [...this.#adaptation.specifiers],
      ...(converted.lastExpressionVar && { lastExpression: converted.lastExpressionVar }),
      originalPosition: (position: CellPosition) => originalPosition(maps, position),
      commit: (assigned?: ReadonlySet<string>) => {
        const missing = new Set(assigned ? names.filter((name) => !assigned.has(name)) : [])
        const own = missing.size > 0 ? withoutUnassigned(ts, next, previous, missing) : next
        const isAlone = this.#declarations === previous
        const declared = new Set(source.names.filter((name) => !missing.has(name)))
        this.#declarations = isAlone ? own : overlaid(ts, own, this.#declarations, declared)
        for (const [name, text] of source.definitions) {
          if (!missing.has(name)) this.#definitions.set(name, text)
        }
      }
    }
    return { cell }
  }

  /**
   * The cell with all its names exported. The converter does that itself once it knows the names,
   * by compiling the cell a second time; given them, it needs no second pass. The number keeps the
   * text unlike all earlier ones: for a text it has seen, the converter would know the names.
   */
  #withExports({ text, names }: CellSource): string {
    this.#compilations++
    return `${text}\nexport { ${names.join(', ')} } // ${this.#compilations}`
  }

  translate(text: string, path: string): Translation {
    const specifiers = new Set<string>()
    const { outputText, sourceMapText } = ts.transpileModule(text, {
      fileName: path,
      compilerOptions: {
        module: ts.ModuleKind.CommonJS,
        target: ts.ScriptTarget.ES2022,
        esModuleInterop: true,
        experimentalDecorators: true,
        sourceMap: true,
        jsx: ts.JsxEmit.React
      },
      transformers: moduleSyntaxTransformers(ts, specifiers)
    })
    const isAsync = readCellSource(ts, text).awaits
    const map = new SourceMap(JSON.parse(sourceMapText ?? '') as MapPayload)
    return {
      code: outputText,
      isAsync,
      specifiers: [...specifiers],
      originalPosition: (position) => translatedBack([map], position)
    }
  }

  complete(code: string, offset: number): Completions {
    const { text } = readCellSource(ts, code)
    const { start, end, candidates, original } = this.#converter.complete(
      this.#declarations,
      text,
      offset
    )
    const kinds = new Map(original?.entries.map(({ name, kind }) => [name, kind as string]))
    const entries = candidates.map((name) => ({ name, kind: kinds.get(name) ?? '' }))
    return { start, end, entries }
  }

  inspect(code: string, offset: number): SymbolInformation | undefined {
    const { text } = readCellSource(ts, code)
    // What the adapted compiler gave: the converter changes no more than the position.
    const info = this.#converter.inspect(this.#declarations, text, offset) as
      DeclaredQuickInfo | undefined
    if (!info) return undefined
    const name = text.slice(info.textSpan.start, info.textSpan.start + info.textSpan.length)
    const source = info.declaration && this.#sourceOf(name, info.declaration)
    return {
      signature: joinText(info.displayParts),
      documentation: joinText(info.documentation),
      tags: (info.tags ?? []).map((tag) => ({ name: tag.name, text: joinText(tag.text) })),
      ...(source !== undefined && { source })
    }
  }

  /** As it was written, where the kernel has it: in a cell or a local file. Else the declaration. */
  #sourceOf(name: string, { path, line, text, isAtTop }: SymbolDeclaration): string {
    if (!isCellFile(path)) return `// ${path}, line ${line + 1}\n${text}`
    const isEarlier = path.endsWith(previousFile) && isAtTop
    return (isEarlier ? this.#definitions.get(name) : undefined) ?? text
  }

  isComplete(code: string): Completeness {
    return completeness(code)
  }
}

type MapPayload = ConstructorParameters<typeof SourceMap>[0]

function joinText(parts: readonly { readonly text: string }[] | undefined): string {
  return (parts ?? []).map(({ text }) => text).join('')
}

function toDiagnostic(found: TslabConverter.Diagnostic): Diagnostic {
  return {
    message: found.messageText,
    code: found.code,
    start: { line: found.start.line, column: found.start.character },
    end: { line: found.end.line, column: found.end.character },
    ...(found.fileName !== undefined && { fileName: found.fileName })
  }
}

/** The first line of what the converter compiles is its own `export {}`. */
const prefixLines = 1

function originalPosition(maps: readonly SourceMap[], position: CellPosition) {
  const found = translatedBack(maps, position)
  if (!found || found.line < prefixLines) return undefined
  return { line: found.line - prefixLines, column: found.column }
}

/** From the code that runs back to the TypeScript: the last translation is undone first. */
function translatedBack(maps: readonly SourceMap[], position: CellPosition) {
  let { line, column } = position
  for (const map of [...maps].reverse()) {
    const entry = map.findEntry(line, column)
    if (!('originalLine' in entry)) return undefined
    line = entry.originalLine
    column = entry.originalColumn
  }
  return { line, column }
}

/**
 * Whether a cell could run: `incomplete` if the parser stops at its end for want of more,
 * `invalid` if it stops before. A blank line at the end forces an answer.
 */
function completeness(code: string): Completeness {
  const file = ts.createSourceFile('cell.ts', code, ts.ScriptTarget.Latest, true)
  const errors = (file as unknown as { parseDiagnostics: { start: number; code: number }[] })
    .parseDiagnostics
  const first = errors[0]
  if (!first) return { status: 'complete' }
  const end = code.trimEnd().length
  const unterminated = first.code === 1002 || first.code === 1010 || first.code === 1160
  const atEnd = first.start >= end || unterminated
  if (!atEnd || /\n[ \t]*\n[ \t]*$/.test(code)) return { status: 'invalid' }
  return { status: 'incomplete', indent: indentAfter(code) }
}

/** Two spaces for every bracket that the last line opens. */
function indentAfter(code: string): string {
  const line = code.slice(code.lastIndexOf('\n') + 1)
  const indent = /^\s*/.exec(line)?.[0] ?? ''
  return /[{([]\s*$|=>\s*$/.test(line) ? `${indent}  ` : indent
}
