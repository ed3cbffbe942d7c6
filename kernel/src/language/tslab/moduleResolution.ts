import { isBuiltin } from 'node:module'
import { dirname, join } from 'node:path'
import type * as TypeScript from 'typescript'
import { isInPackage, isLibraryFile, type Library } from './prepared.js'
import type { TypeScriptModule } from './typescriptModule.js'

/** What the resolution of imports depends on. */
interface ResolutionParts {
  readonly options: TypeScript.CompilerOptions
  readonly packageFolders: readonly string[]
  readonly library: Library
}

/** With what TypeScript says and its declaration file does not list. */
interface Linked extends TypeScript.ResolvedModuleFull {
  /** Where the module was found, if a link there leads to it. */
  readonly originalPath?: string
}

type Resolved = TypeScript.ResolvedModuleWithFailedLookupLocations

/** A relative path that means a file or, without one, a folder: not one that ends in a slash or a dot. */
const plainPath = /^\.{1,2}\/.*[^./]$/

/** A host that finds what cells import. */
export interface Host extends TypeScript.CompilerHost {
  /** What the name of a module means in a file. */
  resolve(name: string, file: string): Resolved
  /** Whether something that a local file imports would not be found any more, or has not been. */
  hasInvalidatedResolutions(path: string): boolean
  /** Forgets where paths lead to: the next program may find other files. */
  forgetPaths(): void
}

/**
 * Resolution of a cell's imports for the type checker: from the importing file, then, for packages,
 * from each of the fallback folders. What a package imports is found once; failures of other files
 * are not remembered, so that a package installed while the kernel runs is found.
 */
export function useFolders(
  ts: TypeScriptModule,
  host: TypeScript.CompilerHost,
  { options, packageFolders, library }: ResolutionParts
): Host {
  const found = new Map<string, Map<string, Resolved>>()
  const cache = ts.createModuleResolutionCache(host.getCurrentDirectory(), (name) => name, options)
  /** Where paths lead to, for the present program: many files import the same ones. */
  const byPath = new Map<string, Resolved>()
  const search = (name: string, file: string): Resolved => {
    if (!plainPath.test(name)) return searchFolders(name, file)
    const path = join(dirname(file), name)
    const resolved = byPath.get(path) ?? searchFolders(name, file)
    byPath.set(path, resolved)
    return resolved
  }
  const searchFolders = (name: string, file: string): Resolved => {
    const fromPackage = isLibraryFile(library, file)
    const resolveFrom = (importer: string) =>
      ts.resolveModuleName(name, importer, options, host, fromPackage ? cache : undefined)
    let resolved = resolveFrom(file)
    if (/^\.{0,2}\//.test(name)) return resolved
    for (const folder of packageFolders) {
      if (resolved.resolvedModule) break
      resolved = resolveFrom(join(folder, '__fallback__.ts'))
    }
    return resolved
  }
  const stillThere = ({ resolvedModule: found }: Resolved) =>
    found !== undefined && host.fileExists(found.resolvedFileName)
  const resolve = (name: string, file: string): Resolved => {
    // Only declarations say what Node's own modules are.
    if (isBuiltin(name)) return { resolvedModule: undefined }
    const isFromLibrary = isLibraryFile(library, file)
    const resolved = isFromLibrary ? resolveOnce(name, file) : resolveLocal(name, file)
    noteLinked(resolved.resolvedModule, isFromLibrary)
    return resolved
  }
  const noteLinked = (module: Linked | undefined, isFromLibrary: boolean) => {
    const isLinked = isFromLibrary || isInPackage(module?.originalPath ?? '')
    if (module && isLinked && /\.d\.[cm]?ts$/.test(module.resolvedFileName))
      library.linked.add(module.resolvedFileName)
  }
  const resolveOnce = (name: string, file: string): Resolved => {
    const key = `${name}\0${file}`
    const resolved = library.resolutions.get(key) ?? search(name, file)
    library.resolutions.set(key, resolved)
    return resolved
  }
  const resolveLocal = (name: string, file: string): Resolved => {
    const ofFile = found.get(file) ?? new Map<string, Resolved>()
    found.set(file, ofFile)
    const known = ofFile.get(name)
    const resolved = known && stillThere(known) ? known : search(name, file)
    ofFile.set(name, resolved)
    return resolved
  }
  host.resolveModuleNameLiterals = (literals, file) =>
    literals.map((literal) => resolve(literal.text, file))
  // What a local file imports may appear and vanish while the file itself stays as it is.
  const hasInvalidatedResolutions = (path: string) =>
    [...(found.get(path)?.values() ?? [])].some((resolved) => !stillThere(resolved))
  // Without it every package.json above a file is read again for every cell.
  host.getModuleResolutionCache = () => cache
  // Packages named @typescript/lib-… could replace parts of the standard library: nobody looks for them.
  const resolveLibrary = () => ({ resolvedModule: undefined })
  const forgetPaths = () => byPath.clear()
  return Object.assign(host, { resolve, hasInvalidatedResolutions, forgetPaths, resolveLibrary })
}
