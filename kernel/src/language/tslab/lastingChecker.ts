import type * as TypeScript from 'typescript'
import type { TypeScriptModule } from './typescriptModule.js'

/** What TypeScript has and its declaration file does not list. */
interface Program extends TypeScript.Program {
  getProgramDiagnostics(file: TypeScript.SourceFile): readonly TypeScript.Diagnostic[]
  getTypeChecker(): Checker
}

interface Checker extends TypeScript.TypeChecker {
  getDiagnostics(file: TypeScript.SourceFile): readonly TypeScript.Diagnostic[]
}

interface SourceFile extends TypeScript.SourceFile {
  path: string
  readonly bindDiagnostics: readonly TypeScript.Diagnostic[]
  readonly moduleAugmentations?: readonly unknown[]
  readonly commentDirectives?: readonly unknown[]
  readonly checkJsDirective?: unknown
}

interface Owner {
  readonly program: Program
  /** Its methods as they were made. */
  readonly own: Program
  /** Its files but the changing ones. */
  readonly others: readonly TypeScript.SourceFile[]
}

/**
 * Cells that one checker serves. It keeps what it found out about each of them: a new one now and then
 * lets that go.
 */
const maximumUses = 100

/**
 * Lets programs that differ in a few files have one type checker. TypeScript makes a new one for every
 * program, which merges the globals and resolves the types of the standard library anew: more than half
 * of the time of a short cell.
 *
 * A checker asks its program for everything it wants to know of files. Here the program of the checker
 * answers what the newest program would; that is sound as long as all other files are the same and the
 * changing ones are modules that add nothing to others. Where that does not hold, a program gets a
 * checker of its own.
 */
export class LastingChecker {
  readonly #ts: TypeScriptModule
  readonly #changing: ReadonlySet<string>
  /** The program that made the checker. */
  #owner: Owner | undefined
  /** The program that was served last. */
  #last: Program | undefined
  #uses = 0

  /** @param changing paths of the files in which programs may differ */
  constructor(ts: TypeScriptModule, changing: Iterable<string>) {
    this.#ts = ts
    this.#changing = new Set(changing)
  }

  /** Whether the present checker would serve a program with these in place of the changing files. */
  canServe(files: Iterable<TypeScript.SourceFile>): boolean {
    const isPlain = [...files].every((file) => addsNothing(file as SourceFile))
    return isPlain && this.#owner !== undefined && this.#uses + 1 < maximumUses
  }

  /**
   * Changes `given` into a program with a checker that knows the library; maybe an earlier one.
   * @param isSuccessor whether it was made from the program before by an exchange of the changing files alone
   */
  serve(given: TypeScript.Program, isSuccessor: boolean): TypeScript.Program {
    const program = given as Program
    const isPlain = this.#changingFiles(program).every(addsNothing)
    this.#retire(program)
    const owner = this.#owner
    if (
      isPlain &&
      owner &&
      ++this.#uses < maximumUses &&
      (isSuccessor || this.#hasSameLibrary(owner, program))
    ) {
      this.#adopt(owner, program)
      return owner.program
    }
    this.#uses = 0
    const others = this.#others(program)
    this.#owner = isPlain ? { program, own: { ...program }, others } : undefined
    this.#prepare(program, others)
    return program
  }

  #changingFiles(program: Program): SourceFile[] {
    return [...this.#changing].map((path) => program.getSourceFile(path) as SourceFile)
  }

  /**
   * Marks the files that `next` replaces. The checker keeps all it ever said of a file under its name,
   * and says nothing twice of one path and place.
   */
  #retire(next: Program): void {
    const replaced = this.#last ? this.#changingFiles(this.#last) : []
    for (const file of replaced) file.path += '#'
    // A copy: the program itself will answer for others.
    this.#last = { ...next }
  }

  #others(program: Program): readonly TypeScript.SourceFile[] {
    return program.getSourceFiles().filter(({ fileName }) => !this.#changing.has(fileName))
  }

  #hasSameLibrary({ others: known }: Owner, program: Program): boolean {
    const files = this.#others(program)
    return known.length === files.length && known.every((file, index) => file === files[index])
  }

  /** The checker is made when it is asked for: the converter wants to see files that are not bound. */
  #prepare(program: Program, others: readonly TypeScript.SourceFile[]): void {
    const { getTypeChecker, getSemanticDiagnostics } = program
    program.getTypeChecker = once(() => {
      const checker = getTypeChecker()
      hideChanging(program, others)
      return checker
    })
    program.getSemanticDiagnostics = (file) => {
      program.getTypeChecker()
      return getSemanticDiagnostics(file)
    }
  }

  #adopt({ program: owner, own, others }: Owner, program: Program): void {
    const { bindSourceFile } = this.#ts as unknown as Binder
    const checker = once(() => {
      for (const file of this.#changingFiles(program)) {
        bindSourceFile(file, program.getCompilerOptions())
      }
      return own.getTypeChecker()
    })
    const emit: Program['emit'] = (...parameters) => {
      checker()
      return own.emit(...parameters)
    }
    const getSemanticDiagnostics = (file: SourceFile): readonly TypeScript.Diagnostic[] => {
      if (!this.#changing.has(file.fileName)) return own.getSemanticDiagnostics(file)
      const found = checker()
        .getDiagnostics(file)
        .filter((one) => one.file === file)
      return [...file.bindDiagnostics, ...found, ...program.getProgramDiagnostics(file)]
    }
    Object.assign(owner, program, { getTypeChecker: checker, emit, getSemanticDiagnostics })
    hideChanging(owner, others)
  }
}

/** So that no type of a library is remembered as one that a cell exports. */
function hideChanging(program: Program, others: readonly TypeScript.SourceFile[]): void {
  program.getSourceFiles = () => others
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined
  return () => (made ??= { value: make() }).value
}

interface Binder {
  bindSourceFile(file: TypeScript.SourceFile, options: TypeScript.CompilerOptions): void
}

/** Whether a file declares nothing in other modules, and leaves all of it to the checker. */
function addsNothing(file: SourceFile): boolean {
  const { moduleAugmentations = [], commentDirectives = [], checkJsDirective } = file
  return moduleAugmentations.length === 0 && commentDirectives.length === 0 && !checkJsDirective
}
