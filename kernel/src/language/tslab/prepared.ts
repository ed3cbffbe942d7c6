import type * as TypeScript from 'typescript'

/** What is known of files that do not change while a session lasts: packages, standard library. */
export interface Library {
  /** Syntax trees, by path. */
  readonly files: Map<string, TypeScript.SourceFile>
  /** Paths of declarations outside of node_modules that belong to packages linked from there. */
  readonly linked: Set<string>
  /** What their imports mean, by name and importing file. */
  readonly resolutions: Map<string, TypeScript.ResolvedModuleWithFailedLookupLocations>
  /** Syntax trees of other files, by path, as they were at some time: each counts as long as its text is the file's. */
  readonly earlier: Map<string, TypeScript.SourceFile>
}

/** Whether a path leads through an installed package. */
export const isInPackage = (path: string): boolean => path.includes('/node_modules/')

/** Whether a file is taken for unchanging: it belongs to a package, and what has been loaded of that stays, too. */
export const isLibraryFile = ({ linked }: Library, path: string): boolean =>
  isInPackage(path) || linked.has(path)

export function emptyLibrary(): Library {
  return { files: new Map(), linked: new Set(), resolutions: new Map(), earlier: new Map() }
}

/** What a startup snapshot brings along. */
export interface Prepared {
  readonly typescript: typeof TypeScript
  readonly library: Library
}

/** Where on `globalThis` a process that starts from the snapshot finds it. */
export const preparedKey = Symbol.for('nnqft-kernel.prepared')

/** Takes what the startup snapshot brought along; undefined in a process that started without. */
export function takePrepared(): Prepared | undefined {
  const place = globalThis as { [preparedKey]?: Prepared }
  const prepared = place[preparedKey]
  delete place[preparedKey]
  return prepared
}
