import Module from 'node:module'
import { dirname } from 'node:path'
import { pathToFileURL } from 'node:url'
import vm from 'node:vm'

/** How the code of one file loads others. */
export interface ModuleAccess {
  readonly require: NodeJS.Require
  /** A module as `import()` gives it. */
  readonly load: (specifier: unknown) => Promise<unknown>
  /** The same as a real namespace, which Node asks for. */
  readonly loadNamespace: (specifier: string) => Promise<object>
  /** The URL of a module, as `import.meta.resolve` gives it. */
  readonly resolve: (specifier: string) => string
}

/** What the code of a module finds beside the globals, by name. */
export interface ModuleScope {
  readonly module: NodeJS.Module
  readonly access: ModuleAccess
  readonly variables: Readonly<Record<string, unknown>>
}

/** What the code of every module is given. */
export const scopeNames = [
  'exports',
  'require',
  'module',
  '__filename',
  '__dirname',
  'dynamicImport',
  'importMeta'
] as const

/** The scope of the file `path`, whose exports are to be put into `exports`. */
export function moduleScope(path: string, exports: object, access: ModuleAccess): ModuleScope {
  const folder = dirname(path)
  const module = Object.assign(new Module(path), {
    exports: exports as unknown,
    filename: path,
    paths: access.require.resolve.paths('x') ?? [],
    require: access.require
  })
  const importMeta = {
    url: pathToFileURL(path).href,
    filename: path,
    dirname: folder,
    resolve: access.resolve
  }
  const variables = {
    exports,
    require: access.require,
    module,
    __filename: path,
    __dirname: folder,
    dynamicImport: access.load,
    importMeta
  } satisfies Record<(typeof scopeNames)[number], unknown>
  return { module, access, variables }
}

/** What must be known of code to run it. */
export interface CodeTraits {
  /** For stack traces. */
  readonly name: string
  readonly isAsync: boolean
  /** Whether `this` is the module's exports. */
  readonly isCommonJs?: boolean
}

/**
 * Runs code as the body of a function in a module's scope. What that makes from text (`eval`,
 * `new Function`) imports as the code itself does.
 * @param more further variables, by name
 */
export function runInScope(
  code: string,
  { module, variables, access }: ModuleScope,
  { name, isAsync, isCommonJs = false }: CodeTraits,
  more: Readonly<Record<string, unknown>> = {}
): unknown {
  const all = { ...variables, ...more }
  const prefix = `(${isAsync ? 'async ' : ''}function (${Object.keys(all).join(', ')}) {`
  const body = vm.runInThisContext(`${prefix}${code}\n})`, {
    filename: name,
    columnOffset: -prefix.length,
    // Node would put lines of the compiled code before the message.
    displayErrors: false,
    importModuleDynamically: access.loadNamespace as never
  }) as (...values: readonly unknown[]) => unknown
  const values = Object.values(all)
  return isCommonJs ? body.apply(module.exports, values) : body(...values)
}
