import { createRequire } from 'node:module'
import type * as TypeScript from 'typescript'
import { emptyLibrary, takePrepared } from './prepared.js'

const require = createRequire(import.meta.url)

export type TypeScriptModule = typeof TypeScript

const prepared = takePrepared()

export const typescript = prepared?.typescript ?? (require('typescript') as TypeScriptModule)

/** What is known of library files at the start. */
export const library = prepared?.library ?? emptyLibrary()

/**
 * Loads a module of tslab in such a way that its `require('@tslab/typescript-for-tslab')`, its fork
 * of an older TypeScript, gets `replacement` instead.
 */
export function requireFromTslab<Exports>(path: string, replacement: TypeScriptModule): Exports {
  const resolved = require.resolve(`tslab/dist/${path}`)
  const target = createRequire(resolved).resolve('@tslab/typescript-for-tslab')
  const module = Object.assign(Object.create(null) as object, { exports: replacement })
  require.cache[target] = Object.assign(module, { id: target, loaded: true }) as NodeJS.Module
  // Each engine has its own: the module keeps the compiler with which it was loaded first.
  Reflect.deleteProperty(require.cache, resolved)
  return require(resolved) as Exports
}
