import { createRequire } from 'node:module'
import { requireCached } from '../compileCache.js'
import type * as TypeScript from '@tslab/typescript-for-tslab'

const require = createRequire(import.meta.url)

/** tslab's build of TypeScript: a fork in which the cell sees the names of earlier cells. */
export type TypeScriptModule = typeof TypeScript

/** The newest build, the one this package depends on; tslab itself asks for an older one. */
const loaded = requireCached(require.resolve('@tslab/typescript-for-tslab'))
export const typescript = loaded.exports as TypeScriptModule

/** Lets the next session start with the compiler's code as V8 has compiled it in this one. */
export const saveCompiledTypeScript = (): void => loaded.save()

/**
 * Loads a module of tslab in such a way that its `require('@tslab/typescript-for-tslab')` gets
 * `replacement` instead.
 */
export function requireFromTslab<Exports>(path: string, replacement: TypeScriptModule): Exports {
  const resolved = require.resolve(`tslab/dist/${path}`)
  const target = createRequire(resolved).resolve('@tslab/typescript-for-tslab')
  const module = Object.assign(Object.create(null) as object, { exports: replacement })
  require.cache[target] = Object.assign(module, { id: target, loaded: true }) as NodeJS.Module
  return require(resolved) as Exports
}
