import { readFileSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import vm from 'node:vm'
import type { Translation } from './languageEngine.js'
import { locateModule, type ModuleLocation } from './packageResolution.js'

/** What a module loader needs from the kernel around it. */
export interface ModuleLoaderOptions {
  /** Folder of the notebook. */
  readonly folder: string
  /** Folders in which packages are looked for next. */
  readonly packageFolders: readonly string[]
  /** Translates a local TypeScript file. */
  readonly translate: (text: string, path: string) => Translation
  /** Modules that the kernel provides itself, by specifier. */
  readonly provided: Readonly<Record<string, () => unknown>>
}

interface LocalModule {
  readonly modified: number
  readonly dependencies: readonly string[]
  readonly exports: object
  readonly loaded: Promise<void>
}

/**
 * Loads modules for cells and for the local TypeScript files they import. Everything that an
 * `import` statement names is loaded before the code runs, so that ES modules, also those with
 * top-level await, can be handed to code that calls `require`. Local files that changed on disk
 * are loaded anew.
 */
export class ModuleLoader {
  readonly #options: ModuleLoaderOptions
  readonly #local = new Map<string, LocalModule>()
  readonly #namespaces = new Map<string, object>()

  constructor(options: ModuleLoaderOptions) {
    this.#options = options
  }

  /** Loads the modules that code in `folder` names. */
  async prepare(specifiers: readonly string[], folder = this.#options.folder): Promise<void> {
    for (const specifier of specifiers) {
      if (Object.hasOwn(this.#options.provided, specifier)) continue
      const location = this.#locate(specifier, folder)
      if (location.kind === 'esm') await this.#importNamespace(location.url)
      else if (location.kind === 'typescript') await this.#loadLocal(location.path)
    }
  }

  /** `require` for code in `folder`. */
  requireFor(folder = this.#options.folder): (specifier: string) => unknown {
    return (specifier) => {
      const provided = this.#options.provided
      if (Object.hasOwn(provided, specifier)) return provided[specifier]?.()
      const location = this.#locate(specifier, folder)
      if (location.kind === 'esm') {
        const namespace = this.#namespaces.get(location.url)
        if (namespace) return interoperable(namespace)
      }
      if (location.kind === 'typescript') {
        const module = this.#local.get(location.path)
        if (module) return module.exports
        throw new Error(`require('${specifier}'): TypeScript files need an import statement`)
      }
      return createRequire(join(folder, 'cell.js'))(requirable(location, specifier))
    }
  }

  /** `import()` for code in `folder`. */
  importFor(folder = this.#options.folder): (specifier: unknown) => Promise<unknown> {
    return async (given) => {
      const specifier = String(given)
      const provided = this.#options.provided
      if (Object.hasOwn(provided, specifier)) return provided[specifier]?.()
      const location = this.#locate(specifier, folder)
      if (location.kind === 'typescript') return this.#loadLocal(location.path)
      if (location.kind === 'esm') return this.#importNamespace(location.url)
      if (location.kind === 'builtin') return import(location.name)
      if (location.path.endsWith('.json')) {
        return { default: createRequire(location.path)(location.path) as unknown }
      }
      return import(pathToFileURL(location.path).href)
    }
  }

  #locate(specifier: string, folder: string): ModuleLocation {
    return locateModule(specifier, folder, this.#options.packageFolders)
  }

  async #importNamespace(url: string): Promise<object> {
    const namespace = (await import(url)) as object
    this.#namespaces.set(url, namespace)
    return namespace
  }

  async #loadLocal(path: string): Promise<object> {
    const known = this.#local.get(path)
    // In a cycle of imports the module is still being loaded: its partial exports are handed out.
    const module = known && this.#unchanged(path) ? known : this.#startLocal(path)
    if (module !== known) await module.loaded
    return module.exports
  }

  #startLocal(path: string): LocalModule {
    const folder = dirname(path)
    const { code, specifiers, isAsync } = this.#options.translate(readFileSync(path, 'utf8'), path)
    const exports = {}
    const module: LocalModule = {
      modified: modificationTime(path),
      dependencies: specifiers.flatMap((specifier) => {
        const location = this.#locate(specifier, folder)
        return location.kind === 'typescript' ? [location.path] : []
      }),
      exports,
      loaded: (async () => {
        // The microtask runs after the registration below, which a cycle of imports relies on.
        await Promise.resolve()
        await this.prepare(specifiers, folder)
        const names = [
          'exports',
          'require',
          'dynamicImport',
          'importMeta',
          '__filename',
          '__dirname'
        ]
        const prefix = `(${isAsync ? 'async ' : ''}function (${names.join(', ')}) {`
        const options = { filename: path, columnOffset: -prefix.length, displayErrors: false }
        const run = vm.runInThisContext(`${prefix}${code}\n})`, options) as ModuleBody
        const meta = { url: pathToFileURL(path).href, filename: path, dirname: folder }
        const [require, load] = [this.requireFor(folder), this.importFor(folder)]
        await run(exports, require, load, meta, path, folder)
      })()
    }
    this.#local.set(path, module)
    module.loaded.catch(() => this.#local.delete(path))
    return module
  }

  #unchanged(path: string, seen = new Set<string>()): boolean {
    if (seen.has(path)) return true
    seen.add(path)
    const module = this.#local.get(path)
    if (!module || module.modified !== modificationTime(path)) return false
    return module.dependencies.every((dependency) => this.#unchanged(dependency, seen))
  }
}

type ModuleBody = (...args: [object, unknown, unknown, object, string, string]) => unknown

function requirable(location: ModuleLocation, specifier: string): string {
  if (location.kind === 'commonjs') return location.path
  return location.kind === 'builtin' ? location.name : specifier
}

function modificationTime(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0
}

const views = new WeakMap<object, object>()

/** A namespace as compiled code expects it from `require`: marked as an ES module, live. */
function interoperable(namespace: object): object {
  const known = views.get(namespace)
  if (known) return known
  const view = Object.defineProperty({}, '__esModule', { value: true })
  for (const name of Object.keys(namespace)) {
    Object.defineProperty(view, name, {
      enumerable: true,
      get: () => (namespace as Record<string, unknown>)[name]
    })
  }
  views.set(namespace, view)
  return view
}
