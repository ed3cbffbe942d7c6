import { existsSync, statSync } from 'node:fs'
import { createRequire, isBuiltin } from 'node:module'
import { dirname, extname, isAbsolute, join, resolve as resolvePath, sep } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { resolve as resolveImport } from 'import-meta-resolve'
import { manifestsAbove } from './packageManifests.js'

/** How a module is loaded. */
export type ModuleLocation =
  | { readonly kind: 'builtin'; readonly name: string }
  /** ES module, by dynamic import; one in a `data:` address has no path but that. */
  | { readonly kind: 'esm'; readonly path: string; readonly url: string }
  /** CommonJS, JSON or a native add-on, by `require`. */
  | { readonly kind: 'commonjs'; readonly path: string }
  /** TypeScript, or JavaScript beside the notebook: read, translated and run by the kernel. */
  | { readonly kind: 'local'; readonly path: string }

/**
 * Finds a module as an `import` statement does (the `import` condition of `exports` maps), looking
 * from the importing folder first and, for packages, from each fallback folder next. Relative paths
 * may leave the extension out or name a TypeScript file by `.js`.
 * @param mapped paths that come before all packages
 * @throws the error of the first folder if no folder has the module
 */
export function locateModule(
  specifier: string,
  folder: string,
  fallbackFolders: readonly string[],
  mapped: readonly string[] = []
): ModuleLocation {
  if (isBuiltin(specifier)) return { kind: 'builtin', name: specifier }
  if (specifier.startsWith('data:')) return { kind: 'esm', path: specifier, url: specifier }
  if (specifier.startsWith('file:')) return besideNotebook(fileURLToPath(specifier))
  if (/^\.{1,2}(\/|$)/.test(specifier) || isAbsolute(specifier)) {
    return besideNotebook(localFile(resolvePath(folder, specifier)))
  }
  for (const path of mapped) {
    const found = fileAt(path) ?? folderAt(path)
    if (found !== undefined) return besideNotebook(found)
  }
  let firstError: unknown
  for (const base of [folder, ...fallbackFolders]) {
    try {
      return byPath(packageFile(specifier, base))
    } catch (error) {
      firstError ??= error
    }
  }
  throw firstError
}

function packageFile(specifier: string, folder: string): string {
  const importer = join(folder, 'cell.js')
  try {
    const path = fileURLToPath(resolveImport(specifier, pathToFileURL(importer).href))
    if (statSync(path).isFile()) return path
  } catch (error) {
    // Paths without extension inside a package: CommonJS and the type checker accept them.
    try {
      return createRequire(importer).resolve(specifier)
    } catch {
      throw error
    }
  }
  return createRequire(importer).resolve(specifier)
}

function localFile(path: string): string {
  const found = fileAt(path)
  if (found !== undefined) return found
  const error = new Error(`Cannot find module '${path}'`)
  throw Object.assign(error, { code: 'ERR_MODULE_NOT_FOUND' })
}

/** The file that a path without its true extension means. */
function fileAt(path: string): string | undefined {
  const stem = path.replace(/\.[cm]?jsx?$/, '')
  const candidates = [
    path,
    ...['.ts', '.tsx', '.mts', '.cts', '.js', '.mjs', '.cjs', '.json'].map((end) => path + end),
    ...(stem === path ? [] : ['.ts', '.tsx', '.mts', '.cts'].map((end) => stem + end)),
    ...['index.ts', 'index.js'].map((name) => join(path, name))
  ]
  return candidates.find((file) => statSync(file, { throwIfNoEntry: false })?.isFile())
}

/** The main file of a package in the folder `path`. */
function folderAt(path: string): string | undefined {
  if (!existsSync(join(path, 'package.json'))) return undefined
  return createRequire(join(path, 'cell.js')).resolve(path)
}

/** A file named by its path: not cached by Node, since people edit it. */
function besideNotebook(path: string): ModuleLocation {
  const isLocal = /\.[cm]?jsx?$/.test(path) && !path.split(sep).includes('node_modules')
  return isLocal ? { kind: 'local', path } : byPath(path)
}

function byPath(path: string): ModuleLocation {
  if (/\.[cm]?tsx?$/.test(path)) return { kind: 'local', path }
  if (isEsModule(path)) return { kind: 'esm', path, url: pathToFileURL(path).href }
  return { kind: 'commonjs', path }
}

function isEsModule(path: string): boolean {
  const extension = extname(path)
  if (extension === '.mjs') return true
  if (extension !== '.js') return false
  const [nearest] = manifestsAbove(dirname(path))
  return nearest?.type === 'module'
}
