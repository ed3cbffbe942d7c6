import { readFileSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { types } from 'node:util'
import type { CellModules } from './cellRunner.js'
import type { Translation } from './languageEngine.js'
import { moduleScope, runInScope, type ModuleAccess, type ModuleScope } from './moduleScope.js'
import { interoperable, namespaceOf } from './namespaces.js'
import { locateModule, type ModuleLocation } from './packageResolution.js'

/** What a module loader needs from the kernel around it. */
export interface ModuleLoaderOptions {
  /** Folder of the notebook. */
  readonly folder: string
  /** Folders in which packages are looked for next. */
  readonly packageFolders: readonly string[]
  /** Paths that a tsconfig.json gives for a name. */
  readonly mappedPaths: (specifier: string) => readonly string[]
  /** Translates a local file. */
  readonly translate: (text: string, path: string) => Translation
  /** Says why the module of a name is not found, where it is one of a package. */
  readonly missing: (specifier: string) => string | undefined
  /** Told of the file that was found for the name of a module. */
  readonly located: (specifier: string, path: string) => void
  /** Modules that the kernel provides itself, by specifier. */
  readonly provided: Readonly<Record<string, () => object>>
}

interface LocalModule {
  readonly stamp: string
  /** Files that it has loaded, with their stamps where the kernel does not run them. */
  readonly dependencies: Map<string, string | undefined>
  readonly scope: ModuleScope
  readonly translation: Translation
  /** Set when it is loaded ahead of the code that imports it. */
  loaded?: Promise<void>
}

/**
 * Loads modules for cells and for the local files they import. Everything that an
 * `import` statement names is loaded before the code runs, so that ES modules, also those with
 * top-level await, can be handed to code that calls `require`. What is required by a call is loaded by
 * that. Local files that changed on disk are loaded anew.
 */
export class ModuleLoader implements CellModules {
  readonly run = runInScope
  readonly #options: ModuleLoaderOptions
  readonly #local = new Map<string, LocalModule>()
  readonly #json = new Map<string, { readonly stamp: string; readonly value: unknown }>()
  readonly #namespaces = new Map<string, object>()
  #main: NodeJS.Module | undefined

  constructor(options: ModuleLoaderOptions) {
    this.#options = options
  }

  /** Scope of the cells, a file in the notebook's folder, whose names are properties of `exports`. */
  cellScope(exports: object): ModuleScope {
    const path = join(this.#options.folder, 'cell.ts')
    const scope = moduleScope(path, exports, this.#accessFor(path))
    this.#main = scope.module
    scope.access.require.main = scope.module
    return scope
  }

  /** Loads the modules that code in `folder` imports. */
  async prepare(specifiers: readonly string[], folder = this.#options.folder): Promise<void> {
    for (const specifier of specifiers) {
      if (Object.hasOwn(this.#options.provided, specifier)) continue
      const location = this.#locate(specifier, folder)
      if (location.kind === 'esm') await this.#importNamespace(location.url)
      else if (location.kind === 'local') await this.#loadLocal(location.path)
    }
  }

  #accessFor(path: string): ModuleAccess {
    const folder = dirname(path)
    const load = (specifier: unknown) => this.#import(String(specifier), folder)
    return {
      require: this.#requireFor(path),
      load,
      loadNamespace: async (specifier) => {
        const loaded = (await load(specifier)) as object
        return types.isModuleNamespaceObject(loaded) ? loaded : namespaceOf(loaded)
      },
      resolve: (specifier) => urlOf(this.#locate(specifier, folder))
    }
  }

  /** `require` for code in `path`. */
  #requireFor(path: string): NodeJS.Require {
    const folder = dirname(path)
    const own = createRequire(path)
    const { provided } = this.#options
    const require = (specifier: string): unknown => {
      if (Object.hasOwn(provided, specifier)) return provided[specifier]?.()
      const location = this.#locateOrUndefined(specifier, folder)
      switch (location?.kind) {
        case undefined:
          // Fails as it does in Node.
          return own(this.#explained(specifier, () => own.resolve(specifier)))
        case 'local':
          this.#local.get(path)?.dependencies.set(location.path, undefined)
          return this.#requireLocal(location.path)
        case 'builtin':
          return own(location.name)
        case 'esm': {
          const namespace = this.#namespaces.get(location.url)
          return namespace ? interoperable(namespace) : own(location.path)
        }
        case 'commonjs':
          return location.path.endsWith('.json')
            ? this.#readJson(location.path)
            : own(location.path)
      }
    }
    const resolve = (specifier: string, options?: { paths?: string[] }) => {
      if (options?.paths) return own.resolve(specifier, options)
      const location = this.#locateOrUndefined(specifier, folder)
      if (!location) return this.#explained(specifier, () => own.resolve(specifier))
      return location.kind === 'builtin' ? location.name : location.path
    }
    return Object.assign(require, own, {
      resolve: Object.assign(resolve, { paths: own.resolve.paths }),
      main: this.#main
    })
  }

  async #import(specifier: string, folder: string): Promise<unknown> {
    const { provided } = this.#options
    if (Object.hasOwn(provided, specifier)) return provided[specifier]?.()
    const location = this.#locate(specifier, folder)
    if (location.kind === 'local') return withDefault(await this.#loadLocal(location.path))
    if (location.kind === 'esm') return this.#importNamespace(location.url)
    if (location.kind === 'builtin') return import(location.name)
    if (location.path.endsWith('.json')) return { default: this.#readJson(location.path) }
    return import(pathToFileURL(location.path).href)
  }

  #locate(specifier: string, folder: string): ModuleLocation {
    const { packageFolders, mappedPaths, located } = this.#options
    const location = this.#explained(specifier, () =>
      locateModule(specifier, folder, packageFolders, mappedPaths(specifier))
    )
    if (location.kind !== 'builtin') located(specifier, location.path)
    return location
  }

  /** Searches for a module; where that fails the error says what is known of its package. */
  #explained<Found>(specifier: string, search: () => Found): Found {
    try {
      return search()
    } catch (error) {
      const reason = this.#options.missing(specifier)
      if (error instanceof Error && reason !== undefined) error.message += `\n→ ${reason}`
      throw error
    }
  }

  #locateOrUndefined(specifier: string, folder: string): ModuleLocation | undefined {
    try {
      return this.#locate(specifier, folder)
    } catch {
      return undefined
    }
  }

  async #importNamespace(url: string): Promise<object> {
    const namespace = (await import(url)) as object
    this.#namespaces.set(url, namespace)
    return namespace
  }

  #readJson(path: string): unknown {
    const stamp = stampOf(path)
    const known = this.#json.get(path)
    if (known?.stamp === stamp) return known.value
    const value = parseJson(path)
    this.#json.set(path, { stamp, value })
    return value
  }

  async #loadLocal(path: string): Promise<unknown> {
    const known = this.#local.get(path)
    // In a cycle of imports the module is still being loaded: its partial exports are handed out.
    const module = known && this.#unchanged(path) ? known : this.#startLocal(path)
    if (module !== known) await module.loaded
    return module.scope.module.exports
  }

  /** Translates a file and begins to load it with all that it imports. */
  #startLocal(path: string): LocalModule {
    const module = this.#registerLocal(path)
    const { translation } = module
    module.loaded = (async () => {
      // The microtask runs after the registration, which a cycle of imports relies on.
      await Promise.resolve()
      await this.prepare(translation.specifiers, dirname(path))
      await this.#runLocal(module)
    })()
    module.loaded.catch(() => this.#forget(path, module))
    return module
  }

  /** What `require` gives: the file and all that it imports are loaded in this moment. */
  #requireLocal(path: string): unknown {
    const known = this.#local.get(path)
    if (known && this.#unchanged(path)) return known.scope.module.exports
    const module = this.#registerLocal(path)
    try {
      if (module.translation.isAsync) {
        const message = `require('${path}'): a module with top-level await needs an import`
        throw Object.assign(new Error(message), { code: 'ERR_REQUIRE_ASYNC_MODULE' })
      }
      this.#runLocal(module)
    } catch (error) {
      this.#forget(path, module)
      throw error
    }
    return module.scope.module.exports
  }

  #registerLocal(path: string): LocalModule {
    const stamp = stampOf(path)
    const translation = this.#options.translate(readFileSync(path, 'utf8'), path)
    const module: LocalModule = {
      stamp,
      dependencies: this.#dependencies(translation.specifiers, dirname(path)),
      scope: moduleScope(path, {}, this.#accessFor(path)),
      translation
    }
    this.#local.set(path, module)
    return module
  }

  #runLocal({ scope, translation }: LocalModule): unknown {
    const { code, isAsync, isCommonJs } = translation
    const done = runInScope(code, scope, { name: scope.module.filename, isAsync, isCommonJs })
    scope.module.loaded = true
    return done
  }

  #forget(path: string, module: LocalModule): void {
    if (this.#local.get(path) === module) this.#local.delete(path)
  }

  #dependencies(specifiers: readonly string[], folder: string): Map<string, string | undefined> {
    const found = new Map<string, string | undefined>()
    for (const specifier of specifiers) {
      if (Object.hasOwn(this.#options.provided, specifier)) continue
      const location = this.#locate(specifier, folder)
      if (location.kind === 'local') found.set(location.path, undefined)
      else if (location.kind === 'commonjs') found.set(location.path, stampOf(location.path))
    }
    return found
  }

  #unchanged(path: string, seen = new Set<string>()): boolean {
    if (seen.has(path)) return true
    seen.add(path)
    const module = this.#local.get(path)
    if (!module || module.stamp !== stampOf(path)) return false
    return [...module.dependencies].every(([dependency, stamp]) =>
      stamp === undefined ? this.#unchanged(dependency, seen) : stamp === stampOf(dependency)
    )
  }
}

/** What `import()` gives of a module that may be no ES module: its exports are the default one too. */
function withDefault(exports: unknown): unknown {
  if (typeof exports !== 'object' || exports === null) return { default: exports }
  return '__esModule' in exports ? exports : { ...exports, default: exports }
}

/** Changes when the file does. */
function stampOf(path: string): string {
  const { mtimeMs = 0, size = 0, ino = 0 } = statSync(path, { throwIfNoEntry: false }) ?? {}
  return `${mtimeMs} ${size} ${ino}`
}

function parseJson(path: string): unknown {
  const text = readFileSync(path, 'utf8').replace(/^\ufeff/, '')
  try {
    return JSON.parse(text) as unknown
  } catch (error) {
    if (error instanceof Error) error.message = `${path}: ${error.message}`
    throw error
  }
}

function urlOf(location: ModuleLocation): string {
  if (location.kind === 'builtin') {
    return location.name.startsWith('node:') ? location.name : `node:${location.name}`
  }
  return location.kind === 'esm' ? location.url : pathToFileURL(location.path).href
}
