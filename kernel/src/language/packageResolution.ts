import { existsSync, readFileSync, statSync } from 'node:fs'
import { createRequire, isBuiltin } from 'node:module'
import { dirname, extname, isAbsolute, join, resolve as resolvePath } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { resolve as resolveImport } from 'import-meta-resolve'

/** How a module is loaded. */
export type ModuleLocation =
  | { readonly kind: 'builtin'; readonly name: string }
  /** ES module, by dynamic import. */
  | { readonly kind: 'esm'; readonly url: string }
  /** CommonJS, JSON or a native add-on, by `require`. */
  | { readonly kind: 'commonjs'; readonly path: string }
  /** Local TypeScript, translated by the kernel. */
  | { readonly kind: 'typescript'; readonly path: string }

/**
 * Finds a module as an `import` statement does (the `import` condition of `exports` maps), looking
 * from the importing folder first and, for packages, from each fallback folder next. Relative paths
 * may leave the extension out or name a TypeScript file by `.js`.
 * @throws the error of the first folder if no folder has the module
 */
export function locateModule(
  specifier: string,
  folder: string,
  fallbackFolders: readonly string[]
): ModuleLocation {
  if (isBuiltin(specifier)) return { kind: 'builtin', name: specifier }
  if (specifier.startsWith('file:')) return byPath(fileURLToPath(specifier))
  if (/^\.{1,2}(\/|$)/.test(specifier) || isAbsolute(specifier)) {
    return byPath(localFile(resolvePath(folder, specifier)))
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
  const stem = path.replace(/\.[cm]?jsx?$/, '')
  const candidates = [
    path,
    ...['.ts', '.tsx', '.mts', '.cts', '.js', '.mjs', '.cjs', '.json'].map((end) => path + end),
    ...(stem === path ? [] : ['.ts', '.tsx', '.mts', '.cts'].map((end) => stem + end)),
    ...['index.ts', 'index.js'].map((name) => join(path, name))
  ]
  const found = candidates.find((file) => statSync(file, { throwIfNoEntry: false })?.isFile())
  if (found) return found
  const error = new Error(`Cannot find module '${path}'`)
  throw Object.assign(error, { code: 'ERR_MODULE_NOT_FOUND' })
}

function byPath(path: string): ModuleLocation {
  if (/\.[cm]?tsx?$/.test(path)) return { kind: 'typescript', path }
  if (isEsModule(path)) return { kind: 'esm', url: pathToFileURL(path).href }
  return { kind: 'commonjs', path }
}

function isEsModule(path: string): boolean {
  const extension = extname(path)
  if (extension === '.mjs') return true
  if (extension !== '.js') return false
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const manifest = join(folder, 'package.json')
    if (existsSync(manifest)) {
      const { type } = JSON.parse(readFileSync(manifest, 'utf8')) as { type?: string }
      return type === 'module'
    }
    if (folder === dirname(folder)) return false
  }
}
