import type * as TypeScript from 'typescript'
import { LastingChecker } from './lastingChecker.js'
import type { TypeScriptModule } from './typescriptModule.js'

/** A translated text and the source map that leads back. */
interface Translated {
  readonly outputText: string
  readonly sourceMapText: string
}

const path = 'custom.js'

/**
 * Translates one text after the other from an ES module to the body of a CommonJS module. So does
 * TypeScript's `transpileModule`, with the same options, but each time with a checker of its own, which
 * takes longer than the translation.
 */
export class CommonJsTranslation {
  readonly #ts: TypeScriptModule
  readonly #options: TypeScript.CompilerOptions
  readonly #host: TypeScript.CompilerHost
  readonly #checker: LastingChecker
  #program: TypeScript.Program | undefined
  #text = ''

  /** @param options target, line ends and such; the module format is CommonJS */
  constructor(ts: TypeScriptModule, options: TypeScript.CompilerOptions) {
    this.#ts = ts
    this.#checker = new LastingChecker(ts, [path])
    const alone = { isolatedModules: true, noLib: true, noResolve: true, noCheck: true }
    const anyName = { allowNonTsExtensions: true, suppressOutputPathCheck: true }
    const module = ts.ModuleKind.CommonJS
    this.#options = {
      ...options,
      module,
      jsx: ts.JsxEmit.Preserve,
      ...alone,
      ...anyName,
      sourceMap: true
    }
    this.#host = this.#hostOfOneFile()
  }

  translate(text: string, transformers: TypeScript.CustomTransformers): Translated {
    this.#text = text
    const made = this.#ts.createProgram({
      rootNames: [path],
      options: this.#options,
      host: this.#host,
      ...(this.#program && { oldProgram: this.#program })
    })
    this.#program = { ...made }
    const program = this.#checker.serve(made)
    const output = { outputText: '', sourceMapText: '' }
    const write = (name: string, written: string) => {
      output[name.endsWith('.map') ? 'sourceMapText' : 'outputText'] = written
    }
    program.emit(program.getSourceFile(path), write, undefined, false, transformers)
    return output
  }

  #hostOfOneFile(): TypeScript.CompilerHost {
    const ts = this.#ts
    return {
      getSourceFile: (name, parseOptions) =>
        name === path ? ts.createSourceFile(path, this.#text, parseOptions) : undefined,
      // Handed to emit.
      writeFile: () => undefined,
      getDefaultLibFileName: () => 'lib.d.ts',
      useCaseSensitiveFileNames: () => false,
      getCanonicalFileName: (name) => name,
      getCurrentDirectory: () => '',
      getNewLine: () => '\n',
      fileExists: (name) => name === path,
      readFile: () => '',
      directoryExists: () => true,
      getDirectories: () => []
    }
  }
}
