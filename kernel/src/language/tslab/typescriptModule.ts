import { createRequire } from 'node:module'
import { requireCached } from '../compileCache.js'
import type * as TypeScript from 'typescript'

const require = createRequire(import.meta.url)

export type TypeScriptModule = typeof TypeScript

/** Syntax trees of files that do not change while a session lasts, by path. */
export type LibraryFiles = Map<string, TypeScript.SourceFile>

const loaded = requireCached(require.resolve('typescript'))
export const typescript = loaded.exports as TypeScriptModule
export const library: LibraryFiles = new Map()

/** Lets the next session start with the compiler's code as V8 has compiled it in this one. */
export const saveCompiledTypeScript = (): void => loaded.save()

/**
 * Loads a module of tslab in such a way that its `require('@tslab/typescript-for-tslab')`, its fork
 * of an older TypeScript, gets `replacement` instead.
 */
export function requireFromTslab<Exports>(path: string, replacement: TypeScriptModule): Exports {
  const resolved = require.resolve(`tslab/dist/${path}`)
  const target = createRequire(resolved).resolve('@tslab/typescript-for-tslab')
  const module = Object.assign(Object.create(null) as object, { exports: replacement })
  require.cache[target] = Object.assign(module, { id: target, loaded: true }) as NodeJS.Module
  return require(resolved) as Exports
}
