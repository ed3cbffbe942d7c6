import { statSync } from 'node:fs'
import type * as TypeScript from 'typescript'
import { isLibraryFile, type Library } from './prepared.js'
import type { TypeScriptModule } from './typescriptModule.js'

type ParseOptions = TypeScript.ScriptTarget | TypeScript.CreateSourceFileOptions

interface LocalFile {
  readonly modified: number
  readonly file: TypeScript.SourceFile
}

/**
 * Syntax trees for the type checker. Files of installed packages and of the standard library are
 * read once; local files when their time of change is another one.
 */
export class SourceFiles {
  readonly #ts: TypeScriptModule
  readonly #library: Library
  readonly #local = new Map<string, LocalFile>()

  readonly #read: (path: string) => string | undefined

  /** @param library where library files are kept, also for others, and what is known of files from before */
  constructor(ts: TypeScriptModule, library: Library, read: (path: string) => string | undefined) {
    this.#ts = ts
    this.#library = library
    this.#read = read
  }

  /** The tree of a file; undefined if there is no such file. */
  get(path: string, options: ParseOptions): TypeScript.SourceFile | undefined {
    if (isLibraryFile(this.#library, path)) {
      const known = this.#library.files.get(path)
      if (known) return known
      const file = this.#parse(path, options)
      if (file) this.#library.files.set(path, file)
      return file
    }
    const modified = statSync(path, { throwIfNoEntry: false })?.mtimeMs
    if (modified === undefined) return undefined
    const known = this.#local.get(path)
    if (known?.modified === modified) return known.file
    const file = this.#parse(path, options)
    if (file) this.#local.set(path, { modified, file })
    return file
  }

  /** Whether this tree of a local file is the one that `get` would give. */
  isPresent(file: TypeScript.SourceFile): boolean {
    const known = this.#local.get(file.fileName)
    return (
      known?.file === file &&
      known.modified === statSync(file.fileName, { throwIfNoEntry: false })?.mtimeMs
    )
  }

  #parse(path: string, options: ParseOptions): TypeScript.SourceFile | undefined {
    const text = this.#read(path)
    if (text === undefined) return undefined
    return this.#takeEarlier(path, text, options) ?? this.#ts.createSourceFile(path, text, options)
  }

  /** The tree from before, if it is what parsing would give. */
  #takeEarlier(
    path: string,
    text: string,
    options: ParseOptions
  ): TypeScript.SourceFile | undefined {
    const { earlier } = this.#library
    const file = earlier.get(path)
    earlier.delete(path)
    const format = typeof options === 'object' ? options.impliedNodeFormat : undefined
    return file?.text === text && file.impliedNodeFormat === format ? file : undefined
  }
}
