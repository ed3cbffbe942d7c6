import { SourceMap } from 'node:module'
import type * as TslabConverter from 'tslab/dist/converter.js'
import type * as TypeScript from 'typescript'
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
import { mappedPaths } from '../pathMapping.js'
import { sourceLines } from '../sourceLines.js'
import { adaptTypeScript, isCellFile, previousFile, type Adaptation } from './adaptedTypeScript.js'
import { CarriedDeclarations } from './carriedDeclarations.js'
import {
  awaitsAtTop,
  cellKind,
  parseCell,
  readCellSource,
  syntaxErrors,
  type CellSource
} from './cellSource.js'
import type { PackageHints } from './diagnosticHints.js'
import { moduleSyntaxTransformers } from './moduleSyntax.js'
import type { DeclaredQuickInfo, SymbolDeclaration } from './quickInfo.js'
import { library, requireFromTslab, typescript as ts } from './typescriptModule.js'
import { userOptions } from './userOptions.js'

/** Where the engine finds declarations. */
export interface TslabEngineOptions extends PackageHints {
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
  #carried = CarriedDeclarations.none
  /** Makes the declarations of the cell that was compiled last. */
  #declare: (() => void) | undefined
  /** What cells want to be carried on and is not yet in `#carried`, in order. */
  readonly #commits: (() => void)[] = []
  #compilations = 0

  /** Takes about half a second: the standard library's declarations are read. */
  constructor({ report, ...places }: TslabEngineOptions) {
    const cell = { kind: ts.ScriptKind.TS, isUnchecked: false, ambient: new Set<string>() }
    this.#adaptation = {
      ...places,
      library,
      userOptions: userOptions(ts, process.cwd(), report),
      cell,
      declarations: () => '',
      map: '',
      specifiers: new Set()
    }
    const adapted = adaptTypeScript(ts, this.#adaptation)
    const { createConverter } = requireFromTslab<typeof TslabConverter>('converter.js', adapted)
    this.#converter = createConverter()
  }

  compile(code: string): Compilation {
    this.#settle()
    const source = this.#read(code)
    this.#adaptation.specifiers = new Set()
    const previous = this.#carried.without(source.augmented).text
    const converted = this.#converter.convert(previous, this.#withExports(source))
    if (converted.diagnostics.length > 0) {
      return { diagnostics: converted.diagnostics.map(toDiagnostic) }
    }
    const { map, specifiers } = this.#adaptation
    const declarations = once(this.#adaptation.declarations)
    this.#declare = declarations
    const names = [...source.definitions.keys()].filter((name) => !source.ambient.has(name))
    const back = translatedBack(map)
    const cell = {
      code: converted.output ?? '',
      names,
      isAsync: source.awaits,
      specifiers: [...specifiers],
      originalPosition: (position: CellPosition) => withoutPrefix(back(position)),
      commit: (assigned?: ReadonlySet<string>) => {
        const missing = new Set(assigned ? names.filter((name) => !assigned.has(name)) : [])
        this.#commits.push(() => {
          this.#carried = this.#carried.with(ts, declarations(), source.ambient, missing)
          for (const [name, text] of source.definitions) {
            if (!missing.has(name)) this.#definitions.set(name, text)
          }
        })
      }
    }
    return { cell }
  }

  prepare(): void {
    this.#settle()
    this.#adaptation.expectEarlier?.(this.#carried.text)
  }

  /**
   * Works out what cells have declared. That waits until somebody asks for it, the next cell at the latest, so that
   * no result waits for it.
   */
  #settle(): void {
    const declare = this.#declare
    this.#declare = undefined
    declare?.()
    for (let commit = this.#commits.shift(); commit; commit = this.#commits.shift()) commit()
  }

  /** Reads the declarations of packages ahead of the cell that imports them, one file in each step. */
  readAhead(names: readonly string[]): Iterator<string> {
    return this.#adaptation.program?.readAhead(names) ?? [].values()
  }

  /** Reads a cell, and has the compiler read it in the same way. */
  #read(code: string): CellSource {
    const kind = cellKind(ts, code, this.#adaptation.userOptions.jsx !== undefined)
    const source = readCellSource(ts, code, kind)
    const { isUnchecked } = source
    this.#adaptation.cell = { kind, isUnchecked, ambient: this.#carried.ambient }
    return source
  }

  /**
   * The cell with all its names exported. The converter does that itself once it knows the names,
   * by compiling the cell a second time; given them, it needs no second pass. The number keeps the
   * text unlike all earlier ones: for a text it has seen, the converter would know the names.
   */
  #withExports({ text, names, exported }: CellSource): string {
    this.#compilations++
    const others = names.filter((name) => !exported.has(name))
    return `${text}\nexport { ${others.join(', ')} } // ${this.#compilations}`
  }

  translate(text: string, path: string): Translation {
    const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)
    const isCommonJs = /\.c?js$/.test(path) && !ts.isExternalModule(file)
    // CommonJS as it is: the kernel gives it what Node would.
    if (isCommonJs) {
      const originalPosition = (position: CellPosition) => position
      return { code: text, isAsync: false, isCommonJs, specifiers: [], originalPosition }
    }
    const specifiers = new Set<string>()
    const { outputText, sourceMapText } = ts.transpileModule(text, {
      // As a plain file: what `.mts` and `.cts` say is for loaders, and the kernel's is the same for all.
      fileName: path.replace(/\.[cm]([jt]s)$/, '.$1'),
      compilerOptions: {
        module: ts.ModuleKind.CommonJS,
        target: ts.ScriptTarget.ES2022,
        esModuleInterop: true,
        sourceMap: true,
        jsx: ts.JsxEmit.React,
        ...this.#adaptation.userOptions
      },
      transformers: moduleSyntaxTransformers(ts, specifiers)
    })
    const isAsync = awaitsAtTop(ts, parseCell(ts, text, kindOfFile(path)))
    return {
      code: outputText,
      isAsync,
      isCommonJs,
      specifiers: [...specifiers],
      originalPosition: translatedBack(sourceMapText ?? '')
    }
  }

  mappedPaths(specifier: string): string[] {
    const { baseUrl, paths, pathsBasePath } = this.#adaptation.userOptions
    if (baseUrl === undefined && paths === undefined) return []
    const folder = baseUrl ?? (pathsBasePath as string | undefined) ?? process.cwd()
    return mappedPaths(specifier, {
      folder,
      patterns: paths ?? {},
      ...(baseUrl !== undefined && { baseUrl })
    })
  }

  complete(code: string, offset: number): Completions {
    this.#settle()
    const { text } = this.#read(code)
    const { start, end, candidates, original } = this.#converter.complete(
      this.#carried.text,
      text,
      offset
    )
    const kinds = new Map(original?.entries.map(({ name, kind }) => [name, kind as string]))
    const entries = candidates.map((name) => ({ name, kind: kinds.get(name) ?? '' }))
    return { start, end, entries }
  }

  inspect(code: string, offset: number): SymbolInformation | undefined {
    this.#settle()
    const { text } = this.#read(code)
    // What the adapted compiler gave: the converter changes no more than the position.
    const info = this.#converter.inspect(this.#carried.text, text, offset) as
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

  declaredTypes(): ReadonlyMap<string, string> {
    this.#settle()
    return this.#carried.types(ts)
  }

  declareVariable(name: string): void {
    this.#settle()
    this.#carried = this.#carried.withVariable(ts, name)
  }

  isComplete(code: string): Completeness {
    return completeness(code, cellKind(ts, code, this.#adaptation.userOptions.jsx !== undefined))
  }
}

/** A file that may hold JSX is read so. */
function kindOfFile(path: string): TypeScript.ScriptKind {
  return path.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined
  return () => (made ??= { value: make() }).value
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

function withoutPrefix(found: CellPosition | undefined): CellPosition | undefined {
  if (!found || found.line < prefixLines) return undefined
  return { line: found.line - prefixLines, column: found.column }
}

/** From the code that runs back to the TypeScript. The map is read when it is first needed. */
function translatedBack(text: string): (position: CellPosition) => CellPosition | undefined {
  let map: SourceMap | undefined
  return ({ line, column }) => {
    map ??= new SourceMap(JSON.parse(text) as MapPayload)
    const entry = map.findEntry(line, column)
    if (!('originalLine' in entry)) return undefined
    return { line: entry.originalLine, column: entry.originalColumn }
  }
}

/**
 * Whether a cell could run: `incomplete` if the parser stops at its end for want of more,
 * `invalid` if it stops before. A blank line at the end forces an answer.
 */
function completeness(code: string, kind: TypeScript.ScriptKind): Completeness {
  const [first] = syntaxErrors(parseCell(ts, code, kind))
  if (!first) return { status: 'complete' }
  const end = code.trimEnd().length
  const unterminated = first.code === 1002 || first.code === 1010 || first.code === 1160
  const atEnd = first.start >= end || unterminated
  const [blank, last] = sourceLines(code).slice(-2)
  const isForced = last !== undefined && `${blank}${last}`.trim() === ''
  if (!atEnd || isForced) return { status: 'invalid' }
  return { status: 'incomplete', indent: indentAfter(code) }
}

/** Two spaces for every bracket that the last line opens. */
function indentAfter(code: string): string {
  const line = sourceLines(code).at(-1) ?? ''
  const indent = /^\s*/.exec(line)?.[0] ?? ''
  return /[{([]\s*$|=>\s*$/.test(line) ? `${indent}  ` : indent
}
