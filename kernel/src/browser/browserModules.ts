import type { CellModules } from '../language/cellRunner.js'
import type { CodeTraits, ModuleScope } from '../language/moduleScope.js'
import { interoperable } from '../language/namespaces.js'
import { explainedError } from './cellGlobals.js'
import { isBuiltin } from './node/module.js'
import { notebookFolder } from './memoryFiles.js'

/** A module that a browser does not have. */
class ModuleUnavailableError extends Error {
  override readonly name = 'ModuleUnavailableError'
}

/** The packages that come with the site, for cells, each an ES module at an address. */
export class BrowserModules implements CellModules {
  readonly #addresses: Readonly<Record<string, string>>
  readonly #loaded = new Map<string, object>()

  /** @param addresses by the name under which cells import a package */
  constructor(addresses: Readonly<Record<string, string>>) {
    this.#addresses = addresses
  }

  cellScope(exports: object): ModuleScope {
    const path = `${notebookFolder}/cell.ts`
    const load = (specifier: unknown) => this.#load(String(specifier))
    const require = (specifier: string) => this.#required(specifier)
    const resolve = (specifier: string) => this.#addressOf(specifier)
    const module = { exports, filename: path, require }
    const access = { require: Object.assign(require, {}), load, loadNamespace: load, resolve }
    const variables = {
      exports,
      require,
      module,
      __filename: path,
      __dirname: notebookFolder,
      dynamicImport: load,
      importMeta: { url: `file://${path}`, filename: path, dirname: notebookFolder, resolve }
    }
    return { module, access, variables } as unknown as ModuleScope
  }

  async prepare(specifiers: readonly string[]): Promise<void> {
    for (const specifier of specifiers) await this.#load(specifier)
  }

  run(
    code: string,
    { variables }: ModuleScope,
    { name, isAsync }: CodeTraits,
    more: Readonly<Record<string, unknown>>
  ): unknown {
    const all = { ...variables, ...more }
    const start = `(${isAsync ? 'async ' : ''}function (${Object.keys(all).join(', ')}) {`
    // In the global scope, and under the name by which stack traces find the cell.
    const body = (0, eval)(`${start}${code}\n})\n//# sourceURL=${name}`) as (
      ...values: readonly unknown[]
    ) => unknown
    const explain = (thrown: unknown) => {
      throw explainedError(thrown)
    }
    try {
      const done = body(...Object.values(all))
      return isAsync ? (done as Promise<unknown>).catch(explain) : done
    } catch (thrown) {
      return explain(thrown)
    }
  }

  async #load(specifier: string): Promise<object> {
    const address = this.#addressOf(specifier)
    const known = this.#loaded.get(specifier)
    if (known) return known
    const namespace = (await import(address)) as object
    this.#loaded.set(specifier, namespace)
    return namespace
  }

  /** What the code of a cell gets of a module that was loaded before it. */
  #required(specifier: string): object {
    const namespace = this.#loaded.get(specifier)
    if (namespace) return interoperable(namespace)
    this.#addressOf(specifier)
    throw new ModuleUnavailableError(`'${specifier}' can be imported here, not required by a call`)
  }

  #addressOf(specifier: string): string {
    const address = this.#addresses[specifier]
    if (address === undefined) throw new ModuleUnavailableError(this.missing(specifier))
    return address
  }

  /** Why a module is not to be had here. */
  missing(specifier: string): string {
    const reason = isBuiltin(specifier)
      ? 'is part of Node, which a browser does not have'
      : `is not on this site, which has ${Object.keys(this.#addresses).join(', ')}`
    return `'${specifier}' ${reason}; this cell runs in JupyterLab on a machine of your own (npm run lab)`
  }
}
